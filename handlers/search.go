package handlers

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"coderemote"
	"coderemote/search"
	"coderemote/views"

	"github.com/danielgtaylor/huma/v2"
)

// searchResult is a snippet that was found.
type searchResult struct {
	SnippetID       string   `json:"snippet_id" format:"uuid"`
	Title           string   `json:"title"`
	Language        string   `json:"language"`
	Description     string   `json:"description"`
	TimeComplexity  *string  `json:"time_complexity"`
	SpaceComplexity *string  `json:"space_complexity"`
	Score           float64  `json:"score" doc:"0 to 1; 1 where nothing was ranked"`
	Reasons         []string `json:"reasons" nullable:"false" doc:"why it was found, in words"`
	Owner           *string  `json:"owner" doc:"name of the person who shows it, empty where they have given none; null for one's own"`
	ClassName       *string  `json:"class_name" doc:"class that it is shown to; null for one's own"`
	ShareURL        *string  `json:"share_url" doc:"where it is shown on this server; null for one's own"`
}

func newSearchResults(found []search.Result) []searchResult {
	results := make([]searchResult, len(found))
	for i, r := range found {
		results[i] = searchResult{
			SnippetID: r.ID, Title: r.Title, Language: r.Language, Description: r.Description, Score: r.Score,
			TimeComplexity: orNull(r.TimeComplexity), SpaceComplexity: orNull(r.SpaceComplexity), Reasons: append([]string{}, r.Reasons...),
		}
		if r.Shared != nil {
			address := views.SharedURL(r.Shared.Share.Token)
			results[i].Owner, results[i].ClassName, results[i].ShareURL = &r.Shared.Owner, &r.Shared.Share.ClassName, &address
		}
	}
	return results
}

// TransformSchema says that there may be none.
func (searchAnswer) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Nullable = true
	return s
}

// searchAnswer is the table of a question for counts.
type searchAnswer struct {
	By   string           `json:"by" enum:"time_complexity,space_complexity,language"`
	Rows []searchCountRow `json:"rows" nullable:"false"`
}

type searchCountRow struct {
	Value *string `json:"value" doc:"null for snippets whose complexity nobody knows yet"`
	Count int     `json:"count"`
}

func newSearchAnswer(a *search.Answer) *searchAnswer {
	if a.Counts == nil {
		return nil
	}
	answer := &searchAnswer{By: countedBy(a.Plan.Aggregate), Rows: make([]searchCountRow, len(a.Counts))}
	for i, c := range a.Counts {
		answer.Rows[i] = searchCountRow{orNull(c.Value), c.Count}
	}
	return answer
}

func countedBy(a search.Aggregate) string {
	switch a {
	case search.CountByTime:
		return "time_complexity"
	case search.CountBySpace:
		return "space_complexity"
	}
	return "language"
}

// SearchInput has a capital letter because huma reads no field of an embedded
// struct without one.
type SearchInput struct {
	Question string `query:"q" required:"true" minLength:"1" maxLength:"500" doc:"in plain words: binary search; my slowest sorting; count by complexity" example:"my slowest sorting"`
	Limit    int    `query:"limit" default:"10" minimum:"1" maximum:"50"`
}

type searchOutput struct {
	Body struct {
		Query   string         `json:"query"`
		Method  string         `json:"method" enum:"cypher,semantic,lexical" doc:"cypher: a filter, an order or an aggregate chose, in whichever store it ran; semantic: a model's vectors ranked; lexical: words and n-grams ranked"`
		Results []searchResult `json:"results" nullable:"false"`
		Total   int            `json:"total"`
		Answer  *searchAnswer  `json:"answer" doc:"the table of a question for counts, else null"`
		Plan    searchPlan     `json:"plan" doc:"how the question was understood"`
	}
}

// searchPlan is a plan as the API shows it.
type searchPlan struct {
	Semantic  string   `json:"semantic" doc:"what ranked the results; empty for nothing"`
	Languages []string `json:"languages" nullable:"false"`
	NotIn     []string `json:"not_in" nullable:"false" doc:"languages that are left out"`
	TimeIn    []string `json:"time_in" nullable:"false"`
	SpaceIn   []string `json:"space_in" nullable:"false"`
	Starred   *bool    `json:"starred"`
	Order     string   `json:"order" enum:"similar,worst,best,recent"`
	BySpace   bool     `json:"by_space" doc:"worst and best by memory instead of by time"`
	Aggregate *string  `json:"aggregate" doc:"count_by_time, count_by_space, count_by_language or null"`
	Limit     *int     `json:"limit" doc:"null when the question names no number"`
}

func newSearchPlan(p search.Plan) searchPlan {
	plan := searchPlan{
		Semantic: p.Text, Languages: append([]string{}, p.Languages...), NotIn: append([]string{}, p.NotIn...), TimeIn: append([]string{}, p.TimeIn...), SpaceIn: append([]string{}, p.SpaceIn...),
		Starred: p.Starred, Order: string(p.Order), BySpace: p.BySpace, Aggregate: orNull(string(p.Aggregate)),
	}
	if p.Limit > 0 {
		plan.Limit = &p.Limit
	}
	return plan
}

type complexityInput struct {
	Complexity string `query:"complexity" required:"true" minLength:"1" maxLength:"100" example:"O(n)"`
	Type       string `query:"type" enum:"time,space" default:"time"`
	Limit      int    `query:"limit" default:"50" minimum:"1" maximum:"100"`
}

type complexityOutput struct {
	Body struct {
		Type    string         `json:"complexity_type"`
		Value   string         `json:"complexity_value"`
		Results []searchResult `json:"results" nullable:"false"`
		Total   int            `json:"total"`
	}
}

type similarInput struct {
	ID    string `path:"id" doc:"id of the snippet"`
	Limit int    `query:"limit" default:"5" minimum:"1" maximum:"20"`
}

type similarOutput struct {
	Body struct {
		SourceID string         `json:"source_snippet_id" format:"uuid"`
		Similar  []searchResult `json:"similar" nullable:"false"`
		Total    int            `json:"total"`
	}
}

func (a *api) registerSearch() {
	read := []map[string][]string{{bearer: {string(coderemote.ScopeRead)}}}
	asking := []int{401, 403, 422, 503}
	tags := []string{"Search"}
	huma.Register(a.huma, huma.Operation{
		OperationID: "search", Method: http.MethodGet, Path: "/search", Summary: "Ask for one's own snippets, and those shared with one's classes, in plain words", Tags: tags,
		Security: read, Errors: asking,
	}, answer(a, a.search))
	huma.Register(a.huma, huma.Operation{
		OperationID: "search-complexity", Method: http.MethodGet, Path: "/search/complexity", Summary: "One's own snippets of a class of complexity", Tags: tags,
		Security: read, Errors: asking,
	}, answer(a, a.searchComplexity))
	huma.Register(a.huma, huma.Operation{
		OperationID: "search-class", Method: http.MethodGet, Path: "/classes/{id}/search", Summary: "Ask for what people share with a class that one teaches", Tags: tags,
		Security: read, Errors: append(asking, 404),
	}, answer(a, a.searchClass))
	for id, path := range map[string]string{"similar-snippets": "/snippets/{id}/similar", "search-similar": "/search/similar/{id}"} {
		huma.Register(a.huma, huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: path, Summary: "One's own snippets that are like this one", Tags: tags,
			Security: read, Errors: append(asking, 404),
		}, answer(a, a.similar))
	}
}

func (a *api) search(ctx context.Context, in *SearchInput) (*searchOutput, error) {
	asked := time.Now()
	found, err := a.Search.Ask(ctx, callerOf(ctx).user.ID, in.Question, in.Limit)
	return a.searched(in.Question, asked, found, err)
}

func (a *api) searched(question string, asked time.Time, found *search.Answer, err error) (*searchOutput, error) {
	if err != nil {
		return nil, err
	}
	a.measures.searched(found, asked)
	out := &searchOutput{}
	out.Body.Query, out.Body.Method, out.Body.Total = question, string(found.Method), found.Total
	out.Body.Results, out.Body.Answer, out.Body.Plan = newSearchResults(found.Results), newSearchAnswer(found), newSearchPlan(found.Plan)
	return out, nil
}

type classSearchInput struct {
	ID string `path:"id" doc:"id of the class"`
	SearchInput
}

// searchClass is for the teachers of the class; for strangers it does not exist.
func (a *api) searchClass(ctx context.Context, in *classSearchInput) (*searchOutput, error) {
	if checkSnippetID(in.ID) != nil {
		return nil, errNotHere
	}
	e, err := a.Store.Enrollment(ctx, in.ID, callerOf(ctx).user.ID)
	if err != nil {
		return nil, err
	}
	if !e.Role.Teaches() {
		return nil, coderemote.Errorf(coderemote.CodeForbidden, "Only a teacher of this class can do that.")
	}
	asked := time.Now()
	found, err := a.Search.AskClass(ctx, e.UserID, e.Class.ID, in.Question, nil, in.Limit)
	return a.searched(in.Question, asked, found, err)
}

func (a *api) searchComplexity(ctx context.Context, in *complexityInput) (*complexityOutput, error) {
	if strings.ContainsRune(in.Complexity, 0) || !utf8.ValidString(in.Complexity) {
		return nil, coderemote.Invalid("query.complexity", "A complexity must be UTF-8 text without the character U+0000.", nil)
	}
	found, total, err := a.Search.OfClass(ctx, callerOf(ctx).user.ID, in.Complexity, in.Type == "space", in.Limit)
	if err != nil {
		return nil, err
	}
	out := &complexityOutput{}
	out.Body.Type, out.Body.Value, out.Body.Results, out.Body.Total = in.Type, in.Complexity, newSearchResults(found), total
	return out, nil
}

func (a *api) similar(ctx context.Context, in *similarInput) (*similarOutput, error) {
	if err := checkSnippetID(in.ID); err != nil {
		return nil, err
	}
	found, total, err := a.Search.Similar(ctx, callerOf(ctx).user.ID, in.ID, in.Limit)
	if err != nil {
		return nil, noSuchSnippet(err)
	}
	out := &similarOutput{}
	out.Body.SourceID, out.Body.Similar, out.Body.Total = in.ID, newSearchResults(found), total
	return out, nil
}
