package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"coderemote/graph"
	"coderemote/live"
	"coderemote/sandbox"
	"coderemote/search"
	"coderemote/store"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// WorkerConfig is what a worker process needs.
type WorkerConfig struct {
	Store  *store.Store
	Hub    *live.Hub
	Pool   *sandbox.Pool // whose boxes may come later: TakeRuns says when
	Logger *slog.Logger
	Name   string // unique among live workers
	Boxes  int    // how many runs at a time
	Limits string // "cgroup" or "rlimit", as shown to people
	// Modeler asks the model about code; nil where none is set up.
	Modeler *Modeler
	// Problem is why no program will ever run here, in a sentence for people; ""
	// when one may.
	Problem string
	Metrics prometheus.Registerer // nil for none
	// Embedder makes the vectors of the search; the same one as that of the web side.
	Embedder search.Embedder
	Graph    *graph.Graph // nil for none
}

// Worker does the work of the queues while it lives. It takes runs once it is
// told that there are boxes; until then they wait for it or for another.
type Worker struct {
	config WorkerConfig
	client *river.Client[pgx.Tx]
	runs   *runWorker
	stop   context.CancelFunc
	done   sync.WaitGroup
	warm   time.Time // when the pool last had a warm box

	mu      sync.Mutex // also: no run comes while the drain begins to wait for those there are
	problem string     // as in the config, or of Refuse
	taking  bool

	// Runs that came by the door of this process, and not by River.
	draining   bool
	direct     sync.WaitGroup
	giveUp     context.Context // ends when the drain time is over
	giveUpWith context.CancelCauseFunc
}

// StartWorker starts a worker that takes no runs yet.
func StartWorker(ctx context.Context, c WorkerConfig) (*Worker, error) {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	w := &Worker{config: c, stop: stop, warm: time.Now(), problem: c.Problem}
	w.giveUp, w.giveUpWith = context.WithCancelCause(context.WithoutCancel(ctx))
	if err := w.startRiver(ctx); err != nil {
		stop()
		return nil, err
	}
	if err := c.Store.ReportWorker(ctx, w.report()); err != nil {
		stop()
		return nil, err
	}
	w.done.Go(func() { w.heartbeat(ctx) })
	return w, nil
}

func (w *Worker) startRiver(ctx context.Context) error {
	c := w.config
	runs := &runWorker{store: c.Store, hub: c.Hub, pool: c.Pool, logger: c.Logger, name: c.Name, slots: make(chan struct{}, c.Boxes), measures: newMeasures(c.Metrics)}
	workers := river.NewWorkers()
	// Every kind is known to every worker: the one that looks after all queues
	// would discard what it does not know.
	river.AddWorker(workers, runs)
	river.AddWorker(workers, &analysisWorker{store: c.Store, hub: c.Hub, pool: c.Pool, logger: c.Logger, name: c.Name, slots: runs.slots, modeler: c.Modeler})
	river.AddWorker(workers, &hintWorker{store: c.Store, logger: c.Logger, modeler: c.Modeler})
	river.AddWorker(workers, &maintenanceWorker{store: c.Store, logger: c.Logger})
	projector := Projector{Store: c.Store, Embedder: c.Embedder, Graph: c.Graph, Logger: c.Logger, Quiet: quiet}
	river.AddWorker(workers, &syncWorker{Projector: projector})
	river.AddWorker(workers, &staleWorker{Projector: projector})
	river.AddWorker(workers, &driftWorker{Projector: projector})
	client, err := river.NewClient(riverpgxv5.New(c.Store.RelaxedPool()), &river.Config{
		ID:      c.Name,
		Logger:  slog.New(warnings{c.Logger.Handler()}),
		Workers: workers,
		Queues: map[string]river.QueueConfig{
			queueMaintenance: {MaxWorkers: 1},
			queueSync:        {MaxWorkers: w.syncers(), FetchCooldown: 20 * time.Millisecond, FetchPollInterval: time.Second},
		},
		PeriodicJobs:                []*river.PeriodicJob{maintenanceJob(), staleJob(), driftJob()},
		RescueStuckJobsAfter:        17 * time.Minute,
		CompletedJobRetentionPeriod: time.Hour,
		MaxAttempts:                 2,
	})
	if err != nil {
		return fmt.Errorf("jobs: river: %w", err)
	}
	if err := client.Start(ctx); err != nil {
		return fmt.Errorf("jobs: start river: %w", err)
	}
	w.client, w.runs = client, runs
	return nil
}

// quiet is for how long somebody must not have typed before a backend of the
// search on another machine reads what they wrote.
const quiet = 15 * time.Second

// syncers is how many snippets are read for the search at the same time. Here it
// is one, for programs have the processors first; another machine is waited for.
func (w *Worker) syncers() int {
	if w.config.Embedder.Remote() {
		return 4
	}
	return 1
}

// TakeRuns begins to take what needs a box. After an error it may be called again.
func (w *Worker) TakeRuns(ctx context.Context) error {
	queues := w.boxQueues()
	for name, config := range queues {
		if err := w.client.Queues().Add(name, config); err != nil {
			w.leave(ctx, queues)
			return fmt.Errorf("jobs: take from queue %s: %w", name, err)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taking = true
	return nil
}

// leave takes queues from River again, also one that it has not yet.
func (w *Worker) leave(ctx context.Context, queues map[string]river.QueueConfig) {
	for name := range queues {
		_ = w.client.Queues().Remove(ctx, name)
	}
}

// boxQueues are the queues of what needs a box.
func (w *Worker) boxQueues() map[string]river.QueueConfig {
	return map[string]river.QueueConfig{
		queueRun: {
			MaxWorkers: w.config.Boxes,
			// The default of 100 ms would be eight times the time that a run takes.
			FetchCooldown:     time.Millisecond,
			FetchPollInterval: 250 * time.Millisecond,
		},
		// More than there are boxes: while a model writes, the box is free again.
		queueAnalyze: {MaxWorkers: w.config.Boxes + modelCalls, FetchCooldown: 5 * time.Millisecond, FetchPollInterval: 250 * time.Millisecond},
	}
}

// Refuse says that no program will ever run here, in a sentence for people.
func (w *Worker) Refuse(problem string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.problem = problem
}

// modelCalls is how many analyses of one worker may wait for a model at a time.
const modelCalls = 16

// boxlessFor is how long a pool may be without a warm box before people are
// told. Boxes are replaced while others work, so that this is no ordinary state.
const boxlessFor = 15 * time.Second

func (w *Worker) report() store.Worker {
	report := store.Worker{Name: w.config.Name, Limits: w.config.Limits, Boxes: w.config.Pool.Size(), DataBoxes: w.config.Pool.DataSize()}
	w.mu.Lock()
	defer w.mu.Unlock()
	report.Problem = w.problem
	switch {
	case report.Boxes > 0:
		w.warm = time.Now()
	case report.Problem == "" && time.Since(w.warm) > boxlessFor:
		report.Problem = "no sandbox starts on the server at the moment. It goes on trying; its operator finds the reason with: coderemote doctor"
	}
	return report
}

func (w *Worker) heartbeat(ctx context.Context) {
	ticker := time.NewTicker(2 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := w.config.Store.ReportWorker(ctx, w.report()); err != nil && ctx.Err() == nil {
			w.config.Logger.Warn("worker not reported", "err", err)
		}
	}
}

// Drain takes no new run and lets the running ones finish until ctx ends; then
// they are given back: tried again by another worker if nobody has seen
// anything of them, ended if somebody has.
func (w *Worker) Drain(ctx context.Context) {
	w.mu.Lock()
	w.draining = true
	w.mu.Unlock()
	defer context.AfterFunc(ctx, func() { w.giveUpWith(errDraining) })()
	if w.client != nil {
		if err := w.client.Stop(ctx); err != nil {
			w.config.Logger.Warn("drain time is over, runs are given back")
			if err := w.client.StopAndCancel(context.WithoutCancel(ctx)); err != nil {
				w.config.Logger.Warn("queue not left in order", "err", err)
			}
		}
	}
	w.direct.Wait()
	w.stop()
	w.done.Wait()
	if err := w.config.Store.ForgetWorker(context.WithoutCancel(ctx), w.config.Name); err != nil {
		w.config.Logger.Warn("worker not forgotten", "err", err)
	}
}

// reserve takes a box for a run that comes directly, if one is free.
func (w *Worker) reserve() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.taking || w.draining {
		return false
	}
	select {
	case w.runs.slots <- struct{}{}:
		w.direct.Add(1)
		return true
	default:
		return false
	}
}

// release gives back what reserve took.
func (w *Worker) release() {
	<-w.runs.slots
	w.direct.Done()
}

// start executes a run that is the worker's already.
func (w *Worker) start(claim *store.Claim) {
	control := w.config.Hub.Subscribe(live.Control, claim.Run.ID)
	go func() {
		defer w.release()
		defer control.Close()
		x := &execution{runWorker: w.runs, claim: claim, control: control}
		x.execute(w.giveUp)
	}()
}

// warnings passes on what is at least a warning: River's own reports of each
// five seconds are of no use to an operator.
type warnings struct{ slog.Handler }

func (h warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

func (h warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{h.Handler.WithAttrs(attrs)}
}

func (h warnings) WithGroup(name string) slog.Handler { return warnings{h.Handler.WithGroup(name)} }
