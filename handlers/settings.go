package handlers

import (
	"net/http"

	"coderemote"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

func (s *Server) routeSettings(r chi.Router) {
	r.Get("/settings/export", s.page(s.export))
	r.Get("/settings/delete", s.page(s.showDelete))
	r.Post("/settings/delete", s.page(s.deleteAccount))
	r.Post("/settings/name", s.page(s.rename))
	r.Post("/settings/password", s.page(s.changePassword))
	r.Post("/settings/sessions/revoke", s.page(s.revokeOtherSessions))
	r.Post("/settings/sessions/{id}/revoke", s.page(s.revokeSession))
}

func (s *Server) toSettings(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, views.AccountURL(), http.StatusSeeOther)
	return nil
}

func (s *Server) rename(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	if err := s.Store.RenameUser(r.Context(), currentUser(r).ID, coderemote.CleanName(r.PostFormValue("name"))); err != nil {
		return err
	}
	return s.toSettings(w, r)
}

// changePassword also gives this session another token: whoever copied the old
// one is out.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	user := currentUser(r)
	err := s.Accounts.ChangePassword(r.Context(), user.ID, r.PostFormValue("old"), r.PostFormValue("password"), s.sessions.Current(r.Context()))
	if err != nil {
		return s.refuse(w, r, err, func(message string) error {
			return s.showSettings(w, r, status(coderemote.CodeOf(err)), views.AccountPage{PasswordMessage: message})
		})
	}
	if err := s.sessions.LogIn(r.Context(), user.ID, browserName(r.UserAgent())); err != nil {
		return err
	}
	return s.toSettings(w, r)
}

func (s *Server) revokeSession(w http.ResponseWriter, r *http.Request) error {
	id, err := idParam(r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.RevokeSession(r.Context(), currentUser(r).ID, id); err != nil {
		return err
	}
	return s.toSettings(w, r)
}

func (s *Server) revokeOtherSessions(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.EndSessions(r.Context(), currentUser(r).ID, s.sessions.Current(r.Context())); err != nil {
		return err
	}
	return s.toSettings(w, r)
}
