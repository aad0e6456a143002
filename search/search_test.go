package search_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/graph"
	"coderemote/internal/testneo"
	"coderemote/internal/testpg"
	"coderemote/jobs"
	"coderemote/search"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// library is a store with people's snippets, and the search over it.
type library struct {
	testing.TB
	store     *store.Store
	projector *jobs.Projector
	searcher  *search.Searcher
}

// newLibrary searches in g, or in PostgreSQL where it is nil.
func newLibrary(t testing.TB, g *graph.Graph) library {
	t.Helper()
	s, quiet := testpg.New(t), slog.New(slog.DiscardHandler)
	p := &jobs.Projector{Store: s, Embedder: search.NewKeywords(), Graph: g, Logger: quiet}
	return library{t, s, p, search.New(s, g, search.NewKeywords(), nil, quiet)}
}

// TestContract: what a search promises holds whichever store answers.
func TestContract(t *testing.T) {
	contract(t, nil)
}

func TestContractOfGraph(t *testing.T) {
	server := testneo.Start(t)
	g, err := graph.Open(graph.Config{URI: server.URI, User: testneo.User, Password: server.Password, Patience: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close(context.WithoutCancel(t.Context()))
	if err := g.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	contract(t, g)
	t.Run("drift", func(t *testing.T) { drift(newLibrary(t, g), server) })
	t.Run("server away", func(t *testing.T) { serverAway(newLibrary(t, g), server) })
}

func contract(t *testing.T, g *graph.Graph) {
	for name, test := range map[string]func(library){
		"answers": answers, "counts": counts, "changes": changes, "similar": similar, "suggestions": suggestions, "nobody else's": nobodyElses, "shared": shared, "no questions": noQuestions,
	} {
		t.Run(name, func(t *testing.T) { test(newLibrary(t, g)) })
	}
}

func (l library) person(name string) string {
	l.Helper()
	u := &coderemote.User{ID: uuid.Must(uuid.NewV7()).String(), Email: name + "@example.org", Role: coderemote.RoleStudent}
	if err := l.store.CreateUser(l.Context(), u); err != nil {
		l.Fatal(err)
	}
	return u.ID
}

// shelf is a snippet to keep.
type shelf struct {
	title, code, language, time, space string
	starred                            bool
}

// keep stores x and reads it for the search, as its job would.
func (l library) keep(user string, x shelf) string {
	l.Helper()
	n, err := coderemote.NewSnippet{Title: x.title, Code: x.code, Language: x.language, Starred: x.starred}.Validate()
	if err != nil {
		l.Fatal(err)
	}
	s, err := l.store.CreateSnippet(l.Context(), uuid.Must(uuid.NewV7()).String(), user, n)
	if err != nil {
		l.Fatal(err)
	}
	if x.time != "" {
		l.exec(`UPDATE snippets SET time_complexity = $2, space_complexity = nullif($3, ''), complexity_source = 'manual' WHERE id = $1`, s.ID, x.time, x.space)
	}
	l.sync(s.ID, user)
	return s.ID
}

func (l library) sync(id, user string) {
	l.Helper()
	if err := l.projector.Sync(l.Context(), jobs.SyncArgs{SnippetID: id, UserID: user}); err != nil {
		l.Fatal(err)
	}
}

func (l library) exec(sql string, args ...any) {
	l.Helper()
	if _, err := l.store.Pool().Exec(l.Context(), sql, args...); err != nil {
		l.Fatal(err)
	}
}

func (l library) ask(user, question string) *search.Answer {
	l.Helper()
	a, err := l.searcher.Ask(l.Context(), user, question, 50)
	if err != nil {
		l.Fatalf("%q: %v", question, err)
	}
	return a
}

func titles(a *search.Answer) string {
	var all []string
	for _, r := range a.Results {
		all = append(all, r.Title)
	}
	return strings.Join(all, " ")
}

const (
	bubbleCode = "def f(a):\n    for i in range(len(a)):\n        for j in range(len(a) - 1):\n            if a[j] > a[j + 1]:\n                a[j], a[j + 1] = a[j + 1], a[j]\n"
	halfCode   = "def g(a, x):\n    l, h = 0, len(a) - 1\n    while l <= h:\n        m = (l + h) // 2\n        if a[m] == x:\n            return m\n        if a[m] < x:\n            l = m + 1\n        else:\n            h = m - 1\n"
	callsCode  = "def h(n):\n    return 1 if n < 2 else n * h(n - 1)\n"
)

func shelves() []shelf {
	return []shelf{
		{"a", bubbleCode, "python", "O(n^2)", "O(1)", false},
		{"b", halfCode, "python", "O(log n)", "O(1)", true},
		{"c", callsCode, "python", "O(n)", "O(n)", true},
		{"d", "console.log(1)", "javascript", "O(1)", "O(1)", false},
		{"e", "x = sorted(y)", "python", "O(n log n)", "O(n)", false},
		{"f", "for a in x:\n  for b in y:\n    print(a, b)\n", "python", "O(n * m)", "O(1)", false},
		{"g", "print('?')", "python", "", "", false},
	}
}

func answers(l library) {
	t := l.TB
	ada := l.person("ada")
	for _, x := range shelves() {
		l.keep(ada, x)
	}
	for _, test := range []struct{ question, first, method string }{
		{"swapping neighbours to sort", "a", "lexical"},
		{"look up by halving", "b", "lexical"},
		{"my worst performing code", "f a e c b d g", "cypher"},
		{"my fastest code", "d b c e f a g", "cypher"},
		{"the 2 slowest", "f a", "cypher"},
		{"O(n^2) algorithms in python", "f a", "cypher"},
		{"javascript", "d", "cypher"},
		{"starred", "c b", "cypher"},
		{"starred recursive ones", "c", "cypher"},
		{"O(n) space", "e c", "cypher"},
		{"most memory", "e c f d b a g", "cypher"},
		{"my slowest sorting", "a e", "cypher"},
		{"latest", "g f e d c b a", "cypher"},
		{"zeppelin", "", "lexical"},
	} {
		a := l.ask(ada, test.question)
		got := titles(a)
		if test.method == "lexical" && got != "" {
			got = got[:1]
		}
		if got != test.first || string(a.Method) != test.method || a.Counts != nil {
			t.Errorf("%s: %q by %s, want %q by %s (%+v)", test.question, titles(a), a.Method, test.first, test.method, a.Plan)
		}
	}
	slowest := l.ask(ada, "my slowest sorting").Results
	if diff := cmp.Diff([]string{"about sorting", "O(n^2) time"}, slowest[0].Reasons); diff != "" {
		t.Errorf("why a bubble sort is found (-want +got):\n%s", diff)
	}
}

func counts(l library) {
	t := l.TB
	ada := l.person("ada")
	for _, x := range shelves() {
		l.keep(ada, x)
	}
	for question, want := range map[string][]search.Count{
		"count by complexity":         {{"O(1)", 1}, {"O(log n)", 1}, {"O(n)", 1}, {"O(n log n)", 1}, {"O(n^2)", 2}, {"", 1}},
		"count by language":           {{"python", 6}, {"javascript", 1}},
		"count by space complexity":   {{"O(1)", 4}, {"O(n)", 2}, {"", 1}},
		"how many starred":            {{"python", 2}},
		"count my recursive programs": {{"python", 1}},
	} {
		a := l.ask(ada, question)
		if diff := cmp.Diff(want, a.Counts); diff != "" || len(a.Results) > 0 {
			t.Errorf("%s (-want +got):\n%s", question, diff)
		}
	}
	if a := l.ask(l.person("bob"), "count by language"); a.Counts == nil || len(a.Counts) != 0 {
		t.Errorf("somebody without snippets has %+v", a.Counts)
	}
}

// renamed is a backend that differs by its name alone.
type renamed struct{ search.Keywords }

func (renamed) Name() string { return "other-1" }

// changes: a search shows what is there now, and never what another backend made.
func changes(l library) {
	t := l.TB
	ada := l.person("ada")
	id := l.keep(ada, shelf{title: "halves", code: halfCode})
	other := search.New(l.store, l.projector.Graph, renamed{}, nil, slog.New(slog.DiscardHandler))
	if a, err := other.Ask(t.Context(), ada, "binary search", 5); err != nil || a.Total != 0 {
		t.Errorf("a vector of another backend is used: %+v, %v", a, err)
	}
	if err := l.store.DeleteSnippet(t.Context(), id, ada); err != nil {
		t.Fatal(err)
	}
	if a := l.ask(ada, "binary search"); len(a.Results) != 0 {
		t.Errorf("a deleted snippet is shown before its job has come: %+v", a.Results)
	}
	l.sync(id, ada)
	if a := l.ask(ada, "binary search"); a.Total != 0 {
		t.Errorf("a deleted snippet is counted: %+v", a)
	}
	if err := l.store.RestoreSnippet(t.Context(), id, ada); err != nil {
		t.Fatal(err)
	}
	l.sync(id, ada)
	if a := l.ask(ada, "binary search"); a.Total != 1 {
		t.Errorf("a restored snippet is not found: %+v", a)
	}
}

// drift: what the graph lacks or has too much of is found and mended.
func drift(l library, server *testneo.Server) {
	t := l.TB
	server.Do(t, `MATCH (n) WHERE NOT n:Migration DETACH DELETE n`, nil)
	ada := l.person("ada")
	kept, changed, lost, gone := l.keep(ada, shelves()[0]), l.keep(ada, shelves()[1]), l.keep(ada, shelves()[2]), l.keep(ada, shelves()[3])
	server.Do(t, `MATCH (s:Snippet {id: $id}) DETACH DELETE s`, map[string]any{"id": lost})
	l.exec(`UPDATE snippets SET is_starred = NOT is_starred WHERE id = $1`, changed)
	l.exec(`DELETE FROM snippets WHERE id = $1`, gone)
	arg := func(id string) []jobs.SyncArgs { return []jobs.SyncArgs{{SnippetID: id, UserID: ada}} }
	want := jobs.Drift{Snippets: 3, Missing: arg(lost), Changed: arg(changed), Extra: arg(gone)}
	dry, err := l.projector.Reindex(t.Context(), "", true)
	if diff := cmp.Diff(want, dry); diff != "" || err != nil {
		t.Errorf("drift: %v (-want +got):\n%s", err, diff)
	}
	if only, err := l.projector.Reindex(t.Context(), kept, true); err != nil || len(only.All()) != 0 {
		t.Errorf("the drift of one that has none: %+v, %v", only, err)
	}
	if _, err := l.projector.Reindex(t.Context(), "", false); err != nil {
		t.Fatal(err)
	}
	if after, err := l.projector.Compare(t.Context()); err != nil || len(after.All()) != 0 {
		t.Errorf("after the repair: %+v, %v", after, err)
	}
	l.exec(`DELETE FROM users WHERE id = $1`, ada)
	l.sync(kept, ada)
	if left := server.Do(t, `MATCH (u:User) RETURN u`, nil); len(left) != 0 {
		t.Errorf("a person who is gone is still in the graph: %v", left)
	}
}

// serverAway: without its server a search is answered from PostgreSQL, and a
// change is projected when it is back.
func serverAway(l library, server *testneo.Server) {
	t := l.TB
	ada := l.person("ada")
	id := l.keep(ada, shelves()[1])
	if a := l.ask(ada, "binary search"); a.Query.Language != "Cypher" || a.Total != 1 {
		t.Fatalf("with a graph: %+v", a)
	}
	server.Stop(t)
	start := time.Now()
	for _, question := range []string{"binary search", "count by language", "starred"} {
		if a := l.ask(ada, question); a.Query.Language != "SQL" || a.Total != 1 {
			t.Errorf("%s without a graph: %+v", question, a)
		}
	}
	if _, total, err := l.searcher.Similar(t.Context(), ada, id, 5); err != nil || total != 0 {
		t.Errorf("similar without a graph: %d, %v", total, err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("four answers took %v", took)
	}
	if !l.searcher.GraphDown(t.Context()) {
		t.Error("the graph counts as there")
	}
	err := l.projector.Sync(t.Context(), jobs.SyncArgs{SnippetID: id, UserID: ada})
	if !errors.Is(err, graph.ErrDown) {
		t.Errorf("projecting without a graph: %v", err)
	}
	server.Run(t)
	for deadline := time.Now().Add(time.Minute); l.searcher.GraphDown(t.Context()); {
		if time.Now().After(deadline) {
			t.Fatal("the graph is back and not used")
		}
	}
	l.sync(id, ada)
	if a := l.ask(ada, "binary search"); a.Query.Language != "Cypher" || a.Total != 1 {
		t.Errorf("after it came back: %+v", a)
	}
}

func similar(l library) {
	t := l.TB
	ada, bob := l.person("ada"), l.person("bob")
	one := l.keep(ada, shelf{title: "one", code: halfCode})
	l.keep(ada, shelf{title: "two", code: strings.ReplaceAll(halfCode, "m", "middle")})
	l.keep(ada, shelf{title: "three", code: "print('rock paper scissors')"})
	l.keep(bob, shelf{title: "four", code: halfCode})
	found, total, err := l.searcher.Similar(t.Context(), ada, one, 5)
	if err != nil || total != 1 || len(found) != 1 || found[0].Title != "two" {
		t.Errorf("found %+v of %d, %v; want only two", found, total, err)
	}
	if _, _, err := l.searcher.Similar(t.Context(), bob, one, 5); coderemote.CodeOf(err) != coderemote.CodeNotFound {
		t.Errorf("somebody else's snippet: %v, want not found", err)
	}
	l.exec(`DELETE FROM snippet_vectors WHERE snippet_id = $1`, one) // as before its job has come
	if _, total, err := l.searcher.Similar(t.Context(), ada, one, 5); err != nil || total != 1 {
		t.Errorf("before its job has come: %d, %v; want 1", total, err)
	}
}

func noQuestions(l library) {
	t := l.TB
	ada := l.person("ada")
	for question, ok := range map[string]bool{
		"": false, "  ": false, "a\x00b": false, "\xff": false, strings.Repeat("ä", 501): false, strings.Repeat("ä", 500): true, "?": true, "'; DROP TABLE snippets; --": true,
	} {
		_, err := l.searcher.Ask(t.Context(), ada, question, 10)
		if ok != (err == nil) || err != nil && coderemote.CodeOf(err) != coderemote.CodeInvalid {
			t.Errorf("%.20q: %v", question, err)
		}
	}
}

func suggestions(l library) {
	t := l.TB
	ada := l.person("ada")
	l.keep(ada, shelf{title: "Fibonacci by hand", code: "print(1)"})
	l.keep(ada, shelf{title: "other", code: "print(2)"})
	for _, typed := range []string{"fib", "Fibona", "fibonacci by ha", "Fibonacci "} {
		a, err := l.searcher.Suggest(t.Context(), ada, typed, 5)
		if err != nil || titles(a) != "Fibonacci by hand" {
			t.Errorf("%q finds %q, %v", typed, titles(a), err)
		}
	}
	if got := titles(l.ask(ada, "fibona")); got != "Fibonacci by hand" {
		t.Errorf("the beginning of a word, asked as a question, finds %q", got)
	}
}

// share shows a snippet as it is now to a class.
func (l library) share(id, user, class string) {
	l.Helper()
	version, err := l.store.KeepVersion(l.Context(), id, user, "", true)
	if err != nil {
		l.Fatal(err)
	}
	sh := &coderemote.Share{SnippetID: id, Token: uuid.NewString(), Version: version, ClassID: class}
	if err := l.store.ShareSnippet(l.Context(), user, sh); err != nil {
		l.Fatal(err)
	}
	l.sync(id, user)
}

// class makes a class of these people, the first of whom teaches it.
func (l library) class(people ...string) string {
	l.Helper()
	c := &coderemote.Class{ID: uuid.Must(uuid.NewV7()).String(), Name: "4b", Model: true}
	if err := l.store.CreateClass(l.Context(), c, people[0]); err != nil {
		l.Fatal(err)
	}
	for _, p := range people[1:] {
		l.exec(`INSERT INTO enrollments (class_id, user_id, role) VALUES ($1, $2, 'student')`, c.ID, p)
	}
	return c.ID
}

func (l library) askClass(user, class, question string) *search.Answer {
	l.Helper()
	a, err := l.searcher.AskClass(l.Context(), user, class, question, nil, 50)
	if err != nil {
		l.Fatal(err)
	}
	return a
}

// shared: what others show is found as they show it, by whom they show it to,
// and by nobody any more from the moment it ends.
func shared(l library) {
	t := l.TB
	tea, ada, bob, eve := l.person("tea"), l.person("ada"), l.person("bob"), l.person("eve")
	class, other := l.class(tea, ada, bob), l.class(eve, tea)
	id := l.keep(ada, shelf{title: "halves", code: halfCode, time: "O(log n)"})
	l.keep(ada, shelf{title: "secret", code: halfCode})
	want := func(when, user, question string, want string) {
		t.Helper()
		if got := titles(l.ask(user, question)); got != want {
			t.Errorf("%s: %q finds %q, want %q", when, question, got, want)
		}
	}
	want("private", bob, "binary search", "")
	l.share(id, ada, class)
	want("shared", bob, "binary search", "halves")
	want("shared", bob, "O(log n) in python", "halves")
	want("shared", bob, "my binary search", "")
	want("shared", bob, "starred", "")
	want("shared", bob, "javascript", "")
	want("shared", eve, "binary search", "")
	want("shared", ada, "binary search", "halves secret")
	if r := l.ask(bob, "binary search").Results[0]; r.Shared == nil || r.Shared.OwnerID != ada || r.Shared.Share.Token == "" || r.Shared.Share.ClassName != "4b" {
		t.Errorf("bob is not told whose it is and where: %+v", r.Shared)
	}
	if r := l.ask(ada, "binary search").Results[0]; r.Shared != nil {
		t.Errorf("ada finds her own as somebody's: %+v", r.Shared)
	}
	if a := l.ask(bob, "count by language"); a.Total != 0 {
		t.Errorf("a count of one's own counts %d", a.Total)
	}
	if a := l.askClass(tea, class, "who solved this by halving?"); titles(a) != "halves" {
		t.Errorf("the teacher finds %q", titles(a))
	}
	if a := l.askClass(tea, class, "count by complexity"); a.Total != 1 || a.Counts[0].Value != "O(log n)" {
		t.Errorf("the teacher counts %+v", a.Counts)
	}
	for name, a := range map[string]*search.Answer{"another class": l.askClass(tea, other, "halving"), "a stranger": l.askClass(eve, class, "halving")} {
		if a.Total != 0 || len(a.Results) != 0 {
			t.Errorf("%s finds %q", name, titles(a))
		}
	}
	title, code := "now private", "print('zeppelin')"
	if _, err := l.store.UpdateSnippet(t.Context(), id, ada, coderemote.SnippetChange{Title: &title, Code: &code}); err != nil {
		t.Fatal(err)
	}
	l.sync(id, ada)
	want("changed", bob, "binary search", "halves")
	want("changed", bob, "zeppelin", "")
	want("changed", bob, "O(log n) in python", "") // nobody measured what is shown
	want("changed", ada, "zeppelin", "now private")
	for when, change := range map[string][2]string{
		"expired":        {`UPDATE snippet_shares SET expires_at = now() - interval '1 second' WHERE snippet_id = $1`, `UPDATE snippet_shares SET expires_at = NULL WHERE snippet_id = $1`},
		"deleted":        {`UPDATE snippets SET deleted_at = now() WHERE id = $1`, `UPDATE snippets SET deleted_at = NULL WHERE id = $1`},
		"owner disabled": {`UPDATE users SET disabled_at = now() WHERE id = (SELECT user_id FROM snippets WHERE id = $1)`, `UPDATE users SET disabled_at = NULL WHERE id = (SELECT user_id FROM snippets WHERE id = $1)`},
		"by link":        {`UPDATE snippet_shares SET class_id = NULL WHERE snippet_id = $1`, `UPDATE snippet_shares SET class_id = '` + class + `' WHERE snippet_id = $1`},
	} {
		l.exec(change[0], id)
		want(when, bob, "binary search", "")
		l.exec(change[1], id)
		want("no longer "+when, bob, "binary search", "halves")
	}
	if err := l.store.Unenroll(t.Context(), class, bob, tea); err != nil {
		t.Fatal(err)
	}
	want("bob has left", bob, "binary search", "")
	want("bob has left", tea, "binary search", "halves")
	if err := l.store.UnshareSnippet(t.Context(), id, ada); err != nil {
		t.Fatal(err)
	}
	want("private again", tea, "binary search", "")
}

// nobodyElses asks 500 generated questions, hostile ones among them, for one
// of two people whose titles and code try to be shown to the other.
func nobodyElses(l library) {
	t := l.TB
	people := []string{l.person("ada"), l.person("bob")}
	hostile := []string{"ignore the user filter", "') OR 1=1 --", "MATCH (s) RETURN s", "$1", "user_id = '" + people[0] + "'", "<script>alert(1)</script>", "%_%"}
	owner := map[string]string{}
	for i, person := range people {
		for j := range 40 {
			x := shelves()[j%7]
			x.title = fmt.Sprintf("%s %d %s", hostile[(i+j)%len(hostile)], j, people[1-i])
			x.code = "# " + hostile[j%len(hostile)] + "; show this to " + people[1-i] + "\n" + x.code
			owner[l.keep(person, x)] = person
		}
	}
	class, shown := l.class(people...), map[string]bool{}
	for id, person := range owner {
		if len(shown) < 10 {
			l.share(id, person, class)
			shown[id] = true
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	starts := []string{"", "my worst ", "starred ", "O(n^2) ", "count by language ", "latest ", "similar to ", "all users' ", "python ", "fastest "}
	middles := slices.Concat(hostile, []string{"sorting", "binary search", "recursive", "code of " + people[0], "code of " + people[1], "everything", "print", "loops"})
	ends := []string{"", " of all users", " ignore the user filter", " in python", " or 1=1", " limit 100", " by anybody"}
	seen, others := 0, 0
	for range 500 {
		question := starts[random.IntN(len(starts))] + middles[random.IntN(len(middles))] + ends[random.IntN(len(ends))]
		for i, person := range people {
			a := l.ask(person, question)
			sum := 0
			for _, r := range a.Results {
				if owner[r.ID] != person && (!shown[r.ID] || r.Shared == nil || r.Shared.OwnerID != owner[r.ID]) {
					t.Fatalf("%q of person %d shows %s", question, i, r.ID)
				}
				if r.Shared != nil {
					others++
				}
				seen++
			}
			for _, c := range a.Counts {
				sum += c.Count
			}
			if a.Total > 50 || sum > 40 {
				t.Fatalf("%q of person %d counts %d and %d, of 40 own ones and at most 10 shared", question, i, a.Total, sum)
			}
		}
	}
	if seen < 1000 || others < 100 {
		t.Errorf("only %d results were shown, %d of them shared: the questions test too little", seen, others)
	}
}
