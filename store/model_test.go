package store_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coderemote"
	"coderemote/analysis"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
)

func (r runner) call(most int) *store.ModelCall {
	return &store.ModelCall{UserID: r.user, Purpose: "narrative", Model: "m", Most: analysis.Tokens{Input: most / 2, Output: most - most/2}}
}

// inADay is a budget of a day that does not end while a test runs.
func inADay(b store.ModelBudget) store.ModelBudget {
	b.Since = time.Now().Add(-time.Hour)
	return b
}

// A day is UTC's, whatever zone the database is in: its first moment belongs to
// it, and the one before does not.
func TestModelBudgetStartsAnewAtMidnight(t *testing.T) {
	for _, zone := range []string{"UTC", "Pacific/Kiritimati", "America/Los_Angeles"} {
		r := newRunner(t)
		sql := func(statement string) {
			t.Helper()
			if _, err := r.Pool().Exec(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		database := r.Pool().Config().ConnConfig.Database
		sql(`ALTER ROLE CURRENT_USER IN DATABASE "` + database + `" SET timezone = '` + zone + `'`)
		r.Pool().Reset() // connections that are made from now on are in the zone
		if n := r.count(`SELECT (current_setting('timezone') = '` + zone + `')::int`); n != 1 {
			t.Fatalf("the zone is not %s", zone)
		}
		for {
			day := r.count(`SELECT extract(day FROM now() AT TIME ZONE 'UTC')::int`)
			accepted := map[string]bool{}
			for _, at := range []string{"interval '0'", "- interval '1 microsecond'"} {
				sql(`DELETE FROM model_calls`)
				r.wantCode(r.OpenModelCall(t.Context(), r.call(1), store.ModelBudget{}), "")
				sql(`UPDATE model_calls SET at = date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' ` + strings.Replace(at, "interval '0'", "", 1))
				err := r.OpenModelCall(t.Context(), r.call(1), store.ModelBudget{UserCalls: 1})
				accepted[at] = err == nil
			}
			if day != r.count(`SELECT extract(day FROM now() AT TIME ZONE 'UTC')::int`) {
				continue // midnight came in between
			}
			if accepted["interval '0'"] || !accepted["- interval '1 microsecond'"] {
				t.Errorf("%s: after a call at midnight, and one before it: %v", zone, accepted)
			}
			break
		}
	}
}

func TestModelBudgets(t *testing.T) {
	r := newRunner(t)
	budget := inADay(store.ModelBudget{UserCalls: 3, UserTokens: 1000})
	open := func(most int) (*store.ModelCall, error) {
		c := r.call(most)
		return c, r.OpenModelCall(t.Context(), c, budget)
	}
	first, err := open(1000)
	if err != nil {
		t.Fatal(err)
	}
	_, err = open(1)
	e := coderemote.AsError(err)
	if e.Code != coderemote.CodeRateLimited || e.RetryAfter <= 0 || e.RetryAfter > 24*time.Hour {
		t.Fatalf("while a call holds all tokens: %v", err)
	}
	r.wantCode(r.CloseModelCall(t.Context(), first, "done", analysis.Tokens{Input: 100, Output: 200}, time.Second), "")
	if _, err = open(700); err != nil {
		t.Errorf("just at the limit of tokens: %v", err)
	}
	_, err = open(1)
	r.wantCode(err, coderemote.CodeRateLimited)
	if _, err := r.Pool().Exec(t.Context(), `UPDATE model_calls SET input_tokens = 0, output_tokens = 0`); err != nil {
		t.Fatal(err)
	}
	if _, err = open(1); err != nil {
		t.Errorf("the third call of three: %v", err)
	}
	_, err = open(1)
	r.wantCode(err, coderemote.CodeRateLimited)
	if _, err := r.Pool().Exec(t.Context(), `UPDATE model_calls SET at = at - interval '1 day'`); err != nil {
		t.Fatal(err)
	}
	if _, err = open(1); err != nil {
		t.Errorf("on the next day: %v", err)
	}
}

func TestModelBudgetOfAClass(t *testing.T) {
	r := newRunner(t)
	other := r.another()
	class := newID()
	if _, err := r.Pool().Exec(t.Context(), `INSERT INTO classes (id, name) VALUES ($1, 'c')`, class); err != nil {
		t.Fatal(err)
	}
	open := func(who runner) error {
		c := who.call(400)
		c.ClassID = class
		return who.OpenModelCall(t.Context(), c, inADay(store.ModelBudget{ClassTokens: 800}))
	}
	r.wantCode(open(r), "")
	r.wantCode(open(other), "")
	r.wantCode(open(r), coderemote.CodeRateLimited)
	r.wantCode(r.OpenModelCall(t.Context(), r.call(400), inADay(store.ModelBudget{ClassTokens: 800})), "")
}

// Each budget holds to the token: just under and at what is left are accepted,
// one more is not.
func TestModelBudgetsHoldToTheToken(t *testing.T) {
	r := newRunner(t)
	other := r.another()
	class := newID()
	if _, err := r.Pool().Exec(t.Context(), `INSERT INTO classes (id, name) VALUES ($1, 'c')`, class); err != nil {
		t.Fatal(err)
	}
	open := func(who runner, most int, b store.ModelBudget) error {
		c := who.call(most)
		c.ClassID = class
		return who.OpenModelCall(t.Context(), c, inADay(b))
	}
	for name, budget := range map[string]store.ModelBudget{"person": {UserTokens: 1000}, "class": {ClassTokens: 1000}} {
		for _, last := range []struct {
			most int
			want coderemote.Code
		}{{299, ""}, {300, ""}, {301, coderemote.CodeRateLimited}} {
			if _, err := r.Pool().Exec(t.Context(), `DELETE FROM model_calls`); err != nil {
				t.Fatal(err)
			}
			first := r
			if name == "class" {
				first = other
			}
			r.wantCode(open(first, 700, budget), "")
			if err := open(r, last.most, budget); coderemote.CodeOf(err) != last.want {
				t.Errorf("%s, %d tokens of 300 that are left: %v", name, last.most, err)
			}
		}
	}
	for calls, want := range map[int]coderemote.Code{2: "", 3: "", 4: coderemote.CodeRateLimited} {
		for name, budget := range map[string]store.ModelBudget{"person": {UserCalls: 3}, "class": {ClassCalls: 3}} {
			if _, err := r.Pool().Exec(t.Context(), `DELETE FROM model_calls`); err != nil {
				t.Fatal(err)
			}
			var err error
			for n := range calls {
				who := r
				if name == "class" && n%2 == 1 {
					who = other
				}
				err = open(who, 1, budget)
			}
			if coderemote.CodeOf(err) != want {
				t.Errorf("%s, call %d of 3: %v", name, calls, err)
			}
		}
	}
}

// Whichever budget it is, calls at once do not get more out of it together: those
// of two people in a class, and those of one person in two classes.
func TestModelBudgetsAreRaced(t *testing.T) {
	r := newRunner(t)
	people := []runner{r, r.another()}
	classes := []string{newID(), newID()}
	for _, id := range classes {
		if _, err := r.Pool().Exec(t.Context(), `INSERT INTO classes (id, name) VALUES ($1, 'c')`, id); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		people, classes int
		budget          store.ModelBudget
	}{
		"calls of a person":          {1, 2, store.ModelBudget{UserCalls: 3}},
		"tokens of a person":         {1, 2, store.ModelBudget{UserTokens: 350}},
		"tokens of a class":          {2, 1, store.ModelBudget{ClassTokens: 350}},
		"calls of a class":           {2, 1, store.ModelBudget{ClassCalls: 3}},
		"all of them, of one person": {1, 1, store.ModelBudget{UserCalls: 3, UserTokens: 350, ClassTokens: 350}},
	} {
		if _, err := r.Pool().Exec(t.Context(), `DELETE FROM model_calls`); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		var accepted atomic.Int32
		for n := range 12 {
			wait.Go(func() {
				who := people[n%test.people]
				c := who.call(100)
				c.ClassID = classes[n/2%test.classes]
				if who.OpenModelCall(context.WithoutCancel(t.Context()), c, inADay(test.budget)) == nil {
					accepted.Add(1)
				}
			})
		}
		wait.Wait()
		if n := accepted.Load(); n != 3 {
			t.Errorf("%s: %d calls were accepted, three fit", name, n)
		}
	}
}

// Two calls at once cannot both take what is left.
func TestModelBudgetHoldsForCallsAtOnce(t *testing.T) {
	r := newRunner(t)
	var wait sync.WaitGroup
	results := make(chan error, 8)
	for range cap(results) {
		wait.Go(func() {
			results <- r.OpenModelCall(context.WithoutCancel(t.Context()), r.call(100), inADay(store.ModelBudget{UserTokens: 300}))
		})
	}
	wait.Wait()
	close(results)
	accepted := 0
	for err := range results {
		if err == nil {
			accepted++
		} else {
			r.wantCode(err, coderemote.CodeRateLimited)
		}
	}
	if accepted != 3 {
		t.Errorf("%d calls of 100 tokens fit into 300", accepted)
	}
}

func TestModelLedger(t *testing.T) {
	r := newRunner(t)
	for _, outcome := range []string{"done", "failed"} {
		c := r.call(10)
		r.wantCode(r.OpenModelCall(t.Context(), c, store.ModelBudget{}), "")
		r.wantCode(r.CloseModelCall(t.Context(), c, outcome, analysis.Tokens{Input: 3, Output: 4}, time.Second), "")
	}
	if _, err := r.Pool().Exec(t.Context(), `UPDATE model_calls SET at = now()`); err != nil { // in one day, whenever this runs
		t.Fatal(err)
	}
	days, err := r.ModelLedger(t.Context())
	if err != nil || len(days) != 1 {
		t.Fatalf("%+v, %v", days, err)
	}
	if days[0].Class.Valid {
		t.Errorf("the class of who is in none: %+v", days[0])
	}
	got := days[0]
	if got.Person.String != "ada@example.org" || got.Calls != 2 || got.Failed != 1 || got.Input != 6 || got.Output != 8 || time.Since(got.Day) > 25*time.Hour {
		t.Errorf("%+v", got)
	}
	class := newID()
	if _, err := r.Pool().Exec(t.Context(), `INSERT INTO classes (id, name) VALUES ($1, '5b')`, class); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Pool().Exec(t.Context(), `UPDATE model_calls SET class_id = $1 WHERE outcome = 'failed'`, class); err != nil {
		t.Fatal(err)
	}
	days, err = r.ModelLedger(t.Context())
	if err != nil || len(days) != 2 || days[0].Class.String+days[1].Class.String != "5b" || days[0].Calls != 1 {
		t.Errorf("in a class and in none: %+v, %v", days, err)
	}
}

func TestSweepModel(t *testing.T) {
	r := newRunner(t)
	r.wantCode(r.OpenModelCall(t.Context(), r.call(10), store.ModelBudget{}), "")
	r.wantCode(r.SweepModel(t.Context()), "")
	if n := r.count(`SELECT count(*) FROM model_calls WHERE outcome = 'open'`); n != 1 {
		t.Errorf("%d open calls: one that is being made was ended", n)
	}
	if _, err := r.Pool().Exec(t.Context(), `UPDATE model_calls SET at = at - interval '6 minutes'`); err != nil {
		t.Fatal(err)
	}
	r.wantCode(r.SweepModel(t.Context()), "")
	if n := r.count(`SELECT count(*) FROM model_calls WHERE outcome = 'failed' AND input_tokens + output_tokens = 10`); n != 1 {
		t.Errorf("%d failed calls that count as much as they may have taken", n)
	}
}

func TestModelAnswers(t *testing.T) {
	r := newRunner(t)
	_, err := r.ModelAnswer(t.Context(), "x", "m")
	r.wantCode(err, coderemote.CodeNotFound)
	want := store.ModelAnswer{Narrative: "text", Time: "O(n)"}
	r.wantCode(r.KeepModelAnswer(t.Context(), "x", "m", want), "")
	r.wantCode(r.KeepModelAnswer(t.Context(), "x", "m", store.ModelAnswer{Narrative: "other"}), "")
	got, err := r.ModelAnswer(t.Context(), "x", "m")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(&want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	_, err = r.ModelAnswer(t.Context(), "x", "another model")
	r.wantCode(err, coderemote.CodeNotFound)
}

func TestHintsAreOffUntilSomebodyTurnsThemOn(t *testing.T) {
	r := newRunner(t)
	class := newID()
	if _, err := r.Pool().Exec(t.Context(), `INSERT INTO classes (id, name) VALUES ($1, 'c')`, class); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Pool().Exec(t.Context(), `UPDATE users SET class_id = $1`, class); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		what string
		do   func() error
		want bool
	}{
		{"at first", func() error { return nil }, false},
		{"on for the class", func() error { return r.SetClassHints(t.Context(), class, true) }, true},
		{"off again", func() error { return r.SetClassHints(t.Context(), class, false) }, false},
		{"on for everybody", func() error { return r.SetInstanceHints(t.Context(), true) }, true},
		{"no model for the class", func() error {
			_, err := r.Pool().Exec(t.Context(), `UPDATE classes SET model = false`)
			return err
		}, false},
	} {
		r.wantCode(step.do(), "")
		if on, err := r.Hints(t.Context(), r.user); err != nil || on != step.want {
			t.Errorf("%s: %v, %v", step.what, on, err)
		}
	}
}

// An operator reads who asked for what, also of somebody who is gone, and the
// numbers of the day.
func TestTraceModel(t *testing.T) {
	r := newRunner(t)
	other := r.another()
	for n, who := range []runner{r, other, r} {
		c := who.call(100)
		r.wantCode(r.OpenModelCall(t.Context(), c, store.ModelBudget{}), "")
		if n > 0 {
			outcome := []string{"", "done", "failed"}[n]
			r.wantCode(r.CloseModelCall(t.Context(), c, outcome, analysis.Tokens{Input: n, Output: 10 * n}, time.Duration(n)*time.Second), "")
		}
	}
	if _, err := r.Pool().Exec(t.Context(), `UPDATE users SET email = 'ada@example.org' WHERE id = $1`, r.user); err != nil {
		t.Fatal(err)
	}
	trace := func(f store.TraceFilter) []store.TracedCall {
		t.Helper()
		calls, err := r.TraceModel(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		return calls
	}
	all := trace(store.TraceFilter{Limit: 10})
	if len(all) != 3 || all[0].Outcome != "failed" || all[0].Person.String != "ada@example.org" || all[0].Input != 2 || all[0].Output != 20 || all[0].Millis != 2000 || all[2].Outcome != "open" || all[2].Input != 50 {
		t.Fatalf("the ledger: %+v", all)
	}
	if got := trace(store.TraceFilter{Limit: 2}); len(got) != 2 || got[1].ID != all[1].ID {
		t.Errorf("two of them: %+v", got)
	}
	if got := trace(store.TraceFilter{Limit: 2, Before: all[1].ID}); len(got) != 1 || got[0].ID != all[2].ID {
		t.Errorf("those before the second: %+v", got)
	}
	if got := trace(store.TraceFilter{Limit: 10, Email: "Ada@EXAMPLE.org"}); len(got) != 2 {
		t.Errorf("those of Ada: %+v", got)
	}
	if got := trace(store.TraceFilter{Limit: 10, Outcome: "done"}); len(got) != 1 || got[0].ID != all[1].ID {
		t.Errorf("those that are done: %+v", got)
	}
	if got := trace(store.TraceFilter{Limit: 10, ID: all[2].ID}); len(got) != 1 || got[0].ID != all[2].ID {
		t.Errorf("one of them: %+v", got)
	}
	r.wantCode(r.DeleteUser(t.Context(), other.user), "")
	if got := trace(store.TraceFilter{Limit: 10, ID: all[1].ID}); len(got) != 1 || got[0].Person.Valid {
		t.Errorf("a call of somebody who is gone: %+v", got)
	}
	backlog, err := r.Backlog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(backlog.Model, func(a, b store.ModelCount) int { return strings.Compare(a.Outcome, b.Outcome) })
	want := []store.ModelCount{{"done", 1, 1, 10}, {"failed", 1, 2, 20}, {"left", 0, 0, 0}, {"open", 1, 50, 50}}
	if d := cmp.Diff(want, backlog.Model); d != "" {
		t.Errorf("the numbers of the day (-want +got):\n%s", d)
	}
}

// failedRun is a run that ended with an error.
func (r runner) failedRun() string {
	r.Helper()
	run := r.newRun(false)
	if _, _, err := r.CreateRun(r.Context(), store.NewRun{Run: run}); err != nil {
		r.Fatal(err)
	}
	c, err := r.ClaimRun(r.Context(), run.ID, "w")
	if err != nil {
		r.Fatal(err)
	}
	if _, err := r.FinishRun(r.Context(), c, coderemote.Result{Status: coderemote.StatusFailed}, nil); err != nil {
		r.Fatal(err)
	}
	return run.ID
}

// hintJob is the newest job of a hint.
func (r runner) hintJob() (id int64) {
	r.Helper()
	if err := r.Pool().QueryRow(r.Context(), `SELECT id FROM river_job WHERE kind = 'hint' ORDER BY id DESC LIMIT 1`).Scan(&id); err != nil {
		r.Fatal(err)
	}
	return id
}

func TestHintFromQuestionToEnd(t *testing.T) {
	r := newRunner(t)
	run := r.failedRun()
	_, err := r.Hint(t.Context(), run, r.user)
	r.wantCode(err, coderemote.CodeNotFound)
	r.wantCode(r.AskHint(t.Context(), run, newID()), "")
	if n := r.count(`SELECT count(*) FROM hints`); n != 0 {
		t.Fatalf("%d hints: a stranger has asked about the run", n)
	}
	for range 2 {
		r.wantCode(r.AskHint(t.Context(), run, r.user), "")
	}
	if n := r.count(`SELECT count(*) FROM river_job WHERE kind = 'hint'`); n != 1 {
		t.Errorf("%d jobs for who asks twice", n)
	}
	c, err := r.ClaimHint(t.Context(), run, r.hintJob())
	if err != nil || c.UserID != r.user {
		t.Fatalf("%+v, %v", c, err)
	}
	r.wantCode(r.AppendHint(t.Context(), c, "Look at "), "")
	r.wantCode(r.AppendHint(t.Context(), c, "line 2."), "")
	want := &store.Hint{Open: true, Text: "Look at line 2."}
	if got, err := r.Hint(t.Context(), run, r.user); err != nil || *got != *want {
		t.Errorf("%+v, %v", got, err)
	}
	r.wantCode(r.FinishHint(t.Context(), c, ""), "")
	want.Open = false
	if got, err := r.Hint(t.Context(), run, r.user); err != nil || *got != *want {
		t.Errorf("%+v, %v", got, err)
	}
	r.wantCode(r.AppendHint(t.Context(), c, "late"), coderemote.CodeNotFound)
	r.wantCode(r.FinishHint(t.Context(), c, "late"), coderemote.CodeNotFound)
	r.wantCode(r.AskHint(t.Context(), run, r.user), "")
	if n := r.count(`SELECT count(*) FROM river_job WHERE kind = 'hint'`); n != 1 {
		t.Errorf("%d jobs for a question that is answered", n)
	}
	_, err = r.Hint(t.Context(), run, newID())
	r.wantCode(err, coderemote.CodeNotFound)
}

// A worker that dies leaves a hint that can be asked for again, and comes too
// late when it was not dead.
func TestHintWithoutItsWorker(t *testing.T) {
	r := newRunner(t)
	run := r.failedRun()
	r.wantCode(r.AskHint(t.Context(), run, r.user), "")
	lost, err := r.ClaimHint(t.Context(), run, r.hintJob())
	if err != nil {
		t.Fatal(err)
	}
	r.wantCode(r.AppendHint(t.Context(), lost, "Look"), "")
	if _, err := r.Pool().Exec(t.Context(), `UPDATE hints SET lease_until = now()`); err != nil {
		t.Fatal(err)
	}
	if got, err := r.Hint(t.Context(), run, r.user); err != nil || got.Open || got.Problem == "" || got.Text != "Look" {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = r.ClaimHint(t.Context(), run, lost.JobID)
	r.wantCode(err, coderemote.CodeNotFound)
	r.wantCode(r.AskHint(t.Context(), run, r.user), "")
	again, err := r.ClaimHint(t.Context(), run, r.hintJob())
	if err != nil || again.JobID == lost.JobID {
		t.Fatalf("%+v, %v", again, err)
	}
	_, err = r.RenewHint(t.Context(), lost)
	r.wantCode(err, coderemote.CodeNotFound)
	r.wantCode(r.AppendHint(t.Context(), lost, "late"), coderemote.CodeNotFound)
	if watched, err := r.RenewHint(t.Context(), again); err != nil || !watched {
		t.Errorf("%v, %v: who asks waits", watched, err)
	}
	if _, err := r.Pool().Exec(t.Context(), `UPDATE hints SET watched_until = now()`); err != nil {
		t.Fatal(err)
	}
	r.wantCode(r.WatchHint(t.Context(), run, newID()), "")
	if watched, err := r.RenewHint(t.Context(), again); err != nil || watched {
		t.Errorf("%v, %v: nobody waits but a stranger", watched, err)
	}
	r.wantCode(r.WatchHint(t.Context(), run, r.user), "")
	if watched, err := r.RenewHint(t.Context(), again); err != nil || !watched {
		t.Errorf("%v, %v: somebody came back", watched, err)
	}
}
