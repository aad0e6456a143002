package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"coderemote"

	"github.com/jmoiron/sqlx"
)

type snippetRow struct {
	ID               string         `db:"id"`
	UserID           string         `db:"user_id"`
	Title            string         `db:"title"`
	Language         string         `db:"language"`
	Description      string         `db:"description"`
	Code             string         `db:"code"`
	Starred          bool           `db:"is_starred"`
	Version          int            `db:"version"`
	ExecutionCount   int            `db:"execution_count"`
	LastExecutionAt  sql.NullTime   `db:"last_execution_at"`
	TimeComplexity   sql.NullString `db:"time_complexity"`
	SpaceComplexity  sql.NullString `db:"space_complexity"`
	ComplexitySource sql.NullString `db:"complexity_source"`
	CreatedAt        time.Time      `db:"created_at"`
	UpdatedAt        time.Time      `db:"updated_at"`
}

const snippetItemColumns = `id, user_id, title, language, description, is_starred, version, execution_count, last_execution_at,
	time_complexity, space_complexity, complexity_source, created_at, updated_at`

const snippetColumns = snippetItemColumns + `, code`

func (r *snippetRow) snippet() *coderemote.Snippet {
	return &coderemote.Snippet{
		ID: r.ID, UserID: r.UserID, Title: r.Title, Language: r.Language, Description: r.Description, Code: r.Code,
		Starred: r.Starred, Version: r.Version, ExecutionCount: r.ExecutionCount, LastExecutionAt: timePtr(r.LastExecutionAt),
		TimeComplexity: r.TimeComplexity.String, SpaceComplexity: r.SpaceComplexity.String,
		ComplexitySource: coderemote.ComplexitySource(r.ComplexitySource.String),
		CreatedAt:        r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
}

// Two requests of the same person must not both take the last place.
const qLockSnippetCount = `SELECT pg_advisory_xact_lock(hashtext('snippets'), hashtext($1))`

const qSnippetsFull = `
SELECT max_snippets FROM settings
WHERE max_snippets <= (SELECT count(*) FROM snippets WHERE user_id = $1 AND deleted_at IS NULL)`

// roomForSnippet refuses one more than the settings allow.
func roomForSnippet(ctx context.Context, tx *sqlx.Tx, userID string) error {
	if _, err := tx.ExecContext(ctx, qLockSnippetCount, userID); err != nil {
		return err
	}
	var most int
	err := tx.GetContext(ctx, &most, qSnippetsFull, userID)
	if err == sql.ErrNoRows {
		return nil
	}
	if err != nil {
		return err
	}
	return coderemote.Errorf(coderemote.CodeConflict, fmt.Sprintf(
		"You keep %d snippets already, which is the most on this server. Delete some that you no longer need, or ask an administrator for more.", most))
}

const qCreateSnippet = `
INSERT INTO snippets (id, user_id, title, language, description, code, is_starred)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING ` + snippetColumns

// CreateSnippet keeps n for userID under id. The same idempotency key within 24
// hours returns the snippet that the first request made, as it is now. One more
// than the settings allow is a conflict.
func (s *Store) CreateSnippet(ctx context.Context, id, userID string, n coderemote.NewSnippet) (*coderemote.Snippet, error) {
	var row snippetRow
	err := s.inTx(ctx, "create snippet", func(tx *sqlx.Tx) error {
		key := Key{UserID: userID, Kind: "snippet", Key: n.IdempotencyKey, Request: n}
		first, err := key.take(ctx, tx, id)
		if err != nil {
			return err
		}
		if first != id {
			err := tx.GetContext(ctx, &row, qSnippet, first, userID)
			if err == sql.ErrNoRows {
				return coderemote.Errorf(coderemote.CodeConflict, "The snippet that this Idempotency-Key made has been deleted. Use a new key.")
			}
			return err
		}
		if err := roomForSnippet(ctx, tx, userID); err != nil {
			return err
		}
		return tx.GetContext(ctx, &row, qCreateSnippet, id, userID, n.Title, n.Language, n.Description, n.Code, n.Starred)
	})
	if err != nil {
		return nil, err
	}
	return row.snippet(), nil
}

const qSnippet = `SELECT ` + snippetColumns + ` FROM snippets WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL`

// Snippet returns a snippet of userID; somebody else's and a deleted one are not found.
func (s *Store) Snippet(ctx context.Context, id, userID string) (*coderemote.Snippet, error) {
	var row snippetRow
	if err := s.db.GetContext(ctx, &row, qSnippet, id, userID); err != nil {
		return nil, translate("snippet", err)
	}
	return row.snippet(), nil
}

const snippetFilter = ` FROM snippets
WHERE user_id = $1 AND deleted_at IS NULL AND ($2::boolean IS NULL OR is_starred = $2)
	AND ($3::text = '' OR language = $3) AND ($4::text = '' OR time_complexity = $4)`

const snippetList = `SELECT ` + snippetItemColumns + snippetFilter

const (
	qSnippetsByUpdate     = snippetList + ` ORDER BY updated_at DESC, id DESC LIMIT $5 OFFSET $6`
	qSnippetsByCreation   = snippetList + ` ORDER BY created_at DESC, id DESC LIMIT $5 OFFSET $6`
	qSnippetsByTitle      = snippetList + ` ORDER BY lower(title), id LIMIT $5 OFFSET $6`
	qSnippetsByExecutions = snippetList + ` ORDER BY execution_count DESC, updated_at DESC, id DESC LIMIT $5 OFFSET $6`
)

const qCountSnippets = `SELECT count(*)` + snippetFilter

func snippetOrder(sort coderemote.SnippetSort) string {
	switch sort {
	case coderemote.SortCreated:
		return qSnippetsByCreation
	case coderemote.SortTitle:
		return qSnippetsByTitle
	case coderemote.SortExecutions:
		return qSnippetsByExecutions
	}
	return qSnippetsByUpdate
}

// SnippetsByUser returns a page of userID's snippets without their code, and
// how many the filter chooses in all.
func (s *Store) SnippetsByUser(ctx context.Context, userID string, f coderemote.SnippetFilter) ([]*coderemote.Snippet, int, error) {
	var rows []snippetRow
	if err := s.db.SelectContext(ctx, &rows, snippetOrder(f.Sort), userID, f.Starred, f.Language, f.Complexity, f.Limit, f.Offset); err != nil {
		return nil, 0, translate("snippets by user", err)
	}
	var total int
	if err := s.db.GetContext(ctx, &total, qCountSnippets, userID, f.Starred, f.Language, f.Complexity); err != nil {
		return nil, 0, translate("count snippets", err)
	}
	snippets := make([]*coderemote.Snippet, len(rows))
	for i := range rows {
		snippets[i] = rows[i].snippet()
	}
	return snippets, total, nil
}

const qLockSnippet = qSnippet + ` FOR UPDATE`

// What is known of the complexity belongs to the code that it was found in,
// unless a person said it.
const qUpdateSnippet = `
UPDATE snippets SET
	title = $3, language = $4, description = $5, code = $6, is_starred = $7,
	version = version + $8::boolean::integer, updated_at = CASE WHEN $8 THEN now() ELSE updated_at END,
	time_complexity = CASE WHEN code = $6 OR complexity_source = 'manual' THEN time_complexity END,
	space_complexity = CASE WHEN code = $6 OR complexity_source = 'manual' THEN space_complexity END,
	complexity_source = CASE WHEN code = $6 OR complexity_source = 'manual' THEN complexity_source END
WHERE id = $1 AND user_id = $2
RETURNING ` + snippetColumns

// UpdateSnippet changes a snippet of userID. It fails with CodeStale when the
// snippet is none of the states that c asks for.
func (s *Store) UpdateSnippet(ctx context.Context, id, userID string, c coderemote.SnippetChange) (*coderemote.Snippet, error) {
	var row snippetRow
	err := s.inTx(ctx, "update snippet", func(tx *sqlx.Tx) error {
		if err := tx.GetContext(ctx, &row, qLockSnippet, id, userID); err != nil {
			return err
		}
		now := row.snippet()
		if len(c.IfTag) > 0 && !slices.Contains(c.IfTag, "*") && !slices.Contains(c.IfTag, now.Tag()) {
			return coderemote.Errorf(coderemote.CodeStale, "The snippet has changed since you read it. Read it again, and repeat your change on what it is now.")
		}
		next := c.Apply(*now)
		changed := next.Tag() != now.Tag()
		return tx.GetContext(ctx, &row, qUpdateSnippet, id, userID, next.Title, next.Language, next.Description, next.Code, next.Starred, changed)
	})
	if err != nil {
		return nil, err
	}
	return row.snippet(), nil
}

const qStarSnippet = `
UPDATE snippets SET is_starred = NOT is_starred
WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL
RETURNING ` + snippetColumns

// StarSnippet gives a snippet of userID its star, or takes it away.
func (s *Store) StarSnippet(ctx context.Context, id, userID string) (*coderemote.Snippet, error) {
	var row snippetRow
	if err := s.db.GetContext(ctx, &row, qStarSnippet, id, userID); err != nil {
		return nil, translate("star snippet", err)
	}
	return row.snippet(), nil
}

const qDeleteSnippet = `
UPDATE snippets SET deleted_at = now()
WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL
RETURNING id`

// DeleteSnippet takes a snippet of userID away. It can come back for SnippetUndo.
func (s *Store) DeleteSnippet(ctx context.Context, id, userID string) error {
	var deleted string
	return translate("delete snippet", s.db.GetContext(ctx, &deleted, qDeleteSnippet, id, userID))
}

// SnippetUndo is how long a deleted snippet can come back.
const SnippetUndo = 24 * time.Hour

const qRestoreSnippet = `
UPDATE snippets SET deleted_at = NULL
WHERE id = $1 AND user_id = $2 AND deleted_at > now() - $3::bigint * interval '1 second'
RETURNING id`

// RestoreSnippet brings a deleted snippet of userID back, where there is room.
func (s *Store) RestoreSnippet(ctx context.Context, id, userID string) error {
	return s.inTx(ctx, "restore snippet", func(tx *sqlx.Tx) error {
		if err := roomForSnippet(ctx, tx, userID); err != nil {
			return err
		}
		var restored string
		return tx.GetContext(ctx, &restored, qRestoreSnippet, id, userID, int64(SnippetUndo.Seconds()))
	})
}

const qSweepSnippets = `DELETE FROM snippets WHERE deleted_at <= now() - $1::bigint * interval '1 second'`

// SweepSnippets removes the deleted snippets that cannot come back any more.
func (s *Store) SweepSnippets(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, qSweepSnippets, int64(SnippetUndo.Seconds()))
	return translate("sweep snippets", err)
}

// A run knows its code without a byte order mark. Code that was changed in the
// editor and not saved is no version.
const qSnippetForRun = `
WITH s AS (
	SELECT id, version, title, language, description, code FROM snippets WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL
), v AS (
	INSERT INTO snippet_versions AS v (snippet_id, version, title, language, description, code, code_sha256, ran)
	SELECT id, version, title, language, description, code, sha256(convert_to(ltrim(code, chr(65279)), 'UTF8')), true
	FROM s WHERE ltrim(code, chr(65279)) = $3::text
	ON CONFLICT (snippet_id, version) DO UPDATE SET ran = true WHERE NOT v.ran
)
SELECT id FROM s`

// SnippetForRun checks that userID may run code as a run of the snippet, and
// keeps the snippet's version when it is this code.
func (s *Store) SnippetForRun(ctx context.Context, id, userID, code string) error {
	var found string
	return translate("snippet for run", s.db.GetContext(ctx, &found, qSnippetForRun, id, userID, code))
}

const qSnippetTitles = `SELECT id, title FROM snippets WHERE user_id = $1 AND id = ANY($2::uuid[]) AND deleted_at IS NULL`

// SnippetTitles returns the titles of those of ids that are userID's.
func (s *Store) SnippetTitles(ctx context.Context, userID string, ids []string) (map[string]string, error) {
	titles := map[string]string{}
	if len(ids) == 0 {
		return titles, nil
	}
	var rows []struct {
		ID    string `db:"id"`
		Title string `db:"title"`
	}
	if err := s.db.SelectContext(ctx, &rows, qSnippetTitles, userID, ids); err != nil {
		return nil, translate("titles of snippets", err)
	}
	for _, row := range rows {
		titles[row.ID] = row.Title
	}
	return titles, nil
}
