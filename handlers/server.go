// Package handlers speaks HTTP: the pages for people and the JSON API for
// programs. A handler parses, authorizes, calls and renders; it returns an
// error instead of writing one, and one adapter turns that into an answer.
package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"coderemote/auth"
	"coderemote/jobs"
	"coderemote/live"
	"coderemote/markdown"
	"coderemote/search"
	"coderemote/static"
	"coderemote/store"

	"github.com/prometheus/client_golang/prometheus"
	"riverqueue.com/riverui"
)

// Config is what the web side needs.
type Config struct {
	Store    *store.Store
	Search   *search.Searcher
	Hub      *live.Hub
	Door     *jobs.Door
	Accounts *auth.Accounts
	Assets   *static.Assets
	Logger   *slog.Logger
	Version  string
	BaseURL  string                // address of the instance, for links that people hand on
	Secure   bool                  // people reach the instance by https
	Metrics  prometheus.Registerer // nil for none
	Tracing  bool                  // spans have somewhere to go
	Modeler  *jobs.Modeler         // asks the model about code; nil for none
}

// Server answers HTTP. Closing tells its streams to end.
type Server struct {
	Config
	sessions *auth.Sessions
	streams  openStreams
	markdown *markdown.Renderer
	closing  chan struct{}
	measures measures
	queue    func() (*riverui.Handler, error) // River UI, made when it is first asked for
}

// New makes a Server.
func New(c Config) *Server {
	s := &Server{Config: c, markdown: markdown.New(), closing: make(chan struct{}), measures: newMeasures(c.Metrics)}
	s.queue = sync.OnceValues(s.startQueue)
	s.sessions = auth.NewSessions(c.Store, c.Secure, s.sessionFailed)
	return s
}

// Drain tells every open stream to end and its client to come back. Call it
// once, before http.Server.Shutdown, which would wait for the streams forever.
func (s *Server) Drain() { close(s.closing) }

// HTTPServer returns the server for addr with the time limits that slow clients
// need. Streams lift the write limit for themselves.
func (s *Server) HTTPServer(addr string) *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true) // behind a proxy: one connection carries every stream of a browser
	return &http.Server{
		Addr:              addr,
		Handler:           s.Handler(),
		Protocols:         protocols,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.Logger.Handler(), slog.LevelDebug),
	}
}

func (s *Server) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	s.failPage(w, r, err)
}

type contextKey int

const (
	keyRequestID contextKey = iota
	keyNonce
	keyUser
)

func requestID(ctx context.Context) string { id, _ := ctx.Value(keyRequestID).(string); return id }

func nonce(ctx context.Context) string { n, _ := ctx.Value(keyNonce).(string); return n }
