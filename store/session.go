package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"coderemote"

	"github.com/jmoiron/sqlx"
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
INSERT INTO sessions (token_hash, data, expires_at, user_id, browser)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (token_hash) DO UPDATE SET data = EXCLUDED.data, expires_at = EXCLUDED.expires_at, seen_at = now(), user_id = EXCLUDED.user_id, browser = EXCLUDED.browser`

// CommitSession stores the data of a session until expires: whose it is, "" for
// nobody's, and in which browser.
func (s *Store) CommitSession(ctx context.Context, tokenHash, data []byte, expires time.Time, userID, browser string) error {
	_, err := s.db.ExecContext(ctx, qCommitSession, tokenHash, data, expires, nullString(userID), browser)
	return translate("commit session", err)
}

const qSessionsByUser = `
SELECT id, browser, created_at, seen_at, token_hash = $3 AS current
FROM sessions
WHERE user_id = $1 AND expires_at > now() AND seen_at > now() - make_interval(secs => $2)
ORDER BY seen_at DESC
LIMIT 100`

// SessionsByUser returns where the user is logged in, last used first. current
// is the hash of the token of the session that asks.
func (s *Store) SessionsByUser(ctx context.Context, userID string, idle time.Duration, current []byte) ([]coderemote.Session, error) {
	var rows []struct {
		ID        string    `db:"id"`
		Browser   string    `db:"browser"`
		CreatedAt time.Time `db:"created_at"`
		SeenAt    time.Time `db:"seen_at"`
		Current   bool      `db:"current"`
	}
	if err := s.db.SelectContext(ctx, &rows, qSessionsByUser, userID, idle.Seconds(), current); err != nil {
		return nil, translate("sessions by user", err)
	}
	sessions := make([]coderemote.Session, len(rows))
	for i, r := range rows {
		sessions[i] = coderemote.Session{ID: r.ID, Browser: r.Browser, CreatedAt: r.CreatedAt.UTC(), SeenAt: r.SeenAt.UTC(), Current: r.Current}
	}
	return sessions, nil
}

const qRevokeSession = `DELETE FROM sessions WHERE id = $1 AND user_id = $2 RETURNING id`

// RevokeSession ends a session of the user. Somebody else's is not found.
func (s *Store) RevokeSession(ctx context.Context, userID, id string) error {
	return s.audited(ctx, Action{Actor: userID, Name: "session.revoke", Target: userID}, func(tx *sqlx.Tx) error {
		var revoked string
		return tx.GetContext(ctx, &revoked, qRevokeSession, id, userID)
	})
}

// EndSessions ends the user's sessions but the one with this hash of its token,
// nil for none.
func (s *Store) EndSessions(ctx context.Context, userID string, keep []byte) error {
	return s.audited(ctx, Action{Actor: userID, Name: "session.revoke", Target: userID, Detail: "others"}, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, qEndSessions, userID, keep)
		return err
	})
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
