package store

import (
	"context"
	"time"
)

// Rate is a bucket: Burst at once, then one each Every.
type Rate struct {
	Burst int
	Every time.Duration
}

// The bucket is the generic cell rate algorithm (ITU-T I.371, annex A) with the
// theoretical arrival time kept in one row: full when that time is more than
// Burst-1 intervals ahead. The second half answers for a full bucket.
const qTake = `
WITH taken AS (
    INSERT INTO throttles (key, tat)
    VALUES ($1, now() + make_interval(secs => $2))
    ON CONFLICT (key) DO UPDATE SET tat = greatest(throttles.tat, now()) + make_interval(secs => $2)
    WHERE throttles.tat <= now() + make_interval(secs => $3)
    RETURNING tat
)
SELECT true AS taken, 0::float8 AS wait FROM taken
UNION ALL
SELECT false, (extract(epoch FROM tat - now()) - $3)::float8
FROM throttles
WHERE key = $1 AND NOT EXISTS (SELECT 1 FROM taken)`

// Take takes one from the bucket named key. A wait above zero says that the
// bucket is empty, that nothing was taken, and when to try again. It holds over
// all replicas, because the bucket is a row.
func (s *Store) Take(ctx context.Context, key string, rate Rate) (wait time.Duration, err error) {
	tolerance := time.Duration(rate.Burst-1) * rate.Every
	var rows []struct {
		Taken bool    `db:"taken"`
		Wait  float64 `db:"wait"`
	}
	if err := s.relaxedDB.SelectContext(ctx, &rows, qTake, key, rate.Every.Seconds(), tolerance.Seconds()); err != nil {
		return 0, translate("take", err)
	}
	switch {
	case len(rows) == 1 && rows[0].Taken:
		return 0, nil
	case len(rows) == 1 && rows[0].Wait > 0:
		return time.Duration(rows[0].Wait * float64(time.Second)), nil
	}
	// Others took the last ones while this statement waited for the row. Its second
	// half still sees the bucket of before, which had room.
	return rate.Every, nil
}

const qGiveBack = `UPDATE throttles SET tat = tat - make_interval(secs => $2) WHERE key = $1`

// GiveBack returns to the bucket named key what Take took.
func (s *Store) GiveBack(ctx context.Context, key string, rate Rate) error {
	_, err := s.relaxedDB.ExecContext(ctx, qGiveBack, key, rate.Every.Seconds())
	return translate("give back", err)
}

const qSweepThrottles = `DELETE FROM throttles WHERE tat < now()`

// SweepThrottles removes the full buckets: a missing one is full as well.
func (s *Store) SweepThrottles(ctx context.Context) error {
	_, err := s.relaxedDB.ExecContext(ctx, qSweepThrottles)
	return translate("sweep throttles", err)
}
