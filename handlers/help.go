package handlers

import (
	"net/http"

	"coderemote/static"
	"coderemote/views"
)

func (s *Server) help(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, http.StatusOK, static.PlainPage, views.Help(s.chrome(r)))
}
