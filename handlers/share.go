package handlers

import (
	"bytes"
	"compress/flate"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"coderemote"
	"coderemote/static"
	"coderemote/views"

	"github.com/go-chi/chi/v5"
)

// routeShares mounts what others see of a snippet. A guest may see it too, when
// its owner shows it by a link.
func (s *Server) routeShares(r chi.Router) {
	r.Get("/new", s.page(s.newFromLink))
	r.Get("/s/{token}", s.page(s.showShared))
	r.Get("/s/{token}/versions/{version}", s.page(s.showShared))
	r.Get("/s/{token}/editor", s.page(s.editShared))
	r.Get("/s/{token}/download", s.page(s.downloadShared))
	r.Group(func(r chi.Router) {
		r.Use(s.requireUser)
		r.Get("/shared", s.page(s.sharedWithMe))
		r.Post("/s/{token}/fork", s.page(s.forkShared))
		r.Post("/snippets/{id}/share", s.page(s.shareSnippet))
		r.Get("/snippets/{id}/download", s.page(s.downloadSnippet))
	})
}

// newFromLink is the editor with the code of the address. What stands behind #
// never comes here: the page itself reads it.
func (s *Server) newFromLink(w http.ResponseWriter, r *http.Request) error {
	page := views.NewEditorPage(s.chrome(r))
	if code := strings.ReplaceAll(readable(r.URL.Query().Get("code")), "\r\n", "\n"); code != "" {
		page.Code = code
	}
	if utf8.RuneCountInString(page.Code) > coderemote.MaxSnippetCode {
		return coderemote.Invalid("query.code", "The code in this link is longer than what can be kept here.", nil)
	}
	return s.render(w, r, http.StatusOK, static.EditorPage, views.Editor(page))
}

// The choices of the form that shares.
const (
	audiencePrivate = "private"
	audienceLink    = "link"
)

// shareSnippet shows a snippet as it is now to those whom the form names.
func (s *Server) shareSnippet(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	now, err := s.ownSnippet(r)
	if err != nil {
		return err
	}
	audience := r.PostFormValue("audience")
	if audience == audiencePrivate {
		err = s.Store.UnshareSnippet(r.Context(), now.ID, now.UserID)
	} else {
		err = s.shareWith(r, now, audience)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, views.SnippetDetailsURL(now.ID)+"#share", http.StatusSeeOther)
	return nil
}

func (s *Server) shareWith(r *http.Request, now *coderemote.Snippet, audience string) error {
	share := &coderemote.Share{SnippetID: now.ID, Token: rand.Text()}
	if audience != audienceLink {
		if checkSnippetID(audience) != nil {
			return coderemote.Invalid("body.audience", "Choose who may see it.", audience)
		}
		share.ClassID = audience
	}
	if days, err := strconv.Atoi(r.PostFormValue("days")); err == nil && days > 0 && days <= 366 {
		expires := time.Now().AddDate(0, 0, days)
		share.ExpiresAt = &expires
	}
	var err error
	if share.Version, err = s.Store.KeepVersion(r.Context(), now.ID, now.UserID, "", true); err != nil {
		return noSuchSnippet(err)
	}
	err = s.Store.ShareSnippet(r.Context(), now.UserID, share)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return coderemote.Invalid("body.audience", "You are not in this class.", audience)
	}
	return err
}

// sharing is who sees a snippet, and who may.
func (s *Server) sharing(r *http.Request, now *coderemote.Snippet) (p views.Sharing, err error) {
	p = views.Sharing{Current: now.Version, Fragment: s.fragmentLink(r, now.Code)}
	if p.Classes, err = s.Store.ClassesByUser(r.Context(), now.UserID); err != nil {
		return p, err
	}
	p.Share, err = s.Store.ShareOfSnippet(r.Context(), now.ID, now.UserID)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.Link = s.absolute(r, views.SharedURL(p.Share.Token))
	settings, err := s.Store.Settings(r.Context())
	if len(settings.EmbedHosts) > 0 {
		p.Embed = s.absolute(r, views.EmbedURL(p.Share.Token))
	}
	return p, err
}

// shared returns what the address shows to whoever asks.
func (s *Server) shared(r *http.Request) (*coderemote.Shared, error) {
	viewer, version := "", 0
	if user := currentUser(r); user != nil {
		viewer = user.ID
	}
	if text := chi.URLParam(r, "version"); text != "" {
		number, err := strconv.ParseInt(text, 10, 32)
		if err != nil || number < 1 {
			return nil, errNotShared
		}
		version = int(number)
	}
	found, err := s.Store.Shared(r.Context(), readable(chi.URLParam(r, "token")), viewer, version)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, errNotShared
	}
	return found, err
}

var errNotShared = coderemote.Errorf(coderemote.CodeNotFound, "Nothing is shared at this address, or not any more. What is shown to a class only its people see, when they are logged in.")

func (s *Server) showShared(w http.ResponseWriter, r *http.Request) error {
	found, err := s.shared(r)
	if err != nil {
		return err
	}
	page := views.SharedPage{Chrome: s.chrome(r), Shared: found, Permalink: s.absolute(r, views.SharedVersionURL(found.Share.Token, found.Version.Version))}
	page.Mine = page.Chrome.User != nil && page.Chrome.User.ID == found.OwnerID
	if page.Run, err = s.runOfVersion(r, &found.Version); err != nil {
		return err
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	return s.render(w, r, http.StatusOK, static.EditorPage, views.SharedSnippet(page))
}

// absolute is the whole address of a page, as the person who asks reaches it.
func (s *Server) absolute(r *http.Request, path string) string {
	scheme := "http://"
	if s.Secure {
		scheme = "https://"
	}
	return scheme + r.Host + path
}

// editShared is the editor with shared code. It belongs to nobody until it is saved.
func (s *Server) editShared(w http.ResponseWriter, r *http.Request) error {
	found, err := s.shared(r)
	if err != nil {
		return err
	}
	page := views.NewEditorPage(s.chrome(r))
	page.Code, page.Title = found.Version.Code, views.CopyTitle(found.Version.Title)
	w.Header().Set("X-Robots-Tag", "noindex")
	return s.render(w, r, http.StatusOK, static.EditorPage, views.Editor(page))
}

// forkShared makes a copy of shared code the person's own.
func (s *Server) forkShared(w http.ResponseWriter, r *http.Request) error {
	found, err := s.shared(r)
	if err != nil {
		return err
	}
	v := found.Version
	n := coderemote.NewSnippet{Title: views.CopyTitle(v.Title), Language: v.Language, Description: v.Description, Code: v.Code}
	made, err := s.Store.CreateSnippet(r.Context(), newSnippetID(), currentUser(r).ID, n)
	if err != nil {
		return err
	}
	http.Redirect(w, r, views.SnippetURL(made.ID), http.StatusSeeOther)
	return nil
}

func (s *Server) sharedWithMe(w http.ResponseWriter, r *http.Request) error {
	items, err := s.Store.SharedWith(r.Context(), currentUser(r).ID)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.SharedWithMe(views.SharedWithMePage{Chrome: s.chrome(r), Items: items}))
}

// embed is a page for a frame on somebody else's site. It knows nobody: what is
// shown to a class only is not here.
func (s *Server) embed(w http.ResponseWriter, r *http.Request) error {
	found, err := s.shared(r)
	if err != nil {
		return err
	}
	settings, err := s.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	page := views.EmbedPage{Chrome: s.chrome(r), Shared: found}
	if page.Run, err = s.runOfVersion(r, &found.Version); err != nil {
		return err
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	return s.renderUnder(w, r, http.StatusOK, static.EmbedPolicy(settings.EmbedHosts), views.Embed(page))
}

// fragmentLink is a link that holds the code itself, compressed, behind #, which
// browsers do not send; "" when it would be too long for an address.
func (s *Server) fragmentLink(r *http.Request, code string) string {
	const longest = 8000
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return ""
	}
	// A buffer takes everything.
	_, _ = w.Write([]byte(code))
	_ = w.Close()
	if base64.RawURLEncoding.EncodedLen(packed.Len()) > longest {
		return ""
	}
	return s.absolute(r, views.NewURL()) + "#c=" + base64.RawURLEncoding.EncodeToString(packed.Bytes())
}
