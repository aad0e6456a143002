package handlers

import (
	"net/http"
	"strings"

	"coderemote"
	"coderemote/auth"
	"coderemote/static"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

func (s *Server) settings(w http.ResponseWriter, r *http.Request) error {
	return s.showSettings(w, r, http.StatusOK, views.AccountPage{})
}

// showSettings completes page with what it always shows.
func (s *Server) showSettings(w http.ResponseWriter, r *http.Request, status int, page views.AccountPage) error {
	tokens, err := s.Accounts.Tokens(r.Context(), currentUser(r).ID)
	if err != nil {
		return err
	}
	if page.LinkedAt, err = s.Accounts.LinkedAt(r.Context(), currentUser(r).ID); err != nil {
		return err
	}
	if page.Sessions, err = s.Store.SessionsByUser(r.Context(), currentUser(r).ID, auth.SessionIdle, s.sessions.Current(r.Context())); err != nil {
		return err
	}
	if page.Password, err = s.Store.HasPassword(r.Context(), currentUser(r).ID); err != nil {
		return err
	}
	page.Chrome, page.Tokens, page.Issuer = s.chrome(r), tokens, s.issuerName()
	return s.render(w, r, status, static.PlainPage, views.Account(page))
}

// createToken answers with the page itself and not with a redirect: the secret
// is in this one answer and nowhere else.
func (s *Server) createToken(w http.ResponseWriter, r *http.Request) error {
	secret, err := s.newToken(r)
	if err != nil {
		return s.refuse(w, r, err, func(message string) error {
			return s.showSettings(w, r, status(coderemote.CodeOf(err)), views.AccountPage{Message: message})
		})
	}
	return s.showSettings(w, r, http.StatusOK, views.AccountPage{NewSecret: secret})
}

func (s *Server) newToken(r *http.Request) (secret string, err error) {
	if err := r.ParseForm(); err != nil {
		return "", badForm(err)
	}
	n := auth.NewToken{Name: r.PostFormValue("name")}
	if chosen := r.PostForm["scopes"]; len(chosen) > 0 {
		if n.Scopes, err = coderemote.ParseScopes(strings.Join(chosen, ",")); err != nil {
			return "", err
		}
	}
	secret, _, err = s.Accounts.CreateToken(r.Context(), currentUser(r).ID, n)
	return secret, err
}

func (s *Server) revokeToken(w http.ResponseWriter, r *http.Request) error {
	if err := s.Accounts.RevokeToken(r.Context(), currentUser(r).ID, chi.URLParam(r, "id")); err != nil {
		return err
	}
	http.Redirect(w, r, views.AccountURL(), http.StatusSeeOther)
	return nil
}
