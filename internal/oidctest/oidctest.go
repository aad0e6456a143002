// Package oidctest is an OpenID Connect issuer for tests: it signs what it is
// told to, and can stop answering.
package oidctest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// ClientID and ClientSecret are those of the one client.
const (
	ClientID     = "coderemote"
	ClientSecret = "secret of the client"
)

// Issuer is a running issuer. Person holds what it says of whoever logs in.
type Issuer struct {
	*httptest.Server
	key *rsa.PrivateKey
	kid string

	mu       sync.Mutex
	person   map[string]any
	codes    map[string]url.Values // what each code was asked for with
	keyAsked int
	down     bool
	change   func(claims map[string]any) // of the ID token
}

// New starts an issuer that ends with the test.
func New(t testing.TB) *Issuer {
	t.Helper()
	i := &Issuer{codes: map[string]url.Values{}}
	i.Rotate(t, "one")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", i.discovery)
	mux.HandleFunc("GET /keys", i.keys)
	mux.HandleFunc("GET /authorize", i.authorize)
	mux.HandleFunc("POST /token", i.token)
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		down := i.down
		i.mu.Unlock()
		if down {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(i.Close)
	return i
}

// Rotate replaces the key by a new one of this name.
func (i *Issuer) Rotate(t testing.TB, kid string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.key, i.kid = key, kid
}

// LogsIn says who logs in from now on, as the claims of the ID token.
func (i *Issuer) LogsIn(person map[string]any) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.person = person
}

// Lies changes the claims of each ID token.
func (i *Issuer) Lies(change func(claims map[string]any)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.change = change
}

// SetDown makes each answer an error, or ends that.
func (i *Issuer) SetDown(down bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.down = down
}

// KeyRequests returns how often the keys were asked for.
func (i *Issuer) KeyRequests() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.keyAsked
}

// Claims returns those of a good access token of the subject.
func (i *Issuer) Claims(subject string) map[string]any {
	now := time.Now().Unix()
	return map[string]any{"iss": i.URL, "sub": subject, "aud": ClientID, "iat": now, "nbf": now, "exp": now + 300}
}

// Token returns a good access token of the subject, with what extra says.
func (i *Issuer) Token(subject string, extra map[string]any) string {
	claims := i.Claims(subject)
	maps.Copy(claims, extra)
	return i.Sign(map[string]any{}, claims)
}

// Sign returns a JWT of the claims with the present key; header overrides alg,
// kid and typ.
func (i *Issuer) Sign(header, claims map[string]any) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	whole := map[string]any{"alg": "RS256", "kid": i.kid, "typ": "JWT"}
	maps.Copy(whole, header)
	return Sign(i.key, whole, claims)
}

// Sign returns a JWT signed by RS256, whatever its header says.
func Sign(key *rsa.PrivateKey, header, claims map[string]any) string {
	text := Encode(header) + "." + Encode(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err) // the key is ours
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// Encode returns v as a part of a JWT.
func Encode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // a test's own map
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// PublicKey returns the public half of the present key.
func (i *Issuer) PublicKey() *rsa.PublicKey {
	i.mu.Lock()
	defer i.mu.Unlock()
	return &i.key.PublicKey
}

func (i *Issuer) discovery(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{
		"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
	})
}

func (i *Issuer) keys(w http.ResponseWriter, _ *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keyAsked++
	encode := base64.RawURLEncoding.EncodeToString
	writeJSON(w, map[string]any{"keys": []map[string]any{{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": i.kid, "n": encode(i.key.N.Bytes()), "e": encode(big.NewInt(int64(i.key.E)).Bytes()),
	}}})
}

// authorize sends the browser back at once with a code.
func (i *Issuer) authorize(w http.ResponseWriter, r *http.Request) {
	q, code := r.URL.Query(), rand.Text()
	if q.Get("client_id") != ClientID || q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	i.mu.Lock()
	i.codes[code] = q
	i.mu.Unlock()
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {q.Get("state")}}.Encode(), http.StatusFound)
}

// token takes each code once, from who began with it.
func (i *Issuer) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	i.mu.Lock()
	asked, ok := i.codes[r.PostFormValue("code")]
	delete(i.codes, r.PostFormValue("code"))
	person, change := maps.Clone(i.person), i.change
	i.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	secret, err := url.QueryUnescape(secret)
	if !ok || err != nil || id != ClientID || secret != ClientSecret || r.PostFormValue("redirect_uri") != asked.Get("redirect_uri") ||
		base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		writeJSON(w, map[string]any{"error": "invalid_grant"})
		return
	}
	claims := i.Claims("")
	maps.Copy(claims, person)
	claims["nonce"] = asked.Get("nonce")
	if change != nil {
		change(claims)
	}
	writeJSON(w, map[string]any{"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": i.Sign(nil, claims)})
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // only a client that went away makes this fail
}
