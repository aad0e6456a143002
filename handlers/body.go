package handlers

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"

	"coderemote"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
)

var errNumber = coderemote.Errorf(coderemote.CodeInvalid, "A number is larger than any that can be used here.")

// huma keeps these for the whole process.
func init() {
	huma.ValidateStrictCasing = true
	huma.NewErrorWithContext = func(_ huma.Context, status int, message string, errs ...error) huma.StatusError {
		return huma.NewError(bodyStatus(status, errs), message, errs...)
	}
}

// bodyStatus takes the body out of errs, which nobody needs back, and returns
// the status: a number without bounds is an invalid field of good JSON.
func bodyStatus(status int, errs []error) int {
	for _, err := range errs {
		detail, ok := err.(*huma.ErrorDetail)
		if !ok || detail.Location != "body" {
			continue
		}
		detail.Value = nil
		if detail.Message == errNumber.Error() {
			detail.Message, status = errNumber.Message, http.StatusUnprocessableEntity
		}
	}
	return status
}

// formats are huma's, with our words for a body that is no JSON.
func formats() map[string]huma.Format {
	all := maps.Clone(huma.DefaultFormats)
	for name, format := range all {
		format.Unmarshal = readJSON
		all[name] = format
	}
	return all
}

func readJSON(data []byte, v any) error {
	err := json.Unmarshal(data, v)
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) && strings.HasPrefix(wrong.Value, "number") {
		return errNumber
	}
	return err
}

// lowerMediaType has APPLICATION/JSON mean what RFC 9110 says that it means.
func lowerMediaType(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		media, parameters, some := strings.Cut(r.Header.Get("Content-Type"), ";")
		if lower := strings.ToLower(media); lower != media {
			if some {
				lower += ";" + parameters
			}
			r.Header.Set("Content-Type", lower)
		}
		next.ServeHTTP(w, r)
	})
}

// notAllowedAPI says which methods an address of the API takes.
func notAllowedAPI(routes chi.Routes) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
			if routes.Match(chi.NewRouteContext(), method, r.URL.Path) {
				w.Header().Add("Allow", method)
			}
		}
		if w.Header().Get("Allow") == "" {
			writeProblem(w, problemModel(http.StatusNotFound, errNotHere))
			return
		}
		writeProblem(w, problemModel(http.StatusMethodNotAllowed, coderemote.Errorf(coderemote.CodeNotFound, "This address does not take the method "+r.Method+".")))
	}
}
