package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coderemote/internal/testpg"
	"coderemote/store"
)

func TestTake(t *testing.T) {
	s := testpg.New(t)
	rate := store.Rate{Burst: 3, Every: time.Minute}
	take := func(key string) time.Duration {
		t.Helper()
		wait, err := s.Take(t.Context(), key, rate)
		if err != nil {
			t.Fatal(err)
		}
		return wait
	}
	for i := range 3 {
		if wait := take("a"); wait != 0 {
			t.Fatalf("take %d of 3 waits %v", i+1, wait)
		}
	}
	if wait := take("a"); wait < 50*time.Second || wait > time.Minute {
		t.Errorf("the fourth take waits %v, want about a minute", wait)
	}
	if wait := take("b"); wait != 0 {
		t.Errorf("another key waits %v", wait)
	}

	age(t, s, "a", time.Minute)
	if wait := take("a"); wait != 0 {
		t.Errorf("a minute later it waits %v", wait)
	}
	if wait := take("a"); wait == 0 {
		t.Error("a minute gave back more than one")
	}
	age(t, s, "a", 24*time.Hour)
	for i := range 3 {
		if wait := take("a"); wait != 0 {
			t.Fatalf("a day later take %d of 3 waits %v", i+1, wait)
		}
	}
	if wait := take("a"); wait == 0 {
		t.Error("a day saved up more than the burst")
	}
}

// A statement that waited for the bucket's row sees the bucket as it was before
// it waited. That there was room then takes nothing.
func TestTakeThatWaitedForOthers(t *testing.T) {
	s := testpg.New(t)
	rate := store.Rate{Burst: 3, Every: time.Minute}
	if _, err := s.Take(t.Context(), "a", rate); err != nil {
		t.Fatal(err)
	}
	others, err := s.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer others.Rollback(t.Context())
	if _, err := others.Exec(t.Context(), `UPDATE throttles SET tat = now() + interval '1 hour'`); err != nil {
		t.Fatal(err)
	}
	waits := make(chan time.Duration, 1)
	go func() {
		wait, err := s.Take(t.Context(), "a", rate)
		if err != nil {
			t.Error(err)
		}
		waits <- wait
	}()
	awaitBlocked(t, s)
	if err := others.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if wait := <-waits; wait <= 0 {
		t.Error("it took from an empty bucket")
	}
}

// awaitBlocked returns when a statement of this database waits for a lock.
func awaitBlocked(t *testing.T, s *store.Store) {
	t.Helper()
	for blocked := false; !blocked; {
		const qBlocked = `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')`
		if err := s.Pool().QueryRow(t.Context(), qBlocked).Scan(&blocked); err != nil {
			t.Fatal(err)
		}
	}
}

func TestGiveBack(t *testing.T) {
	s := testpg.New(t)
	rate := store.Rate{Burst: 1, Every: time.Minute}
	for i := range 5 {
		wait, err := s.Take(t.Context(), "a", rate)
		if err != nil || wait != 0 {
			t.Fatalf("take %d after a give back: wait %v, error %v", i, wait, err)
		}
		if err := s.GiveBack(t.Context(), "a", rate); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTakeBySeveralAtOnce(t *testing.T) {
	s := testpg.New(t)
	rate := store.Rate{Burst: 7, Every: time.Hour}
	var group sync.WaitGroup
	var taken atomic.Int32
	for range 40 {
		group.Go(func() {
			wait, err := s.Take(t.Context(), "a", rate)
			if err != nil {
				t.Error(err)
			}
			if wait == 0 {
				taken.Add(1)
			}
		})
	}
	group.Wait()
	if got := taken.Load(); got != 7 {
		t.Errorf("40 at once took %d, want 7", got)
	}
}

func TestSweepThrottlesKeepsWhatStillCounts(t *testing.T) {
	s := testpg.New(t)
	rate := store.Rate{Burst: 1, Every: time.Minute}
	for _, key := range []string{"old", "new"} {
		if _, err := s.Take(t.Context(), key, rate); err != nil {
			t.Fatal(err)
		}
	}
	age(t, s, "old", time.Hour)
	if err := s.SweepThrottles(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := count(t, s, "throttles"); got != 1 {
		t.Errorf("%d rows are left, want 1", got)
	}
	if wait, err := s.Take(t.Context(), "new", rate); err != nil || wait == 0 {
		t.Errorf("the sweep forgot a bucket in use: wait %v, error %v", wait, err)
	}
}

// age moves a bucket into the past, which is what waiting does.
func age(t *testing.T, s *store.Store, key string, by time.Duration) {
	t.Helper()
	execute(t, s, `UPDATE throttles SET tat = tat - make_interval(secs => $2) WHERE key = $1`, key, by.Seconds())
}
