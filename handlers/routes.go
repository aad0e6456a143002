package handlers

import (
	"net/http"
	"strings"

	"coderemote"

	"github.com/go-chi/chi/v5"
)

// Handler returns the routes of the instance. The middleware is one list: each
// may rely on those before it.
func (s *Server) Handler() http.Handler {
	r := chi.NewRouter()
	if s.Tracing {
		r.Use(traced(r))
	}
	r.Use(identify, s.observe, s.harden, limitBody(maxBody)) // the API itself answers 413 for one byte more
	r.Get("/health", s.rootHealth)
	r.Get("/healthz", Healthz)
	r.Get("/readyz", Readyz(s.Ready))
	r.Get("/favicon.ico", s.favicon)
	r.Get("/embed/{token}", s.page(s.embed))
	r.Handle("/assets/*", s.Assets)
	r.Route(apiPrefix, func(api chi.Router) { s.routeAPI(api, r) })
	r.Group(func(r chi.Router) {
		r.Use(limitBody(coderemote.MaxBodyBytes), http.NewCrossOriginProtection().Handler, s.sessions.Middleware, s.loadUser)
		s.routePages(r)
	})
	r.NotFound(s.personal(func(http.ResponseWriter, *http.Request) error { return errNotHere }))
	notAllowed := s.personal(func(http.ResponseWriter, *http.Request) error {
		return coderemote.Errorf(coderemote.CodeNotFound, "This address does not take such a request.")
	})
	r.MethodNotAllowed(func(w http.ResponseWriter, q *http.Request) {
		if strings.HasPrefix(q.URL.Path, apiPrefix+"/") { // a method that no router knows comes no farther than here
			notAllowedAPI(r)(w, q)
			return
		}
		notAllowed(w, q)
	})
	return r
}

// personal adapts h for a page outside of the pages' group: who is logged in
// must not read there that they are not.
func (s *Server) personal(h handler) http.HandlerFunc {
	return chi.Chain(s.sessions.Middleware, s.loadUser).HandlerFunc(s.page(h)).ServeHTTP
}

func (s *Server) routeAPI(r, all chi.Router) {
	r.Use(lowerMediaType)
	a := s.newAPI(r)
	r.Get("/docs", s.personal(a.docs))
	r.NotFound(func(w http.ResponseWriter, r *http.Request) { a.failAPI(w, r, errNotHere) })
	r.MethodNotAllowed(notAllowedAPI(all))
}

func (s *Server) routePages(r chi.Router) {
	r.Get("/", s.page(s.editor))
	r.Post("/runs", s.page(s.createRun))
	s.routeAccounts(r)
	s.routeAnalyses(r)
	s.routeSnippets(r)
	s.routeSearch(r)
	s.routeShares(r)
	r.Group(func(r chi.Router) {
		r.Use(s.requireUser)
		s.routeClasses(r)
		s.routeAdmin(r)
		s.routeHistory(r)
		r.Get("/runs/{id}", s.page(s.showRun))
		r.Get("/runs/{id}/events", s.page(s.runEvents))
		r.Get("/runs/{id}/artifacts/{artifact}", s.page(s.showArtifact))
		r.Get("/runs/{id}/artifacts/{artifact}/view", s.page(s.viewArtifact))
		r.Post("/runs/{id}/stdin", s.page(s.giveInput))
		r.Post("/runs/{id}/cancel", s.page(s.cancelRun))
	})
}

func (s *Server) favicon(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, s.Assets.URL("app/favicon.svg"), http.StatusMovedPermanently)
}
