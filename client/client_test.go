package client_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"coderemote/client"

	"github.com/google/go-cmp/cmp"
)

// serving is a client of a server that gives this answer to the request it wants.
func serving(t *testing.T, wantRequest string, answer http.HandlerFunc) *client.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if got := fmt.Sprintf("%s %s %s %s", r.Method, r.URL, r.Header.Get("Authorization"), body); got != wantRequest {
			t.Errorf("request %q, want %q", got, wantRequest)
		}
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return &client.Client{URL: server.URL, Token: "cr_x"}
}

func TestExecute(t *testing.T) {
	c := serving(t, `POST /api/v1/execute Bearer cr_x {"code":"print(1)"}`, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"id":"a","status":"succeeded","success":true,"stdout":"1\n","exit_code":0,"later_field":1}`)
	})
	e, err := c.Execute(t.Context(), client.Run{Code: "print(1)"})
	if err != nil || e.Status != "succeeded" || e.Stdout != "1\n" || e.ExitCode == nil || *e.ExitCode != 0 {
		t.Errorf("Execute = %+v, %v", e, err)
	}
}

func TestProblem(t *testing.T) {
	c := serving(t, `POST /api/v1/executions/a/cancel Bearer cr_x `, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, `{"title":"Too Many Requests","status":429,"detail":"Wait."}`)
	})
	err := c.Cancel(t.Context(), "a")
	var p *client.Problem
	if !errors.As(err, &p) {
		t.Fatalf("Cancel: %v", err)
	}
	want := &client.Problem{Status: 429, Title: "Too Many Requests", Detail: "Wait.", RetryAfter: 7 * time.Second}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Errorf("problem (-want +got):\n%s", diff)
	}
}

func TestEvents(t *testing.T) {
	const begin = ": run a\n\nid: 4\nevent: output\ndata: {\"text\":\"x: y\"}\n\n: keep-alive\n\n"
	tests := []struct {
		name, stream string
		want         []string
		err          error
	}{
		{"to the end", begin + "id: 5\nevent: done\ndata: {}\n\n", []string{`4 output {"text":"x: y"}`, "5 done {}"}, nil},
		{"connection breaks", begin, []string{`4 output {"text":"x: y"}`}, io.ErrUnexpectedEOF},
		{"connection breaks in an event", begin + "id: 5\nevent: do", []string{`4 output {"text":"x: y"}`}, io.ErrUnexpectedEOF},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := serving(t, `GET /api/v1/executions/a/events?after=3 Bearer cr_x `, func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprint(w, test.stream)
			})
			var got []string
			err := c.Events(t.Context(), "a", 3, func(e client.Event) error {
				got = append(got, fmt.Sprintf("%d %s %s", e.ID, e.Type, e.Data))
				return nil
			})
			if diff := cmp.Diff(test.want, got); diff != "" || !errors.Is(err, test.err) {
				t.Errorf("events (-want +got):\n%serror %v, want %v", diff, err, test.err)
			}
		})
	}
}
