package search

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/rounds testdata/others
var roundFiles embed.FS

// rounds are sets of 30 programs with 60 questions. Each was written when the
// lexicon had seen none of it, and scored once before anything was mended;
// docs/benchmarks.md has these scores.
func rounds(t testing.TB) [][]example { return setsIn(t, "testdata/rounds") }

func setsIn(t testing.TB, folder string) [][]example {
	t.Helper()
	files, err := roundFiles.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]example
	for n := range files {
		text, err := roundFiles.ReadFile(path.Join(folder, fmt.Sprint(n+1, ".txt")))
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
	hits, n := score(t, e, name, round, among)
	got := float64(hits) / float64(n)
	t.Logf("%s: %s: recall@3 is %.3f", e.Name(), name, got)
	if n < 60 || got < want {
		t.Errorf("%s: recall@3 of %d questions is %.3f, want at least %.2f of 60", name, n, got, want)
	}
}

// score returns how many questions of a round find their program, and how many there are.
func score(t testing.TB, e Embedder, name string, round []example, among []Candidate) (hits, n int) {
	t.Helper()
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
	return hits, n
}

// checkOthers asks the sets of other authors, who had not seen the search. The
// lexicon must not be taught by them: they show what it does with what is new.
func checkOthers(t testing.TB, e Embedder, want float64) {
	t.Helper()
	hits, n := 0, 0
	for i, set := range setsIn(t, "testdata/others") {
		name := fmt.Sprintf("set %d by others", i+1)
		found, asked := score(t, e, name, set, embedded(t, e, set))
		t.Logf("%s: %s: %d of %d", e.Name(), name, found, asked)
		hits, n = hits+found, n+asked
	}
	got := float64(hits) / float64(n)
	t.Logf("%s: sets by others: %d of %d, recall@3 is %.3f", e.Name(), hits, n, got)
	if n < 300 || got < want {
		t.Errorf("recall@3 of %d questions by others is %.3f, want at least %.2f of 300", n, got, want)
	}
}

func TestRoundsWithoutAModel(t *testing.T) { checkRounds(t, NewKeywords(), 0.90, 0.80) }

func TestSetsByOthersWithoutAModel(t *testing.T) { checkOthers(t, NewKeywords(), 0.80) }
