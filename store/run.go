package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"coderemote"
)

// runRow is a row of runs as sqlx reads it.
type runRow struct {
	ID          string         `db:"id"`
	UserID      string         `db:"user_id"`
	Status      string         `db:"status"`
	Attempt     int            `db:"attempt"`
	Code        string         `db:"code"`
	Stdin       string         `db:"stdin"`
	Interactive bool           `db:"interactive"`
	Policy      string         `db:"policy"`
	Modules     string         `db:"modules"`
	TimeoutMS   int64          `db:"timeout_ms"`
	SnippetID   sql.NullString `db:"snippet_id"`
	CreatedAt   time.Time      `db:"created_at"`
	StartedAt   sql.NullTime   `db:"started_at"`
	FinishedAt  sql.NullTime   `db:"finished_at"`
	ExitCode    sql.NullInt32  `db:"exit_code"`
	ErrorType   sql.NullString `db:"error_type"`
	Error       sql.NullString `db:"error"`
	Truncated   bool           `db:"truncated"`
	Violations  []byte         `db:"violations"`
	WallUS      sql.NullInt64  `db:"wall_us"`
	CPUUS       sql.NullInt64  `db:"cpu_us"`
	PeakMemory  sql.NullInt64  `db:"peak_memory"`
	FileCount   int            `db:"file_count"`
	Artifacts   []byte         `db:"artifacts"`
}

const runColumns = `id, user_id, status, attempt, code, stdin, interactive, policy, modules, timeout_ms, snippet_id, created_at,
	started_at, finished_at, exit_code, error_type, error, truncated, violations, wall_us, cpu_us, peak_memory, file_count, artifacts`

func (r *runRow) run() *coderemote.Run {
	run := &coderemote.Run{
		ID: r.ID, UserID: r.UserID, Code: r.Code, Stdin: r.Stdin, Interactive: r.Interactive,
		Policy: coderemote.Policy(r.Policy), Modules: strings.Fields(r.Modules), Timeout: time.Duration(r.TimeoutMS) * time.Millisecond, SnippetID: r.SnippetID.String, FileCount: r.FileCount,
		Status: coderemote.Status(r.Status), Attempt: r.Attempt, CreatedAt: r.CreatedAt.UTC(),
		StartedAt: timePtr(r.StartedAt), FinishedAt: timePtr(r.FinishedAt),
	}
	run.Result = coderemote.Result{
		Status: run.Status, ErrorType: r.ErrorType.String, Error: r.Error.String, Truncated: r.Truncated,
		Usage:     coderemote.Usage{Wall: micros(r.WallUS.Int64), CPU: micros(r.CPUUS.Int64), PeakMemory: r.PeakMemory.Int64},
		Artifacts: artifactsOf(r.Artifacts),
	}
	if r.ExitCode.Valid {
		code := int(r.ExitCode.Int32)
		run.Result.ExitCode = &code
	}
	if len(r.Violations) > 0 {
		// The column is written by FinishRun alone; what it cannot hold is shown as no violation.
		_ = json.Unmarshal(r.Violations, &run.Result.Violations)
	}
	return run
}

func micros(us int64) time.Duration { return time.Duration(us) * time.Microsecond }

func timePtr(t sql.NullTime) *time.Time {
	if !t.Valid {
		return nil
	}
	utc := t.Time.UTC()
	return &utc
}

func nullString(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

// Allowance is what is left of a user's runs a minute after an accepted run.
type Allowance struct {
	Limit     int           // runs a minute; 0 means no limit
	Remaining int           // runs that would be accepted now
	Reset     time.Duration // until the whole limit is there again
}

// One statement makes the run and its River job, so that neither is ever there
// without the other. The quota row is the lock: a second request of the same
// user waits for it and sees the first one's count. Only a user's first active
// run gets a job; PromoteRun gives the next one its own. The insert writes the
// row that river.Client.InsertTx of the pinned version would write, and rings
// its channel; a test in jobs compares the two.
//
// With a worker ($15) the run goes to it directly, unless an earlier one waits
// for a box: it is born running, and its job is scheduled for when no run can
// still live. The end of the run completes the job; if the worker dies before,
// the run is lost like any other.
const qCreateRun = `
WITH q AS (
	INSERT INTO run_quotas AS q (user_id, tat, active) VALUES ($2, now() + $10::bigint * interval '1 microsecond', 1)
	ON CONFLICT (user_id) DO UPDATE SET active = q.active + 1, tat = greatest(q.tat, now()) + $10::bigint * interval '1 microsecond'
	WHERE q.active < $12 AND greatest(q.tat, now()) <= now() + $11::bigint * interval '1 microsecond'
	RETURNING active, tat
), d AS (
	SELECT $15::text <> '' AND q.active = 1 AND NOT EXISTS (SELECT 1 FROM river_job WHERE queue = 'run' AND state = 'available') AS direct FROM q
), j AS (
	INSERT INTO river_job (args, kind, max_attempts, queue, state, scheduled_at)
	SELECT jsonb_build_object('run_id', $1::text), 'run', 2, 'run', (CASE WHEN direct THEN 'scheduled' ELSE 'available' END)::river_job_state,
		now() + CASE WHEN direct THEN interval '16 minutes' ELSE interval '0' END
	FROM q, d WHERE q.active = 1
	RETURNING id
), r AS (
	INSERT INTO runs (id, user_id, code, code_sha256, stdin, interactive, policy, timeout_ms, snippet_id, idempotency_key, request_hash, job_id,
		status, attempt, worker, started_at, lease_until, modules, traceparent, file_count)
	SELECT $1::text::uuid, $2, $3, $4, $5, $6, $7, $8, $9, $13, $14, (SELECT id FROM j),
		CASE WHEN direct THEN 'running' ELSE 'queued' END, direct::int, CASE WHEN direct THEN $15 END,
		CASE WHEN direct THEN now() END, CASE WHEN direct THEN now() + $16::bigint * interval '1 millisecond' END, $17, nullif($18, ''), cardinality($19::text[])
	FROM q, d
	RETURNING id, created_at
), e AS (
	INSERT INTO run_events (run_id, seq, type, status) SELECT id, 1, 'status', 'queued' FROM r
	UNION ALL SELECT id, 2, 'status', 'running' FROM r, d WHERE direct
), f AS (
	INSERT INTO run_files (run_id, n, name, content)
	SELECT r.id, x.n, x.name, x.content FROM r, unnest($19::text[], $20::bytea[]) WITH ORDINALITY AS x (name, content, n)
)
SELECT d.direct, extract(epoch FROM q.tat - now()) AS ahead, r.created_at,
	(SELECT pg_notify(current_schema() || '.river_insert', '{"queue": "run"}')::text FROM j WHERE NOT d.direct) AS bell
FROM q, r, d`

const qQuota = `SELECT active, extract(epoch FROM greatest(tat, now()) - now()) AS ahead FROM run_quotas WHERE user_id = $1`

// NewRun is what CreateRun stores.
type NewRun struct {
	Run            *coderemote.Run
	PerMinute      int    // limit of the user's runs a minute; 0 means none
	Worker         string // that has a box free for it right now; "" for none
	IdempotencyKey string // "" for none
	RequestHash    []byte
	Trace          string // traceparent of the request, "" for none
}

// CreateRun stores n.Run together with the job that will run it. The claim is
// nil, unless the run is now the worker's. It fails with CodeRateLimited when
// the user has too many active runs or has used up the limit of a minute.
func (s *Store) CreateRun(ctx context.Context, n NewRun) (*Claim, Allowance, error) {
	r := n.Run
	interval, burst := gcra(n.PerMinute)
	names, contents := fileArrays(r.Files)
	sum := sha256.Sum256([]byte(r.Code))
	var row struct {
		Direct    bool           `db:"direct"`
		Ahead     float64        `db:"ahead"`
		CreatedAt time.Time      `db:"created_at"`
		Bell      sql.NullString `db:"bell"`
	}
	err := s.db.GetContext(ctx, &row, qCreateRun, r.ID, r.UserID, r.Code, sum[:], r.Stdin, r.Interactive, string(r.Policy),
		r.Timeout.Milliseconds(), nullString(r.SnippetID), interval.Microseconds(), burst.Microseconds(),
		coderemote.MaxRunning+coderemote.MaxQueued, nullString(n.IdempotencyKey), n.RequestHash, n.Worker, Lease.Milliseconds(), strings.Join(r.Modules, " "), n.Trace, names, contents)
	if err == sql.ErrNoRows {
		left, err := s.refusal(ctx, r.UserID, n.PerMinute)
		return nil, left, err
	}
	if err != nil {
		return nil, Allowance{}, translate("create run "+r.ID, err)
	}
	r.Status, r.CreatedAt = coderemote.StatusQueued, row.CreatedAt.UTC()
	left := allowance(n.PerMinute, row.Ahead)
	if !row.Direct {
		return nil, left, nil
	}
	r.Status, r.Attempt, r.StartedAt = coderemote.StatusRunning, 1, &r.CreatedAt
	claimed := *r
	return &Claim{Run: &claimed, Seq: 2, Trace: n.Trace}, left, nil
}

// gcra gives the emission interval and the tolerance of a limit of perMinute
// runs a minute, all of which may come at once. (Generic Cell Rate Algorithm,
// ITU-T I.371.)
func gcra(perMinute int) (interval, burst time.Duration) {
	if perMinute <= 0 {
		return 0, time.Hour
	}
	interval = time.Minute / time.Duration(perMinute)
	return interval, time.Minute - interval
}

func allowance(perMinute int, ahead float64) Allowance {
	if perMinute <= 0 {
		return Allowance{}
	}
	interval, _ := gcra(perMinute)
	used := time.Duration(ahead * float64(time.Second))
	return Allowance{Limit: perMinute, Remaining: max(0, int((time.Minute-used)/interval)), Reset: max(0, used)}
}

// refusal finds out which limit was in the way and says so.
func (s *Store) refusal(ctx context.Context, userID string, perMinute int) (Allowance, error) {
	var row struct {
		Active int     `db:"active"`
		Ahead  float64 `db:"ahead"`
	}
	if err := s.db.GetContext(ctx, &row, qQuota, userID); err != nil {
		return Allowance{}, translate("read quota", err)
	}
	left := allowance(perMinute, row.Ahead)
	if row.Active >= coderemote.MaxRunning+coderemote.MaxQueued {
		return left, &coderemote.Error{Code: coderemote.CodeRateLimited, RetryAfter: time.Second, Message: fmt.Sprintf(
			"You already have %d running and %d queued runs, which is the limit. Wait for one to end, or stop one.", coderemote.MaxRunning, coderemote.MaxQueued)}
	}
	_, burst := gcra(perMinute)
	wait := max(time.Second, time.Duration(row.Ahead*float64(time.Second))-burst)
	return left, &coderemote.Error{Code: coderemote.CodeRateLimited, RetryAfter: wait, Message: fmt.Sprintf(
		"You have used your %d runs a minute. Wait %d seconds, then run again.", perMinute, int(wait.Seconds()+0.999))}
}

const qRunByKey = `SELECT ` + runColumns + ` FROM runs WHERE user_id = $1 AND idempotency_key = $2 AND created_at > now() - interval '24 hours'`

const qRequestHash = `SELECT request_hash FROM runs WHERE id = $1`

const qForgetKey = `UPDATE runs SET idempotency_key = NULL WHERE user_id = $1 AND idempotency_key = $2 AND created_at <= now() - interval '24 hours'`

// RunByKey returns the run that userID made with this idempotency key in the
// last 24 hours and the hash of that request. An older run gives the key free.
func (s *Store) RunByKey(ctx context.Context, userID, key string) (*coderemote.Run, []byte, error) {
	var row runRow
	if err := s.db.GetContext(ctx, &row, qRunByKey, userID, key); err != nil {
		if err == sql.ErrNoRows {
			_, err2 := s.db.ExecContext(ctx, qForgetKey, userID, key)
			if err2 != nil {
				return nil, nil, translate("forget idempotency key", err2)
			}
		}
		return nil, nil, translate("run by key", err)
	}
	var hash []byte
	if err := s.db.GetContext(ctx, &hash, qRequestHash, row.ID); err != nil {
		return nil, nil, translate("run by key", err)
	}
	return row.run(), hash, nil
}

const qRun = `SELECT ` + runColumns + ` FROM runs WHERE id = $1 AND user_id = $2`

// Run returns a run of userID; somebody else's is not found.
func (s *Store) Run(ctx context.Context, id, userID string) (*coderemote.Run, error) {
	var row runRow
	if err := s.db.GetContext(ctx, &row, qRun, id, userID); err != nil {
		return nil, translate("run", err)
	}
	return row.run(), nil
}

const qRunsByUser = `SELECT ` + runColumns + ` FROM runs WHERE user_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3`

const qCountRuns = `SELECT count(*) FROM runs WHERE user_id = $1`

// RunsByUser returns a page of userID's runs, newest first, and how many there are in all.
func (s *Store) RunsByUser(ctx context.Context, userID string, limit, offset int) ([]*coderemote.Run, int, error) {
	var rows []runRow
	if err := s.db.SelectContext(ctx, &rows, qRunsByUser, userID, limit, offset); err != nil {
		return nil, 0, translate("runs by user", err)
	}
	var total int
	if err := s.db.GetContext(ctx, &total, qCountRuns, userID); err != nil {
		return nil, 0, translate("count runs", err)
	}
	runs := make([]*coderemote.Run, len(rows))
	for i := range rows {
		runs[i] = rows[i].run()
	}
	return runs, total, nil
}

// A run without a job waits for its user's own earlier run.
const qQueuePlace = `
SELECT r.job_id IS NULL AS own, (SELECT count(*) FROM river_job j WHERE j.queue = 'run' AND j.state = 'available' AND j.id < r.job_id) AS before
FROM runs r WHERE r.id = $1`

// QueuePlace says what a queued run waits for.
type QueuePlace struct {
	Own    bool `db:"own"`    // an earlier run of the same user
	Before int  `db:"before"` // so many runs of others that came before
}

// QueuePlace returns what the run waits for.
func (s *Store) QueuePlace(ctx context.Context, id string) (QueuePlace, error) {
	var place QueuePlace
	err := s.db.GetContext(ctx, &place, qQueuePlace, id)
	return place, translate("queue place", err)
}
