package views

import (
	"path"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/golden"
	"coderemote/internal/htmlcheck"

	"github.com/a-h/templ"
)

// hostile is a snippet whose texts try to leave the page.
func hostile() *coderemote.Snippet {
	made := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	return &coderemote.Snippet{ID: "0190c000-0000-7000-8000-000000000003", Title: `"><script>alert(1)</script>`, Language: "<i>", Description: "</textarea><b>", Code: "a</textarea>",
		Starred: true, Version: 3, ExecutionCount: 1234, TimeComplexity: "O(n)", SpaceComplexity: "O(1)", CreatedAt: made, UpdatedAt: made}
}

func versions() []*coderemote.SnippetVersion {
	made := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	return []*coderemote.SnippetVersion{
		{SnippetID: hostile().ID, Version: 3, Title: "t", Code: "</code><b>", Name: "<em>", Shared: true, CreatedAt: made},
		{SnippetID: hostile().ID, Version: 1, Code: "x", Ran: true, CreatedAt: made},
	}
}

func snippetPages() map[string]templ.Component {
	shown := view(coderemote.StatusSucceeded, exit(0))
	expires := time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
	shared := &coderemote.Shared{Owner: "<Ada>", OwnerID: "o", Share: coderemote.Share{Token: "TOKEN", Version: 3, ClassName: "<CS>"}, Version: *versions()[0]}
	sharing := Sharing{Share: &coderemote.Share{Token: "TOKEN", Version: 1, ExpiresAt: &expires}, Current: 3, Link: "https://x/s/TOKEN", Embed: "https://x/embed/TOKEN",
		Fragment: "https://x/new#c=abc", Classes: []coderemote.Enrollment{{Class: coderemote.Class{ID: "c1", Name: "<CS>"}}}}
	return map[string]templ.Component{
		"shared":            SharedSnippet(SharedPage{Chrome: chrome(), Shared: shared, Run: &shown, Permalink: "https://x/s/TOKEN/versions/3"}),
		"shared-guest":      SharedSnippet(SharedPage{Chrome: guest(), Shared: &coderemote.Shared{Version: *versions()[1]}}),
		"shared-with-me":    SharedWithMe(SharedWithMePage{Chrome: chrome(), Items: []coderemote.Shared{*shared}}),
		"shared-nothing":    SharedWithMe(SharedWithMePage{Chrome: chrome()}),
		"embed":             Embed(EmbedPage{Chrome: guest(), Shared: shared, Run: &shown}),
		"details-shared":    Details(DetailsPage{Chrome: chrome(), Snippet: hostile(), Sharing: sharing}),
		"snippets":          Snippets(SnippetsPage{Chrome: chrome(), Filter: coderemote.SnippetFilter{Sort: coderemote.SortTitle, Limit: 2, Offset: 2, Language: "go"}, Items: []*coderemote.Snippet{hostile()}, Total: 5, Languages: []string{"go", "python"}, Complexities: []string{"O(n)"}, DeletedID: hostile().ID}),
		"snippets-none":     Snippets(SnippetsPage{Chrome: chrome()}),
		"snippets-filtered": Snippets(SnippetsPage{Chrome: chrome(), Filter: coderemote.SnippetFilter{Complexity: "O(1)"}}),
		"snippet":           Editor(NewSnippetPage(chrome(), hostile())),
		"snippet-details":   Details(DetailsPage{Chrome: chrome(), Snippet: hostile(), Title: "mine", Language: "python", Description: "x", Base: "tag", Message: "It changed.", Versions: versions()}),
		"snippet-conflict":  Conflict(ConflictPage{Chrome: chrome(), Theirs: hostile(), Code: "b</textarea>", Title: "mine", Changes: coderemote.Diff(hostile().Code, "b</textarea>")}),
		"version":           Version(VersionPage{Chrome: chrome(), Snippet: hostile(), Version: versions()[1], Run: &shown}),
		"version-no-run":    Version(VersionPage{Chrome: chrome(), Snippet: hostile(), Version: versions()[0]}),
		"compare":           Compare(ComparePage{Chrome: chrome(), Title: "What changed", Back: "/x", BackName: "X", Old: "a", New: "b", Changes: coderemote.Diff("<a>\nb", "b"), Restore: "/r"}),
		"history":           History(HistoryPage{Chrome: chrome(), Runs: []*coderemote.Run{shown.Run, {ID: "r2", Status: coderemote.StatusQueued, SnippetID: "s"}}, Titles: map[string]string{"s": ""}, Total: 3, Limit: 2}),
		"history-none":      History(HistoryPage{Chrome: chrome(), Limit: 25}),
	}
}

func TestSnippetPages(t *testing.T) {
	for name, page := range snippetPages() {
		t.Run(name, func(t *testing.T) {
			source := render(t, page)
			for _, problem := range htmlcheck.Page(source) {
				t.Error(problem)
			}
			golden.Check(t, path.Join("pages", name+".html"), readable(source))
		})
	}
}
