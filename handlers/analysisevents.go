package handlers

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"coderemote"
	"coderemote/analysis"
	"coderemote/live"
	"coderemote/store"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
)

// registerAnalysisEvents mounts the event stream of an analysis and adds it to
// the document.
func (a *api) registerAnalysisEvents(r chi.Router) {
	r.Get("/analyses/{id}/events", func(w http.ResponseWriter, r *http.Request) {
		if err := a.analysisEvents(w, r); err != nil {
			a.failAPI(w, r, err)
		}
	})
	operation := &huma.Operation{
		OperationID: "analysis-events", Method: http.MethodGet, Path: "/analyses/{id}/events", Tags: []string{"Analysis"},
		Summary: "What becomes known of an analysis, from the first to the last",
		Description: "Server-sent events, numbered from 1 without a gap: measurement (what was counted and read), narrative (pieces of the model's text), " +
			"and done, which is the last. Last-Event-ID (or ?after=) resumes behind that event. A comment comes at least every 15 s.",
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

func (a *api) analysisEvents(w http.ResponseWriter, r *http.Request) error {
	who, err := a.bearer(r.Context(), r.Header.Get("Authorization"), []string{string(coderemote.ScopeRead)})
	if err != nil {
		return err
	}
	after, err := resumeAfter(r)
	if err != nil {
		return err
	}
	found, err := a.ownAnalysis(r.Context(), chi.URLParam(r, "id"), who.user.ID)
	if err != nil {
		return err
	}
	end, err := a.streams.begin(who.user.ID)
	if err != nil {
		return err
	}
	defer end()
	st := newStream(w)
	if err := st.comment("analysis " + found.ID); err != nil {
		return nil
	}
	_, err = a.followAnalysis(r.Context(), st, found, after, func(e store.AnalysisEvent, now *analysis.Analysis) error {
		return st.event(e.Seq, e.Type, a.analysisEvent(e, now))
	})
	if err != nil && r.Context().Err() == nil {
		a.Logger.Debug("event stream broke", "analysis_id", found.ID, "err", err)
	}
	return nil
}

// analysisEvent is what an event says.
func (a *api) analysisEvent(e store.AnalysisEvent, now *analysis.Analysis) any {
	switch e.Type {
	case "narrative":
		return struct {
			Text string `json:"text"`
		}{e.Text.String}
	case "measurement":
		sources := newSourcesAnswer(now.Sources)
		return struct {
			Measured measuredAnswer `json:"measured"`
			Static   staticAnswer   `json:"static"`
		}{sources.Measured, sources.Static}
	}
	return a.newAnalysisAnswer(now)
}

// followAnalysis calls each with every event of the analysis after the number
// after, together with the analysis as it is now, until the last one, the client
// leaves, or the server drains; then drained is true.
func (s *Server) followAnalysis(ctx context.Context, st *stream, a *analysis.Analysis, after int64,
	each func(store.AnalysisEvent, *analysis.Analysis) error) (drained bool, err error) {
	sub := s.Hub.Subscribe(live.Events, a.ID)
	defer sub.Close()
	look, beat := time.NewTicker(lookAgain), time.NewTicker(heartbeat)
	defer look.Stop()
	defer beat.Stop()
	ended := a.Status.Final() // then a client that has seen all gets nothing more
	watch := func() error { return s.Store.WatchAnalysis(ctx, a.ID, a.UserID) }
	if err := watch(); err != nil {
		return false, err
	}
	for {
		seen, done, err := s.sendAnalysis(ctx, a, after, each)
		if err != nil && coderemote.CodeOf(err) != coderemote.CodeUnavailable {
			return false, err
		}
		if err == nil && (done || ended && seen == after) {
			return false, st.flush()
		}
		if err == nil && seen > after {
			after = seen
			if err := st.flush(); err != nil {
				return false, err
			}
			continue // there may be more
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-s.closing:
			return true, nil
		case <-sub.C:
		case <-look.C:
		case <-beat.C:
			if err := watch(); err != nil && coderemote.CodeOf(err) != coderemote.CodeUnavailable {
				return false, err
			}
			if err := st.comment("keep-alive"); err != nil {
				return false, err
			}
		}
	}
}

// sendAnalysis hands on what is stored after the number after; it returns the
// last number, and whether that was the end.
func (s *Server) sendAnalysis(ctx context.Context, a *analysis.Analysis, after int64, each func(store.AnalysisEvent, *analysis.Analysis) error) (int64, bool, error) {
	events, err := s.Store.AnalysisEvents(ctx, a.ID, after, 500)
	if err != nil || len(events) == 0 {
		return after, false, err
	}
	now, err := s.Store.Analysis(ctx, a.ID, a.UserID)
	if err != nil {
		return after, false, err
	}
	for _, e := range events {
		if err := each(e, now); err != nil {
			return after, false, err
		}
		after = e.Seq
		if e.Type == "done" {
			return after, true, nil
		}
	}
	return after, false, nil
}
