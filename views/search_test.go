package views

import (
	"path"
	"testing"

	"coderemote"
	"coderemote/internal/golden"
	"coderemote/internal/htmlcheck"

	"github.com/a-h/templ"
)

func searchPages() map[string]templ.Component {
	shown := &coderemote.Shared{Share: coderemote.Share{Token: `a"b`, ClassName: "<i>4b</i>"}, Owner: `<b>"Eve`}
	hits := []SearchHit{{Snippet: hostile(), Reasons: []string{`matches "><b>`, "similar words 80 %"}}, {Snippet: hostile(), Shared: shown}}
	class := &coderemote.Class{ID: "c1", Name: `<4b>`}
	query := SearchQuery{Language: "SQL", Text: "SELECT <1>", Values: "$1 = you"}
	return map[string]templ.Component{
		"search":         Search(SearchPage{Chrome: chrome(), Semantic: true}),
		"search-hits":    Search(SearchPage{Chrome: chrome(), Question: `"><script>`, Found: &Found{Question: `"><script>`, Chips: []Chip{{"starred", SearchURL("a&b", "starred")}}, Hits: hits, Total: 2, Method: "by keywords", Query: query}}),
		"search-counts":  Search(SearchPage{Chrome: chrome(), Question: "count", Found: &Found{Counts: []SearchBar{{"O(n)", 12}, {"not known", 0}}, CountBy: "Time complexity", Query: query}}),
		"search-remote":  Search(SearchPage{Chrome: chrome(), Semantic: true, Remote: true, Question: "x", Found: &Found{Note: "The model is <busy>.", Hits: hits[:1], Total: 1}}),
		"search-none":    Search(SearchPage{Chrome: chrome(), Question: "x", Found: &Found{}}),
		"search-class":   Search(SearchPage{Chrome: chrome(), Class: class, Question: "x", Found: &Found{Hits: hits[1:], Total: 1, Chips: []Chip{{"slowest first", ClassSearchURL("c1", "x", "order")}}}}),
		"search-refused": Search(SearchPage{Chrome: chrome(), Question: "x", Found: &Found{Problem: "A question has 1 to 500 characters."}}),
	}
}

func TestSearchPages(t *testing.T) {
	for name, page := range searchPages() {
		t.Run(name, func(t *testing.T) {
			source := render(t, page)
			for _, problem := range htmlcheck.Page(source) {
				t.Error(problem)
			}
			golden.Check(t, path.Join("pages", name+".html"), readable(source))
		})
	}
}

// finderFragments are what the finder shows under its box.
func finderFragments() map[string]templ.Component {
	shown := &coderemote.Shared{Share: coderemote.Share{Token: `a"b`, ClassName: "<i>4b</i>"}, Owner: `<b>"Eve`}
	hits := []SearchHit{{Snippet: hostile(), Reasons: []string{`matches "><b>`}}, {Snippet: hostile(), Shared: shown}}
	return map[string]templ.Component{
		"finder":         FinderFound(Found{}),
		"finder-hits":    FinderFound(Found{Question: `"><script>`, Hits: hits, Total: 12, Chips: []Chip{{"in <python>", ""}}}),
		"finder-counts":  FinderFound(Found{Question: "count", CountBy: "Language", Counts: []SearchBar{{"<b>", 2}}}),
		"finder-none":    FinderFound(Found{Question: "x"}),
		"finder-refused": FinderFound(Found{Question: "x", Problem: "A question has <1> to 500 characters."}),
		"alike":          SimilarAside(hits[:1]),
	}
}
