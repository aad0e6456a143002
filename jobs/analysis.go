package jobs

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"coderemote"
	"coderemote/analysis"
	"coderemote/live"
	"coderemote/sandbox"
	"coderemote/store"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
)

// AnalysisArgs are the arguments of the job that analyzes code.
type AnalysisArgs struct {
	AnalysisID string `json:"analysis_id"`
}

// Kind returns River's name of the job.
func (AnalysisArgs) Kind() string { return "analyze" }

// The queue of analyses. A job of it borrows a box from those of the runs, and
// holds it only while it measures.
const queueAnalyze = "analyze"

// SubmitAnalysis checks n and stores it as a queued analysis of userID under id,
// together with its job. It counts as a run for the limits. The same idempotency
// key within 24 hours returns the first analysis.
func (d *Door) SubmitAnalysis(ctx context.Context, id, userID string, n analysis.New) (*analysis.Analysis, store.Allowance, error) {
	n, err := n.Validate()
	if err != nil {
		return nil, store.Allowance{}, err
	}
	holds, err := d.rules.Of(ctx, userID)
	if err != nil {
		return nil, store.Allowance{}, err
	}
	if problem := d.Problem(); problem != "" {
		return nil, store.Allowance{}, &coderemote.Error{Code: coderemote.CodeUnavailable, RetryAfter: 10 * time.Second, Message: problem}
	}
	if err := d.ownSnippetOf(ctx, userID, n.SnippetID); err != nil {
		return nil, store.Allowance{}, err
	}
	a := &analysis.Analysis{ID: id, UserID: userID, SnippetID: n.SnippetID, Code: n.Code, Function: n.Function, Grow: n.Grow, Mode: n.Mode}
	left, err := d.store.CreateAnalysis(ctx, a, d.perMinute(holds), n.IdempotencyKey)
	if err == nil && a.ID != id {
		a, err = d.store.Analysis(ctx, a.ID, userID)
	}
	return a, left, err
}

// ownSnippetOf checks that an analysis' snippet, if it has one, is userID's.
func (d *Door) ownSnippetOf(ctx context.Context, userID, id string) error {
	if id == "" {
		return nil
	}
	missing := coderemote.Invalid("body.snippet_id", "You have no such snippet.", id)
	if uuid.Validate(id) != nil || len(id) != 36 {
		return missing
	}
	_, err := d.store.Snippet(ctx, id, userID)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return missing
	}
	return err
}

// analysisWorker analyzes code, in boxes borrowed from the runs.
type analysisWorker struct {
	river.WorkerDefaults[AnalysisArgs]
	store  *store.Store
	hub    *live.Hub
	pool   *sandbox.Pool
	logger *slog.Logger
	name   string
	slots  chan struct{} // of the runs: whoever has put something in may use a box

	modeler *Modeler // nil where no model is set up
}

// Timeout is longer than a measurement and a model's answer may take together.
func (w *analysisWorker) Timeout(*river.Job[AnalysisArgs]) time.Duration { return 5 * time.Minute }

// waitTurn is how long an analysis waits for another one of the same person
// before it looks again.
const waitTurn = 250 * time.Millisecond

// Work claims the analysis and brings it to its final status, like runWorker.Work.
func (w *analysisWorker) Work(ctx context.Context, job *river.Job[AnalysisArgs]) error {
	claim, err := w.store.ClaimAnalysis(ctx, job.Args.AnalysisID, w.name)
	switch {
	case errors.Is(err, store.ErrAnalysisWaits):
		return river.JobSnooze(waitTurn)
	case coderemote.CodeOf(err) == coderemote.CodeNotFound:
		return nil // ended, or another worker's
	case err != nil:
		return err
	}
	x := &inquiry{analysisWorker: w, claim: claim}
	x.execute(ctx)
	return nil
}

// inquiry is one attempt at one analysis.
type inquiry struct {
	*analysisWorker
	claim *store.AnalysisClaim
}

func (x *inquiry) execute(ctx context.Context) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var keeper sync.WaitGroup
	keep, stopKeeping := context.WithCancel(ctx)
	watched, leave := context.WithCancelCause(ctx)
	renew := func(ctx context.Context) (bool, error) { return x.store.RenewAnalysis(ctx, x.claim) }
	keeper.Go(func() { keepWatched(keep, renew, cancel, leave, x.logger.With("analysis_id", x.claim.ID)) })
	err := x.inquire(ctx, watched)
	leave(nil)
	stopKeeping()
	keeper.Wait()
	background := context.WithoutCancel(ctx)
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errLost):
		x.logger.Warn("analysis taken over, result dropped", "analysis_id", x.claim.ID, "attempt", x.claim.Attempt)
	case err != nil:
		x.logger.Error("analysis not finished", "analysis_id", x.claim.ID, "attempt", x.claim.Attempt, "err", err)
		x.giveUp(background)
	}
}

// inquire asks the sources in turn and stores the end. watched ends earlier than
// ctx when nobody waits for the model any more.
func (x *inquiry) inquire(ctx, watched context.Context) error {
	if !x.claim.Reported {
		report, err := x.measure(ctx)
		if err != nil {
			return err
		}
		if err := x.report(ctx, report); err != nil {
			return err
		}
	}
	opinion := x.opinion(watched)
	if err := ctx.Err(); err != nil {
		return err
	}
	return x.finish(ctx, opinion)
}

// measure runs the program that counts and reads, in a box.
func (x *inquiry) measure(ctx context.Context) (analysis.Report, error) {
	input, err := analysis.Input(x.claim.Analysis)
	if err != nil {
		return analysis.Report{}, err
	}
	select {
	case x.slots <- struct{}{}:
	case <-ctx.Done():
		return analysis.Report{}, ctx.Err()
	}
	defer func() { <-x.slots }()
	var stdout strings.Builder
	io := sandbox.IO{Output: func(stream coderemote.Stream, text string) {
		if stream == coderemote.Stdout {
			stdout.WriteString(text)
		}
	}}
	program := sandbox.Program{Code: analysis.Program, Stdin: input, Policy: coderemote.PolicyOpen, Limits: analysis.Limits()}
	if x.claim.Mode != analysis.ModeStatic { // what is only read is not imported
		program.Measures = x.claim.Code
	}
	result, err := x.pool.Run(ctx, program, io)
	if err == nil {
		err = ctx.Err() // a cancelled run is no measurement
	}
	if err == nil && result.Status != coderemote.StatusSucceeded {
		x.logger.Info("measurement ended early", "analysis_id", x.claim.ID, "status", result.Status, "error_type", result.ErrorType)
	}
	return analysis.ParseReport(stdout.String(), result), err
}

func (x *inquiry) report(ctx context.Context, r analysis.Report) error {
	waiting, err := x.store.ReportAnalysis(ctx, x.claim, r)
	if err != nil {
		return err
	}
	x.claim.Sources.Measured, x.claim.Sources.Static, x.claim.Error = r.Measured, r.Static, r.Error
	x.promote(ctx, waiting)
	return nil
}

// promote lets a run of the same person go on that waited for this analysis.
func (x *inquiry) promote(ctx context.Context, waiting bool) {
	if !waiting {
		return
	}
	if err := x.store.PromoteRun(ctx, x.claim.UserID); err != nil {
		x.logger.Warn("next run not promoted", "user_id", x.claim.UserID, "err", err)
	}
}

func (x *inquiry) finish(ctx context.Context, opinion analysis.Opinion) error {
	x.claim.Sources.Model = opinion
	status := coderemote.StatusFailed
	if time, _ := x.claim.Sources.Answer(); time != "" {
		status = coderemote.StatusSucceeded
	}
	if err := x.store.FinishAnalysis(ctx, x.claim, status, opinion); err != nil {
		return err
	}
	x.hub.RingDone(x.claim.ID)
	x.logger.Info("analysis finished", "analysis_id", x.claim.ID, "user_id", x.claim.UserID, "attempt", x.claim.Attempt, "status", status)
	return nil
}

// giveUp lets another attempt have the analysis, or leaves it to the reaper,
// which ends it when its lease is over.
func (x *inquiry) giveUp(ctx context.Context) {
	if x.claim.Attempt >= maxAttempts {
		return
	}
	if err := x.store.RequeueAnalysis(ctx, x.claim.ID, x.claim.Attempt, true); err != nil {
		x.logger.Warn("analysis not requeued", "analysis_id", x.claim.ID, "err", err)
	}
}

// keepWatched renews a lease each two seconds, until ctx ends. It calls lost when
// the lease is another's, and left when nobody waits for the answer any more.
func keepWatched(ctx context.Context, renew func(context.Context) (watched bool, err error), lost, left context.CancelCauseFunc, logger *slog.Logger) {
	ticker := time.NewTicker(store.Lease / 4)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		watched, err := renew(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case coderemote.CodeOf(err) == coderemote.CodeNotFound:
			lost(errLost)
			return
		case err != nil:
			logger.Warn("lease not renewed", "err", err)
		case !watched:
			left(errUnwatched)
		}
	}
}
