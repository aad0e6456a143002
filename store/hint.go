package store

import (
	"context"
	"time"
)

// Hint is what the model says of the error of a run, as far as it is written.
type Hint struct {
	Open    bool   `db:"open"`    // it is still being written
	Text    string `db:"text"`    // untrusted Markdown
	Problem string `db:"problem"` // why it failed, as a sentence; "" otherwise
}

// A worker that dies leaves a hint open, and its lease runs out.
const qHint = `
SELECT h.status = 'open' AND h.lease_until > now() AS open, h.text,
	CASE WHEN h.status = 'open' AND h.lease_until <= now() THEN 'The model was interrupted. Ask again.' ELSE h.problem END AS problem
FROM hints h JOIN runs r ON r.id = h.run_id
WHERE h.run_id = $1 AND r.user_id = $2`

// Hint returns the hint of a run of userID; it is not found when nobody has asked.
func (s *Store) Hint(ctx context.Context, runID, userID string) (*Hint, error) {
	var h Hint
	if err := s.db.GetContext(ctx, &h, qHint, runID, userID); err != nil {
		return nil, translate("hint of run "+runID, err)
	}
	return &h, nil
}

// hintWaits is how long a hint may wait for a worker.
const hintWaits = 30 * time.Second

// Its job is River's own row, as in qCreateAnalysis. Who asks twice gets one hint:
// a job that the row does not name finds nothing to do.
const qAskHint = `
WITH j AS (
	INSERT INTO river_job (args, kind, max_attempts, queue, state)
	SELECT jsonb_build_object('run_id', r.id::text), 'hint', 1, 'analyze', 'available' FROM runs r
	WHERE r.id = $1 AND r.user_id = $2 AND r.status = 'failed' AND NOT EXISTS (
		SELECT 1 FROM hints h WHERE h.run_id = r.id AND (h.status = 'done' OR h.status = 'open' AND h.lease_until > now()))
	RETURNING id
), h AS (
	INSERT INTO hints (run_id, job_id, status, text, problem, lease_until, watched_until)
	SELECT $1, j.id, 'open', '', '', now() + $3::bigint * interval '1 millisecond', now() + $4::bigint * interval '1 millisecond' FROM j
	ON CONFLICT (run_id) DO UPDATE SET job_id = excluded.job_id, status = 'open', text = '', problem = '',
		lease_until = excluded.lease_until, watched_until = excluded.watched_until, created_at = now()
	WHERE hints.status = 'failed' OR hints.status = 'open' AND hints.lease_until <= now()
)
SELECT pg_notify(current_schema() || '.river_insert', '{"queue": "analyze"}')::text FROM j`

// AskHint stores the question what the error of a run of userID means, together
// with its job, unless it is answered or being answered.
func (s *Store) AskHint(ctx context.Context, runID, userID string) error {
	_, err := s.db.ExecContext(ctx, qAskHint, runID, userID, hintWaits.Milliseconds(), Watched.Milliseconds())
	return translate("ask for a hint about run "+runID, err)
}

// HintClaim is the right of one job to write a hint.
type HintClaim struct {
	RunID  string
	UserID string
	JobID  int64
}

const qClaimHint = `
UPDATE hints SET lease_until = now() + $3::bigint * interval '1 millisecond' FROM runs r
WHERE hints.run_id = $1 AND hints.job_id = $2 AND hints.status = 'open' AND hints.lease_until > now() AND r.id = hints.run_id
RETURNING r.user_id`

// ClaimHint takes the hint for a job. It fails with CodeNotFound when it is no
// longer this job's.
func (s *Store) ClaimHint(ctx context.Context, runID string, jobID int64) (*HintClaim, error) {
	c := &HintClaim{RunID: runID, JobID: jobID}
	err := s.db.GetContext(ctx, &c.UserID, qClaimHint, runID, jobID, Lease.Milliseconds())
	return c, translate("claim hint of run "+runID, err)
}

const qRenewHint = `
UPDATE hints SET lease_until = now() + $3::bigint * interval '1 millisecond'
WHERE run_id = $1 AND job_id = $2 AND status = 'open'
RETURNING watched_until > now()`

// RenewHint keeps the hint for another Lease and reports whether anybody still
// waits for it. It fails with CodeNotFound when it is no longer the job's.
func (s *Store) RenewHint(ctx context.Context, c *HintClaim) (watched bool, err error) {
	err = s.relaxedDB.GetContext(ctx, &watched, qRenewHint, c.RunID, c.JobID, Lease.Milliseconds())
	return watched, translate("renew lease of the hint of run "+c.RunID, err)
}

const qWatchHint = `
UPDATE hints SET watched_until = now() + $3::bigint * interval '1 millisecond' FROM runs r
WHERE hints.run_id = $1 AND hints.status = 'open' AND r.id = hints.run_id AND r.user_id = $2`

// WatchHint says that somebody waits for the hint now.
func (s *Store) WatchHint(ctx context.Context, runID, userID string) error {
	_, err := s.db.ExecContext(ctx, qWatchHint, runID, userID, Watched.Milliseconds())
	return translate("watch hint of run "+runID, err)
}

const qAppendHint = `
UPDATE hints SET text = text || $3 WHERE run_id = $1 AND job_id = $2 AND status = 'open'
RETURNING pg_notify('run', run_id::text)::text`

// AppendHint stores more of what the model writes and rings the bell of the run.
func (s *Store) AppendHint(ctx context.Context, c *HintClaim, text string) error {
	var bell string
	err := s.db.GetContext(ctx, &bell, qAppendHint, c.RunID, c.JobID, text)
	return translate("append to the hint of run "+c.RunID, err)
}

const qFinishHint = `
UPDATE hints SET status = CASE WHEN $3 = '' THEN 'done' ELSE 'failed' END, problem = $3 WHERE run_id = $1 AND job_id = $2 AND status = 'open'
RETURNING pg_notify('run', run_id::text)::text`

// FinishHint ends a hint; problem says why it failed, "" that it is whole.
func (s *Store) FinishHint(ctx context.Context, c *HintClaim, problem string) error {
	var bell string
	err := s.db.GetContext(ctx, &bell, qFinishHint, c.RunID, c.JobID, problem)
	return translate("finish the hint of run "+c.RunID, err)
}

const qHints = `
SELECT s.model AND coalesce(c.model, true) AND (s.hints OR coalesce(c.hints, false))
FROM settings s LEFT JOIN users u ON u.id = $1 LEFT JOIN classes c ON c.id = u.class_id`

// Hints reports whether a person may have an error explained by the model: it is
// off until an administrator, or a teacher for the class that they work in, has
// turned it on.
func (s *Store) Hints(ctx context.Context, userID string) (on bool, err error) {
	err = s.db.GetContext(ctx, &on, qHints, userID)
	return on, translate("hints", err)
}

const qInstanceHints = `SELECT hints FROM settings`

// InstanceHints reports whether hints are on for everybody.
func (s *Store) InstanceHints(ctx context.Context) (on bool, err error) {
	err = s.db.GetContext(ctx, &on, qInstanceHints)
	return on, translate("instance hints", err)
}

const qSetInstanceHints = `UPDATE settings SET hints = $1, updated_at = now()`

// SetInstanceHints turns hints on or off for everybody.
func (s *Store) SetInstanceHints(ctx context.Context, on bool) error {
	_, err := s.db.ExecContext(ctx, qSetInstanceHints, on)
	return translate("set instance hints", err)
}

const qClassHints = `SELECT hints FROM classes WHERE id = $1`

// ClassHints reports whether hints are on for a class.
func (s *Store) ClassHints(ctx context.Context, classID string) (on bool, err error) {
	err = s.db.GetContext(ctx, &on, qClassHints, classID)
	return on, translate("class hints", err)
}

const qSetClassHints = `UPDATE classes SET hints = $2 WHERE id = $1`

// SetClassHints turns hints on or off for a class.
func (s *Store) SetClassHints(ctx context.Context, classID string, on bool) error {
	_, err := s.db.ExecContext(ctx, qSetClassHints, classID, on)
	return translate("set class hints", err)
}
