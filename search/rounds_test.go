package search

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/rounds
var roundFiles embed.FS

// rounds are sets of 30 programs with 60 questions. Each was written when the
// lexicon had seen none of it, and scored once before anything was mended;
// docs/benchmarks.md has these scores.
func rounds(t testing.TB) [][]example {
	t.Helper()
	files, err := roundFiles.ReadDir("testdata/rounds")
	if err != nil {
		t.Fatal(err)
	}
	var all [][]example
	for n := range files {
		text, err := roundFiles.ReadFile(path.Join("testdata/rounds", fmt.Sprint(n+1, ".txt")))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, readExamples(strings.ReplaceAll(string(text), "\r", "")))
	}
	return all
}

// checkRounds asks each round's questions among its own programs and among those
// of everything older as well, and wants what was learned to stay.
func checkRounds(t testing.TB, e Embedder, own, all float64) {
	t.Helper()
	everything := embedded(t, e, examples(t))
	for n, round := range rounds(t) {
		mine := embedded(t, e, round)
		everything = slices.Concat(everything, mine)
		checkRound(t, e, fmt.Sprintf("round %d among its own %d", n+1, len(mine)), round, mine, own)
		checkRound(t, e, fmt.Sprintf("round %d among %d", n+1, len(everything)), round, everything, all)
	}
}

func checkRound(t testing.TB, e Embedder, name string, round []example, among []Candidate, want float64) {
	t.Helper()
	hits, n := 0, 0
	for _, x := range round {
		for _, question := range x.questions {
			n++
			if found := ask(t, e, question, among); slices.Contains(found, x.id) {
				hits++
			} else {
				t.Logf("%s: missed %s by %q, which found %v", name, x.id, question, found)
			}
		}
	}
	got := float64(hits) / float64(n)
	t.Logf("%s: %s: recall@3 is %.3f", e.Name(), name, got)
	if n < 60 || got < want {
		t.Errorf("%s: recall@3 of %d questions is %.3f, want at least %.2f of 60", name, n, got, want)
	}
}

func TestRoundsWithoutAModel(t *testing.T) { checkRounds(t, NewKeywords(), 0.90, 0.80) }
