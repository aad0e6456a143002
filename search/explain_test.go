package search

import (
	"strings"
	"testing"

	"coderemote"
)

const (
	swaps  = "def f(a):\n    for i in range(len(a)):\n        for j in range(len(a) - 1):\n            if a[j] > a[j + 1]:\n                a[j], a[j + 1] = a[j + 1], a[j]\n"
	halves = "def g(a, x):\n    l, h = 0, len(a) - 1\n    while l <= h:\n        m = (l + h) // 2\n        if a[m] == x:\n            return m\n        if a[m] < x:\n            l = m + 1\n        else:\n            h = m - 1\n"
)

// reasonsFor returns why question finds d, "" when it does not.
func reasonsFor(t *testing.T, question string, d Document, typing bool) string {
	t.Helper()
	e := NewKeywords()
	vectors, err := e.EmbedDocuments(t.Context(), []Document{d})
	if err != nil {
		t.Fatal(err)
	}
	p := Parse(question)
	asked, err := e.EmbedQuestion(t.Context(), p.Text)
	if err != nil {
		t.Fatal(err)
	}
	row := coderemote.SearchRow{ID: "x", TimeComplexity: "O(n^2)", Terms: DocumentTerms(d).Written(), Vector: vectors[0]}
	hits := rankRows(p.Text, asked, false, []coderemote.SearchRow{row}, typing)
	if len(hits) == 0 {
		return ""
	}
	return strings.Join(p.reasons(newQuestion(p.Text), hits[0], false), "; ")
}

// TestReasons: a reason names what the question and the code share, and nothing
// that only one word of a phrase points to.
func TestReasons(t *testing.T) {
	for _, test := range []struct {
		question string
		d        Document
		want     string
	}{
		{"my slowest sorting", Document{Title: "Bubble sort", Code: swaps}, "about sorting; O(n^2) time"},
		{"my slowest sorting", Document{Title: "hw 3", Code: swaps}, "about sorting; O(n^2) time"},
		{"bubble sort", Document{Title: "hw 3", Code: swaps}, "about bubble sort"},
		{"binary search", Document{Title: "hw 4", Code: halves}, "about binary search"},
		{"look up by halving", Document{Code: halves}, "about binary search"},
		{"is it in rising order", Document{Code: "def f(a):\n    for i in range(len(a) - 1):\n        if a[i] > a[i + 1]:\n            return False\n    return True\n"}, "about checking the order"},
		{"zeppelins", Document{Title: "My zeppelin", Code: "print(1)"}, "the word “zeppelins”"},
		{"airship zeppelin", Document{Title: "Airship", Description: "a zeppelin", Code: "print(1)"}, "the words “zeppelin”, “airship”"},
		{"biggest zeppelin", Document{Title: "Zeppelin", Code: "maximum = 1"}, "words like “biggest”, “zeppelin”"},
		{"zepelin", Document{Title: "My zeppelin", Code: "print(1)"}, "loosely related"},
		{"airship", Document{Title: "My zeppelin", Code: "print(1)"}, ""},
	} {
		if got := reasonsFor(t, test.question, test.d, false); got != test.want {
			t.Errorf("%q finds %q because of %q, want %q", test.question, test.d.Title, got, test.want)
		}
	}
	if got := reasonsFor(t, "zepp", Document{Title: "My zeppelin", Code: "print(1)"}, true); got != "has a word that begins with “zepp”" {
		t.Errorf("a half typed word: %q", got)
	}
}

// TestReasonsOfLikeness: a percentage says what was compared, and is shown only
// where no word says more.
func TestReasonsOfLikeness(t *testing.T) {
	for _, test := range []struct {
		text       string
		similarity float64
		semantic   bool
		want       string
	}{
		{"", alikeFrom, false, "20 % alike in words and structure"},
		{"", alikeFrom, true, "20 % alike in meaning"},
		{"", alikeFrom - 0.01, false, ""},
		{"airship", 0.55, true, "55 % alike in meaning"},
		{"airship", 0.55, false, "loosely related"},
		{"airship", alikeFrom - 0.01, true, "loosely related"},
	} {
		h := hit{Ranked: Ranked{Candidate: Candidate{Similarity: test.similarity}}}
		if got := strings.Join(Plan{Text: test.text}.reasons(newQuestion(test.text), h, test.semantic), "; "); got != test.want {
			t.Errorf("%q, %v, semantic %v: %q, want %q", test.text, test.similarity, test.semantic, got, test.want)
		}
	}
}
