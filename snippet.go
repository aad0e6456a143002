package coderemote

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// The limits of a snippet, in characters. They are part of the API contract.
const (
	MaxSnippetCode        = 50_000
	MaxSnippetTitle       = 255
	MaxSnippetLanguage    = 50
	MaxSnippetDescription = 2_000
)

// DefaultLanguage is the language of a snippet that names none.
const DefaultLanguage = "python"

// ComplexitySource says where the complexity of a snippet comes from.
type ComplexitySource string

// The sources of a complexity.
const (
	ComplexityStatic   ComplexitySource = "static"   // read off the code
	ComplexityMeasured ComplexitySource = "measured" // fitted to runs with growing input
	ComplexityModel    ComplexitySource = "model"    // said by a language model
	ComplexityManual   ComplexitySource = "manual"   // said by a person
)

// Snippet is code that a person keeps.
type Snippet struct {
	ID          string // UUIDv7
	UserID      string
	Title       string
	Language    string
	Description string
	Code        string // empty in lists
	Starred     bool
	Version     int // 1, and one more with each change of title, language, description or code

	ExecutionCount  int // runs that have ended
	LastExecutionAt *time.Time

	TimeComplexity   string // "" while nobody knows it; a change of the code forgets it, unless a person said it
	SpaceComplexity  string
	ComplexitySource ComplexitySource

	CreatedAt time.Time
	UpdatedAt time.Time // of title, language, description or code
}

// Tag identifies title, language, description and code: two states of a snippet
// have the same tag when these are the same.
func (s *Snippet) Tag() string {
	sum := sha256.New()
	for _, text := range []string{s.Title, s.Language, s.Description, s.Code} {
		fmt.Fprintf(sum, "%d:%s", len(text), text)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// NewSnippet holds what a person or a client asks to keep, before it is checked.
type NewSnippet struct {
	Title          string
	Language       string // "" means DefaultLanguage
	Description    string
	Code           string
	Starred        bool
	IdempotencyKey string
}

// Validate returns n in its canonical form, or an error that names each invalid
// field, its limit, and what to do.
func (n NewSnippet) Validate() (NewSnippet, error) {
	if n.Language == "" {
		n.Language = DefaultLanguage
	}
	fields := invalidSnippet(&n.Title, &n.Language, &n.Description, &n.Code)
	return n, invalidFields(append(fields, invalidKey(n.IdempotencyKey)...))
}

func invalidKey(key string) []Field {
	if len(key) <= 255 && utf8.ValidString(key) {
		return nil
	}
	return []Field{{"header.Idempotency-Key", "An idempotency key has at most 255 bytes of UTF-8.", len(key)}}
}

// SnippetChange holds the fields to change; nil leaves a field as it is.
type SnippetChange struct {
	Title       *string
	Language    *string // "" means DefaultLanguage
	Description *string
	Code        *string
	Starred     *bool
	// IfTag, when not empty, names the states that may be changed, by their tags:
	// another one is refused with CodeStale. "*" stands for any.
	IfTag []string
}

// Validate returns c in its canonical form, or an error that names each invalid field.
func (c SnippetChange) Validate() (SnippetChange, error) {
	if c.Language != nil && *c.Language == "" {
		language := DefaultLanguage
		c.Language = &language
	}
	return c, invalidFields(invalidSnippet(c.Title, c.Language, c.Description, c.Code))
}

// Apply returns s with the fields of c.
func (c SnippetChange) Apply(s Snippet) Snippet {
	for _, f := range []struct{ from, to *string }{{c.Title, &s.Title}, {c.Language, &s.Language}, {c.Description, &s.Description}, {c.Code, &s.Code}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if c.Starred != nil {
		s.Starred = *c.Starred
	}
	return s
}

func invalidFields(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Code: CodeInvalid, Message: fields[0].Message, Fields: fields}
}

// invalidSnippet checks those of the texts that are there.
func invalidSnippet(title, language, description, code *string) (fields []Field) {
	for _, f := range []struct {
		name string
		text *string
		max  int
	}{
		{"code", code, MaxSnippetCode}, {"title", title, MaxSnippetTitle},
		{"language", language, MaxSnippetLanguage}, {"description", description, MaxSnippetDescription},
	} {
		if f.text == nil {
			continue
		}
		if message := invalidText("The "+f.name, *f.text, f.max); message != "" {
			fields = append(fields, Field{"body." + f.name, message, utf8.RuneCountInString(*f.text)})
		}
	}
	if code != nil && *code == "" {
		fields = append(fields, Field{"body.code", "There is no code to keep. Write some first.", 0})
	}
	return fields
}

func invalidText(what, text string, limit int) string {
	switch n := utf8.RuneCountInString(text); {
	case n > limit:
		return fmt.Sprintf("%s has %d characters; the limit is %d. Shorten it.", what, n, limit)
	case strings.ContainsRune(text, 0):
		return what + " contains the character U+0000. Remove it."
	case !utf8.ValidString(text):
		return what + " is not valid UTF-8 text."
	}
	return ""
}

// SnippetSort is the order of a list of snippets.
type SnippetSort string

// The orders of a list of snippets.
const (
	SortUpdated    SnippetSort = "updated"    // latest change first
	SortCreated    SnippetSort = "created"    // newest first
	SortTitle      SnippetSort = "title"      // A to Z
	SortExecutions SnippetSort = "executions" // most runs first
)

// Valid reports whether s is a known order.
func (s SnippetSort) Valid() bool {
	return s == SortUpdated || s == SortCreated || s == SortTitle || s == SortExecutions
}

// SnippetFilter chooses a page of a user's snippets.
type SnippetFilter struct {
	Starred    *bool  // nil: starred or not
	Language   string // "": any
	Complexity string // of time, "O(n)"; "": any
	Sort       SnippetSort
	Limit      int
	Offset     int
}

// MaxVersionName is the length of the name of a version, in characters.
const MaxVersionName = 100

// SnippetVersion is a state of a snippet that is kept, because it ran, was
// shared or was given a name.
type SnippetVersion struct {
	SnippetID   string
	Version     int
	Title       string
	Language    string
	Description string
	Code        string // empty in lists
	Ran         bool
	Shared      bool
	Name        string // "" when nobody gave it one
	CreatedAt   time.Time
}

// ValidateVersionName returns an error unless name can be one of a version.
func ValidateVersionName(name string) error {
	if message := invalidText("The name", name, MaxVersionName); message != "" {
		return Invalid("body.name", message, utf8.RuneCountInString(name))
	}
	if strings.TrimSpace(name) == "" {
		return Invalid("body.name", "Give the version a name.", 0)
	}
	return nil
}
