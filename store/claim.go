package store

import (
	"context"
	"database/sql"
	"time"

	"coderemote"

	"github.com/jmoiron/sqlx"
)

// Lease is how long a worker owns a run without renewing it.
const Lease = 8 * time.Second

// Claim is a worker's right to write to a run. Every write names the attempt,
// so a worker that lost the run can change nothing any more.
type Claim struct {
	Run *coderemote.Run
	Seq int64 // of the last event stored
	// Trace is the traceparent (W3C Trace Context) of whoever posted the run, ""
	// for none.
	Trace string
}

const qClaimRun = `
WITH c AS (
	UPDATE runs SET status = 'running', attempt = attempt + 1, worker = $2, started_at = now(),
		lease_until = now() + $3::bigint * interval '1 millisecond'
	WHERE id = $1 AND status = 'queued'
	RETURNING ` + runColumns + `, coalesce(traceparent, '') AS traceparent
), e AS (
	INSERT INTO run_events (run_id, seq, type, status)
	SELECT c.id, (SELECT coalesce(max(seq), 0) + 1 FROM run_events WHERE run_id = c.id), 'status', 'running' FROM c
	RETURNING seq
)
SELECT c.*, e.seq, pg_notify('run', c.id::text)::text AS bell FROM c, e`

// ClaimRun makes a queued run the worker's own. A run that is no longer queued
// is CodeNotFound: it was cancelled, or somebody else has it. The commit is
// asynchronous: a crash of the database undoes a claim that nobody has seen.
func (s *Store) ClaimRun(ctx context.Context, id, worker string) (*Claim, error) {
	var row struct {
		runRow
		Seq   int64  `db:"seq"`
		Trace string `db:"traceparent"`
		Bell  string `db:"bell"`
	}
	if err := s.relaxedDB.GetContext(ctx, &row, qClaimRun, id, worker, Lease.Milliseconds()); err != nil {
		return nil, translate("claim run "+id, err)
	}
	claim := &Claim{Run: row.run(), Seq: row.Seq, Trace: row.Trace}
	if claim.Run.FileCount == 0 {
		return claim, nil
	}
	var err error
	claim.Run.Files, err = s.RunFiles(ctx, id)
	return claim, err
}

const qRenewLease = `
UPDATE runs SET lease_until = now() + $3::bigint * interval '1 millisecond', input_taken = greatest(input_taken, $4)
WHERE id = $1 AND attempt = $2 AND status = 'running'
RETURNING cancel_requested_at IS NOT NULL`

// RenewLease keeps the run for another Lease, notes how much of the posted input
// the program has taken, and reports whether somebody asked to cancel. It fails
// with CodeNotFound when the run is no longer the worker's.
func (s *Store) RenewLease(ctx context.Context, c *Claim, inputTaken int64) (cancel bool, err error) {
	err = s.relaxedDB.GetContext(ctx, &cancel, qRenewLease, c.Run.ID, c.Run.Attempt, Lease.Milliseconds(), inputTaken)
	return cancel, translate("renew lease of run "+c.Run.ID, err)
}

// The share lock on the run makes the fence hold until the commit. The insert
// may be repeated after a connection broke during the commit: a sequence number
// of this attempt has one text.
const qAppendEvents = `
WITH r AS (
	SELECT id FROM runs WHERE id = $1 AND attempt = $2 AND status = 'running' FOR SHARE
), e AS (
	INSERT INTO run_events (run_id, seq, type, stream, text, at_us)
	SELECT r.id, x.seq, x.type, x.stream, x.text, x.at_us
	FROM r, unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::bigint[]) AS x (seq, type, stream, text, at_us)
	ON CONFLICT (run_id, seq) DO NOTHING
)
SELECT pg_notify('run', r.id::text)::text FROM r`

// AppendEvents stores events behind those of the claim and rings the bell. It
// fails with CodeNotFound when the run is no longer the worker's.
func (s *Store) AppendEvents(ctx context.Context, c *Claim, events []coderemote.Event) error {
	var bell string
	a := eventArrays(events)
	err := s.db.GetContext(ctx, &bell, qAppendEvents, c.Run.ID, c.Run.Attempt, a.seq, a.types, a.streams, a.texts, a.at)
	if err == nil && len(events) > 0 {
		c.Seq = events[len(events)-1].Seq
	}
	return translate("append output of run "+c.Run.ID, err)
}

type arrays struct {
	seq                   []int64
	types, streams, texts []string
	at                    []int64
}

func eventArrays(events []coderemote.Event) arrays {
	a := arrays{seq: []int64{}, types: []string{}, streams: []string{}, texts: []string{}, at: []int64{}}
	for _, e := range events {
		a.seq = append(a.seq, e.Seq)
		a.types = append(a.types, string(e.Type))
		a.streams = append(a.streams, string(e.Stream))
		a.texts = append(a.texts, e.Text)
		a.at = append(a.at, e.At.Microseconds())
	}
	return a
}

const qFinishRun = `
WITH u AS (
	UPDATE runs SET status = $3, finished_at = now(), lease_until = NULL, exit_code = $4, error_type = $5, error = $6, truncated = $7,
		violations = $8, wall_us = $9, cpu_us = $10, peak_memory = $11, artifacts = $19
	WHERE id = $1 AND attempt = $2 AND status = $18
	RETURNING id, user_id, code_sha256, job_id, snippet_id
), s AS (
	UPDATE snippets SET execution_count = execution_count + 1, last_execution_at = now() FROM u WHERE snippets.id = u.snippet_id AND snippets.user_id = u.user_id
), j AS (
	UPDATE river_job SET state = 'completed', finalized_at = now() FROM u WHERE river_job.id = u.job_id AND state = 'scheduled'
), q AS (
	UPDATE run_quotas SET active = active - 1 FROM u WHERE run_quotas.user_id = u.user_id RETURNING active
), o AS (
	INSERT INTO run_events (run_id, seq, type, stream, text, at_us)
	SELECT u.id, x.seq, x.type, x.stream, x.text, x.at_us
	FROM u, unnest($12::int[], $13::text[], $14::text[], $15::text[], $16::bigint[]) AS x (seq, type, stream, text, at_us)
	ON CONFLICT (run_id, seq) DO NOTHING
), d AS (
	INSERT INTO run_events (run_id, seq, type, status, at_us)
	SELECT u.id, coalesce($17, (SELECT max(seq) + 1 FROM run_events WHERE run_id = u.id)), 'done', $3, coalesce($9, 0) FROM u
), a AS (
	INSERT INTO audit_log (subject, action, run_id, code_sha256, status, wall_ms)
	SELECT users.subject, 'run', u.id, u.code_sha256, $3, coalesce($9::bigint / 1000, 0) FROM u JOIN users ON users.id = u.user_id
)
SELECT u.user_id, coalesce((SELECT active FROM q), 0) AS active, pg_notify('run', u.id::text || '!')::text AS bell FROM u`

// FinishRun ends a claimed run with its last events: one fenced statement, after
// which nothing follows. It fails with CodeNotFound when the run is no longer
// the worker's. waiting reports whether other runs of the same user are queued
// behind it: PromoteRun gives the next one its job.
func (s *Store) FinishRun(ctx context.Context, c *Claim, result coderemote.Result, last []coderemote.Event) (waiting bool, err error) {
	seq := c.Seq + 1
	if len(last) > 0 {
		seq = last[len(last)-1].Seq + 1
	}
	f := fence{id: c.Run.ID, attempt: c.Run.Attempt, status: coderemote.StatusRunning}
	return s.finish(ctx, f, result, last, sql.NullInt64{Int64: seq, Valid: true})
}

// A fence says which run, in which state, a final status may be given to.
type fence struct {
	id      string
	attempt int
	status  coderemote.Status
}

// finish ends a run inside its fence; doneSeq is the number of the final event,
// null for the next one.
func (s *Store) finish(ctx context.Context, f fence, result coderemote.Result, last []coderemote.Event, doneSeq sql.NullInt64) (bool, error) {
	violations, err := orNull(result.Violations)
	if err != nil {
		return false, translate("finish run "+f.id, err)
	}
	artifacts, err := orNull(result.Artifacts)
	if err != nil {
		return false, translate("finish run "+f.id, err)
	}
	var row struct {
		UserID string `db:"user_id"`
		Active int    `db:"active"`
		Bell   string `db:"bell"`
	}
	a := eventArrays(last)
	err = s.db.GetContext(ctx, &row, qFinishRun, f.id, f.attempt, string(result.Status), result.ExitCode, nullString(result.ErrorType),
		nullString(result.Error), result.Truncated, violations, result.Usage.Wall.Microseconds(), result.Usage.CPU.Microseconds(),
		result.Usage.PeakMemory, a.seq, a.types, a.streams, a.texts, a.at, doneSeq, string(f.status), artifacts)
	return row.Active > 0, translate("finish run "+f.id, err)
}

const qLockQuota = `SELECT 1 FROM run_quotas WHERE user_id = $1 FOR UPDATE`

const qPromoteRun = `
WITH next AS (
	SELECT id FROM runs w WHERE user_id = $1 AND status = 'queued' AND job_id IS NULL
		AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.user_id = $1 AND (r.status = 'running' OR (r.status = 'queued' AND r.job_id IS NOT NULL)))
	ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
), j AS (
	INSERT INTO river_job (args, kind, max_attempts, queue, state)
	SELECT jsonb_build_object('run_id', id::text), 'run', 2, 'run', 'available' FROM next
	RETURNING id
), u AS (
	UPDATE runs SET job_id = (SELECT id FROM j) FROM next WHERE runs.id = next.id
)
SELECT pg_notify(current_schema() || '.river_insert', '{"queue": "run"}')::text FROM j`

// PromoteRun gives the oldest waiting run of userID its job, if none of that
// user's runs is running or about to. The lock on the quota row, taken by an
// earlier statement, makes two callers at once see each other's work.
func (s *Store) PromoteRun(ctx context.Context, userID string) error {
	return s.inTx(ctx, "promote run", func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, qLockQuota, userID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, qPromoteRun, userID)
		return err
	})
}
