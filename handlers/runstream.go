package handlers

import (
	"bytes"
	"context"
	"net/http"

	"coderemote"
	"coderemote/views"
)

// stateEvent replaces the facts of the panel.
type stateEvent struct {
	HTML    string            `json:"html"`
	Status  coderemote.Status `json:"status"`
	Waiting bool              `json:"waiting"`
}

// runEvents is the page's own stream of a run: lines of HTML instead of the
// stored events. Each connection begins with the whole screen so far, so a
// client that comes back can neither miss a line nor show one twice.
func (s *Server) runEvents(w http.ResponseWriter, r *http.Request) error {
	run, err := s.ownRun(r)
	if err != nil {
		return err
	}
	end, err := s.streams.begin(currentUser(r).ID)
	if err != nil {
		return err
	}
	defer end()
	p := &pageStream{screen: screen{server: s, run: run}, stream: newStream(w), r: r}
	drained, err := s.follow(r.Context(), p.stream, run.ID, 0, p.update)
	if drained {
		err = p.drain()
	}
	if err != nil && r.Context().Err() == nil {
		s.Logger.Debug("page stream broke", "run_id", run.ID, "err", err)
	}
	return nil
}

// shown is what the facts of the page say.
type shown struct {
	status  coderemote.Status
	waiting bool
	queue   string
}

type pageStream struct {
	screen
	stream *stream
	r      *http.Request
	begun  bool
	shown  shown // the state that the page shows
	lines  int
}

// update sends what events change on the page.
func (p *pageStream) update(events []coderemote.Event) (done bool, err error) {
	typed := p.typed
	ctx := p.r.Context()
	if err := p.write(ctx, events); err != nil {
		return false, err
	}
	if p.begun && len(events) == 0 && typed == p.typed && p.run.Status != coderemote.StatusQueued {
		return p.ended, nil
	}
	if len(events) == 500 {
		return false, nil // more is stored: one large frame instead of many
	}
	if err := p.sendFrame(); err != nil {
		return false, err
	}
	if p.ended {
		return true, p.sendDone(ctx)
	}
	if err := p.sendState(ctx); err != nil {
		return false, err
	}
	return false, p.stream.flush()
}

func (p *pageStream) sendFrame() error {
	frame := p.terminal.Frame()
	p.lines = frame.Lines
	name := "frame"
	if !p.begun {
		name, p.begun = "reset", true
	}
	return p.stream.event(p.after, name, frame)
}

// sendState tells the page where the run is, when that has changed.
func (p *pageStream) sendState(ctx context.Context) error {
	if p.run.Status == coderemote.StatusRunning && p.run.StartedAt == nil {
		if err := p.reload(ctx); err != nil {
			return err
		}
	}
	queue, err := p.queue(ctx)
	if err != nil {
		return err
	}
	if p.shown == (shown{p.run.Status, p.waiting, queue}) {
		return nil
	}
	p.shown = shown{p.run.Status, p.waiting, queue}
	view := p.view()
	view.Queue = queue
	view.Lines = p.lines
	var html bytes.Buffer
	if err := views.RunFacts(view).Render(ctx, &html); err != nil {
		return err
	}
	return p.stream.event(0, "state", stateEvent{html.String(), p.run.Status, p.waiting})
}

// queue says what a queued run waits for.
func (p *pageStream) queue(ctx context.Context) (string, error) {
	if p.run.Status != coderemote.StatusQueued {
		return "", nil
	}
	place, err := p.server.Store.QueuePlace(ctx, p.run.ID)
	return views.NewQueue(place.Own, place.Before), err
}

func (p *pageStream) sendDone(ctx context.Context) error {
	if err := p.reload(ctx); err != nil {
		return err
	}
	view := p.view()
	view.Lines = p.lines
	var err error
	if view.Hints, err = p.server.hints(ctx, p.run.UserID); err != nil {
		return err
	}
	var html bytes.Buffer
	if err := views.RunState(view).Render(ctx, &html); err != nil {
		return err
	}
	if err := p.stream.event(p.after, "done", stateEvent{html.String(), p.run.Status, false}); err != nil {
		return err
	}
	return p.stream.flush()
}

// drain tells the page to come back to another server, or to this one when it
// is up again.
func (p *pageStream) drain() error {
	if err := p.stream.event(0, "drain", struct{}{}); err != nil {
		return err
	}
	return p.stream.flush()
}
