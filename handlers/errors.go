package handlers

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"coderemote"
)

// statusClientClosed is nginx's status for a client that went away; it is
// logged and never sent.
const statusClientClosed = 499

const tooLargeMessage = "The request is larger than 2 MiB, which is the limit. Send less."

func status(code coderemote.Code) int {
	switch code {
	case coderemote.CodeInvalid:
		return http.StatusUnprocessableEntity
	case coderemote.CodeUnauthenticated:
		return http.StatusUnauthorized
	case coderemote.CodeForbidden:
		return http.StatusForbidden
	case coderemote.CodeNotFound:
		return http.StatusNotFound
	case coderemote.CodeConflict:
		return http.StatusConflict
	case coderemote.CodeStale:
		return http.StatusPreconditionFailed
	case coderemote.CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case coderemote.CodeRateLimited:
		return http.StatusTooManyRequests
	case coderemote.CodeUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// retryAfter gives whole seconds, never less than one, as Retry-After wants it.
func retryAfter(d time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()))))
}

// handler is a page's handler.
type handler func(w http.ResponseWriter, r *http.Request) error

// page adapts h: an error becomes a page, or a fragment for htmx.
func (s *Server) page(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.failPage(w, r, err)
		}
	}
}

// classify returns the status and the error that a person is told, and logs
// what is our fault.
func (s *Server) classify(ctx context.Context, err error) (int, *coderemote.Error) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		err = coderemote.Errorf(coderemote.CodeTooLarge, tooLargeMessage)
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return statusClientClosed, coderemote.AsError(err)
	}
	e := coderemote.AsError(err)
	code := status(e.Code)
	if code == http.StatusInternalServerError || code == http.StatusServiceUnavailable && e.Err != nil {
		s.Logger.Error("request failed", "request_id", requestID(ctx), "err", err)
	}
	return code, e
}

func isHTMX(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }
