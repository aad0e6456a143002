package sandbox_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coderemote"
)

const allowedModules = "abc, array, bisect, calendar, cmath, collections, copy, csv, dataclasses, datetime, decimal, enum, fractions, functools, heapq, " +
	"itertools, json, math, operator, pprint, random, re, statistics, string, textwrap, time, typing"

func TestStrictPolicy(t *testing.T) {
	type violations = []coderemote.Violation
	for name, test := range map[string]struct {
		code    string
		modules []string
		want    violations
	}{
		"allowed":             {"import math, collections.abc\nfrom json import loads\nprint(math.pi, input)", nil, nil},
		"import":              {"import os", nil, violations{{Line: 1, Column: 0, Message: "Import of 'os' is not allowed. Allowed modules: " + allowedModules}}},
		"one of several":      {"import math, os.path", nil, violations{{Line: 1, Column: 0, Message: "Import of 'os.path' is not allowed. Allowed modules: " + allowedModules}}},
		"from":                {"if True:\n    from os import path", nil, violations{{Line: 2, Column: 4, Message: "Import from 'os' is not allowed."}}},
		"relative":            {"from . import x", nil, violations{{Line: 1, Column: 0, Message: "Import from '.' is not allowed."}}},
		"an added module":     {"import wave", []string{"wave"}, nil},
		"call":                {"é = 1; eval('1')", nil, violations{{Line: 1, Column: 7, Message: "Use of 'eval()' is not allowed."}}},
		"call inside a call":  {"print(open('x'), getattr(1, 'real'))", nil, violations{{Line: 1, Column: 6, Message: "Use of 'open()' is not allowed."}, {Line: 1, Column: 17, Message: "Use of 'getattr()' is not allowed."}}},
		"own function":        {"def open(x): return x\nprint(open(1))", nil, nil},
		"own in a scope":      {"def f():\n  def open(x): return x\n  return open(1)\nopen(2)", nil, violations{{Line: 4, Column: 0, Message: "Use of 'open()' is not allowed."}}},
		"own argument":        {"def f(open): return open(1)\nf(abs)", nil, nil},
		"method of that name": {"class A:\n  def open(self): return 1\n  def f(self): return open(2)\nA().open()", nil, violations{{Line: 3, Column: 22, Message: "Use of 'open()' is not allowed."}}},
		"input":               {"try: input()\nexcept EOFError: pass", nil, nil},
		"attribute":           {"().__class__.__mro__", nil, violations{{Line: 1, Column: 0, Message: "Access to '__class__' is not allowed."}, {Line: 1, Column: 0, Message: "Access to '__mro__' is not allowed."}}},
		"a chain of them":     {"1 .__subclasses__.__class__", nil, violations{{Line: 1, Column: 0, Message: "Access to '__subclasses__' is not allowed."}, {Line: 1, Column: 0, Message: "Access to '__class__' is not allowed."}}},
		"two in one import":   {"import sys, os", nil, violations{{Line: 1, Column: 0, Message: "Import of 'sys' is not allowed. Allowed modules: " + allowedModules}, {Line: 1, Column: 0, Message: "Import of 'os' is not allowed. Allowed modules: " + allowedModules}}},
		"a line of Python":    {"s = '\u2028'; x = 12345\né = 1; eval('1')", nil, violations{{Line: 2, Column: 7, Message: "Use of 'eval()' is not allowed."}}},
		"name":                {"x = __builtins__", nil, violations{{Line: 1, Column: 4, Message: "Access to '__builtins__' is not allowed."}}},
		"import by call":      {"__import__('os')", nil, violations{{Line: 1, Column: 0, Message: "Use of '__import__()' is not allowed."}}},
		"in source order":     {"x = __builtins__\nimport os\nexec('')", nil, violations{{Line: 1, Column: 4, Message: "Access to '__builtins__' is not allowed."}, {Line: 2, Column: 0, Message: "Import of 'os' is not allowed. Allowed modules: " + allowedModules}, {Line: 3, Column: 0, Message: "Use of 'exec()' is not allowed."}}},
		"syntax":              {"x = 1\ny = = 2", nil, violations{{Line: 2, Column: 4, Message: "Syntax error: invalid syntax"}}},
		"deep parentheses":    {strings.Repeat("(", 5000) + strings.Repeat(")", 5000), nil, violations{{Line: 1, Column: 200, Message: "Syntax error: too many nested parentheses"}}},
		"deep operators":      {"x = " + strings.Repeat("-", 9000) + "1", nil, violations{{Line: 1, Column: 0, Message: "Syntax error: the program is nested too deeply"}}},
		"deep attributes":     {"x = a" + strings.Repeat(".b", 5000), nil, violations{{Line: 1, Column: 0, Message: "Syntax error: the program is nested too deeply"}}},
	} {
		t.Run(name, func(t *testing.T) {
			prog := program("print('ran')\n")
			prog.Policy, prog.Modules = coderemote.PolicyStrict, test.modules
			prog.Code = test.code
			r := run(t, prog)
			if diff := cmp.Diff(test.want, r.Violations); diff != "" {
				t.Fatal(diff, r.stderr)
			}
			if test.want == nil {
				if r.Status != coderemote.StatusSucceeded {
					t.Errorf("got %s %s", r.Status, r.stderr)
				}
				return
			}
			if r.Status != coderemote.StatusRejected || r.ErrorType != "SecurityError" || r.Error != "Security validation failed" || r.ExitCode != nil || r.all != "" {
				t.Errorf("got %+v, output %q", r.Result, r.all)
			}
		})
	}
}

func TestStrictPolicyCountsWhatItDoesNotList(t *testing.T) {
	prog := program(strings.Repeat("import os\n", 57))
	prog.Policy = coderemote.PolicyStrict
	r := run(t, prog)
	if len(r.Violations) != 51 {
		t.Fatalf("got %d violations", len(r.Violations))
	}
	if diff := cmp.Diff(coderemote.Violation{Line: 51, Message: "7 more violations are not listed"}, r.Violations[50]); diff != "" {
		t.Error(diff)
	}
}

func TestStrictPolicyOfFilesBesideTheProgram(t *testing.T) {
	prog := program("import helper\nprint(helper.x)")
	prog.Policy = coderemote.PolicyStrict
	prog.Files = []coderemote.File{{Name: "helper.py", Content: []byte("import math\nx = 1")}, {Name: "os.txt", Content: []byte("import os")}}
	if r := run(t, prog); r.stdout != "1\n" {
		t.Errorf("got %+v %s", r.Result, r.stderr)
	}
	prog.Files[0].Content = []byte("x = 1\n  y = 2")
	prog.Files[1] = coderemote.File{Name: "a.py", Content: []byte("import helper\nopen('x')")}
	want := []coderemote.Violation{
		{Line: 2, Column: 0, Message: "Use of 'open()' is not allowed.", File: "a.py"},
		{Line: 2, Column: 1, Message: "Syntax error: unexpected indent", File: "helper.py"},
	}
	if diff := cmp.Diff(want, run(t, prog).Violations); diff != "" {
		t.Error(diff)
	}
}

func TestForgedViolationsChangeNothing(t *testing.T) {
	for name, policy := range map[string]coderemote.Policy{"strict": coderemote.PolicyStrict, "open": coderemote.PolicyOpen} {
		t.Run(name, func(t *testing.T) {
			prog := program("import wave\nclaim = b'[[1, 0, \"forged\"]]'\nwave.os.write(3, b'v' + len(claim).to_bytes(4, 'little') + claim)\nprint('ran')")
			prog.Code = strings.ReplaceAll(prog.Code, "wave.os", "wave.builtins.__dict__['__import__']('os')")
			prog.Policy, prog.Modules = policy, []string{"wave"}
			if r := run(t, prog); r.Status != coderemote.StatusSucceeded || r.Violations != nil || r.stdout != "ran\n" {
				t.Errorf("got %+v %q %s", r.Result, r.stdout, r.stderr)
			}
		})
	}
}

func TestStrictProgramsRunAsOthers(t *testing.T) {
	prog := program("def f(): 1/0\nf()")
	prog.Policy = coderemote.PolicyStrict
	if r := run(t, prog); r.Status != coderemote.StatusFailed || r.ErrorType != "ZeroDivisionError" || strings.Contains(r.stderr, "libexec") {
		t.Errorf("got %+v %s", r.Result, r.stderr)
	}
}

// limited holds, for each limit of the strict policy at run time, a program that
// stays at it and one that goes over, and what the error names.
func limited() map[string]struct{ at, over, names string } {
	return map[string]struct{ at, over, names string }{
		"randbytes":              {"import random; random.randbytes(1 << 20)", "import random; random.randbytes((1 << 20) + 1)", "random.randbytes is 1,048,577; the limit is 1,048,576"},
		"randbytes of an object": {"import random; random.Random(1).randbytes(1 << 20)", "import random; random.Random(1).randbytes((1 << 20) + 1)", "the limit is 1,048,576"},
		"choices":                {"import random; random.choices([1, 2], k=100_000)", "import random; random.choices([1, 2], k=100_001)", "k of random.choices is 100,001; the limit is 100,000"},
		"choices by from":        {"from random import choices; choices('ab', k=3)", "from random import choices; choices('ab', k=100_001)", "the limit is 100,000"},
		"sample":                 {"import random; random.sample(range(10**6), 100_000)", "import random; random.sample(range(10**6), k=100_001)", "k of random.sample is 100,001; the limit is 100,000"},
		"sample of an object":    {"import random; random.SystemRandom().sample(range(9), 3)", "import random; random.SystemRandom().sample(range(10**6), 100_001)", "the limit is 100,000"},
		"lru_cache":              {"import functools\n@functools.lru_cache(maxsize=1000)\ndef f(x): return x\nf(1)\nassert f.cache_info().maxsize == 1000", "import functools\n@functools.lru_cache(maxsize=1001)\ndef f(x): return x", "functools.lru_cache is 1,001; the limit is 1,000"},
		"lru_cache of all":       {"from functools import lru_cache\n@lru_cache\ndef f(x): return x\nf(1)", "from functools import lru_cache\n@lru_cache(None)\ndef f(x): return x", "the limit is 1,000"},
		"cache":                  {"import functools; functools.reduce(max, [1, 2])", "import functools\n@functools.cache\ndef f(x): return x", "functools.cache"},
		"pattern":                {"import re; re.match('a' * 1000, 'a')", "import re; re.match('a' * 1001, 'a')", "regular expression is 1,001; the limit is 1,000"},
		"pattern to compile":     {"import re; assert re.compile('(a)(b)').sub(r'\\2\\1', 'ab') == 'ba'", "import re; re.compile('a' * 1001)", "the limit is 1,000"},
		"text":                   {"import re; re.search('b', 'a' * 100_000)", "import re; re.search('b', 'a' * 100_001)", "regular expression is 100,001; the limit is 100,000"},
		"text to replace in":     {"import re; re.sub('a', 'b', 'a' * 100_000)", "import re; re.sub('a', 'b', string='a' * 100_001)", "the limit is 100,000"},
		"text for an object":     {"import re; re.compile('b').findall('a' * 100_000)", "import re; p = re.compile('b'); p.findall('a' * 100_001)", "the limit is 100,000"},
		"pattern by keyword":     {"import re; re.match(pattern='a', string='a', flags=re.I)", "import re; re.match(pattern='a' * 1001, string='a')", "the limit is 1,000"},
		"precision":              {"import decimal; decimal.getcontext().prec = 1000; decimal.Decimal(2).sqrt()", "import decimal; decimal.getcontext().prec = 1001", "precision of decimal is 1,001; the limit is 1,000"},
		"precision of a context": {"import decimal; decimal.Context(prec=1000)", "import decimal; decimal.Context(prec=1001)", "the limit is 1,000"},
		"precision for a while":  {"from decimal import *\nwith localcontext(prec=5) as c:\n  assert str(Decimal(1) / 3) == '0.33333'\nassert getcontext().prec == 28", "from decimal import *\nwith localcontext() as c:\n  c.prec = 1001", "the limit is 1,000"},
		"precision of a copy":    {"import decimal; c = decimal.ExtendedContext.copy(); c.prec = 9; decimal.setcontext(c)", "import decimal; c = decimal.ExtendedContext.copy(); c.prec = 2000; decimal.setcontext(c)", "the limit is 1,000"},
	}
}

func TestStrictLimitsWhileItRuns(t *testing.T) {
	for name, test := range limited() {
		t.Run(name, func(t *testing.T) {
			prog := program(test.at)
			prog.Policy = coderemote.PolicyStrict
			if r := run(t, prog); r.Status != coderemote.StatusSucceeded {
				t.Errorf("at the limit: %+v %s", r.Result, r.stderr)
			}
			prog.Code = test.over
			r := run(t, prog)
			if r.Status != coderemote.StatusFailed || r.ErrorType != "SecurityError" || !strings.Contains(r.Error, test.names) ||
				!strings.Contains(r.stderr, "\nSecurityError: ") || strings.Count(r.stderr, "File ") != 1 {
				t.Errorf("over it: %+v %s", r.Result, r.stderr)
			}
			prog.Policy = coderemote.PolicyOpen
			if r := run(t, prog); r.Status != coderemote.StatusSucceeded {
				t.Errorf("over it under the open policy: %+v %s", r.Result, r.stderr)
			}
		})
	}
}

// TestStrictCopiesAreTheLibrary holds what a program gets to what it would get
// without limits.
func TestStrictCopiesAreTheLibrary(t *testing.T) {
	prog := program(`
import copy, decimal, json, random, re, textwrap, time
random.seed(5); a = random.random(), random.choices(range(9), k=3), random.sample(range(9), 2)
random.seed(5); assert a == (random.random(), random.choices(range(9), k=3), random.sample(range(9), 2))
p = re.compile(r'(?P<x>\d+)', re.I)
assert isinstance(p, re.Pattern) and p.groupindex['x'] == 1 and p == re.compile(r'(?P<x>\d+)', re.I) and p in {p}
assert [m['x'] for m in p.finditer('1 22')] == ['1', '22'] and p.split('a1b') == ['a', '1', 'b'] and re.findall(p, '3') == ['3']
assert copy.deepcopy(p) == p and repr(p) == repr(re.compile(p))
try: re.compile('(')
except re.error as error: assert 'unterminated' in str(error)
assert len(textwrap.fill('word ' * 30000)) > 100_000 and json.loads('[1]') == [1]
assert decimal.getcontext().copy().prec == 28 and round(decimal.Decimal('2.675'), 2) == decimal.Decimal('2.68')
begin = time.monotonic(); time.sleep(.01); assert time.monotonic() - begin >= .01
`)
	prog.Policy = coderemote.PolicyStrict
	if r := run(t, prog); r.Status != coderemote.StatusSucceeded {
		t.Errorf("got %+v %s", r.Result, r.stderr)
	}
}
