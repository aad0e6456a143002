package handlers

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"time"

	"coderemote"
	"coderemote/static"
	"coderemote/views"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
)

// file is a file beside main.py, as a client sends it.
type file struct {
	Name          string  `json:"name" doc:"a plain name, without folders"`
	Content       *string `json:"content,omitempty" doc:"UTF-8 text"`
	ContentBase64 *string `json:"content_base64,omitempty" doc:"in place of content, for what is no text"`
}

// filesOf decodes files; what may be in them the domain knows.
func filesOf(sent []file) (files []coderemote.File, err error) {
	for i, f := range sent {
		var content []byte
		switch {
		case (f.Content == nil) == (f.ContentBase64 == nil):
			return nil, coderemote.Invalid(fmt.Sprintf("body.files[%d]", i), "A file has either content or content_base64.", f.Name)
		case f.Content != nil:
			content = []byte(*f.Content)
		default:
			if content, err = base64.StdEncoding.DecodeString(*f.ContentBase64); err != nil {
				return nil, coderemote.Invalid(fmt.Sprintf("body.files[%d].content_base64", i), "The content is not base64 (RFC 4648, section 4).", f.Name)
			}
		}
		files = append(files, coderemote.File{Name: f.Name, Content: content})
	}
	return files, nil
}

// artifact is a file that a program left.
type artifact struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Size      int64  `json:"size" doc:"bytes"`
	Alt       string `json:"alt" doc:"what a picture shows, as far as it says so itself"`
	URL       string `json:"url" doc:"where its content is, with the same token"`
}

func newArtifact(runID string, a coderemote.Artifact) artifact {
	return artifact{a.Name, a.MediaType, a.Size, a.Alt, apiPrefix + "/executions/" + runID + "/artifacts/" + a.ID}
}

// registerArtifacts mounts the content of artifacts, which is not JSON and so is
// written by hand, and adds it to the document.
func (a *api) registerArtifacts(r chi.Router) {
	r.Get("/executions/{id}/artifacts/{artifact}", func(w http.ResponseWriter, r *http.Request) {
		who, err := a.bearer(r.Context(), r.Header.Get("Authorization"), []string{string(coderemote.ScopeRead)})
		if err == nil {
			err = a.Server.sendArtifact(w, r, who.user.ID)
		}
		if err != nil {
			a.failAPI(w, r, err)
		}
	})
	text := &huma.Schema{Type: huma.TypeString}
	operation := &huma.Operation{
		OperationID: "get-artifact", Method: http.MethodGet, Path: "/executions/{id}/artifacts/{artifact}", Tags: []string{"Execution"},
		Summary:     "What is in a file that a program wrote",
		Description: "The artifacts of a run have this address as their url. The content is the program's: do not trust it.",
		Security:    []map[string][]string{{bearer: {string(coderemote.ScopeRead)}}},
		Parameters:  []*huma.Param{{Name: "id", In: "path", Required: true, Schema: text}, {Name: "artifact", In: "path", Required: true, Schema: text}},
		Responses:   map[string]*huma.Response{"200": {Description: "The bytes", Content: map[string]*huma.MediaType{"*/*": {Schema: text}}}},
	}
	for _, code := range []int{401, 403, 404} {
		operation.Responses[strconv.Itoa(code)] = &huma.Response{Description: http.StatusText(code), Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/ErrorModel"}}}}
	}
	a.huma.OpenAPI().AddOperation(operation)
}

func (s *Server) showArtifact(w http.ResponseWriter, r *http.Request) error {
	return s.sendArtifact(w, r, currentUser(r).ID)
}

// viewArtifact is a page of ours about the file: its text, escaped, its bytes, or
// its picture.
func (s *Server) viewArtifact(w http.ResponseWriter, r *http.Request) error {
	run := chi.URLParam(r, "id")
	left, err := s.ownArtifact(r.Context(), run, chi.URLParam(r, "artifact"), currentUser(r).ID)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Artifact(views.NewArtifactPage(s.chrome(r), run, left)))
}

// artifactPolicy makes a document of a program's a stranger to everything: no
// script, no origin, nothing loaded. SVG may have styles of its own, and as the
// source of an img it cannot do more anyway.
const artifactPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"

// sendArtifact answers with what a program of userID wrote. It never becomes a
// page of ours: a browser that is sent to it saves it.
func (s *Server) sendArtifact(w http.ResponseWriter, r *http.Request, userID string) error {
	left, err := s.ownArtifact(r.Context(), chi.URLParam(r, "id"), chi.URLParam(r, "artifact"), userID)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", left.MediaType)
	h.Set("Content-Disposition", attachment(left.BaseName()))
	h.Set("Content-Security-Policy", artifactPolicy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(left.Content))
	return nil
}

func (s *Server) ownArtifact(ctx context.Context, runID, id, userID string) (coderemote.Artifact, error) {
	missing := coderemote.Errorf(coderemote.CodeNotFound, "There is no such file.")
	if checkID(runID) != nil || checkID(id) != nil {
		return coderemote.Artifact{}, missing
	}
	left, err := s.Store.Artifact(ctx, runID, id, userID)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return left, missing
	}
	return left, err
}

// attachment names the file for whoever saves it (RFC 6266).
func attachment(name string) string {
	if value := mime.FormatMediaType("attachment", map[string]string{"filename": name}); value != "" {
		return value
	}
	return "attachment"
}
