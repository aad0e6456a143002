package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"coderemote"
	"coderemote/live"
)

// Times of an event stream. A client counts a stream as broken after 40 s
// without a byte; proxies close one after 60 s and more.
const (
	heartbeat    = 15 * time.Second
	lookAgain    = time.Second // in case a bell was lost
	writeTimeout = 30 * time.Second
)

// stream writes server-sent events (HTML Living Standard, 9.2).
type stream struct {
	w          http.ResponseWriter
	controller *http.ResponseController
}

func newStream(w http.ResponseWriter) *stream {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	return &stream{w, http.NewResponseController(w)}
}

// event writes one event with data as JSON, which holds no line break. An id of
// zero is left out. What is written waits for flush.
func (s *stream) event(id int64, name string, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("handlers: encode event: %w", err)
	}
	if err := s.controller.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return fmt.Errorf("handlers: write event: %w", err)
	}
	if id > 0 {
		if _, err := fmt.Fprintf(s.w, "id: %d\n", id); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(s.w, "event: %s\ndata: %s\n\n", name, body)
	return err
}

func (s *stream) comment(text string) error {
	if err := s.controller.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(s.w, ": %s\n\n", text); err != nil {
		return err
	}
	return s.flush()
}

func (s *stream) flush() error { return s.controller.Flush() }

// follow calls each with what the run has stored since the last call, at once
// and then at every bell, until each reports the end, the client leaves or the
// server drains; then drained is true. While PostgreSQL is away the stream stays
// open: the run goes on.
func (s *Server) follow(ctx context.Context, st *stream, runID string, after int64,
	each func([]coderemote.Event) (done bool, err error)) (drained bool, err error) {
	s.measures.streams.Inc()
	defer s.measures.streams.Dec()
	sub := s.Hub.Subscribe(live.Events, runID)
	defer sub.Close()
	look, beat := time.NewTicker(lookAgain), time.NewTicker(heartbeat)
	defer look.Stop()
	defer beat.Stop()
	for {
		events, err := s.Store.RunEvents(ctx, runID, after, 500)
		if err != nil && coderemote.CodeOf(err) != coderemote.CodeUnavailable {
			return false, err
		}
		if err == nil {
			done, err := each(events)
			if err != nil || done {
				return false, err
			}
		}
		if n := len(events); n > 0 {
			after = events[n-1].Seq
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
			if err := st.comment("keep-alive"); err != nil {
				return false, err
			}
		}
	}
}
