package sandbox_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coderemote"
	"coderemote/sandbox"
)

// hostileLimits are short, so that a program that never ends costs little.
func hostileLimits() coderemote.Limits {
	l := coderemote.DefaultLimits()
	l.Wall, l.CPU, l.Output = 10*time.Second, 5*time.Second, 1<<20
	return l
}

// hostile is one program of testdata/hostile, or one that is made here.
type hostile struct {
	name   string
	code   string
	want   []ending // one of them
	stdout *string  // nil: whatever it writes
	left   *string  // the artifacts, as their names and sizes; nil: whatever it leaves
	stdin  string
	limits coderemote.Limits
}

// ending is how a program may end; the zero value of a field fits everything.
type ending struct {
	status    coderemote.Status
	errorType string
	exit      int // -1 for any
}

func (e ending) fits(r coderemote.Result) bool {
	return r.Status == e.status && (e.errorType == "" || r.ErrorType == e.errorType) &&
		(e.exit < 0 || r.ExitCode != nil && *r.ExitCode == e.exit)
}

// readHostile reads a program and the lines of its header that say what is
// expected: "want", "stdout", "left", "stdin", "limit" and "with".
func readHostile(t *testing.T, path string) hostile {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	h := hostile{name: strings.TrimSuffix(filepath.Base(path), ".py"), code: string(text), limits: hostileLimits()}
	for line := range strings.Lines(h.code) {
		word, value, found := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "# "), ": ")
		if !strings.HasPrefix(line, "#") {
			break
		}
		if found {
			h.expect(t, word, value)
		}
	}
	if h.want == nil {
		t.Fatalf("%s says nothing about its end", path)
	}
	return h
}

func (h *hostile) expect(t *testing.T, word, value string) {
	t.Helper()
	var err error
	switch word {
	case "want":
		for _, one := range strings.Split(value, "|") {
			h.want = append(h.want, parseEnding(t, one))
		}
	case "stdout":
		var text string
		text, err = strconv.Unquote(value)
		h.stdout = &text
	case "left":
		h.left = &value
	case "stdin":
		h.stdin, err = strconv.Unquote(value)
	case "limit":
		for _, one := range strings.Split(value, ", ") {
			h.limit(t, one)
		}
	case "with":
		var prelude []byte
		prelude, err = os.ReadFile("testdata/hostile/prelude.py")
		h.code = string(prelude) + h.code
	}
	if err != nil {
		t.Fatalf("%s: %s: %v", h.name, value, err)
	}
}

func (h *hostile) limit(t *testing.T, text string) {
	t.Helper()
	name, value, _ := strings.Cut(text, " ")
	if name == "output" {
		bytes, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		h.limits.Output = bytes
		return
	}
	d, err := time.ParseDuration(value)
	field := map[string]*time.Duration{"wall": &h.limits.Wall, "cpu": &h.limits.CPU, "idle": &h.limits.InputIdle}[name]
	if err != nil || field == nil {
		t.Fatalf("%s: limit %q: %v", h.name, text, err)
	}
	*field = d
}

func parseEnding(t *testing.T, text string) ending {
	t.Helper()
	fields := strings.Fields(text)
	e := ending{status: coderemote.Status(fields[0]), exit: -1}
	rest := fields[1:]
	if len(rest) == 2 && rest[0] == "exit" {
		code, err := strconv.Atoi(rest[1])
		if err != nil {
			t.Fatal(err)
		}
		e.exit, rest = code, nil
	}
	if len(rest) > 0 {
		e.errorType = rest[0]
	}
	return e
}

// hostileSources are programs whose source itself is the attack, and too large
// or too strange for a file.
func hostileSources() []hostile {
	succeeded, syntax := coderemote.StatusSucceeded, "SyntaxError"
	programs := []hostile{
		{name: "parentheses", code: strings.Repeat("(", 50_000) + strings.Repeat(")", 50_000), want: fails(syntax)},
		{name: "open brackets", code: strings.Repeat("[", 90_000), want: fails(syntax)},
		{name: "signs", code: "x = " + strings.Repeat("-", 90_000) + "1", want: fails("RecursionError", "MemoryError", syntax)},
		{name: "attributes", code: "x = a" + strings.Repeat(".b", 40_000), want: fails("RecursionError", "MemoryError", syntax)},
		{name: "sum", code: "x = 1" + strings.Repeat("+1", 40_000), want: fails("RecursionError", "MemoryError", syntax)},
		{name: "comparisons", code: "x = 1" + strings.Repeat("<1", 15_000), want: []ending{{succeeded, "", 0}}},
		{name: "else ifs", code: "if 0: pass\n" + strings.Repeat("elif 0: pass\n", 7_000), want: fails("RecursionError", "MemoryError", syntax)},
		{name: "blocks", code: nestedBlocks(300), want: fails("IndentationError")},
		{name: "loops", code: nestedBlocks(30), want: fails(syntax)},
		{name: "texts in texts", code: "x = " + strings.Repeat("f'{", 20_000), want: fails(syntax)},
		{name: "number", code: "x = " + strings.Repeat("9", 90_000), want: fails(syntax)},
		{name: "name", code: strings.Repeat("x", 90_000) + " = 1", want: []ending{{succeeded, "", 0}}},
		{name: "list", code: "x = [" + strings.Repeat("1,", 45_000) + "]", want: []ending{{succeeded, "", 0}}},
		{name: "one line", code: strings.Repeat("x=1;", 20_000), want: []ending{{succeeded, "", 0}}},
		{name: "backslashes", code: "x = 1 " + strings.Repeat("\\\n", 30_000), want: []ending{{succeeded, "", 0}, {coderemote.StatusFailed, syntax, 1}}},
		{name: "zero", code: "print(1)\x00print(2)", want: fails(syntax)},
		{name: "one mark of order", code: "\ufeffprint(1)", want: []ending{{succeeded, "", 0}}},
		{name: "two marks of order", code: "\ufeff\ufeffprint(1)", want: fails(syntax)},
		{name: "bytes that are no text", code: "x = '\xff\xfe\xed\xa0\x80'", want: []ending{{succeeded, "", 0}}},
		{name: "carriage returns", code: "x = 1\rprint(x)\r", want: []ending{{succeeded, "", 0}}},
		{name: "end of file of another system", code: "print(1)\n\x1a", want: fails(syntax)},
		{name: "tabs and spaces", code: "if 1:\n\tx = 1\n        y = 2\n", want: fails("TabError")},
		{name: "nothing but line ends", code: strings.Repeat("\n", 90_000), want: []ending{{succeeded, "", 0}}},
		{name: "comments", code: strings.Repeat("#\u202e\n", 20_000), want: []ending{{succeeded, "", 0}}},
		{name: "escapes of characters", code: "x = '" + strings.Repeat(`\N{SNOWMAN}`, 5_000) + "'", want: []ending{{succeeded, "", 0}}},
		{name: "escapes that are none", code: "x = '" + strings.Repeat(`\N{`, 5_000) + "'", want: fails(syntax)},
		{name: "stars", code: "[" + strings.Repeat("*", 50_000) + "x]", want: fails(syntax)},
		{name: "lambdas", code: strings.Repeat("lambda:", 12_000) + "1", want: fails("RecursionError", "MemoryError", syntax)},
	}
	for i := range programs {
		programs[i].limits = hostileLimits()
	}
	return programs
}

func fails(errorTypes ...string) (endings []ending) {
	for _, name := range errorTypes {
		if name == "MemoryError" { // a limit by the contract, whoever ran out of it
			endings = append(endings, ending{coderemote.StatusMemoryLimit, name, 1})
			continue
		}
		endings = append(endings, ending{coderemote.StatusFailed, name, 1})
	}
	return endings
}

func nestedBlocks(depth int) string {
	var code strings.Builder
	for i := range depth {
		code.WriteString(strings.Repeat(" ", i) + "for x in y:\n")
	}
	return code.String() + strings.Repeat(" ", depth) + "pass\n"
}

// TestHostilePrograms runs every program of testdata/hostile as strangers would
// send it, under the open policy. After each the next user's program is clean,
// on time and alone; at the end of a category the worker is as it was.
func TestHostilePrograms(t *testing.T) {
	folders, err := filepath.Glob("testdata/hostile/*")
	if err != nil || len(folders) == 0 {
		t.Fatal("no programs", err)
	}
	for _, folder := range folders {
		if strings.HasSuffix(folder, ".py") {
			continue // the prelude
		}
		paths, err := filepath.Glob(filepath.Join(folder, "*.py"))
		if err != nil {
			t.Fatal(err)
		}
		var programs []hostile
		for _, path := range paths {
			programs = append(programs, readHostile(t, path))
		}
		t.Run(filepath.Base(folder), func(t *testing.T) { runHostile(t, programs) })
	}
	t.Run("made sources", func(t *testing.T) { runHostile(t, hostileSources()) })
}

func runHostile(t *testing.T, programs []hostile) {
	w := watchOne(t, testConfig(t))
	w.canary(t)
	start := measure(w.init)
	for _, h := range programs {
		t.Run(h.name, func(t *testing.T) {
			w.attack(t, h)
			w.canary(t)
		})
	}
	start.hold(t, measure(w.init))
}

// watch is one box and the number of its init on this host.
type watch struct {
	pool   *sandbox.Pool
	init   int
	gvisor bool // its processes are not this host's, and it has no /dev/mqueue
}

func watchOne(t *testing.T, config sandbox.Config) watch {
	t.Helper()
	before := containers(t, storeOf(t))
	pool, podman := poolOf(t, config)
	return watch{pool, initOf(t, podman, newContainers(t, podman, before)), filepath.Base(config.Runtime) == "runsc"}
}

func (w watch) attack(t *testing.T, h hostile) {
	t.Helper()
	prog := sandbox.Program{Code: h.code, Stdin: h.stdin, Policy: coderemote.PolicyOpen, Limits: h.limits}
	var stdout, stderr strings.Builder
	var over atomic.Bool
	var left []string
	r, err := runIn(t, w.pool, prog, sandbox.IO{Output: func(stream coderemote.Stream, text string) {
		if over.Load() {
			t.Error("output after the end")
		}
		if stream == coderemote.Stdout {
			stdout.WriteString(text)
		} else {
			stderr.WriteString(text)
		}
	}, Artifact: func(name string, content []byte) {
		left = append(left, fmt.Sprintf("%.20q %d", name, len(content)))
	}})
	over.Store(true)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(h.want, func(e ending) bool { return e.fits(r) }) {
		t.Errorf("got %s %s, exit code %v, want %v\n%.300q\n%s", r.Status, r.ErrorType, exitCode(r), h.want, stdout.String(), last(stderr.String()))
	}
	if h.stdout != nil && stdout.String() != *h.stdout {
		t.Errorf("got %.300q, want %q\n%s", stdout.String(), *h.stdout, last(stderr.String()))
	}
	if h.left != nil && strings.Join(left, ", ") != *h.left {
		t.Errorf("it left %.600s, want %s\n%s", strings.Join(left, ", "), *h.left, last(stderr.String()))
	}
	if r.Usage.Wall > h.limits.Wall+250*time.Millisecond {
		t.Errorf("it had %v of %v", r.Usage.Wall, h.limits.Wall)
	}
}

func exitCode(r coderemote.Result) string {
	if r.ExitCode == nil {
		return "none"
	}
	return strconv.Itoa(*r.ExitCode)
}

func last(text string) string { return text[max(0, len(text)-600):] }

// cleanState is what a program finds in a box that nobody used.
const cleanState = `{"files": {"/tmp": [], "/home": [], "/dev/shm": [], "/dev/mqueue": [], "/proc": [], "/run": []}, ` +
	`"environment": ["HOME", "LANG", "MALLOC_ARENA_MAX", "OPENBLAS_NUM_THREADS", "PATH", "PYTHONHASHSEED"], ` +
	`"folder": "/home", "mask": 18, "nice": 0, "ignored": [13, 25], "blocked": [], "timer": [0.0, 0.0], ` +
	`"limits": [64, 32, 16777216, 8388608, 0], "processors": true, "processes": [], "descriptors": [0, 1, 2, 3], ` +
	`"user": [1000, 1000, []], "poisoned": [false, false, true, 1], "keys_and_ipc_refused": [true, true, true], "bound": false, "strings": []}`

// canary is the next user's run: it finds what the first one found, waits no
// longer for its start, and shares the box with nobody.
func (w watch) canary(t *testing.T) {
	t.Helper()
	code, err := os.ReadFile("testdata/canary.py")
	if err != nil {
		t.Fatal(err)
	}
	prog := program(string(code))
	prog.Interactive = true
	input := make(chan sandbox.Input, 1)
	var out strings.Builder
	var waited time.Duration
	var inside []string
	begin := time.Now()
	r, err := runIn(t, w.pool, prog, sandbox.IO{
		Input:  input,
		Output: func(_ coderemote.Stream, text string) { out.WriteString(text) },
		InputRequested: func() {
			waited, inside = time.Since(begin), descendants(w.init)
			input <- sandbox.Input{Text: "own\n", EOF: true}
		},
	})
	if err != nil || r.Status != coderemote.StatusSucceeded {
		t.Fatalf("the next run: %v %s\n%s", err, r.Status, last(out.String()))
	}
	clean := cleanState
	if w.gvisor {
		clean = strings.Replace(clean, `"/dev/mqueue": [], `, "", 1)
	}
	if diff := cmp.Diff(clean+"\nown\n", out.String()); diff != "" {
		t.Errorf("the next run found something:\n%s", diff)
	}
	if waited > 3*time.Second {
		t.Errorf("the next run had to wait %v", waited)
	}
	// The template, the keeper and the program.
	if len(inside) != 3 && !w.gvisor {
		t.Errorf("processes below the init: %v", inside)
	}
}

// footprint is what runs could leave behind in a worker and its box.
type footprint struct {
	descriptors, mounts, goroutines int
	heap                            uint64 // bytes
	initMemory                      int    // KiB
	initDescriptors                 int    // room in the table of the init
}

func measure(init int) footprint {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	descriptors, _ := os.ReadDir("/proc/self/fd")
	mounts, _ := os.ReadFile("/proc/self/mountinfo")
	return footprint{
		descriptors: len(descriptors), mounts: strings.Count(string(mounts), "\n"), goroutines: runtime.NumGoroutine(), heap: memory.HeapAlloc,
		initMemory: statusField(init, "VmRSS"), initDescriptors: statusField(init, "FDSize"),
	}
}

// hold fails when now is more than f by what one run leaves.
func (f footprint) hold(t *testing.T, now footprint) {
	t.Helper()
	if now.descriptors > f.descriptors || now.mounts != f.mounts || now.goroutines > f.goroutines+3 ||
		now.heap > f.heap+4<<20 || now.initMemory > f.initMemory+(16<<10) || now.initDescriptors > f.initDescriptors {
		t.Errorf("the worker had %+v, and has %+v", f, now)
	}
}

// initOf is the number of the first process of the one container.
func initOf(t *testing.T, podman sandbox.Podman, ids []string) int {
	t.Helper()
	if len(ids) != 1 {
		t.Fatalf("containers: %v", ids)
	}
	out, err := podman.Command(context.Background(), "inspect", "--format={{.State.Pid}}", ids[0]).Output()
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// descendants are the processes below one, as "name number".
func descendants(of int) (below []string) {
	parents := map[int]int{}
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil {
			parents[pid] = statusField(pid, "PPid")
		}
	}
	for pid := range parents {
		for at := parents[pid]; at > 1; at = parents[at] {
			if at == of {
				below = append(below, fmt.Sprint(pid))
				break
			}
		}
	}
	return below
}

// statusField is a number of proc_pid_status(5), 0 when the process is gone.
func statusField(pid int, name string) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(text), "\n"+name+":")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(fields[0])
	return n
}

// TestNothingIsLeft runs a program that leaves what it can where it can, and one
// that looks for it in the same box.
func TestNothingIsLeft(t *testing.T) {
	pool, _ := ownPool(t, 1)
	const leave = `
import os, signal, time
for folder in ('/tmp', '/home', '/dev/shm'):
    open(folder + '/left', 'w').write('secret')
os.environ['LEFT'] = 'secret'
os.nice(5)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    time.sleep(60)
`
	const look = `
import os, signal, json
print([os.listdir(d) for d in ('/tmp', '/home', '/dev/shm')], 'LEFT' in os.environ, os.nice(0), signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL)
print([p for p in range(3, 5000) if not isinstance(trying(p), str)])
`
	const trying = "def trying(p):\n import os\n try: return os.kill(p, 0)\n except OSError as e: return str(e)\n"
	if _, err := runIn(t, pool, program(leave), sandbox.IO{}); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	_, err := runIn(t, pool, program(trying+look), sandbox.IO{Output: func(_ coderemote.Stream, text string) { out.WriteString(text) }})
	if want := "[[], [], []] False 0 True\n[]\n"; err != nil || out.String() != want {
		t.Errorf("got %q, %v; want %q", out.String(), err, want)
	}
}

func TestAClientThatStallsHoldsUpNoLimit(t *testing.T) {
	prog := program("import os, time\nfor i in range(8): os.write(1, b'x' * 100000)\nwhile True: pass")
	prog.Limits.Wall = 300 * time.Millisecond
	begin := time.Now()
	stalled := false
	r := runWith(t, t.Context(), prog, sandbox.IO{Output: func(coderemote.Stream, string) {
		if !stalled {
			stalled = true
			time.Sleep(900 * time.Millisecond) // the stall under test
		}
	}})
	if r.Status != coderemote.StatusTimeLimit || r.Usage.Wall > 400*time.Millisecond || len(r.stdout) != 800000 {
		t.Errorf("got %s after %v of wall time, %v in all, %d bytes", r.Status, r.Usage.Wall, time.Since(begin), len(r.stdout))
	}
}
