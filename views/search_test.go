package views

import (
	"path"
	"testing"

	"coderemote/internal/golden"
	"coderemote/internal/htmlcheck"

	"github.com/a-h/templ"
)

func searchPages() map[string]templ.Component {
	hits := []SearchHit{{hostile(), []string{`matches "><b>`, "similar words 80 %"}}, {hostile(), nil}}
	query := SearchQuery{Language: "SQL", Text: "SELECT <1>", Values: "$1 = you"}
	return map[string]templ.Component{
		"search":         Search(SearchPage{Chrome: chrome(), Semantic: true}),
		"search-hits":    Search(SearchPage{Chrome: chrome(), Question: `"><script>`, Found: &Found{Question: `"><script>`, Chips: []Chip{{"starred", SearchURL("a&b", "starred")}}, Hits: hits, Total: 2, Method: "by keywords", Query: query}}),
		"search-counts":  Search(SearchPage{Chrome: chrome(), Question: "count", Found: &Found{Counts: []SearchBar{{"O(n)", 12}, {"not known", 0}}, CountBy: "Time complexity", Query: query}}),
		"search-none":    Search(SearchPage{Chrome: chrome(), Question: "x", Found: &Found{}}),
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
