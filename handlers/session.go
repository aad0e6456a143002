package handlers

import (
	"context"
	"net/http"
	"net/netip"
	"strings"

	"coderemote"
	"coderemote/auth"
	"coderemote/views"
)

// deviceCookie tells the browsers that have logged in before from strangers; it
// opens nothing.
const deviceCookie = "cr_device"

// currentUser returns who makes the request, nil for a guest.
func currentUser(r *http.Request) *coderemote.User {
	user, _ := r.Context().Value(keyUser).(*coderemote.User)
	return user
}

func withUser(r *http.Request, user *coderemote.User) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), keyUser, user))
}

// loadUser finds the person whose session it is. The session of an account that
// is gone or disabled ends.
func (s *Server) loadUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := s.sessions.UserID(r.Context())
		if id == "" {
			next.ServeHTTP(w, r)
			return
		}
		user, err := s.Accounts.User(r.Context(), id)
		if coderemote.CodeOf(err) == coderemote.CodeNotFound {
			user, err = nil, s.sessions.LogOut(r.Context())
		}
		if err != nil {
			s.failPage(w, r, err)
			return
		}
		next.ServeHTTP(w, withUser(r, user))
	})
}

// requireUser sends a guest who opens a page to log in and back. What is no page
// is refused: a script or a stream can do nothing with the log-in page.
func (s *Server) requireUser(next http.Handler) http.Handler {
	return s.page(func(w http.ResponseWriter, r *http.Request) error {
		if currentUser(r) != nil {
			next.ServeHTTP(w, r)
			return nil
		}
		if r.Method == http.MethodGet && !isHTMX(r) && strings.Contains(r.Header.Get("Accept"), "text/html") {
			http.Redirect(w, r, views.LoginURL(r.URL.RequestURI()), http.StatusSeeOther)
			return nil
		}
		return coderemote.Errorf(coderemote.CodeUnauthenticated, "You are not logged in any more. Log in and try again.")
	})
}

// logIn makes the browser's session one of the person who knows the password.
func (s *Server) logIn(w http.ResponseWriter, r *http.Request, login, password string) (*coderemote.User, error) {
	attempt := auth.Attempt{Login: login, Password: password, Addr: clientAddr(r)}
	if cookie, err := r.Cookie(deviceCookie); err == nil {
		attempt.Device = cookie.Value
	}
	in, err := s.Accounts.LogIn(r.Context(), attempt)
	if err != nil {
		return nil, err
	}
	if err := s.sessions.LogIn(r.Context(), in.User.ID, browserName(r.UserAgent())); err != nil {
		return nil, err
	}
	http.SetCookie(w, &http.Cookie{
		Name: deviceCookie, Value: in.Device, Path: "/", MaxAge: int(auth.DeviceIdle.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Secure,
	})
	return in.User, nil
}

// clientAddr returns the address of the connection, the zero one where it has none.
func clientAddr(r *http.Request) netip.Addr {
	peer, _ := netip.ParseAddrPort(r.RemoteAddr)
	return peer.Addr()
}

// localPath returns next if it is a path on this site, else the editor's.
// Browsers read a backslash as a slash and drop line breaks, so that
// "/\evil.example" and "/\n/evil.example" would leave the site too.
func localPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsFunc(next, leavesPath) {
		return views.HomeURL()
	}
	return next
}

func leavesPath(r rune) bool { return r == '\\' || r <= ' ' || r == 0x7f }

// browserName reads a User-Agent as far as it helps a person to tell their
// browsers apart; the whole of it would be kept for nothing.
func browserName(agent string) string {
	return firstIn(agent, "A program", "Edg", "Edge", "OPR", "Opera", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "FxiOS", "Firefox",
		"CriOS", "Chrome", "Chrome", "Chrome", "Safari", "Safari") +
		firstIn(agent, "", "iPhone", " on iPhone", "iPad", " on iPad", "Android", " on Android", "CrOS", " on ChromeOS", "Windows", " on Windows",
			"Mac OS X", " on macOS", "Linux", " on Linux")
}

// firstIn returns what stands behind the first key that is in text.
func firstIn(text, otherwise string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if strings.Contains(text, pairs[i]) {
			return pairs[i+1]
		}
	}
	return otherwise
}
