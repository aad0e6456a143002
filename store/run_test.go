package store_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// runner is a user with a store, for tests of runs.
type runner struct {
	testing.TB
	*store.Store
	user string
}

func newRunner(t *testing.T) runner {
	s := testpg.New(t)
	user := account("ada@example.org", coderemote.RoleStudent)
	if err := s.CreateUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	return runner{t, s, user.ID}
}

func (r runner) newRun(interactive bool) *coderemote.Run {
	return &coderemote.Run{ID: uuid.Must(uuid.NewV7()).String(), UserID: r.user, Code: "print(1)", Interactive: interactive,
		Policy: coderemote.PolicyOpen, Modules: []string{"numpy", "turtle"}, Timeout: 30 * time.Second}
}

func (r runner) queued() *coderemote.Run {
	r.Helper()
	run := r.newRun(true)
	if _, _, err := r.CreateRun(r.Context(), store.NewRun{Run: run}); err != nil {
		r.Fatal(err)
	}
	return run
}

func (r runner) claimed() *store.Claim {
	r.Helper()
	claim, err := r.ClaimRun(r.Context(), r.queued().ID, "w1")
	if err != nil {
		r.Fatal(err)
	}
	return claim
}

func (r runner) wantCode(err error, code coderemote.Code) {
	r.Helper()
	if coderemote.CodeOf(err) != code {
		r.Errorf("error %v has code %q, want %q", err, coderemote.CodeOf(err), code)
	}
}

func (r runner) status(id string) coderemote.Status {
	r.Helper()
	run, err := r.Run(r.Context(), id, r.user)
	if err != nil {
		r.Fatal(err)
	}
	return run.Status
}

// sequence returns the stored events of a run in short: "1 queued".
func (r runner) sequence(id string) (lines []string) {
	r.Helper()
	events, err := r.RunEvents(r.Context(), id, 0, 1000)
	if err != nil {
		r.Fatal(err)
	}
	for _, e := range events {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%d %s %s%s %s", e.Seq, e.Type, e.Status, e.Stream, e.Text)))
	}
	return lines
}

func output(seq int64, text string) coderemote.Event {
	return coderemote.Event{Seq: seq, Type: coderemote.EventOutput, Stream: coderemote.Stdout, Text: text}
}

func succeeded() coderemote.Result {
	zero := 0
	return coderemote.Result{Status: coderemote.StatusSucceeded, ExitCode: &zero,
		Usage: coderemote.Usage{Wall: 12 * time.Millisecond, CPU: 9 * time.Millisecond, PeakMemory: 9 << 20}}
}

func TestRunFromQueueToEnd(t *testing.T) {
	r := newRunner(t)
	c := r.claimed()
	if err := r.AppendEvents(t.Context(), c, []coderemote.Event{output(3, "a"), output(4, "b")}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.FinishRun(t.Context(), c, succeeded(), []coderemote.Event{output(5, "c")}); err != nil {
		t.Fatal(err)
	}
	want := []string{"1 status queued", "2 status running", "3 output stdout a", "4 output stdout b", "5 output stdout c", "6 done succeeded"}
	if diff := cmp.Diff(want, r.sequence(c.Run.ID)); diff != "" {
		t.Errorf("sequence (-want +got):\n%s", diff)
	}
	run, stdout, stderr, err := r.RunWithOutput(t.Context(), c.Run.ID, r.user)
	if err != nil || stdout != "abc" || stderr != "" {
		t.Errorf("output %q %q, %v", stdout, stderr, err)
	}
	if diff := cmp.Diff(succeeded(), run.Result); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	if run.StartedAt == nil || run.FinishedAt == nil {
		t.Errorf("started %v, finished %v", run.StartedAt, run.FinishedAt)
	}
}

func TestEndIsAudited(t *testing.T) {
	r := newRunner(t)
	c := r.claimed()
	if _, err := r.FinishRun(t.Context(), c, succeeded(), nil); err != nil {
		t.Fatal(err)
	}
	var line string
	err := r.Pool().QueryRow(t.Context(), `SELECT format('%s %s %s %s %s', (SELECT id FROM users WHERE users.subject = audit_log.subject), action, encode(code_sha256, 'hex'), status, wall_ms)
		FROM audit_log WHERE run_id = $1`, c.Run.ID).Scan(&line)
	want := fmt.Sprintf("%s run %x succeeded 12", r.user, sha256.Sum256([]byte("print(1)")))
	if err != nil || line != want {
		t.Errorf("audit line %q, %v; want %q", line, err, want)
	}
}

// The last events may all be stored before the end comes.
func TestEndWithoutLastEvents(t *testing.T) {
	r := newRunner(t)
	c := r.claimed()
	if err := r.AppendEvents(t.Context(), c, []coderemote.Event{output(3, "a")}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.FinishRun(t.Context(), c, succeeded(), nil); err != nil {
		t.Fatal(err)
	}
	want := []string{"1 status queued", "2 status running", "3 output stdout a", "4 done succeeded"}
	if diff := cmp.Diff(want, r.sequence(c.Run.ID)); diff != "" {
		t.Errorf("sequence (-want +got):\n%s", diff)
	}
}

// A worker that lost its run can change nothing: not while the run waits for its
// next try, not while another worker has it, and not after the end.
func TestFence(t *testing.T) {
	r := newRunner(t)
	stale := r.claimed()
	check := func(when string) {
		t.Helper()
		before := r.sequence(stale.Run.ID)
		r.wantCode(r.AppendEvents(t.Context(), stale, []coderemote.Event{output(90, "stale")}), coderemote.CodeNotFound)
		_, err := r.RenewLease(t.Context(), stale, 0)
		r.wantCode(err, coderemote.CodeNotFound)
		_, err = r.FinishRun(t.Context(), stale, succeeded(), []coderemote.Event{output(91, "stale")})
		r.wantCode(err, coderemote.CodeNotFound)
		if diff := cmp.Diff(before, r.sequence(stale.Run.ID)); diff != "" {
			t.Errorf("%s the stale worker changed the sequence:\n%s", when, diff)
		}
	}
	if err := r.RequeueRun(t.Context(), stale.Run.ID, 1, true); err != nil {
		t.Fatal(err)
	}
	check("queued again")
	fresh, err := r.ClaimRun(t.Context(), stale.Run.ID, "w2")
	if err != nil {
		t.Fatal(err)
	}
	check("with another worker")
	if _, err := r.FinishRun(t.Context(), fresh, succeeded(), nil); err != nil {
		t.Fatal(err)
	}
	check("after the end")
	want := []string{"1 status queued", "2 status running", "3 status queued", "4 status running", "5 done succeeded"}
	if diff := cmp.Diff(want, r.sequence(stale.Run.ID)); diff != "" {
		t.Errorf("sequence (-want +got):\n%s", diff)
	}
}

// An append whose commit was in doubt is sent again under the same numbers.
func TestAppendAgainDoublesNothing(t *testing.T) {
	r := newRunner(t)
	c := r.claimed()
	events := []coderemote.Event{output(3, "a"), output(4, "b")}
	for range 2 {
		if err := r.AppendEvents(t.Context(), c, events); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.FinishRun(t.Context(), c, succeeded(), events); err != nil {
		t.Fatal(err)
	}
	if _, stdout, _, _ := r.RunWithOutput(t.Context(), c.Run.ID, r.user); stdout != "ab" {
		t.Errorf("stdout %q, want ab", stdout)
	}
}

func TestOnlyOneWorkerClaims(t *testing.T) {
	r := newRunner(t)
	run := r.queued()
	var wg sync.WaitGroup
	claims := make(chan *store.Claim, 8)
	for i := range cap(claims) {
		wg.Go(func() {
			if c, err := r.ClaimRun(t.Context(), run.ID, fmt.Sprint("w", i)); err == nil {
				claims <- c
			}
		})
	}
	wg.Wait()
	if len(claims) != 1 {
		t.Errorf("%d workers claimed the run", len(claims))
	}
}

// Whatever comes at once, a user has at most four active runs, and exactly one
// of them has a job.
func TestActiveLimitHoldsAtOnce(t *testing.T) {
	r := newRunner(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	accepted := 0
	for range 12 {
		wg.Go(func() {
			_, _, err := r.CreateRun(t.Context(), store.NewRun{Run: r.newRun(false)})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				accepted++
			} else {
				r.wantCode(err, coderemote.CodeRateLimited)
			}
		})
	}
	wg.Wait()
	if want := coderemote.MaxRunning + coderemote.MaxQueued; accepted != want {
		t.Errorf("%d runs accepted, want %d", accepted, want)
	}
	if got := r.count(`SELECT count(*) FROM river_job`); got != 1 {
		t.Errorf("%d jobs, want 1", got)
	}
}

func (r runner) count(query string, args ...any) (n int) {
	r.Helper()
	if err := r.Pool().QueryRow(r.Context(), query, args...).Scan(&n); err != nil {
		r.Fatal(err)
	}
	return n
}

// The end of a run gives the next one its job, in the order of submission.
func TestPromoteInOrder(t *testing.T) {
	r := newRunner(t)
	first, second, third := r.queued(), r.queued(), r.queued()
	for _, run := range []*coderemote.Run{first, second, third} {
		if job := r.count(`SELECT count(*) FROM river_job WHERE args->>'run_id' = $1`, run.ID); job != 1 {
			t.Fatalf("run %s has %d jobs when its turn comes", run.ID, job)
		}
		c, err := r.ClaimRun(t.Context(), run.ID, "w")
		if err != nil {
			t.Fatal(err)
		}
		waiting, err := r.FinishRun(t.Context(), c, succeeded(), nil)
		if err != nil || waiting != (run != third) {
			t.Fatalf("finish: waiting %v, %v", waiting, err)
		}
		var wg sync.WaitGroup
		for range 4 { // however many promote at once
			wg.Go(func() {
				if err := r.PromoteRun(context.WithoutCancel(t.Context()), r.user); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	if got := r.count(`SELECT count(*) FROM river_job`); got != 3 {
		t.Errorf("%d jobs, want 3", got)
	}
	if got := r.count(`SELECT active FROM run_quotas`); got != 0 {
		t.Errorf("%d active runs after the end of all", got)
	}
}

// The end of one run promotes the next at the moment at which that is cancelled:
// the two statements want the same two rows. Neither may wait for the other.
func TestPromotePassesOverARunThatIsBeingCancelled(t *testing.T) {
	r := newRunner(t)
	first, second, third := r.claimed(), r.queued(), r.queued()
	tx, err := r.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `SELECT 1 FROM runs WHERE id = $1 FOR UPDATE`, second.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.FinishRun(t.Context(), first, coderemote.Result{Status: coderemote.StatusSucceeded}, nil); err != nil {
		t.Fatal(err)
	}
	patience, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	if err := r.PromoteRun(patience, r.user); err != nil {
		t.Fatalf("promotion waited for the run that is being cancelled: %v", err)
	}
	if place, err := r.QueuePlace(t.Context(), third.ID); err != nil || place.Own {
		t.Errorf("the third run waits for its own user (%+v, %v), want it promoted", place, err)
	}
}

func TestQueuePlace(t *testing.T) {
	r := newRunner(t)
	first, second := r.queued(), r.queued()
	other := account("eve@example.org", coderemote.RoleStudent)
	if err := r.CreateUser(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	third := r.newRun(true)
	third.UserID = other.ID
	if _, _, err := r.CreateRun(t.Context(), store.NewRun{Run: third}); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]store.QueuePlace{first.ID: {}, second.ID: {Own: true}, third.ID: {Before: 1}} {
		if got, err := r.QueuePlace(t.Context(), id); err != nil || got != want {
			t.Errorf("place %+v, %v, want %+v", got, err, want)
		}
	}
}

// A worker with a free box gets a run directly, unless somebody waits longer.
func TestDirectRun(t *testing.T) {
	r := newRunner(t)
	c, _, err := r.CreateRun(t.Context(), store.NewRun{Run: r.newRun(true), Worker: "w"})
	if err != nil || c == nil {
		t.Fatalf("claim %v, %v", c, err)
	}
	second, _, err := r.CreateRun(t.Context(), store.NewRun{Run: r.newRun(true), Worker: "w"})
	if err != nil || second != nil {
		t.Errorf("a second run of the same user went directly: %v, %v", second, err)
	}
	if lost, err := r.LostRuns(t.Context()); err != nil || len(lost) != 0 {
		t.Errorf("lost: %v, %v", lost, err)
	}
	if err := r.AppendEvents(t.Context(), c, []coderemote.Event{output(3, "a")}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.FinishRun(t.Context(), c, succeeded(), nil); err != nil {
		t.Fatal(err)
	}
	want := []string{"1 status queued", "2 status running", "3 output stdout a", "4 done succeeded"}
	if diff := cmp.Diff(want, r.sequence(c.Run.ID)); diff != "" {
		t.Errorf("sequence (-want +got):\n%s", diff)
	}
	if got := r.count(`SELECT count(*) FROM river_job WHERE state = 'completed' AND finalized_at IS NOT NULL`); got != 1 {
		t.Errorf("%d jobs completed with their run, want 1", got)
	}
}

func TestDirectRunOvertakesNobody(t *testing.T) {
	r := newRunner(t)
	r.queued() // waits for a box
	other := account("eve@example.org", coderemote.RoleStudent)
	if err := r.CreateUser(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	run := r.newRun(true)
	run.UserID = other.ID
	if c, _, err := r.CreateRun(t.Context(), store.NewRun{Run: run, Worker: "w"}); err != nil || c != nil {
		t.Errorf("claim %v, %v; want a place in the queue", c, err)
	}
}

func TestRunsPerMinute(t *testing.T) {
	r := newRunner(t)
	const perMinute = 2 // the next one is free after 30 s, which no slow machine takes for this test
	for i := range perMinute {
		run := r.newRun(false)
		_, left, err := r.CreateRun(t.Context(), store.NewRun{Run: run, PerMinute: perMinute})
		if err != nil {
			t.Fatalf("run %d: %v", i+1, err)
		}
		if left.Limit != perMinute || left.Remaining != perMinute-1-i {
			t.Errorf("run %d: %+v, want %d left", i+1, left, perMinute-1-i)
		}
		c, err := r.ClaimRun(t.Context(), run.ID, "w")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.FinishRun(t.Context(), c, succeeded(), nil); err != nil {
			t.Fatal(err)
		}
	}
	_, left, err := r.CreateRun(t.Context(), store.NewRun{Run: r.newRun(false), PerMinute: perMinute})
	e := coderemote.AsError(err)
	if e.Code != coderemote.CodeRateLimited || left.Remaining != 0 || e.RetryAfter <= 0 || e.RetryAfter > time.Minute/perMinute {
		t.Errorf("one more: %v, retry after %v, %+v", err, e.RetryAfter, left)
	}
	if _, _, err := r.CreateRun(t.Context(), store.NewRun{Run: r.newRun(false)}); err != nil {
		t.Errorf("without a limit: %v", err)
	}
}

func TestIdempotencyKey(t *testing.T) {
	r := newRunner(t)
	run := r.newRun(false)
	if _, _, err := r.CreateRun(t.Context(), store.NewRun{Run: run, IdempotencyKey: "key", RequestHash: []byte("hash")}); err != nil {
		t.Fatal(err)
	}
	again, hash, err := r.RunByKey(t.Context(), r.user, "key")
	if err != nil || again.ID != run.ID || string(hash) != "hash" {
		t.Errorf("RunByKey = %v %q %v", again, hash, err)
	}
	_, _, err = r.CreateRun(t.Context(), store.NewRun{Run: r.newRun(false), IdempotencyKey: "key", RequestHash: []byte("hash")})
	r.wantCode(err, coderemote.CodeConflict)
	if got := r.count(`SELECT active FROM run_quotas`); got != 1 {
		t.Errorf("%d active runs; the refused one counts", got)
	}
	if _, err := r.Pool().Exec(t.Context(), `UPDATE runs SET created_at = now() - interval '25 hours'`); err != nil {
		t.Fatal(err)
	}
	_, _, err = r.RunByKey(t.Context(), r.user, "key")
	r.wantCode(err, coderemote.CodeNotFound)
	if _, _, err = r.CreateRun(t.Context(), store.NewRun{Run: r.newRun(false), IdempotencyKey: "key"}); err != nil {
		t.Errorf("key of yesterday: %v", err)
	}
}

func TestCancelQueuedRun(t *testing.T) {
	r := newRunner(t)
	run, next := r.queued(), r.queued()
	for range 2 {
		if err := r.CancelRun(t.Context(), run.ID, r.user); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.status(run.ID); got != coderemote.StatusCancelled {
		t.Errorf("status %s", got)
	}
	_, err := r.ClaimRun(t.Context(), run.ID, "w")
	r.wantCode(err, coderemote.CodeNotFound)
	if got := r.count(`SELECT count(*) FROM river_job WHERE args->>'run_id' = $1`, next.ID); got != 1 {
		t.Errorf("the next run has %d jobs", got)
	}
	r.wantCode(r.CancelRun(t.Context(), run.ID, uuid.NewString()), coderemote.CodeNotFound)
}

func TestCancelRunningRun(t *testing.T) {
	r := newRunner(t)
	c := r.claimed()
	if stop, err := r.RenewLease(t.Context(), c, 0); err != nil || stop {
		t.Fatalf("RenewLease = %v, %v", stop, err)
	}
	if err := r.CancelRun(t.Context(), c.Run.ID, r.user); err != nil {
		t.Fatal(err)
	}
	if stop, err := r.RenewLease(t.Context(), c, 0); err != nil || !stop {
		t.Errorf("RenewLease after Stop = %v, %v", stop, err)
	}
	if got := r.status(c.Run.ID); got != coderemote.StatusRunning {
		t.Errorf("status %s: the worker ends a running run", got)
	}
}

func TestLostRuns(t *testing.T) {
	r := newRunner(t)
	c := r.claimed()
	expire := func() {
		t.Helper()
		if _, err := r.Pool().Exec(t.Context(), `UPDATE runs SET lease_until = now() - interval '1 second' WHERE id = $1`, c.Run.ID); err != nil {
			t.Fatal(err)
		}
	}
	if lost, err := r.LostRuns(t.Context()); err != nil || len(lost) != 0 {
		t.Fatalf("lost while the lease holds: %v, %v", lost, err)
	}
	r.wantCode(r.AppendEvents(t.Context(), c, []coderemote.Event{output(3, "seen")}), "")
	expire()
	lost, err := r.LostRuns(t.Context())
	want := []store.LostRun{{ID: c.Run.ID, UserID: r.user, Attempt: 1, Shown: true}}
	if diff := cmp.Diff(want, lost); err != nil || diff != "" {
		t.Fatalf("lost (-want +got):\n%s%v", diff, err)
	}
	if _, err := r.EndLostRun(t.Context(), c.Run.ID, 1, coderemote.Result{Status: coderemote.StatusInternalError, Error: "The worker was lost."}); err != nil {
		t.Fatal(err)
	}
	if got := r.status(c.Run.ID); got != coderemote.StatusInternalError {
		t.Errorf("status %s", got)
	}
}

func TestInput(t *testing.T) {
	r := newRunner(t)
	queued := r.queued()
	r.wantCode(r.PostInput(t.Context(), queued.ID, r.user, "x", false), coderemote.CodeConflict)
	c, err := r.ClaimRun(t.Context(), queued.ID, "w")
	r.wantCode(err, "")
	half := strings.Repeat("x", coderemote.MaxStdinBytes/2)
	r.wantCode(r.PostInput(t.Context(), c.Run.ID, r.user, half, false), "")
	r.wantCode(r.PostInput(t.Context(), c.Run.ID, r.user, half, false), "")
	r.wantCode(r.PostInput(t.Context(), c.Run.ID, r.user, "x", false), coderemote.CodeRateLimited)
	if _, err := r.RenewLease(t.Context(), c, 1); err != nil {
		t.Fatal(err)
	}
	r.wantCode(r.PostInput(t.Context(), c.Run.ID, r.user, "y", true), "")
	r.wantCode(r.PostInput(t.Context(), c.Run.ID, r.user, "", false), coderemote.CodeConflict)
	inputs, err := r.RunInputs(t.Context(), c.Run.ID, 2)
	if err != nil || len(inputs) != 1 || inputs[0].Text != "y" || !inputs[0].EOF || inputs[0].AfterSeq != 2 {
		t.Errorf("inputs %+v, %v", inputs, err)
	}
}

func TestPartitions(t *testing.T) {
	r := newRunner(t)
	now := time.Now()
	for range 2 { // again changes nothing
		if err := r.EnsurePartitions(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	run := r.queued()
	var table string
	err := r.Pool().QueryRow(t.Context(), `SELECT tableoid::regclass FROM run_events WHERE run_id = $1`, run.ID).Scan(&table)
	if want := "run_events_" + now.UTC().Format("200601"); err != nil || table != want {
		t.Errorf("the event is in %s, %v, want %s", table, err, want)
	}
}
