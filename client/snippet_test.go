package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"coderemote/client"

	"github.com/google/go-cmp/cmp"
)

func TestSnippetCalls(t *testing.T) {
	title, yes := "b", true
	for name, test := range map[string]struct {
		request string
		call    func(c *client.Client) (*client.Snippet, error)
	}{
		"create": {`POST /api/v1/snippets Bearer cr_x {"code":"1","title":"a"}`, func(c *client.Client) (*client.Snippet, error) {
			return c.CreateSnippet(t.Context(), client.NewSnippet{Code: "1", Title: "a", IdempotencyKey: "k"})
		}},
		"read": {`GET /api/v1/snippets/a%2Fb Bearer cr_x `, func(c *client.Client) (*client.Snippet, error) { return c.Snippet(t.Context(), "a/b") }},
		"change": {`PUT /api/v1/snippets/a Bearer cr_x {"title":"b","is_starred":true}`, func(c *client.Client) (*client.Snippet, error) {
			return c.UpdateSnippet(t.Context(), "a", client.SnippetChange{Title: &title, Starred: &yes, IfMatch: `"t"`})
		}},
		"star": {`POST /api/v1/snippets/a/star Bearer cr_x `, func(c *client.Client) (*client.Snippet, error) { return c.StarSnippet(t.Context(), "a") }},
	} {
		t.Run(name, func(t *testing.T) {
			c := serving(t, test.request, func(w http.ResponseWriter, r *http.Request) {
				if name == "create" && r.Header.Get("Idempotency-Key") != "k" || name == "change" && r.Header.Get("If-Match") != `"t"` {
					t.Errorf("the headers are %v", r.Header)
				}
				w.Header().Set("ETag", `"e"`)
				fmt.Fprint(w, `{"id":"a","code":"1","is_starred":true,"time_complexity":"O(n)"}`)
			})
			s, err := test.call(c)
			if err != nil || s.ID != "a" || s.ETag != `"e"` || !s.Starred || *s.TimeComplexity != "O(n)" {
				t.Errorf("%+v, %v", s, err)
			}
		})
	}
}

func TestSnippets(t *testing.T) {
	no := false
	const request = `GET /api/v1/snippets?complexity=O%28n%29&language=go&limit=2&offset=4&sort=title&starred=false Bearer cr_x `
	c := serving(t, request, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"items":[{"id":"a"}],"total":5,"limit":2,"offset":4}`)
	})
	list, err := c.Snippets(t.Context(), client.SnippetFilter{Starred: &no, Language: "go", Complexity: "O(n)", Sort: "title", Limit: 2, Offset: 4})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(&client.SnippetList{Items: []client.Snippet{{ID: "a"}}, Total: 5, Limit: 2, Offset: 4}, list); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestDeleteSnippet(t *testing.T) {
	c := serving(t, `DELETE /api/v1/snippets/a Bearer cr_x `, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"title":"Not Found","status":404,"detail":"There is no such snippet."}`)
	})
	var refused *client.Problem
	if err := c.DeleteSnippet(t.Context(), "a"); !errors.As(err, &refused) || refused.Status != 404 {
		t.Errorf("DeleteSnippet: %v", err)
	}
}
