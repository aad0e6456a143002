package auth

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"coderemote"

	"github.com/google/uuid"
)

func readToken() NewToken { return NewToken{Scopes: []coderemote.Scope{coderemote.ScopeRead}} }

func addToken(t *testing.T, a *Accounts, userID string, n NewToken) (string, *coderemote.Token) {
	t.Helper()
	secret, token, err := a.CreateToken(t.Context(), userID, n)
	if err != nil {
		t.Fatal(err)
	}
	return secret, token
}

func wantWorks(t *testing.T, a *Accounts, secret string, want bool) {
	t.Helper()
	_, _, err := a.Authenticate(t.Context(), secret)
	if want && err != nil {
		t.Errorf("the token does not work: %v", err)
	}
	if !want {
		wantCode(t, err, coderemote.CodeUnauthenticated)
	}
}

func TestCreateToken(t *testing.T) {
	a := newAccounts(t)
	ada := addUser(t, a, "ada@example.org", coderemote.RoleTeacher)
	secret, token := addToken(t, a, ada.ID, NewToken{Name: " laptop ", Scopes: []coderemote.Scope{coderemote.ScopeRun, coderemote.ScopeRead}})
	if !regexp.MustCompile(`^cr_[A-Za-z0-9_-]{43}$`).MatchString(secret) {
		t.Errorf("the secret has the form %q", secret)
	}
	if token.Name != "laptop" || (time.Until(*token.ExpiresAt)-DefaultTokenLifetime).Abs() > time.Minute {
		t.Errorf("made %+v", token)
	}
	user, found, err := a.Authenticate(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	if user.ID != ada.ID || user.Role != coderemote.RoleTeacher || found.ID != token.ID {
		t.Errorf("authenticated %+v by %+v", user, found)
	}
	if !found.Allows(coderemote.ScopeRun) || found.Allows(coderemote.ScopeWrite) {
		t.Errorf("the scopes are %v", found.Scopes)
	}
	var stored int
	row := a.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM api_tokens t WHERE t::text LIKE '%' || $1 || '%'`, secret)
	if err := row.Scan(&stored); err != nil || stored != 0 {
		t.Errorf("the secret itself is stored: %d rows, error %v", stored, err)
	}
}

func TestTokenLifetime(t *testing.T) {
	now := time.Now()
	if at := (NewToken{NeverExpires: true}).expiresAt(now); at != nil {
		t.Errorf("a token for ever expires at %v", at)
	}
	if at := (NewToken{Lifetime: time.Hour}).expiresAt(now); !at.Equal(now.Add(time.Hour)) {
		t.Errorf("a token for an hour expires at %v", at)
	}
}

func TestCreateTokenRefuses(t *testing.T) {
	a := newAccounts(t)
	ada := addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	for name, change := range map[string]func(*NewToken){
		"no scope":  func(n *NewToken) { n.Scopes = nil },
		"long name": func(n *NewToken) { n.Name = strings.Repeat("ä", 101) },
		"NUL":       func(n *NewToken) { n.Name = "a\x00b" },
		"not UTF-8": func(n *NewToken) { n.Name = "a\xff" },
		"negative":  func(n *NewToken) { n.Lifetime = -time.Second },
		"centuries": func(n *NewToken) { n.Lifetime = 200 * 365 * 24 * time.Hour },
	} {
		t.Run(name, func(t *testing.T) {
			n := readToken()
			change(&n)
			_, _, err := a.CreateToken(t.Context(), ada.ID, n)
			wantCode(t, err, coderemote.CodeInvalid)
		})
	}
	n := readToken()
	n.Name = strings.Repeat("ä", 100)
	addToken(t, a, ada.ID, n)
}

func TestCreateTokenByLogin(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	secret, err := a.CreateTokenByLogin(t.Context(), "Ada@example.org", readToken())
	if err != nil {
		t.Fatal(err)
	}
	wantWorks(t, a, secret, true)
	_, err = a.CreateTokenByLogin(t.Context(), "ben@example.org", readToken())
	wantCode(t, err, coderemote.CodeNotFound)
	if message := coderemote.AsError(err).Message; !strings.Contains(message, "ben@example.org") {
		t.Errorf("the message is %q", message)
	}
}

func TestAuthenticateRefuses(t *testing.T) {
	a := newAccounts(t)
	ada := addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	secret, _ := addToken(t, a, ada.ID, readToken())
	for _, bearer := range []string{"", "cr_", secret + "A", secret[:len(secret)-1], strings.TrimPrefix(secret, "cr_"), "CR_" + secret[3:], "cr_\x00\xff"} {
		wantWorks(t, a, bearer, false)
	}
	wantWorks(t, a, secret, true)
}

func TestRevokedTokenEndsAtOnce(t *testing.T) {
	a := newAccounts(t)
	ada := addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	ben := addUser(t, a, "ben@example.org", coderemote.RoleStudent)
	secret, token := addToken(t, a, ada.ID, readToken())
	wantWorks(t, a, secret, true)
	for _, c := range []struct{ userID, id string }{{ben.ID, token.ID}, {ada.ID, uuid.NewString()}, {ada.ID, "nonsense"}} {
		wantCode(t, a.RevokeToken(t.Context(), c.userID, c.id), coderemote.CodeNotFound)
	}
	wantWorks(t, a, secret, true)
	if err := a.RevokeToken(t.Context(), ada.ID, token.ID); err != nil {
		t.Fatal(err)
	}
	wantWorks(t, a, secret, false)
}

func TestAuthenticateAsksTheStoreOnce(t *testing.T) {
	a := newAccounts(t)
	ada := addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	secret, _ := addToken(t, a, ada.ID, readToken())
	wantWorks(t, a, secret, true)
	execute(t, a.store, `DELETE FROM api_tokens`) // as another process would revoke it
	wantWorks(t, a, secret, true)
	for key, entry := range a.tokens.entries {
		entry.until = time.Now()
		a.tokens.entries[key] = entry
	}
	wantWorks(t, a, secret, false)
}

func TestTokenCache(t *testing.T) {
	now := time.Now()
	key := tokenKey{1}
	wantFound := func(t *testing.T, c *tokenCache, at time.Time, want bool) {
		t.Helper()
		if _, _, ok := c.find(key, at); ok != want {
			t.Errorf("found %v after %v, want %v", ok, at.Sub(now), want)
		}
	}
	t.Run("for its time", func(t *testing.T) {
		c := newTokenCache()
		c.keep(key, nil, &coderemote.Token{}, now, c.revocations())
		wantFound(t, c, now.Add(TokenCacheTTL-1), true)
		wantFound(t, c, now.Add(TokenCacheTTL), false)
	})
	t.Run("not past the expiry", func(t *testing.T) {
		c := newTokenCache()
		soon := now.Add(time.Second)
		c.keep(key, nil, &coderemote.Token{ExpiresAt: &soon}, now, c.revocations())
		wantFound(t, c, soon.Add(-1), true)
		wantFound(t, c, soon, false)
	})
	t.Run("not when one was revoked during the query", func(t *testing.T) {
		c := newTokenCache()
		began := c.revocations()
		c.forget("some id")
		c.keep(key, nil, &coderemote.Token{}, now, began)
		wantFound(t, c, now, false)
	})
	t.Run("bounded", func(t *testing.T) {
		c := newTokenCache()
		for i := range 3 * maxCachedTokens {
			c.keep(tokenKey(hashSecret(fmt.Sprint(i))), nil, &coderemote.Token{}, now, c.revocations())
		}
		if got := len(c.entries); got > maxCachedTokens {
			t.Errorf("%d are kept", got)
		}
	})
}
