package explain

import (
	"strings"
	"testing"
)

func TestEverySentenceIsOne(t *testing.T) {
	for _, r := range rules {
		if s := r.sentence; !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "$0") || strings.Count(s, ". ") > 0 {
			t.Errorf("%s: %q is not one sentence", r.class, s)
		}
	}
	if len(rules) < 60 {
		t.Errorf("%d rules", len(rules))
	}
}

func TestError(t *testing.T) {
	for _, test := range []struct{ class, text, want string }{
		{"TypeError", `can only concatenate str (not "int") to str`, "A text and a value of type int cannot be put together with +: turn it into text with str() first, or use an f-string."},
		{"KeyError", "'a'", "The dictionary has no key 'a': check its spelling, or use get() or “in” first."},
		{"TypeError", "something new", classes["TypeError"]},
		{"MyError", "x", ""},
		{"ValueError", "invalid literal for int() with base 10: '$1'", "The text '$1' is no whole number, so int() cannot read it."},
	} {
		if got := Error(test.class, test.text); got != test.want {
			t.Errorf("%s %s: got %q", test.class, test.text, got)
		}
	}
}
