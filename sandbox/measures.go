package sandbox

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// measures are what a pool counts.
type measures struct {
	starts  *prometheus.CounterVec
	seconds *prometheus.HistogramVec
}

// newMeasures registers with r; without one they count for nobody.
func newMeasures(r prometheus.Registerer) *measures {
	f := promauto.With(r)
	m := &measures{
		starts: f.NewCounterVec(prometheus.CounterOpts{Name: "coderemote_box_starts_total", Help: "Boxes that were started: ok or failed."}, []string{"pool", "outcome"}),
		seconds: f.NewHistogramVec(prometheus.HistogramOpts{Name: "coderemote_box_start_seconds", Help: "From podman run to the first child that waits.",
			Buckets: []float64{.05, .1, .2, .3, .5, .75, 1, 2, 5, 10, 30, 60}}, []string{"pool"}),
	}
	for _, kind := range []string{standard, data} {
		m.starts.WithLabelValues(kind, "ok")
		m.starts.WithLabelValues(kind, "failed")
		m.seconds.WithLabelValues(kind)
	}
	return m
}

// The pools of a worker, as the label says them.
const (
	standard = "std"
	data     = "data"
)

func (c Config) kind() string {
	if c.data {
		return data
	}
	return standard
}

func (m *measures) started(kind string, began time.Time, err error) {
	if err != nil {
		m.starts.WithLabelValues(kind, "failed").Inc()
		return
	}
	m.starts.WithLabelValues(kind, "ok").Inc()
	m.seconds.WithLabelValues(kind).Observe(time.Since(began).Seconds())
}

// gauges registers how many boxes are warm, of each image.
func (p *Pool) gauges(r prometheus.Registerer) {
	for kind, size := range map[string]func() int{standard: p.Size, data: p.DataSize} {
		promauto.With(r).NewGaugeFunc(prometheus.GaugeOpts{
			Name: "coderemote_boxes", Help: "Warm boxes of this worker, in use or not.", ConstLabels: prometheus.Labels{"pool": kind},
		}, func() float64 { return float64(size()) })
	}
}
