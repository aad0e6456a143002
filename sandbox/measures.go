package sandbox

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// measures are what a pool counts.
type measures struct {
	starts  *prometheus.CounterVec
	seconds prometheus.Histogram
}

// newMeasures registers with r; without one they count for nobody.
func newMeasures(r prometheus.Registerer) *measures {
	f := promauto.With(r)
	m := &measures{
		starts: f.NewCounterVec(prometheus.CounterOpts{Name: "coderemote_box_starts_total", Help: "Boxes that were started: ok or failed."}, []string{"outcome"}),
		seconds: f.NewHistogram(prometheus.HistogramOpts{Name: "coderemote_box_start_seconds", Help: "From podman run to the first child that waits.",
			Buckets: []float64{.05, .1, .2, .3, .5, .75, 1, 2, 5, 10, 30, 60}}),
	}
	m.starts.WithLabelValues("ok")
	m.starts.WithLabelValues("failed")
	return m
}

func (m *measures) started(began time.Time, err error) {
	if err != nil {
		m.starts.WithLabelValues("failed").Inc()
		return
	}
	m.starts.WithLabelValues("ok").Inc()
	m.seconds.Observe(time.Since(began).Seconds())
}

// gauge registers how many boxes are warm.
func (p *Pool) gauge(r prometheus.Registerer) {
	promauto.With(r).NewGaugeFunc(prometheus.GaugeOpts{Name: "coderemote_boxes", Help: "Warm boxes of this worker, in use or not."},
		func() float64 { return float64(p.Size()) })
}
