package sandbox_test

import (
	"strings"
	"testing"

	"coderemote/explain"
)

// TestBeginnersErrorsAreExplained makes each error for real, so that a new Python
// that says it in other words is noticed.
func TestBeginnersErrorsAreExplained(t *testing.T) {
	for code, want := range map[string]string{
		"print(total)":                    "does not know the name total",
		"x = true":                        "Python writes True",
		"Print('x')":                      "Print begins with a capital letter",
		"math.sqrt(4)":                    "“import math”",
		"np.arange(3)":                    "“import numpy as np”",
		"x = 1\ndef f():\n  x += 1\nf()":  "x is its own",
		"print('a' + 1)":                  "A text and a value of type int cannot be put together",
		"print([1] + 2)":                  "A list and a value of type int",
		"print(1 + 'a')":                  "+ does not work between a value of type int and one of type str",
		"print('a' * 'b')":                "a whole number of times",
		"def f(): pass\nprint(f() + 1)":   "One of the two values is None",
		"print('a' < 1)":                  "cannot be compared with <",
		"x = 5\nx()":                      "that is a int and no function",
		"print[1]":                        "call it with parentheses instead",
		"x = 5\nx[0]":                     "A value of type int has no parts",
		"x = None\nx[0]":                  "The value is None",
		"for x in 5: pass":                "perhaps range() is missing",
		"for x in len: pass":              "The function is not called",
		"def f(a, b): pass\nf(1)":         "f() is called with too few arguments: 'b' is missing",
		"def f(a): pass\nf(1, 2)":         "f() takes 1 arguments and gets 2",
		"def f(): pass\nf(x=1)":           "f() has no argument of the name x",
		"class A: pass\nA(1)":             "__init__",
		"x = 'abc'\nx[0] = 'b'":           "A str cannot be changed in place",
		"[1, 2]['a']":                     "The place in a list is a whole number, and this is a value of type str",
		"'abc'['a']":                      "The place in a string is a whole number",
		"{[1]: 2}":                        "A list can change",
		"len(5)":                          "A value of type int has no length",
		"int([1])":                        "int() makes a number of a text",
		"range('5')":                      "A whole number is needed here, and this is a value of type str",
		"a, b = 5":                        "on the right is one value of type int",
		"','.join([1, 2])":                "one of these is a value of type int",
		"[3].push(1)":                     "A list has no push(): use append()",
		"x = [3].sort()\nx.append(1)":     "The value is None and has no append",
		"import math\nmath.squareroot(4)": "The module math has nothing of the name squareroot",
		"'abc'.size":                      "A str has nothing of the name size",
		"class A: pass\nA().x":            "A value of the type A has nothing of the name x",
		"[1, 2][2]":                       "The list has fewer items than that",
		"'ab'[2]":                         "The string has fewer items than that",
		"[].pop()":                        "The list is empty",
		"{'a': 1}['b']":                   "The dictionary has no key 'b'",
		"int('abc')":                      "The text 'abc' is no whole number",
		"int('2.5')":                      "use float() instead of int()",
		"int('')":                         "without typing one",
		"float('x')":                      "The text 'x' is no number",
		"a, b = 1, 2, 3":                  "more values on the right than the 2 names",
		"a, b = [1]":                      "There are 2 names on the left and 1 values",
		"[1].remove(2)":                   "What is to be removed is not in the list",
		"import math\nmath.sqrt(-1)":      "The function is not defined for that number",
		"max([])":                         "max() needs at least one value",
		"range(1, 2, 0)":                  "The step of range() is 0",
		"1 / 0":                           "Something is divided by zero",
		"1 % 0":                           "Something is divided by zero",
		"import maths":                    "There is no module maths",
		"from math import squareroot":     "The module math has nothing of the name squareroot",
		"open('data.csv')":                "There is no file data.csv beside the program",
		"def f(): f()\nf()":               "A function calls itself again and again",
		"input()":                         "asks for input, and there is none left",
		"assert 1 == 2":                   "An assert is not true",
		"next(iter([]))":                  "there is nothing left",
		"print('a'":                       "The bracket ( is opened and never closed",
		"print('a'))":                     "The bracket ) is closed and was never opened",
		"print(['a')":                     "A bracket is opened with [ and closed with )",
		"print('a)":                       "the quote that ends it is missing",
		"x = '''a":                        "three that end it are missing",
		"if True\n  pass":                 "no colon at the end of this line",
		"print('a' 1)":                    "perhaps a comma",
		"if x = 1: pass":                  "to compare, write ==",
		"1 = x":                           "to compare, write ==",
		"print 'a'":                       "print is a function",
		"return 1":                        "return belongs into a function",
		"break":                           "break belongs into a loop",
		"2x = 1":                          "a name cannot begin with a digit",
		"print(“a”)":                      "is not one that Python knows here",
		"def f():\nprint(1)":              "the next line must begin with more spaces",
		"x = 1\n  y = 2":                  "nothing asks for that",
		"if 1:\n    x = 1\n  y = 2":       "fits no line above",
		"if 1:\n\tx = 1\n        y = 2":   "mixes tabs and spaces",
		"try:\n  x = 1\nprint(2)":         "A try needs an except or a finally",
		"True = 1":                        "True is a word of Python",
		"x = 007":                         "does not begin with 0",
		"with open('f', 'w') as f: pass\nf.write('x')":      "closed already",
		"open('f', 'wb').write(b'\\xff')\nopen('f').read()": "no text in UTF-8",
	} {
		r := run(t, program(code))
		if got := explain.Error(r.ErrorType, r.Error); !strings.Contains(got, want) {
			t.Errorf("%q: %s: %s\nis explained as %q, want %q", code, r.ErrorType, r.Error, got, want)
		}
	}
}
