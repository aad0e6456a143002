package handlers

import (
	"context"
	"net/http"
	"strings"
	"time"

	"coderemote"
	"coderemote/jobs"
	"coderemote/static"
	"coderemote/store"
	"coderemote/term"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

func (s *Server) editor(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, http.StatusOK, static.EditorPage, views.Editor(views.NewEditorPage(s.chrome(r))))
}

// createRun starts a run. The answer is already the output panel, connected to
// the run's events; without JavaScript it is the run's page.
func (s *Server) createRun(w http.ResponseWriter, r *http.Request) error {
	if err := parseRunForm(r); err != nil {
		return err
	}
	code := formText(r, "code")
	user := currentUser(r)
	if user == nil {
		page := views.LoginPage{Chrome: s.chrome(r), Code: code, Message: "Log in to run your program. It comes back with you.", Issuer: s.issuerName()}
		return s.render(w, r, http.StatusUnauthorized, static.PlainPage, views.Login(page))
	}
	files, err := formFiles(r)
	if err != nil {
		return err
	}
	n := coderemote.NewRun{Code: code, Interactive: isHTMX(r), Files: files, SnippetID: r.PostFormValue("snippet_id")}
	if stdin := formText(r, "stdin"); stdin != "" {
		n.Stdin, n.Interactive = strings.TrimSuffix(stdin, "\n")+"\n", false
	}
	if r.PostFormValue("base") != "" && !isHTMX(r) { // a script saves by itself before it runs
		if answered, err := s.saveBeforeRun(w, r); answered || err != nil {
			return err
		}
	}
	run, _, err := s.submit(r.Context(), jobs.NewRunID(), user.ID, n)
	if err != nil {
		return s.refuseRun(w, r, n, err)
	}
	if !isHTMX(r) {
		http.Redirect(w, r, views.RunURL(run.ID), http.StatusSeeOther)
		return nil
	}
	return s.render(w, r, http.StatusOK, static.EditorPage, views.RunPanel(views.RunView{Run: run}))
}

// formText returns a text field as Python and people know it: a browser sends
// CR LF for each line break.
func formText(r *http.Request, name string) string {
	return strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n")
}

func badForm(err error) error {
	if status := coderemote.AsError(err); status.Code != coderemote.CodeInternal {
		return err
	}
	return &coderemote.Error{Code: coderemote.CodeInvalid, Message: "The form could not be read.", Err: err}
}

// refuseRun says why beside the code, which stays as it is.
func (s *Server) refuseRun(w http.ResponseWriter, r *http.Request, n coderemote.NewRun, err error) error {
	if isHTMX(r) {
		return err
	}
	status, e := s.classify(r.Context(), err)
	page := views.NewEditorPage(s.chrome(r))
	if found, err := s.Store.Snippet(r.Context(), r.PostFormValue("snippet_id"), currentUser(r).ID); err == nil {
		page = views.NewSnippetPage(page.Chrome, found)
		page.Base = r.PostFormValue("base")
	}
	page.Code, page.Files, page.Kept, page.Problem = n.Code, fileViews(n.Files), true, views.NewProblem(e, requestID(r.Context()))
	return s.render(w, r, status, static.EditorPage, views.Editor(page))
}

// ownRun returns the run of the address if it belongs to the person who asks.
func (s *Server) ownRun(r *http.Request) (*coderemote.Run, error) {
	id := chi.URLParam(r, "id")
	if err := checkID(id); err != nil {
		return nil, err
	}
	run, err := s.Store.Run(r.Context(), id, currentUser(r).ID)
	return run, noSuchRun(err)
}

// showRun is the page of a run: what it has written so far, or all of it.
func (s *Server) showRun(w http.ResponseWriter, r *http.Request) error {
	run, err := s.ownRun(r)
	if err != nil {
		return err
	}
	view, err := s.replay(r, run)
	if err != nil {
		return err
	}
	if view.Hints, err = s.hints(r.Context(), run.UserID); err != nil {
		return err
	}
	if view.Hints {
		if view.Hint, err = s.hintView(r.Context(), run); err != nil {
			return err
		}
	}
	if isHTMX(r) { // back from another tab of the panel
		return s.render(w, r, http.StatusOK, static.EditorPage, views.RunPanel(view))
	}
	page := views.NewRunPage(s.chrome(r), view)
	if run.FileCount > 0 {
		files, err := s.Store.RunFiles(r.Context(), run.ID)
		if err != nil {
			return err
		}
		page.Files = fileViews(files)
	}
	belongs, err := s.snippetOfRun(r, run)
	if err != nil {
		return err
	}
	if belongs != nil {
		page = page.Of(belongs)
	}
	return s.render(w, r, http.StatusOK, static.EditorPage, views.Editor(page))
}

// snippetOfRun returns the snippet that a run belongs to; nil for none, or when it
// has been deleted since.
func (s *Server) snippetOfRun(r *http.Request, run *coderemote.Run) (*coderemote.Snippet, error) {
	if run.SnippetID == "" {
		return nil, nil
	}
	found, err := s.Store.Snippet(r.Context(), run.SnippetID, run.UserID)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, nil
	}
	return found, err
}

// giveInput hands a line, or the end of input, to the running program.
func (s *Server) giveInput(w http.ResponseWriter, r *http.Request) error {
	run, err := s.ownRun(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	eof := r.PostFormValue("eof") != ""
	text := formText(r, "line")
	if text != "" || !eof {
		text += "\n"
	}
	if err := s.postInput(r.Context(), run.ID, run.UserID, text, eof); err != nil {
		return err
	}
	return s.backToRun(w, r, run.ID)
}

func (s *Server) cancelRun(w http.ResponseWriter, r *http.Request) error {
	run, err := s.ownRun(r)
	if err != nil {
		return err
	}
	if err := s.Store.CancelRun(r.Context(), run.ID, run.UserID); err != nil {
		return noSuchRun(err)
	}
	return s.backToRun(w, r, run.ID)
}

func (s *Server) backToRun(w http.ResponseWriter, r *http.Request, id string) error {
	if isHTMX(r) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, views.RunURL(id), http.StatusSeeOther)
	return nil
}

// screen is a run as the page shows it: the stored sequence and the text that
// was typed, written to a terminal in their order.
type screen struct {
	server   *Server
	run      *coderemote.Run
	terminal term.Terminal
	after    int64 // last event written
	typed    int   // last input written
	waiting  bool
	at       time.Duration // of the last event
	ended    bool
}

func (c *screen) readAll(ctx context.Context) error {
	for {
		events, err := c.server.Store.RunEvents(ctx, c.run.ID, c.after, 500)
		if err != nil {
			return err
		}
		if err := c.write(ctx, events); err != nil {
			return err
		}
		if len(events) == 0 {
			return nil
		}
	}
}

func (c *screen) reload(ctx context.Context) error {
	run, err := c.server.Store.Run(ctx, c.run.ID, c.run.UserID)
	if err != nil {
		return err
	}
	c.run = run
	return nil
}

// write brings the screen up to events and to what has been typed since.
func (c *screen) write(ctx context.Context, events []coderemote.Event) error {
	inputs, err := c.inputs(ctx)
	if err != nil {
		return err
	}
	for _, e := range events {
		for len(inputs) > 0 && inputs[0].AfterSeq < e.Seq {
			c.echo(inputs[0])
			inputs = inputs[1:]
		}
		c.apply(e)
	}
	for _, input := range inputs {
		if input.AfterSeq <= c.after {
			c.echo(input)
		}
	}
	return nil
}

func (c *screen) inputs(ctx context.Context) ([]store.Input, error) {
	if !c.run.Interactive {
		return nil, nil
	}
	return c.server.Store.RunInputs(ctx, c.run.ID, c.typed)
}

func (c *screen) echo(input store.Input) {
	c.terminal.Write(string(coderemote.Stdin), input.At, input.Text)
	c.typed, c.waiting = input.N, false
}

func (c *screen) apply(e coderemote.Event) {
	c.after = e.Seq
	c.at = max(c.at, e.At)
	switch e.Type {
	case coderemote.EventOutput:
		c.terminal.Write(string(e.Stream), e.At, e.Text)
		c.waiting = false
	case coderemote.EventInputRequested:
		c.waiting = true
	case coderemote.EventStatus:
		c.run.Status = e.Status
	case coderemote.EventDone:
		c.run.Status, c.ended, c.waiting = e.Status, true, false
	}
}

// view is the run at this moment, without its output.
func (c *screen) view() views.RunView {
	v := views.RunView{Run: c.run, Waiting: c.waiting, Elapsed: c.at}
	if !c.waiting && c.run.StartedAt != nil {
		v.Elapsed = min(time.Since(*c.run.StartedAt), c.run.Limits().Wall)
	}
	return v
}
