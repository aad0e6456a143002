// Package live rings people who watch a run. One LISTEN connection per process
// hears PostgreSQL's doorbell and wakes the subscribers of the run it names. A
// wake carries nothing: whoever is woken reads the table, which is the truth.
// A bell may be lost while the connection is down; every subscriber is woken
// when it is back, and readers look again each second on their own.
package live

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Kind says what a subscriber wants to hear of a run.
type Kind int

// The kinds of bell.
const (
	Events  Kind = iota // something was stored in the run's sequence
	Done                // the run has ended
	Control             // its worker should look for input or a request to cancel
)

type key struct {
	kind Kind
	id   string
}

// Hub fans the bell out. The zero value is not ready; use New.
type Hub struct {
	pool   *pgxpool.Pool
	logger *slog.Logger

	mu          sync.Mutex
	subscribers map[key]map[*Subscription]struct{}
}

// New makes a Hub over pool. It hears nothing until Listen runs.
func New(pool *pgxpool.Pool, logger *slog.Logger) *Hub {
	return &Hub{pool: pool, logger: logger, subscribers: map[key]map[*Subscription]struct{}{}}
}

// Subscription is one subscriber. C has one slot: a second bell before the
// subscriber looked is the same bell.
type Subscription struct {
	C   chan struct{}
	hub *Hub
	key key
}

// Subscribe returns a subscription to the bells of one kind of the run id. The
// subscriber reads the table once after subscribing, and calls Close at the end.
func (h *Hub) Subscribe(kind Kind, id string) *Subscription {
	s := &Subscription{C: make(chan struct{}, 1), hub: h, key: key{kind, id}}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subscribers[s.key] == nil {
		h.subscribers[s.key] = map[*Subscription]struct{}{}
	}
	h.subscribers[s.key][s] = struct{}{}
	return s
}

// Close ends the subscription.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	delete(s.hub.subscribers[s.key], s)
	if len(s.hub.subscribers[s.key]) == 0 {
		delete(s.hub.subscribers, s.key)
	}
}

// Watching returns the number of subscriptions.
func (h *Hub) Watching() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, s := range h.subscribers {
		n += len(s)
	}
	return n
}

// RingDone wakes whoever waits in this process for the end of the run id, before
// PostgreSQL's bell has come round.
func (h *Hub) RingDone(id string) {
	h.wake(key{Events, id})
	h.wake(key{Done, id})
}

func (h *Hub) wake(k key) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subscribers[k] {
		s.ring()
	}
}

func (h *Hub) wakeAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, subscribers := range h.subscribers {
		for s := range subscribers {
			s.ring()
		}
	}
}

func (s *Subscription) ring() {
	select {
	case s.C <- struct{}{}:
	default:
	}
}

// Listen hears the bell until ctx ends. It reconnects by itself, 100 ms after a
// break and at most each 2 s.
func (h *Hub) Listen(ctx context.Context) {
	wait := 100 * time.Millisecond
	for ctx.Err() == nil {
		started := time.Now()
		err := h.listen(ctx)
		if ctx.Err() != nil {
			return
		}
		h.logger.Warn("listen connection lost", "err", err)
		if time.Since(started) > 10*time.Second {
			wait = 100 * time.Millisecond
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, 2*time.Second)
	}
}

func (h *Hub) listen(ctx context.Context) error {
	// A connection of its own: LISTEN must not come back to a pool.
	conn, err := pgx.ConnectConfig(ctx, h.pool.Config().ConnConfig.Copy())
	if err != nil {
		return fmt.Errorf("live: connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN run; LISTEN run_control"); err != nil {
		return fmt.Errorf("live: listen: %w", err)
	}
	h.wakeAll() // a bell may have rung while nobody listened
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return fmt.Errorf("live: wait: %w", err)
		}
		h.dispatch(n.Channel, n.Payload)
	}
}

// dispatch wakes the subscribers of one bell. On channel "run" the payload is
// the run's id, with an exclamation mark behind it when the run has ended.
func (h *Hub) dispatch(channel, payload string) {
	if channel == "run_control" {
		h.wake(key{Control, payload})
		return
	}
	if id, done := strings.CutSuffix(payload, "!"); done {
		h.RingDone(id)
	} else {
		h.wake(key{Events, id})
	}
}
