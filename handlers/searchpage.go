package handlers

import (
	"net/http"
	"slices"
	"strings"
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
		r.Get("/search/suggest", s.page(s.suggest))
	})
}

// asking is how a page asks: for one's own snippets, or for those of a class.
type asking func(r *http.Request, question string, drop []string) (*search.Answer, error)

// searchPage answers a question on a page, or with the answer alone while a
// person types it.
func (s *Server) searchPage(w http.ResponseWriter, r *http.Request) error {
	return s.answerPage(w, r, views.SearchPage{}, func(r *http.Request, question string, drop []string) (*search.Answer, error) {
		if isHTMX(r) {
			return s.Search.Suggest(r.Context(), currentUser(r).ID, question, searchSuggests)
		}
		return s.Search.AskWithout(r.Context(), currentUser(r).ID, question, drop, searchResults)
	})
}

// suggest is what the finder shows for what is typed so far; what cannot be
// asked is answered as well.
func (s *Server) suggest(w http.ResponseWriter, r *http.Request) error {
	page := views.SearchPage{Question: strings.TrimSpace(readable(r.URL.Query().Get("q")))}
	found := views.Found{}
	if page.Question != "" {
		asked := time.Now()
		a, err := s.Search.Suggest(r.Context(), currentUser(r).ID, page.Question, searchSuggests)
		if err != nil && coderemote.CodeOf(err) != coderemote.CodeInvalid {
			return err
		}
		if err == nil {
			s.measures.searched(a, asked)
			found = newFound(page, a, nil)
		} else {
			found.Problem = coderemote.AsError(err).Message
		}
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.FinderFound(found))
}

// classSearchPage does so for a teacher, from what is shared with the class.
func (s *Server) classSearchPage(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	return s.answerPage(w, r, views.SearchPage{Class: &e.Class}, func(r *http.Request, question string, drop []string) (*search.Answer, error) {
		return s.Search.AskClass(r.Context(), e.UserID, e.Class.ID, question, drop, searchResults)
	})
}

func (s *Server) answerPage(w http.ResponseWriter, r *http.Request, page views.SearchPage, ask asking) error {
	query := r.URL.Query()
	page.Question = readable(query.Get("q"))
	status := http.StatusOK
	if page.Question != "" || isHTMX(r) {
		asked := time.Now()
		a, err := ask(r, page.Question, query["drop"])
		if err == nil {
			s.measures.searched(a, asked)
		}
		found, err := s.foundOr(r, &status, page, a, err)
		if err != nil {
			return err
		}
		page.Found = &found
	}
	if isHTMX(r) { // htmx shows the answer to what is no question yet as well
		return s.render(w, r, http.StatusOK, static.PlainPage, views.SearchFound(*page.Found, page.Link))
	}
	page.Chrome, page.Semantic, page.Remote = s.chrome(r), s.Search.Semantic(), s.Search.Remote()
	return s.render(w, r, status, static.PlainPage, views.Search(page))
}

// foundOr is the answer, or why there is none where the question is to blame.
func (s *Server) foundOr(r *http.Request, status *int, page views.SearchPage, a *search.Answer, err error) (views.Found, error) {
	if err == nil {
		return newFound(page, a, r.URL.Query()["drop"]), nil
	}
	code, e := s.classify(r.Context(), err)
	if code != http.StatusUnprocessableEntity && !isHTMX(r) {
		return views.Found{}, err
	}
	*status = code
	return views.Found{Question: page.Question, Problem: e.Message}, nil
}

func newFound(page views.SearchPage, a *search.Answer, drop []string) views.Found {
	f := views.Found{Question: a.Question, Examples: page.Examples(), Total: a.Total, Hits: newHits(a.Results), Method: methodLabel(a.Method), Note: a.Note, Query: views.SearchQuery(a.Query)}
	for _, part := range a.Plan.Parts() {
		f.Chips = append(f.Chips, views.Chip{Label: part.Label, URL: page.Link(a.Question, append(slices.Clone(drop), part.Name)...)})
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
		hits[i] = views.SearchHit{Snippet: r.Snippet, Reasons: r.Reasons, Shared: r.Shared}
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
