package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"coderemote/handlers"
	"coderemote/jobs"
	"coderemote/live"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// newRegistry returns where every room of this process registers what it
// counts: one that is new takes a prometheus.Registerer in its Config and makes
// its metrics with promauto.With.
func newRegistry(d *database, hub *live.Hub) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), jobs.NewBacklog(d.Store))
	gauge := func(name, help string, value func() float64) {
		promauto.With(r).NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
	}
	promauto.With(r).NewGaugeVec(prometheus.GaugeOpts{Name: "coderemote_build_info", Help: "Always 1; its label is the version of this process."},
		[]string{"version"}).WithLabelValues(version).Set(1)
	gauge("coderemote_subscriptions", "Who in this process waits for the bell of a run.", func() float64 { return float64(hub.Watching()) })
	gauge("coderemote_database_connections", "Connections of this process to PostgreSQL.", func() float64 {
		return float64(d.Pool().Stat().TotalConns() + d.RelaxedPool().Stat().TotalConns())
	})
	gauge("coderemote_database_connections_busy", "Of those, the ones in use.", func() float64 {
		return float64(d.Pool().Stat().AcquiredConns() + d.RelaxedPool().Stat().AcquiredConns())
	})
	gauge("coderemote_database_connections_max", "How many connections this process may open.", func() float64 {
		return float64(d.Pool().Stat().MaxConns() + d.RelaxedPool().Stat().MaxConns())
	})
	return r
}

// serveMetrics answers on the address of CODEREMOTE_METRICS_ADDR, if there is
// one, until stop: metrics, health and profiles. Nothing here asks who somebody
// is, so it is an address of its own that strangers do not reach.
func serveMetrics(in *instance, r *prometheus.Registry, ready func(context.Context) error) (stop func(), err error) {
	if in.config.MetricsAddr == "" {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", in.config.MetricsAddr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; choose another address with CODEREMOTE_METRICS_ADDR", in.config.MetricsAddr, err)
	}
	server := &http.Server{Handler: operatorMux(r, ready), ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			in.logger.Error("metrics not served any more", "err", err)
		}
	}()
	in.logger.Info("serving metrics", "addr", listener.Addr().String())
	return func() { server.Close(); <-ended }, nil
}

func operatorMux(r *prometheus.Registry, ready func(context.Context) error) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(r, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", handlers.Healthz)
	mux.Handle("GET /readyz", handlers.Readyz(ready))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}
