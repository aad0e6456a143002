package coderemote

import (
	"fmt"
	"strings"
	"testing"
)

func files(count, bytes int) (all []File) {
	for i := range count {
		all = append(all, File{fmt.Sprintf("f%d", i), nil})
	}
	if count > 0 {
		all[0].Content = make([]byte, bytes)
	}
	return all
}

func TestFilesOfARun(t *testing.T) {
	named := func(names ...string) (all []File) {
		for _, name := range names {
			all = append(all, File{Name: name})
		}
		return all
	}
	for _, test := range []struct {
		name  string
		files []File
		field string // "" means valid
	}{
		{"none", nil, ""},
		{"at both limits", files(MaxFiles, MaxFilesBytes), ""},
		{"one too many", files(MaxFiles+1, 0), "body.files"},
		{"one byte too much", files(2, MaxFilesBytes+1), "body.files"},
		{"plain names", named("a.py", "größe 1.csv", "A.py", strings.Repeat("x", 100)), ""},
		{"no name", named(""), "body.files[0].name"},
		{"a long name", named(strings.Repeat("x", 101)), "body.files[0].name"},
		{"the program", named("x", "main.py"), "body.files[1].name"},
		{"a folder", named("a/b"), "body.files[0].name"},
		{"a way up", named(".."), "body.files[0].name"},
		{"a folder of another system", named(`a\b`), "body.files[0].name"},
		{"hidden", named(".profile"), "body.files[0].name"},
		{"a line end", named("a\nb"), "body.files[0].name"},
		{"turned around", named("a\u202eb"), "body.files[0].name"},
		{"zero", named("a\x00b"), "body.files[0].name"},
		{"no text", named("\xff"), "body.files[0].name"},
		{"twice", named("a", "a"), "body.files[1].name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := NewRun{Code: "1", Files: test.files}.Validate()
			if test.field == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if e := AsError(err); e.Code != CodeInvalid || len(e.Fields) != 1 || e.Fields[0].Location != test.field {
				t.Errorf("got %+v", err)
			}
		})
	}
}
