package search

import (
	"fmt"
	"strings"
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
