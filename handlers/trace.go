package handlers

import (
	"context"
	"net/http"

	"coderemote"
	"coderemote/store"

	"github.com/go-chi/chi/v5"
	"github.com/riandyrn/otelchi"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// traced gives each request a span, named by its route. An address that holds a
// secret has none, because the span would hold it too.
func traced(routes chi.Routes) func(http.Handler) http.Handler {
	return otelchi.Middleware("coderemote", otelchi.WithChiRoutes(routes), otelchi.WithRequestMethodInSpanName(true),
		otelchi.WithFilter(func(r *http.Request) bool { return loggedPath(r.URL.Path) == r.URL.Path }))
}

// submit hands a run to the door, and says which request it came with: from
// then on the run's id is what its log lines and its trace are found by.
func (s *Server) submit(ctx context.Context, id, userID string, n coderemote.NewRun) (*coderemote.Run, store.Allowance, error) {
	run, left, err := s.Door.Submit(ctx, id, userID, n)
	if err != nil {
		return run, left, err
	}
	trace.SpanFromContext(ctx).SetAttributes(attribute.String("coderemote.run_id", run.ID), attribute.String("coderemote.request_id", requestID(ctx)))
	s.Logger.Info("run accepted", "request_id", requestID(ctx), "run_id", run.ID, "user_id", userID)
	return run, left, nil
}
