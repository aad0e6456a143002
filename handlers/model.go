package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"coderemote"
	"coderemote/live"
	"coderemote/static"
	"coderemote/views"
)

// showModel is the ledger of what was asked of the model.
func (s *Server) showModel(w http.ResponseWriter, r *http.Request) error {
	page := views.ModelPage{Chrome: s.chrome(r)}
	if m := s.Modeler; m != nil {
		page.Model, page.Provider, page.Up = m.Model.Name(), m.Model.Provider(), m.Model.Up()
		page.UserCalls, page.UserTokens, page.ClassCalls, page.ClassTokens = m.Budget.UserCalls, m.Budget.UserTokens, m.Budget.ClassCalls, m.Budget.ClassTokens
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
		page.Days = append(page.Days, views.ModelLine{Day: d.Day, Person: d.Person.String, Class: d.Class.String, Calls: d.Calls, Failed: d.Failed, Input: d.Input, Output: d.Output})
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

// explainError asks the model what the error of a run means. The answer is
// written to the page of the run.
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
	if err := s.Door.AskHint(r.Context(), run.ID, run.UserID); err != nil {
		return err
	}
	return s.backToRun(w, r, run.ID)
}

// hintView is what the model has said of the error of a run so far; nil when
// nobody has asked. Who looks at one that is being written waits for it.
func (s *Server) hintView(ctx context.Context, run *coderemote.Run) (*views.HintView, error) {
	hint, err := s.Store.Hint(ctx, run.ID, run.UserID)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if hint.Open {
		if err := s.Store.WatchHint(ctx, run.ID, run.UserID); err != nil {
			return nil, err
		}
	}
	text, err := s.markdown.Render(hint.Text)
	return &views.HintView{Open: hint.Open, HTML: text, Problem: hint.Problem}, err
}

// hintEvents is the page's stream of a hint: HTML of all of it at each change.
func (s *Server) hintEvents(w http.ResponseWriter, r *http.Request) error {
	run, err := s.ownRun(r)
	if err != nil {
		return err
	}
	hint, err := s.hintView(r.Context(), run)
	if err != nil {
		return err
	}
	if hint == nil {
		return errNotHere
	}
	end, err := s.streams.begin(run.UserID)
	if err != nil {
		return err
	}
	defer end()
	if err := s.followHint(r.Context(), newStream(w), run, *hint); err != nil && r.Context().Err() == nil {
		s.Logger.Debug("page stream broke", "hint_of_run", run.ID, "err", err)
	}
	return nil
}

// followHint sends the hint whenever it has changed, until it has ended, the
// client leaves, or the server drains.
func (s *Server) followHint(ctx context.Context, st *stream, run *coderemote.Run, hint views.HintView) error {
	sub := s.Hub.Subscribe(live.Events, run.ID)
	defer sub.Close()
	look, beat := time.NewTicker(lookAgain), time.NewTicker(heartbeat)
	defer look.Stop()
	defer beat.Stop()
	for shown := (views.HintView{}); ; {
		if hint != shown {
			if err := sendHint(ctx, st, run.ID, hint); err != nil || !hint.Open {
				return err
			}
			shown = hint
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.closing:
			return errors.Join(st.event(0, "drain", struct{}{}), st.flush())
		case <-sub.C:
		case <-look.C:
		case <-beat.C:
			if err := st.comment("keep-alive"); err != nil {
				return err
			}
		}
		now, err := s.hintView(ctx, run)
		if err != nil && coderemote.CodeOf(err) != coderemote.CodeUnavailable {
			return err
		}
		if now != nil && err == nil {
			hint = *now
		}
	}
}

func sendHint(ctx context.Context, st *stream, runID string, hint views.HintView) error {
	name := "parts"
	if !hint.Open {
		name = "done"
	}
	return errors.Join(sendParts(ctx, st, name, views.HintPart(runID, hint)), st.flush())
}
