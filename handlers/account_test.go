package handlers

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"coderemote"
	"coderemote/auth"
	"coderemote/internal/testpg"
	"coderemote/jobs"
	"coderemote/live"
	"coderemote/search"
	"coderemote/static"
	"coderemote/store"

	"github.com/jackc/pgx/v5"
)

const goodPassword = "plum tractor lantern"

// accountSite is an instance with its own database, what it has logged, and what
// it asks of the database.
type accountSite struct {
	*httptest.Server
	store    *store.Store
	accounts *auth.Accounts
	door     *jobs.Door
	logs     *logBuffer
	asked    *statements
}

// statements are what was asked of the database, in order.
type statements struct {
	mu   sync.Mutex
	list []string
}

// TraceQueryStart implements pgx.QueryTracer.
func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, data.SQL)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (s *statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// take returns the statements since it was last called.
func (s *statements) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.list
	s.list = nil
	return list
}

type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func newAccountSite(t *testing.T, secure bool) *accountSite {
	t.Helper()
	asked, logs := &statements{}, &logBuffer{}
	st := testpg.New(t, store.WithTracer(asked))
	logger := slog.New(slog.NewTextHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	assets, err := static.New()
	if err != nil {
		t.Fatal(err)
	}
	accounts := auth.New(st, logger)
	server := New(Config{
		Search: search.New(st, nil, search.NewKeywords(), nil, logger),
		Store:  st, Hub: live.New(st.Pool(), logger), Door: jobs.NewDoor(st, 0, coderemote.Rules{Policy: coderemote.PolicyStrict}),
		Accounts: accounts, Assets: assets, Logger: logger, Secure: secure,
	})
	s := &accountSite{httptest.NewServer(server.Handler()), st, accounts, server.Door, logs, asked}
	t.Cleanup(s.Close)
	return s
}

func (s *accountSite) addUser(t *testing.T, email string) *coderemote.User {
	t.Helper()
	user, err := s.accounts.CreateUser(t.Context(), email, coderemote.RoleTeacher, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	return user
}

// person is a browser that follows no redirect by itself.
type person struct {
	t       *testing.T
	site    *accountSite
	browser *http.Client
}

func (s *accountSite) person(t *testing.T) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &person{t, s, &http.Client{Jar: jar, CheckRedirect: stay}}
}

// page is what a request got, with its body unescaped.
type page struct {
	*http.Response
	text string
}

func (p *person) send(method, path string, form url.Values, header http.Header) page {
	p.t.Helper()
	if form != nil && header.Get("Content-Type") == "" {
		header = header.Clone()
		if header == nil {
			header = http.Header{}
		}
		header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return p.sendText(method, path, form.Encode(), header)
}

func (p *person) sendText(method, path, body string, header http.Header) page {
	p.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, p.site.URL+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	for name, values := range header {
		r.Header[name] = values
	}
	answer, err := p.browser.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return page{answer, html.UnescapeString(string(text))}
}

func (p *person) get(path string) page { p.t.Helper(); return p.send(http.MethodGet, path, nil, nil) }

func (p *person) post(path string, fields ...string) page {
	p.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return p.send(http.MethodPost, path, form, nil)
}

func (p *person) logIn(email string) {
	p.t.Helper()
	p.post("/login", "email", email, "password", goodPassword).want(p.t, http.StatusSeeOther)
}

// want checks the status and that the body holds each part.
func (a page) want(t *testing.T, status int, parts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d:\n%s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, a.text)
	}
	for _, part := range parts {
		if !strings.Contains(a.text, part) {
			t.Errorf("%s %s: the page lacks %q:\n%s", a.Request.Method, a.Request.URL.Path, part, a.text)
		}
	}
}

// wantTo checks that the answer leads to another page.
func (a page) wantTo(t *testing.T, path string) {
	t.Helper()
	a.want(t, http.StatusSeeOther)
	if got := a.Header.Get("Location"); got != path {
		t.Errorf("%s %s leads to %q, want %q", a.Request.Method, a.Request.URL.Path, got, path)
	}
}

func (a page) cookie(t *testing.T, name string) *http.Cookie {
	t.Helper()
	for _, cookie := range a.Cookies() {
		if cookie.Name == name {
			return cookie
		}
	}
	t.Fatalf("%s %s sets no cookie %s", a.Request.Method, a.Request.URL.Path, name)
	return nil
}

func TestLogIn(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada := s.person(t)
	ada.get("/settings").wantTo(t, "/login?next=%2Fsettings")
	ada.get("/login?next=%2Fsettings").want(t, http.StatusOK, `name="next" value="/settings"`)

	refused := ada.post("/login", "email", "ada@example.org", "password", "not the password", "next", "/settings")
	refused.want(t, http.StatusUnauthorized, "is wrong", `value="ada@example.org"`, `name="next" value="/settings"`)
	if strings.Contains(refused.text, "not the password") {
		t.Error("the page repeats the password")
	}
	ada.get("/settings").wantTo(t, "/login?next=%2Fsettings")

	in := ada.post("/login", "email", "Ada@example.org", "password", goodPassword, "next", "/settings")
	in.wantTo(t, "/settings")
	for _, name := range []string{auth.SessionCookie, deviceCookie} {
		if c := in.cookie(t, name); !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || c.MaxAge < 86400 {
			t.Errorf("the cookie is %v", c)
		}
	}
	ada.get("/settings").want(t, http.StatusOK, "ada@example.org", "Teacher")
	ada.get("/login?next=%2Fsettings").wantTo(t, "/settings")

	ada.post("/logout").wantTo(t, "/")
	ada.get("/settings").wantTo(t, "/login?next=%2Fsettings")
	if logs := s.logs.String(); strings.Contains(logs, goodPassword) || strings.Contains(logs, "not the password") {
		t.Error("the log holds a password")
	}
}

func TestLogInCookiesAreSecureUnderHTTPS(t *testing.T) {
	s := newAccountSite(t, true)
	s.addUser(t, "ada@example.org")
	in := s.person(t).post("/login", "email", "ada@example.org", "password", goodPassword)
	if !in.cookie(t, auth.SessionCookie).Secure || !in.cookie(t, deviceCookie).Secure {
		t.Error("a cookie is sent over plain http")
	}
}

func TestLogInBringsTheCodeOfAGuestBack(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada := s.person(t)
	const code = "print('<kept> & whole')\r\n"
	ada.post("/runs", "code", code).want(t, http.StatusUnauthorized, "print('<kept> & whole')", `action="/login"`)
	ada.post("/login", "email", "ada@example.org", "password", "wrong", "code", code).
		want(t, http.StatusUnauthorized, "print('<kept> & whole')")
	ada.post("/login", "email", "ada@example.org", "password", goodPassword, "code", code).
		want(t, http.StatusOK, "print('<kept> & whole')", "ada@example.org")
	ada.get("/settings").want(t, http.StatusOK)
}

func TestLogInIsThrottled(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada, stranger := s.person(t), s.person(t)
	ada.logIn("ada@example.org")
	ada.post("/logout")
	for range 10 {
		stranger.post("/login", "email", "ada@example.org", "password", "a wrong one").want(t, http.StatusUnauthorized)
	}
	refused := stranger.post("/login", "email", "ada@example.org", "password", goodPassword)
	refused.want(t, http.StatusTooManyRequests, "Try again in ")
	if wait := refused.Header.Get("Retry-After"); wait == "" || wait == "0" {
		t.Errorf("Retry-After is %q", wait)
	}
	ada.logIn("ada@example.org") // at the same address, by the cookie of the log-in before
}

func TestNextStaysOnThisSite(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada := s.person(t)
	for next, want := range map[string]string{
		"/runs/1?a=b#c":                "/runs/1?a=b#c",
		"/":                            "/",
		"":                             "/",
		"runs":                         "/",
		"//evil.example":               "/",
		"///evil.example":              "/",
		`/\evil.example`:               "/",
		`\\evil.example`:               "/",
		"/\n/evil.example":             "/",
		"/\t/evil.example":             "/",
		" //evil.example":              "/",
		"https://evil.example/":        "/",
		"https:evil.example":           "/",
		"javascript:alert(1)":          "/",
		"http://127.0.0.1@evil":        "/",
		"%2F%2Fevil.example":           "/",
		"/..//evil.example":            "/evil.example",
		"/a\r\nSet-Cookie: cr_session": "/",
	} {
		ada.post("/login", "email", "ada@example.org", "password", goodPassword, "next", next).wantTo(t, want)
		ada.get("/login?next="+url.QueryEscape(next)).wantTo(t, want)
		ada.post("/logout")
	}
}

func TestOtherSitesCannotPostForms(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada := s.person(t)
	ada.logIn("ada@example.org")
	for _, path := range []string{"/login", "/logout", "/settings/tokens", "/setup/x", "/runs"} {
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			ada.send(http.MethodPost, path, url.Values{}, http.Header{name: {value}}).want(t, http.StatusForbidden)
		}
	}
	ada.get("/settings").want(t, http.StatusOK)
}

func TestGuestsGetNoPageWhereNoneIsShown(t *testing.T) {
	s := newAccountSite(t, false)
	guest := s.person(t)
	guest.post("/settings/tokens", "name", "x").want(t, http.StatusUnauthorized)
	guest.send(http.MethodGet, "/settings", nil, http.Header{"Accept": {"text/event-stream"}}).want(t, http.StatusUnauthorized)
	guest.send(http.MethodGet, "/settings", nil, http.Header{"Hx-Request": {"true"}}).want(t, http.StatusUnauthorized)
}

func TestDisabledAccountIsLoggedOut(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada := s.person(t)
	ada.logIn("ada@example.org")
	if _, err := s.store.Pool().Exec(t.Context(), `UPDATE users SET disabled_at = now()`); err != nil {
		t.Fatal(err)
	}
	ada.get("/settings").wantTo(t, "/login?next=%2Fsettings")
	var sessions int
	if err := s.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM sessions`).Scan(&sessions); err != nil || sessions != 0 {
		t.Errorf("%d sessions are left, error %v", sessions, err)
	}
	ada.post("/login", "email", "ada@example.org", "password", goodPassword).want(t, http.StatusForbidden, "disabled")
}

func TestSetup(t *testing.T) {
	s := newAccountSite(t, false)
	token, err := s.accounts.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	admin, path := s.person(t), "/setup/"+token
	shown := admin.get(path)
	shown.want(t, http.StatusOK, `action="`+path+`"`)
	if got := shown.Header.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("Referrer-Policy is %q: the link leaks", got)
	}
	admin.get("/setup/"+strings.Repeat("A", len(token))).want(t, http.StatusNotFound, "does not work any more")
	admin.post(path, "email", "root@example.org", "password", "password").
		want(t, http.StatusUnprocessableEntity, "tried first", `value="root@example.org"`)
	admin.post(path, "email", "root", "password", goodPassword).want(t, http.StatusUnprocessableEntity, "not an e-mail address")
	admin.post(path, "email", "root@example.org", "password", goodPassword).wantTo(t, "/")
	admin.get("/settings").want(t, http.StatusOK, "root@example.org", "Administrator")

	second := s.person(t)
	second.get(path).want(t, http.StatusNotFound, "does not work any more")
	second.post(path, "email", "evil@example.org", "password", goodPassword).want(t, http.StatusNotFound, "does not work any more")
	if strings.Contains(s.logs.String(), token) {
		t.Error("the log holds the token of the link")
	}
}

func TestTokens(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada := s.person(t)
	ada.logIn("ada@example.org")
	made := ada.post("/settings/tokens", "name", "laptop", "scopes", "run", "scopes", "read")
	made.want(t, http.StatusOK, "laptop", "run, read")
	secret := regexp.MustCompile(`cr_[A-Za-z0-9_-]{43}`).FindString(made.text)
	if secret == "" || made.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("the secret is %q, Cache-Control %q", secret, made.Header.Get("Cache-Control"))
	}
	user, token, err := s.accounts.Authenticate(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	if user.Email != "ada@example.org" || fmt.Sprint(token.Scopes) != "[run read]" {
		t.Errorf("the token is of %s for %v", user.Email, token.Scopes)
	}
	again := ada.get("/settings")
	again.want(t, http.StatusOK, "laptop", "/settings/tokens/"+token.ID+"/revoke")
	if strings.Contains(again.text, secret) || strings.Contains(s.logs.String(), secret) {
		t.Error("the secret is shown twice, or logged")
	}

	s.addUser(t, "ben@example.org")
	ben := s.person(t)
	ben.logIn("ben@example.org")
	ben.post("/settings/tokens/"+token.ID+"/revoke").want(t, http.StatusNotFound)
	ada.post("/settings/tokens/nonsense/revoke").want(t, http.StatusNotFound)
	if _, _, err := s.accounts.Authenticate(t.Context(), secret); err != nil {
		t.Fatalf("it was revoked by somebody else: %v", err)
	}
	ada.post("/settings/tokens/"+token.ID+"/revoke").wantTo(t, "/settings")
	if _, _, err := s.accounts.Authenticate(t.Context(), secret); coderemote.CodeOf(err) != coderemote.CodeUnauthenticated {
		t.Errorf("the revoked token: %v", err)
	}
}

func TestTokenFormRefuses(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada := s.person(t)
	ada.logIn("ada@example.org")
	for _, c := range []struct{ name, scope, message string }{
		{"x", "", "at least one"},
		{"x", "admin", "not a scope"},
		{strings.Repeat("x", 101), "read", "at most 100 characters"},
	} {
		fields := []string{"name", c.name}
		if c.scope != "" {
			fields = append(fields, "scopes", c.scope)
		}
		ada.post("/settings/tokens", fields...).want(t, http.StatusUnprocessableEntity, c.message)
	}
}

func TestClientAddr(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.1:1234":     "192.0.2.1",
		"[2001:db8::1]:1234": "2001:db8::1",
		"@":                  "invalid IP",
	} {
		if got := clientAddr(&http.Request{RemoteAddr: remote}).String(); got != want {
			t.Errorf("%s is %s, want %s", remote, got, want)
		}
	}
}

// What somebody changes about their own account is in the audit log, without a
// word of it.
func TestOwnChangesAreAudited(t *testing.T) {
	s := newAccountSite(t, false)
	ada, user := s.addPerson(t, "ada@example.org", coderemote.RoleStudent)
	ada.post("/settings/name", "name", "Ada Lovelace").wantTo(t, "/settings")
	ada.post("/settings/tokens", "name", "Ada's laptop", "scopes", "read").want(t, http.StatusOK)
	tokens, err := s.accounts.Tokens(t.Context(), user.ID)
	if err != nil || len(tokens) != 1 {
		t.Fatalf("%d tokens, %v", len(tokens), err)
	}
	ada.post("/settings/tokens/"+tokens[0].ID+"/revoke").wantTo(t, "/settings")
	ada.post("/settings/tokens/"+tokens[0].ID+"/revoke").want(t, http.StatusNotFound)
	entries, err := s.store.AuditLog(t.Context(), math.MaxInt64, false)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Action+" "+e.Detail)
		if e.Actor != "Ada Lovelace" || strings.Contains(e.Detail, "Ada") {
			t.Errorf("a line is %+v", e)
		}
	}
	want := []string{"token.revoke " + tokens[0].ID, "token.create " + tokens[0].ID + " read", "user.rename "}
	if !slices.Equal(got, want) {
		t.Errorf("the audit log has %q, want %q", got, want)
	}
}

// People without an address come in by a nickname, wherever they are asked.
func TestNicknames(t *testing.T) {
	s := newAccountSite(t, false)
	admin, me := s.addPerson(t, "admin@example.org", coderemote.RoleAdmin)
	link := linkIn(t, admin.post("/admin/users", "email", "Mia", "role", "student").text, "/reset/")
	mia := s.person(t)
	mia.post(link, "password", "mia").want(t, http.StatusUnprocessableEntity)
	mia.post(link, "password", goodPassword).want(t, http.StatusOK)
	mia.logIn("MIA")
	mia.get("/settings").want(t, http.StatusOK, "mia")
	admin.get("/admin/users?q=mia").want(t, http.StatusOK, "mia")
	admin.get("/admin/audit").want(t, http.StatusOK, "mia")
	admin.post("/admin/users", "email", "m1a", "role", "student").want(t, http.StatusOK)
	admin.post("/admin/users", "email", "mia", "role", "student").want(t, http.StatusConflict, "looks like it")
	admin.post("/admin/users", "email", "m\u0456a", "role", "student").want(t, http.StatusUnprocessableEntity, "one alphabet")

	token, err := s.accounts.Invite(t.Context(), auth.Invitation{Role: coderemote.RoleStudent, Uses: 2, MadeBy: me.ID})
	if err != nil {
		t.Fatal(err)
	}
	ben := s.person(t)
	ben.get("/invite/"+token).want(t, http.StatusOK, "E-mail or nickname")
	ben.post("/invite/"+token, "email", "mia", "password", goodPassword).want(t, http.StatusConflict, "Choose another")
	ben.post("/invite/"+token, "email", "ben", "password", goodPassword).wantTo(t, "/")
	ben.get("/settings").want(t, http.StatusOK, "ben")

	s.set(t, `UPDATE settings SET registration = 'open'`)
	eva := s.person(t)
	eva.post("/register", "email", "ben", "password", goodPassword).want(t, http.StatusConflict, "Choose another")
	eva.post("/register", "email", "eva", "password", goodPassword).want(t, http.StatusOK, "approved")
	eva.post("/login", "email", "eva", "password", goodPassword).want(t, http.StatusForbidden)
	eva.post("/login", "email", "no name", "password", goodPassword).want(t, http.StatusUnprocessableEntity, "letters, digits")
	eva.post("/setup/x", "email", "eva", "password", goodPassword).want(t, http.StatusNotFound)
}
