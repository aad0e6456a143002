package store

import (
	"context"
	"regexp"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// Retained says what DropRuns removed.
type Retained struct {
	Partitions int   // months of events
	Events     int64 // of those that are in no month's partition
	Runs       int64
}

const qEventPartitions = `
SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'run_events'::regclass ORDER BY c.relname`

const qDropOldEvents = `DELETE FROM run_events_default WHERE run_id < $1::text::uuid`

// A run that has not ended stays: its worker still writes to it.
const qDropOldRuns = `
DELETE FROM runs WHERE id IN (
	SELECT id FROM runs WHERE id < $1::text::uuid AND finished_at IS NOT NULL ORDER BY id LIMIT $2)`

// DropRuns removes the runs of before cutoff and what they wrote. Events go a
// whole month at once, which costs the same for ten events and for ten million:
// until all of its month is old, the output of a run that is gone stays on disk,
// where nothing reads it.
func (s *Store) DropRuns(ctx context.Context, cutoff time.Time) (dropped Retained, err error) {
	const batch = 1000
	first := firstID(cutoff)
	for more := int64(batch); more == batch; {
		result, err := s.db.ExecContext(ctx, qDropOldRuns, first.String(), batch)
		if err != nil {
			return dropped, translate("drop old runs", err)
		}
		if more, err = result.RowsAffected(); err != nil {
			return dropped, translate("drop old runs", err)
		}
		dropped.Runs += more
	}
	if dropped.Partitions, err = s.dropPartitions(ctx, first); err != nil {
		return dropped, err
	}
	result, err := s.db.ExecContext(ctx, qDropOldEvents, first.String())
	if err != nil {
		return dropped, translate("drop old events", err)
	}
	dropped.Events, err = result.RowsAffected()
	return dropped, translate("drop old events", err)
}

// upperBound is the end of a month's partition, which is not in it.
var upperBound = regexp.MustCompile(`TO \('([0-9a-f-]{36})'\)$`)

func (s *Store) dropPartitions(ctx context.Context, first uuid.UUID) (n int, err error) {
	var partitions []struct {
		Name  string `db:"name"`
		Bound string `db:"bound"`
	}
	if err := s.db.SelectContext(ctx, &partitions, qEventPartitions); err != nil {
		return 0, translate("list partitions", err)
	}
	for _, p := range partitions {
		end := upperBound.FindStringSubmatch(p.Bound)
		if end == nil || end[1] > first.String() { // UUIDs of the same case are ordered as their text is
			continue
		}
		if err := s.dropPartition(ctx, p.Name); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

const qDropPartition = `SELECT drop_event_partition(quote_ident($1)::regclass)`

// dropPartition needs the whole table for a moment. It gives up instead of
// making everybody wait behind a long reader; the next hour tries again.
func (s *Store) dropPartition(ctx context.Context, name string) error {
	return s.inTx(ctx, "drop partition "+name, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `SET LOCAL lock_timeout = '2s'`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, qDropPartition, name)
		return err
	})
}
