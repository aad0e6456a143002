package handlers

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"coderemote"
	"coderemote/auth"
	"coderemote/static"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

// challengeLife is how long a person may take at the issuer.
const challengeLife = 10 * time.Minute

func (s *Server) routeIssuer(r chi.Router) {
	r.Get("/login/oidc", s.page(s.leaveForIssuer))
	r.Get("/login/oidc/callback", s.page(s.backFromIssuer))
	r.Group(func(r chi.Router) {
		r.Use(s.requireUser)
		r.Post("/settings/identity", s.page(s.linkIdentity))
		r.Post("/settings/identity/unlink", s.page(s.unlinkIdentity))
	})
}

// issuer returns who else knows people; a guest of an instance without one is
// told nothing of it.
func (s *Server) issuer() (*auth.Issuer, error) {
	if issuer := s.Accounts.Issuer(); issuer != nil {
		return issuer, nil
	}
	return nil, errNotHere
}

// issuerName is what people read on the button, "" where there is none.
func (s *Server) issuerName() string {
	if issuer := s.Accounts.Issuer(); issuer != nil {
		return issuer.Name
	}
	return ""
}

func (s *Server) leaveForIssuer(w http.ResponseWriter, r *http.Request) error {
	issuer, err := s.issuer()
	if err != nil {
		return err
	}
	challenge, address, err := issuer.Begin(r.Context())
	if err != nil {
		return err
	}
	challenge.Next = localPath(r.URL.Query().Get("next"))
	if err := s.keepChallenge(w, challenge); err != nil {
		return err
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// linkIdentity answers with a link to the issuer and not with a redirect: the
// answer to a form may not lead to another host (form-action).
func (s *Server) linkIdentity(w http.ResponseWriter, r *http.Request) error {
	issuer, err := s.issuer()
	if err != nil {
		return err
	}
	challenge, address, err := issuer.Begin(r.Context())
	if err != nil {
		return err
	}
	challenge.Link, challenge.Next = currentUser(r).ID, views.AccountURL()
	if err := s.keepChallenge(w, challenge); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.LinkIdentity(views.LinkIdentityPage{Chrome: s.chrome(r), Issuer: issuer.Name, Address: address}))
}

func (s *Server) unlinkIdentity(w http.ResponseWriter, r *http.Request) error {
	if err := s.Accounts.Unlink(r.Context(), currentUser(r).ID); err != nil {
		return err
	}
	http.Redirect(w, r, views.AccountURL(), http.StatusSeeOther)
	return nil
}

func (s *Server) backFromIssuer(w http.ResponseWriter, r *http.Request) error {
	issuer, err := s.issuer()
	if err != nil {
		return err
	}
	challenge := s.takeChallenge(w, r)
	claims, err := issuer.Complete(r.Context(), challenge, r.URL.Query())
	if err == nil {
		err = s.enter(r, challenge, claims)
	}
	if err != nil {
		return s.refuse(w, r, err, func(message string) error {
			page := views.LoginPage{Chrome: s.chrome(r), Message: message, Next: localPath(challenge.Next), Issuer: issuer.Name}
			return s.render(w, r, status(coderemote.CodeOf(err)), static.PlainPage, views.Login(page))
		})
	}
	http.Redirect(w, r, localPath(challenge.Next), http.StatusSeeOther)
	return nil
}

// enter links the identity to the person who asked for it, or logs in whose it is.
func (s *Server) enter(r *http.Request, challenge auth.Challenge, claims auth.Claims) error {
	if challenge.Link != "" {
		if user := currentUser(r); user == nil || user.ID != challenge.Link {
			return coderemote.Errorf(coderemote.CodeForbidden, "Somebody else is logged in now. Link the log-in again on the settings page.")
		}
		return s.Accounts.LinkIdentity(r.Context(), challenge.Link, claims)
	}
	user, err := s.Accounts.UserOf(r.Context(), claims)
	if err != nil {
		return err
	}
	return s.sessions.LogIn(r.Context(), user.ID, browserName(r.UserAgent()))
}

// challengeCookie has the prefix that keeps neighboring hosts from planting one,
// where browsers take it: over https.
func (s *Server) challengeCookie() string {
	if s.Secure {
		return "__Host-cr_oidc"
	}
	return "cr_oidc"
}

func (s *Server) keepChallenge(w http.ResponseWriter, c auth.Challenge) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	s.setChallenge(w, base64.RawURLEncoding.EncodeToString(text), int(challengeLife.Seconds()))
	return nil
}

// takeChallenge returns what the browser kept, once; the empty challenge, which
// no answer fits, for nothing.
func (s *Server) takeChallenge(w http.ResponseWriter, r *http.Request) (c auth.Challenge) {
	s.setChallenge(w, "", -1)
	cookie, err := r.Cookie(s.challengeCookie())
	if err != nil {
		return auth.Challenge{}
	}
	text, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || json.Unmarshal(text, &c) != nil {
		return auth.Challenge{}
	}
	return c
}

func (s *Server) setChallenge(w http.ResponseWriter, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.challengeCookie(), Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Secure,
	})
}
