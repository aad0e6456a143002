package jobs

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"coderemote"
	"coderemote/live"
	"coderemote/sandbox"
	"coderemote/store"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
)

// Why a run's context ended.
var (
	errStopped  = errors.New("jobs: a person stopped the run")
	errLost     = errors.New("jobs: the run belongs to another attempt now")
	errDraining = errors.New("jobs: the worker is shutting down")
)

// maxAttempts is how often a run is tried when nobody has seen anything of it.
const maxAttempts = 2

// runWorker executes runs, one in each box.
type runWorker struct {
	river.WorkerDefaults[RunArgs]
	store    *store.Store
	hub      *live.Hub
	pool     *sandbox.Pool
	logger   *slog.Logger
	name     string
	measures *measures
	slots    chan struct{} // one for each box: whoever has put something in may use one
}

// Timeout is longer than any run may live, so that the run's own limits end it.
func (w *runWorker) Timeout(*river.Job[RunArgs]) time.Duration { return 16 * time.Minute }

// Work claims the run and executes it to its final status. It returns an error
// only when the claim could not be made; everything after it is the run's own
// bookkeeping, which survives River's.
func (w *runWorker) Work(ctx context.Context, job *river.Job[RunArgs]) error {
	select {
	case w.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-w.slots }()
	control := w.hub.Subscribe(live.Control, job.Args.RunID)
	defer control.Close()
	claim, err := w.store.ClaimRun(ctx, job.Args.RunID, w.name)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil // ended, cancelled, or another worker's
	}
	if err != nil {
		return err
	}
	x := &execution{runWorker: w, claim: claim, control: control}
	x.execute(ctx)
	return nil
}

// execution is one attempt at one run.
type execution struct {
	*runWorker
	claim   *store.Claim
	control *live.Subscription
	taken   atomic.Int64 // bytes of posted input that the program has read
}

func (x *execution) execute(ctx context.Context) {
	defer x.measures.begun(x.claim.Run)()
	ctx, span := x.trace(ctx)
	defer span.End()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	background := context.WithoutCancel(ctx)
	recorder := newRecorder(x.store, x.claim, x.logger, func(error) { cancel(errLost) })
	go recorder.run(background)
	inputs := make(chan sandbox.Input)
	var keepers sync.WaitGroup
	keep, stopKeeping := context.WithCancel(background) // a run that is being stopped is still ours
	keepers.Go(func() { x.keep(keep, cancel, inputs) })
	result, err := x.inBox(ctx, recorder, inputs)
	stopKeeping()
	keepers.Wait()
	last, shown := recorder.close()
	x.end(background, context.Cause(ctx), result, err, last, shown)
}

func (x *execution) program() sandbox.Program {
	r := x.claim.Run
	return sandbox.Program{Code: r.Code, Stdin: r.Stdin, Interactive: r.Interactive, Policy: r.Policy, Modules: r.Modules, Files: r.Files, Limits: r.Limits()}
}

// inBox has a box run the program.
func (x *execution) inBox(ctx context.Context, r *recorder, inputs <-chan sandbox.Input) (coderemote.Result, error) {
	ctx, span := tracer().Start(ctx, "box")
	defer span.End()
	var left []coderemote.Artifact
	io := x.io(r, inputs)
	io.Artifact = func(name string, content []byte) {
		left = append(left, coderemote.NewArtifact(uuid.Must(uuid.NewV7()).String(), name, content))
	}
	result, err := x.pool.Run(ctx, x.program(), io)
	traceResult(span, result, err)
	if err == nil && len(left) > 0 {
		result.Artifacts = x.keepArtifacts(context.WithoutCancel(ctx), r, left)
	}
	return result, err
}

func (x *execution) io(r *recorder, inputs <-chan sandbox.Input) sandbox.IO {
	io := sandbox.IO{
		Output: func(stream coderemote.Stream, text string) {
			x.measures.output.WithLabelValues(string(stream)).Add(float64(len(text)))
			r.output(stream, text)
		},
		InputRequested: r.inputRequested,
		InputTaken:     func(bytes int) { x.taken.Add(int64(bytes)) },
	}
	if x.claim.Run.Interactive {
		io.Input = inputs
		// Whoever watches is told why nothing comes yet; the answer to a client that
		// waits holds what its program wrote and nothing else.
		io.Starting = func(sentence string) { r.output(coderemote.Stderr, "Code Remote: "+sentence+"\n") }
	}
	return io
}

// keepArtifacts stores what the program left and returns it without its content;
// none of it where it cannot be stored, which costs a person files and not the run.
func (x *execution) keepArtifacts(ctx context.Context, r *recorder, left []coderemote.Artifact) []coderemote.Artifact {
	if err := x.store.StoreArtifacts(ctx, x.claim, left); err != nil {
		x.logger.Error("artifacts not stored", "run_id", x.claim.Run.ID, "err", err)
		r.output(coderemote.Stderr, "Code Remote: the files that the program wrote could not be kept. It is not the fault of your program.\n")
		return nil
	}
	for i := range left {
		left[i].Content = nil
		r.artifact(left[i])
	}
	return left
}

// keep renews the lease each two seconds, and at each bell hands on what a
// person typed and whether they pressed Stop.
func (x *execution) keep(ctx context.Context, cancel context.CancelCauseFunc, inputs chan<- sandbox.Input) {
	ticker := time.NewTicker(store.Lease / 4)
	defer ticker.Stop()
	n := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-x.control.C:
		}
		stop, err := x.store.RenewLease(ctx, x.claim, x.taken.Load())
		switch {
		case ctx.Err() != nil:
			return
		case coderemote.CodeOf(err) == coderemote.CodeNotFound:
			cancel(errLost)
			return
		case err != nil:
			x.logger.Warn("lease not renewed", "run_id", x.claim.Run.ID, "err", err)
			continue
		case stop:
			cancel(errStopped)
			continue
		}
		n = x.forward(ctx, n, inputs)
	}
}

// forward hands the inputs after number n to the box and returns the last number.
func (x *execution) forward(ctx context.Context, n int, inputs chan<- sandbox.Input) int {
	if !x.claim.Run.Interactive {
		return n
	}
	typed, err := x.store.RunInputs(ctx, x.claim.Run.ID, n)
	if err != nil {
		if ctx.Err() == nil {
			x.logger.Warn("input not read", "run_id", x.claim.Run.ID, "err", err)
		}
		return n
	}
	for _, t := range typed {
		select {
		case inputs <- sandbox.Input{Text: t.Text, EOF: t.EOF}:
			n = t.N
		case <-ctx.Done():
			return n
		}
	}
	return n
}

// end gives the run its final status, or lets another attempt have it.
func (x *execution) end(ctx context.Context, cause error, result coderemote.Result, err error, last []coderemote.Event, shown bool) {
	switch {
	case errors.Is(cause, errLost):
		x.logger.Warn("run taken over, result dropped", "run_id", x.claim.Run.ID, "attempt", x.claim.Run.Attempt)
		return
	case errors.Is(cause, errStopped) && err != nil: // the box failed, but the run was to end
		x.logger.Error("run not stopped by its box", "run_id", x.claim.Run.ID, "attempt", x.claim.Run.Attempt, "err", err)
		result = coderemote.Result{Status: coderemote.StatusCancelled, Usage: result.Usage}
	case err == nil && (cause == nil || errors.Is(cause, errStopped)):
	default: // the box failed, or the worker is going down
		if cause == nil {
			cause = err
		}
		x.logger.Error("run not finished by its box", "run_id", x.claim.Run.ID, "attempt", x.claim.Run.Attempt, "err", cause)
		if !shown && !showsAnything(last) && x.taken.Load() == 0 && x.claim.Run.Attempt < maxAttempts && x.retry(ctx) {
			return
		}
		result = lostResult(cause, result.Usage)
	}
	x.finish(ctx, result, last)
}

func showsAnything(events []coderemote.Event) bool { return len(events) > 0 }

func lostResult(cause error, usage coderemote.Usage) coderemote.Result {
	message := "The sandbox was lost. Run it again; if this keeps happening, tell the operator."
	if errors.Is(cause, errDraining) || errors.Is(cause, context.Canceled) {
		message = "The worker was restarted. Run it again."
	}
	return coderemote.Result{Status: coderemote.StatusInternalError, Error: message, Usage: usage}
}

func (x *execution) retry(ctx context.Context) bool {
	err := x.store.RequeueRun(ctx, x.claim.Run.ID, x.claim.Run.Attempt, true)
	if err != nil {
		x.logger.Warn("run not requeued", "run_id", x.claim.Run.ID, "err", err)
	}
	return err == nil
}

// finish stores the end. PostgreSQL may be away for a while: the lease is the
// bound, because after it the run is somebody else's to end.
func (x *execution) finish(ctx context.Context, result coderemote.Result, last []coderemote.Event) {
	deadline := time.Now().Add(time.Minute)
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		waiting, err := x.store.FinishRun(ctx, x.claim, result, last)
		if err == nil {
			x.measures.finish(result)
			x.finished(ctx, result, waiting)
			return
		}
		if coderemote.CodeOf(err) == coderemote.CodeNotFound {
			// Either the first try was committed and its answer lost, or the run was taken over.
			x.finished(ctx, result, true)
			return
		}
		x.logger.Warn("end of run not stored yet", "run_id", x.claim.Run.ID, "err", err)
		if time.Now().After(deadline) {
			return
		}
		<-time.After(wait)
	}
}

func (x *execution) finished(ctx context.Context, result coderemote.Result, waiting bool) {
	x.hub.RingDone(x.claim.Run.ID)
	x.logger.Info("run finished", "run_id", x.claim.Run.ID, "user_id", x.claim.Run.UserID, "worker", x.name, "attempt", x.claim.Run.Attempt,
		"status", result.Status, "wall_ms", result.Usage.Wall.Milliseconds())
	x.estimate(ctx, result)
	if !waiting {
		return
	}
	if err := x.store.PromoteRun(ctx, x.claim.Run.UserID); err != nil {
		x.logger.Warn("next run not promoted", "user_id", x.claim.Run.UserID, "err", err)
	}
}

// estimate has the code of a snippet read, in the background, after it ran well.
func (x *execution) estimate(ctx context.Context, result coderemote.Result) {
	run := x.claim.Run
	if run.SnippetID == "" || result.Status != coderemote.StatusSucceeded {
		return
	}
	if err := x.store.EstimateRun(ctx, NewRunID(), run.ID); err != nil {
		x.logger.Warn("code not read after its run", "run_id", run.ID, "err", err)
	}
}
