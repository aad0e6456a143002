package handlers

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"coderemote"

	"github.com/a-h/templ"
)

// identify gives each request an id, which every error shows and every log line
// of it carries, and a nonce for its scripts.
func identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, nonce := rand.Text(), rand.Text()
		w.Header().Set("X-Request-Id", id)
		ctx := context.WithValue(r.Context(), keyRequestID, id)
		ctx = context.WithValue(ctx, keyNonce, nonce)
		next.ServeHTTP(w, r.WithContext(templ.WithNonce(ctx, nonce)))
	})
}

// recorded notes the status of an answer, and whether any byte of it is out.
type recorded struct {
	http.ResponseWriter
	status int
}

func (w *recorded) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorded) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorded) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// observe logs each request once, and turns a panic into an answer.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		rec := &recorded{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				s.Logger.Error("panic", "request_id", requestID(r.Context()), "panic", p, "stack", string(debug.Stack()))
				if rec.status == 0 {
					s.failPage(rec, r, &coderemote.Error{Code: coderemote.CodeInternal, Message: "Something went wrong."})
				}
			}
			level := slog.LevelDebug
			if rec.status >= http.StatusInternalServerError {
				level = slog.LevelWarn // its cause is in another line with the same id
			}
			s.Logger.Log(r.Context(), level, "request", "request_id", requestID(r.Context()), "method", r.Method, "path", loggedPath(r.URL.Path),
				"status", rec.status, "ms", time.Since(started).Milliseconds())
			s.measures.request(r, rec, time.Since(started))
		}()
		next.ServeHTTP(rec, r)
	})
}

// loggedPath hides the secret of a one-time link.
func loggedPath(path string) string {
	for _, prefix := range []string{"/setup/", "/invite/", "/reset/", "/confirm/"} {
		if strings.HasPrefix(path, prefix) {
			return prefix + "REDACTED"
		}
	}
	return path
}

// harden sets the headers that every answer has. Pages add their policy.
func (s *Server) harden(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// limitBody ends the reading of a body that is longer than most bytes.
func limitBody(most int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, most)
			next.ServeHTTP(w, r)
		})
	}
}
