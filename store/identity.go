package store

import (
	"context"
	"time"

	"coderemote"
)

const qUserByIdentity = `
SELECT ` + userColumns + `, '' AS password_hash
FROM users
WHERE id = (SELECT i.user_id FROM identities i WHERE i.issuer = $1 AND i.subject = $2)`

// UserByIdentity returns the user whom the issuer knows by this subject, without
// the hash of the password.
func (s *Store) UserByIdentity(ctx context.Context, issuer, subject string) (*coderemote.User, error) {
	var row userRow
	if err := s.db.GetContext(ctx, &row, qUserByIdentity, issuer, subject); err != nil {
		return nil, translate("user by identity", err)
	}
	return row.user(), nil
}

// One statement, so that of two first requests of a person one makes the user
// and the other is a conflict that leaves nothing behind.
const qCreateUserWithIdentity = `
WITH u AS (
	INSERT INTO users (id, email, role, name)
	VALUES ($1, $2, $3, $4)
	RETURNING id, created_at, subject
), i AS (
	INSERT INTO identities (issuer, subject, user_id) SELECT $5, $6, id FROM u
), a AS (
	INSERT INTO audit_log (subject, action, target, detail) SELECT subject, 'user.create', subject, 'issuer' FROM u
)
SELECT created_at FROM u`

// CreateUserWithIdentity keeps u, whom the issuer knows by this subject. An
// e-mail address or a subject that is taken is a conflict.
func (s *Store) CreateUserWithIdentity(ctx context.Context, u *coderemote.User, issuer, subject string) error {
	err := s.db.GetContext(ctx, &u.CreatedAt, qCreateUserWithIdentity, u.ID, nullString(u.Email), u.Role, u.Name, issuer, subject)
	return translate("create user with identity", err)
}

const qLinkIdentity = `
WITH i AS (
	INSERT INTO identities (issuer, subject, user_id) VALUES ($1, $2, $3)
)
INSERT INTO audit_log (subject, action, target) SELECT subject, 'identity.link', subject FROM users WHERE id = $3`

// LinkIdentity lets the user log in as this subject of the issuer. One that is
// linked already is a conflict.
func (s *Store) LinkIdentity(ctx context.Context, userID, issuer, subject string) error {
	_, err := s.db.ExecContext(ctx, qLinkIdentity, issuer, subject, userID)
	return translate("link identity", err)
}

const qIdentityLinkedAt = `SELECT min(created_at) FROM identities WHERE user_id = $1 AND issuer = $2`

// IdentityLinkedAt returns when the user was linked to the issuer, nil for never.
func (s *Store) IdentityLinkedAt(ctx context.Context, userID, issuer string) (at *time.Time, err error) {
	err = s.db.GetContext(ctx, &at, qIdentityLinkedAt, userID, issuer)
	return at, translate("identity linked at", err)
}

const qUnlinkIdentity = `
WITH u AS (
	SELECT id, subject FROM users WHERE id = $1 AND password_hash IS NOT NULL
), i AS (
	DELETE FROM identities USING u WHERE user_id = u.id AND issuer = $2 RETURNING user_id
)
INSERT INTO audit_log (subject, action, target)
SELECT u.subject, 'identity.unlink', u.subject FROM u WHERE EXISTS (SELECT 1 FROM i)
RETURNING id`

// UnlinkIdentity ends the user's log-in by the issuer. It is not found where
// there is none, and where the user has no password to come back by.
func (s *Store) UnlinkIdentity(ctx context.Context, userID, issuer string) error {
	var id int64
	return translate("unlink identity", s.db.GetContext(ctx, &id, qUnlinkIdentity, userID, issuer))
}
