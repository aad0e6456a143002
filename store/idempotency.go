package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"

	"coderemote"

	"github.com/jmoiron/sqlx"
)

// Key is an Idempotency-Key of a request that makes something other than a run.
type Key struct {
	UserID  string
	Kind    string // of what is made, "snippet": each kind has keys of its own
	Key     string // "" for none
	Request any    // what is asked, as JSON sees it
}

// Two requests with one key wait for each other here: the second one finds what
// the first has committed.
const qTakeKey = `
INSERT INTO idempotency_keys AS k (user_id, kind, key, request_hash, made_id) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id, kind, key) DO UPDATE SET request_hash = $4, made_id = $5, created_at = now()
WHERE k.created_at <= now() - interval '24 hours'`

const qKey = `SELECT made_id, request_hash FROM idempotency_keys WHERE user_id = $1 AND kind = $2 AND key = $3`

// take notes in tx that k's request makes id, and returns id, or what the same
// request made in the last 24 hours. Another request with this key is a conflict.
func (k Key) take(ctx context.Context, tx *sqlx.Tx, id string) (string, error) {
	if k.Key == "" {
		return id, nil
	}
	request, err := json.Marshal(k.Request)
	if err != nil {
		return "", err
	}
	hash := sha256.Sum256(request)
	taken, err := tx.ExecContext(ctx, qTakeKey, k.UserID, k.Kind, k.Key, hash[:], id)
	if err != nil {
		return "", err
	}
	if n, err := taken.RowsAffected(); n > 0 || err != nil {
		return id, err
	}
	var first struct {
		MadeID      string `db:"made_id"`
		RequestHash []byte `db:"request_hash"`
	}
	if err := tx.GetContext(ctx, &first, qKey, k.UserID, k.Kind, k.Key); err != nil {
		return "", err
	}
	if !bytes.Equal(first.RequestHash, hash[:]) {
		return "", coderemote.Errorf(coderemote.CodeConflict, "This Idempotency-Key was used for a different request in the last 24 hours. Use a new key.")
	}
	return first.MadeID, nil
}

const qSweepKeys = `DELETE FROM idempotency_keys WHERE created_at <= now() - interval '24 hours'`

// SweepKeys removes the idempotency keys that mean nothing any more.
func (s *Store) SweepKeys(ctx context.Context) error {
	_, err := s.relaxedDB.ExecContext(ctx, qSweepKeys)
	return translate("sweep idempotency keys", err)
}
