package search

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestScanPython(t *testing.T) {
	for _, test := range []struct{ name, code, want string }{
		{"names and operators", "x **= y_1 // 2", "x|**=|y_1|//|2|\n"},
		{"strings", `f"a{b}" + r'\n' + """c` + "\n" + `d"""`, "a{b}|+|\\n|+|c\nd|\n"},
		{"open string", `x = "abc`, "x|=|abc|\n"},
		{"open long string", `"""abc`, "abc|\n"},
		{"escaped quote", `'a\'b'`, `a\'b` + "|\n"},
		{"brackets over lines", "f(1,\n  2)\ng", "f|(|1|,|2|)|\n|g|\n"},
		{"comment", "x # y\nz", "x|# y|\n|z|\n"},
		{"other letters", "größe = 1", "größe|=|1|\n"},
		{"nothing", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, token := range scanPython(test.code) {
				got = append(got, token.text)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, "|")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzDocumentTerms: any text can be read, Python or not.
func FuzzDocumentTerms(f *testing.F) {
	f.Add("def f(n):\n  return n * f(n - 1)")
	f.Add("'''\\")
	f.Add("\x00\xff]]}}\t\n  #")
	f.Fuzz(func(t *testing.T, code string) {
		for term, weight := range DocumentTerms(Document{Title: code, Code: code}) {
			if weight <= 0 || weight > 1 {
				t.Errorf("%q weighs %v", term, weight)
			}
		}
	})
}

func TestFacts(t *testing.T) {
	for _, test := range []struct {
		name, code string
		has, not   string
	}{
		{"recursion", "def f(n):\n    return f(n - 1)", "recursion", "branching"},
		{"two calls", "def f(n):\n    return f(n - 1) + f(n - 2)", "branching", "loop"},
		{"call from outside", "def f(n):\n    return n\nf(1)", "return", "recursion"},
		{"one line", "def f(n): return f(n - 1)", "recursion", "loop"},
		{"loop in loop", "for i in a:\n  for j in b:\n    pass", "nested loops", "triple loop"},
		{"loop after loop", "for i in a:\n  pass\nfor j in b:\n  pass", "loop", "nested loops"},
		{"comprehension", "x = [i for i in a]", "comprehension", "loop"},
		{"decorator", "@d\ndef f(): pass", "decorator", "recursion"},
		{"matrix product", "x = a @ b", "", "decorator"},
	} {
		t.Run(test.name, func(t *testing.T) {
			found := facts(scanPython(test.code))
			if test.has != "" && !found[test.has] || found[test.not] {
				t.Errorf("facts are %v, want %q and not %q", found, test.has, test.not)
			}
		})
	}
}

func TestPatterns(t *testing.T) {
	for _, test := range []struct {
		name, pattern, code string
		want                bool
	}{
		{"same name twice", "$a , $b = $b , $a", "x, y = y, x", true},
		{"another name", "$a , $b = $b , $a", "x, y = z, x", false},
		{"gap in a line", "if ~ :", "if x and y:", true},
		{"gap ends with the line", "if ~ else", "if x:\n  y\nelse: z", false},
		{"gap over lines", "if ^ else", "if x:\n  y\nelse: z", true},
		{"text", `"fizz"`, "print('FizzBuzz')", true},
		{"short text is all of it", `"a"`, "print('abc')", false},
		{"a name is no text", "fizz", "'fizz'", false},
		{"number by its start", "* @1.0", "x * 1.05", true},
		{"operators of their own", "$a AMP 1 XOR", "x & 1 ^ 2", true},
		{"longer than the code", "$a $b $c", "x", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := newPattern(test.pattern).in(scanPython(test.code)); got != test.want {
				t.Errorf("%q in %q is %v, want %v", test.pattern, test.code, got, test.want)
			}
		})
	}
}

// TestLexicon: an idea that nobody can ask for, or that no code shows, is a
// mistake in the file.
func TestLexicon(t *testing.T) {
	names := map[string]bool{}
	for _, i := range theLexicon().ideas {
		if len(i.say) == 0 || len(i.see) == 0 || names[i.name] {
			t.Errorf("%s: %d phrases, %d sights, seen before: %v", i.name, len(i.say), len(i.see), names[i.name])
		}
		names[i.name] = true
		for _, s := range i.see {
			for _, c := range s.conditions {
				if len(c.patterns) == 0 && c.fact == "" && c.word == "" {
					t.Errorf("%s has an empty condition", i.name)
				}
			}
		}
	}
	if n := len(names); n < 200 || n > Dimensions*2/3 {
		t.Errorf("the lexicon has %d ideas, want at least 200, and a third of the vector left for words", n)
	}
}

func TestCanonical(t *testing.T) {
	for text, want := range map[string]string{
		"O(N**2)": "O(n^2)", "o( n log(n) )": "O(n log n)", "O(n²)": "O(n^2)", "O(1)": "O(1)", "O(n + m)": "O(n)", "O(n * m)": "O(n^2)", "O(2^n)": "O(2^n)",
		"n!": "O(n!)", "O(banana)": "", "": "",
	} {
		if got := Canonical(text); got != want {
			t.Errorf("Canonical(%q) = %q, want %q", text, got, want)
		}
	}
	for i, class := range Classes() {
		if Canonical(class) != class || rank(class) != i {
			t.Errorf("%s is not the %d. class of its own", class, i)
		}
	}
	if rank("O(?)") != len(Classes()) {
		t.Error("an unknown class must come last")
	}
}
