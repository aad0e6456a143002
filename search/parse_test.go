package search

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/questions.txt
var questionSet string

// written returns p in the notation of testdata/questions.txt, its parts sorted.
func written(p Plan) string {
	var parts []string
	list := func(name string, values []string) {
		if len(values) > 0 {
			parts = append(parts, name+":"+strings.Join(values, ","))
		}
	}
	list("lang", p.Languages)
	list("notlang", p.NotIn)
	list("time", p.TimeIn)
	list("space", p.SpaceIn)
	if p.Starred != nil {
		parts = append(parts, map[bool]string{true: "starred", false: "unstarred"}[*p.Starred])
	}
	if p.Order != OrderSimilar {
		parts = append(parts, string(p.Order))
	}
	if p.BySpace {
		parts = append(parts, "memory")
	}
	if p.Aggregate != AggregateNone {
		parts = append(parts, strings.Replace(string(p.Aggregate), "count_by_", "count:", 1))
	}
	if p.Limit > 0 {
		parts = append(parts, fmt.Sprint("limit:", p.Limit))
	}
	if p.Text != "" {
		parts = append(parts, "text "+p.Text)
	}
	slices.Sort(parts)
	return strings.Join(parts, " ; ")
}

// expected reads the right side of a line of the set.
func expected(text string) string {
	text, words, hasText := strings.Cut(" "+text, " text ")
	var parts []string
	for _, part := range strings.Fields(text) {
		// "O(n log n)" has spaces: a part without a colon that is no word of the notation goes on.
		if len(parts) > 0 && !strings.Contains(part, ":") && !slices.Contains([]string{"starred", "unstarred", "worst", "best", "recent", "memory"}, part) {
			parts[len(parts)-1] += " " + part
			continue
		}
		parts = append(parts, part)
	}
	if hasText {
		word, rest, _ := strings.Cut(words, " count:")
		if rest != "" {
			parts = append(parts, "count:"+rest)
		}
		parts = append(parts, "text "+word)
	}
	slices.Sort(parts)
	return strings.Join(parts, " ; ")
}

//go:embed testdata/questions2.txt
var laterSet string

func TestPlansOfQuestions(t *testing.T) { checkPlans(t, questionSet, 80) }

func TestPlansOfLaterQuestions(t *testing.T) { checkPlans(t, laterSet, 40) }

// checkPlans wants nine of ten plans of a set to be right.
func checkPlans(t *testing.T, set string, least int) {
	t.Helper()
	right, n := 0, 0
	for line := range strings.Lines(set) {
		question, plan, ok := strings.Cut(strings.TrimSpace(line), " => ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		n++
		got, want := written(Parse(question)), expected(plan)
		if got == want {
			right++
			continue
		}
		t.Logf("%s\n got  %s\n want %s", question, got, want)
	}
	if n < least || right*10 < n*9 {
		t.Errorf("%d of %d plans are right, want 9 of 10 of at least %d", right, n, least)
	}
	t.Logf("%d of %d plans are right", right, n)
}
