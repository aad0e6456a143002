package store_test

import (
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/store"
)

// BenchmarkRunStatements times the four statements of one run, each for itself:
// its microseconds are in the metrics named after it.
func BenchmarkRunStatements(b *testing.B) {
	s := testpg.New(b)
	user := account("ada@example.org", coderemote.RoleStudent)
	if err := s.CreateUser(b.Context(), user); err != nil {
		b.Fatal(err)
	}
	times := map[string]time.Duration{}
	timed := func(name string, f func() error) {
		started := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		times[name] += time.Since(started)
	}
	for b.Loop() {
		r := runner{b, s, user.ID}
		run := r.newRun(false)
		timed("create", func() error { _, _, err := s.CreateRun(b.Context(), store.NewRun{Run: run}); return err })
		var claim *store.Claim
		timed("claim", func() (err error) { claim, err = s.ClaimRun(b.Context(), run.ID, "w"); return err })
		timed("finish", func() error {
			_, err := s.FinishRun(b.Context(), claim, succeeded(), []coderemote.Event{output(3, "1\n")})
			return err
		})
		timed("read", func() error { _, _, _, err := s.RunWithOutput(b.Context(), run.ID, user.ID); return err })
	}
	for name, total := range times {
		b.ReportMetric(float64(total.Microseconds())/float64(b.N), name+"-us/op")
	}
}
