package handlers

import (
	"context"
	"net/http"

	"coderemote"
	"coderemote/static"
	"coderemote/views"
)

// showModel is the ledger of what was asked of the model.
func (s *Server) showModel(w http.ResponseWriter, r *http.Request) error {
	page := views.ModelPage{Chrome: s.chrome(r)}
	if m := s.Modeler; m != nil {
		page.Model, page.Provider, page.Up = m.Model.Name(), m.Model.Provider(), m.Model.Up()
		page.UserCalls, page.UserTokens, page.ClassTokens = m.Budget.UserCalls, m.Budget.UserTokens, m.Budget.ClassTokens
	}
	var err error
	if page.Hints, err = s.Store.InstanceHints(r.Context()); err != nil {
		return err
	}
	days, err := s.Store.ModelLedger(r.Context())
	if err != nil {
		return err
	}
	for _, d := range days {
		page.Days = append(page.Days, views.ModelLine{Day: d.Day, Person: d.Person.String, Calls: d.Calls, Failed: d.Failed, Input: d.Input, Output: d.Output})
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Model(page))
}

func (s *Server) updateModel(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	if err := s.Store.SetInstanceHints(r.Context(), r.PostFormValue("hints") == "on"); err != nil {
		return err
	}
	http.Redirect(w, r, views.ModelURL(), http.StatusSeeOther)
	return nil
}

// setClassHints is for the teachers of a class.
func (s *Server) setClassHints(w http.ResponseWriter, r *http.Request, e *coderemote.Enrollment) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	if err := s.Store.SetClassHints(r.Context(), e.Class.ID, r.PostFormValue("hints") == "on"); err != nil {
		return err
	}
	http.Redirect(w, r, views.ClassURL(e.Class.ID), http.StatusSeeOther)
	return nil
}

// hints reports whether a person may ask the model about an error.
func (s *Server) hints(ctx context.Context, userID string) (bool, error) {
	if s.Modeler == nil {
		return false, nil
	}
	return s.Store.Hints(ctx, userID)
}

// explainError shows the run again with what the model says of its error. The
// answer is the page itself: what it says is kept nowhere.
func (s *Server) explainError(w http.ResponseWriter, r *http.Request) error {
	run, err := s.ownRun(r)
	if err != nil {
		return err
	}
	on, err := s.hints(r.Context(), run.UserID)
	if err != nil {
		return err
	}
	if !on || run.Status != coderemote.StatusFailed {
		return errNotHere
	}
	_, _, stderr, err := s.Store.RunWithOutput(r.Context(), run.ID, run.UserID)
	if err != nil {
		return err
	}
	text, err := s.Modeler.Hint(r.Context(), run.UserID, run.Code, stderr)
	if err != nil {
		return err
	}
	hint, err := s.markdown.Render(text)
	if err != nil {
		return err
	}
	return s.runPage(w, r, run, hint)
}
