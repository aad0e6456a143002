package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coderemote"

	"github.com/jmoiron/sqlx"
)

const qUsers = `
SELECT ` + userColumns + `, '' AS password_hash
FROM users
WHERE strpos(coalesce(email, nickname, '') || ' ' || lower(name), $1) > 0
ORDER BY pending_since IS NULL, id DESC
LIMIT $2 OFFSET $3`

// Users returns the users with text, in lower case, in their address, nickname or name:
// who waits for approval first, then the newest.
func (s *Store) Users(ctx context.Context, text string, limit, offset int) ([]coderemote.User, error) {
	var rows []userRow
	if err := s.db.SelectContext(ctx, &rows, qUsers, text, limit, offset); err != nil {
		return nil, translate("users", err)
	}
	users := make([]coderemote.User, len(rows))
	for i := range rows {
		users[i] = *rows[i].user()
	}
	return users, nil
}

const qSetRole = `UPDATE users SET role = $2 WHERE id = $1 RETURNING id`

// SetRole makes the user something else on this instance.
func (s *Store) SetRole(ctx context.Context, userID string, role coderemote.Role, actorID string) error {
	return s.audited(ctx, Action{Actor: actorID, Name: "user.role", Target: userID, Detail: string(role)}, func(tx *sqlx.Tx) error {
		var id string
		return tx.GetContext(ctx, &id, qSetRole, userID, string(role))
	})
}

const qDisableUser = `UPDATE users SET disabled_at = coalesce(disabled_at, now()) WHERE id = $1 RETURNING id`

const qEnableUser = `UPDATE users SET disabled_at = NULL WHERE id = $1 RETURNING id`

// DisableUser keeps the user out, and ends their sessions.
func (s *Store) DisableUser(ctx context.Context, userID, actorID string) error {
	return s.audited(ctx, Action{Actor: actorID, Name: "user.disable", Target: userID}, func(tx *sqlx.Tx) error {
		var id string
		if err := tx.GetContext(ctx, &id, qDisableUser, userID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, qEndSessions, userID, nil)
		return err
	})
}

// EnableUser lets the user in again.
func (s *Store) EnableUser(ctx context.Context, userID, actorID string) error {
	return s.audited(ctx, Action{Actor: actorID, Name: "user.enable", Target: userID}, func(tx *sqlx.Tx) error {
		var id string
		return tx.GetContext(ctx, &id, qEnableUser, userID)
	})
}

// ApproveUser lets in who has registered. It is not found where nobody waits.
func (s *Store) ApproveUser(ctx context.Context, userID, actorID string) error {
	return s.audited(ctx, Action{Actor: actorID, Name: "user.approve", Target: userID}, func(tx *sqlx.Tx) error {
		var id string
		return tx.GetContext(ctx, &id, qApproveUser, userID)
	})
}

// AddUser makes u by an administrator.
func (s *Store) AddUser(ctx context.Context, u *coderemote.User, actorID string) error {
	return s.inTx(ctx, "add user", func(tx *sqlx.Tx) error {
		if err := tx.GetContext(ctx, &u.CreatedAt, qCreateUser, newUser(u)...); err != nil {
			return err
		}
		return audit(ctx, tx, Action{Actor: actorID, Name: "user.create", Target: u.ID, Detail: string(u.Role)})
	})
}

const qUpdateSettings = `
UPDATE settings SET registration = $1, policy = $2, modules = string_to_array($3, ','), model = $4, runs_per_minute = $5, keep_runs_days = $6,
	embed_hosts = string_to_array($7, ','), max_snippets = $8, updated_at = now()`

// UpdateSettings stores c, which is valid.
func (s *Store) UpdateSettings(ctx context.Context, c coderemote.Settings, actorID string) error {
	detail := fmt.Sprintf("registration=%s policy=%s modules=%s model=%t runs_per_minute=%s keep_runs_days=%s embed_hosts=%s max_snippets=%d", c.Registration, c.Policy,
		strings.Join(c.Modules, ","), c.Model, number(c.RunsPerMinute), number(c.KeepRunsDays), strings.Join(c.EmbedHosts, ","), c.MaxSnippets)
	return s.audited(ctx, Action{Actor: actorID, Name: "settings.update", Detail: detail}, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, qUpdateSettings, string(c.Registration), string(c.Policy), strings.Join(c.Modules, ","), c.Model,
			c.RunsPerMinute, c.KeepRunsDays, strings.Join(c.EmbedHosts, ","), c.MaxSnippets)
		return err
	})
}

func number(n *int) string {
	if n == nil {
		return "default"
	}
	return fmt.Sprint(*n)
}

// Load is how busy an instance is.
type Load struct {
	Queued  int `db:"queued"`
	Running int `db:"running"`
	Waiting int `db:"waiting"` // jobs of the queue that no worker has taken yet
	Hour    int `db:"hour"`    // runs of the last hour
}

const qLoad = `
SELECT (SELECT count(*) FROM runs WHERE status = 'queued') AS queued,
       (SELECT count(*) FROM runs WHERE status = 'running') AS running,
       (SELECT count(*) FROM river_job WHERE state = 'available') AS waiting,
       (SELECT count(*) FROM runs WHERE created_at > now() - interval '1 hour' AND id > $1) AS hour`

// Load returns how busy the instance is now.
func (s *Store) Load(ctx context.Context) (l Load, err error) {
	err = s.db.GetContext(ctx, &l, qLoad, firstID(time.Now().Add(-2*time.Hour)))
	return l, translate("load", err)
}

// Failure is a run that ended by our fault.
type Failure struct {
	RunID   string    `db:"id"`
	At      time.Time `db:"finished_at"`
	Worker  string    `db:"worker"`
	Message string    `db:"error"`
}

const qFailures = `
SELECT id, finished_at, coalesce(worker, '') AS worker, coalesce(error, '') AS error
FROM runs
WHERE status = 'internal_error' AND finished_at IS NOT NULL AND id > $1
ORDER BY id DESC
LIMIT 20`

// Failures returns the last runs of a week that ended by our fault, newest first.
func (s *Store) Failures(ctx context.Context) ([]Failure, error) {
	var failures []Failure
	err := s.db.SelectContext(ctx, &failures, qFailures, firstID(time.Now().AddDate(0, 0, -7)))
	return failures, translate("failures", err)
}

// Entry is a line of the audit log. Who it names is gone where the name is "".
type Entry struct {
	ID     int64     `db:"id"`
	At     time.Time `db:"at"`
	Actor  string    `db:"actor"`
	Action string    `db:"action"`
	Target string    `db:"target"`
	Detail string    `db:"detail"`
	Status string    `db:"status"`
}

const qAuditLog = `
SELECT l.id, l.at, coalesce(nullif(a.name, ''), a.email, a.nickname, left(l.subject::text, 8), '') AS actor, l.action,
       coalesce(nullif(t.name, ''), t.email, t.nickname, left(l.target::text, 8), '') AS target, l.detail, coalesce(l.status, '') AS status
FROM audit_log l
LEFT JOIN users a ON a.subject = l.subject
LEFT JOIN users t ON t.subject = l.target
WHERE l.id < $1 AND ($2 OR l.action <> 'run')
ORDER BY l.id DESC
LIMIT 100`

// AuditLog returns 100 lines with a number below before, newest first; the ends
// of runs are among them with runs.
func (s *Store) AuditLog(ctx context.Context, before int64, runs bool) ([]Entry, error) {
	var entries []Entry
	err := s.db.SelectContext(ctx, &entries, qAuditLog, before, runs)
	return entries, translate("audit log", err)
}
