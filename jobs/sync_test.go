package jobs

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"coderemote"
	"coderemote/search"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
)

func (b bench) snippet(code string) *coderemote.Snippet {
	b.Helper()
	s, err := b.CreateSnippet(b.Context(), uuid.Must(uuid.NewV7()).String(), b.user, coderemote.NewSnippet{Code: code, Language: "python"})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// syncJobs returns the waiting jobs of the queue and takes them out of it.
func (b bench) syncJobs() []SyncArgs {
	b.Helper()
	rows, err := b.Pool().Query(b.Context(), `DELETE FROM river_job WHERE kind = 'sync_snippet' RETURNING args::text`)
	if err != nil {
		b.Fatal(err)
	}
	var all []SyncArgs
	for rows.Next() {
		var text string
		var args SyncArgs
		if err := rows.Scan(&text); err != nil {
			b.Fatal(err)
		}
		if err := json.Unmarshal([]byte(text), &args); err != nil {
			b.Fatal(err)
		}
		all = append(all, args)
	}
	return all
}

// TestSyncJobIsTheOneOfRiver: the trigger inserts the row that River's client would.
func TestSyncJobIsTheOneOfRiver(t *testing.T) {
	b := newBench(t)
	s := b.snippet("print(1)")
	client, err := river.NewClient(riverpgxv5.New(b.Pool()), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Insert(t.Context(), SyncArgs{s.ID, b.user}, &river.InsertOpts{Queue: queueSync, MaxAttempts: 25}); err != nil {
		t.Fatal(err)
	}
	var jobs []string
	rows, err := b.Pool().Query(t.Context(), `SELECT (to_jsonb(j) - 'id' - 'created_at' - 'scheduled_at')::text FROM river_job j WHERE queue = 'sync' ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var job string
		if err := rows.Scan(&job); err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, job)
	}
	if len(jobs) != 2 || jobs[0] != jobs[1] {
		t.Errorf("jobs differ:\n%s", cmp.Diff(jobs[0], jobs[len(jobs)-1]))
	}
}

// TestWhatEnqueuesASync: each change that the search or the graph can see, and
// nothing else.
func TestWhatEnqueuesASync(t *testing.T) {
	b := newBench(t)
	s := b.snippet("print(1)")
	want := func(what string, n int) {
		t.Helper()
		if jobs := b.syncJobs(); len(jobs) != n || n > 0 && jobs[0] != (SyncArgs{s.ID, b.user}) {
			t.Errorf("%s enqueues %v, want %d", what, jobs, n)
		}
	}
	want("making it", 1)
	change := func(c coderemote.SnippetChange) {
		t.Helper()
		if _, err := b.UpdateSnippet(t.Context(), s.ID, b.user, c); err != nil {
			t.Fatal(err)
		}
	}
	title := "new"
	change(coderemote.SnippetChange{Title: &title})
	want("a new title", 1)
	change(coderemote.SnippetChange{Title: &title})
	want("the same title", 0)
	if _, err := b.StarSnippet(t.Context(), s.ID, b.user); err != nil {
		t.Fatal(err)
	}
	want("a star", 1)
	b.exec(`UPDATE snippets SET execution_count = execution_count + 1`)
	want("a run", 0)
	b.exec(`UPDATE snippets SET time_complexity = 'O(n)', complexity_source = 'static'`)
	want("an analysis", 1)
	if err := b.DeleteSnippet(t.Context(), s.ID, b.user); err != nil {
		t.Fatal(err)
	}
	want("deleting it", 1)
	b.exec(`DELETE FROM snippets`)
	want("its end", 1)
}

func TestSync(t *testing.T) {
	b := newBench(t)
	w := &syncWorker{Projector: Projector{Store: b.Store, Embedder: search.NewKeywords()}}
	backend := search.Backend(w.Embedder)
	s := b.snippet("def f(n):\n    return n * f(n - 1)\n")
	work := func(id string) {
		t.Helper()
		if err := w.Work(context.Background(), &river.Job[SyncArgs]{JobRow: &rivertype.JobRow{}, Args: SyncArgs{SnippetID: id}}); err != nil {
			t.Fatal(err)
		}
	}
	stale := func(want int) {
		t.Helper()
		if d, err := w.Compare(t.Context()); err != nil || len(d.Stale) != want {
			t.Errorf("%d snippets are not read, %v; want %d", len(d.Stale), err, want)
		}
	}
	stale(1)
	work(s.ID)
	work(s.ID)
	stale(0)
	first, err := b.SnippetToSync(t.Context(), s.ID)
	if err != nil || first.VectorVersion != 1 || len(first.Vector) != search.Dimensions || first.Terms == "" {
		t.Fatalf("kept %+v, %v", first, err)
	}
	code := "print(2)"
	if _, err := b.UpdateSnippet(t.Context(), s.ID, b.user, coderemote.SnippetChange{Code: &code}); err != nil {
		t.Fatal(err)
	}
	stale(1)
	work(s.ID)
	if err := b.KeepVector(t.Context(), s.ID, 1, backend, first.Vector, first.Terms); err != nil {
		t.Fatal(err)
	}
	if now, err := b.SnippetToSync(t.Context(), s.ID); err != nil || now.VectorVersion != 2 || now.Terms == first.Terms {
		t.Errorf("an older version came later and is kept: %+v, %v", now, err)
	}
	work(uuid.Must(uuid.NewV7()).String()) // one that is gone
}

// TestStale: after a change of the backend everything is read again, once.
func TestStale(t *testing.T) {
	b := newBench(t)
	s := b.snippet("print(1)")
	b.syncJobs()
	w := &staleWorker{Projector: Projector{Store: b.Store, Embedder: search.NewKeywords(), Logger: slog.New(slog.DiscardHandler)}}
	for range 2 { // the second time the job is there already
		if err := w.Work(context.Background(), &river.Job[StaleArgs]{}); err != nil {
			t.Fatal(err)
		}
	}
	if jobs := b.syncJobs(); len(jobs) != 1 || jobs[0].SnippetID != s.ID {
		t.Errorf("jobs are %v, want one of the snippet", jobs)
	}
	if err := b.KeepVector(t.Context(), s.ID, s.Version, search.Backend(w.Embedder), []float32{1}, "\n"); err != nil {
		t.Fatal(err)
	}
	if err := w.Work(context.Background(), &river.Job[StaleArgs]{}); err != nil {
		t.Fatal(err)
	}
	if jobs := b.syncJobs(); len(jobs) != 0 {
		t.Errorf("what has been read is read again: %v", jobs)
	}
}
