package store

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// Action is something that somebody did to a class, an account or the instance.
// The audit log names people by their subjects only: nothing in Detail may
// identify a person.
type Action struct {
	Actor  string // user id, "" for the operator or the system
	Name   string // "class.create"
	Target string // user id of whom it was done to, "" for nobody
	Detail string // ids and settings: what it was done to, and how
}

const qAudit = `
INSERT INTO audit_log (subject, action, target, detail)
VALUES ((SELECT subject FROM users WHERE id = $1), $2, (SELECT subject FROM users WHERE id = $3), $4)`

// audit notes a within the transaction that does it.
func audit(ctx context.Context, tx *sqlx.Tx, a Action) error {
	_, err := tx.ExecContext(ctx, qAudit, nullString(a.Actor), a.Name, nullString(a.Target), a.Detail)
	return err
}

// Audit notes a by itself.
func (s *Store) Audit(ctx context.Context, a Action) error {
	_, err := s.db.ExecContext(ctx, qAudit, nullString(a.Actor), a.Name, nullString(a.Target), a.Detail)
	return translate("audit", err)
}

// audited runs f and notes a in one transaction.
func (s *Store) audited(ctx context.Context, a Action, f func(*sqlx.Tx) error) error {
	return s.inTx(ctx, a.Name, func(tx *sqlx.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return audit(ctx, tx, a)
	})
}
