package jobs

import (
	"context"
	"time"

	"coderemote"
	"coderemote/store"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// measures are what a worker counts.
type measures struct {
	finished  *prometheus.CounterVec
	wait      prometheus.Histogram
	wall      prometheus.Histogram
	output    *prometheus.CounterVec
	executing prometheus.Gauge
}

// newMeasures registers with r; without one they count for nobody. Every label
// is there from the start, so that a rate is zero and not unknown.
func newMeasures(r prometheus.Registerer) *measures {
	f := promauto.With(r)
	m := &measures{
		finished: f.NewCounterVec(prometheus.CounterOpts{Name: "coderemote_runs_finished_total", Help: "Runs that this worker ended, by final status."}, []string{"status"}),
		wait: f.NewHistogram(prometheus.HistogramOpts{Name: "coderemote_run_wait_seconds", Help: "From the acceptance of a run to its start.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300}}),
		wall: f.NewHistogram(prometheus.HistogramOpts{Name: "coderemote_run_seconds", Help: "Wall time of programs, without waits for input.",
			Buckets: []float64{.0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}),
		output:    f.NewCounterVec(prometheus.CounterOpts{Name: "coderemote_output_bytes_total", Help: "Output of programs in bytes of UTF-8."}, []string{"stream"}),
		executing: f.NewGauge(prometheus.GaugeOpts{Name: "coderemote_boxes_busy", Help: "Boxes of this worker that run a program now."}),
	}
	for _, status := range []coderemote.Status{
		coderemote.StatusSucceeded, coderemote.StatusFailed, coderemote.StatusTimeLimit, coderemote.StatusMemoryLimit, coderemote.StatusOutputLimit,
		coderemote.StatusRejected, coderemote.StatusCancelled, coderemote.StatusInternalError,
	} {
		m.finished.WithLabelValues(string(status))
	}
	for _, stream := range []coderemote.Stream{coderemote.Stdout, coderemote.Stderr} {
		m.output.WithLabelValues(string(stream))
	}
	return m
}

// begun counts a run in; the function that it returns counts it out.
func (m *measures) begun(run *coderemote.Run) (ended func()) {
	if run.Attempt == 1 {
		m.wait.Observe(max(0, run.StartedAt.Sub(run.CreatedAt).Seconds()))
	}
	m.executing.Inc()
	return m.executing.Dec
}

func (m *measures) finish(result coderemote.Result) {
	m.finished.WithLabelValues(string(result.Status)).Inc()
	m.wall.Observe(result.Usage.Wall.Seconds())
}

// Backlog is what waits in the database, as a prometheus.Collector: each scrape
// asks. Every process of an instance tells the same numbers.
type Backlog struct {
	store *store.Store
}

// NewBacklog makes a Backlog.
func NewBacklog(s *store.Store) *Backlog { return &Backlog{s} }

var (
	descRuns     = prometheus.NewDesc("coderemote_runs", "Runs of the instance that have not ended, by status.", []string{"status"}, nil)
	descOldest   = prometheus.NewDesc("coderemote_queue_oldest_seconds", "How long the run has waited that is the first in the queue; 0 when none waits.", nil, nil)
	descWorkers  = prometheus.NewDesc("coderemote_workers", "Workers of the instance that were seen in the last 10 seconds.", nil, nil)
	descUnsafe   = prometheus.NewDesc("coderemote_workers_unsafe", "Workers that run nothing: a wall of their sandbox does not hold, or no box has started for a while.", nil, nil)
	descWarm     = prometheus.NewDesc("coderemote_boxes_warm", "Warm boxes of all workers.", []string{"pool"}, nil)
	descJobs     = prometheus.NewDesc("coderemote_jobs", "Jobs by queue and state, without those that ended well.", []string{"queue", "state"}, nil)
	descModel    = prometheus.NewDesc("coderemote_model_calls_today", "Calls to the language model since midnight UTC, by how they ended.", []string{"outcome"}, nil)
	descTokens   = prometheus.NewDesc("coderemote_model_tokens_today", "Tokens that these calls took, or hold while they are open.", []string{"direction"}, nil)
	descDatabase = prometheus.NewDesc("coderemote_database_bytes", "Size of the database in bytes.", nil, nil)
	descAnswers  = prometheus.NewDesc("coderemote_database_up", "1 when PostgreSQL answered this scrape.", nil, nil)
)

// Describe names what Collect tells.
func (b *Backlog) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descRuns, descOldest, descWorkers, descUnsafe, descWarm, descJobs, descModel, descTokens, descDatabase, descAnswers} {
		to <- d
	}
}

// scrapePatience is how long a scrape waits for PostgreSQL.
const scrapePatience = 3 * time.Second

// Collect asks the database. While that is away only this is told.
func (b *Backlog) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapePatience)
	defer cancel()
	tell := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	backlog, err := b.store.Backlog(ctx)
	if err != nil {
		tell(descAnswers, 0)
		return
	}
	tell(descAnswers, 1)
	tell(descRuns, float64(backlog.Queued), string(coderemote.StatusQueued))
	tell(descRuns, float64(backlog.Running), string(coderemote.StatusRunning))
	tell(descOldest, backlog.OldestSeconds)
	tell(descWorkers, float64(backlog.Workers))
	tell(descUnsafe, float64(backlog.Unsafe))
	tell(descWarm, float64(backlog.Boxes), "std")
	tell(descWarm, float64(backlog.DataBoxes), "data")
	tell(descDatabase, float64(backlog.DatabaseBytes))
	for _, j := range backlog.Jobs {
		tell(descJobs, float64(j.Count), j.Queue, j.State)
	}
	input, output := 0, 0
	for _, m := range backlog.Model {
		tell(descModel, float64(m.Calls), m.Outcome)
		input, output = input+m.Input, output+m.Output
	}
	tell(descTokens, float64(input), "input")
	tell(descTokens, float64(output), "output")
}
