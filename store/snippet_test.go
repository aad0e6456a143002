package store_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"coderemote"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
)

func (r runner) snippet(n coderemote.NewSnippet) *coderemote.Snippet {
	r.Helper()
	n, err := n.Validate()
	if err != nil {
		r.Fatal(err)
	}
	s, err := r.CreateSnippet(r.Context(), newID(), r.user, n)
	if err != nil {
		r.Fatal(err)
	}
	return s
}

// another makes a second user.
func (r runner) another() runner {
	r.Helper()
	user := account("bob@example.org", coderemote.RoleStudent)
	if err := r.CreateUser(r.Context(), user); err != nil {
		r.Fatal(err)
	}
	return runner{r.TB, r.Store, user.ID}
}

func pointer[T any](v T) *T { return &v }

func TestSnippet(t *testing.T) {
	r := newRunner(t)
	made := r.snippet(coderemote.NewSnippet{Title: "Sort", Description: "bubbles", Code: "print(1)", Starred: true})
	want := &coderemote.Snippet{ID: made.ID, UserID: r.user, Title: "Sort", Language: "python", Description: "bubbles", Code: "print(1)",
		Starred: true, Version: 1, CreatedAt: made.CreatedAt, UpdatedAt: made.CreatedAt}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	read, err := r.Snippet(t.Context(), made.ID, r.user)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	bob := r.another()
	_, err = r.Snippet(t.Context(), made.ID, bob.user)
	r.wantCode(err, coderemote.CodeNotFound)
	_, err = r.UpdateSnippet(t.Context(), made.ID, bob.user, coderemote.SnippetChange{Title: pointer("mine")})
	r.wantCode(err, coderemote.CodeNotFound)
	_, err = r.StarSnippet(t.Context(), made.ID, bob.user)
	r.wantCode(err, coderemote.CodeNotFound)
	r.wantCode(r.DeleteSnippet(t.Context(), made.ID, bob.user), coderemote.CodeNotFound)
	r.wantCode(r.SnippetForRun(t.Context(), made.ID, bob.user, "print(1)"), coderemote.CodeNotFound)
}

func TestUpdateSnippet(t *testing.T) {
	r := newRunner(t)
	made := r.snippet(coderemote.NewSnippet{Code: "a"})
	update := func(c coderemote.SnippetChange) *coderemote.Snippet {
		t.Helper()
		s, err := r.UpdateSnippet(t.Context(), made.ID, r.user, c)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := update(coderemote.SnippetChange{Title: pointer("A"), IfTag: []string{"other", made.Tag()}}); s.Version != 2 || s.Title != "A" || !s.UpdatedAt.After(made.UpdatedAt) {
		t.Errorf("after the first change: %+v", s)
	}
	before := update(coderemote.SnippetChange{Title: pointer("A"), Starred: pointer(true)})
	if before.Version != 2 || !before.Starred {
		t.Errorf("the same texts made another version: %+v", before)
	}
	if s := update(coderemote.SnippetChange{Starred: pointer(false), IfTag: []string{"*"}}); s.Version != 2 || !s.UpdatedAt.Equal(before.UpdatedAt) {
		t.Errorf("a star made another version: %+v", s)
	}
	_, err := r.UpdateSnippet(t.Context(), made.ID, r.user, coderemote.SnippetChange{Code: pointer("b"), IfTag: []string{made.Tag()}})
	r.wantCode(err, coderemote.CodeStale)

	for _, source := range []string{"measured", "manual"} {
		execute(t, r.Store, `UPDATE snippets SET time_complexity = 'O(n)', space_complexity = 'O(1)', complexity_source = $2 WHERE id = $1`, made.ID, source)
		if s := update(coderemote.SnippetChange{Description: pointer("about " + source)}); s.TimeComplexity != "O(n)" || s.SpaceComplexity != "O(1)" {
			t.Errorf("another description changes the complexity: %+v", s)
		}
		s := update(coderemote.SnippetChange{Code: pointer("code for " + source)})
		if known := s.TimeComplexity == "O(n)" && s.SpaceComplexity == "O(1)" && string(s.ComplexitySource) == source; known != (source == "manual") {
			t.Errorf("after a change of the code, %s: %+v", source, s)
		}
	}
}

// Of many that changed the same state, one wins and the others hear of it.
func TestUpdateSnippetAtOnce(t *testing.T) {
	r := newRunner(t)
	made := r.snippet(coderemote.NewSnippet{Code: "a"})
	var group sync.WaitGroup
	codes := make(chan coderemote.Code, 20)
	for i := range cap(codes) {
		group.Go(func() {
			_, err := r.UpdateSnippet(t.Context(), made.ID, r.user, coderemote.SnippetChange{Code: pointer("b" + string(rune('a'+i))), IfTag: []string{made.Tag()}})
			codes <- coderemote.CodeOf(err)
		})
	}
	group.Wait()
	close(codes)
	got := map[coderemote.Code]int{}
	for code := range codes {
		got[code]++
	}
	if diff := cmp.Diff(map[coderemote.Code]int{"": 1, coderemote.CodeStale: 19}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSnippetsByUser(t *testing.T) {
	r := newRunner(t)
	bob := r.another()
	bob.snippet(coderemote.NewSnippet{Title: "bob", Code: "x"})
	a := r.snippet(coderemote.NewSnippet{Title: "alpha", Code: "a", Starred: true})
	b := r.snippet(coderemote.NewSnippet{Title: "Beta", Code: "b", Language: "javascript"})
	c := r.snippet(coderemote.NewSnippet{Title: "gamma", Code: "c", Starred: true})
	gone := r.snippet(coderemote.NewSnippet{Title: "gone", Code: "d"})
	if err := r.DeleteSnippet(t.Context(), gone.ID, r.user); err != nil {
		t.Fatal(err)
	}
	if _, err := r.UpdateSnippet(t.Context(), a.ID, r.user, coderemote.SnippetChange{Code: pointer("aa")}); err != nil {
		t.Fatal(err)
	}
	execute(t, r.Store, `UPDATE snippets SET time_complexity = 'O(n)', execution_count = 3 WHERE id = $1`, b.ID)
	names := map[string]string{a.ID: "a", b.ID: "b", c.ID: "c"}
	for name, test := range map[string]struct {
		filter coderemote.SnippetFilter
		want   string
		total  int
	}{
		"by default":   {coderemote.SnippetFilter{Limit: 10}, "acb", 3},
		"updated":      {coderemote.SnippetFilter{Limit: 10, Sort: coderemote.SortUpdated}, "acb", 3},
		"created":      {coderemote.SnippetFilter{Limit: 10, Sort: coderemote.SortCreated}, "cba", 3},
		"title":        {coderemote.SnippetFilter{Limit: 10, Sort: coderemote.SortTitle}, "abc", 3},
		"executions":   {coderemote.SnippetFilter{Limit: 10, Sort: coderemote.SortExecutions}, "bac", 3},
		"page":         {coderemote.SnippetFilter{Limit: 1, Offset: 1, Sort: coderemote.SortTitle}, "b", 3},
		"past the end": {coderemote.SnippetFilter{Limit: 1, Offset: 3}, "", 3},
		"starred":      {coderemote.SnippetFilter{Limit: 10, Starred: pointer(true)}, "ac", 2},
		"not starred":  {coderemote.SnippetFilter{Limit: 10, Starred: pointer(false)}, "b", 1},
		"language":     {coderemote.SnippetFilter{Limit: 10, Language: "javascript"}, "b", 1},
		"complexity":   {coderemote.SnippetFilter{Limit: 10, Complexity: "O(n)"}, "b", 1},
		"none":         {coderemote.SnippetFilter{Limit: 10, Complexity: "O(1)"}, "", 0},
	} {
		found, total, err := r.SnippetsByUser(t.Context(), r.user, test.filter)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, s := range found {
			got += names[s.ID]
			if s.Code != "" {
				t.Error("the list holds code")
			}
		}
		if got != test.want || total != test.total {
			t.Errorf("%s: %q of %d, want %q of %d", name, got, total, test.want, test.total)
		}
	}
}

func TestDeletedSnippetCanComeBackForAWhile(t *testing.T) {
	r := newRunner(t)
	s := r.snippet(coderemote.NewSnippet{Code: "a"})
	remove := func() {
		t.Helper()
		if err := r.DeleteSnippet(t.Context(), s.ID, r.user); err != nil {
			t.Fatal(err)
		}
	}
	remove()
	_, err := r.Snippet(t.Context(), s.ID, r.user)
	r.wantCode(err, coderemote.CodeNotFound)
	r.wantCode(r.DeleteSnippet(t.Context(), s.ID, r.user), coderemote.CodeNotFound)
	r.wantCode(r.RestoreSnippet(t.Context(), s.ID, r.another().user), coderemote.CodeNotFound)
	if err := r.SweepSnippets(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := r.RestoreSnippet(t.Context(), s.ID, r.user); err != nil {
		t.Fatal(err)
	}
	remove()
	execute(t, r.Store, `UPDATE snippets SET deleted_at = deleted_at - interval '24 hours'`)
	r.wantCode(r.RestoreSnippet(t.Context(), s.ID, r.user), coderemote.CodeNotFound)
	if err := r.SweepSnippets(t.Context()); err != nil || count(t, r.Store, "snippets") != 0 {
		t.Errorf("%d snippets after the sweep, %v", count(t, r.Store, "snippets"), err)
	}
}

func TestRunOfSnippetCounts(t *testing.T) {
	r := newRunner(t)
	s := r.snippet(coderemote.NewSnippet{Code: "\ufeffprint(1)"})
	if err := r.SnippetForRun(t.Context(), s.ID, r.user, "print(1)"); err != nil {
		t.Fatal(err)
	}
	if err := r.SnippetForRun(t.Context(), s.ID, r.user, "print(2)"); err != nil {
		t.Fatal(err)
	}
	if n := count(t, r.Store, "snippet_versions WHERE ran AND code_sha256 = sha256('print(1)')"); n != 1 || count(t, r.Store, "snippet_versions") != 1 {
		t.Errorf("%d versions that ran", n)
	}
	run := r.newRun(false)
	run.SnippetID = s.ID
	if _, _, err := r.CreateRun(t.Context(), store.NewRun{Run: run}); err != nil {
		t.Fatal(err)
	}
	c, err := r.ClaimRun(t.Context(), run.ID, "w1")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second end is refused, and counts nothing
		if _, err := r.FinishRun(t.Context(), c, succeeded(), nil); err != nil {
			r.wantCode(err, coderemote.CodeNotFound)
		}
	}
	after, err := r.Snippet(t.Context(), s.ID, r.user)
	if err != nil || after.ExecutionCount != 1 || after.LastExecutionAt == nil || time.Since(*after.LastExecutionAt).Abs() > time.Minute {
		t.Errorf("after the run: %+v, %v", after, err)
	}
	if after.Tag() != s.Tag() || after.Version != 1 || !after.UpdatedAt.Equal(s.UpdatedAt) {
		t.Errorf("a run changed more than its count: %+v", after)
	}
}

func TestSnippetIdempotencyKey(t *testing.T) {
	r := newRunner(t)
	n := coderemote.NewSnippet{Code: "a", Language: "python", IdempotencyKey: "k"}
	first := r.snippet(n)
	if again := r.snippet(n); again.ID != first.ID {
		t.Error("the same request made two")
	}
	other := n
	other.Code = "b"
	_, err := r.CreateSnippet(t.Context(), newID(), r.user, other)
	r.wantCode(err, coderemote.CodeConflict)
	bob := r.another()
	if theirs := bob.snippet(n); theirs.ID == first.ID {
		t.Error("a key is shared by two people")
	}
	if err := r.DeleteSnippet(t.Context(), first.ID, r.user); err != nil {
		t.Fatal(err)
	}
	_, err = r.CreateSnippet(t.Context(), newID(), r.user, n)
	r.wantCode(err, coderemote.CodeConflict)
	execute(t, r.Store, `UPDATE idempotency_keys SET created_at = created_at - interval '24 hours' WHERE user_id = $1`, r.user)
	if _, err = r.CreateSnippet(t.Context(), newID(), r.user, other); err != nil {
		t.Errorf("a day later the key is still taken: %v", err)
	}
	if err := r.SweepKeys(t.Context()); err != nil || count(t, r.Store, "idempotency_keys") != 2 {
		t.Errorf("%d keys after the sweep, %v", count(t, r.Store, "idempotency_keys"), err)
	}
	execute(t, r.Store, `UPDATE idempotency_keys SET created_at = created_at - interval '24 hours'`)
	if err := r.SweepKeys(t.Context()); err != nil || count(t, r.Store, "idempotency_keys") != 0 {
		t.Errorf("%d keys a day later, %v", count(t, r.Store, "idempotency_keys"), err)
	}
}

func TestSnippetIdempotencyKeyAtOnce(t *testing.T) {
	r := newRunner(t)
	n := coderemote.NewSnippet{Code: "a", Language: "python", IdempotencyKey: "k"}
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if _, err := r.CreateSnippet(t.Context(), newID(), r.user, n); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := count(t, r.Store, "snippets"); got != 1 {
		t.Errorf("10 at once made %d snippets", got)
	}
}

// One person may keep so many and no more, however many requests race for the
// last place; deleted ones make room.
func TestSnippetsHaveACap(t *testing.T) {
	r := newRunner(t)
	s, ada, ben := r.Store, r.user, r.another().user
	execute(t, s, `UPDATE settings SET max_snippets = 3`)
	create := func(owner, key string) (string, error) {
		made, err := s.CreateSnippet(t.Context(), newID(), owner, coderemote.NewSnippet{Code: "1", Language: "python", IdempotencyKey: key})
		if err != nil {
			return "", err
		}
		return made.ID, nil
	}
	full := func(what string, err error) {
		t.Helper()
		if coderemote.CodeOf(err) != coderemote.CodeConflict || !strings.Contains(coderemote.AsError(err).Message, "You keep 3 snippets already") {
			t.Errorf("%s: %v", what, err)
		}
	}
	first, err := create(ada, "first")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := create(ada, ""); err != nil {
		t.Fatalf("just under: %v", err)
	}
	answers := make(chan error)
	for range 8 {
		go func() {
			_, err := create(ada, "")
			answers <- err
		}()
	}
	made := 0
	for range 8 {
		if err := <-answers; err == nil {
			made++
		} else {
			full("a race", err)
		}
	}
	if n := count(t, s, `snippets`); made != 1 || n != 3 {
		t.Errorf("%d of 8 took the last place, and there are %d", made, n)
	}
	if again, err := create(ada, "first"); err != nil || again != first {
		t.Errorf("the same request again: %s, %v", again, err)
	}
	if _, err := create(ben, ""); err != nil {
		t.Errorf("another person: %v", err)
	}
	if err := s.DeleteSnippet(t.Context(), first, ada); err != nil {
		t.Fatal(err)
	}
	if _, err := create(ada, ""); err != nil {
		t.Errorf("after one was deleted: %v", err)
	}
	full("bringing it back", s.RestoreSnippet(t.Context(), first, ada))
	execute(t, s, `UPDATE settings SET max_snippets = 4`)
	if err := s.RestoreSnippet(t.Context(), first, ada); err != nil {
		t.Errorf("with room for it: %v", err)
	}
}
