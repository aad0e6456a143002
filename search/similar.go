package search

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"coderemote"
)

// Similar returns at most limit snippets of userID that are most like the one of
// id, which is theirs, and how many are alike at all.
func (s *Searcher) Similar(ctx context.Context, userID, id string, limit int) ([]Result, int, error) {
	source, err := s.store.Snippet(ctx, id, userID)
	if err != nil {
		return nil, 0, err
	}
	vector, err := s.vectorOf(ctx, source)
	if err != nil {
		return nil, 0, err
	}
	rows, err := s.rows(ctx, userID, coderemote.SearchFilter{}, vector, &Query{})
	if err != nil {
		return nil, 0, err
	}
	r := request{userID: userID, plan: Plan{Order: OrderSimilar}}
	if r.byWords = vector == nil; r.byWords {
		vector = hashed(DocumentTerms(DocumentOf(source)))
		inWords(rows)
	}
	hits := alike(id, vector, rows)
	results, err := s.results(ctx, r, hits[:min(limit, len(hits))])
	return results, len(hits), err
}

// vectorOf returns the stored vector of source, or makes it when its job has not
// come to it yet. It is nil while a backend elsewhere has not made it.
func (s *Searcher) vectorOf(ctx context.Context, source *coderemote.Snippet) ([]float32, error) {
	stored, err := s.store.SnippetToSync(ctx, source.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case stored.Backend == s.backend && stored.VectorVersion == source.Version && len(stored.Vector) > 0:
		return stored.Vector, nil
	case s.embedder.Remote():
		return nil, nil
	}
	vectors, err := s.embedder.EmbedDocuments(ctx, []Document{DocumentOf(source)})
	if err != nil {
		return nil, err
	}
	return vectors[0], nil
}

// inWords gives rows the vectors of the words and ideas that were read in them.
func inWords(rows []coderemote.SearchRow) {
	for i := range rows {
		rows[i].Compared, rows[i].Vector = false, hashed(readTerms(rows[i].Terms))
	}
}

// readTerms is the inverse of Terms.Written.
func readTerms(written string) Terms {
	terms := Terms{}
	for line := range strings.Lines(written) {
		term, weight, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if hundredths, err := strconv.Atoi(weight); err == nil {
			terms[term] = float64(hundredths) / 100
		}
	}
	return terms
}

// DocumentOf returns the text of s.
func DocumentOf(s *coderemote.Snippet) Document {
	return Document{Title: s.Title, Description: s.Description, Language: s.Language, Code: s.Code}
}

// alikeFrom is the similarity from which two snippets are called alike.
const alikeFrom = 0.2

func alike(id string, vector []float32, rows []coderemote.SearchRow) []hit {
	var hits []hit
	for _, row := range rows {
		similarity := row.Similarity
		if !row.Compared {
			similarity = float64(dot(vector, row.Vector))
		}
		if row.ID != id && similarity >= alikeFrom {
			hits = append(hits, hit{Ranked{Candidate: Candidate{ID: row.ID, Compared: true, Similarity: similarity}, Score: min(1, similarity)}, row})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
	})
	return hits
}

// OfClass returns at most limit snippets of userID of a class of time or space,
// the newest first, and how many there are.
func (s *Searcher) OfClass(ctx context.Context, userID, class string, space bool, limit int) ([]Result, int, error) {
	written := []string{class}
	if canonical := Canonical(class); canonical != "" && canonical != class && !twoSizes(class) {
		written = append(written, canonical)
	}
	p := Plan{Order: OrderRecent, TimeIn: written}
	filter := coderemote.SearchFilter{TimeIn: written}
	if space {
		p, filter = Plan{Order: OrderRecent, SpaceIn: written}, coderemote.SearchFilter{SpaceIn: written}
	}
	rows, err := s.rows(ctx, userID, filter, nil, &Query{})
	if err != nil {
		return nil, 0, err
	}
	hits, _ := s.rank(p, nil, rows, false)
	results, err := s.results(ctx, request{userID: userID, plan: p}, hits[:min(limit, len(hits))])
	return results, len(rows), err
}

// twoSizes reports whether class speaks of a size beside n.
func twoSizes(class string) bool { return strings.ContainsAny(strings.ToLower(class), "mkve") }
