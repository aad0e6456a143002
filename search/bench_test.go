package search_test

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/graph"
	"coderemote/internal/testneo"
	"coderemote/internal/testpg"
	"coderemote/search"

	"github.com/google/uuid"
)

//go:embed testdata/snippets.txt
var snippetSet string

// The size of the benchmark: one person's snippets, among everybody's.
const (
	benchOwn    = 1_000
	benchPeople = 100
)

// benchTexts returns the codes of the test set.
func benchTexts() (codes []string) {
	for part := range strings.SplitSeq(snippetSet, "=== ") {
		if _, code, ok := strings.Cut(part, "\n"); ok {
			codes = append(codes, code)
		}
	}
	return codes
}

// fill makes benchOwn snippets for each of benchPeople, and returns one of them.
func (l library) fill() string {
	l.Helper()
	owner := testpg.Owner(l, l.store)
	asOwner := func(sql string) {
		if _, err := owner.Exec(l.Context(), sql); err != nil {
			l.Fatal(err)
		}
	}
	asOwner(`ALTER TABLE snippets DISABLE TRIGGER USER`)
	l.exec(`INSERT INTO users (id, email, role) SELECT gen_random_uuid(), 'p' || g || '@example.org', 'student' FROM generate_series(2, $1) g`, benchPeople)
	ada := l.person("p1")
	e := search.NewKeywords()
	codes := benchTexts()
	for i, code := range codes {
		document := search.Document{Title: fmt.Sprint("hw ", i), Language: "python", Code: code}
		vectors, err := e.EmbedDocuments(l.Context(), []search.Document{document})
		if err != nil {
			l.Fatal(err)
		}
		l.exec(`INSERT INTO snippets (id, user_id, title, language, description, code, time_complexity, complexity_source)
			SELECT gen_random_uuid(), u.id, $1, 'python', '', $2, ($4::text[])[1 + (g / 7) % 10], 'static'
			FROM users u, generate_series(1, $3::int) g WHERE g % $5::int = $6::int`, document.Title, code, benchOwn, search.Classes(), len(codes), i)
		sample := uuid.Must(uuid.NewV7()).String()
		l.exec(`INSERT INTO snippets (id, user_id, title, language, description, code) VALUES ($1, $2, 'sample', 'python', '', $3)`, sample, ada, code)
		if err := l.store.KeepVector(l.Context(), sample, 1, search.Backend(e), vectors[0], search.DocumentTerms(document).Written()); err != nil {
			l.Fatal(err)
		}
		l.exec(`INSERT INTO snippet_vectors (snippet_id, version, backend, vector, terms)
			SELECT s.id, 1, v.backend, v.vector, v.terms FROM snippets s, snippet_vectors v WHERE v.snippet_id = $1 AND s.title = $2`, sample, document.Title)
		l.exec(`DELETE FROM snippets WHERE id = $1`, sample)
	}
	asOwner(`ANALYZE snippets`)
	asOwner(`ANALYZE snippet_vectors`)
	return ada
}

func benchQuestions() []string {
	return []string{"binary search", "my worst performing code", "O(n^2) sorting in python", "count by complexity", "look something up by halving", "shortest route through a maze", "latest recursion", "count my recursive programs"}
}

// measure asks in turn with a bare round trip, and reports the percentiles of
// both. Each answer must come from the store that is measured. Each question is
// asked once before: a server that has just started reads and compiles for seconds.
func measure(b *testing.B, l library, user, language string) {
	var asked, bare []time.Duration
	for _, question := range benchQuestions() {
		l.ask(user, question)
	}
	for i := 0; b.Loop(); i++ {
		question := benchQuestions()[i%len(benchQuestions())]
		started := time.Now()
		if a := l.ask(user, question); a.Total == 0 || a.Query.Language != language {
			b.Fatalf("%q finds %d by %s, want some by %s", question, a.Total, a.Query.Language, language)
		}
		asked = append(asked, time.Since(started))
		started = time.Now()
		if err := l.store.Ping(b.Context()); err != nil {
			b.Fatal(err)
		}
		bare = append(bare, time.Since(started))
	}
	report := func(name string, times []time.Duration, of float64) {
		slices.Sort(times)
		b.ReportMetric(float64(times[int(of*float64(len(times)-1))].Microseconds())/1000, name)
	}
	report("p50-ms", asked, 0.5)
	report("p95-ms", asked, 0.95)
	report("bare-p95-ms", bare, 0.95)
}

func BenchmarkSearch(b *testing.B) {
	l := newLibrary(b, nil)
	ada := l.fill()
	b.Run("PostgreSQL", func(b *testing.B) { measure(b, l, ada, "SQL") })
	server := testneo.Start(b)
	g, err := graph.Open(graph.Config{URI: server.URI, User: testneo.User, Password: server.Password, Patience: time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close(context.WithoutCancel(b.Context()))
	if err := g.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	l.copyTo(server)
	inGraph := library{b, l.store, l.projector, search.New(l.store, g, search.NewKeywords(), nil, l.projector.Logger)}
	b.Run("Neo4j", func(b *testing.B) { measure(b, inGraph, ada, "Cypher") })
}

// copyTo makes the nodes of everybody's snippets at once: one by one would take
// half an hour.
func (l library) copyTo(server *testneo.Server) {
	l.Helper()
	rows, err := l.store.Pool().Query(l.Context(), `SELECT id::text FROM users`)
	if err != nil {
		l.Fatal(err)
	}
	var people []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			l.Fatal(err)
		}
		people = append(people, id)
	}
	for _, person := range people {
		found, err := l.store.SearchRows(l.Context(), person, search.Backend(search.NewKeywords()), coderemote.SearchFilter{})
		if err != nil {
			l.Fatal(err)
		}
		var nodes []map[string]any
		for _, r := range found {
			vector := make([]float64, len(r.Vector))
			for i, value := range r.Vector {
				vector[i] = float64(value)
			}
			nodes = append(nodes, map[string]any{"id": r.ID, "time": r.TimeComplexity, "updated": r.UpdatedAt.UnixMicro(), "terms": r.Terms, "vector": vector})
		}
		server.Do(l, `MERGE (u:User {id: $user}) WITH u UNWIND $nodes AS n
			CREATE (s:Snippet {id: n.id, language: 'python', time_complexity: n.time, updated_at: n.updated, terms: n.terms, backend: $backend, version: 1, is_starred: false, embedding: n.vector})-[:OWNED_BY]->(u)
			MERGE (c:Complexity {name: n.time}) CREATE (s)-[:HAS_TIME_COMPLEXITY]->(c)`,
			map[string]any{"user": person, "nodes": nodes, "backend": search.Backend(search.NewKeywords())})
	}
}
