package sandbox_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"coderemote"
)

const analyze = "import coderemote_cplx; coderemote_cplx.main()"

// TestComplexityModules runs the package's own tests on the Python of a box.
func TestComplexityModules(t *testing.T) {
	source, err := os.ReadFile("python/tests/test_cplx.py")
	if err != nil {
		t.Fatal(err)
	}
	runner := "\nfor _name, _test in [*globals().items()]:\n    if _name.startswith('test_'):\n        _test()\n        print('passed', _name, flush=True)\n"
	p := program(strings.Replace(string(source), `"__file__" in globals()`, "False", 1) + runner)
	p.Limits.Wall, p.Limits.CPU, p.Limits.Lifetime = 50*time.Second, 50*time.Second, time.Minute // a busy machine is no failure
	r := run(t, p)
	if r.Status != coderemote.StatusSucceeded {
		t.Fatalf("after %s: %s", r.stdout, r.stderr)
	}
	for _, name := range regexp.MustCompile(`(?m)^def (test_\w+)`).FindAllStringSubmatch(string(source), -1) {
		if !strings.Contains(r.stdout, "passed "+name[1]+"\n") {
			t.Errorf("%s did not run", name[1])
		}
	}
}

type complexity struct {
	Measured struct {
		Time, Space, Reason *string
		Points              []struct{ N, Operations int }
	}
	Static struct{ Time *string }
	Error  *string
}

// analysisOf is the input of analyze for code.
func analysisOf(t *testing.T, code string) string {
	t.Helper()
	request, err := json.Marshal(map[string]any{"code": code, "function": nil, "grow": nil, "mode": "all", "budget_seconds": 1})
	if err != nil {
		t.Fatal(err)
	}
	return string(request)
}

func analyzed(t *testing.T, code string) complexity {
	t.Helper()
	p := program(analyze)
	p.Stdin = analysisOf(t, code)
	r := run(t, p)
	var answer complexity
	if err := json.Unmarshal([]byte(r.stdout), &answer); err != nil || r.Status != coderemote.StatusSucceeded {
		t.Fatalf("%v: %q, %+v %s", err, r.stdout, r.Result, r.stderr)
	}
	return answer
}

func TestComplexity(t *testing.T) {
	answer := analyzed(t, "def f(a):\n    for x in a:\n        for y in a:\n            print(x, y)\nf([3, 1, 2])\n")
	if m := answer.Measured; m.Reason != nil || *m.Time != "O(n^2)" || *m.Space != "O(1)" || len(m.Points) < 10 || *answer.Static.Time != "O(n^2)" {
		t.Errorf("got %+v", answer)
	}
}

// TestComplexityOfHostileCode: one object comes out, whatever the code does, and
// says why nothing was measured.
func TestComplexityOfHostileCode(t *testing.T) {
	for name, code := range map[string]string{
		"endless":             "def f(n):\n    while True: pass\nf(3)",
		"catches all":         "def f(n):\n    while True:\n        try:\n            while True: pass\n        except: pass\nf(3)",
		"one long call":       "def f(n):\n    return 7 ** 7 ** 9 ** n\nf(9)",
		"ends the process":    "import os, signal\ndef f(n):\n    os.kill(os.getpid(), signal.SIGKILL)\nf(3)",
		"exits while loading": "import sys\nsys.exit(3)\ndef f(n): return sys.exit()",
		"exits":               "def f(n): raise SystemExit(3)\nf(3)",
		"waits for input":     "def f(n): return input()\nf(3)",
		"takes all memory":    "def f(n): return bytearray(1 << 40)\nf(3)",
		"recurs for ever":     "def f(n): return f(n)\nf(3)",
		"raises":              "def f(n): return 1 / 0\nf(3)",
		"no such module":      "import no_such_module\ndef f(n): return n\nf(3)",
		"closes everything":   "import os\nos.closerange(0, 99)\ndef f(n): return 1\nf(1)",
		"blocks":              "import threading\ndef f(n): threading.Lock().acquire(); l = threading.Lock(); l.acquire(); l.acquire()\nf(2)",
		"nothing":             "",
	} {
		t.Run(name, func(t *testing.T) {
			answer := analyzed(t, code)
			if answer.Measured.Time == nil && (answer.Measured.Reason == nil || !strings.HasPrefix(*answer.Measured.Reason, "not measurable, because ")) {
				t.Errorf("got %+v", answer)
			}
		})
	}
}
