package sandbox_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/sandbox"
)

func TestStdinThenItsEnd(t *testing.T) {
	for name, test := range map[string]struct{ code, stdin, want string }{
		"one line":       {"print(input())", "a\n", "a\n"},
		"no line end":    {"print(input())", "a", "a\n"},
		"all":            {"import sys; print(sys.stdin.read())", "a\nb\n", "a\nb\n\n"},
		"by iteration":   {"import sys\nfor line in sys.stdin: print(repr(line))", "a\nb", "'a\\n'\n'b'\n"},
		"readlines":      {"import sys; print(sys.stdin.readlines())", "a\nb\n", "['a\\n', 'b\\n']\n"},
		"bytes":          {"import sys; print(sys.stdin.buffer.read(2), sys.stdin.buffer.readline())", "abc\nd", "b'ab' b'c\\n'\n"},
		"by descriptor":  {"import os; print(os.read(0, 9))", "abc", "b'abc'\n"},
		"by open":        {"print(open(0).read())", "abc", "abc\n"},
		"by subprocess":  {"import subprocess; subprocess.run(['cat'])", "abc", "abc"},
		"missing":        {"try: input('name? ')\nexcept EOFError: print('end')", "", "name? end\n"},
		"prompt":         {"print(input('name? '))", "Ada\n", "name? Ada\n"},
		"unread":         {"print(1)", "abc", "1\n"},
		"64 KiB":         {"import sys; print(len(sys.stdin.read()))", strings.Repeat("é", 32<<10), "32768\n"},
		"64 KiB, unread": {"print(1)", strings.Repeat("x", 64<<10), "1\n"},
	} {
		t.Run(name, func(t *testing.T) {
			prog := program(test.code)
			prog.Stdin = test.stdin
			if r := run(t, prog); r.stdout != test.want || r.Status != coderemote.StatusSucceeded {
				t.Errorf("got %s %q %s, want %q", r.Status, r.stdout, r.stderr, test.want)
			}
		})
	}
}

// answers runs an interactive program, and answers each wait for input.
func answers(t *testing.T, prog sandbox.Program, answer func(n int) sandbox.Input) (r got, asked, taken int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	prog.Interactive = true
	input := make(chan sandbox.Input, 1)
	r = runWith(t, ctx, prog, sandbox.IO{
		Input:          input,
		InputRequested: func() { asked++; input <- answer(asked) },
		InputTaken:     func(n int) { taken += n },
	})
	return r, asked, taken
}

func TestHundredPrompts(t *testing.T) {
	prog := program("for i in range(100): print('got', input(f'{i}? '))")
	r, asked, taken := answers(t, prog, func(n int) sandbox.Input { return sandbox.Input{Text: fmt.Sprintf("a%d\n", n)} })
	var want strings.Builder
	bytes := 0
	for i := range 100 {
		bytes += len(fmt.Sprintf("a%d\n", i+1))
		fmt.Fprintf(&want, "%d? got a%d\n", i, i+1)
	}
	if r.stdout != want.String() || asked != 100 || taken != bytes {
		t.Errorf("asked %d times, took %d of %d bytes, got %q %s", asked, taken, bytes, r.stdout, r.stderr)
	}
}

func TestThePromptComesBeforeTheRequest(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	input := make(chan sandbox.Input, 1)
	var seen strings.Builder
	var atRequest string
	prog := program("input('name? ')")
	prog.Interactive = true
	runWith(t, ctx, prog, sandbox.IO{
		Input:          input,
		Output:         func(_ coderemote.Stream, text string) { seen.WriteString(text) },
		InputRequested: func() { atRequest = seen.String(); input <- sandbox.Input{EOF: true} },
	})
	if atRequest != "name? " {
		t.Errorf("at the request the output was %q", atRequest)
	}
}

func TestInputComesInEveryWay(t *testing.T) {
	for name, code := range map[string]string{
		"readline":  "import sys; print(sys.stdin.readline())",
		"iteration": "import sys\nfor line in sys.stdin:\n print(line)\n break",
		"read":      "import sys; print(sys.stdin.read(2))",
		"buffer":    "import sys; print(sys.stdin.buffer.readline())",
		"read1":     "import sys; print(sys.stdin.buffer.read1())",
	} {
		t.Run(name, func(t *testing.T) {
			r, asked, _ := answers(t, program(code), func(int) sandbox.Input { return sandbox.Input{Text: "ok\n"} })
			if !strings.Contains(r.stdout, "ok") || asked != 1 {
				t.Errorf("asked %d times, got %q %s", asked, r.stdout, r.stderr)
			}
		})
	}
}

func TestEndOfLiveInput(t *testing.T) {
	r, _, _ := answers(t, program("import sys; print(sys.stdin.read())"), func(n int) sandbox.Input {
		return sandbox.Input{Text: "x", EOF: n == 3}
	})
	if r.stdout != "xxx\n" {
		t.Errorf("got %q %s", r.stdout, r.stderr)
	}
}

func TestWaitingStopsTheWallClock(t *testing.T) {
	prog := program("input()\nprint('on')")
	prog.Limits.Wall = 300 * time.Millisecond
	prog.Interactive = true
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	input := make(chan sandbox.Input, 1)
	r := runWith(t, ctx, prog, sandbox.IO{Input: input, InputRequested: func() {
		time.AfterFunc(2*prog.Limits.Wall, func() { input <- sandbox.Input{Text: "\n"} })
	}})
	if r.Status != coderemote.StatusSucceeded || r.Usage.Wall >= prog.Limits.Wall {
		t.Errorf("got %s, wall %v", r.Status, r.Usage.Wall)
	}
}

func TestWaitingHasLimits(t *testing.T) {
	for name, test := range map[string]struct {
		code string
		set  func(*coderemote.Limits)
		want string
	}{
		"one wait":    {"input()", func(l *coderemote.Limits) { l.InputIdle = 200 * time.Millisecond }, "Execution timed out after 0.2 s without input"},
		"a whole run": {"input()", func(l *coderemote.Limits) { l.Lifetime = 200 * time.Millisecond }, "Execution timed out after 0.2 s, waits for input included"},
		"a false claim": {"import os\nos.write(3, b'w' + (1).to_bytes(4, 'little') + b'0')\nwhile True: pass",
			func(l *coderemote.Limits) { l.InputIdle = 200 * time.Millisecond }, "Execution timed out after 0.2 s without input"},
		"a false claim, work": {"import os\nos.write(3, b'w' + (1).to_bytes(4, 'little') + b'0')\nwhile True: pass",
			func(l *coderemote.Limits) { l.CPU = time.Second }, "Execution timed out after 1 s of processor time"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			defer cancel()
			prog := program(test.code)
			prog.Interactive = true
			test.set(&prog.Limits)
			r := runWith(t, ctx, prog, sandbox.IO{Input: make(chan sandbox.Input)})
			if r.Status != coderemote.StatusTimeLimit || r.Error != test.want {
				t.Errorf("got %s %q, exit code %d, %+v, want %q", r.Status, r.Error, *r.ExitCode, r.Usage, test.want)
			}
		})
	}
}
