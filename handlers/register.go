package handlers

import (
	"net/http"

	"coderemote"
	"coderemote/auth"
	"coderemote/static"
	"coderemote/store"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

// routeEntrances are the ways in for people without a session.
func (s *Server) routeEntrances(r chi.Router) {
	r.Get("/register", s.page(s.showRegister))
	r.Post("/register", s.page(s.register))
	r.Get("/invite/{token}", s.page(s.showInvitation))
	r.Post("/invite/{token}", s.page(s.acceptInvitation))
	r.Get("/confirm/{token}", s.page(s.showConfirm))
	r.Post("/confirm/{token}", s.page(s.confirm))
	r.Get("/reset/{token}", s.page(s.showReset))
	r.Post("/reset/{token}", s.page(s.resetPassword))
	r.Get("/forgot", s.page(s.showForgot))
	r.Post("/forgot", s.page(s.forgot))
}

// registration answers only where people may come in the way that want says.
func (s *Server) registration(r *http.Request, want ...coderemote.Registration) error {
	settings, err := s.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	for _, w := range want {
		if settings.Registration == w {
			return nil
		}
	}
	return coderemote.Errorf(coderemote.CodeForbidden, "This server takes no new accounts in this way. Ask your teacher or administrator.")
}

func (s *Server) tell(w http.ResponseWriter, r *http.Request, status int, page views.ToldPage) error {
	page.Chrome = s.chrome(r)
	return s.render(w, r, status, static.PlainPage, views.Told(page))
}

// refuseLink tells of a link that does not work; other refusals go to form.
func (s *Server) refuseLink(w http.ResponseWriter, r *http.Request, err error, form func(message string) error) error {
	return s.refuse(w, r, err, func(message string) error {
		if coderemote.CodeOf(err) == coderemote.CodeNotFound {
			return s.tell(w, r, http.StatusNotFound, views.ToldPage{Title: "This link does not work any more", Text: message, Link: views.LoginURL(""), LinkText: "Log in"})
		}
		return form(message)
	})
}

func (s *Server) joinForm(w http.ResponseWriter, r *http.Request, status int, page views.JoinPage) error {
	page.Chrome, page.Name, page.Email = s.chrome(r), r.PostFormValue("name"), r.PostFormValue("email")
	return s.render(w, r, status, static.PlainPage, views.Join(page))
}

func (s *Server) registerPage(message string) views.JoinPage {
	return views.JoinPage{Nickname: !s.Accounts.Mails(), Title: "Make an account", Action: views.RegisterURL(), Message: message}
}

func (s *Server) showRegister(w http.ResponseWriter, r *http.Request) error {
	if err := s.registration(r, coderemote.RegistrationOpen); err != nil {
		return err
	}
	return s.joinForm(w, r, http.StatusOK, s.registerPage(""))
}

func newPerson(r *http.Request) auth.NewPerson {
	return auth.NewPerson{Name: r.PostFormValue("name"), Login: r.PostFormValue("email"), Password: r.PostFormValue("password")}
}

func (s *Server) register(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	if err := s.registration(r, coderemote.RegistrationOpen); err != nil {
		return err
	}
	if err := s.Accounts.Register(r.Context(), newPerson(r), clientAddr(r)); err != nil {
		return s.refuse(w, r, err, func(message string) error {
			return s.joinForm(w, r, status(coderemote.CodeOf(err)), s.registerPage(message))
		})
	}
	text := "An administrator looks at new accounts. Once yours is approved, you can log in."
	if s.Accounts.Mails() {
		text = "We have sent you a mail. Follow the link in it, and you can log in."
	}
	return s.tell(w, r, http.StatusOK, views.ToldPage{Title: "Almost there", Text: text, Link: views.LoginURL(""), LinkText: "Log in"})
}

func invitationPage(token string, link *store.Link, message string) views.JoinPage {
	page := views.JoinPage{Nickname: true, Title: "You are invited", Action: views.InvitationURL(token), Message: message, Text: "Make an account to write and run programs here."}
	if link != nil && link.ClassName != "" {
		page.Text = "Make an account to join the class " + link.ClassName + "."
	}
	return page
}

func (s *Server) showInvitation(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	if err := s.registration(r, coderemote.RegistrationOpen, coderemote.RegistrationInvited); err != nil {
		return err
	}
	link, err := s.Accounts.Link(r.Context(), store.LinkInvitation, token)
	if err != nil {
		return s.refuseLink(w, r, err, nil)
	}
	return s.joinForm(w, r, http.StatusOK, invitationPage(token, link, ""))
}

// acceptInvitation makes the account, and logs its owner in at once.
func (s *Server) acceptInvitation(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	token := chi.URLParam(r, "token")
	if err := s.registration(r, coderemote.RegistrationOpen, coderemote.RegistrationInvited); err != nil {
		return err
	}
	user, err := s.Accounts.AcceptInvitation(r.Context(), token, newPerson(r))
	if err != nil {
		return s.refuseLink(w, r, err, func(message string) error {
			return s.joinForm(w, r, status(coderemote.CodeOf(err)), invitationPage(token, nil, message))
		})
	}
	if err := s.sessions.LogIn(r.Context(), user.ID, browserName(r.UserAgent())); err != nil {
		return err
	}
	http.Redirect(w, r, views.HomeURL(), http.StatusSeeOther)
	return nil
}

// showConfirm asks for a click: programs that look at mails open the addresses in them.
func (s *Server) showConfirm(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	if _, err := s.Accounts.Link(r.Context(), store.LinkConfirm, token); err != nil {
		return s.refuseLink(w, r, err, nil)
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Confirm(views.ConfirmPage{Chrome: s.chrome(r), Token: token}))
}

func (s *Server) confirm(w http.ResponseWriter, r *http.Request) error {
	if err := s.Accounts.Confirm(r.Context(), chi.URLParam(r, "token")); err != nil {
		return s.refuseLink(w, r, err, nil)
	}
	return s.tell(w, r, http.StatusOK, views.ToldPage{Title: "Your account is open", Text: "Log in with the password that you chose.", Link: views.LoginURL(""), LinkText: "Log in"})
}

func (s *Server) resetForm(w http.ResponseWriter, r *http.Request, status int, message string) error {
	return s.render(w, r, status, static.PlainPage, views.Reset(views.ResetPage{Chrome: s.chrome(r), Token: chi.URLParam(r, "token"), Message: message}))
}

func (s *Server) showReset(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.Accounts.Link(r.Context(), store.LinkReset, chi.URLParam(r, "token")); err != nil {
		return s.refuseLink(w, r, err, nil)
	}
	return s.resetForm(w, r, http.StatusOK, "")
}

func (s *Server) resetPassword(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	if err := s.Accounts.ResetPassword(r.Context(), chi.URLParam(r, "token"), r.PostFormValue("password")); err != nil {
		return s.refuseLink(w, r, err, func(message string) error {
			return s.resetForm(w, r, status(coderemote.CodeOf(err)), message)
		})
	}
	return s.tell(w, r, http.StatusOK, views.ToldPage{Title: "Your password is new", Text: "You are logged out everywhere. Log in with the new password.", Link: views.LoginURL(""), LinkText: "Log in"})
}

func (s *Server) forgotForm(w http.ResponseWriter, r *http.Request, status int, message string) error {
	return s.render(w, r, status, static.PlainPage, views.Forgot(views.ForgotPage{Chrome: s.chrome(r), Email: r.PostFormValue("email"), Message: message, Mails: s.Accounts.Mails()}))
}

func (s *Server) showForgot(w http.ResponseWriter, r *http.Request) error {
	return s.forgotForm(w, r, http.StatusOK, "")
}

func (s *Server) forgot(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	if err := s.Accounts.Forgot(r.Context(), r.PostFormValue("email"), clientAddr(r)); err != nil {
		return s.refuse(w, r, err, func(message string) error {
			return s.forgotForm(w, r, status(coderemote.CodeOf(err)), message)
		})
	}
	return s.tell(w, r, http.StatusOK, views.ToldPage{Title: "Look into your mail", Text: "If the address has an account here, we have sent a link to set a new password.", Link: views.LoginURL(""), LinkText: "Log in"})
}
