package store_test

import (
	"strings"
	"testing"

	"coderemote/internal/testpg"
	"coderemote/store"
)

// chained returns a store with three batches of two lines.
func chained(t *testing.T) *store.Store {
	t.Helper()
	s := testpg.New(t)
	for range 3 {
		for _, name := range []string{"a", "b"} {
			if err := s.Audit(t.Context(), store.Action{Name: name, Detail: "élan"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.SealAudit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func verify(t *testing.T, s *store.Store) store.Chain {
	t.Helper()
	c, err := s.VerifyAudit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestChainOfAnHonestLog(t *testing.T) {
	s := chained(t)
	c := verify(t, s)
	if c.Batches != 3 || c.Lines != 6 || len(c.Head) != 64 || c.Open != 0 || len(c.Problems) != 0 {
		t.Errorf("found %+v", c)
	}
	if err := s.SealAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := verify(t, s); again.Batches != 3 || again.Head != c.Head {
		t.Errorf("nothing new, and a batch was made: %+v", again)
	}
	if err := s.Audit(t.Context(), store.Action{Name: "c"}); err != nil {
		t.Fatal(err)
	}
	if c := verify(t, s); c.Open != 1 || len(c.Problems) != 0 {
		t.Errorf("with a fresh line: %+v", c)
	}
	execute(t, s, `SET TIME ZONE 'Asia/Kathmandu'`)
	if c := verify(t, s); len(c.Problems) != 0 {
		t.Errorf("in another time zone: %v", c.Problems)
	}
}

// A line that is committed after one with a higher number is chained as well.
func TestLateLineIsChained(t *testing.T) {
	s := testpg.New(t)
	late, err := s.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := late.Exec(t.Context(), `INSERT INTO audit_log (action) VALUES ('late')`); err != nil {
		t.Fatal(err)
	}
	if err := s.Audit(t.Context(), store.Action{Name: "early"}); err != nil {
		t.Fatal(err)
	}
	if err := s.SealAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := late.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.SealAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := verify(t, s); c.Batches != 2 || c.Lines != 2 || len(c.Problems) != 0 {
		t.Errorf("found %+v", c)
	}
}

// Whoever serves may not even try to change the log; its owner is reminded.
func TestLogOnlyGrows(t *testing.T) {
	s := chained(t)
	owner := testpg.Owner(t, s)
	for _, sql := range []string{
		`UPDATE audit_log SET action = 'x'`, `DELETE FROM audit_log`, `TRUNCATE audit_log`,
		`UPDATE audit_batches SET hash = ''`, `DELETE FROM audit_batches`, `TRUNCATE audit_batches`,
	} {
		if _, err := s.Pool().Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("who serves: %s: %v", sql, err)
		}
		if _, err := owner.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("the owner: %s: %v", sql, err)
		}
	}
}

// Whoever owns the tables can get around the triggers; the chain shows it.
func TestChainShowsWhatWasChanged(t *testing.T) {
	for name, c := range map[string]struct{ sql, problem string }{
		"a line changed":       {`UPDATE audit_log SET action = 'x' WHERE id = (SELECT min(id) + 2 FROM audit_log)`, "batch 2: a line was changed"},
		"a time changed":       {`UPDATE audit_log SET at = at + interval '1 microsecond' WHERE id = (SELECT min(id) FROM audit_log)`, "batch 1: a line was changed"},
		"a person taken out":   {`UPDATE audit_log SET subject = gen_random_uuid() WHERE id = (SELECT max(id) FROM audit_log)`, "batch 3: a line was changed"},
		"a line gone":          {`DELETE FROM audit_log WHERE id = (SELECT min(id) FROM audit_log)`, "batch 1: 1 of its 2 lines are gone"},
		"a batch gone":         {`DELETE FROM audit_batches WHERE n = 2`, "batch 3: it does not follow batch 1"},
		"a batch made up":      {`UPDATE audit_batches SET hash = sha256('x') WHERE n = 1`, "batch 2: it does not follow batch 1"},
		"a line put in before": {`INSERT INTO audit_log (action, at) VALUES ('x', now() - interval '2 hours')`, "in no batch"},
	} {
		t.Run(name, func(t *testing.T) {
			s := chained(t)
			owner := testpg.Owner(t, s)
			for _, sql := range []string{`ALTER TABLE audit_log DISABLE TRIGGER ALL`, `ALTER TABLE audit_batches DISABLE TRIGGER ALL`, c.sql} {
				if _, err := owner.Exec(t.Context(), sql); err != nil {
					t.Fatal(err)
				}
			}
			found := verify(t, s).Problems
			if len(found) == 0 || !strings.Contains(strings.Join(found, "\n"), c.problem) {
				t.Errorf("found %q, want %q", found, c.problem)
			}
		})
	}
}
