package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"coderemote"
	"coderemote/analysis"

	"github.com/jmoiron/sqlx"
)

type analysisRow struct {
	ID         string         `db:"id"`
	UserID     string         `db:"user_id"`
	SnippetID  sql.NullString `db:"snippet_id"`
	Mode       string         `db:"mode"`
	Status     string         `db:"status"`
	Attempt    int            `db:"attempt"`
	Code       string         `db:"code"`
	Function   sql.NullString `db:"function_name"`
	Grow       sql.NullString `db:"grow"`
	CreatedAt  time.Time      `db:"created_at"`
	StartedAt  sql.NullTime   `db:"started_at"`
	FinishedAt sql.NullTime   `db:"finished_at"`
	Measured   []byte         `db:"measured"`
	Static     []byte         `db:"static"`
	Model      []byte         `db:"model"`
	Narrative  string         `db:"narrative"`
	Error      sql.NullString `db:"error"`
}

const analysisColumns = `id, user_id, snippet_id, mode, status, attempt, code, function_name, grow, created_at, started_at, finished_at,
	measured, static, model, narrative, error`

func (r *analysisRow) analysis() (*analysis.Analysis, error) {
	a := &analysis.Analysis{
		ID: r.ID, UserID: r.UserID, SnippetID: r.SnippetID.String, Code: r.Code, Function: r.Function.String, Grow: r.Grow.String,
		Mode: analysis.Mode(r.Mode), Status: coderemote.Status(r.Status), Attempt: r.Attempt, CreatedAt: r.CreatedAt.UTC(),
		StartedAt: timePtr(r.StartedAt), FinishedAt: timePtr(r.FinishedAt), Narrative: r.Narrative, Error: r.Error.String,
	}
	return a, errors.Join(decode(r.Measured, &a.Sources.Measured), decode(r.Static, &a.Sources.Static), decode(r.Model, &a.Sources.Model))
}

// decode reads a column that may be NULL.
func decode(column []byte, into any) error {
	if column == nil {
		return nil
	}
	return json.Unmarshal(column, into)
}

// An analysis takes a place among the user's active runs and one of its runs a
// minute, in the same row and under the same rule as a run does. Its job is
// River's own row, as in qCreateRun.
const qCreateAnalysis = `
WITH q AS (
	INSERT INTO run_quotas AS q (user_id, tat, active) VALUES ($2, now() + $8::bigint * interval '1 microsecond', 1)
	ON CONFLICT (user_id) DO UPDATE SET active = q.active + 1, tat = greatest(q.tat, now()) + $8::bigint * interval '1 microsecond'
	WHERE q.active < $10 AND greatest(q.tat, now()) <= now() + $9::bigint * interval '1 microsecond'
	RETURNING tat
), j AS (
	INSERT INTO river_job (args, kind, max_attempts, queue, state)
	SELECT jsonb_build_object('analysis_id', $1::text), 'analyze', 2, 'analyze', 'available' FROM q
	RETURNING id
), a AS (
	INSERT INTO analyses (id, user_id, snippet_id, mode, status, code, code_sha256, function_name, grow, job_id, counted, watched_until)
	SELECT $1::text::uuid, $2, $3, 'all', 'queued', $4, $5, $6, $7, j.id, true, now() + $11::bigint * interval '1 millisecond' FROM j
	RETURNING created_at
)
SELECT extract(epoch FROM q.tat - now()) AS ahead, a.created_at,
	pg_notify(current_schema() || '.river_insert', '{"queue": "analyze"}')::text AS bell
FROM q, a`

// Watched is how long an analysis counts as watched after somebody has asked for it.
const Watched = 45 * time.Second

// CreateAnalysis stores a as queued, together with the job that will do it, or
// gives it the id of the one that the same request with this key, "" for none,
// made in the last 24 hours. It fails with CodeRateLimited as CreateRun does.
func (s *Store) CreateAnalysis(ctx context.Context, a *analysis.Analysis, perMinute int, key string) (Allowance, error) {
	if key == "" {
		return s.createAnalysis(ctx, s.db, a, perMinute)
	}
	var left Allowance
	err := s.inTx(ctx, "create analysis "+a.ID, func(tx *sqlx.Tx) error {
		request := []string{a.Code, a.SnippetID, a.Function, a.Grow}
		first, err := Key{UserID: a.UserID, Kind: "analysis", Key: key, Request: request}.take(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if first != a.ID {
			a.ID = first
			return nil
		}
		left, err = s.createAnalysis(ctx, tx, a, perMinute)
		return err
	})
	return left, err
}

func (s *Store) createAnalysis(ctx context.Context, q sqlx.QueryerContext, a *analysis.Analysis, perMinute int) (Allowance, error) {
	interval, burst := gcra(perMinute)
	sum := sha256.Sum256([]byte(a.Code))
	var row struct {
		Ahead     float64   `db:"ahead"`
		CreatedAt time.Time `db:"created_at"`
		Bell      string    `db:"bell"`
	}
	err := sqlx.GetContext(ctx, q, &row, qCreateAnalysis, a.ID, a.UserID, nullString(a.SnippetID), a.Code, sum[:], nullString(a.Function),
		nullString(a.Grow), interval.Microseconds(), burst.Microseconds(), coderemote.MaxRunning+coderemote.MaxQueued, Watched.Milliseconds())
	if err == sql.ErrNoRows {
		return s.refusal(ctx, a.UserID, perMinute)
	}
	if err != nil {
		return Allowance{}, translate("create analysis "+a.ID, err)
	}
	a.Status, a.CreatedAt = coderemote.StatusQueued, row.CreatedAt.UTC()
	return allowance(perMinute, row.Ahead), nil
}

const qAnalysis = `SELECT ` + analysisColumns + ` FROM analyses WHERE id = $1 AND user_id = $2`

// Analysis returns an analysis of userID; somebody else's is not found.
func (s *Store) Analysis(ctx context.Context, id, userID string) (*analysis.Analysis, error) {
	var row analysisRow
	if err := s.db.GetContext(ctx, &row, qAnalysis, id, userID); err != nil {
		return nil, translate("analysis", err)
	}
	a, err := row.analysis()
	return a, translate("analysis "+id, err)
}

const qWatchAnalysis = `
UPDATE analyses SET watched_until = now() + $3::bigint * interval '1 millisecond'
WHERE id = $1 AND user_id = $2 AND status IN ('queued', 'running')`

// WatchAnalysis says that somebody waits for the analysis now.
func (s *Store) WatchAnalysis(ctx context.Context, id, userID string) error {
	_, err := s.db.ExecContext(ctx, qWatchAnalysis, id, userID, Watched.Milliseconds())
	return translate("watch analysis "+id, err)
}

// AnalysisEvent is one entry of an analysis' stored sequence.
type AnalysisEvent struct {
	Seq  int64          `db:"seq"`
	Type string         `db:"type"` // narrative, measurement, done
	Text sql.NullString `db:"text"`
}

const qAnalysisEvents = `SELECT seq, type, text FROM analysis_events WHERE analysis_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`

// AnalysisEvents returns up to limit events of an analysis after the number after.
func (s *Store) AnalysisEvents(ctx context.Context, id string, after int64, limit int) ([]AnalysisEvent, error) {
	var events []AnalysisEvent
	err := s.db.SelectContext(ctx, &events, qAnalysisEvents, id, after, limit)
	return events, translate("events of analysis "+id, err)
}

// AnalysisClaim is a worker's right to write to an analysis, like Claim.
type AnalysisClaim struct {
	*analysis.Analysis
	Reported bool // an attempt before has had the box's report
}

// One box at a time for each person: the quota row, locked by an earlier
// statement, makes two workers see each other's claim.
const qClaimAnalysis = `
UPDATE analyses SET status = 'running', attempt = attempt + 1, worker = $2, started_at = coalesce(started_at, now()),
	lease_until = now() + $3::bigint * interval '1 millisecond'
WHERE id = $1 AND status = 'queued'
	AND NOT (counted AND EXISTS (SELECT 1 FROM analyses o WHERE o.user_id = analyses.user_id AND o.status = 'running' AND o.counted))
RETURNING ` + analysisColumns

const qAnalysisWaits = `SELECT user_id FROM analyses WHERE id = $1 AND status = 'queued'`

// ErrAnalysisWaits says that another analysis of the same person has a box.
var ErrAnalysisWaits = errors.New("store: another analysis of the same user is running")

// ClaimAnalysis makes a queued analysis the worker's own. It fails with
// CodeNotFound when it is no longer queued and with ErrAnalysisWaits when
// another one of its user comes first.
func (s *Store) ClaimAnalysis(ctx context.Context, id, worker string) (*AnalysisClaim, error) {
	var row analysisRow
	err := s.inTx(ctx, "claim analysis "+id, func(tx *sqlx.Tx) error {
		var user string
		if err := tx.GetContext(ctx, &user, qAnalysisWaits, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, qLockQuota, user); err != nil {
			return err
		}
		err := tx.GetContext(ctx, &row, qClaimAnalysis, id, worker, Lease.Milliseconds())
		if err == sql.ErrNoRows {
			return ErrAnalysisWaits
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	a, err := row.analysis()
	return &AnalysisClaim{a, row.Static != nil}, translate("claim analysis "+id, err)
}

const qRenewAnalysis = `
UPDATE analyses SET lease_until = now() + $3::bigint * interval '1 millisecond'
WHERE id = $1 AND attempt = $2 AND status = 'running'
RETURNING watched_until > now()`

// RenewAnalysis keeps the analysis for another Lease and reports whether anybody
// still waits for it. It fails with CodeNotFound when it is no longer the worker's.
func (s *Store) RenewAnalysis(ctx context.Context, c *AnalysisClaim) (watched bool, err error) {
	err = s.relaxedDB.GetContext(ctx, &watched, qRenewAnalysis, c.ID, c.Attempt, Lease.Milliseconds())
	return watched, translate("renew lease of analysis "+c.ID, err)
}

// The box is free again: the place among the active runs is given back once.
const qReportAnalysis = `
WITH a AS (
	SELECT id, user_id, counted FROM analyses WHERE id = $1 AND attempt = $2 AND status = 'running' FOR UPDATE
), u AS (
	UPDATE analyses SET measured = $3, static = $4, error = $5, counted = false FROM a WHERE analyses.id = a.id
), q AS (
	UPDATE run_quotas SET active = active - 1 FROM a WHERE run_quotas.user_id = a.user_id AND a.counted RETURNING active
), e AS (
	INSERT INTO analysis_events (analysis_id, seq, type)
	SELECT a.id, (SELECT coalesce(max(seq), 0) + 1 FROM analysis_events WHERE analysis_id = a.id), 'measurement' FROM a
)
SELECT coalesce((SELECT active FROM q), 0) AS active, pg_notify('run', a.id::text)::text AS bell FROM a`

// ReportAnalysis stores what the box said. waiting reports whether runs of the
// same user may wait for the place that is free now: see PromoteRun.
func (s *Store) ReportAnalysis(ctx context.Context, c *AnalysisClaim, r analysis.Report) (waiting bool, err error) {
	measured, err := json.Marshal(r.Measured)
	if err != nil {
		return false, translate("report analysis "+c.ID, err)
	}
	static, err := json.Marshal(r.Static)
	if err != nil {
		return false, translate("report analysis "+c.ID, err)
	}
	var row struct {
		Active int    `db:"active"`
		Bell   string `db:"bell"`
	}
	err = s.db.GetContext(ctx, &row, qReportAnalysis, c.ID, c.Attempt, measured, static, nullString(r.Error))
	return row.Active > 0, translate("report analysis "+c.ID, err)
}

const qAppendNarrative = `
WITH a AS (
	UPDATE analyses SET narrative = narrative || $3 WHERE id = $1 AND attempt = $2 AND status = 'running' RETURNING id
), e AS (
	INSERT INTO analysis_events (analysis_id, seq, type, text)
	SELECT a.id, (SELECT coalesce(max(seq), 0) + 1 FROM analysis_events WHERE analysis_id = a.id), 'narrative', $3 FROM a
)
SELECT pg_notify('run', a.id::text)::text FROM a`

// AppendNarrative stores more of what the model writes and rings the bell.
func (s *Store) AppendNarrative(ctx context.Context, c *AnalysisClaim, text string) error {
	var bell string
	err := s.db.GetContext(ctx, &bell, qAppendNarrative, c.ID, c.Attempt, text)
	return translate("append narrative of analysis "+c.ID, err)
}

// What became known goes into the snippet, if it still has the code that was
// asked about: a measurement replaces what was read, that replaces a model's
// opinion, and nothing replaces what a person said.
const qFinishAnalysis = `
WITH a AS (
	SELECT id, user_id, snippet_id, code_sha256, counted FROM analyses WHERE id = $1 AND attempt = $2 AND status IN ('queued', 'running') FOR UPDATE
), s AS (
	UPDATE snippets SET time_complexity = $6, space_complexity = $7, complexity_source = $8 FROM a
	WHERE snippets.id = a.snippet_id AND snippets.user_id = a.user_id AND $6::text IS NOT NULL
		AND sha256(convert_to(ltrim(snippets.code, U&'\FEFF'), 'UTF8')) = a.code_sha256
		AND CASE coalesce(complexity_source, '') WHEN 'manual' THEN false WHEN 'measured' THEN $8 = 'measured' WHEN 'static' THEN $8 <> 'model' ELSE true END
), u AS (
	UPDATE analyses SET status = $3, model = coalesce($4, model), error = coalesce($5, error), counted = false, finished_at = now(), lease_until = NULL
	FROM a WHERE analyses.id = a.id
), q AS (
	UPDATE run_quotas SET active = active - 1 FROM a WHERE run_quotas.user_id = a.user_id AND a.counted RETURNING active
), e AS (
	INSERT INTO analysis_events (analysis_id, seq, type)
	SELECT a.id, (SELECT coalesce(max(seq), 0) + 1 FROM analysis_events WHERE analysis_id = a.id), 'done' FROM a
)
SELECT coalesce((SELECT active FROM q), 0) AS active, pg_notify('run', a.id::text || '!')::text AS bell FROM a`

// FinishAnalysis ends an analysis with what the model claims: one fenced
// statement, after which nothing follows.
func (s *Store) FinishAnalysis(ctx context.Context, c *AnalysisClaim, status coderemote.Status, opinion analysis.Opinion) error {
	model, err := json.Marshal(opinion)
	if err != nil {
		return translate("finish analysis "+c.ID, err)
	}
	sources := c.Sources
	sources.Model = opinion
	time, space := sources.Answer()
	_, err = s.finishAnalysis(ctx, c.ID, c.Attempt, status, model, "", known{string(time), string(space), sources.Origin()})
	return err
}

// known is what a snippet is told of its cost.
type known struct{ time, space, source string }

func (s *Store) finishAnalysis(ctx context.Context, id string, attempt int, status coderemote.Status, model []byte, problem string, k known) (waiting bool, err error) {
	var row struct {
		Active int    `db:"active"`
		Bell   string `db:"bell"`
	}
	err = s.db.GetContext(ctx, &row, qFinishAnalysis, id, attempt, string(status), model, nullString(problem),
		nullString(k.time), nullString(k.space), nullString(k.source))
	return row.Active > 0, translate("finish analysis "+id, err)
}

// LostAnalysis is an analysis that nobody works at any more.
type LostAnalysis struct {
	ID      string `db:"id"`
	UserID  string `db:"user_id"`
	Attempt int    `db:"attempt"`
	Status  string `db:"status"`
}

// A queued one is lost when River has given its job up.
const qLostAnalyses = `
SELECT id, user_id, attempt, status FROM analyses WHERE (status = 'running' AND lease_until < now())
	OR (status = 'queued' AND created_at < now() - interval '5 seconds'
		AND NOT EXISTS (SELECT 1 FROM river_job j WHERE j.id = analyses.job_id AND j.finalized_at IS NULL))`

// LostAnalyses returns the analyses whose lease is over or whose job is gone.
func (s *Store) LostAnalyses(ctx context.Context) ([]LostAnalysis, error) {
	var lost []LostAnalysis
	err := s.db.SelectContext(ctx, &lost, qLostAnalyses)
	return lost, translate("lost analyses", err)
}

const qRequeueAnalysis = `
WITH a AS (
	SELECT id FROM analyses WHERE id = $1 AND attempt = $2 AND (status = 'running' AND ($3 OR lease_until < now())) FOR UPDATE
), j AS (
	INSERT INTO river_job (args, kind, max_attempts, queue, state)
	SELECT jsonb_build_object('analysis_id', id::text), 'analyze', 2, 'analyze', 'available' FROM a
	RETURNING id
), u AS (
	UPDATE analyses SET status = 'queued', lease_until = NULL, worker = NULL, job_id = (SELECT id FROM j) FROM a WHERE analyses.id = a.id
)
SELECT pg_notify(current_schema() || '.river_insert', '{"queue": "analyze"}')::text FROM j`

// RequeueAnalysis gives a lost analysis another try under the next attempt.
// released says that its worker itself lets it go.
func (s *Store) RequeueAnalysis(ctx context.Context, id string, attempt int, released bool) error {
	_, err := s.db.ExecContext(ctx, qRequeueAnalysis, id, attempt, released)
	return translate("requeue analysis "+id, err)
}

// EndLostAnalysis ends a lost analysis, so that every accepted one has a final
// status; what was known of it stays. It fails with CodeNotFound when it has
// ended since.
func (s *Store) EndLostAnalysis(ctx context.Context, id string, attempt int, message string) (waiting bool, err error) {
	return s.finishAnalysis(ctx, id, attempt, coderemote.StatusInternalError, nil, message, known{})
}

const qSameAnalysis = `
SELECT ` + analysisColumns + ` FROM analyses
WHERE user_id = $1 AND code_sha256 = $2 AND snippet_id IS NOT DISTINCT FROM $3 AND mode = 'all' AND function_name IS NULL AND grow IS NULL
	AND (status = 'succeeded' AND created_at > now() - interval '1 hour' OR status IN ('queued', 'running'))
ORDER BY id DESC LIMIT 1`

// SameAnalysis returns the newest answer of the last hour to the same question
// about the same code, or the one that is being worked out. An answer that lacks
// what another try may find is none.
func (s *Store) SameAnalysis(ctx context.Context, userID, code, snippetID string) (*analysis.Analysis, error) {
	sum := sha256.Sum256([]byte(code))
	var row analysisRow
	if err := s.db.GetContext(ctx, &row, qSameAnalysis, userID, sum[:], nullString(snippetID)); err != nil {
		return nil, translate("same analysis", err)
	}
	a, err := row.analysis()
	if err == nil && a.WorthAnother() {
		return nil, translate("same analysis", sql.ErrNoRows)
	}
	return a, translate("same analysis", err)
}

// The estimate of a snippet whose cost nobody knows yet. It counts for no limit,
// and the analyses that people wait for go first.
const qEstimateRun = `
WITH r AS (
	SELECT user_id, snippet_id, code, code_sha256 FROM runs
	WHERE id = $2 AND status = 'succeeded' AND EXISTS (
		SELECT 1 FROM snippets s WHERE s.id = runs.snippet_id AND s.user_id = runs.user_id AND s.deleted_at IS NULL AND s.complexity_source IS NULL)
), j AS (
	INSERT INTO river_job (args, kind, max_attempts, queue, state, priority)
	SELECT jsonb_build_object('analysis_id', $1::text), 'analyze', 2, 'analyze', 'available', 3 FROM r
	RETURNING id
), a AS (
	INSERT INTO analyses (id, user_id, snippet_id, mode, status, code, code_sha256, job_id, counted, watched_until)
	SELECT $1::text::uuid, r.user_id, r.snippet_id, 'static', 'queued', r.code, r.code_sha256, j.id, false, now() FROM r, j
)
SELECT pg_notify(current_schema() || '.river_insert', '{"queue": "analyze"}')::text FROM j`

// EstimateRun stores an analysis that reads the code of a run, under id, if the
// run has succeeded and belongs to a snippet whose cost nobody knows.
func (s *Store) EstimateRun(ctx context.Context, id, runID string) error {
	_, err := s.db.ExecContext(ctx, qEstimateRun, id, runID)
	return translate("estimate run "+runID, err)
}

const qOverruleComplexity = `
UPDATE snippets SET time_complexity = $3, space_complexity = $4, complexity_source = CASE WHEN $3::text IS NULL AND $4::text IS NULL THEN NULL ELSE 'manual' END
WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL
RETURNING id`

// OverruleComplexity sets what a person says their snippet costs; two empty
// classes take it back, and the next analysis fills it again.
func (s *Store) OverruleComplexity(ctx context.Context, snippetID, userID string, time, space analysis.Class) error {
	var id string
	err := s.db.GetContext(ctx, &id, qOverruleComplexity, snippetID, userID, nullString(string(time)), nullString(string(space)))
	return translate("overrule complexity of snippet "+snippetID, err)
}
