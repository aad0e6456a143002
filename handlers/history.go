package handlers

import (
	"net/http"

	"coderemote"
	"coderemote/jobs"
	"coderemote/static"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

func (s *Server) routeHistory(r chi.Router) {
	r.Get("/runs", s.page(s.history))
	r.Post("/runs/{id}/again", s.page(s.runAgain))
	r.Get("/compare-runs", s.page(s.compareRuns))
}

// history lists every run of the person.
func (s *Server) history(w http.ResponseWriter, r *http.Request) error {
	user, offset := currentUser(r), pageOffset(r.URL.Query())
	runs, total, err := s.Store.RunsByUser(r.Context(), user.ID, pageLength, offset)
	if err != nil {
		return err
	}
	titles, err := s.Store.SnippetTitles(r.Context(), user.ID, snippetsOf(runs))
	if err != nil {
		return err
	}
	page := views.HistoryPage{Chrome: s.chrome(r), Runs: runs, Titles: titles, Total: total, Offset: offset, Limit: pageLength}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.History(page))
}

func snippetsOf(runs []*coderemote.Run) (ids []string) {
	for _, run := range runs {
		if run.SnippetID != "" {
			ids = append(ids, run.SnippetID)
		}
	}
	return ids
}

// runAgain starts the program of a run once more, with the same input and files.
func (s *Server) runAgain(w http.ResponseWriter, r *http.Request) error {
	old, err := s.ownRun(r)
	if err != nil {
		return err
	}
	n := coderemote.NewRun{Code: old.Code, Stdin: old.Stdin, Interactive: old.Interactive, SnippetID: old.SnippetID}
	seconds := old.Timeout.Seconds()
	n.TimeoutSeconds = &seconds
	if n.Files, err = s.Store.RunFiles(r.Context(), old.ID); err != nil {
		return err
	}
	if _, err := s.Store.Snippet(r.Context(), old.SnippetID, old.UserID); old.SnippetID != "" && coderemote.CodeOf(err) == coderemote.CodeNotFound {
		n.SnippetID = "" // it has been deleted since; the program is still there
	}
	run, _, err := s.submit(r.Context(), jobs.NewRunID(), old.UserID, n)
	if err != nil {
		return err
	}
	http.Redirect(w, r, views.RunURL(run.ID), http.StatusSeeOther)
	return nil
}

// compareRuns shows what differs in the output of two runs, the older one first.
func (s *Server) compareRuns(w http.ResponseWriter, r *http.Request) error {
	ids := r.URL.Query()["run"]
	if len(ids) != 2 {
		return coderemote.Invalid("query.run", "Choose two runs to compare.", len(ids))
	}
	var shown [2]string
	var runs [2]*coderemote.Run
	for i, id := range ids {
		if err := checkID(id); err != nil {
			return err
		}
		run, stdout, stderr, err := s.Store.RunWithOutput(r.Context(), id, currentUser(r).ID)
		if err != nil {
			return noSuchRun(err)
		}
		runs[i], shown[i] = run, stdout
		if stderr != "" {
			shown[i] += "\nErrors:\n" + stderr
		}
	}
	if runs[0].ID > runs[1].ID {
		runs[0], runs[1], shown[0], shown[1] = runs[1], runs[0], shown[1], shown[0]
	}
	page := views.ComparePage{Chrome: s.chrome(r), Title: "The output of two runs", Back: views.HistoryURL(0), BackName: "History",
		Old: views.RunName(runs[0]), New: views.RunName(runs[1]), Changes: coderemote.Diff(shown[0], shown[1])}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Compare(page))
}
