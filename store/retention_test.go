package store_test

import (
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
)

func TestDropRuns(t *testing.T) {
	s := testpg.New(t)
	ada := create(t, s, account("ada@example.org", coderemote.RoleStudent))
	for _, month := range []string{"2026-02-01", "2026-05-01"} { // February to July
		at, err := time.Parse(time.DateOnly, month)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.EnsurePartitions(t.Context(), at); err != nil {
			t.Fatal(err)
		}
	}
	// An id at each moment, its run ended or not, and one event.
	const insert = `WITH i AS (SELECT (lpad(to_hex((extract(epoch FROM $1::timestamptz) * 1000)::bigint), 12, '0') || '7000800000000000000' || $3::text)::uuid AS id),
		r AS (INSERT INTO runs (id, user_id, status, attempt, code, code_sha256, stdin, interactive, policy, timeout_ms, finished_at)
			SELECT id, $2, CASE WHEN $4 THEN 'succeeded' ELSE 'running' END, 1, '1', '', '', false, 'strict', 1000, CASE WHEN $4 THEN now() END FROM i)
		INSERT INTO run_events (run_id, seq, type) SELECT id, 1, 'status' FROM i`
	for _, at := range []string{"2020-01-01", "2026-02-28 23:59:59.999", "2026-03-01", "2026-03-14 23:59:59.999", "2026-03-15", "2026-07-31"} {
		execute(t, s, insert, at+"Z", ada.ID, "1", true)
	}
	execute(t, s, insert, "2026-03-02Z", ada.ID, "2", false)

	cutoff := time.Date(2026, 3, 15, 0, 0, 0, 0, time.UTC)
	got, err := s.DropRuns(t.Context(), cutoff)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(store.Retained{Partitions: 1, Events: 1, Runs: 4}, got); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	for from, want := range map[string]int{
		"runs": 3, "runs WHERE finished_at IS NULL": 1,
		"run_events": 5, // of March, two of whose runs are gone, and July
		"pg_class WHERE relname = 'run_events_202602'": 0,
		"pg_class WHERE relname = 'run_events_202603'": 1,
	} {
		if got := count(t, s, from); got != want {
			t.Errorf("%s: %d, want %d", from, got, want)
		}
	}
	if got, err := s.DropRuns(t.Context(), time.Date(2026, 3, 31, 23, 59, 59, 999e6, time.UTC)); err != nil || got.Partitions != 0 {
		t.Errorf("before the month is over: %+v, %v", got, err)
	}
	if got, err := s.DropRuns(t.Context(), time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)); err != nil || got.Partitions != 1 {
		t.Errorf("when the month is over: %+v, %v", got, err)
	}
}
