package handlers

import (
	"archive/zip"
	"net/http"
	"time"

	"coderemote"
	"coderemote/static"
	"coderemote/store"
	"coderemote/views"
)

func (s *Server) privacy(w http.ResponseWriter, r *http.Request) error {
	settings, err := s.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	page := views.PrivacyPage{Chrome: s.chrome(r), KeepRunsDays: settings.KeepRunsDays, Model: settings.Model, Compared: s.Search.Remote()}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Privacy(page))
}

// export sends everything that is the person's as one archive, while it is read:
// it may be larger than the memory.
func (s *Server) export(w http.ResponseWriter, r *http.Request) error {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // a large archive takes its time; some writers have no deadline
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", attachment("code-remote.zip"))
	h.Set("Cache-Control", "no-store")
	archive := zip.NewWriter(w)
	names := newExportNames()
	err := s.Store.Export(r.Context(), currentUser(r).ID, func(f store.Exported) error {
		file, err := archive.Create(names.of(f))
		if err != nil {
			return err
		}
		_, err = file.Write(f.Content)
		return err
	})
	if err == nil {
		err = archive.Close()
	}
	if err != nil {
		s.Logger.Warn("export not finished", "request_id", requestID(r.Context()), "err", err)
		panic(http.ErrAbortHandler) // an archive without its end must not look whole
	}
	return nil
}

func (s *Server) deleteForm(w http.ResponseWriter, r *http.Request, status int, message string) error {
	has, err := s.Store.HasPassword(r.Context(), currentUser(r).ID)
	if err != nil {
		return err
	}
	return s.render(w, r, status, static.PlainPage, views.DeleteAccount(views.DeleteAccountPage{Chrome: s.chrome(r), Password: has, Message: message}))
}

func (s *Server) showDelete(w http.ResponseWriter, r *http.Request) error {
	return s.deleteForm(w, r, http.StatusOK, "")
}

// deleteAccount asks for the password once more: a browser that was left alone
// must not cost somebody all they have.
func (s *Server) deleteAccount(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	user := currentUser(r)
	err := s.Accounts.CheckPassword(r.Context(), user.ID, r.PostFormValue("password"))
	if err == nil && r.PostFormValue("sure") != "on" {
		err = coderemote.Invalid("body.sure", "Tick that everything of yours is to be deleted.", nil)
	}
	if err == nil {
		err = s.Store.DeleteAccount(r.Context(), user)
	}
	if err != nil {
		return s.refuse(w, r, err, func(message string) error {
			return s.deleteForm(w, r, status(coderemote.CodeOf(err)), message)
		})
	}
	if err := s.sessions.LogOut(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, views.HomeURL(), http.StatusSeeOther)
	return nil
}
