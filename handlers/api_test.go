package handlers

import (
	"net/http"
	"strings"
	"testing"

	"coderemote"
	"coderemote/auth"
)

// apiOf sends requests with a token.
type apiOf struct {
	t     *testing.T
	m     *matrix
	token string
}

func (a apiOf) send(method, path, body string, headers ...string) page {
	a.t.Helper()
	header := http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + a.token}}
	for i := 0; i < len(headers); i += 2 {
		header.Set(headers[i], headers[i+1])
	}
	return a.m.person(a.t).sendText(method, apiPrefix+path, body, header)
}

func newAPIOf(t *testing.T, actor string) apiOf {
	m := newMatrix(t)
	return apiOf{t, m, m.actor(actor).token}
}

func TestSearchOfAClassReadsItsQuestion(t *testing.T) {
	m := newMatrix(t)
	ada, user := m.addPerson(t, "search@example.org", coderemote.RoleTeacher)
	path, _ := ada.makeClass("Sorting")
	secret, _, err := m.accounts.CreateToken(t.Context(), user.ID, auth.NewToken{Scopes: []coderemote.Scope{read}})
	if err != nil {
		t.Fatal(err)
	}
	a := apiOf{t, m, secret}
	a.send(http.MethodGet, path+"/search?q=sort&limit=3", "").want(t, http.StatusOK, `"query":"sort"`)
	a.send(http.MethodGet, path+"/search", "").want(t, http.StatusUnprocessableEntity, "query.q")
	a.send(http.MethodGet, path+"/search?q=sort&limit=51", "").want(t, http.StatusUnprocessableEntity, "query.limit")
}

func TestBodiesThatAreRefused(t *testing.T) {
	a := newAPIOf(t, "token to write")
	for body, want := range map[string]int{
		`{"Code":"print(1)"}`:        http.StatusUnprocessableEntity,
		`{"code":"1","Title":"x"}`:   http.StatusUnprocessableEntity,
		`{"code":"1","title":1e400}`: http.StatusUnprocessableEntity,
		`{"code":"kept to itself"`:   http.StatusBadRequest,
		`["kept to itself"]`:         http.StatusUnprocessableEntity,
		`{"title":"kept to itself"}`: http.StatusUnprocessableEntity,
	} {
		answer := a.send(http.MethodPost, "/snippets", body)
		answer.want(t, want)
		for _, never := range []string{"kept to itself", "Go value", "float64"} {
			if strings.Contains(answer.text, never) {
				t.Errorf("%s is answered %s", body, answer.text)
			}
		}
	}
}

func TestWhatHTTPCallsEqual(t *testing.T) {
	a := newAPIOf(t, "token to write")
	a.send(http.MethodPost, "/snippets", `{"code":"1"}`, "Authorization", "bearer "+a.token).want(t, http.StatusCreated)
	a.send(http.MethodPost, "/snippets", `{"code":"1"}`, "Content-Type", "APPLICATION/JSON; charset=utf-8").want(t, http.StatusCreated)
	a.send(http.MethodPost, "/snippets", `{"code":"1"}`, "Authorization", "Basic "+a.token).want(t, http.StatusUnauthorized)
}

func TestMethodsThatAreNotTaken(t *testing.T) {
	a := newAPIOf(t, "token to write")
	for request, allow := range map[string]string{
		"PATCH /snippets": "GET POST", "FOO /snippets": "GET POST", "POST /health": "GET",
	} {
		method, path, _ := strings.Cut(request, " ")
		answer := a.send(method, path, "")
		answer.want(t, http.StatusMethodNotAllowed, `"status":405`)
		if got := strings.Join(answer.Header.Values("Allow"), " "); got != allow {
			t.Errorf("%s allows %q, want %q", request, got, allow)
		}
	}
	a.send("FOO", "/nowhere", "").want(t, http.StatusNotFound, `"status":404`)
}
