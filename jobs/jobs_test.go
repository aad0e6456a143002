package jobs

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// bench is a store with a user, and a worker that says it can run programs.
type bench struct {
	testing.TB
	*store.Store
	user string
	door *Door
}

func newBench(t testing.TB) bench {
	t.Helper()
	s := testpg.New(t)
	user := &coderemote.User{ID: uuid.NewString(), Email: "ada@example.org", Role: coderemote.RoleStudent, PasswordHash: "none"}
	if err := s.CreateUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	b := bench{t, s, user.ID, NewDoor(s, 0, coderemote.Rules{Policy: coderemote.PolicyOpen})}
	b.worker("")
	return b
}

func (b bench) worker(problem string) {
	b.Helper()
	if err := b.ReportWorker(b.Context(), store.Worker{Name: "w", Boxes: 1, Problem: problem, Limits: "rlimit"}); err != nil {
		b.Fatal(err)
	}
	if err := b.door.Refresh(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func (b bench) submit(n coderemote.NewRun) *coderemote.Run {
	b.Helper()
	run, _, err := b.door.Submit(b.Context(), NewRunID(), b.user, n)
	if err != nil {
		b.Fatal(err)
	}
	return run
}

func (b bench) claim(interactive bool) *store.Claim {
	b.Helper()
	run := b.submit(coderemote.NewRun{Code: "print(1)", Interactive: interactive})
	claim, err := b.ClaimRun(b.Context(), run.ID, "w")
	if err != nil {
		b.Fatal(err)
	}
	return claim
}

// The store inserts a run's job by itself, in the statement that inserts the
// run. It must be the row that River's own client of the pinned version writes.
func TestJobIsTheOneOfRiver(t *testing.T) {
	b := newBench(t)
	run := b.submit(coderemote.NewRun{Code: "print(1)"})
	client, err := river.NewClient(riverpgxv5.New(b.Pool()), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Insert(t.Context(), RunArgs{run.ID}, &river.InsertOpts{Queue: queueRun, MaxAttempts: 2}); err != nil {
		t.Fatal(err)
	}
	rows, err := b.Pool().Query(t.Context(), `SELECT (to_jsonb(j) - 'id' - 'created_at' - 'scheduled_at')::text FROM river_job j ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	var jobs []string
	for rows.Next() {
		var job string
		if err := rows.Scan(&job); err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, job)
	}
	if len(jobs) != 2 {
		t.Fatalf("%d jobs, want ours and River's", len(jobs))
	}
	if diff := cmp.Diff(jobs[1], jobs[0]); diff != "" {
		t.Errorf("our job differs from River's (-River +ours):\n%s", diff)
	}
}

// The bell of a new job is the one that River's producers listen for.
func TestJobRingsRiversBell(t *testing.T) {
	b := newBench(t)
	conn, err := b.Pool().Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(t.Context(), `LISTEN "public.river_insert"`); err != nil {
		t.Fatal(err)
	}
	heard := func(ring func()) string {
		ring()
		bell, err := conn.Conn().WaitForNotification(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return bell.Channel + " " + bell.Payload
	}
	client, err := river.NewClient(riverpgxv5.New(b.Pool()), &river.Config{FetchCooldown: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	rivers := heard(func() {
		if _, err := client.Insert(t.Context(), RunArgs{NewRunID()}, &river.InsertOpts{Queue: queueRun}); err != nil {
			t.Fatal(err)
		}
	})
	ours := heard(func() { b.submit(coderemote.NewRun{Code: "print(1)"}) })
	if rivers != ours {
		t.Errorf("we ring %q, River rings %q", ours, rivers)
	}
}

func TestSubmitWithoutSandbox(t *testing.T) {
	b := newBench(t)
	for _, test := range []struct {
		name string
		door *Door
	}{
		{"nobody has looked yet", NewDoor(b.Store, 0, coderemote.Rules{Policy: coderemote.PolicyOpen})},
		{"the only worker has no safe sandbox", func() *Door { b.worker("this server has no safe sandbox."); return b.door }()},
	} {
		_, _, err := test.door.Submit(t.Context(), NewRunID(), b.user, coderemote.NewRun{Code: "print(1)"})
		if e := coderemote.AsError(err); e.Code != coderemote.CodeUnavailable || e.RetryAfter == 0 || !strings.HasPrefix(e.Message, "Programs cannot run now: ") {
			t.Errorf("%s: %v, want unavailable with a sentence", test.name, err)
		}
	}
	b.worker("")
	b.submit(coderemote.NewRun{Code: "print(1)"})
}

func TestSubmitWithIdempotencyKey(t *testing.T) {
	b := newBench(t)
	n := coderemote.NewRun{Code: "print(1)", IdempotencyKey: "k"}
	first := b.submit(n)
	if again := b.submit(n); again.ID != first.ID {
		t.Errorf("the same request made %s and then %s", first.ID, again.ID)
	}
	n.Code = "print(2)"
	_, _, err := b.door.Submit(t.Context(), NewRunID(), b.user, n)
	if coderemote.CodeOf(err) != coderemote.CodeConflict {
		t.Errorf("the same key for other code: %v, want conflict", err)
	}
}

func TestReaper(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(b bench, c *store.Claim) error
		want    coderemote.Status
	}{
		{"nobody has seen anything", func(bench, *store.Claim) error { return nil }, coderemote.StatusQueued},
		{"output was shown", func(b bench, c *store.Claim) error {
			return b.AppendEvents(b.Context(), c, []coderemote.Event{{Seq: 3, Type: coderemote.EventOutput, Stream: coderemote.Stdout, Text: "x"}})
		}, coderemote.StatusInternalError},
		{"input was given", func(b bench, c *store.Claim) error {
			return b.PostInput(b.Context(), c.Run.ID, b.user, "x", false)
		}, coderemote.StatusInternalError},
		{"somebody stopped it", func(b bench, c *store.Claim) error {
			return b.CancelRun(b.Context(), c.Run.ID, b.user)
		}, coderemote.StatusCancelled},
		{"it was the last attempt", func(b bench, c *store.Claim) error {
			if err := b.RequeueRun(b.Context(), c.Run.ID, 1, true); err != nil {
				return err
			}
			_, err := b.ClaimRun(b.Context(), c.Run.ID, "w2")
			return err
		}, coderemote.StatusInternalError},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			c := b.claim(true)
			next := b.submit(coderemote.NewRun{Code: "print(2)"})
			if err := test.prepare(b, c); err != nil {
				t.Fatal(err)
			}
			b.exec(`UPDATE runs SET lease_until = now() - interval '1 second' WHERE status = 'running'`)
			if err := NewReaper(b.Store, slog.New(slog.DiscardHandler), nil).Look(t.Context()); err != nil {
				t.Fatal(err)
			}
			run, err := b.Run(t.Context(), c.Run.ID, b.user)
			if err != nil || run.Status != test.want {
				t.Fatalf("status %v, %v, want %s", run, err, test.want)
			}
			if run.Status.Final() {
				b.wantJob(next.ID) // the end of a lost run lets the next one run
			} else {
				b.wantJob(run.ID)
			}
		})
	}
}

func (b bench) exec(sql string) {
	b.Helper()
	if _, err := b.Pool().Exec(b.Context(), sql); err != nil {
		b.Fatal(err)
	}
}

func (b bench) wantJob(id string) {
	b.Helper()
	var available bool
	err := b.Pool().QueryRow(b.Context(), `SELECT j.state = 'available' AND j.args->>'run_id' = r.id::text FROM runs r JOIN river_job j ON j.id = r.job_id WHERE r.id = $1`, id).Scan(&available)
	if err != nil {
		b.Errorf("run %s has no job: %v", id, err)
	}
}

// A job that River gave up leaves no run behind.
func TestReaperRevivesDeadJobs(t *testing.T) {
	b := newBench(t)
	run := b.submit(coderemote.NewRun{Code: "print(1)"})
	b.exec(`UPDATE river_job SET state = 'discarded', finalized_at = now()`)
	b.exec(`UPDATE runs SET created_at = now() - interval '1 minute'`)
	if err := NewReaper(b.Store, slog.New(slog.DiscardHandler), nil).Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	var live int
	if err := b.Pool().QueryRow(t.Context(), `SELECT count(*) FROM river_job WHERE args->>'run_id' = $1 AND finalized_at IS NULL`, run.ID).Scan(&live); err != nil || live != 1 {
		t.Errorf("%d live jobs, %v, want 1", live, err)
	}
}

// recording is a recorder that writes, and what it was told about a lost run.
func (b bench) recording(c *store.Claim) (*recorder, chan error) {
	lost := make(chan error, 1)
	r := newRecorder(b.Store, c, slog.New(slog.DiscardHandler), func(err error) { lost <- err })
	go r.run(b.Context())
	return r, lost
}

// await reads the run's events until there are at least n.
func (b bench) await(c *store.Claim, n int) []coderemote.Event {
	b.Helper()
	for b.Context().Err() == nil {
		events, err := b.RunEvents(b.Context(), c.Run.ID, 2, 1000)
		if err != nil {
			b.Fatal(err)
		}
		if len(events) >= n {
			return events
		}
	}
	b.Fatal("the events did not come")
	return nil
}

// The first output of a run that somebody watches is stored although nothing follows it.
func TestRecorderStoresFirstChunkAtOnce(t *testing.T) {
	b := newBench(t)
	c := b.claim(true)
	r, _ := b.recording(c)
	r.output(coderemote.Stdout, "first")
	if got := b.await(c, 1)[0].Text; got != "first" {
		t.Errorf("stored %q", got)
	}
	if last, shown := r.close(); len(last) != 0 || !shown {
		t.Errorf("close = %v, %v; want nothing left, and shown", last, shown)
	}
}

func TestRecorderKeepsOrderAndText(t *testing.T) {
	b := newBench(t)
	c := b.claim(true)
	r, _ := b.recording(c)
	var want strings.Builder
	for i := range 2000 {
		text := fmt.Sprintf("line %d\n", i)
		stream := coderemote.Stdout
		if i%100 == 0 {
			stream = coderemote.Stderr
		}
		want.WriteString(text)
		r.output(stream, text)
		if i%500 == 499 {
			r.inputRequested()
		}
	}
	last, _ := r.close()
	if _, err := b.FinishRun(t.Context(), c, coderemote.Result{Status: coderemote.StatusSucceeded}, last); err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	events := b.await(c, 1)
	for i, e := range events {
		got.WriteString(e.Text)
		if e.Seq != int64(i+3) {
			t.Fatalf("event %d has number %d", i, e.Seq)
		}
	}
	if got.String() != want.String() {
		t.Errorf("%d bytes stored, want %d in the same order", got.Len(), want.Len())
	}
	if events[len(events)-1].Type != coderemote.EventDone || len(events) > 100 {
		t.Errorf("%d events for 2000 writes, the last a %s", len(events), events[len(events)-1].Type)
	}
}

func TestRecorderSplitsLargeOutput(t *testing.T) {
	b := newBench(t)
	c := b.claim(true)
	r, _ := b.recording(c)
	for range 10 {
		r.output(coderemote.Stdout, strings.Repeat("x", flushBytes/2+1))
	}
	last, _ := r.close()
	total := 0
	for _, e := range append(b.await(c, 0), last...) {
		total += len(e.Text)
		if len(e.Text) > flushBytes {
			t.Errorf("an event of %d bytes", len(e.Text))
		}
	}
	if want := 10 * (flushBytes/2 + 1); total != want {
		t.Errorf("%d bytes, want %d", total, want)
	}
}

func TestRecorderNoticesThatTheRunIsLost(t *testing.T) {
	b := newBench(t)
	c := b.claim(true)
	r, lost := b.recording(c)
	if err := b.RequeueRun(t.Context(), c.Run.ID, c.Run.Attempt, true); err != nil {
		t.Fatal(err)
	}
	r.output(coderemote.Stdout, "stale")
	select {
	case err := <-lost:
		if coderemote.CodeOf(err) != coderemote.CodeNotFound {
			t.Errorf("lost: %v", err)
		}
	case <-t.Context().Done():
		t.Error("not noticed")
	}
	r.close()
}
