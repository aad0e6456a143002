package store

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/google/uuid"
)

const qTableExists = `SELECT to_regclass($1) IS NOT NULL`

// The function belongs to the owner of the tables: who serves may make none.
const qAddPartition = `SELECT add_event_partition('run_events', $1::date)`

// EnsurePartitions makes the partitions of run_events for the month of now and
// the two that follow. An event outside of all of them goes to the default one.
func (s *Store) EnsurePartitions(ctx context.Context, now time.Time) error {
	month := time.Date(now.UTC().Year(), now.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	for range 3 {
		if err := s.ensurePartition(ctx, month); err != nil {
			return err
		}
		month = month.AddDate(0, 1, 0)
	}
	return nil
}

func (s *Store) ensurePartition(ctx context.Context, month time.Time) error {
	name := "run_events_" + month.Format("200601")
	var exists bool
	if err := s.db.GetContext(ctx, &exists, qTableExists, name); err != nil || exists {
		return translate("find partition "+name, err)
	}
	_, err := s.db.ExecContext(ctx, qAddPartition, month)
	return translate("create partition "+name, err)
}

// firstID returns the smallest UUIDv7 of the millisecond t (RFC 9562, 5.7).
func firstID(t time.Time) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(t.UnixMilli())<<16)
	return id
}
