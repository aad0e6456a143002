// Package graph keeps a projection of people's snippets in Neo4j and answers
// searches from it. PostgreSQL is the truth: everything here can be made again
// from it, and whatever is found here is read again there before it is shown.
//
// Every query is a constant and starts at the owner; what people write reaches
// it as a parameter only.
package graph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"coderemote"

	"github.com/neo4j/neo4j-go-driver/v6/neo4j"
	"github.com/neo4j/neo4j-go-driver/v6/neo4j/config"
)

// Config is where the server is.
type Config struct {
	URI      string // bolt://host:7687, neo4j+s://host, …
	User     string
	Password string
	Database string // "" for the server's default
	// Patience is how long a search waits for its answer; 0 means two seconds.
	Patience time.Duration
}

// Graph is a Neo4j. It is safe for use by many goroutines. A server that does
// not answer is left alone for a moment, so that nobody waits for it twice.
type Graph struct {
	driver   neo4j.Driver
	database string
	patience time.Duration
	downTill atomic.Int64 // Unix milliseconds
}

// How long a query may take, and how long a server that failed is left alone.
const (
	queryTime   = 2 * time.Second
	writeTime   = 30 * time.Second
	connectTime = 5 * time.Second
	retryTime   = time.Second
	leaveAlone  = 3 * time.Second
)

// Open makes a Graph. It does not connect: a server that is down now may come.
func Open(c Config) (*Graph, error) {
	driver, err := neo4j.NewDriver(c.URI, neo4j.BasicAuth(c.User, c.Password, ""), func(d *config.Config) {
		// The driver's own half a minute would make people wait for a projection.
		d.MaxTransactionRetryTime = retryTime
		d.ConnectionAcquisitionTimeout = connectTime
		d.SocketConnectTimeout = connectTime
		d.TelemetryDisabled = true
	})
	if err != nil {
		return nil, fmt.Errorf("graph: NEO4J_URI: %w", err)
	}
	return &Graph{driver: driver, database: c.Database, patience: cmp.Or(c.Patience, queryTime)}, nil
}

// Close ends the connections.
func (g *Graph) Close(ctx context.Context) error { return g.driver.Close(ctx) }

// ErrDown says that the server does not answer now.
var ErrDown = errors.New("graph: Neo4j does not answer")

// Ping reports whether the server answers.
func (g *Graph) Ping(ctx context.Context) error {
	_, err := g.run(ctx, qPing, nil)
	return err
}

const qPing = `RETURN 1 AS one`

// run executes one query and returns its records.
func (g *Graph) run(ctx context.Context, query string, parameters map[string]any) ([]*neo4j.Record, error) {
	return g.runFor(ctx, g.patience, query, parameters)
}

func (g *Graph) runFor(ctx context.Context, limit time.Duration, query string, parameters map[string]any) ([]*neo4j.Record, error) {
	if time.Now().UnixMilli() < g.downTill.Load() {
		return nil, ErrDown
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	result, err := neo4j.ExecuteQuery(limited, g.driver, query, parameters, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase(g.database))
	if err == nil {
		return result.Records, nil
	}
	if ctx.Err() == nil && away(err) {
		g.downTill.Store(time.Now().Add(leaveAlone).UnixMilli())
		return nil, fmt.Errorf("%w: %w", ErrDown, err)
	}
	return nil, fmt.Errorf("graph: %w", err)
}

// away reports whether err is about the server and not about the query.
func away(err error) bool {
	var gaveUp *neo4j.TransactionExecutionLimit
	return errors.As(err, &gaveUp) || neo4j.IsConnectivityError(err) || neo4j.IsRetryable(err) || errors.Is(err, context.DeadlineExceeded)
}

// What the owner's candidates are chosen by, in each query.
const match = `
MATCH (u:User {id: $user})<-[:OWNED_BY]-(s:Snippet)
WHERE (size($languages) = 0 OR toLower(s.language) IN $languages)
  AND (size($time) = 0 OR s.time_complexity IN $time)
  AND (size($space) = 0 OR s.space_complexity IN $space)
  AND ($starred IS NULL OR s.is_starred = $starred)`

const qRows = match + `
RETURN s.id AS id, s.language AS language, s.time_complexity AS time, s.space_complexity AS space, s.updated_at AS updated,
  CASE WHEN s.backend = $backend THEN s.terms ELSE '' END AS terms,
  CASE WHEN s.backend = $backend AND $vector IS NOT NULL AND s.embedding IS NOT NULL THEN 2 * vector.similarity.cosine(s.embedding, $vector) - 1 END AS similarity
ORDER BY s.id`

const (
	qCountsByTime = match + `
OPTIONAL MATCH (s)-[:HAS_TIME_COMPLEXITY]->(c:Complexity)
RETURN coalesce(c.name, '') AS value, count(*) AS count`
	qCountsBySpace = match + `
OPTIONAL MATCH (s)-[:HAS_SPACE_COMPLEXITY]->(c:Complexity)
RETURN coalesce(c.name, '') AS value, count(*) AS count`
	qCountsByLanguage = match + `
MATCH (s)-[:WRITTEN_IN]->(l:Language)
RETURN l.name AS value, count(*) AS count`
)

// Query returns the text of the query that Rows runs, or with by that of Counts.
func Query(by string) string {
	switch by {
	case "time":
		return qCountsByTime
	case "space":
		return qCountsBySpace
	case "language":
		return qCountsByLanguage
	}
	return qRows
}

func parameters(userID string, f coderemote.SearchFilter) map[string]any {
	p := map[string]any{"user": userID, "languages": list(f.Languages), "time": list(f.TimeIn), "space": list(f.SpaceIn), "starred": nil}
	if f.Starred != nil {
		p["starred"] = *f.Starred
	}
	return p
}

// list is never nil, which has no size in Cypher.
func list(values []string) []string { return append([]string{}, values...) }

// Rows returns the snippets of userID that f chooses, compared with vector where
// backend made theirs; nil compares nothing.
func (g *Graph) Rows(ctx context.Context, userID, backend string, f coderemote.SearchFilter, vector []float32) ([]coderemote.SearchRow, error) {
	p := parameters(userID, f)
	p["backend"], p["vector"] = backend, nil
	if vector != nil {
		p["vector"] = padded(vector)
	}
	records, err := g.run(ctx, qRows, p)
	if err != nil {
		return nil, err
	}
	rows := make([]coderemote.SearchRow, len(records))
	for i, r := range records {
		v := r.AsMap()
		similarity, compared := v["similarity"].(float64)
		rows[i] = coderemote.SearchRow{
			ID: text(v["id"]), Language: text(v["language"]), TimeComplexity: text(v["time"]), SpaceComplexity: text(v["space"]),
			UpdatedAt: time.UnixMicro(number(v["updated"])).UTC(), Terms: text(v["terms"]), Compared: compared, Similarity: similarity,
		}
	}
	return rows, nil
}

// Counts returns how many snippets of userID f chooses, by "time", "space" or
// "language", in no order.
func (g *Graph) Counts(ctx context.Context, userID, by string, f coderemote.SearchFilter) ([]coderemote.SearchBucket, error) {
	records, err := g.run(ctx, Query(by), parameters(userID, f))
	if err != nil {
		return nil, err
	}
	buckets := make([]coderemote.SearchBucket, len(records))
	for i, r := range records {
		v := r.AsMap()
		buckets[i] = coderemote.SearchBucket{Value: text(v["value"]), Count: int(number(v["count"]))}
	}
	return buckets, nil
}

func text(v any) string { s, _ := v.(string); return s }

func number(v any) int64 { n, _ := v.(int64); return n }

// dimensions is the length of the vectors of the index.
const dimensions = 768

// padded returns vector with zeros to the length of the index, which leaves the
// cosine unchanged.
func padded(vector []float32) []float64 {
	all := make([]float64, max(dimensions, len(vector)))
	for i, value := range vector {
		all[i] = float64(value)
	}
	return all
}
