package search

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestParts: each part has a chip, and taking all of them away leaves the text.
func TestParts(t *testing.T) {
	for question, want := range map[string][]string{
		"binary search": nil,
		"my 3 slowest starred python sorts worse than O(n)": {"in python", "O(n log n) or worse time", "starred", "slowest first", "at most 3"},
		"count unstarred code by space complexity":          {"without a star", "counted by space"},
		"O(1) or O(n) memory, latest recursive":             {"O(1) or O(n) memory", "newest first"},
		"least memory, O(log n) or better":                  {"O(1) or O(log n) time", "least memory first"},
		"O(n) or better":                                    {"O(n) or better time"},
	} {
		p := Parse(question)
		var labels, names []string
		for _, part := range p.Parts() {
			labels, names = append(labels, part.Label), append(names, part.Name)
		}
		if diff := cmp.Diff(want, labels); diff != "" {
			t.Errorf("%s (-want +got):\n%s", question, diff)
		}
		if left := p.Without(append(names, "nothing")); len(left.Parts()) != 0 || left.Text != p.Text {
			t.Errorf("%s: %+v is left", question, left)
		}
		if again := p.Parts(); len(again) != len(names) {
			t.Errorf("%s: taking parts away changed the plan itself", question)
		}
	}
}
