package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"coderemote"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
)

// registerEvents mounts the event stream of a run, which is no request and
// answer and so is written by hand, and adds it to the document.
func (a *api) registerEvents(r chi.Router) {
	r.Get("/executions/{id}/events", func(w http.ResponseWriter, r *http.Request) {
		if err := a.events(w, r); err != nil {
			a.failAPI(w, r, err)
		}
	})
	operation := &huma.Operation{
		OperationID: "execution-events", Method: http.MethodGet, Path: "/executions/{id}/events", Tags: []string{"Execution"},
		Summary: "The events of a run, from its first to its last",
		Description: "Server-sent events, numbered from 1 without a gap: status, output, input_requested, artifact, and done, which is the last. " +
			"Last-Event-ID (or ?after=) resumes behind that event, on any server, also after the end. A comment comes at least every 15 s.",
		Security: []map[string][]string{{bearer: {string(coderemote.ScopeRead)}}},
		Parameters: []*huma.Param{
			{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "after", In: "query", Schema: &huma.Schema{Type: huma.TypeInteger}},
			{Name: "Last-Event-ID", In: "header", Schema: &huma.Schema{Type: huma.TypeInteger}},
		},
		Responses: map[string]*huma.Response{
			"200": {Description: "The events", Content: map[string]*huma.MediaType{"text/event-stream": {}}},
		},
	}
	for _, code := range []int{400, 401, 403, 404, 422, 429, 503} {
		operation.Responses[strconv.Itoa(code)] = &huma.Response{Description: http.StatusText(code), Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/ErrorModel"}}}}
	}
	a.huma.OpenAPI().AddOperation(operation)
}

// resumeAfter returns the sequence number that the client has seen.
func resumeAfter(r *http.Request) (int64, error) {
	value := r.Header.Get("Last-Event-ID")
	if value == "" {
		value = r.URL.Query().Get("after")
	}
	if value == "" {
		return 0, nil
	}
	after, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
	if err != nil || after < 0 {
		return 0, coderemote.Invalid("header.Last-Event-ID", "The id of an event is a whole number from 0.", value)
	}
	return min(after, 1<<31-1), nil
}

func (a *api) events(w http.ResponseWriter, r *http.Request) error {
	who, err := a.bearer(r.Context(), r.Header.Get("Authorization"), []string{string(coderemote.ScopeRead)})
	if err != nil {
		return err
	}
	id := chi.URLParam(r, "id")
	if err := checkID(id); err != nil {
		return err
	}
	after, err := resumeAfter(r)
	if err != nil {
		return err
	}
	run, err := a.Store.Run(r.Context(), id, who.user.ID)
	if err != nil {
		return noSuchRun(err)
	}
	end, err := a.streams.begin(who.user.ID)
	if err != nil {
		return err
	}
	defer end()
	a.stream(w, r, run, after)
	return nil
}

// stream sends events until the last one. Once it has begun there is nobody to
// tell an error: the client comes back and resumes.
func (a *api) stream(w http.ResponseWriter, r *http.Request, run *coderemote.Run, after int64) {
	st := newStream(w)
	if err := st.comment("run " + run.ID); err != nil {
		return
	}
	ended := run.Status.Final() // then a client that has seen all gets nothing more
	_, err := a.follow(r.Context(), st, run.ID, after, func(events []coderemote.Event) (bool, error) {
		for _, e := range events {
			if done, err := a.send(r, st, run, e); err != nil || done {
				return true, err
			}
		}
		if len(events) == 0 {
			return ended, nil
		}
		return false, st.flush()
	})
	if err != nil && r.Context().Err() == nil {
		a.Logger.Debug("event stream broke", "run_id", run.ID, "err", err)
	}
}

type outputEvent struct {
	Seq    int64             `json:"seq"`
	Stream coderemote.Stream `json:"stream"`
	Text   string            `json:"text"`
}

// send writes one event as the API names it.
func (a *api) send(r *http.Request, st *stream, run *coderemote.Run, e coderemote.Event) (done bool, err error) {
	switch e.Type {
	case coderemote.EventOutput:
		return false, st.event(e.Seq, string(e.Type), outputEvent{e.Seq, e.Stream, e.Text})
	case coderemote.EventStatus:
		return false, st.event(e.Seq, string(e.Type), map[string]coderemote.Status{"status": e.Status})
	case coderemote.EventArtifact:
		var left coderemote.Artifact
		if err := json.Unmarshal([]byte(e.Text), &left); err != nil {
			return false, fmt.Errorf("handlers: read artifact event: %w", err)
		}
		return false, st.event(e.Seq, string(e.Type), newArtifact(run.ID, left))
	case coderemote.EventDone:
		ended, err := a.Store.Run(r.Context(), run.ID, run.UserID)
		if err != nil {
			return false, err
		}
		if err := st.event(e.Seq, string(e.Type), newExecutionItem(ended)); err != nil {
			return false, err
		}
		return true, st.flush()
	}
	return false, st.event(e.Seq, string(e.Type), struct{}{})
}
