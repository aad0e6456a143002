package store

import (
	"context"
	"time"

	"coderemote"
)

const qDropSetupLinks = `DELETE FROM setup_links WHERE used_at IS NULL OR expires_at < now()`

// DropSetupLinks makes every link that was not used yet worthless.
func (s *Store) DropSetupLinks(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, qDropSetupLinks)
	return translate("drop set-up links", err)
}

const qCreateSetupLink = `
WITH older AS (DELETE FROM setup_links WHERE used_at IS NULL OR expires_at < now())
INSERT INTO setup_links (token_hash, expires_at)
VALUES ($1, now() + make_interval(secs => $2))`

// CreateSetupLink keeps the SHA-256 of a new link's token for lifetime. The
// links before it stop working.
func (s *Store) CreateSetupLink(ctx context.Context, tokenHash []byte, lifetime time.Duration) error {
	_, err := s.db.ExecContext(ctx, qCreateSetupLink, tokenHash, lifetime.Seconds())
	return translate("create set-up link", err)
}

const qSetupLinkOpen = `
SELECT EXISTS (SELECT 1 FROM setup_links WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now())`

// SetupLinkOpen reports whether a set-up link would still work.
func (s *Store) SetupLinkOpen(ctx context.Context, tokenHash []byte) (bool, error) {
	var open bool
	err := s.db.GetContext(ctx, &open, qSetupLinkOpen, tokenHash)
	return open, translate("set-up link open", err)
}

// One statement, so that the link is used exactly when the user was made: of two
// requests that race with the same link, one waits for the other and finds it
// used, and a taken e-mail address leaves the link as it was.
const qUseSetupLink = `
WITH link AS (
    UPDATE setup_links
    SET used_at = now()
    WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()
    RETURNING token_hash
)
INSERT INTO users (id, email, role, password_hash)
SELECT $2, $3, $4, $5 FROM link
RETURNING created_at`

// UseSetupLink makes the user u with the one use of the link. A link that does
// not work is not found; a taken e-mail address is a conflict.
func (s *Store) UseSetupLink(ctx context.Context, tokenHash []byte, u *coderemote.User) error {
	err := s.db.GetContext(ctx, &u.CreatedAt, qUseSetupLink, tokenHash, u.ID, u.Email, u.Role, u.PasswordHash)
	return translate("use set-up link", err)
}
