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
	"coderemote/store"

	"github.com/riverqueue/river"
)

// HintArgs are the arguments of the job that has the model explain the error of
// a run.
type HintArgs struct {
	RunID string `json:"run_id"`
}

// Kind returns River's name of the job.
func (HintArgs) Kind() string { return "hint" }

// AskHint asks what the error of a run of userID means. Whoever asks while it is
// answered, or after that, gets the same answer.
func (d *Door) AskHint(ctx context.Context, runID, userID string) error {
	return d.store.AskHint(ctx, runID, userID)
}

// hintWorker has the model write hints, in the queue of the analyses.
type hintWorker struct {
	river.WorkerDefaults[HintArgs]
	store   *store.Store
	logger  *slog.Logger
	modeler *Modeler // nil where no model is set up
}

// Timeout is longer than a model's answer may take.
func (w *hintWorker) Timeout(*river.Job[HintArgs]) time.Duration { return 3 * time.Minute }

// Work writes the hint that the job was made for, and ends it.
func (w *hintWorker) Work(ctx context.Context, job *river.Job[HintArgs]) error {
	claim, err := w.store.ClaimHint(ctx, job.Args.RunID, job.ID)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil // it is written, or another job's
	}
	if err != nil {
		return err
	}
	watched, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	keep, stop := context.WithCancel(ctx)
	var keeper sync.WaitGroup
	renew := func(ctx context.Context) (bool, error) { return w.store.RenewHint(ctx, claim) }
	keeper.Go(func() { keepWatched(keep, renew, leave, leave, w.logger.With("hint_of_run", claim.RunID)) })
	problem := ""
	if err := w.write(watched, claim); err != nil {
		problem = excuse(watched, err, "Ask again")
		w.logger.Warn("hint not written to the end", "run_id", claim.RunID, "err", err)
	}
	stop()
	keeper.Wait()
	err = w.store.FinishHint(context.WithoutCancel(ctx), claim, problem)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil // it was asked for anew meanwhile
	}
	return err
}

// maxTraceback is how much of a traceback the model is shown: its end says what
// went wrong.
const maxTraceback = 4 << 10

// write has the model write, within the budgets of the person, and stores its
// text piece by piece.
func (w *hintWorker) write(ctx context.Context, c *store.HintClaim) error {
	m := w.modeler
	if m == nil {
		return errNoModel
	}
	_, class, err := m.allowed(ctx, c.UserID)
	if err != nil {
		return err
	}
	run, _, traceback, err := w.store.RunWithOutput(ctx, c.RunID, c.UserID)
	if err != nil {
		return err
	}
	if len(traceback) > maxTraceback {
		traceback = strings.ToValidUTF8(traceback[len(traceback)-maxTraceback:], "")
	}
	end, err := m.begin(ctx, c.UserID, class, "hint", run.Code+traceback)
	if err != nil {
		return err
	}
	_, err = m.stream(ctx, analysis.Hint(run.Code, traceback), end, func(ctx context.Context, text string) error { return w.store.AppendHint(ctx, c, text) })
	return err
}

// errNoModel says that this worker, unlike the server that offered a hint, has no model.
var errNoModel = errors.New("jobs: no model is set up at this worker")
