package views

import (
	"strconv"

	"coderemote"
)

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
