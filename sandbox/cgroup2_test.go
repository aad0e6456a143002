//go:build cgroup2

package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/sandbox"
)

// These tests need a host with cgroup v2 and a delegated group: scripts/cgroup2.sh
// runs them in a virtual machine, where everything is slow.

func cgroup2Pool(t *testing.T) *sandbox.Pool {
	t.Helper()
	config := testConfig(t)
	config.Limits = ""
	pool, err := sandbox.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return pool
}

// slow is an open-policy program with room for a machine that is emulated.
func slow(code string) sandbox.Program {
	prog := program(code)
	prog.Limits.Wall, prog.Limits.CPU, prog.Limits.Lifetime = 5*time.Minute, 5*time.Minute, 10*time.Minute
	return prog
}

func runSlow(t *testing.T, pool *sandbox.Pool, code string) (coderemote.Result, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	var out strings.Builder
	r, err := pool.Run(ctx, slow(code), sandbox.IO{Output: func(_ coderemote.Stream, text string) { out.WriteString(text) }})
	if err != nil {
		t.Fatal(err)
	}
	return r, out.String()
}

// boxGroups are the control groups of the boxes of this process.
func boxGroups(t *testing.T) (groups []string) {
	t.Helper()
	own, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		t.Fatal(err)
	}
	unit := filepath.Dir("/sys/fs/cgroup" + strings.TrimSpace(strings.TrimPrefix(string(own), "0::")))
	err = filepath.WalkDir(unit, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && strings.HasPrefix(entry.Name(), "libpod-") && !strings.Contains(entry.Name(), "conmon") {
			groups = append(groups, path)
			return fs.SkipDir
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil || len(groups) == 0 {
		t.Fatalf("no control group of a box below %s: %v", unit, err)
	}
	return groups
}

// TestCgroup2SelfTest starts a pool with the default limits, whose self-test
// tries memory, processes and processor time from inside.
func TestCgroup2SelfTest(t *testing.T) {
	pool := cgroup2Pool(t)
	if r, out := runSlow(t, pool, "print('hello')"); r.Status != coderemote.StatusSucceeded || out != "hello\n" {
		t.Errorf("got %+v %q", r, out)
	}
	for _, group := range boxGroups(t) {
		for name, want := range map[string]string{"memory.max": "335544320", "memory.swap.max": "0", "pids.max": "64", "cpu.max": "100000 100000"} {
			if got, err := os.ReadFile(filepath.Join(group, name)); err != nil || strings.TrimSpace(string(got)) != want {
				t.Errorf("%s is %q, %v, want %s", name, got, err, want)
			}
		}
	}
}

// TestCgroup2Memory spreads memory over many processes, each far below its own
// limit: their sum ends the run, and the next one is well.
func TestCgroup2Memory(t *testing.T) {
	pool := cgroup2Pool(t)
	for name, code := range map[string]string{
		"many processes": `
import os, time
for _ in range(20):
    if os.fork() == 0:
        hoard = bytearray(b'x') * (40 << 20)
        time.sleep(60)
        os._exit(0)
os.wait()
time.sleep(60)`,
		"processes that start others": `
import os, time
while True:
    hoard = bytearray(b'x') * (20 << 20)
    if os.fork() != 0:
        time.sleep(60)`,
		"shared memory and files": `
import os, time
for folder in '/tmp', '/dev/shm', '/home':
    open(folder + '/x', 'wb').write(b'x' * (15 << 20))
kept = [os.memfd_create(str(n)) for n in range(40)]
for descriptor in kept:
    os.write(descriptor, b'x' * (15 << 20))
time.sleep(60)`,
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			r, out := runSlow(t, pool, code)
			if r.Status != coderemote.StatusMemoryLimit || r.ErrorType != "MemoryError" {
				t.Errorf("got %+v %q", r, out)
			}
			t.Logf("ended after %v with a peak of %d MB in one process", time.Since(begin).Round(time.Millisecond), r.Usage.PeakMemory>>20)
			if r, out := runSlow(t, pool, "print('next')"); r.Status != coderemote.StatusSucceeded || out != "next\n" {
				t.Errorf("the next run: %+v %q", r, out)
			}
		})
	}
}

// TestCgroup2Processes lowers the limit of a running box below the one that each
// program has by itself, and counts how many processes there can be.
func TestCgroup2Processes(t *testing.T) {
	pool := cgroup2Pool(t)
	for _, group := range boxGroups(t) {
		if err := os.WriteFile(filepath.Join(group, "pids.max"), []byte("20"), 0); err != nil {
			t.Fatal(err)
		}
	}
	r, out := runSlow(t, pool, `
import os, time
count = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(60)
        count += 1
except BlockingIOError:
    print(count)
`)
	count, err := strconv.Atoi(strings.TrimSpace(out))
	if err != nil || count < 1 || count >= 20 {
		t.Errorf("got %+v %q", r, out)
	}
	refused := ""
	for _, group := range boxGroups(t) {
		events, _ := os.ReadFile(filepath.Join(group, "pids.events"))
		refused += string(events)
	}
	t.Logf("a program could start %d processes of 20 in its box; pids.events: %s", count, strings.TrimSpace(refused))
	if strings.Contains(refused, "max 0") {
		t.Error("the kernel counted no refusal")
	}
}

// TestCgroup2Share lets a program want every processor, and measures what it gets.
func TestCgroup2Share(t *testing.T) {
	pool := cgroup2Pool(t)
	r, out := runSlow(t, pool, `
import os, time
begin = time.monotonic()
children = [os.fork() for _ in range(2)]
while time.monotonic() < begin + 5:
    pass
if 0 in children:
    os._exit(0)
for _ in children:
    os.wait()
used, wall = sum(os.times()[:4]), time.monotonic() - begin
print(f'{used / wall:.3f}')
`)
	share, err := strconv.ParseFloat(strings.TrimSpace(out), 64)
	if err != nil || share > 1.15 || share < .3 {
		t.Errorf("got %+v %q", r, out)
	}
	t.Log(fmt.Sprintf("four processes that want all of two processors got %.3f of one", share))
}
