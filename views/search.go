package views

import (
	"strconv"

	"coderemote"
)

// SearchPage asks for one's own code in plain words.
type SearchPage struct {
	Chrome   Chrome
	Question string            // as it was typed; "" before the first
	Found    *Found            // nil before the first question
	Semantic bool              // a language model ranks
	Remote   bool              // it is elsewhere: what people write is given to it
	Class    *coderemote.Class // whose people's shared code is searched; nil for one's own
}

// Link is the page for a question, without the parts of its plan that drop names.
func (p SearchPage) Link(question string, drop ...string) string {
	if p.Class != nil {
		return ClassSearchURL(p.Class.ID, question, drop...)
	}
	return SearchURL(question, drop...)
}

func (p SearchPage) title() string {
	if p.Class != nil {
		return "Search what " + p.Class.Name + " shares"
	}
	return "Search my code"
}

// hint says what is searched.
func (p SearchPage) hint() string {
	if p.Class != nil {
		return "What people share with this class is searched, as they show it."
	}
	return "Everything that you have saved is searched, and what is shared with your classes."
}

// compares says what finds things here.
func (p SearchPage) compares() string {
	switch {
	case p.Remote:
		return "A language model compares meanings, and words count as well. Code and questions are given to it, where that is allowed."
	case p.Semantic:
		return "A language model on this server compares meanings; words count as well."
	}
	return "This is keyword search: words, names and the shape of the code are compared."
}

// Examples teach what can be asked.
func (p SearchPage) Examples() []string {
	if p.Class != nil {
		return []string{"who solved this with recursion?", "sorting", "slowest", "count by complexity"}
	}
	return examples()
}

// Found is the answer to a question; it is swapped while a person types.
type Found struct {
	Question string
	Examples []string // what to ask where nothing is found
	Problem  string   // why there is no answer; "" when there is one
	Chips    []Chip
	Hits     []SearchHit
	Total    int
	Method   string // how the hits were found, for people
	Note     string // why they were not found as usual; "" when they were
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
	Shared  *coderemote.Shared // whose it is; nil for one's own
}

func (h SearchHit) url() string {
	if h.Shared != nil {
		return SharedURL(h.Shared.Share.Token)
	}
	return SnippetURL(h.Snippet.ID)
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

// finderOption is a line of the finder.
type finderOption struct {
	url, title string
	facts      []string
}

// options are what was found and the whole answer, or what can be asked.
func (f Found) options() []finderOption {
	if f.Problem != "" || f.Question == "" {
		var all []finderOption
		for _, e := range examples() {
			all = append(all, finderOption{url: SearchURL(e), title: e})
		}
		return all
	}
	var all []finderOption
	for _, h := range f.Hits {
		all = append(all, finderOption{h.url(), TitleOf(h.Snippet.Title), h.facts()})
	}
	return append(all, finderOption{url: SearchURL(f.Question), title: f.wholeAnswer()})
}

func (f Found) wholeAnswer() string {
	if f.CountBy != "" {
		return "Show the counts"
	}
	return "Show the whole answer, with what it means"
}

// finderStatus says what the options are.
func (f Found) finderStatus() string {
	switch {
	case f.Problem != "":
		return f.Problem
	case f.Question == "":
		return "Try one of these:"
	case f.CountBy != "":
		return f.chartSummary()
	case len(f.Hits) == 0:
		return "No title, word or idea begins like that."
	}
	status := count(f.Total, "snippet")
	for _, c := range f.Chips {
		status += " · " + c.Label
	}
	return status
}

func (f Found) finderLabel() string {
	if f.Problem != "" || f.Question == "" {
		return "What can be asked"
	}
	return "Found"
}

// facts are what a line says about a hit beside its title.
func (h SearchHit) facts() []string {
	var all []string
	if h.Shared != nil {
		all = append(all, "by "+ownerOf(h.Shared))
	}
	all = append(all, h.Snippet.Language)
	if h.Snippet.TimeComplexity != "" {
		all = append(all, h.Snippet.TimeComplexity)
	}
	return append(all, h.Reasons...)
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
