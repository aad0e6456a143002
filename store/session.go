package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

const qFindSession = `
SELECT data, seen_at < now() - interval '1 hour' AS stale
FROM sessions
WHERE token_hash = $1 AND expires_at > now() AND seen_at > now() - make_interval(secs => $2)`

const qTouchSession = `UPDATE sessions SET seen_at = now() WHERE token_hash = $1`

// FindSession returns the data of a session that has neither expired nor been
// idle for longer than idle, and false when there is none. It notes once an hour
// that the session is in use: an update, so that a log-out that happens
// meanwhile is never undone.
func (s *Store) FindSession(ctx context.Context, tokenHash []byte, idle time.Duration) ([]byte, bool, error) {
	var row struct {
		Data  []byte `db:"data"`
		Stale bool   `db:"stale"`
	}
	err := s.db.GetContext(ctx, &row, qFindSession, tokenHash, idle.Seconds())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err == nil && row.Stale {
		_, err = s.db.ExecContext(ctx, qTouchSession, tokenHash)
	}
	if err != nil {
		return nil, false, translate("find session", err)
	}
	return row.Data, true, nil
}

const qCommitSession = `
INSERT INTO sessions (token_hash, data, expires_at)
VALUES ($1, $2, $3)
ON CONFLICT (token_hash) DO UPDATE SET data = EXCLUDED.data, expires_at = EXCLUDED.expires_at, seen_at = now()`

// CommitSession stores the data of a session until expires.
func (s *Store) CommitSession(ctx context.Context, tokenHash, data []byte, expires time.Time) error {
	_, err := s.db.ExecContext(ctx, qCommitSession, tokenHash, data, expires)
	return translate("commit session", err)
}

const qDeleteSession = `DELETE FROM sessions WHERE token_hash = $1`

// DeleteSession ends a session. One that does not exist is no error.
func (s *Store) DeleteSession(ctx context.Context, tokenHash []byte) error {
	_, err := s.db.ExecContext(ctx, qDeleteSession, tokenHash)
	return translate("delete session", err)
}

const qSweepSessions = `
DELETE FROM sessions
WHERE expires_at < now() OR seen_at < now() - make_interval(secs => $1)`

// SweepSessions removes what FindSession with the same idle would not return.
func (s *Store) SweepSessions(ctx context.Context, idle time.Duration) error {
	_, err := s.db.ExecContext(ctx, qSweepSessions, idle.Seconds())
	return translate("sweep sessions", err)
}
