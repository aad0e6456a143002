package handlers

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coderemote"
	"coderemote/jobs"
)

// Another site can have a browser send a form with its cookies; no form of ours
// takes one, whichever routes there are.
func TestOtherSitesCanUseNoForm(t *testing.T) {
	m := newMatrix(t)
	me, tried := m.actor("teacher"), 0
	for route := range accessTable() {
		method, pattern, _ := strings.Cut(route, " ")
		if method == http.MethodGet || strings.HasPrefix(pattern, apiPrefix) {
			continue
		}
		tried++
		address := m.address(pattern, jobs.NewRunID())
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			if answer := me.person.send(method, address, url.Values{}, http.Header{name: {value}}); answer.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %s: %s gets %d", route, name, value, answer.StatusCode)
			}
		}
	}
	if tried < 30 {
		t.Errorf("only %d forms tried", tried)
	}
	me.person.get("/settings").want(t, http.StatusOK)
}

// A session's cookie, which other sites can make a browser send, opens no call of
// the API that needs somebody.
func TestSessionOpensNoAPI(t *testing.T) {
	m := newMatrix(t)
	for route, row := range accessTable() {
		if row.level != tokenFor && row.level != tokenOwner {
			continue
		}
		method, pattern, _ := strings.Cut(route, " ")
		answer := m.actor("owner").person.sendText(method, m.address(pattern, jobs.NewRunID()), row.body, http.Header{"Content-Type": {"application/json"}})
		if answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s gets %d", route, answer.StatusCode)
		}
	}
}

func TestBodyLimitOfPages(t *testing.T) {
	s := newAccountSite(t, false)
	ada, _ := s.addPerson(t, "ada@example.org", coderemote.RoleStudent)
	send := func(bytes int) page {
		body := "code="
		return ada.sendText(http.MethodPost, "/settings/name", body+strings.Repeat("a", bytes-len(body)), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	}
	send(coderemote.MaxBodyBytes-1).want(t, http.StatusSeeOther)
	send(coderemote.MaxBodyBytes).want(t, http.StatusSeeOther)
	send(coderemote.MaxBodyBytes+2).want(t, http.StatusRequestEntityTooLarge, "2 MiB")
}

func TestStreamsOfOneUserAreLimited(t *testing.T) {
	m := newMatrix(t)
	id := m.thing(t, "run")
	m.set(t, `DELETE FROM run_events`)
	m.set(t, `UPDATE runs SET status = 'queued', finished_at = NULL, started_at = NULL WHERE id = $1`, id)
	me := m.actor("owner").person
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	open := func() *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, m.URL+"/runs/"+id+"/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := me.browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	for i := range maxStreams {
		answer := open()
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("stream %d gets %d", i+1, answer.StatusCode)
		}
		if _, err := bufio.NewReader(answer.Body).ReadString('\n'); err != nil { // it has begun
			t.Fatal(err)
		}
	}
	refused := open()
	defer refused.Body.Close()
	if refused.StatusCode != http.StatusTooManyRequests || refused.Header.Get("Retry-After") == "" {
		t.Errorf("one more gets %d", refused.StatusCode)
	}
}

// What people type and what opens doors is never in the log, whatever is asked.
func TestLogHoldsNoSecretCodeOrInput(t *testing.T) {
	s := newAccountSite(t, false)
	canary := func(kind string) string { return "canary-of-" + kind }
	ada, user := s.addPerson(t, "ada@example.org", coderemote.RoleTeacher)
	ada.post("/runs", "code", "print('"+canary("code")+"')", "stdin", canary("stdin"))
	ada.post("/snippets", "title", canary("title"), "code", canary("code"))
	ada.post("/login", "email", "ada@example.org", "password", canary("password"))
	ada.post("/settings/password", "old", canary("password"), "password", canary("password"))
	ada.get("/search?q=" + canary("question"))
	ada.get("/reset/" + canary("link"))
	ada.get("/invite/" + canary("link"))
	ada.get("/confirm/" + canary("link"))
	ada.get("/setup/" + canary("link"))
	ada.get("/login/oidc/callback?code=" + canary("oidc") + "&state=" + canary("oidc"))
	ada.send(http.MethodGet, "/api/v1/executions", nil, http.Header{"Authorization": {"Bearer " + canary("token")}})
	ada.sendText(http.MethodPost, "/api/v1/execute", `{"code":"`+canary("code")+`","stdin":"`+canary("stdin")+`"}`, http.Header{"Content-Type": {"application/json"}})
	logs := s.logs.String()
	if !strings.Contains(logs, "/settings/password") || user.ID == "" {
		t.Fatal("nothing is logged here")
	}
	if i := strings.Index(logs, "canary-of-"); i >= 0 {
		t.Errorf("the log holds %s", logs[max(0, i-200):min(len(logs), i+60)])
	}
}
