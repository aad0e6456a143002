package store

import (
	"context"
	"database/sql"

	"coderemote"
)

// LostRun is a run whose worker no longer renews its lease.
type LostRun struct {
	ID      string `db:"id"`
	UserID  string `db:"user_id"`
	Attempt int    `db:"attempt"`
	Shown   bool   `db:"shown"`   // somebody may have seen output of it, or it took input
	Stopped bool   `db:"stopped"` // somebody wanted it to end
}

const qLostRuns = `
SELECT id, user_id, attempt, input_count > 0 OR EXISTS (
	SELECT 1 FROM run_events e WHERE e.run_id = runs.id AND e.type IN ('output', 'input_requested', 'artifact')) AS shown,
	cancel_requested_at IS NOT NULL AS stopped
FROM runs WHERE status = 'running' AND lease_until < now()`

// LostRuns returns the runs whose lease is over.
func (s *Store) LostRuns(ctx context.Context) ([]LostRun, error) {
	var lost []LostRun
	err := s.db.SelectContext(ctx, &lost, qLostRuns)
	return lost, translate("lost runs", err)
}

const qRequeueRun = `
WITH r AS (
	SELECT id FROM runs WHERE id = $1 AND attempt = $2 AND status = 'running' AND ($3 OR lease_until < now()) FOR UPDATE
), j AS (
	INSERT INTO river_job (args, kind, max_attempts, queue, state)
	SELECT jsonb_build_object('run_id', id::text), 'run', 2, 'run', 'available' FROM r
	RETURNING id
), u AS (
	UPDATE runs SET status = 'queued', lease_until = NULL, worker = NULL, started_at = NULL, job_id = (SELECT id FROM j)
	FROM r WHERE runs.id = r.id
), e AS (
	INSERT INTO run_events (run_id, seq, type, status)
	SELECT r.id, (SELECT max(seq) + 1 FROM run_events WHERE run_id = r.id), 'status', 'queued' FROM r
)
SELECT pg_notify(current_schema() || '.river_insert', '{"queue": "run"}')::text || pg_notify('run', r.id::text)::text FROM r, j`

// RequeueRun gives a lost run another try under the next attempt. released says
// that its worker itself lets it go before the lease is over.
func (s *Store) RequeueRun(ctx context.Context, id string, attempt int, released bool) error {
	_, err := s.db.ExecContext(ctx, qRequeueRun, id, attempt, released)
	return translate("requeue run "+id, err)
}

// EndLostRun gives a lost run its end, so that every accepted run has a final
// status. It fails with CodeNotFound when the run has ended since.
func (s *Store) EndLostRun(ctx context.Context, id string, attempt int, result coderemote.Result) (waiting bool, err error) {
	return s.finish(ctx, fence{id, attempt, coderemote.StatusRunning}, result, nil, sql.NullInt64{})
}

const qStrandedUsers = `
SELECT DISTINCT user_id FROM runs w WHERE status = 'queued' AND job_id IS NULL
	AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.user_id = w.user_id AND (r.status = 'running' OR (r.status = 'queued' AND r.job_id IS NOT NULL)))`

// StrandedUsers returns the users whose next run waits for a promotion that a
// crash prevented.
func (s *Store) StrandedUsers(ctx context.Context) ([]string, error) {
	var users []string
	err := s.db.SelectContext(ctx, &users, qStrandedUsers)
	return users, translate("stranded users", err)
}

const qRequestCancel = `
WITH u AS (
	UPDATE runs SET cancel_requested_at = coalesce(cancel_requested_at, now())
	WHERE id = $1 AND user_id = $2 AND status IN ('queued', 'running')
	RETURNING id, status, attempt
)
SELECT status, attempt, pg_notify('run_control', id::text)::text AS bell FROM u`

// CancelRun ends a queued run of userID at once and asks the worker of a running
// one to stop it. A run that has ended stays as it is; somebody else's is
// CodeNotFound.
func (s *Store) CancelRun(ctx context.Context, id, userID string) error {
	var row struct {
		Status  string `db:"status"`
		Attempt int    `db:"attempt"`
		Bell    string `db:"bell"`
	}
	err := s.db.GetContext(ctx, &row, qRequestCancel, id, userID)
	if err == sql.ErrNoRows {
		_, err := s.Run(ctx, id, userID)
		return err
	}
	if err != nil {
		return translate("cancel run "+id, err)
	}
	if row.Status != string(coderemote.StatusQueued) {
		return nil
	}
	return s.cancelQueued(ctx, id, userID, row.Attempt)
}

// cancelQueued ends a run that nobody has claimed. A worker that claims it in
// between has raised the attempt and reads the request by itself.
func (s *Store) cancelQueued(ctx context.Context, id, userID string, attempt int) error {
	result := coderemote.Result{Status: coderemote.StatusCancelled}
	waiting, err := s.finish(ctx, fence{id, attempt, coderemote.StatusQueued}, result, nil, sql.NullInt64{})
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil
	}
	if err != nil || !waiting {
		return err
	}
	return s.PromoteRun(ctx, userID)
}

// A job that River gave up (its worker could not reach the database to claim the
// run, twice) leaves a queued run behind; without a job it is promoted again.
const qForgetDeadJobs = `
UPDATE runs SET job_id = NULL WHERE status = 'queued' AND job_id IS NOT NULL AND created_at < now() - interval '5 seconds'
	AND NOT EXISTS (SELECT 1 FROM river_job j WHERE j.id = runs.job_id AND j.finalized_at IS NULL)`

// ForgetDeadJobs frees queued runs whose job will never come.
func (s *Store) ForgetDeadJobs(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, qForgetDeadJobs)
	return translate("forget dead jobs", err)
}
