// Package deploy has the files by which others run Code Remote, and tests of
// them that need no engine, no cloud and no root.
package deploy

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// ownVariables are those of compose.yaml and the workflows, which the program
// never sees.
var ownVariables = []string{"CODEREMOTE_LISTEN", "CODEREMOTE_WEB_IMAGE", "CODEREMOTE_WORKER_IMAGE", "CODEREMOTE_GRAPH_IMAGE", "CODEREMOTE_TOKEN"}

// TestSettingsExist wants every setting that these files name to be one.
func TestSettingsExist(t *testing.T) {
	known := read(t, "../docs/deployment/configuration.md")
	files := []string{"../compose.yaml", "../.env.example", "../fly.toml"}
	for _, pattern := range []string{"*/*", "../.github/workflows/*"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	names := regexp.MustCompile(`\bCODEREMOTE_[A-Z_]+[A-Z]`)
	seen := 0
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.IsDir() {
			continue
		}
		for _, name := range names.FindAllString(read(t, file), -1) {
			seen++
			if !strings.Contains(known, "`"+name+"`") && !slices.Contains(ownVariables, name) {
				t.Errorf("%s names %s, and there is no such setting", file, name)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d settings were seen: the check looks in the wrong place", seen)
	}
}

// TestEnvExample wants every variable that compose.yaml takes to be explained.
func TestEnvExample(t *testing.T) {
	example := read(t, "../.env.example")
	for _, match := range regexp.MustCompile(`\$\{([A-Z][A-Z0-9_]+)`).FindAllStringSubmatch(read(t, "../compose.yaml"), -1) {
		if !strings.Contains(example, "\n"+match[1]+"=") {
			t.Errorf(".env.example lacks %s", match[1])
		}
	}
}

// TestUnits wants a worker to hand out limits, and to be given the time that its
// programs may take to finish.
func TestUnits(t *testing.T) {
	drain := regexp.MustCompile("`CODEREMOTE_DRAIN` \\| `([^`]+)`").FindStringSubmatch(read(t, "../docs/deployment/configuration.md"))
	if drain == nil {
		t.Fatal("the default of CODEREMOTE_DRAIN is not documented")
	}
	least, err := time.ParseDuration(drain[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []string{"coderemote", "coderemote-worker"} {
		text := read(t, "systemd/"+unit+".service")
		for _, line := range []string{"Delegate=cpu memory pids", "User=coderemote", "KillMode=mixed"} {
			if !strings.Contains(text, "\n"+line+"\n") {
				t.Errorf("%s lacks %s", unit, line)
			}
		}
		if strings.Contains(text, "NoNewPrivileges=yes") {
			t.Errorf("%s takes away what newuidmap needs", unit)
		}
		stop := regexp.MustCompile(`\nTimeoutStopSec=(\d+)\n`).FindStringSubmatch(text)
		if stop == nil {
			t.Fatalf("%s does not say how long it may take to stop", unit)
		}
		if limit, err := time.ParseDuration(stop[1] + "s"); err != nil || limit < least+10*time.Second {
			t.Errorf("%s is killed after %s, and its programs may take %s", unit, limit, least)
		}
	}
}

// TestRelease has the checks of scripts/release.sh refuse what is no release.
func TestRelease(t *testing.T) {
	top := t.TempDir()
	if err := os.Mkdir(filepath.Join(top, "scripts"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(top, "scripts/release.sh"), []byte(read(t, "../scripts/release.sh")), 0o755); err != nil {
		t.Fatal(err)
	}
	const changes = "# Changes\n\n## Unreleased\n\nsoon\n\n## 1.2.3\n\n- mended\n\n## 1.2.2\n\n## 1.2.30\n\n- other\n"
	if err := os.WriteFile(filepath.Join(top, "CHANGELOG.md"), []byte(changes), 0o644); err != nil {
		t.Fatal(err)
	}
	git := func(args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org", "-C", top}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "--quiet")
	git("add", ".")
	git("commit", "--quiet", "--message", "one")
	for _, tag := range []string{"v1.2.2", "v1.2.3", "v1.2", "v9.9.9"} {
		git("tag", tag)
	}
	out := filepath.Join(top, "out")
	for _, test := range []struct{ tag, says string }{
		{"v1.2.3", ""},
		{"v1.2", "is no version"},
		{"1.2.3", "is no version"},
		{"v1.2.30", "has not the tag"},
		{"v1.2.2", "nothing in it"},
		{"v9.9.9", "has no part"},
	} {
		said, err := exec.CommandContext(t.Context(), filepath.Join(top, "scripts/release.sh"), "--dry-run", test.tag, out).CombinedOutput()
		if (err == nil) != (test.says == "") || !strings.Contains(string(said), test.says) {
			t.Errorf("%s: %v\n%s", test.tag, err, said)
		}
		if test.says == "" {
			if notes := read(t, filepath.Join(out, "notes.md")); strings.TrimSpace(notes) != "- mended" {
				t.Errorf("the notes are %q", notes)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(top, "CHANGELOG.md"), []byte(changes+"x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), filepath.Join(top, "scripts/release.sh"), "--dry-run", "v1.2.3", out).CombinedOutput(); err == nil || !strings.Contains(string(said), "files differ") {
		t.Errorf("with a change: %v\n%s", err, said)
	}
}

// tree is a copy of what install.sh needs, with a program that knows its version.
type tree struct{ top, dest string }

func newTree(t *testing.T) tree {
	t.Helper()
	d := tree{t.TempDir(), t.TempDir()}
	for _, folder := range []string{"bin", "deploy/systemd"} {
		if err := os.MkdirAll(filepath.Join(d.top, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob("systemd/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if err := os.WriteFile(filepath.Join(d.top, "deploy", file), []byte(read(t, file)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func (d tree) build(t *testing.T, version string) {
	t.Helper()
	script := "#!/bin/sh\necho coderemote " + version + "\n"
	if err := os.WriteFile(filepath.Join(d.top, "bin", "coderemote"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
}

func (d tree) install(t *testing.T, args ...string) (said string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join(d.top, "deploy/systemd/install.sh"), args...)
	cmd.Env = append(os.Environ(), "DESTDIR="+d.dest)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// runs returns the version that the unit would start.
func (d tree) runs(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), filepath.Join(d.dest, "usr/local/lib/coderemote/current/coderemote")).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(strings.TrimSpace(string(out)), "coderemote ")
}

func TestInstall(t *testing.T) {
	d := newTree(t)
	if said, err := d.install(t, "install", "worker"); err == nil || !strings.Contains(said, "make image") {
		t.Errorf("without a program: %v, %s", err, said)
	}
	d.build(t, "v1.0.0")
	if said, err := d.install(t, "upgrade"); err == nil || !strings.Contains(said, "install it first") {
		t.Errorf("an upgrade of nothing: %v, %s", err, said)
	}
	step := func(want string, args ...string) {
		t.Helper()
		if said, err := d.install(t, args...); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, said)
		}
		if got := d.runs(t); got != want {
			t.Errorf("after %v version %s runs, want %s", args, got, want)
		}
	}
	step("v1.0.0", "install", "worker")
	settings := filepath.Join(d.dest, "etc/coderemote/env")
	if err := os.WriteFile(settings, []byte("CODEREMOTE_BOXES=3\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	for _, version := range []string{"v1.1.0", "v1.2.0", "v1.3.0", "v1.4.0"} {
		d.build(t, version)
		step(version, "upgrade")
	}
	step("v1.3.0", "rollback")
	step("v1.4.0", "rollback")
	if text := read(t, settings); text != "CODEREMOTE_BOXES=3\n" {
		t.Errorf("the settings were changed: %s", text)
	}
	kept, err := filepath.Glob(filepath.Join(d.dest, "usr/local/lib/coderemote/v*"))
	if err != nil || len(kept) > 4 || len(kept) < 2 {
		t.Errorf("these versions are kept: %v", kept)
	}
	if said, err := d.install(t, "uninstall"); err != nil {
		t.Fatalf("uninstall: %v\n%s", err, said)
	}
	for path, want := range map[string]bool{"usr/local/lib/coderemote": false, "etc/systemd/system/coderemote-worker.service": false, "etc/coderemote/env": true} {
		if _, err := os.Stat(filepath.Join(d.dest, path)); (err == nil) != want {
			t.Errorf("after uninstall %s is there: %v, want %v", path, err == nil, want)
		}
	}
}
