package jobs_test

import (
	"slices"
	"testing"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/jobs"

	"github.com/google/uuid"
)

func TestRulesOfAUser(t *testing.T) {
	s := testpg.New(t)
	user := &coderemote.User{ID: uuid.Must(uuid.NewV7()).String(), Email: "ada@example.org", Role: coderemote.RoleStudent}
	if err := s.CreateUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	execute := func(sql string, args ...any) {
		t.Helper()
		if _, err := s.Pool().Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	book, fixed := jobs.NewRuleBook(s, coderemote.Rules{}), jobs.NewRuleBook(s, coderemote.Rules{Policy: coderemote.PolicyOpen, Modules: []string{"numpy"}})
	want := func(b *jobs.RuleBook, policy coderemote.Policy, modules ...string) {
		t.Helper()
		holds, err := b.Of(t.Context(), user.ID)
		if err != nil {
			t.Fatal(err)
		}
		got, err := coderemote.EffectiveRules(holds.Instance, holds.Class, "")
		if err != nil || got.Policy != policy || !slices.Equal(got.Modules, modules) {
			t.Errorf("%+v, error %v; want %s with %v", got, err, policy, modules)
		}
	}
	want(book, coderemote.PolicyStrict)
	want(fixed, coderemote.PolicyOpen, "numpy")
	class := uuid.Must(uuid.NewV7()).String()
	execute(`INSERT INTO classes (id, name, policy, modules) VALUES ($1, 'CS', 'open', '{wave}')`, class)
	execute(`UPDATE users SET class_id = $1`, class)
	want(book, coderemote.PolicyStrict) // known for a moment
	book.Forget()
	want(book, coderemote.PolicyOpen, "wave")
	execute(`UPDATE classes SET policy = NULL`)
	execute(`UPDATE settings SET modules = '{csv}'`)
	book.Forget()
	want(book, coderemote.PolicyStrict, "csv", "wave")
	execute(`DELETE FROM classes`)
	book.Forget()
	want(book, coderemote.PolicyStrict, "csv")
}
