package coderemote

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func shortDiff(lines []DiffLine) string {
	var b strings.Builder
	for _, l := range lines {
		if l.Kind == DiffSkipped {
			fmt.Fprintf(&b, "@%d\n", l.Count)
			continue
		}
		fmt.Fprintf(&b, "%c%s\n", l.Kind, l.Text)
	}
	return b.String()
}

func TestDiff(t *testing.T) {
	for name, test := range map[string]struct{ old, new, want string }{
		"same":             {"a\nb", "a\nb", ""},
		"empty to text":    {"", "a", "-\n+a\n"},
		"one line changed": {"a\nb\nc", "a\nB\nc", " a\n-b\n+B\n c\n"},
		"moved":            {"a\nb\nc", "c\na\nb", "+c\n a\n b\n-c\n"},
		"repeated lines":   {"x\nx\nx", "x\nx", " x\n x\n-x\n"},
		"all of it":        {"a\nb", "c\nd", "-a\n-b\n+c\n+d\n"},
		"last line end":    {"a\n", "a", " a\n-\n"},
		"far apart":        {"a\n1\n2\n3\n4\n5\n6\n7\n8\nz", "A\n1\n2\n3\n4\n5\n6\n7\n8\nZ", "-a\n+A\n 1\n 2\n 3\n@2\n 6\n 7\n 8\n-z\n+Z\n"},
		"one hidden line":  {"a\n1\n2\n3\n4\n5\n6\n7\nz", "A\n1\n2\n3\n4\n5\n6\n7\nZ", "-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n 7\n-z\n+Z\n"},
	} {
		if diff := cmp.Diff(test.want, shortDiff(Diff(test.old, test.new))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What is removed and kept is the old text, what is added and kept the new one.
func FuzzDiff(f *testing.F) {
	f.Add("a\nb\nc\nd\ne\nf\ng\nh\ni", "a\nb\nc\nd\nE\nf\ng\nh\ni")
	f.Add("", "\n")
	f.Fuzz(func(t *testing.T, old, new string) {
		left, right := strings.Split(old, "\n"), strings.Split(new, "\n")
		for i, l := range Diff(old, new) {
			kept := map[DiffKind][2]bool{DiffSame: {true, true}, DiffRemoved: {true, false}, DiffAdded: {false, true}}[l.Kind]
			for side, lines := range []*[]string{&left, &right} {
				if l.Kind == DiffSkipped {
					*lines = (*lines)[l.Count:]
					continue
				}
				if !kept[side] {
					continue
				}
				if len(*lines) == 0 || (*lines)[0] != l.Text {
					t.Fatalf("line %d is %q, the text has %q", i, l.Text, *lines)
				}
				*lines = (*lines)[1:]
			}
		}
		if diff := cmp.Diff(left, right); diff != "" {
			t.Errorf("what is left differs:\n%s", diff)
		}
	})
}

func TestDiffOfTheLargestSnippetsIsFast(t *testing.T) {
	old := strings.Repeat("a\nb\n", MaxSnippetCode/4)
	new := strings.Repeat("b\nc\n", MaxSnippetCode/4)
	started := time.Now()
	if Diff(old, new) == nil {
		t.Error("no difference")
	}
	if took := time.Since(started); took > time.Second {
		t.Errorf("it took %v", took)
	}
}
