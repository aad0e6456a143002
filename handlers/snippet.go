package handlers

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"coderemote"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// SnippetItem is a snippet in a list: without its code.
type SnippetItem struct {
	ID              string     `json:"id" format:"uuid"`
	Title           string     `json:"title"`
	Language        string     `json:"language"`
	Description     string     `json:"description"`
	ExecutionCount  int        `json:"execution_count" doc:"runs with this snippet_id that have ended"`
	Starred         bool       `json:"is_starred"`
	TimeComplexity  *string    `json:"time_complexity" doc:"O(n) and the like; null while it is not known"`
	SpaceComplexity *string    `json:"space_complexity"`
	LastExecutionAt *time.Time `json:"last_execution_at"`
	CreatedAt       time.Time  `json:"created_at"`
	UpdatedAt       time.Time  `json:"updated_at" doc:"last change of title, description, language or code"`
}

// snippet is a snippet with its code.
type snippet struct {
	SnippetItem
	Code string `json:"code"`
}

func newSnippetItem(s *coderemote.Snippet) SnippetItem {
	return SnippetItem{
		ID: s.ID, Title: s.Title, Language: s.Language, Description: s.Description, ExecutionCount: s.ExecutionCount, Starred: s.Starred,
		TimeComplexity: orNull(s.TimeComplexity), SpaceComplexity: orNull(s.SpaceComplexity),
		LastExecutionAt: s.LastExecutionAt, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
	}
}

type snippetOutput struct {
	ETag     string `header:"ETag" doc:"of title, description, language and code; for If-Match"`
	Location string `header:"Location"`
	Body     snippet
}

func newSnippetOutput(s *coderemote.Snippet) *snippetOutput {
	return &snippetOutput{ETag: `"` + s.Tag() + `"`, Body: snippet{newSnippetItem(s), s.Code}}
}

type createSnippetInput struct {
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"255" doc:"The same key within 24 hours returns the first snippet. At most 255 bytes."`
	Body           struct {
		Code        string `json:"code" minLength:"1" maxLength:"50000" doc:"1 to 50,000 characters without U+0000" example:"print(1)"`
		Title       string `json:"title,omitempty" maxLength:"255"`
		Language    string `json:"language,omitempty" maxLength:"50" doc:"python by default"`
		Description string `json:"description,omitempty" maxLength:"2000"`
		Starred     bool   `json:"is_starred,omitempty"`
	}
	RawBody []byte
}

type updateSnippetInput struct {
	ID      string `path:"id" doc:"id of the snippet"`
	IfMatch string `header:"If-Match" doc:"The ETag that the change is based on; another state is refused with 412."`
	Body    struct {
		Code        *string `json:"code,omitempty" minLength:"1" maxLength:"50000"`
		Title       *string `json:"title,omitempty" maxLength:"255"`
		Language    *string `json:"language,omitempty" maxLength:"50"`
		Description *string `json:"description,omitempty" maxLength:"2000"`
		Starred     *bool   `json:"is_starred,omitempty"`
	}
	RawBody []byte
}

type snippetIDInput struct {
	ID string `path:"id" doc:"id of the snippet"`
}

type snippetListInput struct {
	Limit      int    `query:"limit" default:"50" minimum:"1" maximum:"100"`
	Offset     int    `query:"offset" default:"0" minimum:"0" maximum:"1000000000"`
	Starred    string `query:"starred" enum:"true,false" doc:"only those with, or without, a star"`
	Language   string `query:"language" maxLength:"50"`
	Complexity string `query:"complexity" maxLength:"100" doc:"time complexity, such as O(n log n)"`
	Sort       string `query:"sort" enum:"updated,created,title,executions" default:"updated" doc:"updated and created: newest first; title: A to Z; executions: most first"`
}

func (in *snippetListInput) filter() coderemote.SnippetFilter {
	f := coderemote.SnippetFilter{Language: in.Language, Complexity: in.Complexity, Sort: coderemote.SnippetSort(in.Sort), Limit: in.Limit, Offset: in.Offset}
	if in.Starred != "" {
		starred := in.Starred == "true"
		f.Starred = &starred
	}
	return f
}

type snippetListOutput struct {
	Body struct {
		Items  []SnippetItem `json:"items" nullable:"false"`
		Total  int           `json:"total"`
		Limit  int           `json:"limit"`
		Offset int           `json:"offset"`
	}
}

type deletedOutput struct {
	Body struct {
		Deleted bool   `json:"deleted"`
		ID      string `json:"id" format:"uuid"`
	}
}

func (a *api) registerSnippets() {
	read := []map[string][]string{{bearer: {string(coderemote.ScopeRead)}}}
	write := []map[string][]string{{bearer: {string(coderemote.ScopeWrite)}}}
	asking := []int{401, 403, 404, 422, 503}
	changing := []int{400, 401, 403, 404, 409, 413, 415, 422, 503}
	tags := []string{"Snippets"}
	huma.Register(a.huma, huma.Operation{
		OperationID: "create-snippet", Method: http.MethodPost, Path: "/snippets", Summary: "Keep code", Tags: tags,
		Security: write, MaxBodyBytes: maxBody, DefaultStatus: 201, Errors: changing,
	}, answer(a, a.createSnippet))
	huma.Register(a.huma, huma.Operation{
		OperationID: "list-snippets", Method: http.MethodGet, Path: "/snippets", Summary: "The caller's snippets, without their code", Tags: tags,
		Security: read, Errors: asking,
	}, answer(a, a.snippets))
	huma.Register(a.huma, huma.Operation{
		OperationID: "get-snippet", Method: http.MethodGet, Path: "/snippets/{id}", Summary: "A snippet", Tags: tags,
		Security: read, Errors: asking,
	}, answer(a, a.snippet))
	huma.Register(a.huma, huma.Operation{
		OperationID: "update-snippet", Method: http.MethodPut, Path: "/snippets/{id}", Summary: "Change the fields that are given", Tags: tags,
		Security: write, MaxBodyBytes: maxBody, Errors: append(changing, 412),
	}, answer(a, a.updateSnippet))
	huma.Register(a.huma, huma.Operation{
		OperationID: "delete-snippet", Method: http.MethodDelete, Path: "/snippets/{id}", Summary: "Delete a snippet", Tags: tags,
		Security: write, Errors: asking,
	}, answer(a, a.deleteSnippet))
	huma.Register(a.huma, huma.Operation{
		OperationID: "star-snippet", Method: http.MethodPost, Path: "/snippets/{id}/star", Summary: "Give a snippet its star, or take it away", Tags: tags,
		Security: write, Errors: asking,
	}, answer(a, a.starSnippet))
}

var errSurrogate = coderemote.Invalid("body", "The request holds text that is not valid Unicode (half of a surrogate pair, or bytes that are not UTF-8).", nil)

func (a *api) createSnippet(ctx context.Context, in *createSnippetInput) (*snippetOutput, error) {
	if loneSurrogate(in.RawBody) {
		return nil, errSurrogate
	}
	b := in.Body
	n := coderemote.NewSnippet{Title: b.Title, Language: b.Language, Description: b.Description, Code: b.Code, Starred: b.Starred, IdempotencyKey: in.IdempotencyKey}
	n, err := n.Validate()
	if err != nil {
		return nil, err
	}
	s, err := a.Store.CreateSnippet(ctx, newSnippetID(), callerOf(ctx).user.ID, n)
	if err != nil {
		return nil, err
	}
	out := newSnippetOutput(s)
	out.Location = apiPrefix + "/snippets/" + s.ID
	return out, nil
}

func newSnippetID() string { return uuid.Must(uuid.NewV7()).String() }

func (a *api) snippets(ctx context.Context, in *snippetListInput) (*snippetListOutput, error) {
	if text := in.Language + in.Complexity; strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
		return nil, coderemote.Invalid("query", "A filter must be UTF-8 text without the character U+0000.", nil)
	}
	found, total, err := a.Store.SnippetsByUser(ctx, callerOf(ctx).user.ID, in.filter())
	if err != nil {
		return nil, err
	}
	out := &snippetListOutput{}
	out.Body.Items = []SnippetItem{}
	for _, s := range found {
		out.Body.Items = append(out.Body.Items, newSnippetItem(s))
	}
	out.Body.Total, out.Body.Limit, out.Body.Offset = total, in.Limit, in.Offset
	return out, nil
}

func (a *api) snippet(ctx context.Context, in *snippetIDInput) (*snippetOutput, error) {
	if err := checkSnippetID(in.ID); err != nil {
		return nil, err
	}
	s, err := a.Store.Snippet(ctx, in.ID, callerOf(ctx).user.ID)
	if err != nil {
		return nil, noSuchSnippet(err)
	}
	return newSnippetOutput(s), nil
}

func (a *api) updateSnippet(ctx context.Context, in *updateSnippetInput) (*snippetOutput, error) {
	if err := checkSnippetID(in.ID); err != nil {
		return nil, err
	}
	if loneSurrogate(in.RawBody) {
		return nil, errSurrogate
	}
	b := in.Body
	c := coderemote.SnippetChange{Title: b.Title, Language: b.Language, Description: b.Description, Code: b.Code, Starred: b.Starred, IfTag: entityTags(in.IfMatch)}
	c, err := c.Validate()
	if err != nil {
		return nil, err
	}
	s, err := a.Store.UpdateSnippet(ctx, in.ID, callerOf(ctx).user.ID, c)
	if err != nil {
		return nil, noSuchSnippet(err)
	}
	return newSnippetOutput(s), nil
}

// entityTags reads an If-Match header (RFC 9110, 13.1.1). A weak tag never
// matches there, and so stays what no tag of ours looks like.
func entityTags(header string) (tags []string) {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimSpace(tag)
		if quoted := strings.TrimSuffix(strings.TrimPrefix(tag, `"`), `"`); len(quoted) == len(tag)-2 && quoted != "*" {
			tags = append(tags, quoted)
		} else if tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

func (a *api) deleteSnippet(ctx context.Context, in *snippetIDInput) (*deletedOutput, error) {
	if err := checkSnippetID(in.ID); err != nil {
		return nil, err
	}
	if err := a.Store.DeleteSnippet(ctx, in.ID, callerOf(ctx).user.ID); err != nil {
		return nil, noSuchSnippet(err)
	}
	out := &deletedOutput{}
	out.Body.Deleted, out.Body.ID = true, strings.ToLower(in.ID)
	return out, nil
}

func (a *api) starSnippet(ctx context.Context, in *snippetIDInput) (*snippetOutput, error) {
	if err := checkSnippetID(in.ID); err != nil {
		return nil, err
	}
	s, err := a.Store.StarSnippet(ctx, in.ID, callerOf(ctx).user.ID)
	if err != nil {
		return nil, noSuchSnippet(err)
	}
	return newSnippetOutput(s), nil
}

var errNoSnippet = coderemote.Errorf(coderemote.CodeNotFound, "There is no such snippet.")

// checkSnippetID refuses what is no id at all as what is not there.
func checkSnippetID(id string) error {
	if uuid.Validate(id) != nil || len(id) != 36 {
		return errNoSnippet
	}
	return nil
}

// noSuchSnippet says of what the thing is that was not found.
func noSuchSnippet(err error) error {
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return errNoSnippet
	}
	return err
}
