package store

import (
	"context"
	"database/sql"
	"time"

	"coderemote"
)

type versionRow struct {
	SnippetID   string         `db:"snippet_id"`
	Version     int            `db:"version"`
	Title       string         `db:"title"`
	Language    string         `db:"language"`
	Description string         `db:"description"`
	Code        string         `db:"code"`
	Ran         bool           `db:"ran"`
	Shared      bool           `db:"shared"`
	Name        sql.NullString `db:"name"`
	CreatedAt   time.Time      `db:"created_at"`
}

const versionItemColumns = `v.snippet_id, v.version, v.title, v.language, v.description, v.ran, v.shared, v.name, v.created_at`

func (r *versionRow) version() *coderemote.SnippetVersion {
	return &coderemote.SnippetVersion{
		SnippetID: r.SnippetID, Version: r.Version, Title: r.Title, Language: r.Language, Description: r.Description, Code: r.Code,
		Ran: r.Ran, Shared: r.Shared, Name: r.Name.String, CreatedAt: r.CreatedAt.UTC(),
	}
}

const qKeepVersion = `
INSERT INTO snippet_versions AS v (snippet_id, version, title, language, description, code, code_sha256, shared, name)
SELECT id, version, title, language, description, code, sha256(convert_to(ltrim(code, chr(65279)), 'UTF8')), $3, $4
FROM snippets WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL
ON CONFLICT (snippet_id, version) DO UPDATE SET shared = v.shared OR $3, name = coalesce($4, v.name)
RETURNING version`

// KeepVersion keeps what the snippet is now as a version, and returns its
// number. name, when not empty, becomes its name; shared marks it as shown to others.
func (s *Store) KeepVersion(ctx context.Context, id, userID, name string, shared bool) (int, error) {
	var version int
	err := s.db.GetContext(ctx, &version, qKeepVersion, id, userID, shared, nullString(name))
	return version, translate("keep version", err)
}

const qVersions = `
SELECT ` + versionItemColumns + ` FROM snippet_versions v JOIN snippets s ON s.id = v.snippet_id
WHERE v.snippet_id = $1 AND s.user_id = $2 AND s.deleted_at IS NULL
ORDER BY v.version DESC LIMIT 200`

// Versions returns the newest 200 kept versions of a snippet of userID, newest
// first, without their code.
func (s *Store) Versions(ctx context.Context, id, userID string) ([]*coderemote.SnippetVersion, error) {
	var rows []versionRow
	if err := s.db.SelectContext(ctx, &rows, qVersions, id, userID); err != nil {
		return nil, translate("versions", err)
	}
	versions := make([]*coderemote.SnippetVersion, len(rows))
	for i := range rows {
		versions[i] = rows[i].version()
	}
	return versions, nil
}

const qVersion = `
SELECT ` + versionItemColumns + `, v.code FROM snippet_versions v JOIN snippets s ON s.id = v.snippet_id
WHERE v.snippet_id = $1 AND s.user_id = $2 AND v.version = $3 AND s.deleted_at IS NULL`

// Version returns a kept version of a snippet of userID.
func (s *Store) Version(ctx context.Context, id, userID string, version int) (*coderemote.SnippetVersion, error) {
	var row versionRow
	if err := s.db.GetContext(ctx, &row, qVersion, id, userID, version); err != nil {
		return nil, translate("version", err)
	}
	return row.version(), nil
}

const qRunOfVersion = `
SELECT ` + runColumns + ` FROM runs WHERE id = (
	SELECT r.id FROM runs r JOIN snippet_versions v ON v.snippet_id = r.snippet_id AND v.code_sha256 = r.code_sha256
	JOIN snippets s ON s.id = v.snippet_id AND s.user_id = r.user_id
	WHERE r.snippet_id = $1 AND v.version = $2 AND r.finished_at IS NOT NULL
	ORDER BY r.id DESC LIMIT 1)`

// RunOfVersion returns the owner's latest run of this version that has ended;
// not found when there is none.
func (s *Store) RunOfVersion(ctx context.Context, id string, version int) (*coderemote.Run, error) {
	var row runRow
	if err := s.db.GetContext(ctx, &row, qRunOfVersion, id, version); err != nil {
		return nil, translate("run of version", err)
	}
	return row.run(), nil
}

const qSnippetLanguages = `SELECT DISTINCT language FROM snippets WHERE user_id = $1 AND deleted_at IS NULL ORDER BY language LIMIT 100`

const qSnippetComplexities = `
SELECT DISTINCT time_complexity FROM snippets WHERE user_id = $1 AND deleted_at IS NULL AND time_complexity IS NOT NULL
ORDER BY time_complexity LIMIT 100`

// SnippetFacets returns what userID's snippets can be filtered by: their
// languages and their time complexities.
func (s *Store) SnippetFacets(ctx context.Context, userID string) (languages, complexities []string, err error) {
	if err := s.db.SelectContext(ctx, &languages, qSnippetLanguages, userID); err != nil {
		return nil, nil, translate("languages of snippets", err)
	}
	err = s.db.SelectContext(ctx, &complexities, qSnippetComplexities, userID)
	return languages, complexities, translate("complexities of snippets", err)
}
