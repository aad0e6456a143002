package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"math"
	"time"

	"coderemote"
)

type searchRow struct {
	ID              string         `db:"id"`
	TimeComplexity  sql.NullString `db:"time_complexity"`
	SpaceComplexity sql.NullString `db:"space_complexity"`
	Language        string         `db:"language"`
	UpdatedAt       time.Time      `db:"updated_at"`
	Terms           sql.NullString `db:"terms"`
	Vector          []byte         `db:"vector"`
}

const searchFilter = `
WHERE s.user_id = $1 AND s.deleted_at IS NULL AND (cardinality($2::text[]) = 0 OR lower(s.language) = ANY($2))
	AND (cardinality($3::text[]) = 0 OR s.time_complexity = ANY($3)) AND (cardinality($4::text[]) = 0 OR s.space_complexity = ANY($4))
	AND ($5::boolean IS NULL OR s.is_starred = $5)`

// The vectors of a person's snippets are compared one by one: there are at most
// some thousands, and an index over everybody's would miss rows of the owner.
const qSearchRows = `SELECT s.id, s.time_complexity, s.space_complexity, s.language, s.updated_at, v.terms, v.vector
FROM snippets s LEFT JOIN snippet_vectors v ON v.snippet_id = s.id AND v.backend = $6` + searchFilter + `
 ORDER BY s.id`

// SearchRows returns the snippets of userID that f chooses, with what backend
// knows of each.
func (s *Store) SearchRows(ctx context.Context, userID, backend string, f coderemote.SearchFilter) ([]coderemote.SearchRow, error) {
	var rows []searchRow
	err := s.db.SelectContext(ctx, &rows, qSearchRows, userID, list(f.Languages), list(f.TimeIn), list(f.SpaceIn), f.Starred, backend)
	if err != nil {
		return nil, translate("search rows", err)
	}
	return searchRows(rows), nil
}

func searchRows(rows []searchRow) []coderemote.SearchRow {
	found := make([]coderemote.SearchRow, len(rows))
	for i, r := range rows {
		found[i] = coderemote.SearchRow{
			ID: r.ID, TimeComplexity: r.TimeComplexity.String, SpaceComplexity: r.SpaceComplexity.String,
			Language: r.Language, UpdatedAt: r.UpdatedAt.UTC(), Terms: r.Terms.String, Vector: floats(r.Vector),
		}
	}
	return found
}

const (
	qSearchCountsByTime     = `SELECT coalesce(s.time_complexity, '') AS value, count(*) FROM snippets s` + searchFilter + ` GROUP BY 1`
	qSearchCountsBySpace    = `SELECT coalesce(s.space_complexity, '') AS value, count(*) FROM snippets s` + searchFilter + ` GROUP BY 1`
	qSearchCountsByLanguage = `SELECT s.language AS value, count(*) FROM snippets s` + searchFilter + ` GROUP BY 1`
)

// SearchCounts returns how many snippets of userID f chooses, by "time", "space"
// or "language", in no order.
func (s *Store) SearchCounts(ctx context.Context, userID, by string, f coderemote.SearchFilter) ([]coderemote.SearchBucket, error) {
	var rows []struct {
		Value string `db:"value"`
		Count int    `db:"count"`
	}
	if err := s.db.SelectContext(ctx, &rows, SearchQuery(by), userID, list(f.Languages), list(f.TimeIn), list(f.SpaceIn), f.Starred); err != nil {
		return nil, translate("search counts", err)
	}
	buckets := make([]coderemote.SearchBucket, len(rows))
	for i, r := range rows {
		buckets[i] = coderemote.SearchBucket{Value: r.Value, Count: r.Count}
	}
	return buckets, nil
}

// SearchQuery returns the text of the query that SearchRows runs, or with by that
// of SearchCounts; its values are parameters.
func SearchQuery(by string) string {
	switch by {
	case "time":
		return qSearchCountsByTime
	case "space":
		return qSearchCountsBySpace
	case "language":
		return qSearchCountsByLanguage
	}
	return qSearchRows
}

// list is never nil, which PostgreSQL would read as NULL.
func list(values []string) []string { return append([]string{}, values...) }

const qSearchItems = `SELECT ` + snippetItemColumns + ` FROM snippets
WHERE user_id = $1 AND deleted_at IS NULL AND id = ANY($2::uuid[])`

// SearchItems returns those of ids that userID may see now, without their code
// and in no order.
func (s *Store) SearchItems(ctx context.Context, userID string, ids []string) (map[string]*coderemote.Snippet, error) {
	var rows []snippetRow
	if err := s.db.SelectContext(ctx, &rows, qSearchItems, userID, list(ids)); err != nil {
		return nil, translate("search items", err)
	}
	found := make(map[string]*coderemote.Snippet, len(rows))
	for i := range rows {
		found[rows[i].ID] = rows[i].snippet()
	}
	return found, nil
}

// SyncSnippet is what a projection needs of a snippet.
type SyncSnippet struct {
	*coderemote.Snippet
	VectorVersion int       // of the vector that is there; 0 for none
	Backend       string    // that made it
	Vector        []float32 // empty while its terms alone are known
	Terms         string
	Explanation   string // of its complexity by a language model; "" for none
}

const qSyncSnippet = `
SELECT s.id, s.user_id, s.title, s.language, s.description, s.code, s.is_starred, s.version, s.execution_count, s.last_execution_at, s.time_complexity,
	s.space_complexity, s.complexity_source, s.created_at, s.updated_at, coalesce(v.version, 0) AS vector_version, coalesce(v.backend, '') AS backend,
	coalesce(v.terms, '') AS terms, v.vector,
	coalesce((SELECT a.narrative FROM analyses a WHERE a.snippet_id = s.id AND a.status = 'succeeded' ORDER BY a.id DESC LIMIT 1), '') AS explanation
FROM snippets s LEFT JOIN snippet_vectors v ON v.snippet_id = s.id
WHERE s.id = $1 AND s.deleted_at IS NULL`

// SnippetToSync returns a snippet of anybody with its vector. A deleted one is
// not found.
func (s *Store) SnippetToSync(ctx context.Context, id string) (*SyncSnippet, error) {
	var row struct {
		snippetRow
		VectorVersion int    `db:"vector_version"`
		Backend       string `db:"backend"`
		Terms         string `db:"terms"`
		Vector        []byte `db:"vector"`
		Explanation   string `db:"explanation"`
	}
	if err := s.db.GetContext(ctx, &row, qSyncSnippet, id); err != nil {
		return nil, translate("snippet to sync", err)
	}
	return &SyncSnippet{Snippet: row.snippet(), VectorVersion: row.VectorVersion, Backend: row.Backend, Vector: floats(row.Vector), Terms: row.Terms, Explanation: row.Explanation}, nil
}

// A vector of an older version never replaces one of a newer.
const qKeepVector = `
INSERT INTO snippet_vectors AS v (snippet_id, version, backend, vector, terms)
SELECT id, $2, $3, $4, $5 FROM snippets WHERE id = $1
ON CONFLICT (snippet_id) DO UPDATE SET version = excluded.version, backend = excluded.backend, vector = excluded.vector, terms = excluded.terms, created_at = now()
WHERE v.version <= excluded.version`

// KeepVector stores what backend made of a version of a snippet; without a vector
// while its terms alone are known.
func (s *Store) KeepVector(ctx context.Context, snippetID string, version int, backend string, vector []float32, terms string) error {
	_, err := s.relaxedDB.ExecContext(ctx, qKeepVector, snippetID, version, backend, bytesOf(vector), terms)
	return translate("keep vector", err)
}

// mayModel is whether the code of the owner of s may be given to a model. A
// vector that is empty waits for one; where it may not be asked, it stays empty.
const mayModel = `(SELECT g.model FROM settings g) AND coalesce((SELECT c.model FROM users u JOIN classes c ON c.id = u.class_id WHERE u.id = s.user_id), true)`

const qEnqueueStale = `
WITH j AS (
	INSERT INTO river_job (args, kind, max_attempts, queue, state)
	SELECT jsonb_build_object('snippet_id', s.id, 'user_id', s.user_id), 'sync_snippet', 25, 'sync', 'available'
	FROM snippets s LEFT JOIN snippet_vectors v ON v.snippet_id = s.id
	LEFT JOIN snippet_shares h ON h.snippet_id = s.id LEFT JOIN share_vectors x ON x.snippet_id = s.id
	WHERE s.deleted_at IS NULL AND (v.backend IS DISTINCT FROM $1 OR v.version <> s.version OR h.version IS NOT NULL AND (x.backend IS DISTINCT FROM $1 OR x.version <> h.version)
			OR (length(v.vector) = 0 OR length(x.vector) = 0) AND ` + mayModel + `)
		AND NOT EXISTS (SELECT 1 FROM river_job o WHERE o.kind = 'sync_snippet' AND o.state IN ('available', 'running', 'retryable', 'scheduled') AND o.args->>'snippet_id' = s.id::text)
	ORDER BY s.updated_at DESC LIMIT $2
	RETURNING id
), bell AS (
	SELECT pg_notify(current_schema() || '.river_insert', '{"queue": "sync"}') FROM j LIMIT 1
)
SELECT (SELECT count(*) FROM j) + 0 * (SELECT count(*) FROM bell)`

// EnqueueStale puts a job into River for each of at most limit snippets whose
// vector is missing, old, or of another backend. It returns for how many.
func (s *Store) EnqueueStale(ctx context.Context, backend string, limit int) (int, error) {
	var n int
	err := s.db.GetContext(ctx, &n, qEnqueueStale, backend, limit)
	return n, translate("enqueue stale vectors", err)
}

const qLockSync = `SELECT pg_advisory_xact_lock(hashtextextended('sync ' || $1::text, 0))`

// OneSync runs f while no other OneSync of the same snippet runs, on any machine:
// of two projections the one that read last must write last.
func (s *Store) OneSync(ctx context.Context, snippetID string, f func() error) error {
	tx, err := s.relaxedDB.BeginTxx(ctx, nil)
	if err != nil {
		return translate("sync snippet", err)
	}
	defer tx.Rollback() // which gives the lock back
	if _, err := tx.ExecContext(ctx, qLockSync, snippetID); err != nil {
		return translate("sync snippet", err)
	}
	return f()
}

const qSearchStates = `
SELECT s.id, s.user_id, s.version, s.is_starred, coalesce(s.time_complexity, '') AS time_complexity, coalesce(s.space_complexity, '') AS space_complexity, coalesce(v.backend, '') AS backend,
	coalesce(length(v.vector) = 0, false) AND ` + mayModel + ` AS pending
FROM snippets s LEFT JOIN snippet_vectors v ON v.snippet_id = s.id AND v.version = s.version
WHERE s.deleted_at IS NULL`

// SearchStates returns what a projection should have of everybody's snippets, by
// id, and the owners.
func (s *Store) SearchStates(ctx context.Context) (states map[string]coderemote.SearchState, owners map[string]string, err error) {
	var rows []struct {
		ID              string `db:"id"`
		UserID          string `db:"user_id"`
		Version         int    `db:"version"`
		Starred         bool   `db:"is_starred"`
		TimeComplexity  string `db:"time_complexity"`
		SpaceComplexity string `db:"space_complexity"`
		Backend         string `db:"backend"`
		Pending         bool   `db:"pending"`
	}
	if err := s.db.SelectContext(ctx, &rows, qSearchStates); err != nil {
		return nil, nil, translate("search states", err)
	}
	states, owners = make(map[string]coderemote.SearchState, len(rows)), make(map[string]string, len(rows))
	for _, r := range rows {
		owners[r.ID] = r.UserID
		states[r.ID] = coderemote.SearchState{Version: r.Version, Starred: r.Starred, TimeComplexity: r.TimeComplexity, SpaceComplexity: r.SpaceComplexity, Backend: r.Backend, Pending: r.Pending}
	}
	return states, owners, nil
}

const qUserExists = `SELECT EXISTS (SELECT 1 FROM users WHERE id = $1)`

// UserExists reports whether there is a user of this id.
func (s *Store) UserExists(ctx context.Context, id string) (bool, error) {
	var exists bool
	err := s.db.GetContext(ctx, &exists, qUserExists, id)
	return exists, translate("user exists", err)
}

// bytesOf and floats are the form of a vector in a column: float32, little endian.
func bytesOf(vector []float32) []byte {
	data := make([]byte, 4*len(vector))
	for i, value := range vector {
		binary.LittleEndian.PutUint32(data[4*i:], math.Float32bits(value))
	}
	return data
}

func floats(data []byte) []float32 {
	if len(data) == 0 {
		return nil
	}
	vector := make([]float32, len(data)/4)
	for i := range vector {
		vector[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return vector
}
