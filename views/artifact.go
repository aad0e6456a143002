package views

import (
	"encoding/csv"
	"encoding/hex"
	"path"
	"strconv"
	"strings"

	"coderemote"
)

// What a page shows of a file that a program left; the rest is for who saves it.
const (
	mostText  = 64 << 10 // bytes
	mostHex   = 1 << 10  // bytes, 16 a line
	mostRows  = 200      // of a table
	mostCells = 20       // of a row
)

// ArtifactPage is a file that a run left, shown as far as it is for people.
type ArtifactPage struct {
	Chrome   Chrome
	RunID    string
	Artifact coderemote.Artifact
	Table    [][]string // the head first; nil where it is no table
	Text     string     // or what is in it, or its bytes in base 16
	Cut      bool       // there is more
}

// NewArtifactPage shows what is in a.
func NewArtifactPage(c Chrome, runID string, a coderemote.Artifact) ArtifactPage {
	p := ArtifactPage{Chrome: c, RunID: runID, Artifact: a}
	switch {
	case a.Picture():
	case !a.Text():
		p.Text, p.Cut = hex.Dump(a.Content[:min(len(a.Content), mostHex)]), len(a.Content) > mostHex
	default:
		shown := a.Content[:min(len(a.Content), mostText)]
		p.Text, p.Cut = strings.ToValidUTF8(string(shown), ""), len(shown) < len(a.Content)
		p.table()
	}
	return p
}

// table reads CSV that fits on the page.
func (p *ArtifactPage) table() {
	if p.Cut || !strings.HasPrefix(p.Artifact.MediaType, "text/csv") {
		return
	}
	rows, err := csv.NewReader(strings.NewReader(p.Text)).ReadAll()
	if err != nil || len(rows) < 2 || len(rows[0]) > mostCells {
		return
	}
	p.Table, p.Cut = rows[:min(len(rows), mostRows)], len(rows) > mostRows
}

// kinds are what a file is, by the end of its name, for those that only programs read.
var kinds = map[string]string{
	".npy": "an array of numpy", ".npz": "arrays of numpy", ".pkl": "a pickled object of Python", ".pickle": "a pickled object of Python",
	".db": "a database of SQLite", ".sqlite": "a database of SQLite", ".sqlite3": "a database of SQLite", ".zip": "an archive", ".gz": "a compressed file",
	".xlsx": "a workbook", ".wav": "sound", ".mp3": "sound", ".pdf": "a PDF document",
}

// kind says what the file is.
func (p ArtifactPage) kind() string {
	a := p.Artifact
	switch kind := kinds[strings.ToLower(path.Ext(a.Name))]; {
	case a.Picture():
		return "A picture"
	case a.Text():
		return "Text"
	case kind != "":
		return "No text, but " + kind + ", going by its name"
	}
	return "No text"
}

// pictureText is what somebody is told who does not see the picture.
func pictureText(a coderemote.Artifact) string {
	if a.Alt != "" {
		return a.Alt
	}
	return "Picture " + a.Name
}

// otherFiles are those that the page does not show by itself.
func otherFiles(v RunView) (files []coderemote.Artifact) {
	for _, a := range v.Run.Result.Artifacts {
		if !a.Picture() {
			files = append(files, a)
		}
	}
	return files
}

// size of a file as a person reads it.
func size(n int64) string {
	switch {
	case n < 1<<10:
		return count(int(n), "byte")
	case n < 1<<20:
		return strconv.FormatFloat(float64(n)/(1<<10), 'f', 1, 64) + " KB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
}

// FileView is a file beside main.py in the editor.
type FileView struct {
	Name   string
	Text   string // UTF-8, or base64 of what is no text
	Binary bool
}

// kind is how Text is to be read.
func (f FileView) kind() string {
	if f.Binary {
		return "base64"
	}
	return "text"
}
