package handlers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"coderemote/search"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// measures are what the web side counts.
type measures struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	streams  prometheus.Gauge
	searches *prometheus.HistogramVec
}

// newMeasures registers with r; without one they count for nobody.
func newMeasures(r prometheus.Registerer) measures {
	f := promauto.With(r)
	m := measures{
		requests: f.NewCounterVec(prometheus.CounterOpts{
			Name: "coderemote_http_requests_total", Help: "Requests by the route that answered them; 499 is a client that went away."}, []string{"method", "route", "code"}),
		seconds: f.NewHistogramVec(prometheus.HistogramOpts{
			Name: "coderemote_http_request_seconds", Help: "How long answers took, without event streams.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 30, 90}}, []string{"route"}),
		streams: f.NewGauge(prometheus.GaugeOpts{Name: "coderemote_streams", Help: "Event streams that are open."}),
		searches: f.NewHistogramVec(prometheus.HistogramOpts{Name: "coderemote_search_seconds", Help: "How long answers to questions about one's code took, by what found them.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"method"}),
	}
	for _, method := range []search.Method{search.MethodPlan, search.MethodSemantic, search.MethodLexical} {
		m.searches.WithLabelValues(string(method))
	}
	return m
}

// searched counts an answer to a question that came at a time.
func (m measures) searched(a *search.Answer, asked time.Time) {
	m.searches.WithLabelValues(string(a.Method)).Observe(time.Since(asked).Seconds())
}

// request counts one answer. The route is the pattern, never the path: its
// values are bounded, and no id or secret is among them.
func (m measures) request(r *http.Request, answer *recorded, took time.Duration) {
	route := chi.RouteContext(r.Context()).RoutePattern()
	nothing := answer.status == http.StatusNotFound || answer.status == http.StatusMethodNotAllowed
	if route == "" || nothing && strings.HasSuffix(route, "/*") {
		route = "none"
	}
	m.requests.WithLabelValues(knownMethod(r.Method), route, strconv.Itoa(answer.status)).Inc()
	if !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/event-stream") {
		m.seconds.WithLabelValues(route).Observe(took.Seconds())
	}
}

// knownMethod keeps what strangers invent out of the labels.
func knownMethod(method string) string {
	known := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}
	if slices.Contains(known, method) {
		return method
	}
	return "other"
}
