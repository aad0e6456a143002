package live_test

import (
	"context"
	"log/slog"
	"testing"

	"coderemote/internal/testpg"
	"coderemote/live"
	"coderemote/store"
)

// listening is a hub that hears the bell of a database of its own.
func listening(t *testing.T) (*live.Hub, *store.Store) {
	t.Helper()
	s := testpg.New(t)
	hub := live.New(s.Pool(), slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	up := hub.Subscribe(live.Events, "up")
	defer up.Close()
	go func() {
		defer close(ended)
		hub.Listen(ctx)
	}()
	t.Cleanup(func() { stop(); <-ended })
	wait(t, up) // a connection wakes everybody
	return hub, s
}

func wait(t *testing.T, s *live.Subscription) {
	t.Helper()
	select {
	case <-s.C:
	case <-t.Context().Done():
		t.Fatal("the bell did not ring")
	}
}

func ring(t *testing.T, s *store.Store, channel, payload string) {
	t.Helper()
	if _, err := s.Pool().Exec(t.Context(), `SELECT pg_notify($1, $2)`, channel, payload); err != nil {
		t.Fatal(err)
	}
}

func rang(s *live.Subscription) bool {
	select {
	case <-s.C:
		return true
	default:
		return false
	}
}

func TestBells(t *testing.T) {
	tests := []struct {
		channel, payload string
		events, done     bool
		control          bool
	}{
		{"run", "a", true, false, false},
		{"run", "a!", true, true, false},
		{"run_control", "a", false, false, true},
		{"run", "b!", false, false, false},
	}
	hub, s := listening(t)
	events, done, control := hub.Subscribe(live.Events, "a"), hub.Subscribe(live.Done, "a"), hub.Subscribe(live.Control, "a")
	last := hub.Subscribe(live.Events, "last")
	for _, test := range tests {
		ring(t, s, test.channel, test.payload)
		ring(t, s, "run", "last") // bells come in order: after it all others have come
		wait(t, last)
		if e, d, c := rang(events), rang(done), rang(control); e != test.events || d != test.done || c != test.control {
			t.Errorf("%s %s rang events %v, done %v, control %v", test.channel, test.payload, e, d, c)
		}
	}
}

func TestSecondBellIsTheSame(t *testing.T) {
	hub, s := listening(t)
	one, last := hub.Subscribe(live.Events, "a"), hub.Subscribe(live.Events, "last")
	for range 3 {
		ring(t, s, "run", "a")
	}
	ring(t, s, "run", "last")
	wait(t, last)
	if !rang(one) || rang(one) {
		t.Error("three bells nobody looked at are not one")
	}
}

// A bell may be lost while the connection is down, so its return rings for all.
func TestReconnectWakesEverybody(t *testing.T) {
	hub, s := listening(t)
	sub := hub.Subscribe(live.Done, "a")
	const qBreak = `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`
	var broken int
	if err := s.Pool().QueryRow(t.Context(), qBreak).Scan(&broken); err != nil || broken != 1 {
		t.Fatalf("%d connections broken, %v", broken, err)
	}
	wait(t, sub)
	ring(t, s, "run", "a!")
	wait(t, sub)
}

func TestCloseForgets(t *testing.T) {
	hub := live.New(nil, slog.New(slog.DiscardHandler))
	a, b := hub.Subscribe(live.Events, "x"), hub.Subscribe(live.Events, "x")
	a.Close()
	if got := hub.Watching(); got != 1 {
		t.Errorf("%d subscriptions, want 1", got)
	}
	b.Close()
	b.Close()
	if got := hub.Watching(); got != 0 {
		t.Errorf("%d subscriptions, want 0", got)
	}
}
