package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"coderemote"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
)

// apiPrefix is where version 1 of the API lives.
const apiPrefix = "/api/v1"

const bearer = "bearer"

// api is the JSON API: huma reads and checks requests by the types of the
// handlers, and writes the OpenAPI document from them.
type api struct {
	*Server
	huma huma.API
}

// newAPI mounts the API on r.
func (s *Server) newAPI(r chi.Router) *api {
	config := huma.DefaultConfig("Code Remote", s.Version)
	config.Info.Description = "Runs Python for people who learn and teach it. Errors are RFC 9457 problems; times are RFC 3339 in UTC; ids are UUIDv7."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "/openapi", "", ""
	config.CreateHooks = nil // no $schema field in answers
	config.Formats = formats()
	config.Transformers = []huma.Transformer{typedProblem}
	config.Servers = []*huma.Server{{URL: apiPrefix}}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		bearer: {Type: "http", Scheme: "bearer", Description: "A personal API token, made on the Settings page or by: coderemote token create; or an access token (JWT) of the instance's OpenID Connect issuer"},
	}
	a := &api{Server: s, huma: humachi.New(r, config)}
	a.huma.UseMiddleware(a.authenticate)
	a.registerHealth()
	a.registerExecutions()
	a.registerEvents(r)
	a.registerArtifacts(r)
	a.registerAnalyses()
	a.registerAnalysisEvents(r)
	a.registerSnippets()
	a.registerSearch()
	return a
}

// typedProblem completes the problems that huma makes by itself: RFC 9457 reads
// a missing type as about:blank, and a refusal says the limit in our words.
func typedProblem(_ huma.Context, _ string, body any) (any, error) {
	problem, ok := body.(*huma.ErrorModel)
	if !ok {
		return body, nil
	}
	if problem.Type == "" {
		problem.Type = "about:blank"
	}
	if problem.Status == http.StatusRequestEntityTooLarge {
		problem.Detail = tooLargeMessage
	}
	return body, nil
}

// caller is who makes an API request.
type caller struct {
	user  *coderemote.User
	token *coderemote.Token
}

type callerKey struct{}

func callerOf(ctx context.Context) caller { c, _ := ctx.Value(callerKey{}).(caller); return c }

// authenticate holds every operation to the scopes that it names.
func (a *api) authenticate(ctx huma.Context, next func(huma.Context)) {
	security := ctx.Operation().Security
	if len(security) == 0 {
		next(ctx)
		return
	}
	who, err := a.bearer(ctx.Context(), ctx.Header("Authorization"), security[0][bearer])
	if err != nil {
		a.writeProblem(ctx, err)
		return
	}
	next(huma.WithValue(ctx, callerKey{}, who))
}

// bearer returns who the header speaks for, if its token carries all scopes.
func (a *api) bearer(ctx context.Context, header string, scopes []string) (caller, error) {
	scheme, secret, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return caller{}, coderemote.Errorf(coderemote.CodeUnauthenticated, "This call needs a token: send the header Authorization: Bearer TOKEN.")
	}
	user, token, err := a.Accounts.Authenticate(ctx, secret)
	if err != nil {
		return caller{}, err
	}
	for _, scope := range scopes {
		if !token.Allows(coderemote.Scope(scope)) {
			return caller{}, coderemote.Errorf(coderemote.CodeForbidden, "The token does not carry the scope "+scope+".")
		}
	}
	return caller{user, token}, nil
}

// answer adapts an operation: its error becomes a problem.
func answer[I, O any](a *api, operation func(context.Context, *I) (*O, error)) func(context.Context, *I) (*O, error) {
	return func(ctx context.Context, in *I) (*O, error) {
		out, err := operation(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	}
}

// problem gives err the form that huma writes, unless it has it already.
func (a *api) problem(ctx context.Context, err error) error {
	if written := huma.StatusError(nil); errors.As(err, &written) {
		return err
	}
	code, e := a.classify(ctx, err)
	model := problemModel(code, e)
	headers := http.Header{}
	if e.RetryAfter > 0 || code == http.StatusServiceUnavailable {
		headers.Set("Retry-After", retryAfter(e.RetryAfter))
	}
	if code == http.StatusUnauthorized {
		headers.Set("WWW-Authenticate", `Bearer realm="coderemote"`)
	}
	return huma.ErrorWithHeaders(model, headers)
}

func problemModel(code int, e *coderemote.Error) *huma.ErrorModel {
	model := &huma.ErrorModel{Type: "about:blank", Title: http.StatusText(code), Status: code, Detail: e.Message}
	for _, f := range e.Fields {
		model.Errors = append(model.Errors, &huma.ErrorDetail{Location: f.Location, Message: f.Message, Value: f.Value})
	}
	return model
}

// writeProblem answers from a middleware, where no handler returns the error.
func (a *api) writeProblem(ctx huma.Context, err error) {
	r, w := humachi.Unwrap(ctx)
	a.failAPI(w, r, err)
}

// loneSurrogate reports whether JSON text names half of a surrogate pair, which the
// decoder would replace in silence, or is not UTF-8.
func loneSurrogate(raw []byte) bool {
	for i := 0; i < len(raw)-1; i++ {
		if raw[i] != '\\' {
			continue
		}
		i++
		if raw[i] != 'u' {
			continue
		}
		high := hex4(raw[min(i+1, len(raw)):])
		switch {
		case high >= 0xDC00 && high <= 0xDFFF:
			return true
		case high >= 0xD800 && high <= 0xDBFF:
			low := -1
			if rest := raw[min(i+5, len(raw)):]; len(rest) > 2 && rest[0] == '\\' && rest[1] == 'u' {
				low = hex4(rest[2:])
			}
			if low < 0xDC00 || low > 0xDFFF {
				return true
			}
			i += 6
		}
	}
	return !utf8.Valid(raw)
}

// hex4 returns the value of the four hexadecimal digits at the start of b, -1 for none.
func hex4(b []byte) int {
	if len(b) < 4 {
		return -1
	}
	n := 0
	for _, c := range b[:4] {
		digit := strings.IndexByte("0123456789abcdef", c|0x20)
		if digit < 0 || c < '0' {
			return -1
		}
		n = n<<4 | digit
	}
	return n
}
