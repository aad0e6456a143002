package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"coderemote"
	"coderemote/static"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

// pageLength is how many rows a list of the pages has.
const pageLength = 25

func (s *Server) routeSnippets(r chi.Router) {
	r.Post("/snippets", s.page(s.keepSnippet)) // a guest is asked to log in, and keeps the code
	r.Group(func(r chi.Router) {
		r.Use(s.requireUser)
		r.Get("/snippets", s.page(s.mySnippets))
		r.Get("/snippets/{id}", s.page(s.openSnippet))
		r.Post("/snippets/{id}", s.saving(s.saveSnippet))
		r.Get("/snippets/{id}/details", s.page(s.snippetDetails))
		r.Post("/snippets/{id}/details", s.page(s.saveDetails))
		r.Get("/snippets/{id}/similar", s.page(s.similarAside))
		r.Post("/snippets/{id}/star", s.page(s.toggleStar))
		r.Post("/snippets/{id}/duplicate", s.page(s.duplicateSnippet))
		r.Post("/snippets/{id}/delete", s.page(s.removeSnippet))
		r.Post("/snippets/{id}/restore", s.page(s.bringBack))
		r.Post("/snippets/{id}/versions", s.page(s.nameVersion))
		r.Get("/snippets/{id}/versions/{version}", s.page(s.showVersion))
		r.Get("/snippets/{id}/versions/{version}/compare", s.page(s.compareVersion))
		r.Post("/snippets/{id}/versions/{version}/restore", s.page(s.restoreVersion))
	})
}

// ownSnippet returns the snippet of the address if it belongs to the person who asks.
func (s *Server) ownSnippet(r *http.Request) (*coderemote.Snippet, error) {
	id := chi.URLParam(r, "id")
	if err := checkSnippetID(id); err != nil {
		return nil, err
	}
	found, err := s.Store.Snippet(r.Context(), id, currentUser(r).ID)
	return found, noSuchSnippet(err)
}

func (s *Server) mySnippets(w http.ResponseWriter, r *http.Request) error {
	filter, user := pageFilter(r.URL.Query()), currentUser(r)
	items, total, err := s.Store.SnippetsByUser(r.Context(), user.ID, filter)
	if err != nil {
		return err
	}
	languages, complexities, err := s.Store.SnippetFacets(r.Context(), user.ID)
	if err != nil {
		return err
	}
	page := views.SnippetsPage{Chrome: s.chrome(r), Filter: filter, Items: items, Total: total, Languages: languages, Complexities: complexities}
	if deleted := r.URL.Query().Get("deleted"); checkSnippetID(deleted) == nil {
		page.DeletedID = deleted
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Snippets(page))
}

// pageFilter reads what it understands: an address that somebody typed is no
// reason to show nothing.
func pageFilter(query url.Values) coderemote.SnippetFilter {
	f := coderemote.SnippetFilter{
		Language: readable(query.Get("language")), Complexity: readable(query.Get("complexity")),
		Sort: coderemote.SnippetSort(query.Get("sort")), Limit: pageLength, Offset: pageOffset(query),
	}
	if !f.Sort.Valid() {
		f.Sort = coderemote.SortUpdated
	}
	if starred, err := strconv.ParseBool(query.Get("starred")); err == nil {
		f.Starred = &starred
	}
	return f
}

// readable drops what PostgreSQL takes for no text.
func readable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}

func pageOffset(query url.Values) int {
	offset, err := strconv.Atoi(query.Get("offset"))
	if err != nil || offset < 0 || offset > 1_000_000_000 {
		return 0
	}
	return offset
}

func (s *Server) openSnippet(w http.ResponseWriter, r *http.Request) error {
	found, err := s.ownSnippet(r)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, static.EditorPage, views.Editor(views.NewSnippetPage(s.chrome(r), found)))
}

// keepSnippet makes a snippet of the code in the editor.
func (s *Server) keepSnippet(w http.ResponseWriter, r *http.Request) error {
	if err := parseRunForm(r); err != nil {
		return err
	}
	code, user := formText(r, "code"), currentUser(r)
	if user == nil {
		page := views.LoginPage{Chrome: s.chrome(r), Code: code, Message: "Log in to keep your program. It comes back with you."}
		return s.render(w, r, http.StatusUnauthorized, static.PlainPage, views.Login(page))
	}
	n, err := coderemote.NewSnippet{Code: code, Title: r.PostFormValue("title")}.Validate()
	if err != nil {
		return s.refuseSnippet(w, r, views.NewEditorPage(s.chrome(r)), err)
	}
	kept, err := s.Store.CreateSnippet(r.Context(), newSnippetID(), user.ID, n)
	if coderemote.CodeOf(err) == coderemote.CodeConflict {
		return s.refuseSnippet(w, r, views.NewEditorPage(s.chrome(r)), err)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, views.SnippetURL(kept.ID), http.StatusSeeOther)
	return nil
}

// refuseSnippet says why beside the code, which stays as it is.
func (s *Server) refuseSnippet(w http.ResponseWriter, r *http.Request, page views.EditorPage, err error) error {
	status, e := s.classify(r.Context(), err)
	page.Code, page.Kept, page.Problem = formText(r, "code"), true, views.NewProblem(e, requestID(r.Context()))
	page.Problem.Title = "This could not be saved."
	return s.render(w, r, status, static.EditorPage, views.Editor(page))
}

// savedAnswer is what the editor hears of a change that is saved.
type savedAnswer struct {
	Tag string `json:"tag"` // what the next change is based on
}

func wantsJSON(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

// saving adapts a handler for a form that the editor also sends by itself.
func (s *Server) saving(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		switch {
		case err == nil:
		case wantsJSON(r):
			code, e := s.classify(r.Context(), err)
			writeProblem(w, problemModel(code, e))
		default:
			s.failPage(w, r, err)
		}
	}
}

// saveSnippet saves title and code as a change of the state that the form names.
// When that is no longer what is saved, the person chooses; nothing is overwritten.
func (s *Server) saveSnippet(w http.ResponseWriter, r *http.Request) error {
	if err := parseRunForm(r); err != nil {
		return err
	}
	now, err := s.ownSnippet(r)
	if err != nil {
		return err
	}
	change, err := formChange(r)
	if err != nil && !wantsJSON(r) {
		page := views.NewSnippetPage(s.chrome(r), now)
		page.Base = r.PostFormValue("base")
		return s.refuseSnippet(w, r, page, err)
	}
	if err != nil {
		return err
	}
	if r.PostFormValue("keep") == "replaced" && change.IfTag[0] == now.Tag() {
		if _, err := s.Store.KeepVersion(r.Context(), now.ID, now.UserID, "Replaced by a choice", false); err != nil {
			return noSuchSnippet(err)
		}
	}
	saved, err := s.Store.UpdateSnippet(r.Context(), now.ID, now.UserID, change)
	if coderemote.CodeOf(err) == coderemote.CodeStale {
		return s.conflict(w, r, now.ID, change, err)
	}
	if err != nil {
		return noSuchSnippet(err)
	}
	return s.saved(w, r, saved)
}

// formChange is what the form of the editor changes, and what it is based on.
func formChange(r *http.Request) (coderemote.SnippetChange, error) {
	code, title := formText(r, "code"), r.PostFormValue("title")
	return coderemote.SnippetChange{Code: &code, Title: &title, IfTag: []string{r.PostFormValue("base")}}.Validate()
}

// saveBeforeRun saves what is about to run. When somebody has to choose first,
// that is the answer.
func (s *Server) saveBeforeRun(w http.ResponseWriter, r *http.Request) (answered bool, err error) {
	id, change := r.PostFormValue("snippet_id"), coderemote.SnippetChange{}
	if checkSnippetID(id) != nil {
		return false, nil // the run will be refused
	}
	if change, err = formChange(r); err != nil {
		return false, nil // what cannot be saved cannot run either, and the run says why
	}
	_, err = s.Store.UpdateSnippet(r.Context(), id, currentUser(r).ID, change)
	if coderemote.CodeOf(err) != coderemote.CodeStale {
		return false, noSuchSnippet(err)
	}
	theirs, err := s.Store.Snippet(r.Context(), id, currentUser(r).ID)
	if err != nil {
		return false, noSuchSnippet(err)
	}
	if same(theirs, change) {
		return false, nil
	}
	return true, s.choose(w, r, theirs, change)
}

func same(s *coderemote.Snippet, c coderemote.SnippetChange) bool {
	return s.Code == *c.Code && s.Title == *c.Title
}

func (s *Server) saved(w http.ResponseWriter, r *http.Request, saved *coderemote.Snippet) error {
	if wantsJSON(r) {
		writeJSON(w, http.StatusOK, savedAnswer{saved.Tag()})
		return nil
	}
	http.Redirect(w, r, views.SnippetURL(saved.ID), http.StatusSeeOther)
	return nil
}

// conflict answers a change of a state that is no longer there. Two states that
// are the same are no conflict.
func (s *Server) conflict(w http.ResponseWriter, r *http.Request, id string, change coderemote.SnippetChange, stale error) error {
	theirs, err := s.Store.Snippet(r.Context(), id, currentUser(r).ID)
	switch {
	case err != nil:
		return noSuchSnippet(err)
	case same(theirs, change):
		return s.saved(w, r, theirs)
	case wantsJSON(r):
		return stale
	}
	return s.choose(w, r, theirs, change)
}

// choose asks the person which of two states stays.
func (s *Server) choose(w http.ResponseWriter, r *http.Request, theirs *coderemote.Snippet, change coderemote.SnippetChange) error {
	page := views.ConflictPage{Chrome: s.chrome(r), Theirs: theirs, Code: *change.Code, Title: *change.Title, Changes: coderemote.Diff(theirs.Code, *change.Code)}
	return s.render(w, r, http.StatusPreconditionFailed, static.PlainPage, views.Conflict(page))
}

func (s *Server) snippetDetails(w http.ResponseWriter, r *http.Request) error {
	now, err := s.ownSnippet(r)
	if err != nil {
		return err
	}
	return s.showDetails(w, r, http.StatusOK, views.DetailsPage{Snippet: now, Title: now.Title, Language: now.Language, Description: now.Description})
}

// similarAside is what the editor shows beside a snippet, after the page itself.
func (s *Server) similarAside(w http.ResponseWriter, r *http.Request) error {
	open, err := s.ownSnippet(r)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.SimilarAside(s.similarHits(r, open.ID)))
}

// showDetails completes page with what it always shows.
func (s *Server) showDetails(w http.ResponseWriter, r *http.Request, status int, page views.DetailsPage) error {
	versions, err := s.Store.Versions(r.Context(), page.Snippet.ID, page.Snippet.UserID)
	if err != nil {
		return err
	}
	page.Chrome, page.Versions, page.Base = s.chrome(r), versions, detailsTag(page.Snippet)
	page.Similar = s.similarHits(r, page.Snippet.ID)
	if page.Sharing, err = s.sharing(r, page.Snippet); err != nil {
		return err
	}
	return s.render(w, r, status, static.PlainPage, views.Details(page))
}

// detailsTag is the tag of what the form of the details changes: the code goes
// on changing in the editor meanwhile.
func detailsTag(s *coderemote.Snippet) string {
	details := *s
	details.Code = ""
	return details.Tag()
}

func (s *Server) saveDetails(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	title, language, description := r.PostFormValue("title"), r.PostFormValue("language"), formText(r, "description")
	page := views.DetailsPage{Title: title, Language: language, Description: description}
	change, invalid := coderemote.SnippetChange{Title: &title, Language: &language, Description: &description}.Validate()
	for {
		now, err := s.ownSnippet(r)
		if err != nil {
			return err
		}
		page.Snippet = now
		if invalid != nil {
			page.Message = coderemote.AsError(invalid).Message
			return s.showDetails(w, r, http.StatusUnprocessableEntity, page)
		}
		if detailsTag(now) != r.PostFormValue("base") {
			page.Message = "This was changed somewhere else meanwhile. Save again to replace that by what is below."
			return s.showDetails(w, r, http.StatusPreconditionFailed, page)
		}
		change.IfTag = []string{now.Tag()}
		_, err = s.Store.UpdateSnippet(r.Context(), now.ID, now.UserID, change)
		if coderemote.CodeOf(err) == coderemote.CodeStale {
			continue // the editor has saved code at this moment
		}
		if err != nil {
			return noSuchSnippet(err)
		}
		http.Redirect(w, r, views.SnippetDetailsURL(now.ID), http.StatusSeeOther)
		return nil
	}
}

func (s *Server) toggleStar(w http.ResponseWriter, r *http.Request) error {
	now, err := s.ownSnippet(r)
	if err != nil {
		return err
	}
	if _, err := s.Store.StarSnippet(r.Context(), now.ID, now.UserID); err != nil {
		return noSuchSnippet(err)
	}
	http.Redirect(w, r, cameFrom(r, views.MyCodeURL()), http.StatusSeeOther)
	return nil
}

// cameFrom returns the page of ours that the request came from, else fallback.
func cameFrom(r *http.Request, fallback string) string {
	from, err := url.Parse(r.Header.Get("Referer"))
	if err != nil || from.Host != r.Host || from.Path == "" {
		return fallback
	}
	return localPath(from.RequestURI())
}

func (s *Server) duplicateSnippet(w http.ResponseWriter, r *http.Request) error {
	now, err := s.ownSnippet(r)
	if err != nil {
		return err
	}
	n := coderemote.NewSnippet{Title: views.CopyTitle(now.Title), Language: now.Language, Description: now.Description, Code: now.Code}
	made, err := s.Store.CreateSnippet(r.Context(), newSnippetID(), now.UserID, n)
	if err != nil {
		return err
	}
	http.Redirect(w, r, views.SnippetURL(made.ID), http.StatusSeeOther)
	return nil
}

func (s *Server) removeSnippet(w http.ResponseWriter, r *http.Request) error {
	now, err := s.ownSnippet(r)
	if err != nil {
		return err
	}
	if err := s.Store.DeleteSnippet(r.Context(), now.ID, now.UserID); err != nil {
		return noSuchSnippet(err)
	}
	http.Redirect(w, r, views.MyCodeURL()+"?deleted="+now.ID, http.StatusSeeOther)
	return nil
}

func (s *Server) bringBack(w http.ResponseWriter, r *http.Request) error {
	id := chi.URLParam(r, "id")
	if err := checkSnippetID(id); err != nil {
		return err
	}
	if err := s.Store.RestoreSnippet(r.Context(), id, currentUser(r).ID); err != nil {
		return noSuchSnippet(err)
	}
	http.Redirect(w, r, views.MyCodeURL(), http.StatusSeeOther)
	return nil
}
