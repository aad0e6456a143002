package handlers

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

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

func TestBodyLimitOfTheAPI(t *testing.T) {
	m := newMatrix(t)
	token := m.actor("token to write").token
	send := func(bytes int) page {
		body := `{"code":"1"}`
		return m.person(t).sendText(http.MethodPost, "/api/v1/snippets", body+strings.Repeat(" ", bytes-len(body)),
			http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token}})
	}
	send(coderemote.MaxBodyBytes-1).want(t, http.StatusCreated)
	send(coderemote.MaxBodyBytes).want(t, http.StatusCreated)
	send(coderemote.MaxBodyBytes+1).want(t, http.StatusRequestEntityTooLarge, "2 MiB")
	send(2*coderemote.MaxBodyBytes).want(t, http.StatusRequestEntityTooLarge, "2 MiB")
}

// served is the site behind the server that people reach, with its limits.
func (s *accountSite) served(t *testing.T, change func(*http.Server)) string {
	t.Helper()
	server := New(Config{Store: s.store, Logger: slog.New(slog.DiscardHandler)}).HTTPServer("")
	if server.ReadHeaderTimeout <= 0 || server.ReadTimeout <= 0 || server.IdleTimeout <= 0 {
		t.Fatalf("a slow client is waited for without end: %s, %s, %s", server.ReadHeaderTimeout, server.ReadTimeout, server.IdleTimeout)
	}
	server.Handler = s.Config.Handler
	change(server)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return listener.Addr().String()
}

// sends writes text to a new connection and returns what comes back until the
// server ends it.
func sends(t *testing.T, address, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if wait := net.Error(nil); errors.As(err, &wait) && wait.Timeout() {
		t.Fatalf("the connection is still open after 30 s; it gave %q", answer)
	}
	return string(answer)
}

func TestHeaderLimit(t *testing.T) {
	s := newAccountSite(t, false)
	address := s.served(t, func(*http.Server) {})
	const most, slack = 32 << 10, 8 << 10 // net/http reads up to two buffers more than it is told
	ask := func(bytes int) string {
		head, end := "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: ", "\r\n\r\n"
		return sends(t, address, head+strings.Repeat("a", bytes-len(head)-len(end))+end)
	}
	for bytes, want := range map[int]string{most - 1: "200", most: "200", most + slack + 1: "431", 16 * most: "431"} {
		if answer := ask(bytes); !strings.HasPrefix(answer, "HTTP/1.1 "+want) {
			t.Errorf("%d bytes of headers: %.60q, want %s", bytes, answer, want)
		}
	}
}

// Who sends a byte now and then holds a connection for so long and no longer.
func TestSlowClients(t *testing.T) {
	s := newAccountSite(t, false)
	address := s.served(t, func(server *http.Server) {
		server.ReadHeaderTimeout, server.ReadTimeout, server.IdleTimeout = 200*time.Millisecond, 400*time.Millisecond, 200*time.Millisecond
	})
	form := "Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=a"
	for name, text := range map[string]string{
		"nothing":           "",
		"half a line":       "GET / HT",
		"headers":           "GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n",
		"a form":            "POST /login HTTP/1.1\r\n" + form,
		"a body of the API": "POST /api/v1/execute HTTP/1.1\r\n" + form,
		"HTTP/2":            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if answer := sends(t, address, text); strings.Contains(answer, " 200 ") || strings.Contains(answer, " 500 ") {
				t.Errorf("it is answered %.200q", answer)
			}
		})
	}
	t.Run("one who asks and then is silent", func(t *testing.T) {
		t.Parallel()
		if answer := sends(t, address, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"); !strings.HasPrefix(answer, "HTTP/1.1 200") {
			t.Errorf("it is answered %.200q", answer)
		}
	})
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
	send(coderemote.MaxBodyBytes+1).want(t, http.StatusRequestEntityTooLarge, "2 MiB")
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
	token := http.Header{"Authorization": {"Bearer " + m.actor("token to read").token}}
	m.person(t).send(http.MethodGet, "/api/v1/executions/"+id+"/events", nil, token).want(t, http.StatusTooManyRequests, "too many programs")
	cancel() // the pages are closed
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	for deadline := time.Now().Add(30 * time.Second); ; {
		answer := open()
		defer answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("after the others were closed: %d", answer.StatusCode)
		}
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
