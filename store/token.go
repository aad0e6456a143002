package store

import (
	"context"
	"strings"
	"time"

	"coderemote"

	"github.com/jmoiron/sqlx"
)

// Scopes travel as one comma-separated text: database/sql has no arrays.
type tokenRow struct {
	ID         string     `db:"id"`
	UserID     string     `db:"user_id"`
	Name       string     `db:"name"`
	Scopes     string     `db:"scopes"`
	CreatedAt  time.Time  `db:"created_at"`
	ExpiresAt  *time.Time `db:"expires_at"`
	LastUsedAt *time.Time `db:"last_used_at"`
}

func (r *tokenRow) token() coderemote.Token {
	t := coderemote.Token{
		ID: r.ID, UserID: r.UserID, Name: r.Name, CreatedAt: r.CreatedAt,
		ExpiresAt: r.ExpiresAt, LastUsedAt: r.LastUsedAt,
	}
	for scope := range strings.SplitSeq(r.Scopes, ",") {
		t.Scopes = append(t.Scopes, coderemote.Scope(scope))
	}
	return t
}

const qCreateToken = `
INSERT INTO api_tokens (id, user_id, name, token_hash, scopes, expires_at)
VALUES ($1, $2, $3, $4, string_to_array($5, ','), $6)
RETURNING created_at`

// CreateToken keeps t under the SHA-256 of its secret and fills in when it was
// made.
func (s *Store) CreateToken(ctx context.Context, t *coderemote.Token, hash []byte) error {
	scopes := make([]string, len(t.Scopes))
	for i, scope := range t.Scopes {
		scopes[i] = string(scope)
	}
	list := strings.Join(scopes, ",")
	made := Action{Actor: t.UserID, Name: "token.create", Target: t.UserID, Detail: t.ID + " " + list}
	return s.audited(ctx, made, func(tx *sqlx.Tx) error {
		return tx.GetContext(ctx, &t.CreatedAt, qCreateToken, t.ID, t.UserID, t.Name, hash, list, t.ExpiresAt)
	})
}

const qTokenByHash = `
SELECT t.id, t.user_id, t.name, array_to_string(t.scopes, ',') AS scopes, t.created_at, t.expires_at, t.last_used_at,
       coalesce(u.email, '') AS email, coalesce(u.nickname, '') AS nickname, u.name AS user_name, u.role, u.created_at AS user_created_at
FROM api_tokens t JOIN users u ON u.id = t.user_id
WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND u.disabled_at IS NULL AND u.pending_since IS NULL
  AND (t.expires_at IS NULL OR t.expires_at > now())`

// TokenByHash returns a token that is valid now and its user, without the hash
// of the password. A token that is unknown, revoked or expired, and one of a
// disabled user, is not found.
func (s *Store) TokenByHash(ctx context.Context, hash []byte) (*coderemote.User, *coderemote.Token, error) {
	var row struct {
		tokenRow
		Email         string    `db:"email"`
		Nickname      string    `db:"nickname"`
		UserName      string    `db:"user_name"`
		Role          string    `db:"role"`
		UserCreatedAt time.Time `db:"user_created_at"`
	}
	if err := s.db.GetContext(ctx, &row, qTokenByHash, hash); err != nil {
		return nil, nil, translate("token by hash", err)
	}
	token := row.token()
	user := &coderemote.User{ID: row.UserID, Email: row.Email, Nickname: row.Nickname, Name: row.UserName, Role: coderemote.Role(row.Role), CreatedAt: row.UserCreatedAt}
	return user, &token, nil
}

const qTokensByUser = `
SELECT id, user_id, name, array_to_string(scopes, ',') AS scopes, created_at, expires_at, last_used_at
FROM api_tokens
WHERE user_id = $1 AND revoked_at IS NULL
ORDER BY id DESC
LIMIT 100`

// TokensByUser returns the user's newest 100 tokens that are not revoked, the
// expired ones among them.
func (s *Store) TokensByUser(ctx context.Context, userID string) ([]coderemote.Token, error) {
	var rows []tokenRow
	if err := s.db.SelectContext(ctx, &rows, qTokensByUser, userID); err != nil {
		return nil, translate("tokens by user", err)
	}
	tokens := make([]coderemote.Token, len(rows))
	for i := range rows {
		tokens[i] = rows[i].token()
	}
	return tokens, nil
}

const qRevokeToken = `
UPDATE api_tokens
SET revoked_at = now()
WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL
RETURNING id`

// RevokeToken ends a token of the user. Somebody else's, an unknown and an
// already revoked one are not found.
func (s *Store) RevokeToken(ctx context.Context, userID, id string) error {
	return s.audited(ctx, Action{Actor: userID, Name: "token.revoke", Target: userID, Detail: id}, func(tx *sqlx.Tx) error {
		var revoked string
		return tx.GetContext(ctx, &revoked, qRevokeToken, id, userID)
	})
}

const qTouchTokens = `
UPDATE api_tokens t
SET last_used_at = used.at
FROM unnest($1::uuid[], $2::timestamptz[]) AS used (id, at)
WHERE t.id = used.id AND (t.last_used_at IS NULL OR t.last_used_at < used.at)`

// TouchTokens notes when tokens, by their ids, were last used.
func (s *Store) TouchTokens(ctx context.Context, used map[string]time.Time) error {
	ids, times := make([]string, 0, len(used)), make([]time.Time, 0, len(used))
	for id, at := range used {
		ids, times = append(ids, id), append(times, at)
	}
	_, err := s.relaxed.Exec(ctx, qTouchTokens, ids, times)
	return translate("touch tokens", err)
}
