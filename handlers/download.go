package handlers

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"coderemote"
	"coderemote/views"
)

// downloadSnippet gives the person a snippet as it is now. A zip holds its kept
// versions too.
func (s *Server) downloadSnippet(w http.ResponseWriter, r *http.Request) error {
	now, err := s.ownSnippet(r)
	if err != nil {
		return err
	}
	v := &coderemote.SnippetVersion{SnippetID: now.ID, Version: now.Version, Title: now.Title, Language: now.Language, Description: now.Description, Code: now.Code}
	if r.URL.Query().Get("format") != "zip" {
		return s.download(w, r, v)
	}
	data, err := s.zipped(r, now)
	if err != nil {
		return err
	}
	return send(w, fileName(now.Title)+".zip", "application/zip", data)
}

func (s *Server) downloadShared(w http.ResponseWriter, r *http.Request) error {
	found, err := s.shared(r)
	if err != nil {
		return err
	}
	return s.download(w, r, &found.Version)
}

// download sends a version as the file that the address asks for.
func (s *Server) download(w http.ResponseWriter, r *http.Request, v *coderemote.SnippetVersion) error {
	switch r.URL.Query().Get("format") {
	case "", "py":
		return send(w, fileName(v.Title)+".py", "text/x-python; charset=utf-8", []byte(v.Code))
	case "ipynb":
		stdout, stderr, err := s.outputOf(r, v)
		if err != nil {
			return err
		}
		data, err := notebook(v, stdout, stderr)
		if err != nil {
			return err
		}
		return send(w, fileName(v.Title)+".ipynb", "application/x-ipynb+json", data)
	}
	return coderemote.Invalid("query.format", "A snippet can be downloaded as py or ipynb, and your own as zip.", nil)
}

func send(w http.ResponseWriter, name, mediaType string, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", attachment(name))
	h.Set("Cache-Control", "no-store")
	// Only a client that went away makes this fail.
	_, _ = w.Write(data)
	return nil
}

// fileName is a title as a name that every file system takes.
func fileName(title string) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, views.TitleOf(title))
	letters := []rune(name)
	name = strings.Trim(string(letters[:min(len(letters), 80)]), ". ")
	if name == "" {
		return "snippet"
	}
	if device.MatchString(name) {
		return "_" + name
	}
	return name
}

// device is a name that Windows keeps for its devices, with any extension.
var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)`)

// outputOf is what the latest run of a version has written; nothing when it has not run.
func (s *Server) outputOf(r *http.Request, v *coderemote.SnippetVersion) (stdout, stderr string, err error) {
	run, err := s.Store.RunOfVersion(r.Context(), v.SnippetID, v.Version)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	_, stdout, stderr, err = s.Store.RunWithOutput(r.Context(), run.ID, run.UserID)
	return stdout, stderr, err
}

// notebook writes a version as a Jupyter notebook (nbformat 4.5): what it is
// called, its code, and what it has written.
func notebook(v *coderemote.SnippetVersion, stdout, stderr string) ([]byte, error) {
	type object = map[string]any
	outputs := []object{}
	for _, stream := range []struct{ name, text string }{{"stdout", stdout}, {"stderr", stderr}} {
		if stream.text != "" {
			outputs = append(outputs, object{"output_type": "stream", "name": stream.name, "text": lines(stream.text)})
		}
	}
	about := "# " + views.TitleOf(v.Title)
	if v.Description != "" {
		about += "\n\n" + v.Description
	}
	return json.MarshalIndent(object{
		"nbformat": 4, "nbformat_minor": 5,
		"metadata": object{
			"kernelspec":    object{"name": "python3", "display_name": "Python 3", "language": "python"},
			"language_info": object{"name": "python"},
		},
		"cells": []object{
			{"id": "about", "cell_type": "markdown", "metadata": object{}, "source": lines(about)},
			{"id": "code", "cell_type": "code", "metadata": object{}, "execution_count": nil, "source": lines(v.Code), "outputs": outputs},
		},
	}, "", " ")
}

// lines are those of text, each with its end, as notebooks hold them.
func lines(text string) []string {
	list := []string{}
	for line := range strings.Lines(text) {
		list = append(list, line)
	}
	return list
}

// zipped is a snippet with what is known of it and its kept versions.
func (s *Server) zipped(r *http.Request, now *coderemote.Snippet) ([]byte, error) {
	about, err := json.MarshalIndent(newSnippetOutput(now).Body.SnippetItem, "", "  ")
	if err != nil {
		return nil, err
	}
	files := []struct{ name, text string }{{fileName(now.Title) + ".py", now.Code}, {"snippet.json", string(about)}}
	versions, err := s.Store.Versions(r.Context(), now.ID, now.UserID)
	if err != nil {
		return nil, err
	}
	for _, kept := range versions {
		v, err := s.Store.Version(r.Context(), now.ID, now.UserID, kept.Version)
		if err != nil {
			return nil, err
		}
		files = append(files, struct{ name, text string }{fmt.Sprintf("versions/%04d.py", v.Version), v.Code})
	}
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(f.text)); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return archive.Bytes(), nil
}
