package views

import (
	"fmt"
	"strconv"
	"strings"

	"coderemote"
)

// EditorPage is the editor beside the output of a run.
type EditorPage struct {
	Chrome   Chrome
	Code     string
	Kept     bool                // Code is what the person typed before: it goes before a draft in the browser
	Files    []FileView          // beside main.py
	Run      *RunView            // the run shown; nil: none yet
	Analysis *AnalysisView       // shown in place of a run
	Problem  *Problem            // why the run was refused; shown in place of a run
	Snippet  *coderemote.Snippet // what the code belongs to; nil: to nothing kept
	Saves    bool                // changes are saved to Snippet as they are typed
	Base     string              // tag of the state of Snippet that Code is based on
	Title    string              // for code that belongs to nothing kept
}

// NewEditorPage is the editor with a short program to begin with.
func NewEditorPage(c Chrome) EditorPage { return EditorPage{Chrome: c, Code: SampleCode()} }

// NewRunPage is the editor with the code and the output of a run.
func NewRunPage(c Chrome, v RunView) EditorPage {
	return EditorPage{Chrome: c, Code: v.Run.Code, Run: &v}
}

// NewSnippetPage is the editor with a snippet.
func NewSnippetPage(c Chrome, s *coderemote.Snippet) EditorPage {
	return EditorPage{Chrome: c, Code: s.Code, Snippet: s, Saves: true, Base: s.Tag()}
}

// Of is the page p of a run of s. When s still is what ran, p goes on saving it.
func (p EditorPage) Of(s *coderemote.Snippet) EditorPage {
	p.Snippet, p.Base = s, s.Tag()
	p.Saves = strings.TrimPrefix(s.Code, "\ufeff") == p.Code
	return p
}

// saveURL is what the code is saved to.
func (p EditorPage) saveURL() string {
	if p.Saves {
		return SnippetURL(p.Snippet.ID)
	}
	return MyCodeURL()
}

// snippetTitle is the title in the field: of what is saved, or of a copy of it.
func (p EditorPage) snippetTitle() string {
	if p.Snippet == nil {
		return p.Title
	}
	return p.Snippet.Title
}

// SampleCode is a first program: it asks, and its output arrives line by line.
func SampleCode() string {
	return `import time

name = input("What is your name? ")
print(f"Hello {name}!")

for n in range(3, 0, -1):
    print(n)
    time.sleep(0.5)
print("Your turn: change this program.")
`
}

// NewAnalysisPage is the editor with the code of an analysis and what is known of its cost.
func NewAnalysisPage(c Chrome, v AnalysisView) EditorPage {
	return EditorPage{Chrome: c, Code: v.Analysis.Code, Analysis: &v}
}

func filesLimit() string {
	return fmt.Sprintf("At most %d files, %d MB together.", coderemote.MaxFiles, coderemote.MaxFilesBytes>>20)
}

func (p EditorPage) title() string {
	if p.Analysis != nil {
		return "Analysis: " + p.Analysis.label() + " · Code Remote"
	}
	if p.Run == nil && p.Snippet != nil {
		return TitleOf(p.Snippet.Title) + " · Code Remote"
	}
	if p.Run == nil {
		return "Code Remote: write Python, press Run"
	}
	return "Run: " + p.Run.label() + " · Code Remote"
}

// refresh reports whether a page without JavaScript reloads itself.
func (p EditorPage) refresh() bool {
	if p.Analysis != nil {
		return !p.Analysis.final()
	}
	return p.Run != nil && (!p.Run.Run.Status.Final() && !p.Run.Waiting || p.Run.hintOpen())
}

func (p EditorPage) bytes() string { return count(len(p.Code), "byte") + " of " + codeLimit() }

func codeLimit() string { return strconv.Itoa(coderemote.MaxCodeBytes>>10) + " KB" }

func maxCodeBytes() string { return strconv.Itoa(coderemote.MaxCodeBytes) }
