package auth

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"coderemote"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// IssuerConfig says which OpenID Connect issuer people may come by.
type IssuerConfig struct {
	URL          string // as the tokens name it in iss
	ClientID     string
	ClientSecret string // "" for a public client
	Audience     string // of access tokens; "" for ClientID
	Name         string // as people read it
	Scopes       []string
	Domains      []string // of the verified addresses that may make accounts; none: everybody whom the issuer knows
	Redirect     string   // absolute address of the callback
}

const (
	// issuerPause is how long what the issuer said, an error too, stands before
	// it is asked again: a stranger who sends tokens with made-up keys must not
	// make this server ask it each time.
	issuerPause   = 10 * time.Second
	issuerTimeout = 5 * time.Second
	maxIssuerBody = 1 << 20
	clockSkew     = 5 * time.Minute
)

// Issuer is the OpenID Connect issuer of an instance. It is asked for its keys
// and endpoints when they are first needed, so that an instance starts without it.
type Issuer struct {
	IssuerConfig
	client *http.Client

	mu    sync.Mutex
	known *issuerEndpoints
}

type issuerEndpoints struct {
	oauth2 oauth2.Config
	keys   oidc.KeySet
}

// NewIssuer returns the issuer of c.
func NewIssuer(c IssuerConfig) *Issuer { return newIssuer(c, issuerPause) }

func newIssuer(c IssuerConfig, pause time.Duration) *Issuer {
	if c.Audience == "" {
		c.Audience = c.ClientID
	}
	transport := &cooling{pause: pause, answers: map[string]issuerAnswer{}}
	return &Issuer{IssuerConfig: c, client: &http.Client{Transport: transport, Timeout: issuerTimeout}}
}

// Claims are what the issuer says of a person.
type Claims struct {
	Issuer  string
	Subject string
	Email   string // in lower case; "" unless the issuer has verified it
	Name    string
}

// Challenge is what a browser keeps between the way to the issuer and the way
// back; what comes back is checked against it.
type Challenge struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"` // of PKCE
	Next     string `json:"to,omitempty"`
	Link     string `json:"link,omitempty"` // id of the user who wants to link; "" for a log-in
}

// Begin returns a fresh challenge and the address at the issuer to send the
// browser to.
func (i *Issuer) Begin(ctx context.Context) (Challenge, string, error) {
	endpoints, err := i.endpoints(ctx)
	if err != nil {
		return Challenge{}, "", err
	}
	c := Challenge{State: newSecret(), Nonce: newSecret(), Verifier: oauth2.GenerateVerifier()}
	return c, endpoints.oauth2.AuthCodeURL(c.State, oidc.Nonce(c.Nonce), oauth2.S256ChallengeOption(c.Verifier)), nil
}

// Complete returns who came back from the issuer with query.
func (i *Issuer) Complete(ctx context.Context, c Challenge, query url.Values) (Claims, error) {
	if c.State == "" || subtle.ConstantTimeCompare([]byte(c.State), []byte(query.Get("state"))) != 1 {
		return Claims{}, i.failed("This log-in was not begun in this browser, or has taken too long. Begin it again.", errors.New("state does not match"))
	}
	if refused := query.Get("error"); refused != "" {
		return Claims{}, i.failed(i.Name+" has not logged you in. Try again, or use another way.", errors.New("issuer refused"))
	}
	endpoints, err := i.endpoints(ctx)
	if err != nil {
		return Claims{}, err
	}
	token, err := endpoints.oauth2.Exchange(oidc.ClientContext(ctx, i.client), query.Get("code"), oauth2.VerifierOption(c.Verifier))
	if err != nil {
		return Claims{}, i.exchangeFailed(err)
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := i.verify(ctx, endpoints, raw, &oidc.Config{ClientID: i.ClientID})
	if err != nil {
		return Claims{}, err
	}
	if subtle.ConstantTimeCompare([]byte(c.Nonce), []byte(verified.Nonce)) != 1 {
		return Claims{}, i.badToken(errors.New("nonce does not match"))
	}
	return i.claims(verified)
}

// Authenticate returns whom an access token of the issuer speaks for.
func (i *Issuer) Authenticate(ctx context.Context, raw string) (Claims, error) {
	if err := accessTokenType(raw); err != nil {
		return Claims{}, i.badToken(err)
	}
	endpoints, err := i.endpoints(ctx)
	if err != nil {
		return Claims{}, err
	}
	token, err := i.verify(ctx, endpoints, raw, &oidc.Config{SkipClientIDCheck: true})
	if err != nil {
		return Claims{}, err
	}
	if err := i.forUs(token); err != nil {
		return Claims{}, i.badToken(err)
	}
	return i.claims(token)
}

// forUs refuses the access tokens of other programs, and ID tokens, which prove
// a log-in and give no access. The audience decides; a token without one, like
// those of Cognito, names the client.
func (i *Issuer) forUs(token *oidc.IDToken) error {
	var c struct {
		ClientID string `json:"client_id"`
		Use      string `json:"token_use"` // of Cognito
		Type     string `json:"typ"`       // of Keycloak
	}
	if err := token.Claims(&c); err != nil {
		return err
	}
	switch {
	case len(token.Audience) > 0 && !slices.Contains(token.Audience, i.Audience):
		return errors.New("other audience")
	case len(token.Audience) == 0 && (c.ClientID == "" || c.ClientID != i.ClientID):
		return errors.New("other client")
	case c.Use != "" && c.Use != "access", c.Type == "ID", token.Nonce != "", token.AccessTokenHash != "":
		return errors.New("an ID token is no access token")
	}
	return nil
}

// accessTokenType refuses a JWT that says in its header to be something else,
// like a log-out token (RFC 9068, 4).
func accessTokenType(raw string) error {
	header, _, _ := strings.Cut(raw, ".")
	text, err := base64.RawURLEncoding.DecodeString(header)
	if err != nil {
		return errors.New("malformed header")
	}
	var h struct {
		Type string `json:"typ"`
	}
	if err := json.Unmarshal(text, &h); err != nil {
		return errors.New("malformed header")
	}
	if !slices.Contains([]string{"", "jwt", "at+jwt", "application/at+jwt"}, strings.ToLower(h.Type)) {
		return errors.New("other type of token")
	}
	return nil
}

func (i *Issuer) verify(ctx context.Context, endpoints *issuerEndpoints, raw string, config *oidc.Config) (*oidc.IDToken, error) {
	config.SupportedSigningAlgs = []string{
		oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA,
	}
	keys := &watchedKeys{KeySet: endpoints.keys}
	token, err := oidc.NewVerifier(i.URL, keys, config).Verify(ctx, raw)
	switch {
	case keys.down != nil:
		return nil, i.away(keys.down)
	case err != nil:
		return nil, i.badToken(err)
	case token.Subject == "" || len(token.Subject) > 255:
		return nil, i.badToken(errors.New("no subject"))
	case token.IssuedAt.After(time.Now().Add(clockSkew)):
		return nil, i.badToken(errors.New("issued in the future"))
	}
	return token, nil
}

func (i *Issuer) claims(token *oidc.IDToken) (Claims, error) {
	var c struct {
		Email    string `json:"email"`
		Verified any    `json:"email_verified"` // a few issuers write a string
		Name     string `json:"name"`
		Username string `json:"preferred_username"`
	}
	if err := token.Claims(&c); err != nil {
		return Claims{}, i.badToken(err)
	}
	claims := Claims{Issuer: i.URL, Subject: token.Subject, Name: coderemote.CleanName(c.Name)}
	if claims.Name == "" {
		claims.Name = coderemote.CleanName(c.Username)
	}
	if c.Verified == true || c.Verified == "true" {
		claims.Email, _ = coderemote.NormalizeEmail(c.Email) // what is no address counts as none
	}
	return claims, nil
}

// endpoints asks the issuer where it is to be reached, until it has answered once.
func (i *Issuer) endpoints(ctx context.Context) (*issuerEndpoints, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.known != nil {
		return i.known, nil
	}
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, i.client), i.URL)
	if err != nil {
		return nil, i.away(err)
	}
	var c struct {
		Keys string `json:"jwks_uri"`
	}
	if err := provider.Claims(&c); err != nil || c.Keys == "" {
		return nil, i.away(errors.Join(err, errors.New("no address of keys")))
	}
	i.known = &issuerEndpoints{
		oauth2: oauth2.Config{
			ClientID: i.ClientID, ClientSecret: i.ClientSecret, Endpoint: provider.Endpoint(), RedirectURL: i.Redirect,
			Scopes: append([]string{oidc.ScopeOpenID}, i.Scopes...),
		},
		keys: oidc.NewRemoteKeySet(oidc.ClientContext(context.Background(), i.client), c.Keys),
	}
	return i.known, nil
}

func (i *Issuer) failed(message string, err error) error {
	return &coderemote.Error{Code: coderemote.CodeUnauthenticated, Message: message, Err: fmt.Errorf("auth: issuer: %w", err)}
}

func (i *Issuer) badToken(err error) error {
	return i.failed("The token is not valid: it is wrong, expired, or not for this instance.", err)
}

func (i *Issuer) away(err error) error {
	return &coderemote.Error{
		Code: coderemote.CodeUnavailable, Message: i.Name + " cannot be reached right now. Try again in a minute.",
		RetryAfter: issuerPause, Err: fmt.Errorf("auth: issuer: %w", err),
	}
}

// exchangeFailed keeps the issuer's answer out of the log: it may hold tokens.
func (i *Issuer) exchangeFailed(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
		return i.failed(i.Name+" has not logged you in. Begin again.", fmt.Errorf("code refused: %q", refused.ErrorCode))
	}
	if errors.As(err, &refused) {
		return i.away(fmt.Errorf("code not exchanged: status %d", refused.Response.StatusCode))
	}
	return i.away(errors.New("code not exchanged"))
}

// watchedKeys notes that the keys could not be fetched, which says nothing of
// the token.
type watchedKeys struct {
	oidc.KeySet
	down error
}

// VerifySignature implements oidc.KeySet.
func (k *watchedKeys) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := k.KeySet.VerifySignature(ctx, jwt)
	if err != nil && strings.HasPrefix(err.Error(), "fetching keys") {
		k.down = err
	}
	return payload, err
}

// cooling answers a GET from memory for a while after it was asked.
type cooling struct {
	pause time.Duration

	mu      sync.Mutex
	answers map[string]issuerAnswer // by address: the issuer's own few
}

type issuerAnswer struct {
	at     time.Time
	status int
	header http.Header
	body   []byte
	err    error
}

// RoundTrip implements http.RoundTripper.
func (c *cooling) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet {
		return http.DefaultTransport.RoundTrip(r)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	address := r.URL.String()
	answer, ok := c.answers[address]
	if !ok || time.Since(answer.at) >= c.pause {
		answer = ask(r)
		// A caller that gave up says nothing of the issuer.
		if r.Context().Err() == nil {
			c.answers[address] = answer
		}
	}
	if answer.err != nil {
		return nil, answer.err
	}
	return &http.Response{
		Status: http.StatusText(answer.status), StatusCode: answer.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: answer.header.Clone(), Body: io.NopCloser(bytes.NewReader(answer.body)), ContentLength: int64(len(answer.body)), Request: r,
	}, nil
}

func ask(r *http.Request) issuerAnswer {
	answer := issuerAnswer{at: time.Now()}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		answer.err = err
		return answer
	}
	defer response.Body.Close()
	answer.status, answer.header = response.StatusCode, response.Header
	answer.body, answer.err = io.ReadAll(io.LimitReader(response.Body, maxIssuerBody))
	return answer
}
