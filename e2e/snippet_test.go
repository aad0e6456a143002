package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSnippetAPI(t *testing.T) {
	s := newInstance(t).start(t, "serve")
	for name, test := range map[string]func(*testing.T, *server){
		"every field":        snippetFields,
		"refused":            snippetsRefused,
		"limits":             snippetLimits,
		"changes":            snippetChanges,
		"ownership":          snippetsOfOthers,
		"scopes":             snippetScopes,
		"lists":              snippetLists,
		"the same key":       snippetKeys,
		"runs of a snippet":  snippetRuns,
		"star and delete":    snippetStarAndDelete,
		"broken and hostile": snippetHostile,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

// snippet is one as the API shows it.
type snippet struct {
	ID, Title, Language, Description, Code string
	ExecutionCount                         int     `json:"execution_count"`
	Starred                                bool    `json:"is_starred"`
	LastExecutionAt                        *string `json:"last_execution_at"`
	UpdatedAt                              string  `json:"updated_at"`
}

func (a answer) snippet(t *testing.T) (s snippet) {
	t.Helper()
	decode(t, a.body, &s)
	return s
}

func (c client) keep(t *testing.T, request fields) snippet {
	t.Helper()
	return c.post(t, "/snippets", request).want(t, http.StatusCreated).snippet(t)
}

// change gives a snippet other fields.
func (c client) change(t *testing.T, id string, request fields) {
	t.Helper()
	c.do(t, http.MethodPut, "/snippets/"+id, request).want(t, http.StatusOK)
}

func snippetFields(t *testing.T, s *server) {
	c := s.caller(t, s)
	a := c.post(t, "/snippets", fields{"code": "print(1)"}).want(t, http.StatusCreated)
	var got map[string]any
	decode(t, a.body, &got)
	id, _ := got["id"].(string)
	for name, pattern := range map[string]string{
		"id":         `[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`,
		"created_at": `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`, "updated_at": `\d{4}-.*Z`,
	} {
		if !regexp.MustCompile(`^(` + pattern + `)$`).MatchString(fmt.Sprint(got[name])) {
			t.Errorf("%s is %v", name, got[name])
		}
		delete(got, name)
	}
	want := map[string]any{
		"title": "", "language": "python", "description": "", "code": "print(1)", "execution_count": 0.0, "is_starred": false,
		"time_complexity": nil, "space_complexity": nil, "last_execution_at": nil,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the other fields (-want +got):\n%s", d)
	}
	if got := a.Header.Get("Location"); got != "/api/v1/snippets/"+id {
		t.Errorf("Location is %q", got)
	}
	again := c.get(t, "/snippets/"+id).want(t, http.StatusOK)
	if string(again.body) != string(a.body) || again.Header.Get("ETag") != a.Header.Get("ETag") || !strings.HasPrefix(a.Header.Get("ETag"), `"`) {
		t.Errorf("GET shows %s %s\nPOST %s %s", again.Header.Get("ETag"), again.body, a.Header.Get("ETag"), a.body)
	}
	full := fields{"code": "c", "title": "t", "language": "go", "description": "d", "is_starred": true}
	if got := c.keep(t, full); got.Title != "t" || got.Language != "go" || got.Description != "d" || !got.Starred {
		t.Errorf("kept as %+v", got)
	}
}

func snippetsRefused(t *testing.T, s *server) {
	c := s.caller(t, s)
	id := c.keep(t, fields{"code": "x"}).ID
	for name, test := range map[string]struct {
		body     string
		status   int
		location string
	}{
		"broken JSON":     {`{"code": `, 400, ""},
		"not an object":   {`[1]`, 422, "body"},
		"number":          {`{"code":1}`, 422, "body.code"},
		"empty code":      {`{"code":""}`, 422, "body.code"},
		"unknown field":   {`{"code":"1","user_id":"2"}`, 422, "body.user_id"},
		"field of ours":   {`{"code":"1","execution_count":7}`, 422, "body.execution_count"},
		"NUL":             {`{"code":"a\u0000b"}`, 422, "body.code"},
		"NUL in title":    {`{"code":"1","title":"\u0000"}`, 422, "body.title"},
		"lone surrogate":  {`{"code":"'\ud800'"}`, 422, "body"},
		"not UTF-8":       {"{\"code\":\"'\xff'\"}", 422, "body"},
		"star as text":    {`{"code":"1","is_starred":"yes"}`, 422, "body.is_starred"},
		"title as object": {`{"code":"1","title":{}}`, 422, "body.title"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, call := range []struct{ method, path string }{{http.MethodPost, "/snippets"}, {http.MethodPut, "/snippets/" + id}} {
				p := c.do(t, call.method, call.path, test.body).want(t, test.status).problem(t)
				found := test.location == ""
				for _, e := range p.Errors {
					found = found || e.Location == test.location && e.Message != ""
				}
				if !found {
					t.Errorf("%s: the problem names no %s: %+v", call.method, test.location, p)
				}
			}
		})
	}
	c.post(t, "/snippets", `{}`).want(t, http.StatusUnprocessableEntity)
	c.post(t, "/snippets", `{"code":null}`).want(t, http.StatusUnprocessableEntity)
	for _, query := range []string{"limit=0", "limit=101", "limit=x", "offset=-1", "starred=maybe", "sort=size", "language=%ff", "complexity=%00"} {
		c.get(t, "/snippets?"+query).want(t, http.StatusUnprocessableEntity)
	}
}

func snippetLimits(t *testing.T, s *server) {
	c := s.caller(t, s)
	for name, limit := range map[string]int{"code": 50_000, "title": 255, "language": 50, "description": 2_000} {
		for over, status := range map[int]int{-1: http.StatusCreated, 0: http.StatusCreated, 1: http.StatusUnprocessableEntity} {
			request := fields{"code": "x"}
			request[name] = strings.Repeat("\U0001F600", limit+over) // one character, four bytes
			c.post(t, "/snippets", request).want(t, status)
		}
	}
	id := c.keep(t, fields{"code": "x"}).ID
	c.do(t, http.MethodPut, "/snippets/"+id, fields{"title": strings.Repeat("é", 256)}).want(t, http.StatusUnprocessableEntity)
}

func snippetChanges(t *testing.T, s *server) {
	c := s.caller(t, s)
	a := c.post(t, "/snippets", fields{"code": "a", "title": "t", "description": "d"}).want(t, http.StatusCreated)
	id, tag := a.snippet(t).ID, a.Header.Get("ETag")
	put := func(body fields, status int, header ...string) answer {
		t.Helper()
		return c.do(t, http.MethodPut, "/snippets/"+id, body, header...).want(t, status)
	}
	second := put(fields{"code": "b"}, http.StatusOK, "If-Match", tag)
	if got := second.snippet(t); got.Code != "b" || got.Title != "t" || got.Description != "d" {
		t.Errorf("PUT changed what it did not name: %+v", got)
	}
	if second.Header.Get("ETag") == tag {
		t.Error("the ETag stays when the code changes")
	}
	put(fields{"code": "c"}, http.StatusPreconditionFailed, "If-Match", tag)
	put(fields{"code": "c"}, http.StatusPreconditionFailed, "If-Match", "W/"+second.Header.Get("ETag"))
	put(fields{"code": "c"}, http.StatusPreconditionFailed, "If-Match", `"other", "*"`)
	if got := c.get(t, "/snippets/"+id).snippet(t); got.Code != "b" {
		t.Errorf("a refused change was made: %+v", got)
	}
	put(fields{"is_starred": true, "title": ""}, http.StatusOK, "If-Match", tag+", "+second.Header.Get("ETag"))
	put(fields{"language": ""}, http.StatusOK, "If-Match", "*")
	unchanged := put(fields{}, http.StatusOK)
	if got := unchanged.snippet(t); got.Title != "" || !got.Starred || got.Language != "python" {
		t.Errorf("after the changes: %+v", got)
	}
	starred := c.post(t, "/snippets/"+id+"/star", nil).want(t, http.StatusOK)
	if starred.Header.Get("ETag") != unchanged.Header.Get("ETag") {
		t.Error("a star changes the ETag")
	}
}

// What belongs to somebody else answers as what is not there, to the byte.
func snippetsOfOthers(t *testing.T, s *server) {
	mine, other := s.caller(t, s), s.caller(t, s)
	id := mine.keep(t, fields{"code": "secret", "title": "mine"}).ID
	for _, call := range []struct {
		method, path string
		body         any
	}{
		{http.MethodGet, "", nil}, {http.MethodPut, "", fields{"title": "x"}}, {http.MethodDelete, "", nil}, {http.MethodPost, "/star", nil},
	} {
		theirs := other.do(t, call.method, "/snippets/"+id+call.path, call.body).want(t, http.StatusNotFound)
		for _, missing := range []string{"0193a5a0-0000-7000-8000-000000000000", "no-id", strings.ReplaceAll(id, "-", "")} {
			none := other.do(t, call.method, "/snippets/"+missing+call.path, call.body).want(t, http.StatusNotFound)
			if string(none.body) != string(theirs.body) {
				t.Errorf("%s %s: %s\nanother's: %s", call.method, missing, none.body, theirs.body)
			}
		}
	}
	for _, path := range []string{"/execute", "/execute/async"} {
		p := other.post(t, path, fields{"code": "1", "snippet_id": id}).want(t, http.StatusUnprocessableEntity).problem(t)
		if len(p.Errors) != 1 || p.Errors[0].Location != "body.snippet_id" {
			t.Errorf("%s with the snippet of somebody else: %+v", path, p)
		}
	}
	var list struct{ Total int }
	if decode(t, other.get(t, "/snippets").body, &list); list.Total != 0 {
		t.Errorf("the list of somebody else holds %d", list.Total)
	}
	if got := mine.get(t, "/snippets/"+id).want(t, http.StatusOK).snippet(t); got.Title != "mine" || got.Starred || got.ExecutionCount != 0 {
		t.Errorf("somebody else changed it: %+v", got)
	}
}

func snippetScopes(t *testing.T, s *server) {
	a := s.person(t)
	runs, reads, writes := s.client(s.token(t, a, "run")), s.client(s.token(t, a, "read")), s.client(s.token(t, a, "write"))
	id := writes.keep(t, fields{"code": "x"}).ID
	for _, call := range []struct {
		method, path string
		body         any
		without      []client
	}{
		{http.MethodPost, "/snippets", fields{"code": "x"}, []client{runs, reads}},
		{http.MethodGet, "/snippets", nil, []client{runs, writes}},
		{http.MethodGet, "/snippets/" + id, nil, []client{runs, writes}},
		{http.MethodPut, "/snippets/" + id, fields{"title": "x"}, []client{runs, reads}},
		{http.MethodPost, "/snippets/" + id + "/star", nil, []client{runs, reads}},
		{http.MethodDelete, "/snippets/" + id, nil, []client{runs, reads}},
	} {
		for _, c := range call.without {
			c.do(t, call.method, call.path, call.body).want(t, http.StatusForbidden)
		}
		s.client("").do(t, call.method, call.path, call.body).want(t, http.StatusUnauthorized)
		s.client("").do(t, call.method, call.path, call.body, "Cookie", sessionCookie(t, s, a)).want(t, http.StatusUnauthorized)
	}
}

func snippetLists(t *testing.T, s *server) {
	c := s.caller(t, s)
	for _, f := range []fields{{"code": "1", "title": "b", "is_starred": true}, {"code": "2", "title": "A"}, {"code": "3", "title": "c", "language": "go"}} {
		c.keep(t, f)
	}
	titles := func(query string) string {
		t.Helper()
		var page struct {
			Items                []map[string]any
			Total, Limit, Offset int
		}
		decode(t, c.get(t, "/snippets?"+query).want(t, http.StatusOK).body, &page)
		text := fmt.Sprintf("%d/%d/%d:", page.Total, page.Limit, page.Offset)
		for _, item := range page.Items {
			if _, ok := item["code"]; ok || len(item) != 11 {
				t.Errorf("a list item has %d fields, code %v: %v", len(item), ok, item)
			}
			text += fmt.Sprint(" ", item["title"])
		}
		if page.Items == nil {
			text += " null"
		}
		return text
	}
	for query, want := range map[string]string{
		"": "3/50/0: c A b", "limit=1&offset=1": "3/1/1: A", "starred=true": "1/50/0: b", "starred=false": "2/50/0: c A",
		"language=go": "1/50/0: c", "sort=title": "3/50/0: A b c", "sort=created&limit=100": "3/100/0: c A b", "offset=3": "3/50/3:",
		"complexity=" + url.QueryEscape("O(n + m)"): "0/50/0:",
	} {
		if got := titles(query); got != want {
			t.Errorf("%s lists %q, want %q", query, got, want)
		}
	}
}

func snippetKeys(t *testing.T, s *server) {
	c, other := s.caller(t, s), s.caller(t, s)
	first := c.post(t, "/snippets", fields{"code": "1"}, "Idempotency-Key", "k").want(t, http.StatusCreated)
	again := c.post(t, "/snippets", fields{"code": "1"}, "Idempotency-Key", "k").want(t, http.StatusCreated)
	if string(first.body) != string(again.body) {
		t.Errorf("the same key: %s, then %s", first.body, again.body)
	}
	c.post(t, "/snippets", fields{"code": "2"}, "Idempotency-Key", "k").want(t, http.StatusConflict)
	if theirs := other.post(t, "/snippets", fields{"code": "1"}, "Idempotency-Key", "k").want(t, http.StatusCreated); theirs.snippet(t).ID == first.snippet(t).ID {
		t.Error("two people share a key")
	}
	c.post(t, "/snippets", fields{"code": "1"}, "Idempotency-Key", strings.Repeat("k", 255)).want(t, http.StatusCreated)
	c.post(t, "/snippets", fields{"code": "1"}, "Idempotency-Key", strings.Repeat("k", 256)).want(t, http.StatusUnprocessableEntity)
}

func snippetRuns(t *testing.T, s *server) {
	c := s.caller(t, s)
	kept := c.keep(t, fields{"code": "print(1)"})
	for i, code := range []string{"print(1)", "raise SystemExit(3)"} {
		var r struct {
			SnippetID  string `json:"snippet_id"`
			FinishedAt string `json:"finished_at"`
		}
		decode(t, c.post(t, "/execute", fields{"code": code, "snippet_id": kept.ID}).want(t, http.StatusOK).body, &r)
		now := c.get(t, "/snippets/"+kept.ID).snippet(t)
		if r.SnippetID != kept.ID || now.ExecutionCount != i+1 || now.LastExecutionAt == nil || *now.LastExecutionAt != r.FinishedAt || now.UpdatedAt != kept.UpdatedAt {
			t.Errorf("after run %d, finished at %s: %+v", i+1, r.FinishedAt, now)
		}
	}
	c.post(t, "/execute", fields{"code": "1", "snippet_id": ""}).want(t, http.StatusUnprocessableEntity)
	c.post(t, "/execute", fields{"code": "1", "snippet_id": "x"}).want(t, http.StatusUnprocessableEntity)
	c.do(t, http.MethodDelete, "/snippets/"+kept.ID, nil).want(t, http.StatusOK)
	c.post(t, "/execute", fields{"code": "1", "snippet_id": kept.ID}).want(t, http.StatusUnprocessableEntity)
}

func snippetStarAndDelete(t *testing.T, s *server) {
	c := s.caller(t, s)
	kept := c.keep(t, fields{"code": "x"})
	for _, want := range []bool{true, false} {
		if got := c.post(t, "/snippets/"+kept.ID+"/star", nil).want(t, http.StatusOK).snippet(t); got.Starred != want || got.Code != "x" {
			t.Errorf("the star is %v, want %v", got.Starred, want)
		}
	}
	a := c.do(t, http.MethodDelete, "/snippets/"+kept.ID, nil).want(t, http.StatusOK)
	if want := `{"deleted":true,"id":"` + kept.ID + `"}`; strings.TrimSpace(string(a.body)) != want {
		t.Errorf("DELETE answers %s, want %s", a.body, want)
	}
	c.get(t, "/snippets/"+kept.ID).want(t, http.StatusNotFound)
	c.do(t, http.MethodDelete, "/snippets/"+kept.ID, nil).want(t, http.StatusNotFound)
}

// What looks like SQL or markup is text, and comes back as it was.
func snippetHostile(t *testing.T, s *server) {
	c := s.caller(t, s)
	for _, text := range []string{`'; DROP TABLE snippets; --`, `%' OR 1=1`, `$1 \' " \\ {{}}`, "<script>alert(1)</script>", "\u202eabc\r\n\ttab", "日本語 \U0001F600"} {
		got := c.keep(t, fields{"code": text, "title": text, "description": text})
		if got.Code != text || got.Title != text || got.Description != text {
			t.Errorf("%q came back as %+v", text, got)
		}
		c.get(t, "/snippets?language="+url.QueryEscape(text)+"&complexity="+url.QueryEscape(text)).want(t, http.StatusOK)
	}
}
