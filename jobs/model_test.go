package jobs

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/analysis"
	"coderemote/analysis/gemini"
	"coderemote/analysis/openai"
	"coderemote/internal/modeltest"
	"coderemote/live"
	"coderemote/store"
)

// oracle is a bench with a model's server.
type oracle struct {
	bench
	server  *modeltest.Server
	modeler *Modeler
}

func newOracle(t *testing.T) oracle {
	t.Helper()
	return newOracleOf(t, "gemini")
}

// newOracleOf has the server of one or the other kind.
func newOracleOf(t *testing.T, kind string) oracle {
	t.Helper()
	b, server := newBench(t), modeltest.New(t)
	var model analysis.Model = openai.New(server.URL+"/v1", "key", "a-model")
	if kind == "gemini" {
		var err error
		if model, err = gemini.New(t.Context(), "key", server.URL, "gemini-2.5-flash"); err != nil {
			t.Fatal(err)
		}
	}
	return oracle{b, server, &Modeler{Store: b.Store, Model: analysis.NewGuard(model)}}
}

// ask brings an analysis, of which the box has reported, to its end.
func (o oracle) ask(code string) *analysis.Analysis {
	o.Helper()
	return o.execute(o.reported(code))
}

// reported is a claim of an analysis after its first worker was lost behind the
// box's report.
func (o oracle) reported(code string) *store.AnalysisClaim {
	o.Helper()
	a, _, err := o.door.SubmitAnalysis(o.Context(), NewRunID(), o.user, analysis.New{Code: code})
	if err != nil {
		o.Fatal(err)
	}
	c, err := o.ClaimAnalysis(o.Context(), a.ID, "w")
	if err != nil {
		o.Fatal(err)
	}
	report := analysis.Report{Measured: analysis.Measured{Time: "O(n^2)", Space: "O(n)", Confidence: .95}, Static: analysis.Static{Time: "O(n^2)"}}
	if _, err := o.ReportAnalysis(o.Context(), c, report); err != nil {
		o.Fatal(err)
	}
	if err := o.RequeueAnalysis(o.Context(), a.ID, 1, true); err != nil {
		o.Fatal(err)
	}
	again, err := o.ClaimAnalysis(o.Context(), a.ID, "w")
	if err != nil || !again.Reported {
		o.Fatalf("%+v, %v", again, err)
	}
	return again
}

func (o oracle) execute(c *store.AnalysisClaim) *analysis.Analysis {
	o.Helper()
	logger := slog.New(slog.DiscardHandler)
	w := &analysisWorker{store: o.Store, hub: live.New(o.Pool(), logger), logger: logger, name: "w", slots: make(chan struct{}, 1), modeler: o.modeler}
	x := &inquiry{analysisWorker: w, claim: c}
	x.execute(o.Context())
	return o.end(c.ID)
}

func (o oracle) end(id string) *analysis.Analysis {
	o.Helper()
	a, err := o.Analysis(o.Context(), id, o.user)
	if err != nil {
		o.Fatal(err)
	}
	if a.Status != coderemote.StatusSucceeded || a.Sources.Measured.Time != "O(n^2)" {
		o.Errorf("%s, measured %q: the model must not be in the way", a.Status, a.Sources.Measured.Time)
	}
	return a
}

func (o oracle) count(sql string) (n int) {
	o.Helper()
	if err := o.Pool().QueryRow(o.Context(), sql).Scan(&n); err != nil {
		o.Fatal(err)
	}
	return n
}

func TestModelIsAskedOnce(t *testing.T) {
	o := newOracle(t)
	a := o.ask("print(1)")
	whole := strings.Join(modeltest.Narrative, "")
	if want := (analysis.Opinion{Time: "O(n^2)", Space: "O(n^2)", Model: "gemini-2.5-flash"}); a.Sources.Model != want || a.Narrative != whole {
		t.Errorf("%+v, %q", a.Sources.Model, a.Narrative)
	}
	if got := o.count(`SELECT sum(input_tokens + output_tokens) FROM model_calls WHERE outcome = 'done'`); got != 300+150+200+20 {
		t.Errorf("%d tokens in the ledger", got)
	}
	again := o.ask("print(1)")
	if !again.Sources.Model.Cached || again.Sources.Model.Time != "O(n^2)" || again.Narrative != whole {
		t.Errorf("the same code: %+v, %q", again.Sources.Model, again.Narrative)
	}
	if n := len(o.server.Asked()); n != 2 {
		t.Errorf("%d calls, want two for the same code", n)
	}
	for _, body := range o.server.Asked() {
		if strings.Contains(body, o.user) || strings.Contains(body, "ada@") {
			t.Errorf("more than the code is told: %s", body)
		}
	}
}

func TestModelThatFails(t *testing.T) {
	for name, test := range map[string]struct {
		script  []modeltest.Behavior
		problem string
		said    string
		time    analysis.Class
		space   analysis.Class
	}{
		"denied":            {[]modeltest.Behavior{modeltest.Denied}, "refuses to answer", "", "", ""},
		"half-way":          {[]modeltest.Behavior{modeltest.Half}, "stopped half-way", "### Algorithm", "", ""},
		"garbled":           {[]modeltest.Behavior{modeltest.Garbled}, "The model ", "", "", ""},
		"no classes":        {[]modeltest.Behavior{modeltest.Good, modeltest.Denied}, "refuses", "### Suggestions", "", ""},
		"a lie":             {[]modeltest.Behavior{modeltest.Good, modeltest.Lying}, "", "### Suggestions", "O(log n)", ""},
		"busy, then well":   {[]modeltest.Behavior{modeltest.Limited}, "", "### Suggestions", "O(n^2)", "O(n^2)"},
		"markup as a class": {[]modeltest.Behavior{modeltest.Hostile, modeltest.Hostile}, "", "<script>", "", "O(n)"},
	} {
		for _, kind := range []string{"gemini", "openai"} {
			t.Run(name+" "+kind, func(t *testing.T) {
				o := newOracleOf(t, kind)
				o.server.Then(test.script...)
				a := o.ask("print(1)")
				got := a.Sources.Model
				if !strings.Contains(got.Problem, test.problem) || (test.problem == "") != (got.Problem == "") || !strings.Contains(a.Narrative, test.said) || got.Time != test.time || got.Space != test.space {
					t.Errorf("%+v, narrative %q", got, a.Narrative)
				}
				if test.problem != "" && o.count(`SELECT count(*) FROM model_answers`) != 0 {
					t.Error("half an answer is kept for others")
				}
				if n := o.count(`SELECT count(*) FROM model_calls WHERE outcome = 'open'`); n != 0 {
					t.Errorf("%d calls are still open", n)
				}
			})
		}
	}
}

func TestModelStandsBeforeTheMeasurement(t *testing.T) {
	o := newOracle(t)
	o.server.Then(modeltest.Good, modeltest.Lying)
	if a := o.ask("print(1)"); a.Sources.Standing() != analysis.Contradicted {
		t.Errorf("a lie is %s", a.Sources.Standing())
	}
}

func TestModelBudgetIsUsedUp(t *testing.T) {
	o := newOracle(t)
	o.modeler.Budget = store.ModelBudget{UserCalls: 2, Since: time.Now().Add(-time.Hour)}
	o.ask("print(1)")
	a := o.ask("print(2)")
	if !strings.Contains(a.Sources.Model.Problem, "midnight UTC") || len(o.server.Asked()) != 2 {
		t.Errorf("%+v after %d calls", a.Sources.Model, len(o.server.Asked()))
	}
	if a := o.ask("print(1)"); a.Sources.Model.Problem != "" || !a.Sources.Model.Cached {
		t.Errorf("an answer that is there costs nothing: %+v", a.Sources.Model)
	}
}

func TestModelIsTurnedOff(t *testing.T) {
	o := newOracle(t)
	o.exec(`UPDATE settings SET model = false`)
	a := o.ask("print(1)")
	if !strings.Contains(a.Sources.Model.Problem, "turned off") || len(o.server.Asked()) != 0 {
		t.Errorf("%+v after %d calls", a.Sources.Model, len(o.server.Asked()))
	}
}

// Nobody pays for what nobody reads.
func TestModelStopsWhenTheViewerLeaves(t *testing.T) {
	o := newOracle(t)
	o.server.Then(modeltest.Stalled)
	c := o.reported("print(1)")
	o.exec(`UPDATE analyses SET watched_until = now() - interval '1 second'`)
	a := o.execute(c)
	select {
	case <-o.server.Left():
	case <-time.After(10 * time.Second):
		t.Fatal("the call goes on")
	}
	if !strings.Contains(a.Sources.Model.Problem, "Nobody waited") || a.Narrative != strings.Join(modeltest.Narrative[:2], "") {
		t.Errorf("%+v, %q", a.Sources.Model, a.Narrative)
	}
	if n := o.count(`SELECT count(*) FROM model_calls WHERE outcome = 'left' AND output_tokens > 0`); n != 1 {
		t.Errorf("%d calls that were left, with what they took", n)
	}
}

// A second attempt does not write a second text behind the first.
func TestModelIsNotAskedAgain(t *testing.T) {
	o := newOracle(t)
	c := o.reported("print(1)")
	if err := o.AppendNarrative(t.Context(), c, "### Algo"); err != nil {
		t.Fatal(err)
	}
	c.Narrative = "### Algo"
	a := o.execute(c)
	if a.Narrative != "### Algo" || !strings.Contains(a.Sources.Model.Problem, "interrupted") || len(o.server.Asked()) != 0 {
		t.Errorf("%+v, %q after %d calls", a.Sources.Model, a.Narrative, len(o.server.Asked()))
	}
}

// A text is kept up to its limit to the byte; what goes over it ends the call,
// and what came before stays.
func TestNarrativeIsCutAtItsLimit(t *testing.T) {
	for over, want := range map[int]bool{-1: false, 0: false, 1: true} {
		kept := 0
		ctx, stop := context.WithCancelCause(t.Context())
		w := &narrator{ctx: ctx, stop: stop, keep: func(_ context.Context, text string) error { kept += len(text); return nil }}
		w.piece(strings.Repeat("a", analysis.MaxNarrative-10))
		w.piece(strings.Repeat("b", 10+over))
		w.flush()
		wantKept := analysis.MaxNarrative + over
		if want {
			wantKept = analysis.MaxNarrative - 10
		}
		if w.full != want || (ctx.Err() != nil) != want || kept != wantKept || w.all.Len() != wantKept {
			t.Errorf("%+d bytes: full %v, ended %v, kept %d, want %d", over, w.full, ctx.Err(), kept, wantKept)
		}
		stop(nil)
	}
}
