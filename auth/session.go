package auth

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"coderemote/store"

	"github.com/alexedwards/scs/v2"
)

// How long a session lives: without use, and in all.
const (
	SessionIdle     = 14 * 24 * time.Hour
	SessionLifetime = 30 * 24 * time.Hour
)

// SessionCookie is the name of the cookie that holds a session's token.
const SessionCookie = "cr_session"

// What a session holds.
const (
	sessionUserID  = "user_id"
	sessionBrowser = "browser"
)

// Sessions are the log-ins of browsers.
type Sessions struct {
	manager *scs.SessionManager
}

// NewSessions returns the sessions that st keeps. With secure, browsers send the
// cookie over https only. What fails inside the middleware goes to onError.
func NewSessions(st *store.Store, secure bool, onError func(http.ResponseWriter, *http.Request, error)) *Sessions {
	manager := scs.New()
	manager.Store = sessionStore{st}
	manager.Lifetime = SessionLifetime
	manager.Cookie.Name = SessionCookie
	manager.Cookie.HttpOnly = true
	manager.Cookie.SameSite = http.SameSiteLaxMode
	manager.Cookie.Secure = secure
	manager.ErrorFunc = onError
	return &Sessions{manager}
}

// Middleware loads the request's session into its context, and sets the cookie
// when it has changed. A request without the cookie costs no query.
func (s *Sessions) Middleware(next http.Handler) http.Handler { return s.manager.LoadAndSave(next) }

// LogIn makes the session one of the user, in a browser of this name. Its token
// is new, so that one that was planted in the browser before is worth nothing.
func (s *Sessions) LogIn(ctx context.Context, userID, browser string) error {
	if err := s.manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("auth: begin session: %w", err)
	}
	s.manager.Put(ctx, sessionUserID, userID)
	s.manager.Put(ctx, sessionBrowser, browser)
	return nil
}

// Current returns the hash by which the store knows the session of ctx.
func (s *Sessions) Current(ctx context.Context) []byte { return hashSecret(s.manager.Token(ctx)) }

// LogOut ends the session.
func (s *Sessions) LogOut(ctx context.Context) error {
	if err := s.manager.Destroy(ctx); err != nil {
		return fmt.Errorf("auth: end session: %w", err)
	}
	return nil
}

// UserID returns the id of the user whose session it is, "" for nobody's.
func (s *Sessions) UserID(ctx context.Context) string { return s.manager.GetString(ctx, sessionUserID) }

// sessionStore keeps the sessions of scs in the store by the hash of their
// token. The idle limit is the store's and not the one of scs, which would write
// a session back at each request and so bring one back that was logged out
// meanwhile.
type sessionStore struct{ store *store.Store }

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.store.FindSession(ctx, hashSecret(token), SessionIdle)
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return fmt.Errorf("auth: read session: %w", err)
	}
	userID, _ := values[sessionUserID].(string)
	browser, _ := values[sessionBrowser].(string)
	return s.store.CommitSession(ctx, hashSecret(token), data, expires, userID, browser)
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.store.DeleteSession(ctx, hashSecret(token))
}

// Find, Commit and Delete are for callers without a context; scs has none.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
