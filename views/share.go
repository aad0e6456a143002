package views

import (
	"coderemote"
)

// Sharing is who sees a snippet, and who may.
type Sharing struct {
	Share    *coderemote.Share // nil: nobody but its owner
	Current  int               // the version that the snippet is now
	Link     string            // whole address of what is shared
	Embed    string            // whole address for a frame; "" where no site may have one
	Fragment string            // a link that holds the code itself; "" when it is too long
	Classes  []coderemote.Enrollment
}

// audience is the choice of the form.
func (s Sharing) audience() string {
	switch {
	case s.Share == nil:
		return "private"
	case s.Share.ClassID == "":
		return "link"
	}
	return s.Share.ClassID
}

func (s Sharing) audiences() []option {
	all := []option{{"private", "Nobody: it is private"}, {"link", "Everybody who has the link"}}
	for _, e := range s.Classes {
		all = append(all, option{e.Class.ID, "The class " + e.Class.Name})
	}
	return all
}

func expiries() []option {
	return []option{{"", "Until I change it"}, {"1", "For a day"}, {"7", "For a week"}, {"30", "For 30 days"}}
}

// outdated reports whether others see something older than what is there now.
func (s Sharing) outdated() bool { return s.Share != nil && s.Share.Version != s.Current }

// frame is the HTML that puts the snippet into a page of another site.
func (s Sharing) frame() string {
	return `<iframe src="` + s.Embed + `" width="100%" height="400" loading="lazy" title="Code and its output"></iframe>`
}

// SharedPage is what others see of a snippet.
type SharedPage struct {
	Chrome    Chrome
	Shared    *coderemote.Shared
	Run       *RunView // its output; nil for none
	Permalink string   // whole address of this version
	Mine      bool     // the person looks at their own
}

// SharedWithMePage is the list of what others show to a person.
type SharedWithMePage struct {
	Chrome Chrome
	Items  []coderemote.Shared
}

// EmbedPage is shared code in a frame on another site.
type EmbedPage struct {
	Chrome Chrome
	Shared *coderemote.Shared
	Run    *RunView
}

func ownerOf(s *coderemote.Shared) string {
	if s.Owner == "" {
		return "somebody here"
	}
	return s.Owner
}
