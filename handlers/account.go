package handlers

import (
	"net/http"

	"coderemote"
	"coderemote/static"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

func (s *Server) routeAccounts(r chi.Router) {
	s.routeIssuer(r)
	s.routeEntrances(r)
	r.Get("/help", s.page(s.help))
	r.Get("/privacy", s.page(s.privacy))
	r.Get("/login", s.page(s.showLogin))
	r.Post("/login", s.page(s.login))
	r.Post("/logout", s.page(s.logout))
	r.Get("/setup/{token}", s.page(s.showSetup))
	r.Post("/setup/{token}", s.page(s.setup))
	r.Group(func(r chi.Router) {
		r.Use(s.requireUser)
		s.routeSettings(r)
		r.Get("/settings", s.page(s.settings))
		r.Post("/settings/tokens", s.page(s.createToken))
		r.Post("/settings/tokens/{id}/revoke", s.page(s.revokeToken))
	})
}

func (s *Server) showLogin(w http.ResponseWriter, r *http.Request) error {
	next := localPath(r.URL.Query().Get("next"))
	if currentUser(r) != nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	settings, err := s.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	page := views.LoginPage{Chrome: s.chrome(r), Next: next, Issuer: s.issuerName(), Open: settings.Registration == coderemote.RegistrationOpen}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Login(page))
}

// login begins a session. The code that a guest wanted to run comes back in the
// editor; otherwise the person goes on to the page that asked for the log-in.
func (s *Server) login(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	email, code, next := r.PostFormValue("email"), formText(r, "code"), localPath(r.PostFormValue("next"))
	user, err := s.logIn(w, r, email, r.PostFormValue("password"))
	if err != nil {
		return s.refuse(w, r, err, func(message string) error {
			page := views.LoginPage{Chrome: s.chrome(r), Email: email, Message: message, Next: next, Code: code, Issuer: s.issuerName()}
			return s.render(w, r, status(coderemote.CodeOf(err)), static.PlainPage, views.Login(page))
		})
	}
	if code == "" {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	page := views.NewEditorPage(s.chrome(withUser(r, user)))
	page.Code, page.Kept = code, true
	return s.render(w, r, http.StatusOK, static.EditorPage, views.Editor(page))
}

// refuse shows the form again with the reason for the person. What is our fault
// becomes an error page.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error, form func(message string) error) error {
	code, e := s.classify(r.Context(), err)
	if code == statusClientClosed || code == http.StatusInternalServerError {
		return err
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", retryAfter(e.RetryAfter))
	}
	return form(e.Message)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.LogOut(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, views.HomeURL(), http.StatusSeeOther)
	return nil
}

func (s *Server) showSetup(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	if err := s.Accounts.CheckSetup(r.Context(), token); err != nil {
		return s.refuseSetup(w, r, err)
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Setup(views.SetupPage{Chrome: s.chrome(r), Token: token}))
}

// setup makes the first administrator, who is logged in at once.
func (s *Server) setup(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	token, email, password := chi.URLParam(r, "token"), r.PostFormValue("email"), r.PostFormValue("password")
	if _, err := s.Accounts.CompleteSetup(r.Context(), token, email, password); err != nil {
		return s.refuseSetup(w, r, err)
	}
	if _, err := s.logIn(w, r, email, password); err != nil {
		s.Logger.Warn("no session after set-up", "request_id", requestID(r.Context()), "err", err)
		http.Redirect(w, r, views.LoginURL(""), http.StatusSeeOther)
		return nil
	}
	http.Redirect(w, r, views.HomeURL(), http.StatusSeeOther)
	return nil
}

func (s *Server) refuseSetup(w http.ResponseWriter, r *http.Request, err error) error {
	return s.refuse(w, r, err, func(message string) error {
		code := coderemote.CodeOf(err)
		if code == coderemote.CodeNotFound {
			return s.render(w, r, http.StatusNotFound, static.PlainPage, views.SetupGone(views.SetupGonePage{Chrome: s.chrome(r)}))
		}
		page := views.SetupPage{Chrome: s.chrome(r), Token: chi.URLParam(r, "token"), Email: r.PostFormValue("email"), Message: message}
		return s.render(w, r, status(code), static.PlainPage, views.Setup(page))
	})
}
