package jobs

import (
	"context"
	"log/slog"
	"time"

	"coderemote/store"

	"github.com/riverqueue/river"
)

// The queue of what nobody waits for, one at a time in each worker.
const queueMaintenance = "maintenance"

// maintenanceEvery is how often one worker of the instance, whichever River has
// elected, looks after the database.
const maintenanceEvery = time.Hour

// MaintenanceArgs are the arguments of the job that makes room: partitions for
// the months to come, and old runs removed.
type MaintenanceArgs struct{}

// Kind returns River's name of the job.
func (MaintenanceArgs) Kind() string { return "maintenance" }

// InsertOpts has no second one wait while one does.
func (MaintenanceArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueMaintenance, MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: maintenanceEvery / 2}}
}

func maintenanceJob() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(maintenanceEvery),
		func() (river.JobArgs, *river.InsertOpts) { return MaintenanceArgs{}, nil }, &river.PeriodicJobOpts{RunOnStart: true})
}

type maintenanceWorker struct {
	river.WorkerDefaults[MaintenanceArgs]
	store  *store.Store
	logger *slog.Logger
}

// Timeout lets a first clean-up of many months take its time.
func (*maintenanceWorker) Timeout(*river.Job[MaintenanceArgs]) time.Duration { return 15 * time.Minute }

// Work reads how long runs are kept each time: an administrator may change it.
func (w *maintenanceWorker) Work(ctx context.Context, _ *river.Job[MaintenanceArgs]) error {
	now := time.Now()
	if err := w.store.EnsurePartitions(ctx, now); err != nil {
		return err
	}
	if err := w.dropRuns(ctx, now); err != nil {
		return err
	}
	removed, err := w.store.SweepArtifacts(ctx)
	if removed > 0 {
		w.logger.Info("artifacts removed from the bucket", "artifacts", removed)
	}
	return err
}

func (w *maintenanceWorker) dropRuns(ctx context.Context, now time.Time) error {
	settings, err := w.store.Settings(ctx)
	if err != nil || settings.KeepRunsDays == nil {
		return err
	}
	dropped, err := w.store.DropRuns(ctx, now.AddDate(0, 0, -*settings.KeepRunsDays))
	if err != nil {
		return err
	}
	if dropped != (store.Retained{}) {
		w.logger.Info("old runs removed", "runs", dropped.Runs, "months_of_output", dropped.Partitions, "events", dropped.Events, "ms", time.Since(now).Milliseconds())
	}
	return nil
}
