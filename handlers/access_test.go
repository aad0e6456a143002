package handlers

import (
	"crypto/sha256"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"coderemote"
	"coderemote/auth"
	"coderemote/jobs"

	"github.com/go-chi/chi/v5"
)

// Who may use a route. Every route has one line in accessTable; a route without
// a line fails the test, which then says what to write.
type level int

const (
	anyone       level = iota // guests too
	secret                    // whoever has the link: who is logged in makes no difference
	member                    // who is logged in
	owner                     // whose the thing with this id is; for others it does not exist
	inClass                   // who is in the class with this id
	teaches                   // its teachers; its students are told so
	admins                    // administrators; for others it does not exist
	tokenFor                  // API: who has a token with the scope
	tokenOwner                // API: whose the thing is, with the scope
	tokenTeaches              // API: who teaches the class with this id, with the scope
)

type access struct {
	level    level
	id       string // the kind of thing that {id} names: run, analysis, snippet, class, token, session, user, invitation
	scope    coderemote.Scope
	body     string // JSON of an API call, where an empty one is no valid call
	query    string
	teachers bool // students are refused
	ends     bool // the session of whoever uses it
	absent   bool // even the owner has no such thing in this test
}

const (
	run   = coderemote.ScopeRun
	read  = coderemote.ScopeRead
	write = coderemote.ScopeWrite
)

func accessTable() map[string]access {
	return map[string]access{
		"GET /":                 {level: anyone},
		"GET /health":           {level: anyone},
		"GET /healthz":          {level: anyone},
		"GET /readyz":           {level: anyone},
		"GET /favicon.ico":      {level: anyone},
		"GET /help":             {level: anyone},
		"GET /privacy":          {level: anyone},
		"GET /new":              {level: anyone},
		"GET /shared":           {level: member},
		"GET /forgot":           {level: anyone},
		"GET /register":         {level: anyone},
		"POST /register":        {level: anyone},
		"GET /login":            {level: anyone},
		"POST /login":           {level: anyone},
		"POST /logout":          {level: anyone, ends: true},
		"POST /forgot":          {level: secret}, // no mail is sent here
		"GET /login/oidc":       {level: secret}, // there is no issuer here
		"GET /setup/{token}":    {level: secret},
		"POST /setup/{token}":   {level: secret},
		"GET /invite/{token}":   {level: secret},
		"POST /invite/{token}":  {level: secret},
		"GET /confirm/{token}":  {level: secret},
		"POST /confirm/{token}": {level: secret},
		"GET /reset/{token}":    {level: secret},
		"POST /reset/{token}":   {level: secret},
		"GET /embed/{token}":    {level: secret},
		"GET /s/{token}":        {level: secret},
		"GET /s/{token}/editor": {level: secret},

		"GET /s/{token}/download":           {level: secret},
		"GET /s/{token}/versions/{version}": {level: secret},
		"GET /login/oidc/callback":          {level: secret},

		"POST /runs":                               {level: member}, // guests get the log-in form with their code
		"GET /runs":                                {level: member},
		"GET /runs/{id}":                           {level: owner, id: "run"},
		"GET /runs/{id}/events":                    {level: owner, id: "run"},
		"POST /runs/{id}/again":                    {level: owner, id: "run"},
		"POST /runs/{id}/cancel":                   {level: owner, id: "run"},
		"POST /runs/{id}/hint":                     {level: owner, id: "run", absent: true},
		"GET /runs/{id}/hint/events":               {level: owner, id: "run", absent: true},
		"POST /runs/{id}/stdin":                    {level: owner, id: "run"},
		"GET /runs/{id}/artifacts/{artifact}":      {level: owner, id: "run", absent: true},
		"GET /runs/{id}/artifacts/{artifact}/view": {level: owner, id: "run", absent: true},
		"GET /compare-runs":                        {level: member},
		"POST /s/{token}/fork":                     {level: member, absent: true},

		"POST /analyses":                      {level: member},
		"GET /analyses/{id}":                  {level: owner, id: "analysis"},
		"GET /analyses/{id}/events":           {level: owner, id: "analysis"},
		"GET /analyses/{id}/{axes}-chart.svg": {level: owner, id: "analysis", absent: true},

		"GET /search":                                      {level: member},
		"GET /search/suggest":                              {level: member},
		"GET /snippets":                                    {level: member},
		"POST /snippets":                                   {level: member},
		"GET /snippets/{id}":                               {level: owner, id: "snippet"},
		"POST /snippets/{id}":                              {level: owner, id: "snippet"},
		"GET /snippets/{id}/details":                       {level: owner, id: "snippet"},
		"GET /snippets/{id}/similar":                       {level: owner, id: "snippet"},
		"POST /snippets/{id}/complexity":                   {level: owner, id: "snippet"},
		"POST /snippets/{id}/details":                      {level: owner, id: "snippet"},
		"GET /snippets/{id}/download":                      {level: owner, id: "snippet"},
		"POST /snippets/{id}/duplicate":                    {level: owner, id: "snippet"},
		"POST /snippets/{id}/share":                        {level: owner, id: "snippet"},
		"POST /snippets/{id}/star":                         {level: owner, id: "snippet"},
		"POST /snippets/{id}/versions":                     {level: owner, id: "snippet"},
		"GET /snippets/{id}/versions/{version}":            {level: owner, id: "snippet"},
		"GET /snippets/{id}/versions/{version}/compare":    {level: owner, id: "snippet"},
		"POST /snippets/{id}/versions/{version}/restore":   {level: owner, id: "snippet"},
		"POST /snippets/{id}/delete":                       {level: owner, id: "snippet"},
		"POST /snippets/{id}/restore":                      {level: owner, id: "snippet", absent: true}, // nothing was deleted
		"GET /settings":                                    {level: member},
		"GET /settings/export":                             {level: member},
		"GET /settings/delete":                             {level: member},
		"POST /settings/delete":                            {level: member},
		"POST /settings/name":                              {level: member},
		"POST /settings/password":                          {level: member},
		"POST /settings/identity":                          {level: member, absent: true},
		"POST /settings/identity/unlink":                   {level: member, absent: true},
		"POST /settings/tokens":                            {level: member},
		"POST /settings/tokens/{id}/revoke":                {level: owner, id: "token"},
		"POST /settings/sessions/revoke":                   {level: member},
		"POST /settings/sessions/{id}/revoke":              {level: owner, id: "session"},
		"GET /classes":                                     {level: member},
		"POST /classes/join":                               {level: member, absent: true}, // no class has the empty code
		"POST /classes/none":                               {level: member},
		"GET /classes/{id}/":                               {level: inClass, id: "class"},
		"GET /classes/{id}/search":                         {level: teaches, id: "class", query: "q=sort"},
		"POST /classes/{id}/work":                          {level: inClass, id: "class"},
		"POST /classes/{id}/leave":                         {level: inClass, id: "class"},
		"POST /classes/{id}/":                              {level: teaches, id: "class"},
		"POST /classes/{id}/hints":                         {level: teaches, id: "class"},
		"POST /classes/{id}/code":                          {level: teaches, id: "class"},
		"POST /classes/{id}/close":                         {level: teaches, id: "class"},
		"POST /classes/{id}/invite":                        {level: teaches, id: "class"},
		"POST /classes/{id}/delete":                        {level: teaches, id: "class"},
		"POST /classes/{id}/people/{user}/role":            {level: teaches, id: "class"},
		"POST /classes/{id}/people/{user}/remove":          {level: teaches, id: "class"},
		"GET /admin/":                                      {level: admins},
		"GET /admin/jobs":                                  {level: admins},
		"GET /admin/jobs/*":                                {level: admins},
		"POST /admin/jobs/api/jobs/{what}":                 {level: admins, absent: true}, // no such change
		"PUT /admin/jobs/api/queues/{queue}/{what}":        {level: admins, absent: true},
		"GET /admin/model":                                 {level: admins},
		"POST /admin/model":                                {level: admins},
		"GET /admin/audit":                                 {level: admins},
		"GET /admin/settings":                              {level: admins},
		"POST /admin/settings":                             {level: admins},
		"GET /admin/users":                                 {level: admins},
		"POST /admin/users":                                {level: admins},
		"POST /admin/invitations":                          {level: admins},
		"POST /admin/invitations/{id}/delete":              {level: admins, id: "invitation"},
		"POST /admin/users/{id}/role":                      {level: admins, id: "user"},
		"POST /admin/users/{id}/disable":                   {level: admins, id: "user"},
		"POST /admin/users/{id}/enable":                    {level: admins, id: "user"},
		"POST /admin/users/{id}/approve":                   {level: admins, id: "user", absent: true}, // who does not wait
		"POST /admin/users/{id}/reset":                     {level: admins, id: "user"},
		"GET /api/v1/health":                               {level: anyone},
		"GET /api/v1/docs":                                 {level: anyone},
		"GET /api/v1/openapi.json":                         {level: anyone},
		"GET /api/v1/openapi.yaml":                         {level: anyone},
		"GET /api/v1/openapi-3.0.json":                     {level: anyone},
		"GET /api/v1/openapi-3.0.yaml":                     {level: anyone},
		"GET /api/v1/analyze/status":                       {level: anyone},
		"POST /api/v1/execute":                             {level: tokenFor, scope: run, body: `{"code":"1"}`},
		"POST /api/v1/execute/async":                       {level: tokenFor, scope: run, body: `{"code":"1"}`},
		"POST /api/v1/analyze":                             {level: tokenFor, scope: run, body: `{"code":""}`},
		"POST /api/v1/analyze/async":                       {level: tokenFor, scope: run, body: `{"code":""}`},
		"GET /api/v1/executions":                           {level: tokenFor, scope: read},
		"GET /api/v1/executions/{id}":                      {level: tokenOwner, scope: read, id: "run"},
		"GET /api/v1/executions/{id}/events":               {level: tokenOwner, scope: read, id: "run"},
		"GET /api/v1/executions/{id}/artifacts/{artifact}": {level: tokenOwner, scope: read, id: "run", absent: true},
		"POST /api/v1/executions/{id}/cancel":              {level: tokenOwner, scope: run, id: "run"},
		"POST /api/v1/executions/{id}/stdin":               {level: tokenOwner, scope: run, id: "run", body: `{"text":"a"}`},
		"GET /api/v1/analyses/{id}":                        {level: tokenOwner, scope: read, id: "analysis"},
		"GET /api/v1/analyses/{id}/events":                 {level: tokenOwner, scope: read, id: "analysis"},
		"GET /api/v1/search":                               {level: tokenFor, scope: read, query: "q=sort"},
		"GET /api/v1/classes/{id}/search":                  {level: tokenTeaches, scope: read, id: "class", query: "q=sort"},
		"GET /api/v1/search/complexity":                    {level: tokenFor, scope: read, query: "complexity=O(n)&type=time"},
		"GET /api/v1/search/similar/{id}":                  {level: tokenOwner, scope: read, id: "snippet"},
		"GET /api/v1/snippets":                             {level: tokenFor, scope: read},
		"POST /api/v1/snippets":                            {level: tokenFor, scope: write, body: `{"code":"1"}`},
		"GET /api/v1/snippets/{id}":                        {level: tokenOwner, scope: read, id: "snippet"},
		"GET /api/v1/snippets/{id}/similar":                {level: tokenOwner, scope: read, id: "snippet"},
		"PUT /api/v1/snippets/{id}":                        {level: tokenOwner, scope: write, id: "snippet", body: `{"title":"a"}`},
		"POST /api/v1/snippets/{id}/star":                  {level: tokenOwner, scope: write, id: "snippet"},
		"DELETE /api/v1/snippets/{id}":                     {level: tokenOwner, scope: write, id: "snippet"},
		"POST /classes":                                    {level: member, teachers: true}, // students are told that teachers make classes
	}
}

// actor is somebody who asks: with a session, with a token, or as a stranger.
type actor struct {
	name   string
	email  string // of the session; "" for none
	token  string // of the API; "" for none
	role   coderemote.Role
	scopes []coderemote.Scope // of a token that works; nil for one that does not
	class  coderemote.ClassRole
	owns   bool
	in     bool // a session that works
	id     string
	person *person
}

// matrix is an instance with everybody in it.
type matrix struct {
	*accountSite
	actors []*actor
}

func (m *matrix) actor(name string) *actor {
	return m.actors[slices.IndexFunc(m.actors, func(a *actor) bool { return a.name == name })]
}

func newMatrix(t *testing.T) *matrix {
	t.Helper()
	m := &matrix{accountSite: newAccountSite(t, false)}
	m.set(t, `UPDATE settings SET registration = 'open'`)
	m.actors = []*actor{
		{name: "anonymous"},
		{name: "other", role: coderemote.RoleStudent},
		{name: "classmate", role: coderemote.RoleStudent, class: coderemote.ClassStudent},
		{name: "other teacher", role: coderemote.RoleTeacher},
		{name: "admin", role: coderemote.RoleAdmin},
		{name: "disabled", role: coderemote.RoleAdmin},
		{name: "owner", role: coderemote.RoleStudent, owns: true},
		{name: "teacher", role: coderemote.RoleTeacher, class: coderemote.ClassTeacher},
	}
	for _, a := range m.actors {
		a.person = m.person(t)
		if a.role != "" {
			a.email = strings.ReplaceAll(a.name, " ", "-") + "@example.org"
			a.person, a.id = m.member(t, a.email, a.role)
			a.in = a.name != "disabled"
		}
	}
	m.addTokens(t)
	m.set(t, `UPDATE users SET disabled_at = now() WHERE email = 'disabled@example.org'`)
	return m
}

func (m *matrix) member(t *testing.T, email string, role coderemote.Role) (*person, string) {
	t.Helper()
	p, user := m.addPerson(t, email, role)
	return p, user.ID
}

// addTokens adds the actors of the API: each scope, none that works, and others.
func (m *matrix) addTokens(t *testing.T) {
	t.Helper()
	all := []coderemote.Scope{run, read, write}
	add := func(name, of string, owns, works bool, scopes ...coderemote.Scope) {
		t.Helper()
		secret, token, err := m.accounts.CreateToken(t.Context(), m.actor(of).id, auth.NewToken{Scopes: scopes})
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(name, "expired") {
			m.set(t, `UPDATE api_tokens SET expires_at = now() - interval '1 second' WHERE id = $1`, token.ID)
		}
		a := &actor{name: name, token: secret, owns: owns, class: m.actor(of).class, person: m.person(t)}
		if works {
			a.scopes = scopes
		}
		m.actors = append(m.actors, a)
	}
	add("token of another", "other", false, true, all...)
	add("token of a classmate", "classmate", false, true, all...)
	add("token of the teacher", "teacher", false, true, all...)
	add("token of an admin", "admin", false, true, all...)
	add("token of a disabled user", "disabled", false, false, all...)
	add("expired token", "owner", true, false, all...)
	for _, scope := range all {
		add("token to "+string(scope), "owner", true, true, scope)
	}
}

// want says how an answer must be.
type want string

const (
	passes       want = "pass"
	toLogIn      want = "be told to log in"
	unauthorized want = "be 401"
	forbidden    want = "be 403"
	hidden       want = "be 404"
	anything     want = "be the same for everybody"
)

// expected is the matrix: what a gets of a thing with an id of this kind.
func expected(row access, a *actor, id string) want {
	switch row.level {
	case anyone:
		return passes
	case secret:
		return anything
	case tokenFor, tokenOwner, tokenTeaches:
		return expectedOfToken(row, a, id)
	}
	if !a.in {
		return toLogIn
	}
	if row.id != "" && id != "own" {
		return hidden
	}
	switch {
	case row.level == owner && !a.owns, row.level == admins && a.role != coderemote.RoleAdmin:
		return hidden
	case (row.level == inClass || row.level == teaches) && a.class == "":
		return hidden
	case row.level == teaches && a.class != coderemote.ClassTeacher, row.teachers && a.role == coderemote.RoleStudent:
		return forbidden
	case row.absent:
		return hidden
	}
	return passes
}

func expectedOfToken(row access, a *actor, id string) want {
	switch {
	case a.scopes == nil:
		return unauthorized
	case !slices.Contains(a.scopes, row.scope):
		return forbidden
	case row.level == tokenOwner && (id != "own" || !a.owns), row.level == tokenTeaches && (id != "own" || a.class == ""), row.absent:
		return hidden
	case row.level == tokenTeaches && a.class != coderemote.ClassTeacher:
		return forbidden
	}
	return passes
}

// got reads an answer as one of the above.
func got(answer page) want {
	location := answer.Header.Get("Location")
	switch {
	case answer.StatusCode == http.StatusSeeOther && strings.HasPrefix(location, "/login"):
		return toLogIn
	case answer.StatusCode == http.StatusUnauthorized && strings.HasPrefix(answer.Request.URL.Path, apiPrefix):
		return unauthorized
	case answer.StatusCode == http.StatusUnauthorized:
		return toLogIn
	case answer.StatusCode == http.StatusForbidden:
		return forbidden
	case answer.StatusCode == http.StatusNotFound:
		return hidden
	case answer.StatusCode < 500, answer.StatusCode == http.StatusServiceUnavailable: // no worker is here
		return passes
	}
	return want(answer.Status)
}

// thing makes what {id} names, of the owner, and returns its id.
func (m *matrix) thing(t *testing.T, kind string) string {
	t.Helper()
	id, mine := jobs.NewRunID(), m.actor("owner").id
	sum := sha256.Sum256([]byte("print(1)"))
	switch kind {
	case "run":
		m.set(t, `INSERT INTO runs (id, user_id, status, code, code_sha256, stdin, interactive, policy, timeout_ms, started_at, finished_at)
			VALUES ($1, $2, 'succeeded', 'print(1)', $3, '', false, 'strict', 1000, now(), now())`, id, mine, sum[:])
		m.set(t, `INSERT INTO run_events (run_id, seq, type, status) VALUES ($1, 1, 'done', 'succeeded')`, id)
	case "analysis":
		m.set(t, `INSERT INTO analyses (id, user_id, mode, status, code, code_sha256, counted, watched_until, started_at, finished_at)
			VALUES ($1, $2, 'static', 'succeeded', 'print(1)', $3, false, now(), now(), now())`, id, mine, sum[:])
		m.set(t, `INSERT INTO analysis_events (analysis_id, seq, type) VALUES ($1, 1, 'done')`, id)
	case "snippet":
		m.set(t, `INSERT INTO snippets (id, user_id, title, language, description, code) VALUES ($1, $2, 'a', 'python', '', 'print(1)')`, id, mine)
		m.set(t, `INSERT INTO snippet_versions (snippet_id, version, title, language, description, code, code_sha256) VALUES ($1, 1, 'a', 'python', '', 'print(1)', $2)`, id, sum[:])
	case "token":
		m.set(t, `INSERT INTO api_tokens (id, user_id, name, token_hash, scopes) VALUES ($1, $2, 'a', $3, '{read}')`, id, mine, []byte(id))
	case "session":
		m.set(t, `INSERT INTO sessions (id, user_id, token_hash, data, expires_at) VALUES ($1, $2, $3, '', now() + interval '1 hour')`, id, mine, []byte(id))
	case "user":
		m.set(t, `INSERT INTO users (id, email, role) VALUES ($1, $2, 'student')`, id, id+"@example.org")
	case "invitation":
		m.set(t, `INSERT INTO links (id, token_hash, purpose, role, uses_left, expires_at) VALUES ($1, $2, 'invitation', 'student', 1, now() + interval '1 hour')`, id, []byte(id))
	case "class":
		m.set(t, `INSERT INTO classes (id, name) VALUES ($1, 'CS')`, id)
		for _, a := range m.actors {
			if a.class != "" && a.id != "" {
				m.set(t, `INSERT INTO enrollments (class_id, user_id, role) VALUES ($1, $2, $3)`, id, a.id, string(a.class))
			}
		}
	case "":
	default:
		t.Fatalf("nobody knows how to make a thing of the kind %q: add it to thing in access_test.go", kind)
	}
	return id
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// address fills in the parameters of a route.
func (m *matrix) address(route, id string) string {
	return parameter.ReplaceAllStringFunc(route, func(name string) string {
		switch name {
		case "{id}":
			return id
		case "{user}":
			return m.actor("classmate").id
		case "{version}":
			return "1"
		case "{axes}":
			return "none"
		case "{artifact}":
			return jobs.NewRunID()
		}
		return "nonsense"
	})
}

func (a *actor) ask(method, address string, row access) page {
	header := http.Header{}
	var form url.Values
	switch {
	case strings.HasPrefix(address, apiPrefix):
		header.Set("Content-Type", "application/json")
		if a.token != "" {
			header.Set("Authorization", "Bearer "+a.token)
		}
		form = nil
	case method == http.MethodPost:
		form = url.Values{}
	}
	if row.query != "" && method == http.MethodGet {
		address += "?" + strings.ReplaceAll(row.query, "(", "%28")
	}
	return a.person.sendBody(method, address, row.body, form, header)
}

// sendBody is send with a body of one's own.
func (p *person) sendBody(method, path, body string, form url.Values, header http.Header) page {
	if body == "" {
		return p.send(method, path, form, header)
	}
	header = header.Clone()
	return p.sendText(method, path, body, header)
}

func TestAccess(t *testing.T) {
	m, table := newMatrix(t), accessTable()
	routes, ok := m.Config.Handler.(chi.Routes)
	if !ok {
		t.Fatal("the handler does not tell its routes")
	}
	var found []string
	err := chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if !strings.HasPrefix(route, "/assets/") {
			found = append(found, method+" "+route)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range found {
		if _, ok := table[route]; !ok {
			t.Errorf("who may use %q? Add a line to accessTable in handlers/access_test.go, for example\n\t%q: {level: member},\nor, where {id} names a thing of one person,\n\t%q: {level: owner, id: \"run\"},", route, route, route)
		}
	}
	for route := range table {
		if !slices.Contains(found, route) {
			t.Errorf("there is no route %q any more: remove its line from accessTable", route)
		}
	}
	for _, route := range found {
		if row, ok := table[route]; ok {
			t.Run(route, func(t *testing.T) { m.check(t, route, row) })
		}
	}
}

// check asks as everybody, the owner last, because a route may end the thing.
func (m *matrix) check(t *testing.T, route string, row access) {
	method, pattern, _ := strings.Cut(route, " ")
	api := row.level == tokenFor || row.level == tokenOwner || row.level == tokenTeaches
	kinds := []string{"own"}
	if row.id != "" {
		kinds = []string{"malformed", "missing", "own"}
	}
	ids := map[string]string{"malformed": "nonsense", "missing": jobs.NewRunID(), "own": m.thing(t, row.id)}
	answers := map[string]page{}
	for _, kind := range kinds {
		for _, a := range m.actors {
			if a.token != "" && !api {
				continue
			}
			answer := a.ask(method, m.address(pattern, ids[kind]), row)
			answers[kind+a.name] = answer
			want, got := expected(row, a, kind), got(answer)
			if want == anything {
				want, got = passes, passes
				if first := answers[kind+"anonymous"]; answer.StatusCode != first.StatusCode || answer.StatusCode >= 500 {
					t.Errorf("%s gets %d, and a guest %d", a.name, answer.StatusCode, first.StatusCode)
				}
			}
			if kind == "malformed" && api && answer.StatusCode == http.StatusUnprocessableEntity {
				got = want // what is no id may also be a field that is wrong
			}
			if got != want {
				t.Errorf("%s, %s id: it should %s, and is %d %s", a.name, kind, want, answer.StatusCode, answer.Header.Get("Location"))
			}
			if row.ends && a.in {
				a.person.logIn(a.email)
			}
		}
	}
	if row.level == owner || row.level == tokenOwner {
		who := map[bool]string{false: "other", true: "token of another"}[api]
		if theirs, missing := answers["own"+who], answers["missing"+who]; theirs.plain() != missing.plain() {
			t.Errorf("what belongs to another does not look like what is not there:\n%s\n%s", theirs.plain(), missing.plain())
		}
	}
}

// What tells a stranger that a run exists must not be how long its refusal takes:
// the same is asked of the database as for one that does not.
func TestOthersThingsTakeNoLonger(t *testing.T) {
	m := newMatrix(t)
	other := m.actor("other").person
	refuse := func(id string) []string {
		m.asked.take()
		other.get("/runs/"+id).want(t, http.StatusNotFound)
		return m.asked.take()
	}
	theirs, missing := refuse(m.thing(t, "run")), refuse(jobs.NewRunID())
	if len(theirs) == 0 || !slices.Equal(theirs, missing) {
		t.Errorf("of another's run is asked\n%q\nand of a missing one\n%q", theirs, missing)
	}
}

func TestAccessTableCanFail(t *testing.T) {
	student := &actor{name: "x", role: coderemote.RoleStudent, in: true}
	if expected(access{level: owner, id: "run"}, student, "own") != hidden || expected(access{level: admins}, student, "own") != hidden {
		t.Error("a stranger may pass")
	}
	if got := expected(access{level: tokenFor, scope: run}, &actor{scopes: []coderemote.Scope{read}}, "own"); got != forbidden {
		t.Errorf("a token of another scope may %s", got)
	}
}
