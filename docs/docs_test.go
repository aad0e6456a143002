// Package docs is the documentation, and the tests that hold it to the code.
package docs

import (
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// pages returns every page of the tree, by its path from the top.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"../*.md", "*.md", "*/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all[file] = string(text)
		}
	}
	if len(all) < 20 {
		t.Fatalf("only %d pages were found", len(all))
	}
	return all
}

var (
	fences  = regexp.MustCompile("(?ms)^```.*?^```")
	links   = regexp.MustCompile(`\[[^\]]*\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

// anchor is what a heading is called in an address.
func anchor(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			b.WriteRune(r)
		case r == ' ':
			b.WriteByte('-')
		}
	}
	return b.String()
}

func anchors(text string) (all []string) {
	for _, match := range heading.FindAllStringSubmatch(fences.ReplaceAllString(text, ""), -1) {
		all = append(all, anchor(match[1]))
	}
	return all
}

// TestLinks follows every link inside the tree, to its heading.
func TestLinks(t *testing.T) {
	all, followed := pages(t), 0
	for page, text := range all {
		for _, match := range links.FindAllStringSubmatch(fences.ReplaceAllString(text, ""), -1) {
			if strings.Contains(match[1], "://") || strings.HasPrefix(match[1], "mailto:") {
				continue
			}
			followed++
			path, fragment, _ := strings.Cut(match[1], "#")
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s, which is not there", page, match[1])
				continue
			}
			if fragment != "" && !slices.Contains(anchors(all[target]), fragment) {
				t.Errorf("%s links to %s, and there is no such heading", page, match[1])
			}
		}
	}
	if followed < 30 {
		t.Errorf("only %d links were followed", followed)
	}
}

// TestIndex wants every page to be found from the index.
func TestIndex(t *testing.T) {
	index, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for page := range pages(t) {
		if strings.HasPrefix(page, "../") || page == "README.md" {
			continue
		}
		if !strings.Contains(string(index), "("+page+")") && !strings.Contains(string(index), "("+filepath.Dir(page)+")") {
			t.Errorf("the index does not name %s", page)
		}
	}
}

// TestAlertsLead wants the page that an alert names to have that heading.
func TestAlertsLead(t *testing.T) {
	runbook, err := os.ReadFile("runbook.md")
	if err != nil {
		t.Fatal(err)
	}
	there := anchors(string(runbook))
	for _, file := range []string{"../deploy/prometheus/alerts.yaml", "../infra/alarms.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		named := regexp.MustCompile(`docs/runbook\.md#([a-z0-9_-]+)`).FindAllStringSubmatch(string(text), -1)
		if len(named) == 0 {
			t.Errorf("%s names no part of the runbook", file)
		}
		for _, match := range named {
			if !slices.Contains(there, match[1]) {
				t.Errorf("%s leads to %s, and the runbook has no such heading", file, match[1])
			}
		}
	}
}

// TestDiagrams wants each diagram to be drawn from its source as it is now, and
// to be shown by a page.
func TestDiagrams(t *testing.T) {
	sources, err := filepath.Glob("diagrams/*.mmd")
	if err != nil || len(sources) < 5 {
		t.Fatalf("%d diagrams, %v", len(sources), err)
	}
	shown := ""
	for _, text := range pages(t) {
		shown += text
	}
	for _, source := range sources {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		picture := strings.TrimSuffix(source, ".mmd") + ".svg"
		svg, err := os.ReadFile(picture)
		if head := fmt.Sprintf("<!-- source sha256:%x, ", sha256.Sum256(text)); err != nil || !strings.HasPrefix(string(svg), head) {
			t.Errorf("%s is not drawn from %s as it is now: make generate-diagrams", picture, source)
		}
		if err := xml.Unmarshal(svg, new(struct{})); err != nil {
			t.Errorf("%s cannot be read: %v", picture, err)
		}
		for _, name := range []string{picture, source} {
			if !strings.Contains(shown, "/"+name+")") {
				t.Errorf("no page shows %s", name)
			}
		}
	}
}

// TestRunbook wants every scenario to say how it shows, what to look at and what
// to do.
func TestRunbook(t *testing.T) {
	runbook, err := os.ReadFile("runbook.md")
	if err != nil {
		t.Fatal(err)
	}
	scenarios := strings.Split(string(runbook), "\n## ")[1:]
	if len(scenarios) < 10 {
		t.Errorf("only %d scenarios", len(scenarios))
	}
	for _, s := range scenarios {
		title, _, _ := strings.Cut(s, "\n")
		for _, part := range []string{"**Symptom.**", "**Check.**", "**Act.**"} {
			if strings.Count(s, "\n"+part) != 1 {
				t.Errorf("%q lacks %s", title, part)
			}
		}
	}
}

// code is what pages show as something to type.
var code = regexp.MustCompile("(?m)`[^`\n]+`|^    \\S.*$|^[\\w./]*(?:coderemote|make) .*$")

// TestCommands wants every command, option, make target and script that a page
// tells to type to exist.
func TestCommands(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "coderemote")
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o", binary, "../cmd/coderemote")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as scripts/build.sh has compiled it: it is linked only
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	help := map[string]string{}
	ask := func(words ...string) string {
		key := strings.Join(words, " ")
		if _, ok := help[key]; !ok {
			out, _ := exec.CommandContext(t.Context(), binary, append(words, "--help")...).CombinedOutput()
			help[key] = string(out)
		}
		return help[key]
	}
	var (
		ours    = regexp.MustCompile(`(?:^|[ /'(])coderemote ([a-z][a-z-]+)(?: ([a-z]+))?([^|;&#]*)`)
		option  = regexp.MustCompile(`(?:^| )--([a-z][a-z-]*)`)
		targets = regexp.MustCompile(`(?:^|[ ;&])make ([a-z][a-z0-9-]*)`)
		scripts = regexp.MustCompile(`(?:^| )((?:scripts|deploy|\.ci)/[\w./-]+)`)
		checked = 0
	)
	for page, text := range pages(t) {
		for _, line := range code.FindAllString(text, -1) {
			line = strings.Trim(line, "` ")
			for _, match := range ours.FindAllStringSubmatch(line, -1) {
				checked++
				words := []string{match[1]}
				if strings.Contains(ask(match[1]), "unexpected argument") || !strings.Contains(ask(), "\n  "+match[1]) {
					t.Errorf("%s: there is no command %q: %s", page, match[1], line)
					continue
				}
				if match[2] != "" && strings.Contains(ask(), "\n  "+match[1]+" "+match[2]) {
					words = append(words, match[2])
				}
				if match[1] == "podman" {
					continue // what follows is podman's
				}
				for _, o := range option.FindAllStringSubmatch(match[0], -1) {
					if !strings.Contains(ask(words...), "--"+o[1]) {
						t.Errorf("%s: %q has no option --%s: %s", page, strings.Join(words, " "), o[1], line)
					}
				}
			}
			for _, match := range targets.FindAllStringSubmatch(line, -1) {
				checked++
				if !strings.Contains(string(makefile), "\n"+match[1]+":") {
					t.Errorf("%s: there is no target %q: %s", page, match[1], line)
				}
			}
			for _, match := range scripts.FindAllStringSubmatch(line, -1) {
				checked++
				if _, err := os.Stat(filepath.Join("..", match[1])); err != nil {
					t.Errorf("%s: there is no %s", page, match[1])
				}
			}
		}
	}
	if checked < 40 {
		t.Errorf("only %d commands were seen", checked)
	}
}
