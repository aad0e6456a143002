package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"coderemote"
	"coderemote/store"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Reaper gives every run and every analysis a final status whose worker died,
// once a minute chains the audit log, and once an hour removes what nobody can
// want back. Each process runs one;
// they cannot disagree, because every write is fenced.
type Reaper struct {
	store     *store.Store
	logger    *slog.Logger
	recovered *prometheus.CounterVec
}

// NewReaper makes a Reaper. What it does is counted with r, or for nobody.
func NewReaper(s *store.Store, logger *slog.Logger, r prometheus.Registerer) *Reaper {
	recovered := promauto.With(r).NewCounterVec(prometheus.CounterOpts{
		Name: "coderemote_runs_recovered_total", Help: "Runs whose worker was lost: retried or ended by this process."}, []string{"how"})
	recovered.WithLabelValues("retried")
	recovered.WithLabelValues("ended")
	return &Reaper{s, logger, recovered}
}

// Run looks each second until ctx ends.
func (r *Reaper) Run(ctx context.Context) {
	ticker, minute, hour := time.NewTicker(time.Second), time.NewTicker(time.Minute), time.NewTicker(time.Hour)
	defer ticker.Stop()
	defer minute.Stop()
	defer hour.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-hour.C:
			if err := errors.Join(r.store.SweepSnippets(ctx), r.store.SweepKeys(ctx), r.store.SweepModel(ctx)); err != nil && ctx.Err() == nil {
				r.logger.Warn("what is over was not removed", "err", err)
			}
			continue
		case <-minute.C:
			if err := r.store.SealAudit(ctx); err != nil && ctx.Err() == nil {
				r.logger.Warn("audit log not chained", "err", err)
			}
			continue
		case <-ticker.C:
		}
		if err := r.Look(ctx); err != nil && ctx.Err() == nil {
			r.logger.Warn("lost runs not looked after", "err", err)
		}
	}
}

// Look deals with the runs that are lost now.
func (r *Reaper) Look(ctx context.Context) error {
	lost, err := r.store.LostRuns(ctx)
	if err != nil {
		return err
	}
	for _, run := range lost {
		if err := r.recover(ctx, run); err != nil {
			return err
		}
	}
	if err := r.analyses(ctx); err != nil {
		return err
	}
	if err := r.store.ForgetDeadJobs(ctx); err != nil {
		return err
	}
	users, err := r.store.StrandedUsers(ctx)
	if err != nil {
		return err
	}
	for _, user := range users {
		if err := r.store.PromoteRun(ctx, user); err != nil {
			return err
		}
	}
	return nil
}

// recover tries a run again of which nobody has seen anything, and ends any other.
// One that a person stopped has what they wanted.
func (r *Reaper) recover(ctx context.Context, run store.LostRun) error {
	r.logger.Warn("worker lost", "run_id", run.ID, "attempt", run.Attempt, "shown", run.Shown)
	result := coderemote.Result{Status: coderemote.StatusInternalError, Error: "The worker was lost. Run it again."}
	switch {
	case run.Stopped:
		result = coderemote.Result{Status: coderemote.StatusCancelled}
	case !run.Shown && run.Attempt < maxAttempts:
		r.recovered.WithLabelValues("retried").Inc()
		return r.store.RequeueRun(ctx, run.ID, run.Attempt, false)
	}
	r.recovered.WithLabelValues("ended").Inc()
	waiting, err := r.store.EndLostRun(ctx, run.ID, run.Attempt, result)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil // it ended meanwhile
	}
	if err != nil || !waiting {
		return err
	}
	return r.store.PromoteRun(ctx, run.UserID)
}

// analyses tries each lost analysis again once, and ends what is lost again.
func (r *Reaper) analyses(ctx context.Context) error {
	lost, err := r.store.LostAnalyses(ctx)
	if err != nil {
		return err
	}
	for _, a := range lost {
		r.logger.Warn("analysis lost", "analysis_id", a.ID, "attempt", a.Attempt, "status", a.Status)
		if a.Status == string(coderemote.StatusRunning) && a.Attempt < maxAttempts {
			err = r.store.RequeueAnalysis(ctx, a.ID, a.Attempt, false)
		} else {
			err = r.endAnalysis(ctx, a)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Reaper) endAnalysis(ctx context.Context, a store.LostAnalysis) error {
	waiting, err := r.store.EndLostAnalysis(ctx, a.ID, a.Attempt, "The worker was lost. Analyze it again.")
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil // it ended meanwhile
	}
	if err != nil || !waiting {
		return err
	}
	return r.store.PromoteRun(ctx, a.UserID)
}
