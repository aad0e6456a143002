package store

import (
	"context"
	"database/sql"
	"time"

	"coderemote"
)

// What others show to the person $1 in the class $2, or in any of their classes.
// It is the version that is shared; what its owner has now is nobody's business,
// and a complexity is known of it only while it is the same.
const sharedWith = `
FROM enrollments e
JOIN snippet_shares h ON h.class_id = e.class_id AND (h.expires_at IS NULL OR h.expires_at > now())
JOIN snippets s ON s.id = h.snippet_id AND s.deleted_at IS NULL AND s.user_id <> $1
JOIN users u ON u.id = s.user_id AND u.disabled_at IS NULL
JOIN classes c ON c.id = h.class_id
JOIN snippet_versions v ON v.snippet_id = h.snippet_id AND v.version = h.version
`

const qSearchShared = `SELECT s.id, h.created_at AS updated_at, v.language, x.terms, x.vector,
	CASE WHEN s.version = h.version THEN s.time_complexity END AS time_complexity, CASE WHEN s.version = h.version THEN s.space_complexity END AS space_complexity` + sharedWith +
	`LEFT JOIN share_vectors x ON x.snippet_id = h.snippet_id AND x.version = h.version AND x.backend = $6
WHERE e.user_id = $1 AND ($2::uuid IS NULL OR e.class_id = $2) AND (cardinality($3::text[]) = 0 OR lower(v.language) = ANY($3))
	AND (cardinality($4::text[]) = 0 OR s.version = h.version AND s.time_complexity = ANY($4)) AND (cardinality($5::text[]) = 0 OR s.version = h.version AND s.space_complexity = ANY($5))
ORDER BY s.id`

// SharedSearchRows returns what others show to userID in a class ("" for all of
// theirs) and f chooses. The stars of others are nobody's filter.
func (s *Store) SharedSearchRows(ctx context.Context, userID, classID, backend string, f coderemote.SearchFilter) ([]coderemote.SearchRow, error) {
	var rows []searchRow
	err := s.db.SelectContext(ctx, &rows, qSearchShared, userID, nullString(classID), list(f.Languages), list(f.TimeIn), list(f.SpaceIn), backend)
	if err != nil {
		return nil, translate("shared search rows", err)
	}
	found := searchRows(rows)
	for i := range found {
		found[i].Shared = true
	}
	return found, nil
}

// SharedSearchQuery returns the text of the query that SharedSearchRows runs.
func SharedSearchQuery() string { return qSearchShared }

const qSharedItems = `SELECT s.id, s.user_id, v.title, v.language, v.description, v.version, h.created_at, h.expires_at, h.token, h.class_id, c.name AS class_name, u.name AS owner,
	CASE WHEN s.version = h.version THEN s.time_complexity END AS time_complexity, CASE WHEN s.version = h.version THEN s.space_complexity END AS space_complexity` + sharedWith +
	`WHERE e.user_id = $1 AND ($2::uuid IS NULL OR e.class_id = $2) AND s.id = ANY($3::uuid[])`

// SharedItem is another person's snippet as they show it, with its address.
type SharedItem struct {
	*coderemote.Snippet // of the shared version, without its code
	Shared              coderemote.Shared
}

// SharedSearchItems returns those of ids that others show to userID now, in a
// class or in any of theirs, in no order.
func (s *Store) SharedSearchItems(ctx context.Context, userID, classID string, ids []string) (map[string]SharedItem, error) {
	var rows []struct {
		ID              string         `db:"id"`
		UserID          string         `db:"user_id"`
		Title           string         `db:"title"`
		Language        string         `db:"language"`
		Description     string         `db:"description"`
		Version         int            `db:"version"`
		CreatedAt       time.Time      `db:"created_at"`
		ExpiresAt       sql.NullTime   `db:"expires_at"`
		Token           string         `db:"token"`
		ClassID         sql.NullString `db:"class_id"`
		ClassName       string         `db:"class_name"`
		Owner           string         `db:"owner"`
		TimeComplexity  sql.NullString `db:"time_complexity"`
		SpaceComplexity sql.NullString `db:"space_complexity"`
	}
	if err := s.db.SelectContext(ctx, &rows, qSharedItems, userID, nullString(classID), list(ids)); err != nil {
		return nil, translate("shared search items", err)
	}
	found := make(map[string]SharedItem, len(rows))
	for _, r := range rows {
		share := shareRow{r.ID, r.Token, r.Version, r.ClassID, r.ClassName, r.CreatedAt, r.ExpiresAt}
		found[r.ID] = SharedItem{
			&coderemote.Snippet{
				ID: r.ID, UserID: r.UserID, Title: r.Title, Language: r.Language, Description: r.Description, Version: r.Version,
				TimeComplexity: r.TimeComplexity.String, SpaceComplexity: r.SpaceComplexity.String, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.CreatedAt.UTC(),
			},
			coderemote.Shared{Share: share.share(), OwnerID: r.UserID, Owner: r.Owner},
		}
	}
	return found, nil
}

// SyncShare is the shared version of a snippet with the vector that is there.
type SyncShare struct {
	Version       int    `db:"version"`
	Title         string `db:"title"`
	Description   string `db:"description"`
	Language      string `db:"language"`
	Code          string `db:"code"`
	VectorVersion int    `db:"vector_version"` // 0 for none
	Backend       string `db:"backend"`
	Pending       bool   `db:"pending"` // the vector is empty: its terms alone are known
}

const qSyncShare = `SELECT h.version, v.title, v.description, v.language, v.code, coalesce(x.version, 0) AS vector_version, coalesce(x.backend, '') AS backend,
	coalesce(length(x.vector) = 0, true) AS pending
FROM snippet_shares h JOIN snippet_versions v ON v.snippet_id = h.snippet_id AND v.version = h.version LEFT JOIN share_vectors x ON x.snippet_id = h.snippet_id
WHERE h.snippet_id = $1`

// ShareToSync returns what is shared of a snippet of anybody; not found when it
// is private.
func (s *Store) ShareToSync(ctx context.Context, snippetID string) (*SyncShare, error) {
	var share SyncShare
	if err := s.db.GetContext(ctx, &share, qSyncShare, snippetID); err != nil {
		return nil, translate("share to sync", err)
	}
	return &share, nil
}

const qKeepShareVector = `
INSERT INTO share_vectors AS x (snippet_id, version, backend, vector, terms)
SELECT snippet_id, $2, $3, $4, $5 FROM snippet_shares WHERE snippet_id = $1 AND version = $2
ON CONFLICT (snippet_id) DO UPDATE SET version = excluded.version, backend = excluded.backend, vector = excluded.vector, terms = excluded.terms`

// KeepShareVector stores what backend made of the version that is shared; of
// another one nothing is kept.
func (s *Store) KeepShareVector(ctx context.Context, snippetID string, version int, backend string, vector []float32, terms string) error {
	_, err := s.relaxedDB.ExecContext(ctx, qKeepShareVector, snippetID, version, backend, bytesOf(vector), terms)
	return translate("keep share vector", err)
}
