package auth

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"coderemote"

	"github.com/google/uuid"
)

// TokenPrefix starts every API token, so that scanners of leaked secrets and
// people recognize one.
const TokenPrefix = "cr_"

// DefaultTokenLifetime is how long a token works when nobody says otherwise.
const DefaultTokenLifetime = 90 * 24 * time.Hour

const (
	maxTokenName     = 100 // characters
	maxTokenLifetime = 10 * 365 * 24 * time.Hour
)

// NewToken says which token to make.
type NewToken struct {
	Name     string // "" for "API token"
	Scopes   []coderemote.Scope
	Lifetime time.Duration // 0 for DefaultTokenLifetime, unless NeverExpires
	// NeverExpires makes a token that works until it is revoked.
	NeverExpires bool
}

func (n NewToken) validate() error {
	switch {
	case len(n.Scopes) == 0:
		return coderemote.Invalid("body.scopes", "A token needs at least one of the scopes run, read and write.", nil)
	case utf8.RuneCountInString(n.Name) > maxTokenName || !utf8.ValidString(n.Name) || strings.ContainsRune(n.Name, 0):
		return coderemote.Invalid("body.name", fmt.Sprintf("The name of a token is text of at most %d characters.", maxTokenName), nil)
	case n.Lifetime < 0 || n.Lifetime > maxTokenLifetime:
		return coderemote.Invalid("body.lifetime", "A token works for at most ten years; choose a shorter time, or one that never expires.", nil)
	}
	return nil
}

func (n NewToken) expiresAt(now time.Time) *time.Time {
	if n.NeverExpires {
		return nil
	}
	lifetime := n.Lifetime
	if lifetime == 0 {
		lifetime = DefaultTokenLifetime
	}
	at := now.Add(lifetime)
	return &at
}

// CreateToken makes an API token of the user and returns its secret, which
// nobody can read again.
func (a *Accounts) CreateToken(ctx context.Context, userID string, n NewToken) (secret string, token *coderemote.Token, err error) {
	n.Name = strings.TrimSpace(n.Name)
	if n.Name == "" {
		n.Name = "API token"
	}
	if err := n.validate(); err != nil {
		return "", nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", nil, fmt.Errorf("auth: create token: %w", err)
	}
	secret = TokenPrefix + newSecret()
	token = &coderemote.Token{ID: id.String(), UserID: userID, Name: n.Name, Scopes: n.Scopes, ExpiresAt: n.expiresAt(time.Now())}
	if err := a.store.CreateToken(ctx, token, hashSecret(secret)); err != nil {
		return "", nil, fmt.Errorf("auth: create token: %w", err)
	}
	return secret, token, nil
}

// CreateTokenByEmail makes an API token of the user with this e-mail address and
// returns its secret.
func (a *Accounts) CreateTokenByLogin(ctx context.Context, login string, n NewToken) (secret string, err error) {
	email, nickname, err := NormalizeLogin(login)
	if err != nil {
		return "", err
	}
	user, err := a.store.UserByLogin(ctx, email+nickname)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return "", coderemote.Errorf(coderemote.CodeNotFound, "There is no account with the name "+email+nickname+".")
	}
	if err != nil {
		return "", fmt.Errorf("auth: create token: %w", err)
	}
	secret, _, err = a.CreateToken(ctx, user.ID, n)
	return secret, err
}

// Tokens returns the user's tokens that are not revoked, newest first.
func (a *Accounts) Tokens(ctx context.Context, userID string) ([]coderemote.Token, error) {
	tokens, err := a.store.TokensByUser(ctx, userID)
	if err != nil {
		return nil, fmt.Errorf("auth: tokens: %w", err)
	}
	return tokens, nil
}

// RevokeToken ends a token of the user: at once in this process, and within
// TokenCacheTTL in the others. A token of somebody else is not found.
func (a *Accounts) RevokeToken(ctx context.Context, userID, id string) error {
	if uuid.Validate(id) != nil {
		return coderemote.Errorf(coderemote.CodeNotFound, "There is no such token.")
	}
	if err := a.store.RevokeToken(ctx, userID, id); err != nil {
		return fmt.Errorf("auth: revoke token: %w", err)
	}
	a.tokens.forget(id)
	return nil
}

// Authenticate returns the user and the token that bearer is the secret of, or
// the user of an access token of the issuer; both
// are shared and must not be changed. Any token that does not work is
// unauthenticated. It costs one query at most, and none within TokenCacheTTL of
// the last.
func (a *Accounts) Authenticate(ctx context.Context, bearer string) (*coderemote.User, *coderemote.Token, error) {
	if !strings.HasPrefix(bearer, TokenPrefix) {
		if a.issuer != nil && strings.Count(bearer, ".") == 2 {
			return a.authenticateJWT(ctx, bearer)
		}
		return nil, nil, badToken()
	}
	key := tokenKey(hashSecret(bearer))
	now := time.Now()
	if user, token, ok := a.tokens.find(key, now); ok {
		return user, token, nil
	}
	began := a.tokens.revocations()
	user, token, err := a.store.TokenByHash(ctx, key[:])
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, nil, badToken()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("auth: authenticate: %w", err)
	}
	a.tokens.keep(key, user, token, now, began)
	return user, token, nil
}

func badToken() error {
	return coderemote.Errorf(coderemote.CodeUnauthenticated, "The token is not valid: it is wrong, revoked or expired. Make one on the settings page.")
}

func (a *Accounts) storeTokenUse(ctx context.Context) error {
	used := a.tokens.takeUsed()
	if len(used) == 0 {
		return nil
	}
	if err := a.store.TouchTokens(ctx, used); err != nil {
		return fmt.Errorf("auth: store token use: %w", err)
	}
	return nil
}
