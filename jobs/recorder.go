package jobs

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"coderemote"
	"coderemote/store"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// Output is stored when this much time or text has come together, whichever is
// first. (Measured: one statement per 40 ms keeps a browser at 25 frames a
// second and costs PostgreSQL 1 % of a core.)
const (
	flushEvery = 40 * time.Millisecond
	flushBytes = 32 << 10
)

// recorder turns what a box says into the stored sequence of a run. One
// goroutine writes; the box never waits for the database, because the output
// limit bounds what can be pending.
type recorder struct {
	store  *store.Store
	claim  *store.Claim
	logger *slog.Logger
	lost   func(error) // called once when the run turned out to be somebody else's
	hold   bool        // nobody watches: even the first chunk may wait for the end

	mu      sync.Mutex
	pending []coderemote.Event // without sequence numbers
	bytes   int
	since   time.Time // when the oldest pending event came
	urgent  bool
	wake    chan struct{}

	stop, stopped chan struct{}
	// Of the writing goroutine until stopped is closed:
	seq     int64
	unsaved []coderemote.Event // numbered, and perhaps stored: their commit may have been lost
	flushed time.Time
	shown   bool
}

func newRecorder(s *store.Store, claim *store.Claim, logger *slog.Logger, lost func(error)) *recorder {
	return &recorder{
		store: s, claim: claim, logger: logger, lost: lost, hold: !claim.Run.Interactive, seq: claim.Seq,
		wake: make(chan struct{}, 1), stop: make(chan struct{}), stopped: make(chan struct{}),
	}
}

// output adds text to the sequence. Text that follows text of the same stream
// joins its event while that is not stored yet.
func (r *recorder) output(stream coderemote.Stream, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bytes += len(text)
	if n := len(r.pending); n > 0 && r.pending[n-1].Stream == stream && len(r.pending[n-1].Text)+len(text) <= flushBytes {
		r.pending[n-1].Text += text
		r.ring(r.bytes >= flushBytes)
		return
	}
	r.add(coderemote.Event{Type: coderemote.EventOutput, Stream: stream, Text: text})
}

// inputRequested adds that the program waits. A person is waited for too, so it
// is stored at once.
func (r *recorder) inputRequested() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.urgent = true
	r.add(coderemote.Event{Type: coderemote.EventInputRequested})
}

// artifact adds a file that the program left.
func (r *recorder) artifact(a coderemote.Artifact) {
	text, err := json.Marshal(a)
	if err != nil {
		return // it holds texts and a number only: it can always be encoded
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(coderemote.Event{Type: coderemote.EventArtifact, Text: string(text)})
}

func (r *recorder) add(e coderemote.Event) {
	now := time.Now()
	e.At = now.Sub(*r.claim.Run.StartedAt)
	if len(r.pending) == 0 {
		r.since = now
	}
	r.pending = append(r.pending, e)
	r.ring(true)
}

func (r *recorder) ring(now bool) {
	if !now {
		return
	}
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// run writes until close. It belongs in a goroutine of its own.
func (r *recorder) run(ctx context.Context) {
	defer close(r.stopped)
	for {
		select {
		case <-r.wake:
		case <-r.stop:
			return
		}
		if !r.wait() {
			return
		}
		r.flush(ctx)
	}
}

// wait lets output gather until it is due. It returns false when close came first.
func (r *recorder) wait() bool {
	for {
		due := r.due()
		if due <= 0 {
			return true
		}
		timer := time.NewTimer(due)
		select {
		case <-timer.C:
			return true
		case <-r.wake:
			timer.Stop()
		case <-r.stop:
			timer.Stop()
			return false
		}
	}
}

func (r *recorder) due() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.urgent || r.bytes >= flushBytes:
		return 0
	case r.hold:
		return time.Until(r.since.Add(flushEvery))
	}
	return time.Until(r.flushed.Add(flushEvery)) // the first chunk after a pause goes out at once
}

// take numbers what is pending.
func (r *recorder) take() []coderemote.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	events := r.pending
	r.pending, r.bytes, r.urgent = nil, 0, false
	for i := range events {
		r.seq++
		events[i].Seq = r.seq
	}
	return events
}

// flush stores what is pending. While PostgreSQL is away it tries again; the
// numbers stay, so that an event whose commit was in doubt is not doubled.
func (r *recorder) flush(ctx context.Context) {
	r.unsaved = append(r.unsaved, r.take()...)
	for wait := 50 * time.Millisecond; len(r.unsaved) > 0; wait = min(2*wait, time.Second) {
		err := r.append(ctx)
		r.flushed = time.Now()
		if err == nil {
			r.unsaved, r.shown = nil, true
			return
		}
		if coderemote.CodeOf(err) == coderemote.CodeNotFound {
			r.lost(err)
			return
		}
		r.shown = true // in doubt: somebody may have seen it
		r.logger.Warn("output not stored yet", "run_id", r.claim.Run.ID, "err", err)
		if !r.pause(wait) {
			return
		}
	}
}

// append stores what is not yet, as one span of the run's trace.
func (r *recorder) append(ctx context.Context) error {
	ctx, span := tracer().Start(ctx, "output", trace.WithAttributes(attribute.Int("coderemote.events", len(r.unsaved))))
	defer span.End()
	return r.store.AppendEvents(ctx, r.claim, r.unsaved)
}

func (r *recorder) pause(wait time.Duration) bool {
	select {
	case <-time.After(wait):
		return true
	case <-r.stop:
		return false
	}
}

// close ends the writing and returns the events that belong into the final
// statement, and whether anybody may have seen any output before.
func (r *recorder) close() (last []coderemote.Event, shown bool) {
	close(r.stop)
	<-r.stopped
	return append(r.unsaved, r.take()...), r.shown
}
