package handlers

import (
	"bufio"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/auth"
)

func (s *accountSite) set(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := s.store.Pool().Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// newMailbox is a mail server of one test: what it is sent comes out of the channel.
func newMailbox(t *testing.T) (address string, mails <-chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	box := make(chan string, 10)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go receive(c, box)
		}
	}()
	return "smtp://" + listener.Addr().String(), box
}

// receive speaks as much of SMTP (RFC 5321) as one mail needs.
func receive(c net.Conn, box chan<- string) {
	defer c.Close()
	say := func(line string) { c.Write([]byte(line + "\r\n")) }
	say("220 test")
	var text strings.Builder
	reading := false
	for lines := bufio.NewScanner(c); lines.Scan(); {
		line := lines.Text()
		switch {
		case reading && line == ".":
			reading = false
			box <- text.String()
			say("250 ok")
		case reading:
			text.WriteString(line + "\n")
		case line == "DATA":
			reading = true
			say("354 go on")
		case line == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// plain is the text of a page without what is new each time.
func (a page) plain() string {
	return regexp.MustCompile(`nonce="[^"]*"`).ReplaceAllString(a.text, "")
}

func nextMail(t *testing.T, mails <-chan string) string {
	t.Helper()
	select {
	case mail := <-mails:
		return mail
	case <-time.After(10 * time.Second):
		t.Fatal("no mail came")
		return ""
	}
}

func linkIn(t *testing.T, text, prefix string) string {
	t.Helper()
	link := regexp.MustCompile(regexp.QuoteMeta(prefix) + `[A-Za-z0-9_-]{43}`).FindString(text)
	if link == "" {
		t.Fatalf("there is no link %s in %s", prefix, text)
	}
	return link
}

func withMail(t *testing.T, s *accountSite) <-chan string {
	t.Helper()
	server, mails := newMailbox(t)
	m, err := auth.NewMailer(server, "Code Remote <code@school.example>", s.URL, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s.accounts.SendMail(m)
	return mails
}

func TestRegistrationWaitsForAnAdministrator(t *testing.T) {
	s := newAccountSite(t, false)
	ada := s.person(t)
	ada.get("/register").want(t, http.StatusForbidden, "no new accounts")
	ada.post("/register", "email", "ada@example.org", "password", goodPassword).want(t, http.StatusForbidden)
	s.set(t, `UPDATE settings SET registration = 'open'`)
	ada.get("/login").want(t, http.StatusOK, "Make an account")
	ada.get("/register").want(t, http.StatusOK, `action="/register"`)
	ada.post("/register", "email", "ada@", "password", goodPassword).want(t, http.StatusUnprocessableEntity, "not an e-mail address")
	ada.post("/register", "email", "ada@example.org", "password", "password").want(t, http.StatusUnprocessableEntity, "tried first")
	first := ada.post("/register", "email", "ada@example.org", "password", goodPassword, "name", "Ada", "role", "admin")
	first.want(t, http.StatusOK, "administrator looks at new accounts")
	ada.post("/login", "email", "ada@example.org", "password", goodPassword).want(t, http.StatusForbidden, "not open yet")
	again := s.person(t).post("/register", "email", "ada@example.org", "password", "another good one of three")
	if again.StatusCode != first.StatusCode || again.plain() != first.plain() {
		t.Error("the answer tells who has an account")
	}
	var role string
	if err := s.store.Pool().QueryRow(t.Context(), `SELECT role FROM users WHERE email = 'ada@example.org'`).Scan(&role); err != nil || role != "student" {
		t.Errorf("the role is %s, error %v", role, err)
	}
	s.set(t, `UPDATE users SET pending_since = NULL`)
	ada.logIn("ada@example.org")
}

func TestRegistrationIsConfirmedByMail(t *testing.T) {
	s := newAccountSite(t, false)
	mails := withMail(t, s)
	s.set(t, `UPDATE settings SET registration = 'open'`)
	ada := s.person(t)
	ada.post("/register", "email", "ada@example.org", "password", goodPassword).want(t, http.StatusOK, "sent you a mail")
	link := strings.TrimPrefix(linkIn(t, nextMail(t, mails), s.URL+"/confirm/"), s.URL)
	ada.get(link).want(t, http.StatusOK, "Confirm my account")
	ada.post("/login", "email", "ada@example.org", "password", goodPassword).want(t, http.StatusForbidden)
	ada.post(link).want(t, http.StatusOK, "Your account is open")
	ada.post(link).want(t, http.StatusNotFound, "does not work any more")
	ada.logIn("ada@example.org")

	s.person(t).post("/register", "email", "ada@example.org", "password", goodPassword).want(t, http.StatusOK, "sent you a mail")
	if mail := nextMail(t, mails); !strings.Contains(mail, "has one already") {
		t.Errorf("the owner of the address reads %s", mail)
	}
	if strings.Contains(s.logs.String(), link) {
		t.Error("the log holds the link")
	}
}

func TestForgottenPassword(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada := s.person(t)
	ada.logIn("ada@example.org")
	stranger := s.person(t)
	stranger.get("/forgot").want(t, http.StatusOK, "sends no mail")
	stranger.post("/forgot", "email", "ada@example.org").want(t, http.StatusNotFound)
	mails := withMail(t, s)
	known := stranger.post("/forgot", "email", "Ada@example.org")
	known.want(t, http.StatusOK, "If the address has an account")
	unknown := stranger.post("/forgot", "email", "ben@example.org")
	if known.plain() != unknown.plain() {
		t.Error("the answer tells who has an account")
	}
	link := strings.TrimPrefix(linkIn(t, nextMail(t, mails), s.URL+"/reset/"), s.URL)
	stranger.post("/forgot", "email", "ada@example.org")
	newer := strings.TrimPrefix(linkIn(t, nextMail(t, mails), s.URL+"/reset/"), s.URL)
	stranger.get(link).want(t, http.StatusNotFound, "does not work any more")
	stranger.get(newer).want(t, http.StatusOK, "Set a new password")
	stranger.post(newer, "password", "short").want(t, http.StatusUnprocessableEntity, "8 to 128")
	stranger.post(newer, "password", "another good one of three").want(t, http.StatusOK, "logged out everywhere")
	stranger.post(newer, "password", "another good one of three").want(t, http.StatusNotFound)
	ada.get("/settings").wantTo(t, "/login?next=%2Fsettings")
	ada.post("/login", "email", "ada@example.org", "password", goodPassword).want(t, http.StatusUnauthorized)
	ada.post("/login", "email", "ada@example.org", "password", "another good one of three").wantTo(t, "/")
}

func TestInvitationToAClass(t *testing.T) {
	s := newAccountSite(t, false)
	teacher, _ := s.addPerson(t, "teacher@example.org", coderemote.RoleTeacher)
	path, _ := teacher.makeClass("CS 101")
	link := linkIn(t, teacher.post(path+"/invite").text, "/invite/")
	ada := s.person(t)
	ada.get(link).want(t, http.StatusOK, "join the class CS 101")
	ada.post(link, "email", "teacher@example.org", "password", goodPassword).want(t, http.StatusConflict, "already an account")
	ada.post(link, "email", "ada@example.org", "password", goodPassword, "name", "Ada", "role", "admin").wantTo(t, "/")
	ada.get(path).want(t, http.StatusOK, "student")
	ada.get("/settings").want(t, http.StatusOK, "Student")
	ada.post(path+"/invite").want(t, http.StatusForbidden)
	s.set(t, `UPDATE settings SET registration = 'closed'`)
	s.person(t).get(link).want(t, http.StatusForbidden)
	s.person(t).post(link, "email", "ben@example.org", "password", goodPassword).want(t, http.StatusForbidden)
	s.set(t, `UPDATE settings SET registration = 'invited'`)
	s.set(t, `UPDATE links SET uses_left = 1`)
	s.person(t).post(link, "email", "ben@example.org", "password", goodPassword).wantTo(t, "/")
	s.person(t).post(link, "email", "cyd@example.org", "password", goodPassword).want(t, http.StatusNotFound, "does not work any more")
	s.set(t, `UPDATE links SET uses_left = 1, expires_at = now()`)
	s.person(t).get(link).want(t, http.StatusNotFound)
	if strings.Contains(s.logs.String(), link) {
		t.Error("the log holds the link")
	}
}

func TestChangePassword(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada, elsewhere := s.person(t), s.person(t)
	ada.logIn("ada@example.org")
	elsewhere.logIn("ada@example.org")
	const next = "another good one of three"
	ada.post("/settings/password", "old", "wrong", "password", next).want(t, http.StatusUnprocessableEntity, "not your present password")
	ada.post("/settings/password", "old", goodPassword, "password", "short").want(t, http.StatusUnprocessableEntity, "8 to 128")
	changed := ada.post("/settings/password", "old", goodPassword, "password", next)
	changed.wantTo(t, "/settings")
	if changed.cookie(t, auth.SessionCookie).Value == "" {
		t.Error("the session keeps its token")
	}
	ada.get("/settings").want(t, http.StatusOK)
	elsewhere.get("/settings").wantTo(t, "/login?next=%2Fsettings")
	elsewhere.post("/login", "email", "ada@example.org", "password", goodPassword).want(t, http.StatusUnauthorized)
	for range 10 {
		ada.post("/settings/password", "old", "wrong", "password", next)
	}
	ada.post("/settings/password", "old", next, "password", goodPassword).want(t, http.StatusTooManyRequests)
}

func TestSessionsAreListedAndRevoked(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada, phone, library := s.person(t), s.person(t), s.person(t)
	for _, p := range []*person{ada, phone, library} {
		p.logIn("ada@example.org")
	}
	shown := ada.get("/settings")
	shown.want(t, http.StatusOK, "Here", "Log out everywhere else")
	revoke := regexp.MustCompile(`/settings/sessions/([0-9a-f-]{36})/revoke`).FindStringSubmatch(shown.text)
	ben, _ := s.addPerson(t, "ben@example.org", coderemote.RoleAdmin)
	ben.post(revoke[0]).want(t, http.StatusNotFound)
	ben.post("/settings/sessions/x/revoke").want(t, http.StatusNotFound)
	ada.post(revoke[0]).wantTo(t, "/settings")
	out := 0
	for _, p := range []*person{phone, library} {
		if p.get("/settings").StatusCode == http.StatusSeeOther {
			out++
		}
	}
	if out != 1 {
		t.Errorf("%d of two browsers are logged out", out)
	}
	ada.post("/settings/sessions/revoke").wantTo(t, "/settings")
	phone.get("/settings").wantTo(t, "/login?next=%2Fsettings")
	library.get("/settings").wantTo(t, "/login?next=%2Fsettings")
	ben.get("/settings").want(t, http.StatusOK)
	ada.post("/settings/name", "name", " Ada <b> ").wantTo(t, "/settings")
	ada.get("/settings").want(t, http.StatusOK, `value="Ada <b>"`)
}

func TestBrowserName(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0":                                                                  "Firefox on Linux",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":                   "Safari on macOS",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":           "Edge on Windows",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36":                            "Chrome on Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari on iPhone",
		"curl/8.0": "A program",
		"":         "A program",
	} {
		if got := browserName(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}
