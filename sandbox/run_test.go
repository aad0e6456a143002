package sandbox_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coderemote"
	"coderemote/sandbox"
)

// TestEnds holds each way to end a program against what `python3 main.py` does.
func TestEnds(t *testing.T) {
	const failed, succeeded = coderemote.StatusFailed, coderemote.StatusSucceeded
	for name, test := range map[string]struct {
		code           string
		status         coderemote.Status
		exit           int
		stdout, stderr string // stderr: a part of it
		kind, message  string
	}{
		"nothing":              {"", succeeded, 0, "", "", "", ""},
		"falls off the end":    {"print(1)", succeeded, 0, "1\n", "", "", ""},
		"no newline at end":    {"print(1, end='')", succeeded, 0, "1", "", "", ""},
		"exit 0":               {"import sys; sys.exit(0)", succeeded, 0, "", "", "", ""},
		"exit none":            {"import sys; sys.exit()", succeeded, 0, "", "", "", ""},
		"exit 3":               {"import sys; sys.exit(3)", failed, 3, "", "", "", ""},
		"exit -1":              {"import sys; sys.exit(-1)", failed, 255, "", "", "", ""},
		"exit 256":             {"import sys; sys.exit(256)", succeeded, 0, "", "", "", ""},
		"exit with text":       {"import sys; sys.exit('bye')", failed, 1, "", "bye\n", "", ""},
		"the builtin exit":     {"exit(4)", failed, 4, "", "", "", ""},
		"the builtin quit":     {"quit()", succeeded, 0, "", "", "", ""},
		"os._exit":             {"import os; os._exit(7)", failed, 7, "", "", "", ""},
		"raise SystemExit":     {"raise SystemExit(5)", failed, 5, "", "", "", ""},
		"uncaught":             {"1/0", failed, 1, "", "ZeroDivisionError: division by zero\n", "ZeroDivisionError", "division by zero"},
		"own exception":        {"class Own(Exception): pass\nraise Own('é')", failed, 1, "", "Own: é\n", "Own", "é"},
		"library exception":    {"import json; json.loads('{')", failed, 1, "", "json.decoder.JSONDecodeError: ", "json.decoder.JSONDecodeError", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
		"broken str":           {"class Own(Exception):\n def __str__(self): raise ValueError\nraise Own", failed, 1, "", "Own: <exception str() failed>", "Own", "<exception str() failed>"},
		"syntax":               {"x = (", failed, 1, "", "    x = (\n        ^\nSyntaxError: '(' was never closed\n", "SyntaxError", "'(' was never closed (main.py, line 1)"},
		"group":                {"raise ExceptionGroup('g', [ValueError(1)])", failed, 1, "", "ExceptionGroup: g (1 sub-exception)", "ExceptionGroup", "g (1 sub-exception)"},
		"own hook":             {"import sys\nsys.excepthook = lambda *a: print('hook', a[1])\n1/0", failed, 1, "hook division by zero\n", "", "ZeroDivisionError", "division by zero"},
		"broken hook":          {"import sys\nsys.excepthook = lambda *a: 1/0\nraise KeyError(1)", failed, 1, "", "Error in sys.excepthook:", "KeyError", "1"},
		"abort":                {"import os; os.abort()", failed, 134, "", "", "", ""},
		"segfault":             {"import ctypes; ctypes.string_at(0)", failed, 139, "", "", "", ""},
		"kills itself":         {"import os, signal; os.kill(os.getpid(), signal.SIGKILL)", failed, 137, "", "", "", ""},
		"terminates itself":    {"import os, signal; os.kill(os.getpid(), signal.SIGTERM)", failed, 143, "", "", "", ""},
		"its own SIGXCPU":      {"import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", failed, 152, "", "", "", ""},
		"keyboard interrupt":   {"raise KeyboardInterrupt", failed, 130, "", "KeyboardInterrupt", "KeyboardInterrupt", ""},
		"catches SIGTERM":      {"import os, signal\nsignal.signal(signal.SIGTERM, lambda *a: print('term'))\nos.kill(os.getpid(), signal.SIGTERM)\nprint('on')", succeeded, 0, "term\non\n", "", "", ""},
		"not the first":        {"import os; print(os.getpid() > 1, os.getppid())", succeeded, 0, "True 0\n", "", "", ""},
		"atexit":               {"import atexit\natexit.register(print, 'last')\nprint('first')", succeeded, 0, "first\nlast\n", "", "", ""},
		"threads are joined":   {"import threading, time\nthreading.Thread(target=lambda: (time.sleep(.05), print('thread'))).start()\nprint('main')", succeeded, 0, "main\nthread\n", "", "", ""},
		"asyncio":              {"import asyncio\nasync def f():\n await asyncio.sleep(0); return 3\nprint(asyncio.run(f()))", succeeded, 0, "3\n", "", "", ""},
		"subprocess":           {"import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'print(2)'], capture_output=True).stdout)", succeeded, 0, "b'2\\n'\n", "", "", ""},
		"multiprocessing":      {"import multiprocessing as m\nwith m.get_context('fork').Pool(2) as p: print(p.map(abs, [-1, -2]))", succeeded, 0, "[1, 2]\n", "", "", ""},
		"byte order mark":      {"\ufeffprint('bom')", succeeded, 0, "bom\n", "", "", ""},
		"coding cookie":        {"# -*- coding: latin-1 -*-\nprint('é')", succeeded, 0, "é\n", "", "", ""},
		"who am I":             {"import sys; print(__name__, __file__, sys.argv)", succeeded, 0, "__main__ main.py ['main.py']\n", "", "", ""},
		"its own source":       {"import inspect\ndef f(): return 1\nprint(inspect.getsource(f))", succeeded, 0, "def f(): return 1\n\n", "", "", ""},
		"nothing below it":     {"import sys, inspect\nprint(sys._getframe(0).f_back, len(inspect.stack()))", succeeded, 0, "None 1\n", "", "", ""},
		"nothing in traceback": {"try: 1/0\nexcept Exception as e:\n t = e.__traceback__\n print(t.tb_next, t.tb_frame.f_back)", succeeded, 0, "None None\n", "", "", ""},
		"replaced os._exit":    {"import os, sys\nos._exit = sys.exit = lambda *a: None\nprint(1)", succeeded, 0, "1\n", "", "", ""},
		"closed stdout":        {"import os\nos.close(1)\nprint('x')", failed, 120, "", "    print('x')\n    ~~~~~^^^^^\nOSError: [Errno 9] Bad file descriptor", "OSError", "[Errno 9] Bad file descriptor"},
		"no module of ours":    {"import sys\nfor name in ('template', 'confine', 'forking', 'keeper', 'streams', 'program', 'unseen', 'policy', 'launch'):\n assert name not in sys.modules\n try: __import__(name)\n except ImportError: pass\n else: print(name)", succeeded, 0, "", "", "", ""},
		"recursion":            {"def f(n): return f(n + 1)\nf(0)", failed, 1, "", "RecursionError: maximum recursion depth exceeded", "RecursionError", "maximum recursion depth exceeded"},
		"invalid bytes":        {"import os; os.write(1, b'a\\xffb\\xe2\\x82'); os.write(1, b'\\xac\\xf0')", succeeded, 0, "a\ufffdb€\ufffd", "", "", ""},
		"NUL":                  {"print('a\\0b')", succeeded, 0, "a\u2400b\n", "", "", ""},
		"environment":          {"import os; print(sorted(os.environ))", succeeded, 0, "['HOME', 'LANG', 'MALLOC_ARENA_MAX', 'OPENBLAS_NUM_THREADS', 'PATH', 'PYTHONHASHSEED']\n", "", "", ""},
		"hash seed":            {"print(hash('a'))", succeeded, 0, "4644417185603328019\n", "", "", ""},
		"own randomness":       {"import os, random\nr, w = os.pipe()\nif os.fork() == 0: os.write(w, b'%r' % random.random()); os._exit(0)\nos.wait(); print(float(os.read(r, 99)) == random.random())", succeeded, 0, "False\n", "", "", ""},
		"thread number":        {"import os, threading; print(threading.main_thread().native_id == os.getpid(), threading.current_thread() is threading.main_thread())", succeeded, 0, "True True\n", "", "", ""},
		"host name":            {"import os; print(os.uname().nodename, open('/etc/hostname').read().strip())", succeeded, 0, "box box\n", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := run(t, program(test.code))
			if r.Status != test.status || *r.ExitCode != test.exit {
				t.Errorf("got %s, exit code %d; want %s, %d\n%s", r.Status, *r.ExitCode, test.status, test.exit, r.all)
			}
			if r.stdout != test.stdout || !strings.Contains(r.stderr, test.stderr) || test.stderr == "" && r.stderr != "" {
				t.Errorf("got stdout %q, stderr %q; want %q, %q", r.stdout, r.stderr, test.stdout, test.stderr)
			}
			if r.ErrorType != test.kind || r.Error != test.message {
				t.Errorf("got error %q %q, want %q %q", r.ErrorType, r.Error, test.kind, test.message)
			}
		})
	}
}

func TestTracebackNamesOnlyTheProgram(t *testing.T) {
	r := run(t, program("def f():\n    return 1/0\n\nf()\n"))
	want := "Traceback (most recent call last):\n  File \"main.py\", line 4, in <module>\n    f()\n    ~^^\n" +
		"  File \"main.py\", line 2, in f\n    return 1/0\n           ~^~\nZeroDivisionError: division by zero\n"
	if diff := cmp.Diff(want, r.stderr); diff != "" {
		t.Error(diff)
	}
}

func TestStreamsKeepTheirOrder(t *testing.T) {
	r := run(t, program("import sys\nfor i in range(200):\n print('out', i)\n print('err', i, file=sys.stderr)"))
	var want strings.Builder
	for i := range 200 {
		fmt.Fprintf(&want, "out %d\nerr %d\n", i, i)
	}
	if diff := cmp.Diff(want.String(), r.all); diff != "" {
		t.Error(diff)
	}
}

func TestOutputBudget(t *testing.T) {
	for name, test := range map[string]struct {
		code   string
		kept   int
		status coderemote.Status
	}{
		"just under":     {"import os; os.write(1, b'x' * 99)", 99, coderemote.StatusSucceeded},
		"at":             {"import os; os.write(1, b'x' * 60); os.write(2, b'y' * 40)", 100, coderemote.StatusSucceeded},
		"one over":       {"import os; os.write(1, b'x' * 60); os.write(2, b'y' * 41)", 100, coderemote.StatusOutputLimit},
		"an endless one": {"while True: print('x')", 100, coderemote.StatusOutputLimit},
	} {
		t.Run(name, func(t *testing.T) {
			prog := program(test.code)
			prog.Limits.Output = 100
			r := run(t, prog)
			if len(r.all) != test.kept || r.Status != test.status || r.Truncated != (test.status == coderemote.StatusOutputLimit) {
				t.Errorf("got %d bytes, %s, truncated %t", len(r.all), r.Status, r.Truncated)
			}
		})
	}
}

func TestTimeLimits(t *testing.T) {
	for name, code := range map[string]string{
		"busy":      "while True: pass",
		"sleeping":  "import time; time.sleep(60)",
		"stubborn":  "import signal, time\nfor s in range(1, 65):\n try: signal.signal(s, signal.SIG_IGN)\n except (OSError, ValueError): pass\nwhile True: time.sleep(60)",
		"in C":      "2 ** (2 ** 40)" + "\nimport re; re.match('(a+)+$', 'a' * 40 + 'b')",
		"in a lock": "import threading; threading.Lock().acquire(); l = threading.Lock(); l.acquire(); l.acquire()",
		"unflushed": "import os\nfor i in range(3):\n if os.fork() == 0: break\nwhile True: pass",
	} {
		t.Run(name, func(t *testing.T) {
			prog := program(code)
			prog.Limits.Wall = 500 * time.Millisecond
			if name == "in C" {
				prog.Limits.Memory = 128 << 20
				prog.Code = "import re; re.match('(a+)+$', 'a' * 40 + 'b')"
			}
			begin := time.Now()
			r := run(t, prog)
			if took := time.Since(begin); took < prog.Limits.Wall || r.Usage.Wall > prog.Limits.Wall+50*time.Millisecond {
				t.Errorf("took %v, used %v", took, r.Usage.Wall)
			}
			want := coderemote.Result{Status: coderemote.StatusTimeLimit, ErrorType: "TimeoutError", Error: "Execution timed out after 0.5 s"}
			got := coderemote.Result{Status: r.Status, ErrorType: r.ErrorType, Error: r.Error}
			if diff := cmp.Diff(want, got); diff != "" || *r.ExitCode != 137 {
				t.Errorf("exit code %d, %s", *r.ExitCode, diff)
			}
		})
	}
}

func TestProcessorTimeIsSummed(t *testing.T) {
	prog := program("import os\nfor i in range(3):\n if os.fork() == 0: break\nwhile True: pass")
	prog.Limits.CPU = time.Second
	r := run(t, prog)
	if r.Status != coderemote.StatusTimeLimit || r.Error != "Execution timed out after 1 s of processor time" {
		t.Errorf("got %s %q after %v", r.Status, r.Error, r.Usage.CPU)
	}
	if r.Usage.CPU > 2*time.Second {
		t.Errorf("four processes used %v of 1 s", r.Usage.CPU)
	}
}

func TestMemoryLimit(t *testing.T) {
	for name, code := range map[string]string{
		"bytes": "x = b'x' * (300 << 20)",
		"list":  "x = []\nwhile True: x.append(list(range(1000)))",
		// What is small fills the last corner, and leaves nothing for the report.
		"short lists":   "x = []\nwhile True: x.append([0])",
		"longer lists":  "x = []\nwhile True: x.append([0] * 10)",
		"texts":         "x = []\ni = 0\nwhile True:\n    x.append(str(i))\n    i += 1",
		"a dict":        "d = {}\ni = 0\nwhile True:\n    d[i] = str(i)\n    i += 1",
		"a queue":       "from collections import deque\nq = deque([(0, 0)])\nwhile True:\n    x, y = q.popleft()\n    q.append((x + 1, y))\n    q.append((x, y + 1))",
		"in a function": "def f():\n    x = []\n    while True: x.append({})\nf()",
		"nested":        "t = ()\nwhile True: t = (t,)",
		"linked":        "class N:\n    def __init__(self, n): self.n = n\nn = None\nwhile True: n = N(n)",
		"generator":     "x = [i * i for i in iter(int, 1)]",
		"own class":     "class M(MemoryError): pass\nraise M('no more')",
		"raised":        "raise MemoryError('no more')",
	} {
		t.Run(name, func(t *testing.T) {
			r := run(t, program(code))
			// Where even the place could not be noted for want of memory, there is no traceback.
			if r.stderr != "MemoryError\n" && !strings.HasPrefix(r.stderr, "Traceback (most recent call last):\n  File \"main.py\"") {
				t.Errorf("the traceback is %s", r.stderr)
			}
			if strings.Contains(r.stderr, "/usr/libexec") || strings.Contains(r.stderr, "lost sys.stderr") {
				t.Errorf("what is ours shows: %s", r.stderr)
			}
			if r.Status != coderemote.StatusMemoryLimit || r.ErrorType != "MemoryError" || r.Error == "" || r.Usage.PeakMemory > 256<<20 {
				t.Errorf("got %+v\n%s", r.Result, r.stderr)
			}
		})
	}
}

func TestMemoryErrorThatIsCaughtIsNone(t *testing.T) {
	r := run(t, program("try: b'x' * (300 << 20)\nexcept MemoryError: print('caught')"))
	if r.Status != coderemote.StatusSucceeded || r.stdout != "caught\n" {
		t.Errorf("got %+v", r)
	}
}

func TestCancelKeepsTheOutput(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var cancelled time.Time
	r := runWith(t, ctx, program("print('before')\nwhile True: pass"), sandbox.IO{Output: func(coderemote.Stream, string) {
		cancelled = time.Now()
		cancel()
	}})
	if took := time.Since(cancelled); r.Status != coderemote.StatusCancelled || r.stdout != "before\n" || took > 100*time.Millisecond {
		t.Errorf("got %s, %q after %v", r.Status, r.stdout, took)
	}
}

func TestCancelBeforeTheStart(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r := runWith(t, ctx, program("print('never')\nimport time; time.sleep(9)"), sandbox.IO{}); r.Status != coderemote.StatusCancelled {
		t.Errorf("got %s", r.Status)
	}
}
