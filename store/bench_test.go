package store_test

import (
	"fmt"
	"slices"
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

// BenchmarkSnippetLists times pages of the lists of 1,000 users with 100 snippets
// each, against a bare SELECT 1 before each page: the 95th of a hundred of one
// over that of the other.
func BenchmarkSnippetLists(b *testing.B) {
	s := testpg.New(b)
	users := manySnippets(b, s, 1_000, 100)
	filters := []coderemote.SnippetFilter{
		{Limit: 50}, {Limit: 50, Offset: 50}, {Limit: 50, Sort: coderemote.SortTitle}, {Limit: 50, Sort: coderemote.SortCreated},
		{Limit: 50, Sort: coderemote.SortExecutions}, {Limit: 50, Starred: pointer(true)}, {Limit: 50, Complexity: "O(n)"}, {Limit: 50, Language: "python"},
	}
	var bare, lists []time.Duration
	timed := func(all *[]time.Duration, f func() error) {
		started := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		*all = append(*all, time.Since(started))
	}
	for n := 0; b.Loop(); n++ {
		timed(&bare, func() error { var one int; return s.Pool().QueryRow(b.Context(), `SELECT 1`).Scan(&one) })
		timed(&lists, func() error {
			_, total, err := s.SnippetsByUser(b.Context(), users[n*7919%len(users)], filters[n%len(filters)])
			if total == 0 && err == nil {
				b.Fatal("the list is empty")
			}
			return err
		})
	}
	b.ReportMetric(float64(percentile(bare, 95).Microseconds()), "bare-p95-us")
	b.ReportMetric(float64(percentile(lists, 95).Microseconds()), "list-p95-us")
	b.ReportMetric(float64(percentile(lists, 95))/float64(percentile(bare, 95)), "list/bare")
}

func percentile(all []time.Duration, p int) time.Duration {
	slices.Sort(all)
	return all[min(len(all)-1, len(all)*p/100)]
}

// manySnippets makes users and gives each so many snippets, and returns their ids.
func manySnippets(b *testing.B, s *store.Store, users, each int) []string {
	b.Helper()
	ids := make([]string, users)
	for i := range ids {
		user := account(fmt.Sprintf("u%d@example.org", i), coderemote.RoleStudent)
		if err := s.CreateUser(b.Context(), user); err != nil {
			b.Fatal(err)
		}
		ids[i] = user.ID
	}
	_, err := s.Pool().Exec(b.Context(), `
		INSERT INTO snippets (id, user_id, title, language, description, code, is_starred, execution_count, time_complexity, created_at, updated_at)
		SELECT gen_random_uuid(), u, 'Snippet ' || md5(n::text), CASE n % 5 WHEN 0 THEN 'go' ELSE 'python' END, repeat('about ', 20),
			repeat('print(1)' || chr(10), 200), n % 4 = 0, n % 17, CASE n % 3 WHEN 0 THEN 'O(n)' WHEN 1 THEN 'O(n^2)' END,
			now() - n * interval '1 hour', now() - (n * 37 % 100) * interval '1 hour'
		FROM unnest($1::uuid[]) u, generate_series(1, $2) n`, ids, each)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := testpg.Owner(b, s).Exec(b.Context(), `ANALYZE snippets`); err != nil {
		b.Fatal(err)
	}
	return ids
}
