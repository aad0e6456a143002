package sandbox_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/sandbox"
)

// underEach are hostile programs of every kind, one or two of each, for runtimes
// under which the whole table is not run.
var underEach = []string{
	"artifacts/symlinks", "bombs/fork", "bombs/orphans_that_ended", "calls/int80", "calls/x32", "calls/every_number", "files/change_image", "files/full",
	"files/setuid_in_image", "forged/frames", "leftovers/daemon", "leftovers/files", "memory/bytearray", "namespaces/setns", "namespaces/unshare",
	"output/one_write", "processes/kill_all", "processes/ptrace", "sockets/every_family", "sources/deep_operators", "time/ignoring_signals",
}

// underGvisor are those of them that end otherwise there, and why.
var underGvisor = map[string]string{
	"artifacts/symlinks": "it has no openat2: files that a program leaves are not offered",
	"bombs/fork":         "it counts no processes against RLIMIT_NPROC: without control groups nothing bounds them but memory and time",
	"calls/every_number": "it takes longer than the limit",
}

// crunOnHybrid starts crun where cgroup v2 is mounted beside v1, which crun
// refuses: it does not see the former. A box's limits do not depend on it.
const crunOnHybrid = `#!/bin/sh
exec unshare --mount sh -c 'mount -t tmpfs none /sys/fs/cgroup/unified && exec crun "$@"' crun "$@"
`

// installed are the runtimes of this host by name. runc and crun are there after
// scripts/setup.sh; gVisor is tested where its runsc is.
func installed(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{"runc": "runc", "crun": "crun"}
	for name := range found {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatalf("%s is not installed: apt-get install crun runc", name)
		}
	}
	if _, err := os.Stat("/sys/fs/cgroup/unified/cgroup.controllers"); err == nil {
		found["crun"] = filepath.Join(testConfig(t).DataDir, "crun")
		if err := os.WriteFile(found["crun"], []byte(crunOnHybrid), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if path, err := exec.LookPath("runsc"); err == nil {
		found["runsc"] = path
	} else {
		t.Log("runsc is not installed, so that gVisor is not tested: docs/architecture/sandbox.md says how to get it")
	}
	return found
}

// TestRuntimes holds each runtime of this host to the contract of a run and to a
// part of the hostile programs.
func TestRuntimes(t *testing.T) {
	for name, runtime := range installed(t) {
		t.Run(name, func(t *testing.T) {
			config := testConfig(t)
			config.Runtime = runtime
			w := watchOne(t, config)
			if used := runtimesInUse(t); !slices.Contains(used, runtime) {
				t.Fatalf("the containers are of %v", used)
			}
			w.contract(t)
			for _, path := range underEach {
				h := readHostile(t, filepath.Join("testdata/hostile", path+".py"))
				if reason := underGvisor[path]; w.gvisor && reason != "" {
					t.Logf("%s is left out under gVisor: %s", path, reason)
					continue
				}
				t.Run(path, func(t *testing.T) {
					w.attack(t, h)
					w.canary(t)
				})
			}
		})
	}
}

// runtimesInUse are those of the containers in the store.
func runtimesInUse(t *testing.T) []string {
	t.Helper()
	podman := storeOf(t)
	out, err := podman.Command(t.Context(), append([]string{"inspect", "--format={{.OCIRuntime}}"}, containers(t, podman)...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(out))
}

func (w watch) contract(t *testing.T) {
	busy := program("while True: pass")
	busy.Limits.Wall = 300 * time.Millisecond
	asking := program("print('Hello', input('name? '))")
	asking.Interactive = true
	for name, test := range map[string]struct {
		prog   sandbox.Program
		status coderemote.Status
		exit   int
		out    string
	}{
		"hello":        {program("print('hello')"), coderemote.StatusSucceeded, 0, "hello\n"},
		"exit code":    {program("raise SystemExit(3)"), coderemote.StatusFailed, 3, ""},
		"input":        {asking, coderemote.StatusSucceeded, 0, "name? Hello Ada\n"},
		"time limit":   {busy, coderemote.StatusTimeLimit, 137, ""},
		"memory limit": {program("x = bytearray(300 << 20)"), coderemote.StatusMemoryLimit, 1, ""},
		"own signal":   {program("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)"), coderemote.StatusFailed, 143, ""},
	} {
		t.Run(name, func(t *testing.T) {
			input := make(chan sandbox.Input, 1)
			var out string
			r, err := runIn(t, w.pool, test.prog, sandbox.IO{
				Input: input, InputRequested: func() { input <- sandbox.Input{Text: "Ada\n"} },
				Output: func(stream coderemote.Stream, text string) {
					if stream == coderemote.Stdout {
						out += text
					}
				},
			})
			if err != nil || r.Status != test.status || exitCode(r) != exitCode(coderemote.Result{ExitCode: &test.exit}) || out != test.out {
				t.Errorf("got %s, exit code %s, %q, %v", r.Status, exitCode(r), out, err)
			}
		})
	}
	t.Run("cancel", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		r, err := w.pool.Run(ctx, program("print('up')\nwhile True: pass"), sandbox.IO{Output: func(coderemote.Stream, string) { cancel() }})
		if err != nil || r.Status != coderemote.StatusCancelled {
			t.Errorf("got %s, %v", r.Status, err)
		}
	})
}
