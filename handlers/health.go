package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"coderemote"

	"github.com/danielgtaylor/huma/v2"
)

// healthPatience is how long a dependency may take to answer.
const healthPatience = 3 * time.Second

type healthOutput struct {
	Status int
	Body   struct {
		Status  string `json:"status" enum:"healthy,degraded,unhealthy" doc:"degraded: pages work, but no program can run safely now, or a Neo4j that is set does not answer"`
		Version string `json:"version"`
	}
}

// health says whether the instance works, and no more than that to strangers.
func (s *Server) health(ctx context.Context) (out healthOutput) {
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	out.Status, out.Body.Status, out.Body.Version = http.StatusOK, "healthy", s.Version
	switch {
	case s.Store.Ping(ctx) != nil:
		out.Status, out.Body.Status = http.StatusServiceUnavailable, "unhealthy"
	case s.Door.Problem() != "" || s.Search.GraphDown(ctx):
		out.Body.Status = "degraded"
	}
	return out
}

func (a *api) registerHealth() {
	huma.Register(a.huma, huma.Operation{
		OperationID: "health", Method: http.MethodGet, Path: "/health", Summary: "Health of the instance", Tags: []string{"Health"},
		Errors: []int{http.StatusServiceUnavailable},
	}, func(ctx context.Context, _ *struct{}) (*healthOutput, error) {
		out := a.health(ctx)
		return &out, nil
	})
}

// rootHealth answers /health at the root, for load balancers.
func (s *Server) rootHealth(w http.ResponseWriter, r *http.Request) {
	out := s.health(r.Context())
	writeJSON(w, out.Status, out.Body)
}

// Healthz says that the process answers, whatever else is down: a platform
// restarts one that does not.
func Healthz(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// Readyz says whether requests may be sent here: 503 while ready has an error.
// Its reason is told where that is a sentence of ours.
func Readyz(ready func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := ready(r.Context()); err != nil {
			answer := map[string]string{"status": "not ready"}
			if e := coderemote.AsError(err); e.Code == coderemote.CodeUnavailable {
				answer["reason"] = e.Message
			}
			writeJSON(w, http.StatusServiceUnavailable, answer)
			return
		}
		writeJSON(w, http.StatusOK, map[string]string{"status": "ready"})
	}
}

// Ready is why no request should be sent to this server now: nil when
// PostgreSQL answers and nobody has told it to stop.
func (s *Server) Ready(ctx context.Context) error {
	select {
	case <-s.closing:
		return errors.New("handlers: the server is stopping")
	default:
		return s.Store.Ping(ctx)
	}
}
