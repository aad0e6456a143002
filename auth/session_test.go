package auth

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/store"

	"github.com/google/uuid"
)

// site is a server whose paths do what their names say.
type site struct {
	*httptest.Server
	entered, leave chan struct{} // of /slow
}

func newSite(t *testing.T, st *store.Store, secure bool) *site {
	t.Helper()
	s := &site{entered: make(chan struct{}), leave: make(chan struct{})}
	sessions := NewSessions(st, secure, func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, "store", http.StatusServiceUnavailable)
	})
	ada := &coderemote.User{ID: uuid.Must(uuid.NewV7()).String(), Email: "ada@example.org", Role: coderemote.RoleStudent}
	if err := st.CreateUser(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		if err := sessions.LogIn(r.Context(), ada.ID, "Firefox on Linux"); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("/logout", func(w http.ResponseWriter, r *http.Request) {
		if err := sessions.LogOut(r.Context()); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("/slow", func(http.ResponseWriter, *http.Request) {
		s.entered <- struct{}{}
		<-s.leave
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if sessions.UserID(r.Context()) == ada.ID {
			io.WriteString(w, "ada")
		}
	})
	s.Server = httptest.NewServer(sessions.Middleware(mux))
	t.Cleanup(s.Close)
	return s
}

func newBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

func (s *site) visit(t *testing.T, browser *http.Client, path string) (*http.Response, string) {
	t.Helper()
	answer, err := browser.Get(s.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// ask sends a cookie that the test holds itself.
func (s *site) ask(t *testing.T, cookie *http.Cookie) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(cookie)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func sessionCookie(t *testing.T, answer *http.Response) *http.Cookie {
	t.Helper()
	for _, cookie := range answer.Cookies() {
		if cookie.Name == SessionCookie {
			return cookie
		}
	}
	t.Fatal("no session cookie was set")
	return nil
}

func TestSession(t *testing.T) {
	s, browser := newSite(t, testpg.New(t), false), newBrowser(t)
	answer, user := s.visit(t, browser, "/")
	if user != "" || len(answer.Cookies()) != 0 {
		t.Errorf("a stranger is %q and gets %v", user, answer.Cookies())
	}
	answer, _ = s.visit(t, browser, "/login")
	first := sessionCookie(t, answer)
	if !first.HttpOnly || first.SameSite != http.SameSiteLaxMode || first.Secure || first.Path != "/" {
		t.Errorf("the cookie is %v", first)
	}
	if days := time.Until(first.Expires).Hours() / 24; days < 29.9 || days > 30.1 {
		t.Errorf("the cookie lives %.1f days", days)
	}
	if answer, user = s.visit(t, browser, "/"); user != "ada" || len(answer.Cookies()) != 0 {
		t.Errorf("after the log-in it is %q and gets %v", user, answer.Cookies())
	}

	answer, _ = s.visit(t, browser, "/login")
	second := sessionCookie(t, answer)
	if first.Value == second.Value || s.ask(t, first) != "" || s.ask(t, second) != "ada" {
		t.Error("the log-in keeps the token that was there before")
	}
	s.visit(t, browser, "/logout")
	if _, user = s.visit(t, browser, "/"); user != "" || s.ask(t, second) != "" {
		t.Error("the session outlives the log-out")
	}
}

func TestSessionCookieIsSecureUnderHTTPS(t *testing.T) {
	s := newSite(t, testpg.New(t), true)
	answer, _ := s.visit(t, newBrowser(t), "/login")
	if !sessionCookie(t, answer).Secure {
		t.Error("the cookie is sent over plain http")
	}
}

func TestSessionTokenIsStoredAsAHash(t *testing.T) {
	st := testpg.New(t)
	s := newSite(t, st, false)
	answer, _ := s.visit(t, newBrowser(t), "/login")
	var hash []byte
	if err := st.Pool().QueryRow(t.Context(), `SELECT token_hash FROM sessions`).Scan(&hash); err != nil {
		t.Fatal(err)
	}
	if string(hash) != string(hashSecret(sessionCookie(t, answer).Value)) {
		t.Errorf("stored is %q", hash)
	}
}

func TestIdleSessionEnds(t *testing.T) {
	st := testpg.New(t)
	s, browser := newSite(t, st, false), newBrowser(t)
	s.visit(t, browser, "/login")
	execute(t, st, `UPDATE sessions SET seen_at = now() - interval '13 days'`)
	if _, user := s.visit(t, browser, "/"); user != "ada" {
		t.Errorf("after 13 idle days it is %q", user)
	}
	execute(t, st, `UPDATE sessions SET seen_at = seen_at - interval '13 days'`)
	if _, user := s.visit(t, browser, "/"); user != "ada" {
		t.Errorf("a use in between does not count: it is %q", user)
	}
	execute(t, st, `UPDATE sessions SET seen_at = now() - interval '15 days'`)
	if _, user := s.visit(t, browser, "/"); user != "" {
		t.Errorf("after 15 idle days it is %q", user)
	}
}

func TestRequestThatOverlapsALogOutDoesNotUndoIt(t *testing.T) {
	st := testpg.New(t)
	s, browser := newSite(t, st, false), newBrowser(t)
	answer, _ := s.visit(t, browser, "/login")
	cookie := sessionCookie(t, answer)
	execute(t, st, `UPDATE sessions SET seen_at = now() - interval '2 hours'`)
	done := make(chan error)
	go func() {
		answer, err := browser.Get(s.URL + "/slow")
		if err == nil {
			err = answer.Body.Close()
		}
		done <- err
	}()
	<-s.entered
	s.visit(t, browser, "/logout")
	s.leave <- struct{}{}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if user := s.ask(t, cookie); user != "" {
		t.Errorf("the session is back: %q", user)
	}
}

func TestSessionFailureGoesToOnError(t *testing.T) {
	st := testpg.New(t)
	s, browser := newSite(t, st, false), newBrowser(t)
	s.visit(t, browser, "/login")
	if _, err := testpg.Owner(t, st).Exec(t.Context(), `ALTER TABLE sessions RENAME TO gone`); err != nil {
		t.Fatal(err)
	}
	if answer, _ := s.visit(t, browser, "/"); answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("status %d, want what onError answered", answer.StatusCode)
	}
}
