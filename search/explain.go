package search

import (
	"fmt"
	"strings"

	"coderemote"
	"coderemote/store"
)

// reasons says in words why h was found.
func (p Plan) reasons(h hit, semantic bool) []string {
	var why []string
	if len(h.Matched) > 0 {
		why = append(why, "matches "+strings.Join(h.Matched[:min(3, len(h.Matched))], ", "))
	}
	if h.Similarity >= alikeFrom {
		what := "similar words"
		if semantic {
			what = "similar meaning"
		}
		why = append(why, fmt.Sprintf("%s %.0f %%", what, 100*h.Similarity))
	}
	if class := h.row.TimeComplexity; class != "" && !p.BySpace && (len(p.TimeIn) > 0 || p.Order == OrderWorst || p.Order == OrderBest) {
		why = append(why, class+" time")
	}
	if class := h.row.SpaceComplexity; class != "" && (len(p.SpaceIn) > 0 || p.BySpace) {
		why = append(why, class+" memory")
	}
	return why
}

// sqlQuery is what "Show the query" prints for PostgreSQL. The owner is named
// as such: an id would say nothing to a person.
func sqlQuery(p Plan, _ string, f coderemote.SearchFilter) Query {
	by := ""
	if p.Aggregate != AggregateNone && p.Text == "" {
		by = p.Aggregate.dimension()
	}
	return Query{Language: "SQL", Text: strings.TrimSpace(store.SearchQuery(by)), Values: values(f)}
}

func values(f coderemote.SearchFilter) string {
	starred := "both"
	if f.Starred != nil {
		starred = fmt.Sprint(*f.Starred)
	}
	return fmt.Sprintf("$1 = you, $2 = languages %q, $3 = time %q, $4 = space %q, $5 = starred %s", f.Languages, f.TimeIn, f.SpaceIn, starred)
}
