package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"coderemote"
	"coderemote/analysis"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func (r runner) newAnalysis() *analysis.Analysis {
	return &analysis.Analysis{ID: uuid.Must(uuid.NewV7()).String(), UserID: r.user, Code: "def f(xs):\n    return sorted(xs)\n", Mode: analysis.ModeAll}
}

func (r runner) queuedAnalysis() *analysis.Analysis {
	r.Helper()
	a := r.newAnalysis()
	if _, err := r.CreateAnalysis(r.Context(), a, 0, ""); err != nil {
		r.Fatal(err)
	}
	return a
}

func (r runner) claimedAnalysis() *store.AnalysisClaim {
	r.Helper()
	c, err := r.ClaimAnalysis(r.Context(), r.queuedAnalysis().ID, "w1")
	if err != nil {
		r.Fatal(err)
	}
	return c
}

func (r runner) analysisSequence(id string, after int64) (lines []string) {
	r.Helper()
	events, err := r.AnalysisEvents(r.Context(), id, after, 1000)
	if err != nil {
		r.Fatal(err)
	}
	for _, e := range events {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%d %s %s", e.Seq, e.Type, e.Text.String)))
	}
	return lines
}

func report() analysis.Report {
	bytes := int64(64)
	return analysis.Report{
		Measured: analysis.Measured{Time: "O(n log n)", Space: "O(n)", Confidence: .9, Function: "f", Points: []analysis.Point{{N: 1, Operations: 3}, {N: 2, Operations: 9, Bytes: &bytes}},
			Fit: &analysis.Curve{Class: "O(n log n)", Coefficients: [3]float64{1, 0, 2}}},
		Static: analysis.Static{Time: "O(n log n)", Reasons: []analysis.Reason{{Line: 2, Message: "sorted"}}},
	}
}

func TestAnalysisFromQueueToEnd(t *testing.T) {
	r := newRunner(t)
	c := r.claimedAnalysis()
	if got := r.count(`SELECT active FROM run_quotas`); got != 1 {
		t.Errorf("%d active, want the analysis to count as a run", got)
	}
	if _, err := r.ReportAnalysis(t.Context(), c, report()); err != nil {
		t.Fatal(err)
	}
	if got := r.count(`SELECT active FROM run_quotas`); got != 0 {
		t.Errorf("%d active after the box was given back", got)
	}
	r.wantCode(r.AppendNarrative(t.Context(), c, "### Algorithm\n"), "")
	r.wantCode(r.AppendNarrative(t.Context(), c, "It sorts."), "")
	opinion := analysis.Opinion{Time: "O(n)", Model: "m"}
	r.wantCode(r.FinishAnalysis(t.Context(), c, coderemote.StatusSucceeded, opinion), "")
	want := []string{"1 measurement", "2 narrative ### Algorithm", "3 narrative It sorts.", "4 done"}
	if diff := cmp.Diff(want, r.analysisSequence(c.ID, 0)); diff != "" {
		t.Errorf("sequence (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[2:], r.analysisSequence(c.ID, 2)); diff != "" {
		t.Errorf("sequence after 2 (-want +got):\n%s", diff)
	}
	got, err := r.Analysis(t.Context(), c.ID, r.user)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(analysis.Sources{Measured: report().Measured, Static: report().Static, Model: opinion}, got.Sources); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	if got.Status != coderemote.StatusSucceeded || got.Narrative != "### Algorithm\nIt sorts." || got.FinishedAt == nil || got.StartedAt == nil {
		t.Errorf("%+v", got)
	}
	if got := r.count(`SELECT active FROM run_quotas`); got != 0 {
		t.Errorf("%d active after the end: the place was given back twice or never", got)
	}
	r.wantCode(r.FinishAnalysis(t.Context(), c, coderemote.StatusFailed, opinion), coderemote.CodeNotFound)
	r.wantCode(r.AppendNarrative(t.Context(), c, "late"), coderemote.CodeNotFound)
	_, err = r.Analysis(t.Context(), c.ID, uuid.NewString())
	r.wantCode(err, coderemote.CodeNotFound)
}

func TestAnalysesAndRunsShareTheirLimit(t *testing.T) {
	r := newRunner(t)
	r.queued()
	for range coderemote.MaxRunning + coderemote.MaxQueued - 1 {
		r.queuedAnalysis()
	}
	_, err := r.CreateAnalysis(t.Context(), r.newAnalysis(), 0, "")
	r.wantCode(err, coderemote.CodeRateLimited)
	_, _, err = r.CreateRun(t.Context(), store.NewRun{Run: r.newRun(true)})
	r.wantCode(err, coderemote.CodeRateLimited)
}

func TestAnalysesAMinute(t *testing.T) {
	r := newRunner(t)
	run := r.newRun(true)
	if _, left, err := r.CreateRun(t.Context(), store.NewRun{Run: run, PerMinute: 2}); err != nil || left.Remaining != 1 {
		t.Fatalf("%+v, %v", left, err)
	}
	if left, err := r.CreateAnalysis(t.Context(), r.newAnalysis(), 2, ""); err != nil || left.Remaining != 0 {
		t.Fatalf("%+v, %v", left, err)
	}
	_, err := r.CreateAnalysis(t.Context(), r.newAnalysis(), 2, "")
	r.wantCode(err, coderemote.CodeRateLimited)
}

func TestOneBoxForThePersonsAnalyses(t *testing.T) {
	r := newRunner(t)
	c, second := r.claimedAnalysis(), r.queuedAnalysis()
	if _, err := r.ClaimAnalysis(t.Context(), second.ID, "w2"); !errors.Is(err, store.ErrAnalysisWaits) {
		t.Fatalf("the second one: %v, want it to wait", err)
	}
	if waiting, err := r.ReportAnalysis(t.Context(), c, report()); err != nil || !waiting {
		t.Fatalf("waiting %v, %v", waiting, err)
	}
	if _, err := r.ClaimAnalysis(t.Context(), second.ID, "w2"); err != nil {
		t.Errorf("the second one, while a model writes for the first: %v", err)
	}
	_, err := r.ClaimAnalysis(t.Context(), second.ID, "w3")
	r.wantCode(err, coderemote.CodeNotFound)
}

func TestLostAnalyses(t *testing.T) {
	r := newRunner(t)
	c := r.claimedAnalysis()
	if lost, err := r.LostAnalyses(t.Context()); err != nil || len(lost) != 0 {
		t.Fatalf("lost while the lease holds: %v, %v", lost, err)
	}
	r.wantCode(r.RequeueAnalysis(t.Context(), c.ID, 1, false), "") // does nothing yet
	if _, err := r.Pool().Exec(t.Context(), `UPDATE analyses SET lease_until = now() - interval '1 second'`); err != nil {
		t.Fatal(err)
	}
	want := []store.LostAnalysis{{ID: c.ID, UserID: r.user, Attempt: 1, Status: "running"}}
	lost, err := r.LostAnalyses(t.Context())
	if diff := cmp.Diff(want, lost); err != nil || diff != "" {
		t.Fatalf("lost (-want +got):\n%s%v", diff, err)
	}
	r.wantCode(r.RequeueAnalysis(t.Context(), c.ID, 1, false), "")
	_, err = r.RenewAnalysis(t.Context(), c)
	r.wantCode(err, coderemote.CodeNotFound)
	again, err := r.ClaimAnalysis(t.Context(), c.ID, "w2")
	if err != nil || again.Attempt != 2 || again.Reported {
		t.Fatalf("%+v, %v", again, err)
	}
	if _, err := r.EndLostAnalysis(t.Context(), c.ID, 2, "The worker was lost."); err != nil {
		t.Fatal(err)
	}
	got, err := r.Analysis(t.Context(), c.ID, r.user)
	if err != nil || got.Status != coderemote.StatusInternalError || got.Error != "The worker was lost." {
		t.Errorf("%+v, %v", got, err)
	}
	if got := r.count(`SELECT active FROM run_quotas`); got != 0 {
		t.Errorf("%d active after the end", got)
	}
}

func TestWatchedAnalysis(t *testing.T) {
	r := newRunner(t)
	c := r.claimedAnalysis()
	if watched, err := r.RenewAnalysis(t.Context(), c); err != nil || !watched {
		t.Fatalf("%v, %v: whoever asked counts as waiting", watched, err)
	}
	if _, err := r.Pool().Exec(t.Context(), `UPDATE analyses SET watched_until = now() - interval '1 second'`); err != nil {
		t.Fatal(err)
	}
	if watched, err := r.RenewAnalysis(t.Context(), c); err != nil || watched {
		t.Fatalf("%v, %v after everybody left", watched, err)
	}
	r.wantCode(r.WatchAnalysis(t.Context(), c.ID, uuid.NewString()), "")
	if watched, _ := r.RenewAnalysis(t.Context(), c); watched {
		t.Error("a stranger keeps the model at work")
	}
	r.wantCode(r.WatchAnalysis(t.Context(), c.ID, r.user), "")
	if watched, _ := r.RenewAnalysis(t.Context(), c); !watched {
		t.Error("somebody came back and does not count")
	}
}

// complexity returns what a snippet knows of its cost.
func (r runner) complexity(id string) string {
	r.Helper()
	s, err := r.Snippet(r.Context(), id, r.user)
	if err != nil {
		r.Fatal(err)
	}
	return s.TimeComplexity + " " + s.SpaceComplexity + " " + string(s.ComplexitySource)
}

// analyzed brings an analysis of the snippet's code to its end with what the
// sources say.
func (r runner) analyzed(snippetID, code string, s analysis.Sources) {
	r.Helper()
	a := r.newAnalysis()
	a.SnippetID, a.Code = snippetID, code
	if _, err := r.CreateAnalysis(r.Context(), a, 0, ""); err != nil {
		r.Fatal(err)
	}
	c, err := r.ClaimAnalysis(r.Context(), a.ID, "w")
	if err != nil {
		r.Fatal(err)
	}
	c.Sources = s
	r.wantCode(r.FinishAnalysis(r.Context(), c, coderemote.StatusSucceeded, s.Model), "")
}

func TestSnippetLearnsItsCost(t *testing.T) {
	r := newRunner(t)
	s := r.snippet(coderemote.NewSnippet{Title: "s", Code: "\ufeffx = 1\n"})
	code := "x = 1\n" // as a run has it, without the byte order mark
	static := analysis.Sources{Static: analysis.Static{Time: "O(n)", Space: "O(1)"}}
	measured := analysis.Sources{Measured: analysis.Measured{Time: "O(n^2)", Space: "O(n)", Confidence: .9}}
	model := analysis.Sources{Model: analysis.Opinion{Time: "O(n!)", Space: "O(n)"}}
	for _, step := range []struct {
		what string
		do   func()
		want string
	}{
		{"a model's opinion", func() { r.analyzed(s.ID, code, model) }, "O(n!) O(n) model"},
		{"what was read replaces it", func() { r.analyzed(s.ID, code, static) }, "O(n) O(1) static"},
		{"an opinion does not come back", func() { r.analyzed(s.ID, code, model) }, "O(n) O(1) static"},
		{"of other code nothing is learned", func() { r.analyzed(s.ID, "x = 2\n", measured) }, "O(n) O(1) static"},
		{"no source named a class", func() { r.analyzed(s.ID, code, analysis.Sources{}) }, "O(n) O(1) static"},
		{"a measurement replaces it", func() { r.analyzed(s.ID, code, measured) }, "O(n^2) O(n) measured"},
		{"reading again does not", func() { r.analyzed(s.ID, code, static) }, "O(n^2) O(n) measured"},
		{"a person overrules", func() { r.wantCode(r.OverruleComplexity(t.Context(), s.ID, r.user, "O(log n)", ""), "") }, "O(log n)  manual"},
		{"nothing overrules a person", func() { r.analyzed(s.ID, code, measured) }, "O(log n)  manual"},
		{"who takes it back", func() { r.wantCode(r.OverruleComplexity(t.Context(), s.ID, r.user, "", ""), "") }, "  "},
		{"learns again", func() { r.analyzed(s.ID, code, measured) }, "O(n^2) O(n) measured"},
	} {
		step.do()
		if got := r.complexity(s.ID); got != step.want {
			t.Errorf("%s: %q, want %q", step.what, got, step.want)
		}
	}
	r.wantCode(r.OverruleComplexity(t.Context(), s.ID, uuid.NewString(), "O(1)", ""), coderemote.CodeNotFound)
}

func TestRunsAreReadInTheBackground(t *testing.T) {
	r := newRunner(t)
	s := r.snippet(coderemote.NewSnippet{Title: "s", Code: "x = 1\n"})
	ran := func(status coderemote.Status, snippetID string) string {
		t.Helper()
		run := r.newRun(false)
		run.SnippetID = snippetID
		if _, _, err := r.CreateRun(t.Context(), store.NewRun{Run: run}); err != nil {
			t.Fatal(err)
		}
		c, err := r.ClaimRun(t.Context(), run.ID, "w")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.FinishRun(t.Context(), c, coderemote.Result{Status: status}, nil); err != nil {
			t.Fatal(err)
		}
		return run.ID
	}
	estimates := func(runID string) int {
		t.Helper()
		before := r.count(`SELECT count(*) FROM analyses`)
		r.wantCode(r.EstimateRun(t.Context(), uuid.Must(uuid.NewV7()).String(), runID), "")
		return r.count(`SELECT count(*) FROM analyses`) - before
	}
	if n := estimates(ran(coderemote.StatusFailed, s.ID)); n != 0 {
		t.Errorf("a run that failed is read %d times", n)
	}
	if n := estimates(ran(coderemote.StatusSucceeded, "")); n != 0 {
		t.Errorf("a run of no snippet is read %d times", n)
	}
	if n := estimates(ran(coderemote.StatusSucceeded, s.ID)); n != 1 {
		t.Errorf("a run that went well is read %d times", n)
	}
	if n := r.count(`SELECT count(*) FROM analyses a JOIN river_job j ON j.id = a.job_id WHERE a.mode = 'static' AND NOT a.counted AND j.priority = 3`); n != 1 {
		t.Errorf("%d estimates in the background", n)
	}
	if n := r.count(`SELECT active FROM run_quotas`); n != 0 {
		t.Errorf("%d active: an estimate counts for no limit", n)
	}
	r.wantCode(r.OverruleComplexity(t.Context(), s.ID, r.user, "O(1)", "O(1)"), "")
	if n := estimates(ran(coderemote.StatusSucceeded, s.ID)); n != 0 {
		t.Errorf("a snippet whose cost is known is read %d times", n)
	}
}

func TestSameAnalysis(t *testing.T) {
	r := newRunner(t)
	a := r.queuedAnalysis()
	if got, err := r.SameAnalysis(t.Context(), r.user, a.Code, ""); err != nil || got.ID != a.ID {
		t.Errorf("%v, %v", got, err)
	}
	for name, try := range map[string]func() (*analysis.Analysis, error){
		"other code":   func() (*analysis.Analysis, error) { return r.SameAnalysis(t.Context(), r.user, "x", "") },
		"other person": func() (*analysis.Analysis, error) { return r.SameAnalysis(t.Context(), uuid.NewString(), a.Code, "") },
		"other snippet": func() (*analysis.Analysis, error) {
			return r.SameAnalysis(t.Context(), r.user, a.Code, uuid.NewString())
		},
	} {
		if got, err := try(); coderemote.CodeOf(err) != coderemote.CodeNotFound {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// Who is told to analyze again gets another answer than the one before.
func TestSameAnalysisIsAskedAgain(t *testing.T) {
	r := newRunner(t)
	for _, test := range []struct {
		name    string
		reason  string
		opinion analysis.Opinion
		same    bool
	}{
		{"an answer", "", analysis.Opinion{Time: "O(n)", Model: "m"}, true},
		{"no model", "", analysis.Opinion{}, true},
		{"a model that is turned off", "", analysis.Opinion{Problem: "The model is turned off here."}, true},
		{"a model that is busy", "", analysis.Opinion{Model: "m", Problem: "The model is busy."}, false},
		{"an error of the program", "not measurable, because it raised KeyError: 1", analysis.Opinion{}, true},
		{"numpy on its way", "not measurable, because numpy, pandas and matplotlib are being set up on this server", analysis.Opinion{}, false},
	} {
		c := r.claimedAnalysis()
		made := report()
		if test.reason != "" {
			made.Measured = analysis.Measured{Reason: test.reason}
		}
		if _, err := r.ReportAnalysis(t.Context(), c, made); err != nil {
			t.Fatal(err)
		}
		r.wantCode(r.FinishAnalysis(t.Context(), c, coderemote.StatusSucceeded, test.opinion), "")
		got, err := r.SameAnalysis(t.Context(), r.user, c.Code, "")
		if same := err == nil && got.ID == c.ID; same != test.same || err != nil && coderemote.CodeOf(err) != coderemote.CodeNotFound {
			t.Errorf("%s: the same is %v, %v", test.name, same, err)
		}
	}
}

func TestAnalysisIdempotencyKey(t *testing.T) {
	r := newRunner(t)
	first, again, other := r.newAnalysis(), r.newAnalysis(), r.newAnalysis()
	other.Code += "\n"
	for _, a := range []*analysis.Analysis{first, again} {
		if _, err := r.CreateAnalysis(t.Context(), a, 1, "k"); err != nil {
			t.Fatal(err)
		}
	}
	if again.ID != first.ID || count(t, r.Store, "analyses") != 1 {
		t.Errorf("the same request made %d", count(t, r.Store, "analyses"))
	}
	_, err := r.CreateAnalysis(t.Context(), other, 1, "k")
	r.wantCode(err, coderemote.CodeConflict)
	_, err = r.CreateAnalysis(t.Context(), other, 1, "another")
	r.wantCode(err, coderemote.CodeRateLimited)
	if n := count(t, r.Store, "idempotency_keys"); n != 1 {
		t.Errorf("a refused request keeps its key: %d keys", n)
	}
}
