package store

import "context"

// Backlog is what has not ended yet, and who there is to end it.
type Backlog struct {
	Queued        int     `db:"queued"`
	Running       int     `db:"running"`
	OldestSeconds float64 `db:"oldest"` // that the oldest queued run has waited
	Workers       int     `db:"workers"`
	Unsafe        int     `db:"unsafe"` // of those, without a safe sandbox
	Boxes         int     `db:"boxes"`
	DataBoxes     int     `db:"data_boxes"`
	DatabaseBytes int64   `db:"bytes"`
	Jobs          []JobCount
	Model         []ModelCount
}

// JobCount is how many jobs of a queue are in a state.
type JobCount struct {
	Queue string `db:"queue"`
	State string `db:"state"`
	Count int    `db:"count"`
}

// ModelCount is how many calls to the model of this day (UTC) ended in one way,
// and what they took.
type ModelCount struct {
	Outcome string `db:"outcome"`
	Calls   int    `db:"calls"`
	Input   int    `db:"input"`
	Output  int    `db:"output"`
}

const qBacklog = `
SELECT q.queued, q.oldest, (SELECT count(*) FROM runs WHERE status = 'running') AS running, w.workers, w.unsafe, w.boxes, w.data_boxes,
	pg_database_size(current_database()) AS bytes
FROM (SELECT count(*) AS queued, coalesce(extract(epoch FROM now() - min(created_at)), 0) AS oldest FROM runs WHERE status = 'queued') q,
	(SELECT count(*) AS workers, count(*) FILTER (WHERE problem <> '') AS unsafe, coalesce(sum(boxes), 0) AS boxes, coalesce(sum(data_boxes), 0) AS data_boxes
	FROM workers WHERE seen_at > now() - interval '10 seconds') w`

const qJobCounts = `
SELECT queue, state::text AS state, count(*) AS count FROM river_job WHERE state NOT IN ('completed', 'cancelled')
GROUP BY queue, state ORDER BY queue, state`

// Every outcome has a row, also one that there was none of.
const qModelCounts = `
SELECT o.outcome, count(c.id) AS calls, coalesce(sum(c.input_tokens), 0) AS input, coalesce(sum(c.output_tokens), 0) AS output
FROM unnest(ARRAY['open', 'done', 'failed', 'left']) o (outcome) LEFT JOIN model_calls c
	ON c.outcome = o.outcome AND c.at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
GROUP BY o.outcome`

// Backlog counts what waits. It reads the small indexes of what is not ended.
func (s *Store) Backlog(ctx context.Context) (*Backlog, error) {
	b := &Backlog{}
	if err := s.db.GetContext(ctx, b, qBacklog); err != nil {
		return nil, translate("backlog", err)
	}
	if err := s.db.SelectContext(ctx, &b.Jobs, qJobCounts); err != nil {
		return nil, translate("job counts", err)
	}
	err := s.db.SelectContext(ctx, &b.Model, qModelCounts)
	return b, translate("model counts", err)
}
