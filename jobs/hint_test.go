package jobs

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/modeltest"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
)

// failed is a run of the user's that ended with an error.
func (b bench) failed(code, traceback string) *coderemote.Run {
	b.Helper()
	run := b.submit(coderemote.NewRun{Code: code})
	c, err := b.ClaimRun(b.Context(), run.ID, "w")
	if err != nil {
		b.Fatal(err)
	}
	events := []coderemote.Event{{Seq: c.Seq + 1, Type: coderemote.EventOutput, Stream: coderemote.Stderr, Text: traceback}}
	if _, err := b.FinishRun(b.Context(), c, coderemote.Result{Status: coderemote.StatusFailed, ErrorType: "IndexError"}, events); err != nil {
		b.Fatal(err)
	}
	return run
}

// hint asks about a run and has the job done, as River would.
func (o oracle) hint(run *coderemote.Run, before ...func()) *store.Hint {
	o.Helper()
	if err := o.door.AskHint(o.Context(), run.ID, o.user); err != nil {
		o.Fatal(err)
	}
	for _, f := range before {
		f()
	}
	job := &river.Job[HintArgs]{JobRow: &rivertype.JobRow{}, Args: HintArgs{run.ID}}
	if err := o.Pool().QueryRow(o.Context(), `SELECT id FROM river_job WHERE kind = 'hint' ORDER BY id DESC LIMIT 1`).Scan(&job.ID); err != nil {
		o.Fatal(err)
	}
	w := &hintWorker{store: o.Store, logger: slog.New(slog.DiscardHandler), modeler: o.modeler}
	if err := w.Work(o.Context(), job); err != nil {
		o.Fatal(err)
	}
	h, err := o.Hint(o.Context(), run.ID, o.user)
	if err != nil {
		o.Fatal(err)
	}
	return h
}

func TestHintIsWrittenOnce(t *testing.T) {
	o := newOracle(t)
	run := o.failed("xs[1]", strings.Repeat("x", 2*maxTraceback)+"IndexError: list index out of range")
	for range 2 {
		if h := o.hint(run); h.Open || h.Problem != "" || h.Text != strings.Join(modeltest.Narrative, "") {
			t.Errorf("%+v", h)
		}
	}
	asked := o.server.Asked()
	if len(asked) != 1 || !strings.Contains(asked[0], "xs[1]") || !strings.Contains(asked[0], "IndexError: list index out of range") || strings.Count(asked[0], "x") > maxTraceback+500 {
		t.Errorf("%d calls: %.3000s", len(asked), asked)
	}
	if strings.Contains(asked[0], o.user) || !strings.Contains(asked[0], "Never write the corrected program") {
		t.Errorf("asked: %.3000s", asked[0])
	}
	if n := o.count(`SELECT count(*) FROM model_calls WHERE purpose = 'hint' AND outcome = 'done' AND input_tokens = 300`); n != 1 {
		t.Errorf("%d hints in the ledger", n)
	}
}

func TestHintThatFails(t *testing.T) {
	for name, test := range map[string]struct {
		script        []modeltest.Behavior
		problem, said string
	}{
		"denied":   {[]modeltest.Behavior{modeltest.Denied}, "refuses to answer", ""},
		"half-way": {[]modeltest.Behavior{modeltest.Half}, "stopped half-way", "### Algorithm"},
		"garbled":  {[]modeltest.Behavior{modeltest.Garbled}, "cannot be reached", ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOracle(t)
			o.server.Then(test.script...)
			run := o.failed("xs[1]", "IndexError")
			if h := o.hint(run); h.Open || !strings.Contains(h.Problem, test.problem) || !strings.HasPrefix(h.Text, test.said) || (h.Text == "") != (test.said == "") {
				t.Errorf("%+v", h)
			}
			if n := o.count(`SELECT count(*) FROM model_calls WHERE outcome = 'failed'`); n != 1 {
				t.Errorf("%d failed calls in the ledger", n)
			}
			if h := o.hint(run); h.Problem != "" || h.Text != strings.Join(modeltest.Narrative, "") {
				t.Errorf("asked again: %+v", h)
			}
		})
	}
}

func TestHintKeepsToTheBudget(t *testing.T) {
	o := newOracle(t)
	o.modeler.Budget = store.ModelBudget{UserCalls: 1, Since: time.Now().Add(-time.Hour)}
	o.hint(o.failed("a", "IndexError"))
	if h := o.hint(o.failed("b", "IndexError")); !strings.Contains(h.Problem, "midnight UTC") || len(o.server.Asked()) != 1 {
		t.Errorf("%+v after %d calls", h, len(o.server.Asked()))
	}
}

func TestHintStopsWhenTheViewerLeaves(t *testing.T) {
	o := newOracle(t)
	o.server.Then(modeltest.Stalled)
	h := o.hint(o.failed("a", "IndexError"), func() { o.exec(`UPDATE hints SET watched_until = now() - interval '1 second'`) })
	select {
	case <-o.server.Left():
	case <-time.After(30 * time.Second):
		t.Fatal("the call goes on")
	}
	if !strings.Contains(h.Problem, "Nobody waited") || h.Text != strings.Join(modeltest.Narrative[:2], "") {
		t.Errorf("%+v", h)
	}
	if n := o.count(`SELECT count(*) FROM model_calls WHERE outcome = 'left' AND output_tokens > 0`); n != 1 {
		t.Errorf("%d calls that were left, with what they took", n)
	}
}

func TestHintWithoutAModel(t *testing.T) {
	o := newOracle(t)
	o.modeler = nil
	if h := o.hint(o.failed("a", "IndexError")); !strings.Contains(h.Problem, "No model is set up") {
		t.Errorf("%+v", h)
	}
}

// The store inserts the job of a hint by itself, like that of a run.
func TestHintJobIsTheOneOfRiver(t *testing.T) {
	b := newBench(t)
	run := b.failed("a", "IndexError")
	if err := b.door.AskHint(t.Context(), run.ID, b.user); err != nil {
		t.Fatal(err)
	}
	client, err := river.NewClient(riverpgxv5.New(b.Pool()), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Insert(t.Context(), HintArgs{run.ID}, &river.InsertOpts{Queue: queueAnalyze, MaxAttempts: 1}); err != nil {
		t.Fatal(err)
	}
	jobs := b.jobsOf("hint")
	if len(jobs) != 2 {
		t.Fatalf("%d jobs, want ours and River's", len(jobs))
	}
	if diff := cmp.Diff(jobs[1], jobs[0]); diff != "" {
		t.Errorf("our job differs from River's (-River +ours):\n%s", diff)
	}
}
