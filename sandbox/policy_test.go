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
