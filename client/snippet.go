package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Snippet is code that is kept. Lists leave Code out.
type Snippet struct {
	ID              string     `json:"id"`
	Title           string     `json:"title"`
	Language        string     `json:"language"`
	Description     string     `json:"description"`
	Code            string     `json:"code"`
	ExecutionCount  int        `json:"execution_count"`
	Starred         bool       `json:"is_starred"`
	TimeComplexity  *string    `json:"time_complexity"`
	SpaceComplexity *string    `json:"space_complexity"`
	LastExecutionAt *time.Time `json:"last_execution_at"`
	CreatedAt       time.Time  `json:"created_at"`
	UpdatedAt       time.Time  `json:"updated_at"`
	ETag            string     `json:"-"` // of title, language, description and code; empty in lists
}

// NewSnippet is what to keep.
type NewSnippet struct {
	Code        string `json:"code"`
	Title       string `json:"title,omitempty"`
	Language    string `json:"language,omitempty"`
	Description string `json:"description,omitempty"`
	Starred     bool   `json:"is_starred,omitempty"`
	// IdempotencyKey, when not empty, lets the request be repeated: the same key
	// within 24 hours returns the first snippet.
	IdempotencyKey string `json:"-"`
}

// SnippetChange holds the fields to change; nil leaves one as it is.
type SnippetChange struct {
	Code        *string `json:"code,omitempty"`
	Title       *string `json:"title,omitempty"`
	Language    *string `json:"language,omitempty"`
	Description *string `json:"description,omitempty"`
	Starred     *bool   `json:"is_starred,omitempty"`
	// IfMatch, when not empty, is the ETag of the state to change. The change of
	// another state is refused with a *Problem of status 412.
	IfMatch string `json:"-"`
}

// SnippetFilter chooses a page of snippets; zero values leave the choice to the instance.
type SnippetFilter struct {
	Starred    *bool
	Language   string
	Complexity string // of time, like O(n)
	Sort       string // updated, created, title or executions
	Limit      int
	Offset     int
}

func (f SnippetFilter) query() string {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			query.Set(name, value)
		}
	}
	if f.Starred != nil {
		set("starred", strconv.FormatBool(*f.Starred))
	}
	set("language", f.Language)
	set("complexity", f.Complexity)
	set("sort", f.Sort)
	set("limit", strconv.Itoa(f.Limit))
	set("offset", strconv.Itoa(f.Offset))
	return query.Encode()
}

// SnippetList is a page of snippets.
type SnippetList struct {
	Items  []Snippet `json:"items"`
	Total  int       `json:"total"`
	Limit  int       `json:"limit"`
	Offset int       `json:"offset"`
}

// CreateSnippet keeps code.
func (c *Client) CreateSnippet(ctx context.Context, n NewSnippet) (*Snippet, error) {
	header := http.Header{}
	if n.IdempotencyKey != "" {
		header.Set("Idempotency-Key", n.IdempotencyKey)
	}
	return c.snippet(ctx, http.MethodPost, "/snippets", header, n)
}

// Snippet returns a snippet.
func (c *Client) Snippet(ctx context.Context, id string) (*Snippet, error) {
	return c.snippet(ctx, http.MethodGet, snippetPath(id), nil, nil)
}

// Snippets returns a page of the caller's snippets, without their code.
func (c *Client) Snippets(ctx context.Context, f SnippetFilter) (*SnippetList, error) {
	var list SnippetList
	return &list, c.call(ctx, http.MethodGet, "/snippets?"+f.query(), nil, &list)
}

// UpdateSnippet changes the fields that are given.
func (c *Client) UpdateSnippet(ctx context.Context, id string, change SnippetChange) (*Snippet, error) {
	header := http.Header{}
	if change.IfMatch != "" {
		header.Set("If-Match", change.IfMatch)
	}
	return c.snippet(ctx, http.MethodPut, snippetPath(id), header, change)
}

// StarSnippet gives a snippet its star, or takes it away.
func (c *Client) StarSnippet(ctx context.Context, id string) (*Snippet, error) {
	return c.snippet(ctx, http.MethodPost, snippetPath(id)+"/star", nil, nil)
}

// DeleteSnippet deletes a snippet.
func (c *Client) DeleteSnippet(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodDelete, snippetPath(id), nil, nil)
}

func snippetPath(id string) string { return "/snippets/" + url.PathEscape(id) }

func (c *Client) snippet(ctx context.Context, method, path string, header http.Header, body any) (*Snippet, error) {
	var s Snippet
	answer, err := c.exchange(ctx, method, path, header, body, &s)
	if err != nil {
		return nil, err
	}
	s.ETag = answer.Get("ETag")
	return &s, nil
}
