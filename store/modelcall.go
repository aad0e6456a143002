package store

import (
	"context"
	"database/sql"
	"time"
)

// TracedCall is a call to the model as the ledger has it, for an operator. What
// was asked and answered is not kept.
type TracedCall struct {
	ID      int64          `db:"id"`
	At      time.Time      `db:"at"`
	Person  sql.NullString `db:"person"` // e-mail or name; NULL for who is gone
	Class   sql.NullString `db:"class"`
	Purpose string         `db:"purpose"`
	Model   string         `db:"model"`
	Outcome string         `db:"outcome"`
	Input   int            `db:"input_tokens"` // while the call is open: the most that it may take
	Output  int            `db:"output_tokens"`
	Millis  int            `db:"ms"`
}

// TraceFilter chooses calls; a field that is "" or zero lets all pass.
type TraceFilter struct {
	ID      int64
	Email   string
	Outcome string
	Before  int64 // the calls that are older than this one
	Limit   int
}

const qTraceModel = `
SELECT c.id, c.at, coalesce(nullif(u.email, ''), nullif(u.name, '')) AS person, k.name AS class, c.purpose, c.model, c.outcome,
	c.input_tokens, c.output_tokens, c.ms
FROM model_calls c LEFT JOIN users u ON u.id = c.user_id LEFT JOIN classes k ON k.id = c.class_id
WHERE ($1 = 0 OR c.id = $1) AND ($2 = '' OR lower(u.email) = lower($2)) AND ($3 = '' OR c.outcome = $3) AND ($4 = 0 OR c.id < $4)
ORDER BY c.id DESC LIMIT $5`

// TraceModel returns calls to the model, the newest first.
func (s *Store) TraceModel(ctx context.Context, f TraceFilter) ([]TracedCall, error) {
	var calls []TracedCall
	err := s.db.SelectContext(ctx, &calls, qTraceModel, f.ID, f.Email, f.Outcome, f.Before, f.Limit)
	return calls, translate("trace model", err)
}
