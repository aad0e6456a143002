package coderemote

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// File is a file beside main.py.
type File struct {
	Name    string
	Content []byte
}

const maxFileName = 100 // bytes

// invalidFiles names what is wrong with the files of a run.
func invalidFiles(files []File) (fields []Field) {
	if len(files) > MaxFiles {
		return []Field{{"body.files", fmt.Sprintf("There are %d files; the limit is %d. Send fewer.", len(files), MaxFiles), len(files)}}
	}
	total := 0
	for i, f := range files {
		total += len(f.Content)
		if message := invalidFileName(f.Name); message != "" {
			fields = append(fields, Field{fmt.Sprintf("body.files[%d].name", i), message, f.Name})
		} else if slices.ContainsFunc(files[:i], func(other File) bool { return other.Name == f.Name }) {
			fields = append(fields, Field{fmt.Sprintf("body.files[%d].name", i), "Another file has this name. Rename one of them.", f.Name})
		}
	}
	if total > MaxFilesBytes {
		fields = append(fields, Field{"body.files", fmt.Sprintf("The files have %d bytes together; the limit is %d. Send less.", total, MaxFilesBytes), total})
	}
	return fields
}

func invalidFileName(name string) string {
	switch {
	case name == "" || len(name) > maxFileName:
		return fmt.Sprintf("The name of a file has 1 to %d bytes.", maxFileName)
	case name == "main.py":
		return "main.py is the program itself. Give the file another name."
	case strings.HasPrefix(name, ".") || strings.ContainsAny(name, `/\`):
		return "The name of a file has no folder in it and does not begin with a dot."
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "The name of a file holds characters that cannot be seen."
	}
	return ""
}
