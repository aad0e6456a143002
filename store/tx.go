package store

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// inTx runs f in one transaction; what names it in the log.
func (s *Store) inTx(ctx context.Context, what string, f func(*sqlx.Tx) error) error {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return translate(what, err)
	}
	defer tx.Rollback() // after a commit this does nothing
	if err := f(tx); err != nil {
		return translate(what, err)
	}
	return translate(what, tx.Commit())
}
