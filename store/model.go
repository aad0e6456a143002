package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"time"

	"coderemote"
	"coderemote/analysis"

	"github.com/jmoiron/sqlx"
)

// ModelBudget is what may be asked of the model in a day (UTC); 0 is no limit.
type ModelBudget struct {
	UserCalls   int
	UserTokens  int
	ClassCalls  int
	ClassTokens int
	// Since is when the day began; the zero time stands for the last midnight, UTC.
	Since time.Time
}

// ModelCall is a call to the model as the ledger has it.
type ModelCall struct {
	ID      int64
	UserID  string
	ClassID string // "" for none
	Purpose string // narrative, classes, hint, plan, embedding
	Model   string
	Most    analysis.Tokens // that the call may take; they are held until it has ended
}

// PurposeEmbedding is that of a call for a vector. A snippet has one after each
// change, which nobody asks for: it counts with its tokens alone.
const PurposeEmbedding = "embedding"

// The day is UTC's. What is open counts with the most that it may take.
const qModelUsed = `
SELECT count(*) FILTER (WHERE user_id = $1 AND purpose <> 'embedding') AS calls,
	coalesce(sum(input_tokens + output_tokens) FILTER (WHERE user_id = $1), 0) AS tokens,
	count(*) FILTER (WHERE class_id = $2 AND purpose <> 'embedding') AS class_calls,
	coalesce(sum(input_tokens + output_tokens) FILTER (WHERE class_id = $2), 0) AS class_tokens
FROM model_calls
WHERE at >= coalesce($3::timestamptz, date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') AND (user_id = $1 OR class_id = $2)`

const qLockModelBudget = `SELECT pg_advisory_xact_lock(hashtextextended('model' || $1::text, 0))`

const qOpenModelCall = `
INSERT INTO model_calls (user_id, class_id, purpose, model, outcome, input_tokens, output_tokens)
VALUES ($1, $2, $3, $4, 'open', $5, $6) RETURNING id`

// OpenModelCall enters a call into the ledger, before it is made. It fails with
// CodeRateLimited, and a sentence that says when it goes on, where a budget of
// the day is used up.
func (s *Store) OpenModelCall(ctx context.Context, c *ModelCall, budget ModelBudget) error {
	return s.inTx(ctx, "open model call", func(tx *sqlx.Tx) error {
		// Two calls at once must see each other: those of a person, also in two classes, and those of a class.
		for _, lock := range []string{c.UserID, c.ClassID} {
			if _, err := tx.ExecContext(ctx, qLockModelBudget, lock); err != nil {
				return err
			}
			if c.ClassID == "" {
				break
			}
		}
		var used struct {
			Calls       int `db:"calls"`
			Tokens      int `db:"tokens"`
			ClassCalls  int `db:"class_calls"`
			ClassTokens int `db:"class_tokens"`
		}
		since := sql.NullTime{Time: budget.Since, Valid: !budget.Since.IsZero()}
		if err := tx.GetContext(ctx, &used, qModelUsed, c.UserID, nullString(c.ClassID), since); err != nil {
			return err
		}
		more, asked := c.Most.Input+c.Most.Output, c.Purpose != PurposeEmbedding
		switch {
		case budget.UserCalls > 0 && asked && used.Calls >= budget.UserCalls:
			return spent(fmt.Sprintf("You have asked the model %d times today, which is the limit.", used.Calls))
		case budget.UserTokens > 0 && used.Tokens+more > budget.UserTokens:
			return spent(fmt.Sprintf("Your %d tokens of the model for today are used up.", budget.UserTokens))
		case budget.ClassCalls > 0 && asked && c.ClassID != "" && used.ClassCalls >= budget.ClassCalls:
			return spent(fmt.Sprintf("Your class has asked the model %d times today, which is the limit.", used.ClassCalls))
		case budget.ClassTokens > 0 && c.ClassID != "" && used.ClassTokens+more > budget.ClassTokens:
			return spent("The tokens of your class for today are used up.")
		}
		return tx.GetContext(ctx, &c.ID, qOpenModelCall, c.UserID, nullString(c.ClassID), c.Purpose, c.Model, c.Most.Input, c.Most.Output)
	})
}

func spent(what string) error {
	now := time.Now().UTC()
	midnight := now.Truncate(24 * time.Hour).Add(24 * time.Hour)
	return &coderemote.Error{Code: coderemote.CodeRateLimited, RetryAfter: midnight.Sub(now), Message: what + " It starts anew at midnight UTC."}
}

const qCloseModelCall = `
UPDATE model_calls SET outcome = $2, input_tokens = $3, output_tokens = $4, ms = $5 WHERE id = $1 AND outcome = 'open'`

// CloseModelCall enters what a call took. A server that does not tell the tokens
// of a failed call is taken at its word.
func (s *Store) CloseModelCall(ctx context.Context, c *ModelCall, outcome string, used analysis.Tokens, took time.Duration) error {
	_, err := s.db.ExecContext(ctx, qCloseModelCall, c.ID, outcome, used.Input, used.Output, took.Milliseconds())
	return translate("close model call", err)
}

// A worker that died leaves a call open. What it took is not known; the most that
// it may have taken stays.
const qForgetModelCalls = `
WITH o AS (
	UPDATE model_calls SET outcome = 'failed' WHERE outcome = 'open' AND at < now() - interval '5 minutes'
), c AS (
	DELETE FROM model_calls WHERE at < now() - interval '400 days'
)
DELETE FROM model_answers WHERE created_at < now() - interval '90 days'`

// SweepModel ends calls that nobody makes any more and removes old ones.
func (s *Store) SweepModel(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, qForgetModelCalls)
	return translate("sweep model calls", err)
}

// ModelAnswer is what a model said about code before.
type ModelAnswer struct {
	Narrative string         `db:"narrative"`
	Time      analysis.Class `db:"time_class"`
	Space     analysis.Class `db:"space_class"`
}

const qModelAnswer = `SELECT narrative, time_class, space_class FROM model_answers WHERE code_sha256 = $1 AND model = $2`

// ModelAnswer returns what the model said about the same code before.
func (s *Store) ModelAnswer(ctx context.Context, code, model string) (*ModelAnswer, error) {
	sum := sha256.Sum256([]byte(code))
	var answer ModelAnswer
	if err := s.db.GetContext(ctx, &answer, qModelAnswer, sum[:], model); err != nil {
		return nil, translate("model answer", err)
	}
	return &answer, nil
}

const qKeepModelAnswer = `
INSERT INTO model_answers (code_sha256, model, narrative, time_class, space_class) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (code_sha256, model) DO NOTHING`

// KeepModelAnswer remembers what the model said about code.
func (s *Store) KeepModelAnswer(ctx context.Context, code, model string, a ModelAnswer) error {
	sum := sha256.Sum256([]byte(code))
	_, err := s.db.ExecContext(ctx, qKeepModelAnswer, sum[:], model, a.Narrative, string(a.Time), string(a.Space))
	return translate("keep model answer", err)
}

// ModelDay is what one person asked of the model in one day, as one of a class or
// of none.
type ModelDay struct {
	Day    time.Time      `db:"day"`
	Person sql.NullString `db:"person"` // NULL for who is gone
	Class  sql.NullString `db:"class"`  // NULL for none, and for one that is gone
	Calls  int            `db:"calls"`
	Failed int            `db:"failed"`
	Input  int            `db:"input"`
	Output int            `db:"output"`
}

const qModelLedger = `
SELECT date_trunc('day', c.at AT TIME ZONE 'UTC') AS day, coalesce(nullif(u.email, ''), u.nickname, nullif(u.name, '')) AS person, cl.name AS class, count(*) AS calls,
	count(*) FILTER (WHERE c.outcome = 'failed') AS failed, sum(c.input_tokens) AS input, sum(c.output_tokens) AS output
FROM model_calls c LEFT JOIN users u ON u.id = c.user_id LEFT JOIN classes cl ON cl.id = c.class_id
WHERE c.at > now() - interval '31 days'
GROUP BY 1, c.user_id, u.email, u.nickname, u.name, cl.id, cl.name
ORDER BY 1 DESC, sum(c.input_tokens + c.output_tokens) DESC
LIMIT 500`

// ModelLedger returns what was asked of the model in the last 31 days, by day and person.
func (s *Store) ModelLedger(ctx context.Context) ([]ModelDay, error) {
	var days []ModelDay
	err := s.db.SelectContext(ctx, &days, qModelLedger)
	return days, translate("model ledger", err)
}
