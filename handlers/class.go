package handlers

import (
	"crypto/rand"
	"net/http"
	"time"

	"coderemote"
	"coderemote/auth"
	"coderemote/static"
	"coderemote/store"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
)

// joinRate is for wrong and right join codes of one person: a class is one form,
// guessing 31^8 codes is not.
func joinRate() store.Rate { return store.Rate{Burst: 20, Every: 30 * time.Second} }

// classInvitations is how many people one link lets into a class.
const classInvitations = 60

func (s *Server) routeClasses(r chi.Router) {
	r.Get("/classes", s.page(s.showClasses))
	r.Post("/classes", s.page(s.createClass))
	r.Post("/classes/join", s.page(s.joinClass))
	r.Post("/classes/none", s.page(s.workAlone))
	r.Route("/classes/{id}", func(r chi.Router) {
		r.Get("/", s.page(s.inClass(s.showClass)))
		r.Post("/", s.page(s.teaching(s.updateClass)))
		r.Get("/search", s.page(s.teaching(s.classSearchPage)))
		r.Post("/hints", s.page(s.teaching(s.setClassHints)))
		r.Post("/code", s.page(s.teaching(s.newJoinCode)))
		r.Post("/invite", s.page(s.teaching(s.inviteToClass)))
		r.Post("/close", s.page(s.teaching(s.closeClass)))
		r.Post("/delete", s.page(s.teaching(s.deleteClass)))
		r.Post("/work", s.page(s.inClass(s.workInClass)))
		r.Post("/leave", s.page(s.inClass(s.leaveClass)))
		r.Post("/people/{user}/role", s.page(s.teaching(s.setClassRole)))
		r.Post("/people/{user}/remove", s.page(s.teaching(s.removeFromClass)))
	})
}

// classHandler is a handler for somebody who is in the class.
type classHandler func(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error

// inClass finds the place of the person in the class; for others it does not exist.
func (s *Server) inClass(h classHandler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := idParam(r, "id")
		if err != nil {
			return err
		}
		e, err := s.Store.Enrollment(r.Context(), id, currentUser(r).ID)
		if err != nil {
			return err
		}
		return h(w, r, e)
	}
}

// teaching lets teachers of the class only change it.
func (s *Server) teaching(h classHandler) handler {
	return s.inClass(func(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
		if !e.Role.Teaches() {
			return coderemote.Errorf(coderemote.CodeForbidden, "Only a teacher of this class can do that.")
		}
		return h(w, r, e)
	})
}

// idParam returns an id from the address. What is no id is of nothing.
func idParam(r *http.Request, name string) (string, error) {
	id := chi.URLParam(r, name)
	if len(id) != 36 || uuid.Validate(id) != nil {
		return "", errNotHere
	}
	return id, nil
}

func (s *Server) showClasses(w http.ResponseWriter, r *http.Request) error {
	return s.listClasses(w, r, http.StatusOK, views.ClassesPage{})
}

func (s *Server) listClasses(w http.ResponseWriter, r *http.Request, status int, page views.ClassesPage) (err error) {
	page.Chrome = s.chrome(r)
	if page.Classes, err = s.Store.ClassesByUser(r.Context(), currentUser(r).ID); err != nil {
		return err
	}
	return s.render(w, r, status, static.PlainPage, views.Classes(page))
}

func (s *Server) refuseClasses(w http.ResponseWriter, r *http.Request, err error) error {
	return s.refuse(w, r, err, func(message string) error {
		return s.listClasses(w, r, status(coderemote.CodeOf(err)), views.ClassesPage{Message: message, Name: r.PostFormValue("name"), Code: r.PostFormValue("code")})
	})
}

func (s *Server) createClass(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	if !currentUser(r).Teaches() {
		return coderemote.Errorf(coderemote.CodeForbidden, "Teachers make classes. Ask an administrator to make you one.")
	}
	class, err := coderemote.Class{Name: r.PostFormValue("name"), JoinCode: newJoinCode(), Model: true}.Validate()
	if err != nil {
		return s.refuseClasses(w, r, err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	class.ID = id.String()
	if err := s.Store.CreateClass(r.Context(), &class, currentUser(r).ID); err != nil {
		return s.refuseClasses(w, r, err)
	}
	http.Redirect(w, r, views.ClassURL(class.ID), http.StatusSeeOther)
	return nil
}

func newJoinCode() string {
	var random [4 * coderemote.JoinCodeLength]byte // far more than are ever thrown away
	rand.Read(random[:])                           // never fails: crypto/rand ends the program instead
	return coderemote.NewJoinCode(random[:])
}

func (s *Server) joinClass(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	wait, err := s.Store.Take(r.Context(), "join "+currentUser(r).ID, joinRate())
	if err != nil {
		return err
	}
	if wait > 0 {
		return s.refuseClasses(w, r, &coderemote.Error{Code: coderemote.CodeRateLimited, RetryAfter: wait, Message: "You have tried many codes. Wait half a minute, and read the code again."})
	}
	id, err := s.Store.JoinClass(r.Context(), coderemote.NormalizeJoinCode(r.PostFormValue("code")), currentUser(r).ID)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		err = coderemote.Errorf(coderemote.CodeNotFound, "No class has this code. Ask your teacher for the one of today.")
	}
	if err != nil {
		return s.refuseClasses(w, r, err)
	}
	s.Door.Rules().Forget()
	http.Redirect(w, r, views.ClassURL(id), http.StatusSeeOther)
	return nil
}

func (s *Server) showClass(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	return s.renderClass(w, r, http.StatusOK, views.ClassPage{Mine: *e, Class: e.Class})
}

func (s *Server) renderClass(w http.ResponseWriter, r *http.Request, status int, page views.ClassPage) (err error) {
	page.Chrome = s.chrome(r)
	if page.Mine.Role.SeesRoster() {
		if page.Roster, err = s.Store.Roster(r.Context(), page.Mine.Class.ID); err != nil {
			return err
		}
		if page.Hints, err = s.Store.ClassHints(r.Context(), page.Mine.Class.ID); err != nil {
			return err
		}
	}
	return s.render(w, r, status, static.PlainPage, views.ClassView(page))
}

func (s *Server) updateClass(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	class := e.Class
	class.Name, class.Policy = r.PostFormValue("name"), coderemote.Policy(r.PostFormValue("policy"))
	class.Modules, class.Model = coderemote.SplitList(r.PostFormValue("modules")), r.PostFormValue("model") == "on"
	class, err := class.Validate()
	if err == nil {
		err = s.Store.UpdateClass(r.Context(), class, currentUser(r).ID)
	}
	if err != nil {
		return s.refuse(w, r, err, func(message string) error {
			return s.renderClass(w, r, status(coderemote.CodeOf(err)), views.ClassPage{Mine: *e, Class: class, Message: message})
		})
	}
	s.Door.Rules().Forget()
	return s.toClass(w, r, e)
}

func (s *Server) toClass(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	http.Redirect(w, r, views.ClassURL(e.Class.ID), http.StatusSeeOther)
	return nil
}

func (s *Server) toClasses(w http.ResponseWriter, r *http.Request) error {
	s.Door.Rules().Forget()
	http.Redirect(w, r, views.ClassesURL(), http.StatusSeeOther)
	return nil
}

func (s *Server) newJoinCode(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	if err := s.Store.SetJoinCode(r.Context(), e.Class.ID, newJoinCode(), currentUser(r).ID); err != nil {
		return err
	}
	return s.toClass(w, r, e)
}

// inviteToClass answers with the page itself and not with a redirect: the link is
// in this one answer and nowhere else.
func (s *Server) inviteToClass(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	token, err := s.Accounts.Invite(r.Context(), auth.Invitation{Role: coderemote.RoleStudent, ClassID: e.Class.ID, Uses: classInvitations, MadeBy: e.UserID})
	if err != nil {
		return s.refuseClass(w, r, e, err)
	}
	return s.renderClass(w, r, http.StatusOK, views.ClassPage{Mine: *e, Class: e.Class, Invite: s.BaseURL + views.InvitationURL(token)})
}

func (s *Server) closeClass(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	if err := s.Store.SetJoinCode(r.Context(), e.Class.ID, "", currentUser(r).ID); err != nil {
		return err
	}
	return s.toClass(w, r, e)
}

func (s *Server) deleteClass(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	if err := s.Store.DeleteClass(r.Context(), e.Class.ID, currentUser(r).ID); err != nil {
		return err
	}
	return s.toClasses(w, r)
}

func (s *Server) workInClass(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	if err := s.Store.WorkInClass(r.Context(), e.UserID, e.Class.ID); err != nil {
		return err
	}
	return s.toClasses(w, r)
}

func (s *Server) workAlone(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.WorkInClass(r.Context(), currentUser(r).ID, ""); err != nil {
		return err
	}
	return s.toClasses(w, r)
}

func (s *Server) leaveClass(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	if err := s.Store.Unenroll(r.Context(), e.Class.ID, e.UserID, e.UserID); err != nil {
		return s.refuseClass(w, r, e, err)
	}
	return s.toClasses(w, r)
}

func (s *Server) setClassRole(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	user, err := idParam(r, "user")
	if err != nil {
		return err
	}
	role := coderemote.ClassRole(r.PostFormValue("role"))
	if !role.Valid() {
		return coderemote.Invalid("body.role", "The role is student, assistant or teacher.", role)
	}
	if err := s.Store.SetClassRole(r.Context(), e.Class.ID, user, role, e.UserID); err != nil {
		return s.refuseClass(w, r, e, err)
	}
	return s.toClass(w, r, e)
}

func (s *Server) removeFromClass(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	user, err := idParam(r, "user")
	if err != nil {
		return err
	}
	if err := s.Store.Unenroll(r.Context(), e.Class.ID, user, e.UserID); err != nil {
		return s.refuseClass(w, r, e, err)
	}
	s.Door.Rules().Forget()
	return s.toClass(w, r, e)
}

// refuseClass shows the class again with the reason.
func (s *Server) refuseClass(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment, err error) error {
	return s.refuse(w, r, err, func(message string) error {
		return s.renderClass(w, r, status(coderemote.CodeOf(err)), views.ClassPage{Mine: *e, Class: e.Class, Message: message})
	})
}
