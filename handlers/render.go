package handlers

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"coderemote"
	"coderemote/static"
	"coderemote/views"

	"github.com/a-h/templ"
	"github.com/danielgtaylor/huma/v2"
)

// chrome is what is around every page for the person who asks.
func (s *Server) chrome(r *http.Request) views.Chrome {
	c := views.Chrome{User: currentUser(r), Asset: s.Assets.URL}
	switch problem := s.Door.Problem(); {
	case problem != "":
		c.Banner = views.NoSandboxBanner(strings.TrimPrefix(problem, "Programs cannot run now: "))
	case s.Door.Degraded():
		c.Banner = views.DegradedLimitsBanner()
	}
	return c
}

// render writes a page or a fragment. It is rendered whole before the first
// byte goes out, so that an error can still become an answer.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, kind static.Page, component templ.Component) error {
	return s.renderUnder(w, r, status, static.ContentSecurityPolicy(nonce(r.Context()), kind), component)
}

// renderUnder is render with a content security policy of its own.
func (s *Server) renderUnder(w http.ResponseWriter, r *http.Request, status int, policy string, component templ.Component) error {
	var body bytes.Buffer
	if err := component.Render(r.Context(), &body); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy)
	w.WriteHeader(status)
	_, err := w.Write(body.Bytes())
	if err != nil {
		s.Logger.Debug("client went away", "request_id", requestID(r.Context()), "err", err)
	}
	return nil
}

// failPage tells a person what went wrong: in the output panel when htmx asked,
// else on a page of its own.
func (s *Server) failPage(w http.ResponseWriter, r *http.Request, err error) {
	code, e := s.classify(r.Context(), err)
	if code == statusClientClosed {
		return
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", retryAfter(e.RetryAfter))
	}
	var component templ.Component
	if isHTMX(r) {
		component = views.ProblemPanel(*views.NewProblem(e, requestID(r.Context())))
	} else {
		component = views.Error(views.ErrorPage{Chrome: s.chrome(r), Status: code, Message: e.Message, RequestID: requestID(r.Context())})
	}
	err = s.render(w, r, code, static.PlainPage, component)
	switch {
	case err != nil && r.Context().Err() != nil: // the client is too slow or gone: there is nobody to read a page
		w.WriteHeader(http.StatusRequestTimeout)
	case err != nil:
		http.Error(w, "Something went wrong.", http.StatusInternalServerError)
	}
}

// failAPI answers a problem where huma does not.
func (a *api) failAPI(w http.ResponseWriter, r *http.Request, err error) {
	code, e := a.classify(r.Context(), err)
	if code == statusClientClosed {
		return
	}
	switch {
	case code == http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer realm="coderemote"`)
	case e.RetryAfter > 0:
		w.Header().Set("Retry-After", retryAfter(e.RetryAfter))
	}
	writeProblem(w, problemModel(code, e))
}

func writeProblem(w http.ResponseWriter, model *huma.ErrorModel) {
	w.Header().Set("Content-Type", "application/problem+json")
	writeBody(w, model.Status, model)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	writeBody(w, status, body)
}

func writeBody(w http.ResponseWriter, status int, body any) {
	w.WriteHeader(status)
	// Only a client that went away makes this fail.
	_ = json.NewEncoder(w).Encode(body)
}

var errNotHere = coderemote.Errorf(coderemote.CodeNotFound, "There is nothing at this address.")
