package store

import (
	"context"
	"time"
)

// Worker is what a worker process says of itself.
type Worker struct {
	Name      string    `db:"name"`
	Boxes     int       `db:"boxes"`
	DataBoxes int       `db:"data_boxes"` // of the data image
	Problem   string    `db:"problem"`
	Limits    string    `db:"limits"`
	SeenAt    time.Time `db:"seen_at"`
}

const qReportWorker = `
INSERT INTO workers (name, boxes, data_boxes, problem, limits, seen_at) VALUES ($1, $2, $3, $4, $5, now())
ON CONFLICT (name) DO UPDATE SET boxes = $2, data_boxes = $3, problem = $4, limits = $5, seen_at = now()`

// ReportWorker stores what a worker has, and that it lives.
func (s *Store) ReportWorker(ctx context.Context, w Worker) error {
	_, err := s.relaxedDB.ExecContext(ctx, qReportWorker, w.Name, w.Boxes, w.DataBoxes, w.Problem, w.Limits)
	return translate("report worker", err)
}

const qForgetWorker = `DELETE FROM workers WHERE name = $1 OR seen_at < now() - interval '1 hour'`

// ForgetWorker removes a worker that stops, and those long gone.
func (s *Store) ForgetWorker(ctx context.Context, name string) error {
	_, err := s.db.ExecContext(ctx, qForgetWorker, name)
	return translate("forget worker", err)
}

const qWorkers = `SELECT name, boxes, data_boxes, problem, limits, seen_at FROM workers WHERE seen_at > now() - interval '10 seconds' ORDER BY name`

// Workers returns the workers that were seen in the last 10 seconds.
func (s *Store) Workers(ctx context.Context) ([]Worker, error) {
	var workers []Worker
	err := s.db.SelectContext(ctx, &workers, qWorkers)
	return workers, translate("workers", err)
}
