package jobs

import (
	"log/slog"
	"testing"

	"coderemote/analysis"
	"coderemote/analysis/gemini"
	"coderemote/internal/modeltest"
	"coderemote/search"

	"github.com/google/go-cmp/cmp"
)

// planner is a planner of Gemini on a server of the tests.
func (b bench) planner() (*Planner, *modeltest.Server) {
	b.Helper()
	server := modeltest.New(b)
	model, err := gemini.New(b.Context(), "secret-key", server.URL, "gemini-2.5-flash")
	if err != nil {
		b.Fatal(err)
	}
	return &Planner{Model: model, Modeler: &Modeler{Store: b.Store, Model: analysis.NewGuard(model)}}, server
}

func TestPlanner(t *testing.T) {
	b := newBench(t)
	p, _ := b.planner()
	got, err := p.Plan(t.Context(), b.user, "my three worst starred python sorts")
	if err != nil {
		t.Fatal(err)
	}
	starred := true
	want := search.Plan{Text: "sorting", Languages: []string{"python"}, TimeIn: []string{}, SpaceIn: []string{}, Starred: &starred, Order: search.OrderWorst, Limit: 3}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
	var calls int
	if err := b.Pool().QueryRow(t.Context(), `SELECT count(*) FROM model_calls WHERE purpose = 'plan' AND outcome = 'done' AND user_id = $1`, b.user).Scan(&calls); err != nil || calls != 1 {
		t.Errorf("%d calls are in the ledger, %v; want 1", calls, err)
	}
}

// TestPlannerThatFails: whatever the model does, the question has the parser's plan.
func TestPlannerThatFails(t *testing.T) {
	const question = "starred python sorting"
	for _, behavior := range []modeltest.Behavior{modeltest.Denied, modeltest.Failing, modeltest.Garbled, modeltest.Lying, modeltest.Hostile} {
		t.Run(string(behavior), func(t *testing.T) {
			b := newBench(t)
			p, server := b.planner()
			server.Then(behavior)
			if plan, err := p.Plan(t.Context(), b.user, question); err == nil {
				t.Fatalf("a plan of it: %+v", plan)
			}
			server.Then(behavior)
			s := search.New(b.Store, nil, search.NewKeywords(), p, slog.New(slog.DiscardHandler))
			a, err := s.Ask(t.Context(), b.user, question, 5)
			if diff := cmp.Diff(search.Parse(question), a.Plan); diff != "" || err != nil {
				t.Errorf("%v (-parser +got):\n%s", err, diff)
			}
		})
	}
}

// TestPlannerAsksForNobodyWhoMayNot: where code must not reach the model, questions do not either.
func TestPlannerAsksForNobodyWhoMayNot(t *testing.T) {
	b := newBench(t)
	p, server := b.planner()
	b.exec(`UPDATE settings SET model = false`)
	if _, err := p.Plan(t.Context(), b.user, "sorting"); err != search.ErrNoPlanner || len(server.Asked()) != 0 {
		t.Errorf("%v, asked %d times", err, len(server.Asked()))
	}
}
