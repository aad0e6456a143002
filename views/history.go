package views

import (
	"strings"

	"coderemote"
)

// HistoryPage is a page of a person's runs, newest first.
type HistoryPage struct {
	Chrome Chrome
	Runs   []*coderemote.Run
	Titles map[string]string // of the snippets that runs belong to, by id
	Total  int
	Offset int
	Limit  int
}

func (p HistoryPage) pager() pager {
	return pager{Offset: p.Offset, Limit: p.Limit, Shown: len(p.Runs), Total: p.Total, At: HistoryURL}
}

// name of a run: its snippet's title, else its first line of code that says something.
func (p HistoryPage) name(r *coderemote.Run) string {
	if title, ok := p.Titles[r.SnippetID]; ok {
		return TitleOf(title)
	}
	for line := range strings.Lines(r.Code) {
		if line = strings.TrimSpace(line); line != "" {
			return cut(line, 80)
		}
	}
	return "Empty program"
}

// cut text after n characters.
func cut(text string, n int) string {
	if letters := []rune(text); len(letters) > n {
		return string(letters[:n]) + "…"
	}
	return text
}

// RunName tells a run from others: when it was, and how it ended.
func RunName(r *coderemote.Run) string {
	return moment(r.CreatedAt) + " (" + RunView{Run: r}.label() + ")"
}
