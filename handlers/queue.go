package handlers

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
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
	r.Header.Del("Range") // of a page that gets longer
	page := &linkedBack{ResponseWriter: w}
	ui.ServeHTTP(page, r)
	return page.finish()
}

// linkBack leads from River UI, which knows nothing of us, to our own pages. Its
// side bar covers what is on the left of a wide window.
const linkBack = `<p style="margin:0;padding:.25rem 1rem;text-align:end;font:.875rem system-ui"><a style="color:#737373;text-decoration:underline" href="/admin">Back to Code Remote</a></p>`

// linkedBack puts the link into a page, and passes everything else on as it comes.
type linkedBack struct {
	http.ResponseWriter
	status int
	page   *bytes.Buffer // nil for what is no page
}

// WriteHeader keeps the status of a page until that is whole.
func (w *linkedBack) WriteHeader(status int) {
	w.status = status
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		w.page = &bytes.Buffer{}
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write writes to the page, or on.
func (w *linkedBack) Write(data []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if w.page != nil {
		return w.page.Write(data)
	}
	return w.ResponseWriter.Write(data)
}

// finish sends the page.
func (w *linkedBack) finish() error {
	if w.page == nil {
		return nil
	}
	page := w.page.Bytes()
	if at := bytes.Index(page, []byte(`<div id="root"`)); at >= 0 {
		page = slices.Insert(slices.Clone(page), at, []byte(linkBack)...)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(page)))
	w.ResponseWriter.WriteHeader(w.status)
	_, _ = w.ResponseWriter.Write(page) // whoever has left needs no page
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
