package views

import (
	"strconv"

	"coderemote"
)

// SearchPage asks for one's own code in plain words.
type SearchPage struct {
	Chrome   Chrome
	Question string // as it was typed; "" before the first
	Found    *Found // nil before the first question
	Semantic bool   // a language model ranks
}

// Found is the answer to a question; it is swapped while a person types.
type Found struct {
	Question string
	Problem  string // why there is no answer; "" when there is one
	Chips    []Chip
	Hits     []SearchHit
	Total    int
	Method   string // how the hits were found, for people
	Counts   []SearchBar
	CountBy  string // heading of the counts; "" for a question that asks for none
	Query    SearchQuery
}

// Chip is a part of the plan that a person can take away.
type Chip struct {
	Label string
	URL   string // of the search without it
}

// SearchHit is a snippet that was found, with the reasons.
type SearchHit struct {
	Snippet *coderemote.Snippet
	Reasons []string
}

// SearchBar is one line of the counts.
type SearchBar struct {
	Label string
	Count int
}

// SearchQuery is what ran.
type SearchQuery struct {
	Language, Text, Values string
}

// examples teach what can be asked.
func examples() []string {
	return []string{"binary search", "my slowest sorting", "starred recursive ones", "O(n^2) code in python", "count by complexity", "latest"}
}

// barPlace is where a bar of the chart stands, in units of the drawing.
type barPlace struct {
	SearchBar
	y, width string
	textX    string
}

const (
	barHeight = 26
	barLabels = 110 // units left of the bars
	barLength = 300
	barSpace  = 40 // for the number right of the longest bar
)

func (f Found) bars() []barPlace {
	most := 1
	for _, b := range f.Counts {
		most = max(most, b.Count)
	}
	places := make([]barPlace, len(f.Counts))
	for i, b := range f.Counts {
		width := max(2, barLength*b.Count/most)
		places[i] = barPlace{b, strconv.Itoa(i * barHeight), strconv.Itoa(width), strconv.Itoa(barLabels + width + 6)}
	}
	return places
}

func (f Found) chartBox() string {
	return "0 0 " + strconv.Itoa(barLabels+barLength+barSpace) + " " + strconv.Itoa(max(1, len(f.Counts))*barHeight)
}

// chartSummary says in words what the chart shows.
func (f Found) chartSummary() string {
	text := f.CountBy + ": "
	for i, b := range f.Counts {
		if i > 0 {
			text += ", "
		}
		text += b.Label + " " + strconv.Itoa(b.Count)
	}
	return text
}
