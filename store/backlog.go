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
}

// JobCount is how many jobs of a queue are in a state.
type JobCount struct {
	Queue string `db:"queue"`
	State string `db:"state"`
	Count int    `db:"count"`
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

// Backlog counts what waits. It reads the small indexes of what is not ended.
func (s *Store) Backlog(ctx context.Context) (*Backlog, error) {
	b := &Backlog{}
	if err := s.db.GetContext(ctx, b, qBacklog); err != nil {
		return nil, translate("backlog", err)
	}
	err := s.db.SelectContext(ctx, &b.Jobs, qJobCounts)
	return b, translate("job counts", err)
}
