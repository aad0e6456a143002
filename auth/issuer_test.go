package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/oidctest"
)

// issuerPair is a fake issuer and accounts that trust it.
type issuerPair struct {
	*Accounts
	fake *oidctest.Issuer
}

func withIssuer(t *testing.T, pause time.Duration, change ...func(*IssuerConfig)) issuerPair {
	t.Helper()
	p := issuerPair{newAccounts(t), oidctest.New(t)}
	c := IssuerConfig{URL: p.fake.URL, ClientID: oidctest.ClientID, ClientSecret: oidctest.ClientSecret, Name: "Example ID", Redirect: "http://coderemote.test/back"}
	for _, f := range change {
		f(&c)
	}
	p.TrustIssuer(newIssuer(c, pause))
	return p
}

func TestFirstJWTMakesTheUser(t *testing.T) {
	p := withIssuer(t, 0)
	first, token, err := p.Authenticate(t.Context(), p.fake.Token("s1", map[string]any{"email": "Ada@Example.org", "email_verified": true, "name": "Ada"}))
	if err != nil {
		t.Fatal(err)
	}
	if first.Email != "ada@example.org" || first.Name != "Ada" || first.Role != coderemote.RoleStudent {
		t.Errorf("made %+v", first)
	}
	for _, scope := range []coderemote.Scope{coderemote.ScopeRun, coderemote.ScopeRead, coderemote.ScopeWrite} {
		if !token.Allows(scope) {
			t.Errorf("the token does not carry %s", scope)
		}
	}
	again, _, err := p.Authenticate(t.Context(), p.fake.Token("s1", map[string]any{"email": "other@example.org", "email_verified": true}))
	if err != nil || again.ID != first.ID || again.Email != first.Email {
		t.Errorf("the same subject is %+v, error %v", again, err)
	}
	other, _, err := p.Authenticate(t.Context(), p.fake.Token("s2", map[string]any{"email": "ben@example.org", "email_verified": false}))
	if err != nil || other.ID == first.ID || other.Email != "" {
		t.Errorf("another subject is %+v, error %v: an unconfirmed address must not be kept", other, err)
	}
}

func TestFirstJWTsAtOnceMakeOneUser(t *testing.T) {
	p := withIssuer(t, 0)
	token := p.fake.Token("s1", map[string]any{"email": "ada@example.org", "email_verified": true})
	ids := make(chan string, 8)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			user, _, err := p.Authenticate(t.Context(), token)
			if err != nil {
				t.Error(err)
				return
			}
			ids <- user.ID
		})
	}
	group.Wait()
	close(ids)
	one := <-ids
	for id := range ids {
		if id != one {
			t.Errorf("users %s and %s", one, id)
		}
	}
}

// Whoever can make an issuer confirm an address must not get the account that
// has it.
func TestAddressNeverLinks(t *testing.T) {
	p := withIssuer(t, 0)
	ada := addUser(t, p.Accounts, "ada@example.org", coderemote.RoleAdmin)
	token := p.fake.Token("s1", map[string]any{"email": "ada@example.org", "email_verified": true})
	_, _, err := p.Authenticate(t.Context(), token)
	wantCode(t, err, coderemote.CodeConflict)
	if err := p.LinkIdentity(t.Context(), ada.ID, Claims{Issuer: p.fake.URL, Subject: "s1"}); err != nil {
		t.Fatal(err)
	}
	user, _, err := p.Authenticate(t.Context(), token)
	if err != nil || user.ID != ada.ID {
		t.Errorf("after linking it is %+v, error %v", user, err)
	}
	ben := addUser(t, p.Accounts, "ben@example.org", coderemote.RoleStudent)
	wantCode(t, p.LinkIdentity(t.Context(), ben.ID, Claims{Issuer: p.fake.URL, Subject: "s1"}), coderemote.CodeConflict)
	if err := p.Unlink(t.Context(), ada.ID); err != nil {
		t.Fatal(err)
	}
	_, _, err = p.Authenticate(t.Context(), token)
	wantCode(t, err, coderemote.CodeConflict)
}

func TestOnlyLogInIsNotUnlinked(t *testing.T) {
	p := withIssuer(t, 0)
	user, _, err := p.Authenticate(t.Context(), p.fake.Token("s1", nil))
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, p.Unlink(t.Context(), user.ID), coderemote.CodeConflict)
}

func TestDomains(t *testing.T) {
	p := withIssuer(t, 0, func(c *IssuerConfig) { c.Domains = []string{"school.example"} })
	for name, c := range map[string]struct {
		email    string
		verified any
		want     coderemote.Code
	}{
		"theirs":           {"ada@school.example", true, ""},
		"in capitals":      {"Ben@School.Example", "true", ""},
		"unconfirmed":      {"eve@school.example", false, coderemote.CodeForbidden},
		"another":          {"eve@evil.example", true, coderemote.CodeForbidden},
		"ends like theirs": {"eve@notschool.example", true, coderemote.CodeForbidden},
		"two addresses":    {"eve@evil.example@school.example", true, coderemote.CodeForbidden},
		"none":             {"", true, coderemote.CodeForbidden},
	} {
		_, _, err := p.Authenticate(t.Context(), p.fake.Token(name, map[string]any{"email": c.email, "email_verified": c.verified}))
		if got := coderemote.CodeOf(err); got != c.want {
			t.Errorf("%s: %q (%v), want %q", name, got, err, c.want)
		}
	}
}

func TestDisabledUserOfJWT(t *testing.T) {
	p := withIssuer(t, 0)
	token := p.fake.Token("s1", nil)
	if _, _, err := p.Authenticate(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	execute(t, p.store, `UPDATE users SET disabled_at = now()`)
	_, _, err := p.Authenticate(t.Context(), token)
	wantCode(t, err, coderemote.CodeForbidden)
}

// brokenTokens are what the issuer must never be taken for having said.
func brokenTokens(t *testing.T, i *oidctest.Issuer) map[string]string {
	t.Helper()
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().Unix()
	good := i.Token("s1", nil)
	parts := strings.Split(good, ".")
	with := func(name string, value any) string { return i.Token("s1", map[string]any{name: value}) }
	without := func(name string) string {
		claims := i.Claims("s1")
		delete(claims, name)
		return i.Sign(nil, claims)
	}
	header := func(name string, value any) string { return i.Sign(map[string]any{name: value}, i.Claims("s1")) }
	return map[string]string{
		"signed by a stranger":           oidctest.Sign(stranger, map[string]any{"alg": "RS256", "kid": "one"}, i.Claims("s1")),
		"signed by a stranger's own key": oidctest.Sign(stranger, map[string]any{"alg": "RS256", "kid": "one", "jwk": map[string]any{"kty": "RSA", "n": base64.RawURLEncoding.EncodeToString(stranger.N.Bytes()), "e": "AQAB"}}, i.Claims("s1")),
		"key from another address":       oidctest.Sign(stranger, map[string]any{"alg": "RS256", "kid": "one", "jku": "http://127.0.0.1:1/keys"}, i.Claims("s1")),
		"unknown key":                    header("kid", "two"),
		"not signed":                     parts[0] + "." + parts[1] + ".",
		"algorithm none":                 oidctest.Encode(map[string]any{"alg": "none"}) + "." + parts[1] + ".",
		"algorithm None":                 oidctest.Encode(map[string]any{"alg": "None", "kid": "one"}) + "." + parts[1] + "." + parts[2],
		"public key as a shared secret":  sharedSecret(t, i),
		"another algorithm in its head":  header("alg", "ES256"),
		"claims of another token":        parts[0] + "." + oidctest.Encode(i.Claims("s2")) + "." + parts[2],
		"other issuer":                   with("iss", "https://evil.example"),
		"issuer with a slash":            with("iss", i.URL+"/"),
		"no issuer":                      without("iss"),
		"other audience":                 with("aud", "another program"),
		"other audience, our client":     i.Token("s1", map[string]any{"aud": "https://api.example", "client_id": oidctest.ClientID}),
		"no audience, other client":      i.Token("s1", map[string]any{"aud": []string{}, "client_id": "another program"}),
		"no audience and no client":      without("aud"),
		"expired":                        with("exp", now-1),
		"never expires":                  without("exp"),
		"expiry that is no time":         with("exp", "tomorrow"),
		"not valid yet":                  with("nbf", now+3600),
		"issued tomorrow":                with("iat", now+86400),
		"no subject":                     without("sub"),
		"empty subject":                  with("sub", ""),
		"endless subject":                with("sub", strings.Repeat("s", 256)),
		"ID token of a log-in":           with("nonce", "n"),
		"ID token of Cognito":            with("token_use", "id"),
		"ID token of Keycloak":           with("typ", "ID"),
		"ID token with a hash":           with("at_hash", "x"),
		"log-out token":                  header("typ", "logout+jwt"),
		"critical header":                header("crit", []string{"x"}),
		"no JSON":                        parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte("s1")) + "." + parts[2],
		"no base64":                      "%%." + parts[1] + "." + parts[2],
		"four parts":                     good + ".x",
		"two parts":                      parts[0] + "." + parts[1],
		"nothing":                        "..",
	}
}

// sharedSecret is the old trick of signing by HMAC with the public key.
func sharedSecret(t *testing.T, i *oidctest.Issuer) string {
	t.Helper()
	public, err := x509.MarshalPKIXPublicKey(i.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	text := oidctest.Encode(map[string]any{"alg": "HS256", "kid": "one"}) + "." + oidctest.Encode(i.Claims("s1"))
	mac := hmac.New(sha256.New, public)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func TestBrokenTokens(t *testing.T) {
	p := withIssuer(t, 0)
	broken := brokenTokens(t, p.fake)
	if len(broken) < 20 {
		t.Errorf("only %d kinds", len(broken))
	}
	for name, token := range broken {
		user, _, err := p.Authenticate(t.Context(), token)
		if coderemote.CodeOf(err) != coderemote.CodeUnauthenticated || user != nil {
			t.Errorf("%s: %+v, error %v", name, user, err)
		}
		if err != nil && token != ".." && strings.Contains(err.Error(), token) {
			t.Errorf("%s: the error holds the token", name)
		}
	}
	var users int
	if err := p.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM users`).Scan(&users); err != nil || users != 0 {
		t.Errorf("%d users were made, error %v", users, err)
	}
}

func TestGoodTokens(t *testing.T) {
	p := withIssuer(t, 0)
	now := time.Now().Unix()
	cognito := p.fake.Claims("s1")
	delete(cognito, "aud")
	cognito["client_id"], cognito["token_use"] = oidctest.ClientID, "access"
	for name, token := range map[string]string{
		"several audiences": p.fake.Token("s1", map[string]any{"aud": []string{"x", oidctest.ClientID}}),
		"of Cognito":        p.fake.Sign(nil, cognito),
		"of RFC 9068":       p.fake.Sign(map[string]any{"typ": "at+jwt"}, p.fake.Claims("s1")),
		"in the long form":  p.fake.Sign(map[string]any{"typ": "application/at+JWT"}, p.fake.Claims("s1")),
		"a clock apart":     p.fake.Token("s1", map[string]any{"nbf": now + 60, "iat": now + 60}),
		"just long enough":  p.fake.Token(strings.Repeat("s", 255), nil),
	} {
		if _, _, err := p.Authenticate(t.Context(), token); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAudienceOfItsOwn(t *testing.T) {
	p := withIssuer(t, 0, func(c *IssuerConfig) { c.Audience = "https://api.coderemote.test" })
	if _, _, err := p.Authenticate(t.Context(), p.fake.Token("s1", map[string]any{"aud": "https://api.coderemote.test"})); err != nil {
		t.Error(err)
	}
	_, _, err := p.Authenticate(t.Context(), p.fake.Token("s1", nil))
	wantCode(t, err, coderemote.CodeUnauthenticated)
}

func TestRotatedKey(t *testing.T) {
	p := withIssuer(t, 0)
	old := p.fake.Token("s1", nil)
	if _, _, err := p.Authenticate(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	p.fake.Rotate(t, "two")
	fresh := p.fake.Token("s1", nil)
	eventually(t, "the new key counts", func() bool {
		_, _, err := p.Authenticate(t.Context(), fresh)
		return err == nil
	})
	eventually(t, "the old key does not count", func() bool {
		_, _, err := p.Authenticate(t.Context(), old)
		return coderemote.CodeOf(err) == coderemote.CodeUnauthenticated
	})
}

// eventually waits until done, and fails when that takes ten seconds. The library
// hands keys that it fetched to who waits for them before it replaces those that
// it remembers, so a change of keys is complete a moment after it was seen.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !done(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("in ten seconds it never came to this: %s", what)
		}
	}
}

func TestStrangersDoNotMakeUsAskTheIssuer(t *testing.T) {
	p := withIssuer(t, time.Hour)
	if _, _, err := p.Authenticate(t.Context(), p.fake.Token("s1", nil)); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		_, _, err := p.Authenticate(t.Context(), p.fake.Sign(map[string]any{"kid": "made up"}, p.fake.Claims("s1")))
		wantCode(t, err, coderemote.CodeUnauthenticated)
	}
	if asked := p.fake.KeyRequests(); asked != 1 {
		t.Errorf("the keys were asked for %d times", asked)
	}
}

func TestIssuerThatIsDown(t *testing.T) {
	p := withIssuer(t, 0)
	p.fake.SetDown(true)
	_, _, err := p.Authenticate(t.Context(), p.fake.Token("s1", nil))
	wantCode(t, err, coderemote.CodeUnavailable)
	if e := coderemote.AsError(err); e.RetryAfter == 0 {
		t.Error("nobody is told when to try again")
	}
	p.fake.SetDown(false)
	if _, _, err := p.Authenticate(t.Context(), p.fake.Token("s1", nil)); err != nil {
		t.Fatalf("it is up again: %v", err)
	}
	p.fake.SetDown(true)
	if _, _, err := p.Authenticate(t.Context(), p.fake.Token("s1", nil)); err != nil {
		t.Errorf("a known key needs no issuer: %v", err)
	}
	p.fake.Rotate(t, "two")
	fresh := p.fake.Token("s1", nil)
	eventually(t, "a new key needs the issuer", func() bool {
		_, _, err := p.Authenticate(t.Context(), fresh)
		return coderemote.CodeOf(err) == coderemote.CodeUnavailable
	})
}

func TestNoIssuerNoJWT(t *testing.T) {
	a, fake := newAccounts(t), oidctest.New(t)
	_, _, err := a.Authenticate(t.Context(), fake.Token("s1", nil))
	wantCode(t, err, coderemote.CodeUnauthenticated)
}

func TestPasswordOfWhoHasNone(t *testing.T) {
	p := withIssuer(t, 0)
	if _, _, err := p.Authenticate(t.Context(), p.fake.Token("s1", map[string]any{"email": "ada@example.org", "email_verified": true})); err != nil {
		t.Fatal(err)
	}
	_, err := p.LogIn(t.Context(), Attempt{Login: "ada@example.org", Addr: address(1)})
	wantCode(t, err, coderemote.CodeUnauthenticated)
}

func TestChallengeFitsACookie(t *testing.T) {
	p := withIssuer(t, 0)
	c, address, err := p.Issuer().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(c)
	if err != nil || len(text) > 300 {
		t.Errorf("%d bytes, error %v", len(text), err)
	}
	if strings.Contains(address, c.Verifier) || !strings.Contains(address, "code_challenge_method=S256") || !strings.Contains(address, "scope=openid") {
		t.Errorf("the address is %s", address)
	}
}
