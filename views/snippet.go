package views

import (
	"net/url"
	"strconv"
	"time"

	"coderemote"
)

// SnippetsPage is the list of a person's snippets.
type SnippetsPage struct {
	Chrome       Chrome
	Filter       coderemote.SnippetFilter
	Items        []*coderemote.Snippet
	Total        int
	Languages    []string // that the list can be filtered by
	Complexities []string
	DeletedID    string // a snippet that was just deleted and can come back; "" for none
}

// filtered reports whether the list may leave something out.
func (p SnippetsPage) filtered() bool {
	return p.Filter.Starred != nil || p.Filter.Language != "" || p.Filter.Complexity != ""
}

// pager leads through a list page by page.
func (p SnippetsPage) pager() pager {
	return pager{Offset: p.Filter.Offset, Limit: p.Filter.Limit, Shown: len(p.Items), Total: p.Total, At: func(offset int) string {
		f := p.Filter
		f.Offset = offset
		return SnippetsURL(f)
	}}
}

func (p SnippetsPage) starred() string {
	if p.Filter.Starred == nil {
		return ""
	}
	return strconv.FormatBool(*p.Filter.Starred)
}

// sorts are the orders of the list as a person reads them.
func sorts() []option {
	return []option{
		{string(coderemote.SortUpdated), "Last change"}, {string(coderemote.SortCreated), "Newest"},
		{string(coderemote.SortTitle), "Title"}, {string(coderemote.SortExecutions), "Most runs"},
	}
}

// pager is where a list is.
type pager struct {
	Offset, Limit, Shown, Total int
	At                          func(offset int) string // address of a page
}

func (p pager) needed() bool { return p.Offset > 0 || p.Shown < p.Total }

func (p pager) place() string {
	if p.Shown == 0 {
		return "Nothing here, of " + grouped(p.Total)
	}
	return grouped(p.Offset+1) + " to " + grouped(p.Offset+p.Shown) + " of " + grouped(p.Total)
}

func (p pager) more() bool { return p.Offset+p.Shown < p.Total && p.Shown > 0 }

// TitleOf is what a snippet is called where it has no title.
func TitleOf(title string) string {
	if title == "" {
		return "Untitled"
	}
	return title
}

// moment of a time, for people: UTC, because the server does not know where they are.
func moment(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04") + " UTC" }

func machineTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// DetailsPage is what belongs to a snippet beside its code.
type DetailsPage struct {
	Chrome      Chrome
	Snippet     *coderemote.Snippet // as it is now
	Title       string              // as the form holds them
	Language    string
	Description string
	Base        string // which title, language and description the form is based on
	Message     string // why the form was refused; "" when it was not
	Versions    []*coderemote.SnippetVersion
	Similar     []SearchHit // snippets that are like it
	Sharing     Sharing
}

// changed lists what somebody changed meanwhile, for a refused form.
func (p DetailsPage) changed() (lines []option) {
	for _, f := range []struct{ name, now, form string }{
		{"Title", p.Snippet.Title, p.Title}, {"Language", p.Snippet.Language, p.Language}, {"Description", p.Snippet.Description, p.Description},
	} {
		if f.now != f.form {
			lines = append(lines, option{f.name, f.now})
		}
	}
	return lines
}

// ConflictPage asks which of two states of a snippet stays.
type ConflictPage struct {
	Chrome  Chrome
	Theirs  *coderemote.Snippet // what is stored
	Code    string              // what the person has
	Title   string
	Changes []coderemote.DiffLine // from theirs to the person's
}

// VersionPage is one kept version.
type VersionPage struct {
	Chrome  Chrome
	Snippet *coderemote.Snippet
	Version *coderemote.SnippetVersion
	Run     *RunView // its latest run; nil for none
}

// current reports whether the version is what the snippet is now.
func (p VersionPage) current() bool { return p.Version.Version == p.Snippet.Version }

// ComparePage shows what changed between two texts.
type ComparePage struct {
	Chrome   Chrome
	Title    string
	Back     string // address
	BackName string
	Old, New string // what they are
	Changes  []coderemote.DiffLine
	Restore  string // address that brings the old one back, by POST; "" for none
}

func versionName(v *coderemote.SnippetVersion) string {
	name := "Version " + strconv.Itoa(v.Version)
	if v.Name != "" {
		name += ": " + v.Name
	}
	return name
}

// marks says why a version is kept.
func marks(v *coderemote.SnippetVersion) (all []string) {
	if v.Ran {
		all = append(all, "ran")
	}
	if v.Shared {
		all = append(all, "shared")
	}
	return all
}

func diffClass(kind coderemote.DiffKind) string {
	return map[coderemote.DiffKind]string{coderemote.DiffRemoved: "del", coderemote.DiffAdded: "ins", coderemote.DiffSkipped: "skip"}[kind]
}

// diffWord is what a screen reader says before a line.
func diffWord(kind coderemote.DiffKind) string {
	return map[coderemote.DiffKind]string{coderemote.DiffRemoved: "removed: ", coderemote.DiffAdded: "added: "}[kind]
}

func (f filterQuery) encode() string {
	query := url.Values{}
	for _, pair := range f {
		if pair.value != "" {
			query.Set(pair.label, pair.value)
		}
	}
	if len(query) == 0 {
		return ""
	}
	return "?" + query.Encode()
}

// filterQuery is a query of what is set: values under their names.
type filterQuery []option

// anyOf are the options of a filter: all, or one of values.
func anyOf(values []string) []option {
	options := []option{{"", "Any"}}
	for _, v := range values {
		options = append(options, option{v, v})
	}
	return options
}

// CopyTitle is the title of a copy of something with this title, not longer than a title may be.
func CopyTitle(title string) string {
	const mark = " (copy)"
	letters := []rune(TitleOf(title))
	return string(letters[:min(len(letters), coderemote.MaxSnippetTitle-len(mark))]) + mark
}

// cost is what a snippet costs, and who says so.
func cost(class string, source coderemote.ComplexitySource) string {
	says := map[coderemote.ComplexitySource]string{
		coderemote.ComplexityStatic: "read", coderemote.ComplexityMeasured: "measured", coderemote.ComplexityModel: "says the model", coderemote.ComplexityManual: "by hand",
	}
	if says[source] == "" {
		return class
	}
	return class + ", " + says[source]
}
