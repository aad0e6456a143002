package search

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"coderemote"
	"coderemote/graph"
	"coderemote/store"
)

// candidates returns what may answer r: one's own snippets, and what others show.
// Who may see what others show is for PostgreSQL alone to say, with a graph too:
// a share ends at once.
func (s *Searcher) candidates(ctx context.Context, r request, vector []float32, ran *Query) (rows []coderemote.SearchRow, err error) {
	if r.classID == "" {
		if rows, err = s.rows(ctx, r.userID, r.plan.filter(), vector, ran); err != nil || r.ownOnly() {
			return rows, err
		}
	}
	shared, err := s.store.SharedSearchRows(ctx, r.userID, r.classID, s.backend, r.plan.filter())
	if r.classID != "" {
		*ran = sharedQuery(r.plan.filter())
	} else if len(shared) > 0 {
		ran.Text += "\n\n" + sharedQuery(r.plan.filter()).Text
	}
	return append(rows, shared...), err
}

// rows returns the candidates of userID: from the graph where there is one that
// answers, else from PostgreSQL. ran is told which query it was.
func (s *Searcher) rows(ctx context.Context, userID string, f coderemote.SearchFilter, vector []float32, ran *Query) ([]coderemote.SearchRow, error) {
	if s.graph != nil {
		rows, err := s.graph.Rows(ctx, userID, s.backend, f, vector)
		if err == nil {
			*ran = cypherQuery("", f)
			return rows, nil
		}
		s.graphFailed(err)
	}
	*ran = sqlQuery("", f)
	return s.store.SearchRows(ctx, userID, s.backend, f)
}

// counts returns the buckets of an aggregate over all that a's filter chooses.
func (s *Searcher) counts(ctx context.Context, userID string, a *Answer) ([]coderemote.SearchBucket, error) {
	by, f := a.Plan.Aggregate.dimension(), a.Plan.filter()
	if s.graph != nil {
		buckets, err := s.graph.Counts(ctx, userID, by, f)
		if err == nil {
			a.Query = cypherQuery(by, f)
			return buckets, nil
		}
		s.graphFailed(err)
	}
	a.Query = sqlQuery(by, f)
	return s.store.SearchCounts(ctx, userID, by, f)
}

// graphFailed logs what a person does not notice: the answer comes from PostgreSQL.
func (s *Searcher) graphFailed(err error) {
	if !errors.Is(err, graph.ErrDown) {
		s.logger.Error("search of the graph failed, answered from PostgreSQL", "err", err)
		return
	}
	s.logger.Debug("graph is down, answered from PostgreSQL", "err", err)
}

// sqlQuery and cypherQuery are what "Show the query" prints. The owner is named
// as such: an id would say nothing to a person.
func sqlQuery(by string, f coderemote.SearchFilter) Query {
	return Query{Language: "SQL", Text: strings.TrimSpace(store.SearchQuery(by)), Values: fmt.Sprintf("$1 = you, $2 = %q, $3 = %q, $4 = %q, $5 = %s", f.Languages, f.TimeIn, f.SpaceIn, starred(f))}
}

func sharedQuery(f coderemote.SearchFilter) Query {
	return Query{Language: "SQL", Text: strings.TrimSpace(store.SharedSearchQuery()), Values: fmt.Sprintf("$1 = you, $2 = the class, $3 = %q, $4 = %q, $5 = %q", f.Languages, f.TimeIn, f.SpaceIn)}
}

func cypherQuery(by string, f coderemote.SearchFilter) Query {
	return Query{Language: "Cypher", Text: strings.TrimSpace(graph.Query(by)), Values: fmt.Sprintf("$user = you, $languages = %q, $time = %q, $space = %q, $starred = %s", f.Languages, f.TimeIn, f.SpaceIn, starred(f))}
}

func starred(f coderemote.SearchFilter) string {
	if f.Starred == nil {
		return "null"
	}
	return fmt.Sprint(*f.Starred)
}
