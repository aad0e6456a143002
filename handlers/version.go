package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"coderemote"
	"coderemote/static"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

// nameVersion keeps a snippet as it is now under a name.
func (s *Server) nameVersion(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	now, err := s.ownSnippet(r)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(r.PostFormValue("name"))
	if err := coderemote.ValidateVersionName(name); err != nil {
		return err
	}
	if _, err := s.Store.KeepVersion(r.Context(), now.ID, now.UserID, name, false); err != nil {
		return noSuchSnippet(err)
	}
	http.Redirect(w, r, views.SnippetDetailsURL(now.ID), http.StatusSeeOther)
	return nil
}

// ownVersion returns the version of the address and its snippet, if they belong
// to the person who asks.
func (s *Server) ownVersion(r *http.Request) (*coderemote.Snippet, *coderemote.SnippetVersion, error) {
	now, err := s.ownSnippet(r)
	if err != nil {
		return nil, nil, err
	}
	missing := coderemote.Errorf(coderemote.CodeNotFound, "There is no such version.")
	number, err := strconv.ParseInt(chi.URLParam(r, "version"), 10, 32)
	if err != nil {
		return nil, nil, missing
	}
	version, err := s.Store.Version(r.Context(), now.ID, now.UserID, int(number))
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		err = missing
	}
	return now, version, err
}

func (s *Server) showVersion(w http.ResponseWriter, r *http.Request) error {
	now, version, err := s.ownVersion(r)
	if err != nil {
		return err
	}
	page := views.VersionPage{Chrome: s.chrome(r), Snippet: now, Version: version}
	if page.Run, err = s.runOfVersion(r, version); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, static.EditorPage, views.Version(page))
}

// runOfVersion returns the latest run of a version as it was shown; nil for none.
func (s *Server) runOfVersion(r *http.Request, v *coderemote.SnippetVersion) (*views.RunView, error) {
	run, err := s.Store.RunOfVersion(r.Context(), v.SnippetID, v.Version)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	view, err := s.replay(r, run)
	return &view, err
}

// replay returns a run with what its page showed.
func (s *Server) replay(r *http.Request, run *coderemote.Run) (views.RunView, error) {
	screen := screen{server: s, run: run}
	if err := screen.readAll(r.Context()); err != nil {
		return views.RunView{}, err
	}
	if screen.ended && run.FinishedAt == nil { // it ended after it was read
		if err := screen.reload(r.Context()); err != nil {
			return views.RunView{}, err
		}
	}
	view := screen.view()
	view.Output = screen.terminal.Frame()
	view.Lines = view.Output.Lines
	return view, nil
}

func (s *Server) compareVersion(w http.ResponseWriter, r *http.Request) error {
	now, version, err := s.ownVersion(r)
	if err != nil {
		return err
	}
	page := views.ComparePage{
		Chrome: s.chrome(r), Title: "What changed since version " + strconv.Itoa(version.Version),
		Back: views.SnippetDetailsURL(now.ID), BackName: views.TitleOf(now.Title), Old: "version " + strconv.Itoa(version.Version), New: "what it is now",
		Changes: coderemote.Diff(version.Code, now.Code), Restore: views.VersionRestoreURL(now.ID, version.Version),
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Compare(page))
}

// restoreVersion makes a version what the snippet is. What it was stays among
// the versions.
func (s *Server) restoreVersion(w http.ResponseWriter, r *http.Request) error {
	now, version, err := s.ownVersion(r)
	if err != nil {
		return err
	}
	if _, err := s.Store.KeepVersion(r.Context(), now.ID, now.UserID, "Before version "+strconv.Itoa(version.Version)+" came back", false); err != nil {
		return noSuchSnippet(err)
	}
	change := coderemote.SnippetChange{Title: &version.Title, Language: &version.Language, Description: &version.Description, Code: &version.Code, IfTag: []string{now.Tag()}}
	if _, err := s.Store.UpdateSnippet(r.Context(), now.ID, now.UserID, change); err != nil {
		return noSuchSnippet(err)
	}
	http.Redirect(w, r, views.SnippetURL(now.ID), http.StatusSeeOther)
	return nil
}
