package handlers

import (
	"net/http"

	"coderemote/static"
	"coderemote/views"
)

func (s *Server) privacy(w http.ResponseWriter, r *http.Request) error {
	settings, err := s.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	page := views.PrivacyPage{Chrome: s.chrome(r), KeepRunsDays: settings.KeepRunsDays, Model: settings.Model}
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Privacy(page))
}
