package search

import (
	"slices"

	"coderemote"
)

// Order is in which order a plan's snippets are shown.
type Order string

// The orders. Similar is by how well a snippet answers the plan's text.
const (
	OrderSimilar Order = "similar"
	OrderWorst   Order = "worst"
	OrderBest    Order = "best"
	OrderRecent  Order = "recent"
)

// Aggregate is what a plan counts instead of showing snippets.
type Aggregate string

// The aggregates.
const (
	AggregateNone    Aggregate = ""
	CountByTime      Aggregate = "count_by_time"
	CountBySpace     Aggregate = "count_by_space"
	CountByLanguage  Aggregate = "count_by_language"
	maxPlanLimit               = 100
	maxPlanText                = MaxQuestion
	maxPlanLanguages           = 10
	maxLanguage                = 50
)

// MaxQuestion is the longest question, in characters.
const MaxQuestion = 500

// Plan is what a question asks for, and all that it can: a plan is compiled to
// one of a few fixed queries, and nothing in it becomes part of their text.
type Plan struct {
	Text      string    `json:"semantic"`  // what to rank by; "" for no ranking
	Languages []string  `json:"languages"` // any of them; empty for all
	NotIn     []string  `json:"not_in"`    // none of these languages
	TimeIn    []string  `json:"time_in"`   // any of these classes; empty for all
	SpaceIn   []string  `json:"space_in"`
	Starred   *bool     `json:"starred"` // nil for both
	Order     Order     `json:"order"`
	BySpace   bool      `json:"by_space"` // worst and best by memory instead of by time
	Aggregate Aggregate `json:"aggregate"`
	Limit     int       `json:"limit"` // 0 for what the page or the call takes
}

// Filtered reports whether p does more than to rank by its text: it has a
// filter, an order or an aggregate.
func (p Plan) Filtered() bool {
	return len(p.Languages)+len(p.NotIn)+len(p.TimeIn)+len(p.SpaceIn) > 0 || p.Starred != nil || p.Order != OrderSimilar || p.Aggregate != AggregateNone
}

// Validate returns an error when p, which a model may have written, has a value
// that is not in the closed set.
func (p Plan) Validate() error {
	for _, class := range slices.Concat(p.TimeIn, p.SpaceIn) {
		if !slices.Contains(Classes(), class) {
			return coderemote.Errorf(coderemote.CodeInvalid, "The plan names a class of complexity that does not exist.")
		}
	}
	orders := []Order{OrderSimilar, OrderWorst, OrderBest, OrderRecent}
	aggregates := []Aggregate{AggregateNone, CountByTime, CountBySpace, CountByLanguage}
	if !slices.Contains(orders, p.Order) || !slices.Contains(aggregates, p.Aggregate) {
		return coderemote.Errorf(coderemote.CodeInvalid, "The plan has an order or an aggregate that does not exist.")
	}
	if p.Limit < 0 || p.Limit > maxPlanLimit || len([]rune(p.Text)) > maxPlanText || len(p.Languages)+len(p.NotIn) > maxPlanLanguages {
		return coderemote.Errorf(coderemote.CodeInvalid, "The plan asks for too much.")
	}
	for _, language := range slices.Concat(p.Languages, p.NotIn) {
		if len(language) > maxLanguage {
			return coderemote.Errorf(coderemote.CodeInvalid, "The plan names a language that is too long.")
		}
	}
	return nil
}
