package search

import (
	"context"
	_ "embed"
	"fmt"
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

func examples(t *testing.T) []example {
	t.Helper()
	var all []example
	for part := range strings.SplitSeq(snippetSet, "=== ") {
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
	if len(all) != 60 {
		t.Fatalf("the set has %d snippets, want 60", len(all))
	}
	return all
}

// recall returns which part of the questions of asked have their snippet among
// the first three of all, and names the others.
func recall(t *testing.T, e Embedder, all, asked []example) (float64, []string) {
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
	hits, n := 0, 0
	var missed []string
	for _, x := range asked {
		for _, q := range x.questions {
			v, err := e.EmbedQuestion(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			ranked := Rank(q, v, e.Semantic(), candidates)
			n++
			first := ranked[:min(3, len(ranked))]
			if slices.ContainsFunc(first, func(r Ranked) bool { return r.ID == x.id }) {
				hits++
				continue
			}
			got := ""
			for _, r := range first {
				got += fmt.Sprintf(" %s(%.2f)", r.ID, r.Score)
			}
			missed = append(missed, x.id+" "+q+":"+got)
		}
	}
	return float64(hits) / float64(n), missed
}

func TestRecallWithoutAModel(t *testing.T) {
	all := examples(t)
	for name, asked := range map[string][]example{"seen": all[:30], "held back": all[30:]} {
		got, missed := recall(t, NewKeywords(), all, asked)
		t.Logf("%s: recall@3 %.3f, missed %s", name, got, strings.Join(missed, "\n"))
		if got < 0.80 {
			t.Errorf("%s: recall@3 is %.3f, want at least 0.80", name, got)
		}
	}
}
