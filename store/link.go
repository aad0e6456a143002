package store

import (
	"context"
	"time"

	"coderemote"

	"github.com/jmoiron/sqlx"
)

// Link is a one-time link that was made, without its secret.
type Link struct {
	ID        string    `db:"id"`
	Purpose   string    `db:"purpose"`
	UserID    string    `db:"user_id"`    // whose password or address; "" for an invitation
	Role      string    `db:"role"`       // of who is invited
	ClassID   string    `db:"class_id"`   // that who is invited joins; "" for none
	ClassName string    `db:"class_name"` // of that class
	UsesLeft  int       `db:"uses_left"`
	ExpiresAt time.Time `db:"expires_at"`
}

// The purposes of links.
const (
	LinkInvitation = "invitation"
	LinkReset      = "reset"
	LinkConfirm    = "confirm"
)

// NewLink says which link to make.
type NewLink struct {
	TokenHash []byte
	Purpose   string
	UserID    string
	Role      coderemote.Role
	ClassID   string
	MadeBy    string // "" for who it is for
	Uses      int
	Lifetime  time.Duration
}

const qDropLinks = `DELETE FROM links WHERE purpose = $1 AND user_id = $2`

const qCreateLink = `
INSERT INTO links (token_hash, purpose, user_id, role, class_id, made_by, uses_left, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))`

// CreateLink keeps the SHA-256 of a link's token. An older link for the same
// purpose and user stops working.
func (s *Store) CreateLink(ctx context.Context, n NewLink) error {
	a := Action{Actor: n.MadeBy, Name: "link." + n.Purpose, Target: n.UserID, Detail: string(n.Role) + " " + n.ClassID}
	return s.audited(ctx, a, func(tx *sqlx.Tx) error {
		if n.UserID != "" {
			if _, err := tx.ExecContext(ctx, qDropLinks, n.Purpose, n.UserID); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, qCreateLink, n.TokenHash, n.Purpose, nullString(n.UserID), nullString(string(n.Role)), nullString(n.ClassID),
			nullString(n.MadeBy), n.Uses, n.Lifetime.Seconds())
		return err
	})
}

const linkColumns = `l.id, l.purpose, coalesce(l.user_id::text, '') AS user_id, coalesce(l.role, '') AS role, coalesce(l.class_id::text, '') AS class_id,
	coalesce(c.name, '') AS class_name, l.uses_left, l.expires_at`

const qLink = `
SELECT ` + linkColumns + `
FROM links l LEFT JOIN classes c ON c.id = l.class_id
WHERE l.token_hash = $1 AND l.purpose = $2 AND l.uses_left > 0 AND l.expires_at > now()`

// Link returns a link that would still work.
func (s *Store) Link(ctx context.Context, purpose string, tokenHash []byte) (*Link, error) {
	var l Link
	if err := s.db.GetContext(ctx, &l, qLink, tokenHash, purpose); err != nil {
		return nil, translate("link", err)
	}
	return &l, nil
}

const qInvitations = `
SELECT ` + linkColumns + `
FROM links l LEFT JOIN classes c ON c.id = l.class_id
WHERE l.purpose = 'invitation' AND l.uses_left > 0 AND l.expires_at > now() AND ($1::uuid IS NULL OR l.class_id = $1)
ORDER BY l.created_at DESC
LIMIT 100`

// Invitations returns those that still work, newest first; of one class, or all
// for "".
func (s *Store) Invitations(ctx context.Context, classID string) ([]Link, error) {
	var links []Link
	err := s.db.SelectContext(ctx, &links, qInvitations, nullString(classID))
	return links, translate("invitations", err)
}

const qDeleteInvitation = `
DELETE FROM links
WHERE id = $1 AND purpose = 'invitation' AND ($2::uuid IS NULL OR class_id = $2)
RETURNING id`

// DeleteInvitation ends an invitation; with a class, one of that class only.
func (s *Store) DeleteInvitation(ctx context.Context, id, classID, actorID string) error {
	return s.audited(ctx, Action{Actor: actorID, Name: "link.delete", Detail: id}, func(tx *sqlx.Tx) error {
		var deleted string
		return tx.GetContext(ctx, &deleted, qDeleteInvitation, id, nullString(classID))
	})
}

const qUseLink = `
UPDATE links SET uses_left = uses_left - 1
WHERE token_hash = $1 AND purpose = $2 AND uses_left > 0 AND expires_at > now()
RETURNING id, coalesce(user_id::text, '') AS user_id, coalesce(role, '') AS role, coalesce(class_id::text, '') AS class_id, uses_left, expires_at, purpose, '' AS class_name`

const qEnrollInvited = `INSERT INTO enrollments (class_id, user_id, role) VALUES ($1, $2, 'student')`

const qAcceptClass = `UPDATE users SET class_id = $2 WHERE id = $1`

// AcceptInvitation makes u by one use of an invitation, whose role u gets. The
// use is not taken when u cannot be made.
func (s *Store) AcceptInvitation(ctx context.Context, tokenHash []byte, u *coderemote.User) error {
	return s.inTx(ctx, "accept invitation", func(tx *sqlx.Tx) error {
		var l Link
		if err := tx.GetContext(ctx, &l, qUseLink, tokenHash, LinkInvitation); err != nil {
			return err
		}
		u.Role = coderemote.Role(l.Role)
		if err := tx.GetContext(ctx, &u.CreatedAt, qCreateUser, newUser(u)...); err != nil {
			return err
		}
		if l.ClassID != "" {
			if _, err := tx.ExecContext(ctx, qEnrollInvited, l.ClassID, u.ID); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, qAcceptClass, u.ID, l.ClassID); err != nil {
				return err
			}
		}
		return audit(ctx, tx, Action{Actor: u.ID, Name: "user.create", Target: u.ID, Detail: "invitation " + l.ID})
	})
}

const qSetPending = `UPDATE users SET pending_since = now() WHERE id = $1`

// RegisterUser makes u, who cannot come in before ConfirmUser or ApproveUser.
func (s *Store) RegisterUser(ctx context.Context, u *coderemote.User) error {
	return s.inTx(ctx, "register user", func(tx *sqlx.Tx) error {
		if err := tx.GetContext(ctx, &u.CreatedAt, qCreateUser, newUser(u)...); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, qSetPending, u.ID); err != nil {
			return err
		}
		return audit(ctx, tx, Action{Actor: u.ID, Name: "user.register", Target: u.ID})
	})
}

const qApproveUser = `UPDATE users SET pending_since = NULL WHERE id = $1 AND pending_since IS NOT NULL RETURNING id`

// ConfirmUser uses up a link that was mailed to the address of a registration.
func (s *Store) ConfirmUser(ctx context.Context, tokenHash []byte) error {
	return s.inTx(ctx, "confirm user", func(tx *sqlx.Tx) error {
		var l Link
		if err := tx.GetContext(ctx, &l, qUseLink, tokenHash, LinkConfirm); err != nil {
			return err
		}
		var id string
		if err := tx.GetContext(ctx, &id, qApproveUser, l.UserID); err != nil {
			return err
		}
		return audit(ctx, tx, Action{Actor: id, Name: "user.confirm", Target: id})
	})
}

const qSetPassword = `UPDATE users SET password_hash = $2 WHERE id = $1 RETURNING id`

const qEndSessions = `DELETE FROM sessions WHERE user_id = $1 AND ($2::bytea IS NULL OR token_hash <> $2)`

// ResetPassword uses up a link to give its user another password, and ends all
// of the user's sessions.
func (s *Store) ResetPassword(ctx context.Context, tokenHash []byte, passwordHash string) error {
	return s.inTx(ctx, "reset password", func(tx *sqlx.Tx) error {
		var l Link
		if err := tx.GetContext(ctx, &l, qUseLink, tokenHash, LinkReset); err != nil {
			return err
		}
		if err := setPassword(ctx, tx, l.UserID, passwordHash, nil); err != nil {
			return err
		}
		return audit(ctx, tx, Action{Actor: l.UserID, Name: "password.reset", Target: l.UserID})
	})
}

// SetPassword gives the user another password, and ends all sessions but the one
// with this hash of its token.
func (s *Store) SetPassword(ctx context.Context, userID, passwordHash string, keepSession []byte) error {
	return s.audited(ctx, Action{Actor: userID, Name: "password.change", Target: userID}, func(tx *sqlx.Tx) error {
		return setPassword(ctx, tx, userID, passwordHash, keepSession)
	})
}

func setPassword(ctx context.Context, tx *sqlx.Tx, userID, passwordHash string, keepSession []byte) error {
	var id string
	if err := tx.GetContext(ctx, &id, qSetPassword, userID, passwordHash); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, qEndSessions, userID, keepSession)
	return err
}

const qSweepLinks = `DELETE FROM links WHERE expires_at < now() OR uses_left = 0`

// SweepLinks removes the links that do not work any more.
func (s *Store) SweepLinks(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, qSweepLinks)
	return translate("sweep links", err)
}

const qSweepPending = `DELETE FROM users WHERE pending_since < now() - make_interval(secs => $1)`

// SweepPending removes registrations that nobody has confirmed or approved for
// longer than age.
func (s *Store) SweepPending(ctx context.Context, age time.Duration) error {
	_, err := s.db.ExecContext(ctx, qSweepPending, age.Seconds())
	return translate("sweep pending", err)
}
