package coderemote

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of what a program leaves. They are part of the API contract.
const (
	MaxArtifacts      = 50       // files of a run
	MaxArtifactBytes  = 5 << 20  // each
	MaxArtifactsBytes = 10 << 20 // together
)

// Artifact is a file that a run left. What is in it is hostile, and so is its name.
type Artifact struct {
	ID        string `json:"id"`         // UUIDv7
	Name      string `json:"name"`       // printable text; with "/" where it was in a subfolder
	MediaType string `json:"media_type"` // from its content and its name
	Alt       string `json:"alt"`        // what a picture shows, "" where it does not say so
	Size      int64  `json:"size"`       // bytes
	Content   []byte `json:"-"`          // nil in a list
}

// NewArtifact is the file that a program left under a name.
func NewArtifact(id, name string, content []byte) Artifact {
	a := Artifact{ID: id, Name: printable(name), Size: int64(len(content)), Content: content}
	a.MediaType = mediaType(a.Name, content)
	if a.MediaType == svgType {
		a.Alt = svgText(content)
	}
	return a
}

// Picture reports whether a page may show the artifact as an image.
func (a Artifact) Picture() bool { return strings.HasPrefix(a.MediaType, "image/") }

// Text reports whether the artifact is text that a page may show.
func (a Artifact) Text() bool {
	return !a.Picture() && (strings.HasPrefix(a.MediaType, "text/") || a.MediaType == "application/json") && utf8.Valid(a.Content) && !bytes.ContainsRune(a.Content, 0)
}

// BaseName is the name without its folders, for whoever saves the artifact.
func (a Artifact) BaseName() string { return path.Base(a.Name) }

// TooLargeArtifact says of a file why it is not offered.
func TooLargeArtifact(name string, size int64) string {
	return fmt.Sprintf("%s has %s; a file may have at most %s, so it is not offered.", printable(name), megabytes(size), megabytes(MaxArtifactBytes))
}

// TooMuchArtifact says of a file why it is not offered beside the others.
func TooMuchArtifact(name string, size int64) string {
	return fmt.Sprintf("%s has %s; the files of a run may have at most %s together, so it is not offered.", printable(name), megabytes(size), megabytes(MaxArtifactsBytes))
}

// TooManyArtifacts says that more files than a run may leave were left out.
func TooManyArtifacts(left int64) string {
	return fmt.Sprintf("%d more files are not offered: a run may leave at most %d.", left, MaxArtifacts)
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }

// printable is text with U+FFFD in place of what cannot be seen or turns the
// direction of what follows.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
}

const svgType = "image/svg+xml"

// mediaType goes by the content where that decides, so that nothing is shown as
// what it is not; text is known by its name.
func mediaType(name string, content []byte) string {
	for _, known := range []struct{ start, mediaType string }{
		{"\x89PNG\r\n\x1a\n", "image/png"}, {"\xff\xd8\xff", "image/jpeg"}, {"GIF87a", "image/gif"}, {"GIF89a", "image/gif"}, {"%PDF-", "application/pdf"},
	} {
		if bytes.HasPrefix(content, []byte(known.start)) {
			return known.mediaType
		}
	}
	if len(content) >= 12 && string(content[:4]) == "RIFF" && string(content[8:12]) == "WEBP" {
		return "image/webp"
	}
	if !utf8.Valid(content) {
		return "application/octet-stream"
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".svg":
		return svgType
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".json":
		return "application/json"
	case ".bin", ".npy", ".npz", ".pkl", ".pickle":
		return "application/octet-stream"
	}
	return "text/plain; charset=utf-8"
}

// mostAlt is the longest description of a picture, in bytes.
const mostAlt = 1000

// svgText is the title and the description that an SVG has of itself.
func svgText(content []byte) string {
	decoder := xml.NewDecoder(bytes.NewReader(content))
	depth, parts := 0, []string{}
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			depth++
			if depth != 2 || t.Name.Local != "title" && t.Name.Local != "desc" {
				continue
			}
			var text string
			if decoder.DecodeElement(&text, &t) == nil && strings.TrimSpace(text) != "" {
				parts = append(parts, printable(strings.Join(strings.Fields(text), " ")))
			}
			depth--
		}
	}
	text := strings.Join(parts, ". ")
	return strings.ToValidUTF8(text[:min(len(text), mostAlt)], "")
}
