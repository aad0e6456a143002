package jobs

import (
	"log/slog"
	"testing"

	"coderemote"
	"coderemote/analysis"

	"github.com/google/go-cmp/cmp"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

func (b bench) submitAnalysis() *analysis.Analysis {
	b.Helper()
	a, _, err := b.door.SubmitAnalysis(b.Context(), NewRunID(), b.user, analysis.New{Code: "print(1)"})
	if err != nil {
		b.Fatal(err)
	}
	return a
}

// jobsOf are the jobs of a kind, without what makes each another one.
func (b bench) jobsOf(kind string) (jobs []string) {
	b.Helper()
	rows, err := b.Pool().Query(b.Context(), `SELECT (to_jsonb(j) - 'id' - 'created_at' - 'scheduled_at')::text FROM river_job j WHERE kind = $1 ORDER BY id`, kind)
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		var job string
		if err := rows.Scan(&job); err != nil {
			b.Fatal(err)
		}
		jobs = append(jobs, job)
	}
	return jobs
}

// The store inserts the job of an analysis by itself, like that of a run.
func TestAnalysisJobIsTheOneOfRiver(t *testing.T) {
	b := newBench(t)
	a := b.submitAnalysis()
	client, err := river.NewClient(riverpgxv5.New(b.Pool()), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Insert(t.Context(), AnalysisArgs{a.ID}, &river.InsertOpts{Queue: queueAnalyze, MaxAttempts: 2}); err != nil {
		t.Fatal(err)
	}
	jobs := b.jobsOf("analyze")
	if len(jobs) != 2 {
		t.Fatalf("%d jobs, want ours and River's", len(jobs))
	}
	if diff := cmp.Diff(jobs[1], jobs[0]); diff != "" {
		t.Errorf("our job differs from River's (-River +ours):\n%s", diff)
	}
}

func TestSubmitAnalysisChecksIt(t *testing.T) {
	b := newBench(t)
	for name, n := range map[string]analysis.New{"no code": {}, "no name": {Code: "x", Function: "a b"}, "no argument": {Code: "x", Grow: "1"}} {
		if _, _, err := b.door.SubmitAnalysis(t.Context(), NewRunID(), b.user, n); coderemote.CodeOf(err) != coderemote.CodeInvalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	b.worker("this server has no safe sandbox.")
	_, _, err := b.door.SubmitAnalysis(t.Context(), NewRunID(), b.user, analysis.New{Code: "x"})
	if coderemote.CodeOf(err) != coderemote.CodeUnavailable {
		t.Errorf("without a sandbox: %v", err)
	}
}

// Whatever dies in between: the analysis is tried again once, and then ends.
func TestReaperEndsAnalyses(t *testing.T) {
	b := newBench(t)
	look := func() {
		t.Helper()
		if err := NewReaper(b.Store, slog.New(slog.DiscardHandler), nil).Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	status := func(a *analysis.Analysis) coderemote.Status {
		t.Helper()
		got, err := b.Analysis(t.Context(), a.ID, b.user)
		if err != nil {
			t.Fatal(err)
		}
		return got.Status
	}
	a := b.submitAnalysis()
	run := b.submit(coderemote.NewRun{Code: "print(1)"})
	for _, want := range []coderemote.Status{coderemote.StatusQueued, coderemote.StatusInternalError} {
		if _, err := b.ClaimAnalysis(t.Context(), a.ID, "w"); err != nil {
			t.Fatal(err)
		}
		look()
		if got := status(a); got != coderemote.StatusRunning {
			t.Fatalf("%s while the lease holds", got)
		}
		b.exec(`UPDATE analyses SET lease_until = now() - interval '1 second'`)
		look()
		if got := status(a); got != want {
			t.Fatalf("%s after the lease, want %s", got, want)
		}
	}
	b.wantJob(run.ID)

	given := b.submitAnalysis()
	b.exec(`UPDATE river_job SET state = 'discarded', finalized_at = now() WHERE kind = 'analyze'`)
	look()
	if got := status(given); got != coderemote.StatusQueued {
		t.Errorf("%s at once, want it given some time", got)
	}
	b.exec(`UPDATE analyses SET created_at = now() - interval '1 minute'`)
	look()
	if got := status(given); got != coderemote.StatusInternalError {
		t.Errorf("%s after River gave the job up", got)
	}
}
