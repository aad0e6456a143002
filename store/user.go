package store

import (
	"context"
	"time"

	"coderemote"

	"github.com/jmoiron/sqlx"
)

type userRow struct {
	ID           string     `db:"id"`
	Email        string     `db:"email"`
	Nickname     string     `db:"nickname"`
	Role         string     `db:"role"`
	PasswordHash string     `db:"password_hash"`
	CreatedAt    time.Time  `db:"created_at"`
	DisabledAt   *time.Time `db:"disabled_at"`
	Name         string     `db:"name"`
	PendingSince *time.Time `db:"pending_since"`
}

func (r *userRow) user() *coderemote.User {
	return &coderemote.User{
		ID: r.ID, Email: r.Email, Nickname: r.Nickname, Role: coderemote.Role(r.Role), PasswordHash: r.PasswordHash,
		CreatedAt: r.CreatedAt.UTC(), DisabledAt: r.DisabledAt, Name: r.Name, PendingSince: r.PendingSince,
	}
}

const qCreateUser = `
INSERT INTO users (id, email, role, password_hash, name, nickname)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING created_at`

// newUser are the arguments of qCreateUser.
func newUser(u *coderemote.User) []any {
	return []any{u.ID, nullString(u.Email), u.Role, nullString(u.PasswordHash), u.Name, nullString(u.Nickname)}
}

// CreateUser keeps u and fills in when it was made. An e-mail address or a
// nickname that is taken is a conflict.
func (s *Store) CreateUser(ctx context.Context, u *coderemote.User) error {
	err := s.db.GetContext(ctx, &u.CreatedAt, qCreateUser, newUser(u)...)
	return translate("create user", err)
}

const userColumns = `id, coalesce(email, '') AS email, coalesce(nickname, '') AS nickname, role, created_at, disabled_at, name, pending_since`

const qUserByID = `
SELECT ` + userColumns + `, '' AS password_hash
FROM users
WHERE id = $1`

// UserByID returns the user without the hash of the password, which only
// log-in needs.
func (s *Store) UserByID(ctx context.Context, id string) (*coderemote.User, error) {
	var row userRow
	if err := s.db.GetContext(ctx, &row, qUserByID, id); err != nil {
		return nil, translate("user by id", err)
	}
	return row.user(), nil
}

const qUserByEmail = `
SELECT ` + userColumns + `, coalesce(password_hash, '') AS password_hash
FROM users
WHERE email = $1`

// UserByEmail returns the user of a normalized e-mail address.
func (s *Store) UserByEmail(ctx context.Context, email string) (*coderemote.User, error) {
	var row userRow
	if err := s.db.GetContext(ctx, &row, qUserByEmail, email); err != nil {
		return nil, translate("user by email", err)
	}
	return row.user(), nil
}

const qUserByLogin = `
SELECT ` + userColumns + `, coalesce(password_hash, '') AS password_hash
FROM users
WHERE email = $1 OR nickname = $1`

// UserByLogin returns the user of a normalized e-mail address or nickname; no
// nickname has an @ in it.
func (s *Store) UserByLogin(ctx context.Context, login string) (*coderemote.User, error) {
	var row userRow
	if err := s.db.GetContext(ctx, &row, qUserByLogin, login); err != nil {
		return nil, translate("user by login", err)
	}
	return row.user(), nil
}

const qUserWithPassword = `
SELECT ` + userColumns + `, coalesce(password_hash, '') AS password_hash
FROM users
WHERE id = $1`

// UserWithPassword returns the user with the hash of the password.
func (s *Store) UserWithPassword(ctx context.Context, id string) (*coderemote.User, error) {
	var row userRow
	if err := s.db.GetContext(ctx, &row, qUserWithPassword, id); err != nil {
		return nil, translate("user with password", err)
	}
	return row.user(), nil
}

const qHasPassword = `SELECT password_hash IS NOT NULL FROM users WHERE id = $1`

// HasPassword reports whether the user can log in by a password.
func (s *Store) HasPassword(ctx context.Context, id string) (has bool, err error) {
	err = s.db.GetContext(ctx, &has, qHasPassword, id)
	return has, translate("has password", err)
}

const qRenameUser = `UPDATE users SET name = $2 WHERE id = $1`

// RenameUser stores how the user is called. The audit log does not say how: it
// names nobody.
func (s *Store) RenameUser(ctx context.Context, id, name string) error {
	return s.audited(ctx, Action{Actor: id, Name: "user.rename", Target: id}, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, qRenameUser, id, name)
		return err
	})
}

const qAdminExists = `SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND disabled_at IS NULL)`

// AdminExists reports whether anybody can administer this instance.
func (s *Store) AdminExists(ctx context.Context) (bool, error) {
	var exists bool
	err := s.db.GetContext(ctx, &exists, qAdminExists)
	return exists, translate("admin exists", err)
}

const qReplacePasswordHash = `
UPDATE users
SET password_hash = $3
WHERE id = $1 AND password_hash = $2`

// ReplacePasswordHash stores another hash of the same password. It changes
// nothing when the password was changed meanwhile, which old tells.
func (s *Store) ReplacePasswordHash(ctx context.Context, id, old, hash string) error {
	_, err := s.db.ExecContext(ctx, qReplacePasswordHash, id, old, hash)
	return translate("replace password hash", err)
}

const qDeleteUser = `
WITH e AS (
	DELETE FROM run_events WHERE run_id IN (SELECT id FROM runs WHERE user_id = $1)
)
DELETE FROM users WHERE id = $1`

// DeleteUser removes an account and all that belongs to it. The audit log keeps
// its lines.
func (s *Store) DeleteUser(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(ctx, qDeleteUser, id)
	return translate("delete user", err)
}
