package search

import (
	"slices"
	"strconv"
	"strings"
)

// Part is one filter, order or aggregate of a plan, as a person reads it.
type Part struct {
	Name  string // for Without
	Label string
}

// Parts returns what p does beside ranking, in the order of the query.
func (p Plan) Parts() []Part {
	var parts []Part
	add := func(name, label string) { parts = append(parts, Part{name, label}) }
	for _, language := range p.Languages {
		add("language:"+language, "in "+language)
	}
	for _, language := range p.NotIn {
		add("not:"+language, "not in "+language)
	}
	if len(p.TimeIn) > 0 {
		add("time", classesLabel(p.TimeIn)+" time")
	}
	if len(p.SpaceIn) > 0 {
		add("space", classesLabel(p.SpaceIn)+" memory")
	}
	if p.Starred != nil {
		add("starred", map[bool]string{true: "starred", false: "without a star"}[*p.Starred])
	}
	if label := p.orderLabel(); label != "" {
		add("order", label)
	}
	if p.Aggregate != AggregateNone {
		add("count", "counted by "+p.Aggregate.dimension())
	}
	if p.Limit > 0 {
		add("limit", "at most "+strconv.Itoa(p.Limit))
	}
	return parts
}

func (p Plan) orderLabel() string {
	switch {
	case p.Order == OrderWorst && p.BySpace:
		return "most memory first"
	case p.Order == OrderBest && p.BySpace:
		return "least memory first"
	case p.Order == OrderWorst:
		return "slowest first"
	case p.Order == OrderBest:
		return "fastest first"
	case p.Order == OrderRecent && p.Text != "":
		return "newest first"
	}
	return ""
}

func classesLabel(classes []string) string {
	all := Classes()
	n := len(classes)
	switch {
	case n > 2 && slices.Equal(classes, all[len(all)-n:]):
		return classes[0] + " or worse"
	case n > 2 && slices.Equal(classes, all[:n]):
		return classes[n-1] + " or better"
	}
	return strings.Join(classes, " or ")
}

// Without returns p without the parts of these names; names that it does not
// have change nothing.
func (p Plan) Without(names []string) Plan {
	for _, name := range names {
		language, isLanguage := strings.CutPrefix(name, "language:")
		other, isOther := strings.CutPrefix(name, "not:")
		switch {
		case isOther:
			p.NotIn = slices.DeleteFunc(slices.Clone(p.NotIn), func(l string) bool { return l == other })
		case isLanguage:
			p.Languages = slices.DeleteFunc(slices.Clone(p.Languages), func(l string) bool { return l == language })
		case name == "time":
			p.TimeIn = nil
		case name == "space":
			p.SpaceIn = nil
		case name == "starred":
			p.Starred = nil
		case name == "count":
			p.Aggregate = AggregateNone
		case name == "limit":
			p.Limit = 0
		case name == "order":
			p.BySpace, p.Order = false, OrderRecent
			if p.Text != "" {
				p.Order = OrderSimilar
			}
		}
	}
	return p
}
