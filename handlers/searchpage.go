package handlers

import (
	"net/http"
	"slices"
	"time"

	"coderemote"
	"coderemote/search"
	"coderemote/static"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

// How many results a page shows, and how many appear while a person types.
const (
	searchResults    = 25
	searchSuggests   = 8
	similarOnDetails = 5
)

func (s *Server) routeSearch(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(s.requireUser)
		r.Get("/search", s.page(s.searchPage))
	})
}

// searchPage answers a question on a page, or with the answer alone while a
// person types it.
func (s *Server) searchPage(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	question := readable(query.Get("q"))
	if isHTMX(r) {
		return s.render(w, r, http.StatusOK, static.PlainPage, views.SearchFound(s.suggested(r, question)))
	}
	page := views.SearchPage{Chrome: s.chrome(r), Question: question, Semantic: s.Search.Semantic()}
	status := http.StatusOK
	if question != "" {
		found, err := s.found(r, question, query["drop"])
		if err != nil {
			var e *coderemote.Error
			if status, e = s.classify(r.Context(), err); status != http.StatusUnprocessableEntity {
				return err
			}
			found = views.Found{Question: question, Problem: e.Message}
		}
		page.Found = &found
	}
	return s.render(w, r, status, static.PlainPage, views.Search(page))
}

// suggested answers a question that is being typed; what is no question yet is
// answered with help.
func (s *Server) suggested(r *http.Request, question string) views.Found {
	asked := time.Now()
	a, err := s.Search.Suggest(r.Context(), currentUser(r).ID, question, searchSuggests)
	if err != nil {
		_, e := s.classify(r.Context(), err)
		return views.Found{Question: question, Problem: e.Message}
	}
	s.measures.searched(a, asked)
	return newFound(a, nil)
}

func (s *Server) found(r *http.Request, question string, drop []string) (views.Found, error) {
	asked := time.Now()
	a, err := s.Search.AskWithout(r.Context(), currentUser(r).ID, question, drop, searchResults)
	if err != nil {
		return views.Found{}, err
	}
	s.measures.searched(a, asked)
	return newFound(a, drop), nil
}

func newFound(a *search.Answer, drop []string) views.Found {
	f := views.Found{Question: a.Question, Total: a.Total, Hits: newHits(a.Results), Method: methodLabel(a.Method), Query: views.SearchQuery(a.Query)}
	for _, part := range a.Plan.Parts() {
		f.Chips = append(f.Chips, views.Chip{Label: part.Label, URL: views.SearchURL(a.Question, append(slices.Clone(drop), part.Name)...)})
	}
	if a.Counts == nil {
		return f
	}
	f.CountBy = map[search.Aggregate]string{search.CountByTime: "Time complexity", search.CountBySpace: "Space complexity", search.CountByLanguage: "Language"}[a.Plan.Aggregate]
	for _, c := range a.Counts {
		label := c.Value
		if label == "" {
			label = "not known"
		}
		f.Counts = append(f.Counts, views.SearchBar{Label: label, Count: c.Count})
	}
	return f
}

func newHits(results []search.Result) []views.SearchHit {
	hits := make([]views.SearchHit, len(results))
	for i, r := range results {
		hits[i] = views.SearchHit{Snippet: r.Snippet, Reasons: r.Reasons}
	}
	return hits
}

func methodLabel(m search.Method) string {
	switch m {
	case search.MethodSemantic:
		return "by meaning and words"
	case search.MethodLexical:
		return "by keywords"
	}
	return "by your filters and order"
}

// similarHits is what the page of a snippet shows beside it. Without an answer
// the page is whole as well.
func (s *Server) similarHits(r *http.Request, id string) []views.SearchHit {
	results, _, err := s.Search.Similar(r.Context(), currentUser(r).ID, id, similarOnDetails)
	if err != nil {
		s.Logger.Warn("similar snippets not found", "request_id", requestID(r.Context()), "err", err)
		return nil
	}
	return newHits(results)
}
