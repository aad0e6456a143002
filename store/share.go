package store

import (
	"context"
	"database/sql"
	"time"

	"coderemote"
)

type shareRow struct {
	SnippetID string         `db:"snippet_id"`
	Token     string         `db:"token"`
	Version   int            `db:"version"`
	ClassID   sql.NullString `db:"class_id"`
	ClassName string         `db:"class_name"`
	CreatedAt time.Time      `db:"created_at"`
	ExpiresAt sql.NullTime   `db:"expires_at"`
}

func (r *shareRow) share() coderemote.Share {
	return coderemote.Share{
		SnippetID: r.SnippetID, Token: r.Token, Version: r.Version, ClassID: r.ClassID.String, ClassName: r.ClassName,
		CreatedAt: r.CreatedAt.UTC(), ExpiresAt: timePtr(r.ExpiresAt),
	}
}

// The version that is shared is kept in the same statement's transaction by
// KeepVersion before. Only who is in the class may show it something.
const qShareSnippet = `
INSERT INTO snippet_shares AS h (snippet_id, token, version, class_id, expires_at)
SELECT s.id, $3, $4, $5, $6 FROM snippets s
WHERE s.id = $1 AND s.user_id = $2 AND s.deleted_at IS NULL
	AND ($5::uuid IS NULL OR EXISTS (SELECT 1 FROM enrollments e WHERE e.class_id = $5 AND e.user_id = $2))
ON CONFLICT (snippet_id) DO UPDATE SET version = $4, class_id = $5, expires_at = $6
RETURNING token`

// ShareSnippet shows a kept version of a snippet of userID to others as sh says,
// and fills in the address: a snippet that is shared already keeps its own. A
// class that userID is not in is not found.
func (s *Store) ShareSnippet(ctx context.Context, userID string, sh *coderemote.Share) error {
	err := s.db.GetContext(ctx, &sh.Token, qShareSnippet, sh.SnippetID, userID, sh.Token, sh.Version, nullString(sh.ClassID), sh.ExpiresAt)
	return translate("share snippet", err)
}

const qUnshareSnippet = `
DELETE FROM snippet_shares h USING snippets s
WHERE h.snippet_id = $1 AND s.id = h.snippet_id AND s.user_id = $2`

// UnshareSnippet makes a snippet of userID private. Its address leads nowhere
// from then on, and never anywhere else.
func (s *Store) UnshareSnippet(ctx context.Context, id, userID string) error {
	_, err := s.db.ExecContext(ctx, qUnshareSnippet, id, userID)
	return translate("unshare snippet", err)
}

const qShareOfSnippet = `
SELECT h.snippet_id, h.token, h.version, h.class_id, coalesce(c.name, '') AS class_name, h.created_at, h.expires_at
FROM snippet_shares h JOIN snippets s ON s.id = h.snippet_id LEFT JOIN classes c ON c.id = h.class_id
WHERE h.snippet_id = $1 AND s.user_id = $2 AND s.deleted_at IS NULL AND (h.expires_at IS NULL OR h.expires_at > now())`

// ShareOfSnippet returns how a snippet of userID is shared; not found when it is private.
func (s *Store) ShareOfSnippet(ctx context.Context, id, userID string) (*coderemote.Share, error) {
	var row shareRow
	if err := s.db.GetContext(ctx, &row, qShareOfSnippet, id, userID); err != nil {
		return nil, translate("share of snippet", err)
	}
	share := row.share()
	return &share, nil
}

// Another version than the one that is shown now can be seen when it was shared once.
const qShared = `
SELECT h.snippet_id, h.token, h.class_id, coalesce(c.name, '') AS class_name, h.created_at AS shared_at, h.expires_at, h.version AS shown,
	` + versionItemColumns + `, v.code, u.id AS owner_id, u.name AS owner
FROM snippet_shares h
JOIN snippets s ON s.id = h.snippet_id AND s.deleted_at IS NULL
JOIN users u ON u.id = s.user_id AND u.disabled_at IS NULL
JOIN snippet_versions v ON v.snippet_id = h.snippet_id AND v.version = coalesce(nullif($3, 0), h.version) AND v.shared
LEFT JOIN classes c ON c.id = h.class_id
WHERE h.token = $1 AND (h.expires_at IS NULL OR h.expires_at > now())
	AND (h.class_id IS NULL OR s.user_id = $2 OR EXISTS (SELECT 1 FROM enrollments e WHERE e.class_id = h.class_id AND e.user_id = $2))`

// Shared returns what the address with this token shows to viewerID, "" for a
// guest; version is one that was shared once, 0 for what is shown now. What the
// viewer may not see, what has expired and what is not there are not found.
func (s *Store) Shared(ctx context.Context, token, viewerID string, version int) (*coderemote.Shared, error) {
	var row struct {
		versionRow
		Token     string         `db:"token"`
		ClassID   sql.NullString `db:"class_id"`
		ClassName string         `db:"class_name"`
		SharedAt  time.Time      `db:"shared_at"`
		ExpiresAt sql.NullTime   `db:"expires_at"`
		Shown     int            `db:"shown"`
		OwnerID   string         `db:"owner_id"`
		Owner     string         `db:"owner"`
	}
	if err := s.db.GetContext(ctx, &row, qShared, token, nullString(viewerID), version); err != nil {
		return nil, translate("shared snippet", err)
	}
	share := shareRow{row.SnippetID, row.Token, row.Shown, row.ClassID, row.ClassName, row.SharedAt, row.ExpiresAt}
	return &coderemote.Shared{Share: share.share(), Version: *row.version(), OwnerID: row.OwnerID, Owner: row.Owner}, nil
}

const qSharedWith = `
SELECT h.token, v.title, v.language, c.name AS class_name, u.name AS owner, h.created_at
FROM enrollments e
JOIN snippet_shares h ON h.class_id = e.class_id
JOIN classes c ON c.id = h.class_id
JOIN snippets s ON s.id = h.snippet_id AND s.deleted_at IS NULL AND s.user_id <> $1
JOIN users u ON u.id = s.user_id AND u.disabled_at IS NULL
JOIN snippet_versions v ON v.snippet_id = h.snippet_id AND v.version = h.version
WHERE e.user_id = $1 AND (h.expires_at IS NULL OR h.expires_at > now())
ORDER BY h.created_at DESC LIMIT 100`

// SharedWith returns the newest 100 snippets that people of userID's classes show to them.
func (s *Store) SharedWith(ctx context.Context, userID string) ([]coderemote.Shared, error) {
	var rows []struct {
		Token     string    `db:"token"`
		Title     string    `db:"title"`
		Language  string    `db:"language"`
		ClassName string    `db:"class_name"`
		Owner     string    `db:"owner"`
		CreatedAt time.Time `db:"created_at"`
	}
	if err := s.db.SelectContext(ctx, &rows, qSharedWith, userID); err != nil {
		return nil, translate("snippets shared with", err)
	}
	shared := make([]coderemote.Shared, len(rows))
	for i, r := range rows {
		shared[i] = coderemote.Shared{
			Share:   coderemote.Share{Token: r.Token, ClassName: r.ClassName, CreatedAt: r.CreatedAt.UTC()},
			Version: coderemote.SnippetVersion{Title: r.Title, Language: r.Language}, Owner: r.Owner,
		}
	}
	return shared, nil
}
