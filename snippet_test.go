package coderemote

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNewSnippetLimits(t *testing.T) {
	long := func(n int) string { return strings.Repeat("é", n) }
	for name, test := range map[string]struct {
		new  NewSnippet
		want []string // locations of the invalid fields
	}{
		"least":            {NewSnippet{Code: "x"}, nil},
		"all at the limit": {NewSnippet{Code: long(50_000), Title: long(255), Language: long(50), Description: long(2_000), IdempotencyKey: strings.Repeat("k", 255)}, nil},
		"no code":          {NewSnippet{}, []string{"body.code"}},
		"one over": {NewSnippet{Code: long(50_001), Title: long(256), Language: long(51), Description: long(2_001), IdempotencyKey: strings.Repeat("k", 256)},
			[]string{"body.code", "body.title", "body.language", "body.description", "header.Idempotency-Key"}},
		"U+0000": {NewSnippet{Code: "a\x00", Title: "a\x00", Language: "a\x00", Description: "a\x00"},
			[]string{"body.code", "body.title", "body.language", "body.description"}},
		"no UTF-8": {NewSnippet{Code: "a", Title: "\xff", IdempotencyKey: "\xff"}, []string{"body.title", "header.Idempotency-Key"}},
	} {
		n, err := test.new.Validate()
		var got []string
		if err != nil {
			for _, f := range AsError(err).Fields {
				got = append(got, f.Location)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if err == nil && n.Language == "" {
			t.Errorf("%s: no language", name)
		}
	}
}

func TestSnippetChange(t *testing.T) {
	text := func(s string) *string { return &s }
	yes := true
	before := Snippet{Title: "a", Language: "python", Description: "b", Code: "c"}
	c, err := SnippetChange{Title: text(""), Language: text(""), Starred: &yes}.Validate()
	if err != nil {
		t.Fatal(err)
	}
	want := Snippet{Language: "python", Description: "b", Code: "c", Starred: true}
	if diff := cmp.Diff(want, c.Apply(before)); diff != "" {
		t.Errorf("applied (-want +got):\n%s", diff)
	}
	for name, c := range map[string]SnippetChange{
		"no code": {Code: text("")}, "title": {Title: text(strings.Repeat("é", 256))}, "description": {Description: text("\x00")},
	} {
		if _, err := c.Validate(); CodeOf(err) != CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTag(t *testing.T) {
	s := Snippet{Title: "ab", Language: "c", Description: "d", Code: "e"}
	same := s
	same.Starred, same.ExecutionCount, same.Version = true, 9, 9
	if s.Tag() != same.Tag() {
		t.Error("the tag is of more than the texts")
	}
	for _, other := range []Snippet{{Title: "a", Language: "bc", Description: "d", Code: "e"}, {Title: "ab", Language: "c", Description: "d", Code: "f"}, {Title: "ab", Language: "c", Description: "", Code: "de"}} {
		if s.Tag() == other.Tag() {
			t.Errorf("%+v has the same tag", other)
		}
	}
}
