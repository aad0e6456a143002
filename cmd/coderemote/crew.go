package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"coderemote"
	"coderemote/jobs"
	"coderemote/sandbox"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// The states of the boxes of a process, as the metrics say them.
const (
	boxesStarting = "starting" // not there yet, or tried again after a failure
	boxesReady    = "ready"
	boxesUnsafe   = "unsafe" // a wall does not hold: none will be there
)

// How long after a failed start of the boxes they are tried again.
const (
	againFirst = time.Second
	againMost  = 30 * time.Second
)

// crew is the worker side of a process: the boxes and who feeds them.
type crew struct {
	in     *instance
	pool   *sandbox.Pool
	worker *jobs.Worker
	state  atomic.Value // a string, one of the states above

	trying     sync.WaitGroup // of the goroutine that tries again
	stopTrying context.CancelFunc
}

// startCrew starts the boxes and takes runs. On a host that cannot hold them it
// takes none, and says why to everybody who looks. Where they only did not start
// this time, it goes on trying.
func startCrew(p *parts) (*crew, error) {
	in := p.in
	boxes := sandboxConfig(in)
	boxes.Metrics = p.metrics
	c := &crew{in: in, pool: sandbox.New(boxes)}
	c.state.Store(boxesStarting)
	c.gauges(p.metrics)
	trying, stopTrying := context.WithCancel(in)
	c.stopTrying = stopTrying
	failed := c.pool.Start(in)
	if in.Err() != nil {
		return nil, errors.Join(failed, c.stop(in))
	}
	if err := c.startWorker(p, failed); err != nil {
		return nil, errors.Join(err, c.stop(in))
	}
	if !c.settle(failed) {
		c.trying.Go(func() { c.tryAgain(trying, failed) })
	}
	return c, nil
}

// startWorker starts the worker after the first start of the boxes.
func (c *crew) startWorker(p *parts, failed error) (err error) {
	problem := ""
	if errors.Is(failed, sandbox.ErrUnsafe) {
		problem = unsafeSentence
	}
	c.worker, err = jobs.StartWorker(c.in, jobs.WorkerConfig{
		Store: p.db.Store, Hub: p.hub, Pool: c.pool, Logger: c.in.logger, Name: workerName(), Boxes: c.in.config.Boxes,
		Limits: c.in.config.Limits, Problem: problem, Metrics: p.metrics, Embedder: p.embedder, Graph: p.graph.Graph,
		Modeler: p.modeler,
	})
	return err
}

// unsafeSentence is what people on the pages are told; the operator reads the
// whole in the log and from doctor.
const unsafeSentence = "this server has no safe sandbox. Its operator finds the reason with: coderemote doctor"

// settle acts on the end of a start of the boxes. It reports false when they are
// to be tried again.
func (c *crew) settle(failed error) bool {
	switch {
	case errors.Is(failed, sandbox.ErrUnsafe):
		c.in.logger.Error("no safe sandbox: no program will run", "err", failed)
		c.worker.Refuse(unsafeSentence)
		c.state.Store(boxesUnsafe)
		return true
	case failed == nil:
		c.state.Store(boxesReady)
		failed = c.worker.TakeRuns(c.in)
	}
	if failed != nil {
		c.state.Store(boxesStarting)
		return false
	}
	return true
}

// tryAgain starts the boxes until they are there or nobody wants them.
func (c *crew) tryAgain(ctx context.Context, failed error) {
	for pause := againFirst; ; pause = min(2*pause, againMost) {
		c.in.logger.Error("no box starts: trying again", "err", failed, "in", pause.String())
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		if failed = c.pool.Start(ctx); c.settle(failed) {
			if c.ready() == nil {
				c.in.logger.Info("boxes are there now: runs are taken")
			}
			return
		}
	}
}

// ready is why this process runs no programs now: nil for one that has no boxes
// at all.
func (c *crew) ready() error {
	if c == nil {
		return nil
	}
	switch c.state.Load() {
	case boxesReady:
		return nil
	case boxesUnsafe:
		return coderemote.Errorf(coderemote.CodeUnavailable, "A wall of the sandbox does not hold, so no program runs here: coderemote doctor names it.")
	}
	return coderemote.Errorf(coderemote.CodeUnavailable, "No box has started yet. It is tried again; the log says why, and coderemote doctor.")
}

// gauges tells the state.
func (c *crew) gauges(r prometheus.Registerer) {
	for _, state := range []string{boxesStarting, boxesReady, boxesUnsafe} {
		promauto.With(r).NewGaugeFunc(prometheus.GaugeOpts{
			Name: "coderemote_sandbox", Help: "1 for the state that the boxes of this worker as a whole are in.", ConstLabels: prometheus.Labels{"state": state},
		}, func() float64 {
			if c.state.Load() == state {
				return 1
			}
			return 0
		})
	}
}

func sandboxConfig(in *instance) sandbox.Config {
	return sandbox.Config{
		DataDir: in.config.DataDir, Image: in.config.SandboxImage, DataImage: in.config.DataImage, DataBoxes: in.config.DataBoxes, Runtime: in.config.OCIRuntime,
		Limits: sandbox.LimitMode(in.config.Limits), Boxes: in.config.Boxes, Logger: in.logger,
	}
}

func workerName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "worker"
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text()[:6])
}

// stop lets running programs finish until drain ends, and removes the boxes.
func (c *crew) stop(drain context.Context) error {
	if c == nil {
		return nil
	}
	c.stopTrying()
	c.trying.Wait()
	if c.worker != nil {
		c.worker.Drain(drain)
	}
	return c.pool.Close(context.WithoutCancel(drain))
}
