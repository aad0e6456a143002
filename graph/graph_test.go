package graph_test

import (
	"errors"
	"testing"
	"time"

	"coderemote"
	"coderemote/graph"
	"coderemote/internal/testneo"

	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T, s *testneo.Server) *graph.Graph {
	t.Helper()
	g, err := graph.Open(graph.Config{URI: s.URI, User: testneo.User, Password: s.Password, Patience: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close(t.Context()) })
	return g
}

func node(id, user string, version int) coderemote.SearchNode {
	return coderemote.SearchNode{
		Snippet: &coderemote.Snippet{ID: id, UserID: user, Title: "t'); MATCH (n) DETACH DELETE n //", Code: "x", Language: "Python", Version: version,
			TimeComplexity: "O(n)", UpdatedAt: time.UnixMicro(1_700_000_000_000_001).UTC()},
		Backend: "b", Vector: []float32{0.6, 0.8}, Terms: "\nx\t1\n",
	}
}

// The tests of this package share one server: each uses people of its own.
func TestGraph(t *testing.T) {
	s := testneo.Start(t)
	g := open(t, s)
	t.Run("migrations", func(t *testing.T) { migrations(t, s, g) })
	t.Run("rows", func(t *testing.T) { rows(t, g) })
	t.Run("order of versions", func(t *testing.T) { orderOfVersions(t, g) })
	t.Run("similar", func(t *testing.T) { similar(t, s, g) })
	t.Run("removal", func(t *testing.T) { removal(t, s, g) })
	t.Run("server away", func(t *testing.T) { serverAway(t, s, g) })
}

func migrations(t *testing.T, s *testneo.Server, g *graph.Graph) {
	for range 2 { // the second time has nothing to do
		if err := g.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	all, err := g.Status(t.Context())
	if err != nil || len(all) < 2 || !all[0].Applied || !all[len(all)-1].Applied {
		t.Fatalf("after all: %+v, %v", all, err)
	}
	found := s.Do(t, `SHOW INDEXES YIELD name, type, state WHERE name IN ['snippet_embedding', 'snippet_id', 'user_id'] RETURN count(*) AS n`, nil)
	if n, _ := found[0].Get("n"); n != int64(3) {
		t.Errorf("%v of the three indexes are there", n)
	}
	s.Do(t, `MATCH (m:Migration {number: 1}) SET m.sum = 'other'`, nil)
	if _, err := g.Status(t.Context()); err == nil {
		t.Error("a migration with another text is not noticed")
	}
	s.Do(t, `MATCH (m:Migration) DELETE m`, nil)
	if err := g.Migrate(t.Context()); err != nil {
		t.Errorf("statements cannot be repeated: %v", err)
	}
}

func put(t *testing.T, g *graph.Graph, nodes ...coderemote.SearchNode) {
	t.Helper()
	for _, n := range nodes {
		if err := g.Put(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
}

func rows(t *testing.T, g *graph.Graph) {
	one, two := node("r1", "ada", 1), node("r2", "ada", 1)
	two.Language, two.Starred, two.TimeComplexity, two.SpaceComplexity, two.Vector, two.Backend = "ruby", true, "", "O(1)", nil, "other"
	put(t, g, one, two, node("r3", "bob", 1))
	got, err := g.Rows(t.Context(), "ada", "b", coderemote.SearchFilter{}, []float32{0.8, 0.6})
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		if got[i].Compared && (got[i].Similarity < 0.9599 || got[i].Similarity > 0.9601) {
			t.Errorf("the cosine is %v, want 0.96", got[i].Similarity)
		}
		got[i].Similarity = 0
	}
	want := []coderemote.SearchRow{
		{ID: "r1", Language: "Python", TimeComplexity: "O(n)", UpdatedAt: one.UpdatedAt, Terms: one.Terms, Compared: true},
		{ID: "r2", Language: "ruby", SpaceComplexity: "O(1)", UpdatedAt: two.UpdatedAt},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	starred := true
	for name, test := range map[string]struct {
		filter coderemote.SearchFilter
		want   int
	}{
		"language":  {coderemote.SearchFilter{Languages: []string{"python", "c"}}, 1},
		"time":      {coderemote.SearchFilter{TimeIn: []string{"O(n)"}}, 1},
		"space":     {coderemote.SearchFilter{SpaceIn: []string{"O(1)"}}, 1},
		"starred":   {coderemote.SearchFilter{Starred: &starred}, 1},
		"all of it": {coderemote.SearchFilter{Starred: &starred, TimeIn: []string{"O(n)"}}, 0},
	} {
		if got, err := g.Rows(t.Context(), "ada", "b", test.filter, nil); err != nil || len(got) != test.want || len(got) > 0 && got[0].Compared {
			t.Errorf("%s: %+v, %v; want %d", name, got, err, test.want)
		}
	}
}

func orderOfVersions(t *testing.T, g *graph.Graph) {
	new, old := node("v1", "eve", 3), node("v1", "eve", 2)
	old.TimeComplexity, new.TimeComplexity = "O(1)", "O(n^2)"
	put(t, g, new, old)
	got, err := g.Rows(t.Context(), "eve", "b", coderemote.SearchFilter{}, nil)
	if err != nil || len(got) != 1 || got[0].TimeComplexity != "O(n^2)" {
		t.Errorf("an older version came later: %+v, %v", got, err)
	}
	counts, err := g.Counts(t.Context(), "eve", "time", coderemote.SearchFilter{})
	if diff := cmp.Diff([]coderemote.SearchBucket{{Value: "O(n^2)", Count: 1}}, counts); diff != "" || err != nil {
		t.Errorf("counts: %v\n%s", err, diff)
	}
}

func similar(t *testing.T, s *testneo.Server, g *graph.Graph) {
	put(t, g, node("s1", "sam", 1), node("s2", "sam", 1), node("s3", "other", 1))
	found := s.Do(t, `MATCH (:Snippet {id: 's2'})-[r:SIMILAR_TO]->(o) RETURN o.id AS id, r.score AS score`, nil)
	if len(found) != 1 || found[0].AsMap()["id"] != "s1" {
		t.Errorf("s2 is similar to %v, want s1 alone", found)
	}
}

func removal(t *testing.T, s *testneo.Server, g *graph.Graph) {
	put(t, g, node("x1", "xen", 1), node("x2", "xen", 1), node("x3", "yan", 1))
	if err := g.Remove(t.Context(), "x1"); err != nil {
		t.Fatal(err)
	}
	if err := g.Remove(t.Context(), "x1"); err != nil {
		t.Errorf("removing it twice: %v", err)
	}
	states, owners, err := g.States(t.Context())
	if _, there := states["x1"]; err != nil || there || owners["x2"] != "xen" || states["x2"] != (coderemote.SearchState{Version: 1, TimeComplexity: "O(n)", Backend: "b"}) {
		t.Errorf("states: %+v of %v, %v", states["x2"], owners["x2"], err)
	}
	if err := g.RemoveUser(t.Context(), "xen"); err != nil {
		t.Fatal(err)
	}
	left := s.Do(t, `MATCH (n) WHERE n.id IN ['xen', 'x2', 'yan', 'x3'] RETURN count(n) AS n`, nil)
	if n, _ := left[0].Get("n"); n != int64(2) {
		t.Errorf("%v nodes are left, want those of the other person", n)
	}
}

// serverAway: a server that is down is an error at once, and one that comes back is used.
func serverAway(t *testing.T, s *testneo.Server, g *graph.Graph) {
	s.Stop(t)
	start := time.Now()
	if err := g.Ping(t.Context()); !errors.Is(err, graph.ErrDown) {
		t.Errorf("without a server: %v", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %v to notice", took)
	}
	start = time.Now()
	if err := g.Ping(t.Context()); !errors.Is(err, graph.ErrDown) || time.Since(start) > 100*time.Millisecond {
		t.Errorf("the second one waited %v: %v", time.Since(start), err)
	}
	s.Run(t)
	deadline := time.Now().Add(time.Minute)
	for g.Ping(t.Context()) != nil {
		if time.Now().After(deadline) {
			t.Fatal("the server is back and not used")
		}
	}
	if got, err := g.Rows(t.Context(), "bob", "b", coderemote.SearchFilter{}, nil); err != nil || len(got) != 1 {
		t.Errorf("after it came back: %+v, %v", got, err)
	}
}
