package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"
)

const qTableExists = `SELECT to_regclass($1) IS NOT NULL`

// EnsurePartitions makes the partitions of run_events for the month of now and
// the two that follow. An event outside of all of them goes to the default one.
func (s *Store) EnsurePartitions(ctx context.Context, now time.Time) error {
	month := time.Date(now.UTC().Year(), now.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	for range 3 {
		next := month.AddDate(0, 1, 0)
		if err := s.ensurePartition(ctx, month, next); err != nil {
			return err
		}
		month = next
	}
	return nil
}

func (s *Store) ensurePartition(ctx context.Context, from, to time.Time) error {
	name := "run_events_" + from.Format("200601")
	var exists bool
	if err := s.db.GetContext(ctx, &exists, qTableExists, name); err != nil || exists {
		return translate("find partition "+name, err)
	}
	_, err := s.db.ExecContext(ctx, fmt.Sprintf(
		`CREATE TABLE IF NOT EXISTS %s PARTITION OF run_events FOR VALUES FROM ('%s') TO ('%s')`, name, firstID(from), firstID(to)))
	return translate("create partition "+name, err)
}

// firstID returns the smallest UUIDv7 of the millisecond t (RFC 9562, 5.7).
func firstID(t time.Time) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(t.UnixMilli())<<16)
	return id
}
