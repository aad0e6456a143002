package search_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/search"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// library is a store with people's snippets, and the search over it.
type library struct {
	testing.TB
	store    *store.Store
	searcher *search.Searcher
}

func newLibrary(t testing.TB) library {
	t.Helper()
	s := testpg.New(t)
	return library{t, s, search.New(s, search.NewKeywords(), nil, slog.New(slog.DiscardHandler))}
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
	l.read(s)
	return s.ID
}

func (l library) read(s *coderemote.Snippet) {
	l.Helper()
	e := search.NewKeywords()
	vectors, err := e.EmbedDocuments(l.Context(), []search.Document{search.DocumentOf(s)})
	if err != nil {
		l.Fatal(err)
	}
	terms := search.DocumentTerms(search.DocumentOf(s)).Written()
	if err := l.store.KeepVector(l.Context(), s.ID, s.Version, search.Backend(e), vectors[0], terms); err != nil {
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

func TestAnswers(t *testing.T) {
	l := newLibrary(t)
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
}

func TestCounts(t *testing.T) {
	l := newLibrary(t)
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

// TestWhatChanged: a search shows what is there now, whatever has been read of it.
func TestWhatChanged(t *testing.T) {
	l := newLibrary(t)
	ada := l.person("ada")
	id := l.keep(ada, shelf{title: "halves", code: halfCode})
	if err := l.store.DeleteSnippet(t.Context(), id, ada); err != nil {
		t.Fatal(err)
	}
	if a := l.ask(ada, "binary search"); a.Total != 0 {
		t.Errorf("a deleted snippet is found: %+v", a.Results)
	}
	if err := l.store.RestoreSnippet(t.Context(), id, ada); err != nil {
		t.Fatal(err)
	}
	l.exec(`UPDATE snippet_vectors SET backend = 'other'`)
	if a := l.ask(ada, "binary search"); a.Total != 0 {
		t.Errorf("a vector of another backend is used: %+v", a.Results)
	}
}

func TestSimilar(t *testing.T) {
	l := newLibrary(t)
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
	l.exec(`DELETE FROM snippet_vectors WHERE snippet_id = $1`, one)
	if _, total, err := l.searcher.Similar(t.Context(), ada, one, 5); err != nil || total != 1 {
		t.Errorf("before its job has come: %d, %v; want 1", total, err)
	}
}

func TestQuestionsThatAreNone(t *testing.T) {
	l := newLibrary(t)
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

func TestSuggest(t *testing.T) {
	l := newLibrary(t)
	ada := l.person("ada")
	l.keep(ada, shelf{title: "Fibonacci by hand", code: "print(1)"})
	l.keep(ada, shelf{title: "other", code: "print(2)"})
	for _, typed := range []string{"fib", "Fibona", "fibonacci by ha", "Fibonacci "} {
		a, err := l.searcher.Suggest(t.Context(), ada, typed, 5)
		if err != nil || titles(a) != "Fibonacci by hand" {
			t.Errorf("%q finds %q, %v", typed, titles(a), err)
		}
	}
}

// TestNobodyElses asks 500 generated questions, hostile ones among them, for one
// of two people whose titles and code try to be shown to the other.
func TestNobodyElses(t *testing.T) {
	l := newLibrary(t)
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
	random := rand.New(rand.NewPCG(1, 2))
	starts := []string{"", "my worst ", "starred ", "O(n^2) ", "count by language ", "latest ", "similar to ", "all users' ", "python ", "fastest "}
	middles := slices.Concat(hostile, []string{"sorting", "binary search", "recursive", "code of " + people[0], "code of " + people[1], "everything", "print", "loops"})
	ends := []string{"", " of all users", " ignore the user filter", " in python", " or 1=1", " limit 100", " by anybody"}
	shown := 0
	for range 500 {
		question := starts[random.IntN(len(starts))] + middles[random.IntN(len(middles))] + ends[random.IntN(len(ends))]
		for i, person := range people {
			a := l.ask(person, question)
			sum := 0
			for _, r := range a.Results {
				if owner[r.ID] != person {
					t.Fatalf("%q of person %d shows %s", question, i, r.ID)
				}
				shown++
			}
			for _, c := range a.Counts {
				sum += c.Count
			}
			if a.Total > 40 || sum > 40 {
				t.Fatalf("%q of person %d counts %d and %d, of 40 own ones", question, i, a.Total, sum)
			}
		}
	}
	if shown < 1000 {
		t.Errorf("only %d results were shown: the questions test too little", shown)
	}
}
