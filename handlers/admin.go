package handlers

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"coderemote"
	"coderemote/auth"
	"coderemote/static"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
)

// usersPerPage is how many users a page of the list shows.
const usersPerPage = 50

func (s *Server) routeAdmin(r chi.Router) {
	r.Route("/admin", func(r chi.Router) {
		r.Use(s.requireAdmin)
		r.Get("/", s.page(s.showInstance))
		r.Get("/settings", s.page(s.showInstanceSettings))
		r.Post("/settings", s.page(s.updateInstanceSettings))
		r.Get("/audit", s.page(s.showAudit))
		r.Get("/model", s.page(s.showModel))
		r.Post("/model", s.page(s.updateModel))
		s.routeQueue(r)
		r.Get("/users", s.page(s.showUsers))
		r.Post("/users", s.page(s.addUser))
		r.Post("/users/{id}/role", s.page(s.setRole))
		r.Post("/users/{id}/disable", s.page(s.disableUser))
		r.Post("/users/{id}/enable", s.page(s.enableUser))
		r.Post("/users/{id}/approve", s.page(s.approveUser))
		r.Post("/users/{id}/reset", s.page(s.makeResetLink))
		r.Post("/invitations", s.page(s.invite))
		r.Post("/invitations/{id}/delete", s.page(s.deleteInvitation))
	})
}

// requireAdmin hides what is for administrators from everybody else.
func (s *Server) requireAdmin(next http.Handler) http.Handler {
	return s.page(func(w http.ResponseWriter, r *http.Request) error {
		if currentUser(r).Role != coderemote.RoleAdmin {
			return errNotHere
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

func (s *Server) showInstance(w http.ResponseWriter, r *http.Request) (err error) {
	page := views.InstancePage{Chrome: s.chrome(r), Version: s.Version}
	if page.Load, err = s.load(r); err != nil {
		return err
	}
	workers, err := s.Store.Workers(r.Context())
	if err != nil {
		return err
	}
	for _, worker := range workers {
		page.Workers = append(page.Workers, views.WorkerLine{Name: worker.Name, Boxes: worker.Boxes, DataBoxes: worker.DataBoxes, Limits: worker.Limits, Problem: worker.Problem})
	}
	failures, err := s.Store.Failures(r.Context())
	if err != nil {
		return err
	}
	for _, f := range failures {
		page.Failures = append(page.Failures, views.FailureLine{RunID: f.RunID, At: f.At, Worker: f.Worker, Message: f.Message})
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Instance(page))
}

func (s *Server) load(r *http.Request) (views.LoadLine, error) {
	load, err := s.Store.Load(r.Context())
	return views.LoadLine{Queued: load.Queued, Running: load.Running, Waiting: load.Waiting, Hour: load.Hour}, err
}

func (s *Server) showInstanceSettings(w http.ResponseWriter, r *http.Request) error {
	settings, err := s.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	return s.settingsForm(w, r, http.StatusOK, settings, "")
}

func (s *Server) settingsForm(w http.ResponseWriter, r *http.Request, status int, settings coderemote.Settings, message string) error {
	operator := s.Door.Rules().Operator()
	page := views.InstanceSettingsPage{Chrome: s.chrome(r), Settings: settings, Fixed: operator.Policy, OperatorModules: operator.Modules, Mails: s.Accounts.Mails(), Message: message}
	return s.render(w, r, status, static.PlainPage, views.InstanceSettings(page))
}

func (s *Server) updateInstanceSettings(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	settings, err := s.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	if settings, err = readSettings(r, settings, s.Door.Rules().Operator().Policy != ""); err == nil {
		err = s.Store.UpdateSettings(r.Context(), settings, currentUser(r).ID)
	}
	if err != nil {
		return s.refuse(w, r, err, func(message string) error {
			return s.settingsForm(w, r, status(coderemote.CodeOf(err)), settings, message)
		})
	}
	s.Door.Rules().Forget()
	http.Redirect(w, r, views.InstanceSettingsURL(), http.StatusSeeOther)
	return nil
}

// readSettings changes settings to what the form says. A policy that the
// operator fixed stays what it was.
func readSettings(r *http.Request, settings coderemote.Settings, fixed bool) (coderemote.Settings, error) {
	settings.Registration = coderemote.Registration(r.PostFormValue("registration"))
	if !fixed {
		settings.Policy = coderemote.Policy(r.PostFormValue("policy"))
	}
	settings.Modules, settings.EmbedHosts = coderemote.SplitList(r.PostFormValue("modules")), coderemote.SplitList(r.PostFormValue("embed_hosts"))
	settings.Model = r.PostFormValue("model") == "on"
	var err error
	if settings.RunsPerMinute, err = optionalNumber(r, "runs_per_minute"); err != nil {
		return settings, err
	}
	if settings.KeepRunsDays, err = optionalNumber(r, "keep_runs_days"); err != nil {
		return settings, err
	}
	if settings.MaxSnippets, err = strconv.Atoi(strings.TrimSpace(r.PostFormValue("max_snippets"))); err != nil {
		return settings, coderemote.Invalid("body.max_snippets", "Write how many snippets one person may keep.", nil)
	}
	return settings, settings.Validate()
}

// optionalNumber reads a field that may be empty.
func optionalNumber(r *http.Request, name string) (*int, error) {
	text := strings.TrimSpace(r.PostFormValue(name))
	if text == "" {
		return nil, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil, coderemote.Invalid("body."+name, "Write a whole number, or nothing.", text)
	}
	return &n, nil
}

func (s *Server) showAudit(w http.ResponseWriter, r *http.Request) error {
	before, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	if err != nil {
		before = math.MaxInt64
	}
	runs := r.URL.Query().Get("runs") == "on"
	entries, err := s.Store.AuditLog(r.Context(), before, runs)
	if err != nil {
		return err
	}
	page := views.AuditPage{Chrome: s.chrome(r), Runs: runs}
	for _, e := range entries {
		page.Entries = append(page.Entries, views.AuditLine(e))
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Audit(page))
}

func (s *Server) showUsers(w http.ResponseWriter, r *http.Request) error {
	return s.listUsers(w, r, http.StatusOK, views.UsersPage{})
}

func (s *Server) listUsers(w http.ResponseWriter, r *http.Request, status int, page views.UsersPage) (err error) {
	page.Chrome, page.Query = s.chrome(r), strings.TrimSpace(r.URL.Query().Get("q"))
	page.Page, _ = strconv.Atoi(r.URL.Query().Get("page")) // what is no number is the first page
	page.Page = min(max(page.Page, 1), 1_000_000)
	users, err := s.Store.Users(r.Context(), strings.ToLower(strings.ToValidUTF8(strings.ReplaceAll(page.Query, "\x00", ""), "")), usersPerPage+1, (page.Page-1)*usersPerPage)
	if err != nil {
		return err
	}
	page.More = len(users) > usersPerPage
	page.Users = users[:min(len(users), usersPerPage)]
	invitations, err := s.Store.Invitations(r.Context(), "")
	if err != nil {
		return err
	}
	for _, i := range invitations {
		page.Invitations = append(page.Invitations, views.InvitationLine{ID: i.ID, Role: coderemote.Role(i.Role), Class: i.ClassName, Uses: i.UsesLeft, Ends: i.ExpiresAt})
	}
	return s.render(w, r, status, static.PlainPage, views.Users(page))
}

func (s *Server) refuseUsers(w http.ResponseWriter, r *http.Request, err error) error {
	return s.refuse(w, r, err, func(message string) error {
		return s.listUsers(w, r, status(coderemote.CodeOf(err)), views.UsersPage{Message: message})
	})
}

// addUser answers with the page itself and not with a redirect: the link is in
// this one answer and nowhere else. So do makeResetLink and invite.
func (s *Server) addUser(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	user := &coderemote.User{ID: id.String(), Name: coderemote.CleanName(r.PostFormValue("name")), Role: coderemote.Role(r.PostFormValue("role"))}
	if user.Email, user.Nickname, err = auth.NormalizeLogin(r.PostFormValue("email")); err != nil {
		return s.refuseUsers(w, r, err)
	}
	if !user.Role.Valid() {
		return s.refuseUsers(w, r, coderemote.Invalid("body.role", "The role is student, teacher or admin.", user.Role))
	}
	if err := s.Store.AddUser(r.Context(), user, currentUser(r).ID); err != nil {
		return s.refuseUsers(w, r, err)
	}
	return s.showResetLink(w, r, user.ID)
}

func (s *Server) showResetLink(w http.ResponseWriter, r *http.Request, userID string) error {
	token, err := s.Accounts.ResetLink(r.Context(), userID, currentUser(r).ID)
	if err != nil {
		return s.refuseUsers(w, r, err)
	}
	return s.listUsers(w, r, http.StatusOK, views.UsersPage{NewLink: s.BaseURL + views.ResetURL(token), LinkText: "By it the person sets a password, once, within 24 hours."})
}

// otherUser returns the user of the address, who is not the person who asks: an
// administrator who is always left can bring back everybody else.
func (s *Server) otherUser(r *http.Request) (*coderemote.User, error) {
	id, err := idParam(r, "id")
	if err != nil {
		return nil, err
	}
	if id == currentUser(r).ID {
		return nil, coderemote.Errorf(coderemote.CodeConflict, "You cannot do this to yourself. Ask another administrator.")
	}
	return s.Store.UserByID(r.Context(), id)
}

// changeUser changes another user and shows the list again.
func (s *Server) changeUser(w http.ResponseWriter, r *http.Request, change func(userID string) error) error {
	user, err := s.otherUser(r)
	if err == nil {
		err = change(user.ID)
	}
	if err != nil {
		return s.refuseUsers(w, r, err)
	}
	http.Redirect(w, r, views.UsersURL(), http.StatusSeeOther)
	return nil
}

func (s *Server) setRole(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	role := coderemote.Role(r.PostFormValue("role"))
	return s.changeUser(w, r, func(id string) error {
		if !role.Valid() {
			return coderemote.Invalid("body.role", "The role is student, teacher or admin.", role)
		}
		return s.Store.SetRole(r.Context(), id, role, currentUser(r).ID)
	})
}

func (s *Server) disableUser(w http.ResponseWriter, r *http.Request) error {
	return s.changeUser(w, r, func(id string) error { return s.Store.DisableUser(r.Context(), id, currentUser(r).ID) })
}

func (s *Server) enableUser(w http.ResponseWriter, r *http.Request) error {
	return s.changeUser(w, r, func(id string) error { return s.Store.EnableUser(r.Context(), id, currentUser(r).ID) })
}

func (s *Server) approveUser(w http.ResponseWriter, r *http.Request) error {
	return s.changeUser(w, r, func(id string) error { return s.Store.ApproveUser(r.Context(), id, currentUser(r).ID) })
}

func (s *Server) makeResetLink(w http.ResponseWriter, r *http.Request) error {
	user, err := s.otherUser(r)
	if err != nil {
		return s.refuseUsers(w, r, err)
	}
	return s.showResetLink(w, r, user.ID)
}

func (s *Server) invite(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	uses, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue("uses")))
	if err != nil {
		return s.refuseUsers(w, r, coderemote.Invalid("body.uses", "Write for how many people the invitation is.", nil))
	}
	token, err := s.Accounts.Invite(r.Context(), auth.Invitation{Role: coderemote.Role(r.PostFormValue("role")), Uses: uses, MadeBy: currentUser(r).ID})
	if err != nil {
		return s.refuseUsers(w, r, err)
	}
	return s.listUsers(w, r, http.StatusOK, views.UsersPage{NewLink: s.BaseURL + views.InvitationURL(token), LinkText: "By it people make their accounts, for a week."})
}

func (s *Server) deleteInvitation(w http.ResponseWriter, r *http.Request) error {
	id, err := idParam(r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.DeleteInvitation(r.Context(), id, "", currentUser(r).ID); err != nil {
		return s.refuseUsers(w, r, err)
	}
	http.Redirect(w, r, views.UsersURL(), http.StatusSeeOther)
	return nil
}
