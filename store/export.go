package store

import (
	"context"

	"coderemote"

	"github.com/jackc/pgx/v5"
	"github.com/jmoiron/sqlx"
)

// Each statement gives file names and their content. Hashes of secrets are no
// data of the person and stay here.
const qExportAccount = `
SELECT 'account.json', convert_to(jsonb_pretty(jsonb_build_object(
	'account', (SELECT to_jsonb(u) - 'password_hash' FROM users u WHERE u.id = $1),
	'identities', (SELECT coalesce(jsonb_agg(to_jsonb(i)), '[]') FROM identities i WHERE i.user_id = $1),
	'sessions', (SELECT coalesce(jsonb_agg(to_jsonb(s) - 'token_hash' - 'data'), '[]') FROM sessions s WHERE s.user_id = $1),
	'tokens', (SELECT coalesce(jsonb_agg(to_jsonb(t) - 'token_hash'), '[]') FROM api_tokens t WHERE t.user_id = $1),
	'classes', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', c.name, 'role', e.role, 'joined_at', e.created_at)), '[]')
		FROM enrollments e JOIN classes c ON c.id = e.class_id WHERE e.user_id = $1),
	'log', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', l.at, 'action', l.action, 'detail', l.detail) ORDER BY l.id), '[]')
		FROM audit_log l JOIN users u ON u.subject IN (l.subject, l.target) WHERE u.id = $1 AND l.action <> 'run')
)), 'UTF8')`

const qExportSnippets = `
SELECT format('snippets/%s.json', s.id), convert_to(jsonb_pretty(to_jsonb(s) || jsonb_build_object('versions',
	(SELECT coalesce(jsonb_agg(to_jsonb(v) - 'code_sha256' ORDER BY v.version), '[]') FROM snippet_versions v WHERE v.snippet_id = s.id))), 'UTF8')
FROM snippets s WHERE s.user_id = $1
UNION ALL
SELECT format('snippets/%s.py', s.id), convert_to(s.code, 'UTF8') FROM snippets s WHERE s.user_id = $1`

const qExportRuns = `
SELECT format('runs/%s/run.json', r.id), convert_to(jsonb_pretty(to_jsonb(r) - 'code_sha256' - 'request_hash'), 'UTF8') FROM runs r WHERE r.user_id = $1
UNION ALL
SELECT format('runs/%s/main.py', r.id), convert_to(r.code, 'UTF8') FROM runs r WHERE r.user_id = $1
UNION ALL
SELECT format('runs/%s/output.txt', r.id), convert_to(string_agg(e.text, '' ORDER BY e.seq), 'UTF8')
FROM runs r JOIN run_events e ON e.run_id = r.id WHERE r.user_id = $1 AND e.type = 'output' GROUP BY r.id
UNION ALL
SELECT format('runs/%s/input.json', i.run_id), convert_to(jsonb_pretty(jsonb_agg(to_jsonb(i) - 'run_id' ORDER BY i.n)), 'UTF8')
FROM run_inputs i JOIN runs r ON r.id = i.run_id WHERE r.user_id = $1 GROUP BY i.run_id
UNION ALL
SELECT format('runs/%s/file-%s', f.run_id, f.n), f.content FROM run_files f JOIN runs r ON r.id = f.run_id WHERE r.user_id = $1
UNION ALL
SELECT format('runs/%s/hint.json', h.run_id), convert_to(jsonb_pretty(to_jsonb(h)), 'UTF8') FROM hints h JOIN runs r ON r.id = h.run_id WHERE r.user_id = $1
UNION ALL
SELECT format('runs/%s/artifact-%s', a.run_id, a.id), a.content FROM run_artifacts a JOIN runs r ON r.id = a.run_id WHERE r.user_id = $1 AND a.content IS NOT NULL`

const qExportElsewhere = `
SELECT a.run_id, a.id FROM run_artifacts a JOIN runs r ON r.id = a.run_id WHERE r.user_id = $1 AND a.content IS NULL`

const qExportAnalyses = `
SELECT format('analyses/%s.json', a.id), convert_to(jsonb_pretty(to_jsonb(a) - 'code_sha256'), 'UTF8') FROM analyses a WHERE a.user_id = $1`

// Export hands every file of what is the user's to each, as one moment saw it.
func (s *Store) Export(ctx context.Context, userID string, each func(name string, content []byte) error) error {
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
		var name string
		var content []byte
		if _, err := pgx.ForEachRow(rows, []any{&name, &content}, func() error { return each(name, content) }); err != nil {
			return translate("export", err)
		}
	}
	return s.exportElsewhere(ctx, tx, userID, each)
}

// exportElsewhere hands on what the bucket has, one after the other.
func (s *Store) exportElsewhere(ctx context.Context, tx pgx.Tx, userID string, each func(name string, content []byte) error) error {
	type artifact struct{ RunID, ID string }
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
		if err := each("runs/"+a.RunID+"/artifact-"+a.ID, content); err != nil {
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
