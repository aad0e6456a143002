package search

import (
	"context"
	_ "embed"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/snippets.txt
var snippetSet string

// example is one snippet of the test set and the questions that it answers.
type example struct {
	id, code  string
	questions []string
}

func examples(t testing.TB) []example {
	t.Helper()
	all := readExamples(snippetSet)
	if len(all) != 60 {
		t.Fatalf("the set has %d snippets, want 60", len(all))
	}
	return all
}

// readExamples reads the form of testdata/snippets.txt.
func readExamples(text string) []example {
	var all []example
	for part := range strings.SplitSeq("\n"+text, "\n=== ") {
		id, rest, ok := strings.Cut(part, "\n")
		if !ok {
			continue
		}
		e := example{id: id}
		var code []string
		for line := range strings.Lines(rest) {
			if q, ok := strings.CutPrefix(line, "? "); ok {
				e.questions = append(e.questions, strings.TrimSpace(q))
			} else {
				code = append(code, line)
			}
		}
		e.code = strings.Join(code, "")
		all = append(all, e)
	}
	return all
}

// embedded returns the examples as candidates.
func embedded(t testing.TB, e Embedder, all []example) []Candidate {
	t.Helper()
	var candidates []Candidate
	for _, x := range all {
		d := Document{Code: x.code, Language: "python"}
		vectors, err := e.EmbedDocuments(context.Background(), []Document{d})
		if err != nil {
			t.Fatal(err)
		}
		candidates = append(candidates, Candidate{ID: x.id, Terms: DocumentTerms(d), Vector: vectors[0]})
	}
	return candidates
}

// checkRecall asks all questions of the half that the lexicon was written with
// and of the half that was held back, and wants their snippets among the first
// three of all.
func checkRecall(t *testing.T, e Embedder, want float64) {
	t.Helper()
	all := examples(t)
	candidates := embedded(t, e, all)
	for name, asked := range map[string][]example{"seen": all[:30], "held back": all[30:]} {
		hits, n := 0, 0
		for _, x := range asked {
			for _, question := range x.questions {
				n++
				if found := ask(t, e, question, candidates); slices.Contains(found, x.id) {
					hits++
				} else {
					t.Logf("%s: missed %s by %q, which found %v", name, x.id, question, found)
				}
			}
		}
		got := float64(hits) / float64(n)
		t.Logf("%s: recall@3 is %.3f", name, got)
		if got < want {
			t.Errorf("%s: recall@3 is %.3f, want at least %.2f", name, got, want)
		}
	}
}

// ask returns the first three candidates.
func ask(t testing.TB, e Embedder, question string, candidates []Candidate) []string {
	t.Helper()
	v, err := e.EmbedQuestion(context.Background(), question)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range Rank(question, v, e.Semantic(), candidates) {
		ids = append(ids, r.ID)
	}
	return ids[:min(3, len(ids))]
}

func TestRecallWithoutAModel(t *testing.T) { checkRecall(t, NewKeywords(), 0.80) }
