package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coderemote/auth"
	"coderemote/internal/oidctest"
)

// withIssuer lets people come to the site by a fake issuer too.
func withIssuer(t *testing.T, s *accountSite) *oidctest.Issuer {
	t.Helper()
	fake := oidctest.New(t)
	s.accounts.TrustIssuer(auth.NewIssuer(auth.IssuerConfig{
		URL: fake.URL, ClientID: oidctest.ClientID, ClientSecret: oidctest.ClientSecret, Name: "Example ID",
		Scopes: []string{"email"}, Redirect: s.URL + "/login/oidc/callback",
	}))
	return fake
}

// byIssuer follows the way to the issuer and back, and returns the address that
// the browser comes back with.
func (p *person) byIssuer(address string) string {
	p.t.Helper()
	answer, err := p.browser.Get(address)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	back, found := strings.CutPrefix(answer.Header.Get("Location"), p.site.URL)
	if answer.StatusCode != http.StatusFound || !found {
		p.t.Fatalf("the issuer answers %d and leads to %q", answer.StatusCode, answer.Header.Get("Location"))
	}
	return back
}

func TestLogInByIssuer(t *testing.T) {
	s := newAccountSite(t, false)
	fake := withIssuer(t, s)
	fake.LogsIn(map[string]any{"sub": "s1", "email": "ada@example.org", "email_verified": true, "name": "Ada Byron"})
	ada := s.person(t)
	ada.get("/login?next=%2Fsettings").want(t, http.StatusOK, "Log in with Example ID", "/login/oidc?next=%2Fsettings")
	leaves := ada.get("/login/oidc?next=%2Fsettings")
	leaves.want(t, http.StatusSeeOther)
	if c := leaves.cookie(t, "cr_oidc"); !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.MaxAge > 600 {
		t.Errorf("the cookie is %v", c)
	}
	back := ada.byIssuer(leaves.Header.Get("Location"))
	in := ada.get(back)
	in.wantTo(t, "/settings")
	if in.cookie(t, auth.SessionCookie).Value == "" {
		t.Error("no session")
	}
	ada.get("/settings").want(t, http.StatusOK, "ada@example.org", "Student", "Example ID was linked on")
	ada.get(back).want(t, http.StatusUnauthorized, "not begun in this browser")

	query, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{query.Query().Get("code"), query.Query().Get("state"), oidctest.ClientSecret} {
		if strings.Contains(s.logs.String(), secret) {
			t.Error("the log holds a secret of the log-in")
		}
	}
}

// A browser that another has sent on its way back is refused: it would be
// logged in as the other.
func TestLogInByIssuerIsOfOneBrowser(t *testing.T) {
	s := newAccountSite(t, false)
	withIssuer(t, s).LogsIn(map[string]any{"sub": "s1"})
	eve, ada := s.person(t), s.person(t)
	back := eve.byIssuer(eve.get("/login/oidc").Header.Get("Location"))
	ada.get(back).want(t, http.StatusUnauthorized, "not begun in this browser")
	ada.get("/login/oidc") // her own, with another state
	ada.get(back).want(t, http.StatusUnauthorized, "not begun in this browser")
	ada.get("/settings").wantTo(t, "/login?next=%2Fsettings")
}

func TestIssuerThatLies(t *testing.T) {
	s := newAccountSite(t, false)
	fake := withIssuer(t, s)
	fake.LogsIn(map[string]any{"sub": "s1"})
	ada := s.person(t)
	for name, change := range map[string]func(map[string]any){
		"another nonce":    func(c map[string]any) { c["nonce"] = "x" },
		"no nonce":         func(c map[string]any) { delete(c, "nonce") },
		"another audience": func(c map[string]any) { c["aud"] = "x" },
		"another issuer":   func(c map[string]any) { c["iss"] = "https://evil.example" },
		"expired":          func(c map[string]any) { c["exp"] = 1 },
		"no subject":       func(c map[string]any) { delete(c, "sub") },
	} {
		fake.Lies(change)
		back := ada.byIssuer(ada.get("/login/oidc").Header.Get("Location"))
		if answer := ada.get(back); answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: status %d", name, answer.StatusCode)
		}
	}
	fake.Lies(nil)
	back := ada.byIssuer(ada.get("/login/oidc").Header.Get("Location"))
	ada.get(strings.Replace(back, "code=", "code=x", 1)).want(t, http.StatusUnauthorized, "has not logged you in")
	refused := ada.get("/login/oidc")
	state := regexpState(t, refused.Header.Get("Location"))
	ada.get("/login/oidc/callback?error=access_denied&error_description=<b>x&state="+url.QueryEscape(state)).want(t, http.StatusUnauthorized, "has not logged you in")
}

func regexpState(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("state")
}

func TestLinkIdentity(t *testing.T) {
	s := newAccountSite(t, false)
	fake := withIssuer(t, s)
	fake.LogsIn(map[string]any{"sub": "s1", "email": "ada@example.org", "email_verified": true})
	s.addUser(t, "ada@example.org")
	ada := s.person(t)
	back := ada.byIssuer(ada.get("/login/oidc").Header.Get("Location"))
	ada.get(back).want(t, http.StatusConflict, "Log in with its password")

	ada.logIn("ada@example.org")
	ada.get("/settings").want(t, http.StatusOK, "Link Example ID")
	back = ada.byIssuer(ada.linkAddress())
	ada.get(back).wantTo(t, "/settings")
	ada.post("/logout")
	back = ada.byIssuer(ada.get("/login/oidc").Header.Get("Location"))
	ada.get(back).wantTo(t, "/")
	ada.get("/settings").want(t, http.StatusOK, "Teacher", "Unlink Example ID")

	// Whoever logs in while somebody else is on the way is not linked.
	s.addUser(t, "ben@example.org")
	fake.LogsIn(map[string]any{"sub": "s2"})
	back = ada.byIssuer(ada.linkAddress())
	ada.post("/logout")
	ada.logIn("ben@example.org")
	ada.get(back).want(t, http.StatusForbidden, "Somebody else is logged in")

	ada.post("/logout")
	ada.logIn("ada@example.org")
	ada.post("/settings/identity/unlink").wantTo(t, "/settings")
	ada.get("/settings").want(t, http.StatusOK, "Link Example ID")
}

// linkAddress begins to link and returns the address of the link on the page.
func (p *person) linkAddress() string {
	p.t.Helper()
	shown := p.post("/settings/identity")
	shown.want(p.t, http.StatusOK, "Go on to Example ID")
	_, rest, _ := strings.Cut(shown.text, `<a class="btn go" href="`)
	address, _, _ := strings.Cut(rest, `"`)
	return address
}

func TestNoIssuer(t *testing.T) {
	s := newAccountSite(t, false)
	s.addUser(t, "ada@example.org")
	ada := s.person(t)
	ada.get("/login/oidc").want(t, http.StatusNotFound)
	ada.get("/login/oidc/callback?code=x&state=").want(t, http.StatusNotFound)
	ada.logIn("ada@example.org")
	ada.post("/settings/identity").want(t, http.StatusNotFound)
	ada.post("/settings/identity/unlink").want(t, http.StatusNotFound)
}

func TestAccessTokenAtTheAPI(t *testing.T) {
	s := newAccountSite(t, false)
	fake := withIssuer(t, s)
	client := s.person(t)
	call := func(token string) page {
		return client.send(http.MethodGet, "/api/v1/executions", nil, http.Header{"Authorization": {"Bearer " + token}})
	}
	token := fake.Token("s1", nil)
	call(token).want(t, http.StatusOK, `"total":0`)
	refused := call(fake.Token("s1", map[string]any{"exp": 1}))
	refused.want(t, http.StatusUnauthorized, "not valid")
	if got := refused.Header.Get("WWW-Authenticate"); !strings.HasPrefix(got, "Bearer") {
		t.Errorf("WWW-Authenticate is %q", got)
	}
	if _, signature, _ := strings.Cut(token, "."); strings.Contains(s.logs.String(), signature) {
		t.Error("the log holds a token")
	}
}
