package store

import (
	"context"

	"coderemote"

	"github.com/jackc/pgx/v5"
	"github.com/jmoiron/sqlx"
)

// Exported is one file of an archive of what is a person's. Those with the same
// folder and id belong together.
type Exported struct {
	Folder  string
	ID      string
	Title   string // as the person called it, or when it was
	Part    string // of the path, behind the title
	Name    string // of a file that a program or a person named; "" for others
	Content []byte
}

// Each statement gives the fields of Exported in their order. Hashes of secrets are no data of
// the person and stay here.
const qExportAccount = `
SELECT '' AS folder, '' AS id, 'account' AS title, '.json' AS part, '' AS name, convert_to(jsonb_pretty(jsonb_build_object(
	'account', (SELECT to_jsonb(u) - 'password_hash' FROM users u WHERE u.id = $1),
	'identities', (SELECT coalesce(jsonb_agg(to_jsonb(i)), '[]') FROM identities i WHERE i.user_id = $1),
	'sessions', (SELECT coalesce(jsonb_agg(to_jsonb(s) - 'token_hash' - 'data'), '[]') FROM sessions s WHERE s.user_id = $1),
	'tokens', (SELECT coalesce(jsonb_agg(to_jsonb(t) - 'token_hash'), '[]') FROM api_tokens t WHERE t.user_id = $1),
	'classes', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', c.name, 'role', e.role, 'joined_at', e.created_at)), '[]')
		FROM enrollments e JOIN classes c ON c.id = e.class_id WHERE e.user_id = $1),
	'log', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', l.at, 'action', l.action, 'detail', l.detail) ORDER BY l.id), '[]')
		FROM audit_log l JOIN users u ON u.subject IN (l.subject, l.target) WHERE u.id = $1 AND l.action <> 'run')
)), 'UTF8') AS content`

const qExportSnippets = `
SELECT 'snippets' AS folder, s.id::text AS id, s.title, '.json' AS part, '' AS name, convert_to(jsonb_pretty(to_jsonb(s) || jsonb_build_object('versions',
	(SELECT coalesce(jsonb_agg(to_jsonb(v) - 'code_sha256' ORDER BY v.version), '[]') FROM snippet_versions v WHERE v.snippet_id = s.id))), 'UTF8') AS content
FROM snippets s WHERE s.user_id = $1
UNION ALL
SELECT 'snippets', s.id::text, s.title, '.py', '', convert_to(s.code, 'UTF8') FROM snippets s WHERE s.user_id = $1`

const qExportRuns = `
SELECT 'runs' AS folder, r.id::text AS id, to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24.MI.SS') AS title, '/run.json' AS part, '' AS name,
	convert_to(jsonb_pretty(to_jsonb(r) - 'code_sha256' - 'request_hash'), 'UTF8') AS content FROM runs r WHERE r.user_id = $1
UNION ALL
SELECT 'runs', r.id::text, to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24.MI.SS'), '/main.py', '', convert_to(r.code, 'UTF8') FROM runs r WHERE r.user_id = $1
UNION ALL
SELECT 'runs', r.id::text, to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24.MI.SS'), '/output.txt', '', convert_to(string_agg(e.text, '' ORDER BY e.seq), 'UTF8')
FROM runs r JOIN run_events e ON e.run_id = r.id WHERE r.user_id = $1 AND e.type = 'output' GROUP BY r.id
UNION ALL
SELECT 'runs', r.id::text, to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24.MI.SS'), '/input.json', '', convert_to(jsonb_pretty(jsonb_agg(to_jsonb(i) - 'run_id' ORDER BY i.n)), 'UTF8')
FROM run_inputs i JOIN runs r ON r.id = i.run_id WHERE r.user_id = $1 GROUP BY r.id
UNION ALL
SELECT 'runs', r.id::text, to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24.MI.SS'), '/files/', f.name, f.content FROM run_files f JOIN runs r ON r.id = f.run_id WHERE r.user_id = $1
UNION ALL
SELECT 'runs', r.id::text, to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24.MI.SS'), '/hint.json', '', convert_to(jsonb_pretty(to_jsonb(h)), 'UTF8') FROM hints h JOIN runs r ON r.id = h.run_id WHERE r.user_id = $1
UNION ALL
SELECT 'runs', r.id::text, to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24.MI.SS'), '/artifacts/',
	coalesce((SELECT x->>'name' FROM jsonb_array_elements(r.artifacts) AS x WHERE x->>'id' = a.id::text), a.id::text), a.content
FROM run_artifacts a JOIN runs r ON r.id = a.run_id WHERE r.user_id = $1 AND a.content IS NOT NULL`

const qExportElsewhere = `
SELECT r.id::text, to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24.MI.SS'), a.id::text,
	coalesce((SELECT x->>'name' FROM jsonb_array_elements(r.artifacts) AS x WHERE x->>'id' = a.id::text), a.id::text)
FROM run_artifacts a JOIN runs r ON r.id = a.run_id WHERE r.user_id = $1 AND a.content IS NULL`

const qExportAnalyses = `
SELECT 'analyses' AS folder, a.id::text AS id, to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24.MI.SS') AS title, '.json' AS part, '' AS name,
	convert_to(jsonb_pretty(to_jsonb(a) - 'code_sha256'), 'UTF8') AS content FROM analyses a WHERE a.user_id = $1`

// Export hands every file of what is the user's to each, as one moment saw it.
func (s *Store) Export(ctx context.Context, userID string, each func(Exported) error) error {
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return translate("export", err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx))
	for _, query := range []string{qExportAccount, qExportSnippets, qExportRuns, qExportAnalyses} {
		rows, err := tx.Query(ctx, query, userID)
		if err != nil {
			return translate("export", err)
		}
		var f Exported
		if _, err := pgx.ForEachRow(rows, []any{&f.Folder, &f.ID, &f.Title, &f.Part, &f.Name, &f.Content}, func() error { return each(f) }); err != nil {
			return translate("export", err)
		}
	}
	return s.exportElsewhere(ctx, tx, userID, each)
}

// exportElsewhere hands on what the bucket has, one after the other.
func (s *Store) exportElsewhere(ctx context.Context, tx pgx.Tx, userID string, each func(Exported) error) error {
	type artifact struct{ RunID, Title, ID, Name string }
	rows, err := tx.Query(ctx, qExportElsewhere, userID)
	if err != nil {
		return translate("export", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[artifact])
	if err != nil {
		return translate("export", err)
	}
	for _, a := range all {
		content, err := s.fromBucket(ctx, a.RunID, a.ID)
		if err != nil {
			return err
		}
		if err := each(Exported{Folder: "runs", ID: a.RunID, Title: a.Title, Part: "/artifacts/", Name: a.Name, Content: content}); err != nil {
			return err
		}
	}
	return nil
}

const qOtherAdmins = `SELECT count(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL AND id <> $1`

const qDeleteOwnClasses = `
DELETE FROM classes c
WHERE EXISTS (SELECT 1 FROM enrollments e WHERE e.class_id = c.id AND e.user_id = $1 AND e.role = 'teacher')
  AND NOT EXISTS (SELECT 1 FROM enrollments e WHERE e.class_id = c.id AND e.user_id <> $1 AND e.role = 'teacher')`

// DeleteAccount removes the user and all that is theirs, and the classes that
// nobody else teaches. The last administrator stays. What the audit log says of
// the user leads to nobody afterwards.
func (s *Store) DeleteAccount(ctx context.Context, user *coderemote.User) error {
	return s.inTx(ctx, "delete account", func(tx *sqlx.Tx) error {
		var admins int
		if err := tx.GetContext(ctx, &admins, qOtherAdmins, user.ID); err != nil {
			return err
		}
		if user.Role == coderemote.RoleAdmin && admins == 0 {
			return coderemote.Errorf(coderemote.CodeConflict, "You are the last administrator. Make somebody else one first.")
		}
		if err := audit(ctx, tx, Action{Actor: user.ID, Name: "user.delete", Target: user.ID}); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, qDeleteOwnClasses, user.ID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, qDeleteUser, user.ID)
		return err
	})
}
