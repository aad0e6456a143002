package handlers

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"

	"coderemote/jobs"
	"coderemote/static"
	"coderemote/store"

	"github.com/go-chi/chi/v5"
	"riverqueue.com/riverui"
)

// queuePath is where River UI is mounted.
const queuePath = "/admin/jobs"

// routeQueue mounts River UI. It may change what is named here and nothing else,
// and each change is in the audit log before it is made.
func (s *Server) routeQueue(r chi.Router) {
	r.Get("/jobs", s.page(s.showQueue))
	r.Get("/jobs/*", s.page(s.showQueue))
	r.Post("/jobs/api/jobs/{what}", s.page(s.changeJobs))
	r.Put("/jobs/api/queues/{queue}/{what}", s.page(s.changeQueue))
}

func (s *Server) showQueue(w http.ResponseWriter, r *http.Request) error {
	ui, err := s.queue()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", static.QueuePolicy())
	w.Header().Set("Cache-Control", "private, no-cache")
	ui.ServeHTTP(w, r)
	return nil
}

// changeJobs retries, cancels or deletes jobs; the body names them.
func (s *Server) changeJobs(w http.ResponseWriter, r *http.Request) error {
	what := chi.URLParam(r, "what")
	if what != "retry" && what != "cancel" && what != "delete" {
		return errNotHere
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return badForm(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return s.changeAudited(w, r, "job."+what, strings.ToValidUTF8(string(body), "?"))
}

// changeQueue pauses a queue or lets it go on.
func (s *Server) changeQueue(w http.ResponseWriter, r *http.Request) error {
	what := chi.URLParam(r, "what")
	if what != "pause" && what != "resume" {
		return errNotHere
	}
	return s.changeAudited(w, r, "queue."+what, chi.URLParam(r, "queue"))
}

// changeAudited lets River UI do what is in the audit log by then.
func (s *Server) changeAudited(w http.ResponseWriter, r *http.Request, name, detail string) error {
	const longest = 2000 // characters of a line
	if runes := []rune(detail); len(runes) > longest {
		detail = string(runes[:longest]) + "…"
	}
	action := store.Action{Actor: currentUser(r).ID, Name: name, Detail: strings.ReplaceAll(detail, "\x00", "")}
	if err := s.Store.Audit(r.Context(), action); err != nil {
		return err
	}
	return s.showQueue(w, r)
}

// startQueue makes River UI for the first administrator who wants it. It counts
// jobs each ten seconds from then on, until the server drains.
func (s *Server) startQueue() (*riverui.Handler, error) {
	client, err := jobs.NewConsole(s.Store, s.Logger)
	if err != nil {
		return nil, err
	}
	ui, err := riverui.NewHandler(&riverui.HandlerOpts{Endpoints: riverui.NewEndpoints(client, nil), Logger: s.Logger, Prefix: queuePath})
	if err != nil {
		return nil, err
	}
	life, end := context.WithCancel(context.Background())
	go func() {
		<-s.closing
		end()
	}()
	return ui, ui.Start(life)
}
