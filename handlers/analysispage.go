package handlers

import (
	"bytes"
	"context"
	"net/http"

	"coderemote"
	"coderemote/analysis"
	"coderemote/jobs"
	"coderemote/static"
	"coderemote/store"
	"coderemote/views"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
)

func (s *Server) routeAnalyses(r chi.Router) {
	r.Post(views.AnalysesURL(), s.page(s.createAnalysis))
	r.Group(func(r chi.Router) {
		r.Use(s.requireUser)
		r.Post("/snippets/{id}/complexity", s.page(s.overruleComplexity))
		r.Post("/runs/{id}/hint", s.page(s.explainError))
		r.Get("/runs/{id}/hint/events", s.page(s.hintEvents))
		r.Get("/analyses/{id}", s.page(s.showAnalysis))
		r.Get("/analyses/{id}/events", s.page(s.analysisPageEvents))
		r.Get("/analyses/{id}/{axes}-chart.svg", s.page(s.analysisChart))
	})
}

// createAnalysis asks what code costs. Like createRun it answers with the panel,
// connected to what becomes known, and without JavaScript with the page.
func (s *Server) createAnalysis(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	code := formText(r, "code")
	user := currentUser(r)
	if user == nil {
		page := views.LoginPage{Chrome: s.chrome(r), Code: code, Message: "Log in to analyze your program. It comes back with you."}
		return s.render(w, r, http.StatusUnauthorized, static.PlainPage, views.Login(page))
	}
	a, err := s.askedFor(r, user.ID, code)
	if err != nil {
		return s.refuseRun(w, r, coderemote.NewRun{Code: code}, err)
	}
	if !isHTMX(r) {
		http.Redirect(w, r, views.AnalysisURL(a.ID), http.StatusSeeOther)
		return nil
	}
	view, err := s.analysisView(r.Context(), a)
	if err != nil {
		return err
	}
	view.RunID = s.runOf(r, user.ID)
	return s.render(w, r, http.StatusOK, static.EditorPage, views.AnalysisPanel(view))
}

// askedFor returns the analysis that the form asks for: a new one of the code in
// the editor, unless its answer is there already, or the one before with another
// function or argument.
func (s *Server) askedFor(r *http.Request, userID, code string) (*analysis.Analysis, error) {
	n := analysis.New{Code: code}
	if id := r.PostFormValue("snippet_id"); checkSnippetID(id) == nil {
		n.SnippetID = id
	}
	if of := r.PostFormValue("of"); of != "" {
		before, err := s.ownAnalysis(r.Context(), of, userID)
		if err != nil {
			return nil, err
		}
		n = analysis.New{Code: before.Code, SnippetID: before.SnippetID, Function: r.PostFormValue("function"), Grow: r.PostFormValue("grow")}
	} else if a, err := s.Store.SameAnalysis(r.Context(), userID, code, n.SnippetID); err == nil {
		return a, nil
	} else if coderemote.CodeOf(err) != coderemote.CodeNotFound {
		return nil, err
	}
	a, _, err := s.Door.SubmitAnalysis(r.Context(), jobs.NewRunID(), userID, n)
	return a, err
}

// runOf returns the run that the page showed, if it is the person's own.
func (s *Server) runOf(r *http.Request, userID string) string {
	id := r.PostFormValue("run")
	if checkID(id) != nil {
		return ""
	}
	if _, err := s.Store.Run(r.Context(), id, userID); err != nil {
		return ""
	}
	return id
}

// analysisView is what the page shows, with the model's text made safe, and what
// the owner of the snippet says against it.
func (s *Server) analysisView(ctx context.Context, a *analysis.Analysis) (view views.AnalysisView, err error) {
	view = views.NewAnalysisView(a)
	view.Model = s.Modeler != nil
	if view.Narrative, err = s.markdown.Render(a.Narrative); err != nil || a.SnippetID == "" {
		return view, err
	}
	snippet, err := s.Store.Snippet(ctx, a.SnippetID, a.UserID)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return view, nil // an analysis outlives its snippet
	}
	if err == nil && snippet.ComplexitySource == coderemote.ComplexityManual {
		view.OwnTime, view.OwnSpace = snippet.TimeComplexity, snippet.SpaceComplexity
	}
	return view, err
}

func (s *Server) showAnalysis(w http.ResponseWriter, r *http.Request) error {
	a, err := s.ownAnalysis(r.Context(), chi.URLParam(r, "id"), currentUser(r).ID)
	if err != nil {
		return err
	}
	if !a.Status.Final() { // without JavaScript the page comes again and again, and that is watching
		if err := s.Store.WatchAnalysis(r.Context(), a.ID, a.UserID); err != nil {
			return err
		}
	}
	view, err := s.analysisView(r.Context(), a)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, static.EditorPage, views.Editor(views.NewAnalysisPage(s.chrome(r), view)))
}

// partsEvent replaces parts of the panel.
type partsEvent struct {
	HTML string `json:"html"`
}

// analysisPageEvents is the page's own stream: HTML of the parts that changed.
// Each connection begins with all of them as they are now.
func (s *Server) analysisPageEvents(w http.ResponseWriter, r *http.Request) error {
	a, err := s.ownAnalysis(r.Context(), chi.URLParam(r, "id"), currentUser(r).ID)
	if err != nil {
		return err
	}
	view, err := s.analysisView(r.Context(), a)
	if err != nil {
		return err
	}
	end, err := s.streams.begin(currentUser(r).ID)
	if err != nil {
		return err
	}
	defer end()
	st := newStream(w)
	if err := sendParts(r.Context(), st, "parts", views.AnalysisParts(view)); err != nil {
		return nil // the client went away
	}
	if err := st.flush(); err != nil {
		return nil
	}
	drained, err := s.followAnalysis(r.Context(), st, a, 0, func(e store.AnalysisEvent, now *analysis.Analysis) error {
		return s.sendChange(r.Context(), st, e, now)
	})
	if err == nil && drained {
		err = st.event(0, "drain", struct{}{})
	}
	if err != nil && r.Context().Err() == nil {
		s.Logger.Debug("page stream broke", "analysis_id", a.ID, "err", err)
	}
	return nil
}

// sendChange sends what one event changes on the page.
func (s *Server) sendChange(ctx context.Context, st *stream, e store.AnalysisEvent, now *analysis.Analysis) error {
	view, err := s.analysisView(ctx, now)
	if err != nil {
		return err
	}
	switch e.Type {
	case "narrative":
		return sendParts(ctx, st, "parts", views.AnalysisNarrative(view))
	case "done":
		return sendParts(ctx, st, "done", views.AnalysisParts(view))
	}
	return sendParts(ctx, st, "parts", views.AnalysisParts(view))
}

func sendParts(ctx context.Context, st *stream, name string, parts templ.Component) error {
	var html bytes.Buffer
	if err := parts.Render(ctx, &html); err != nil {
		return err
	}
	return st.event(0, name, partsEvent{html.String()})
}

// analysisChart is a chart as a file, to be saved.
func (s *Server) analysisChart(w http.ResponseWriter, r *http.Request) error {
	a, err := s.ownAnalysis(r.Context(), chi.URLParam(r, "id"), currentUser(r).ID)
	if err != nil {
		return err
	}
	for _, c := range views.NewCharts(a.Sources.Measured) {
		if c.ID != chi.URLParam(r, "axes") {
			continue
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		w.Header().Set("Content-Disposition", `attachment; filename="`+c.ID+`-chart.svg"`)
		w.Header().Set("Cache-Control", "private, max-age=3600")
		return views.ChartFile(c).Render(r.Context(), w)
	}
	return coderemote.Errorf(coderemote.CodeNotFound, "There is no such chart.")
}

// overruleComplexity keeps what a person says their snippet costs; without a
// class it is what analyses find again.
func (s *Server) overruleComplexity(w http.ResponseWriter, r *http.Request) error {
	id := chi.URLParam(r, "id")
	if err := checkSnippetID(id); err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	time, space := analysis.Parse(r.PostFormValue("time")), analysis.Parse(r.PostFormValue("space"))
	if err := s.Store.OverruleComplexity(r.Context(), id, currentUser(r).ID, time, space); err != nil {
		return err
	}
	to := views.SnippetURL(id)
	if a, err := s.ownAnalysis(r.Context(), r.PostFormValue("of"), currentUser(r).ID); err == nil {
		to = views.AnalysisURL(a.ID)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
