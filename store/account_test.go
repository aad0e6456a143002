package store_test

import (
	"context"
	"crypto/sha256"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
)

func TestCreateUser(t *testing.T) {
	s := testpg.New(t)
	ada := account("ada@example.org", coderemote.RoleTeacher)
	if err := s.CreateUser(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	if time.Since(ada.CreatedAt).Abs() > time.Minute {
		t.Errorf("made at %v", ada.CreatedAt)
	}
	byEmail, err := s.UserByEmail(t.Context(), "ada@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ada, byEmail, cmpopts.EquateApproxTime(0)); diff != "" {
		t.Errorf("by e-mail (-want +got):\n%s", diff)
	}
	byID, err := s.UserByID(t.Context(), ada.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ada, byID, cmpopts.EquateApproxTime(0), cmpopts.IgnoreFields(coderemote.User{}, "PasswordHash")); diff != "" {
		t.Errorf("by id (-want +got):\n%s", diff)
	}
	if byID.PasswordHash != "" {
		t.Error("UserByID returns the hash of the password")
	}
	wantCode(t, s.CreateUser(t.Context(), account("ada@example.org", coderemote.RoleStudent)), coderemote.CodeConflict)
	_, err = s.UserByEmail(t.Context(), "nobody@example.org")
	wantCode(t, err, coderemote.CodeNotFound)
	_, err = s.UserByID(t.Context(), newID())
	wantCode(t, err, coderemote.CodeNotFound)
}

func TestAdminExists(t *testing.T) {
	s := testpg.New(t)
	want := func(when string, want bool) {
		t.Helper()
		if got, err := s.AdminExists(t.Context()); err != nil || got != want {
			t.Errorf("%s: %v, error %v; want %v", when, got, err, want)
		}
	}
	want("nobody", false)
	create(t, s, account("teacher@example.org", coderemote.RoleTeacher))
	want("a teacher", false)
	admin := create(t, s, account("admin@example.org", coderemote.RoleAdmin))
	want("an admin", true)
	execute(t, s, `UPDATE users SET disabled_at = now() WHERE id = $1`, admin.ID)
	want("a disabled admin", false)
}

func TestReplacePasswordHash(t *testing.T) {
	s := testpg.New(t)
	ada := create(t, s, account("ada@example.org", coderemote.RoleStudent))
	for _, step := range []struct{ old, hash, want string }{
		{ada.PasswordHash, "second", "second"},
		{ada.PasswordHash, "third", "second"}, // changed meanwhile
	} {
		if err := s.ReplacePasswordHash(t.Context(), ada.ID, step.old, step.hash); err != nil {
			t.Fatal(err)
		}
		if got, err := s.UserByEmail(t.Context(), ada.Email); err != nil || got.PasswordHash != step.want {
			t.Errorf("the hash is %q, error %v; want %q", got.PasswordHash, err, step.want)
		}
	}
}

func TestSession(t *testing.T) {
	s := testpg.New(t)
	const idle = time.Hour * 24
	later := time.Now().Add(time.Hour * 240)
	for _, name := range []string{"live", "expired", "idle", "stale", "ended"} {
		if err := s.CommitSession(t.Context(), hash(name), []byte(name), later, "", ""); err != nil {
			t.Fatal(err)
		}
	}
	execute(t, s, `UPDATE sessions SET expires_at = now() - interval '1 second' WHERE token_hash = $1`, hash("expired"))
	execute(t, s, `UPDATE sessions SET seen_at = now() - interval '25 hours' WHERE token_hash = $1`, hash("idle"))
	execute(t, s, `UPDATE sessions SET seen_at = now() - interval '23 hours' WHERE token_hash = $1`, hash("stale"))
	if err := s.DeleteSession(t.Context(), hash("ended")); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteSession(t.Context(), hash("never was")); err != nil {
		t.Errorf("deleting nothing: %v", err)
	}

	for name, want := range map[string]bool{"live": true, "expired": false, "idle": false, "stale": true, "ended": false, "never was": false} {
		data, found, err := s.FindSession(t.Context(), hash(name), idle)
		if err != nil {
			t.Fatal(err)
		}
		if found != want || found && string(data) != name {
			t.Errorf("session %s: found %v with %q, want %v", name, found, data, want)
		}
	}
	if got := count(t, s, "sessions WHERE seen_at < now() - interval '1 hour'"); got != 1 {
		t.Errorf("%d sessions look unused, want the idle one only: a use counts", got)
	}
	if err := s.SweepSessions(t.Context(), idle); err != nil {
		t.Fatal(err)
	}
	if got := count(t, s, "sessions"); got != 2 {
		t.Errorf("the sweep left %d sessions, want live and stale", got)
	}
}

func TestDevice(t *testing.T) {
	s := testpg.New(t)
	ada := create(t, s, account("ada@example.org", coderemote.RoleStudent))
	create(t, s, account("ben@example.org", coderemote.RoleStudent))
	for range 2 {
		if err := s.RememberDevice(t.Context(), hash("laptop"), ada.ID); err != nil {
			t.Fatal(err)
		}
	}
	want := func(device, email string, wantKnown, wantToAccount bool) {
		t.Helper()
		known, toAccount, err := s.DeviceKnown(t.Context(), hash(device), email)
		if err != nil || known != wantKnown || toAccount != wantToAccount {
			t.Errorf("%s for %s: %v, %v, error %v; want %v, %v", device, email, known, toAccount, err, wantKnown, wantToAccount)
		}
	}
	want("laptop", "ada@example.org", true, true)
	want("laptop", "ben@example.org", true, false)
	want("laptop", "nobody@example.org", true, false)
	want("phone", "ada@example.org", false, false)
	execute(t, s, `UPDATE devices SET seen_at = now() - interval '2 hours'`)
	if err := s.SweepDevices(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	want("laptop", "ada@example.org", false, false)
}

func TestTokenByHash(t *testing.T) {
	s := testpg.New(t)
	ada := create(t, s, account("ada@example.org", coderemote.RoleTeacher))
	past, future := time.Now().Add(-time.Second).UTC(), time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
	tokens := map[string]*coderemote.Token{"live": {ExpiresAt: &future}, "endless": {}, "expired": {ExpiresAt: &past}, "revoked": {}}
	for name, token := range tokens {
		token.ID, token.UserID, token.Name = newID(), ada.ID, name
		token.Scopes = []coderemote.Scope{coderemote.ScopeRun, coderemote.ScopeRead}
		if err := s.CreateToken(t.Context(), token, hash(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.RevokeToken(t.Context(), ada.ID, tokens["revoked"].ID); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"live", "endless"} {
		user, token, err := s.TokenByHash(t.Context(), hash(name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(tokens[name], token, cmpopts.EquateApproxTime(0)); diff != "" {
			t.Errorf("token %s (-want +got):\n%s", name, diff)
		}
		if user.ID != ada.ID || user.Email != ada.Email || user.Role != ada.Role || user.PasswordHash != "" {
			t.Errorf("token %s is of %+v", name, user)
		}
	}
	for _, name := range []string{"expired", "revoked", "never was"} {
		_, _, err := s.TokenByHash(t.Context(), hash(name))
		wantCode(t, err, coderemote.CodeNotFound)
	}
	execute(t, s, `UPDATE users SET disabled_at = now()`)
	_, _, err := s.TokenByHash(t.Context(), hash("live"))
	wantCode(t, err, coderemote.CodeNotFound)
}

func TestRevokeToken(t *testing.T) {
	s := testpg.New(t)
	ada := create(t, s, account("ada@example.org", coderemote.RoleStudent))
	ben := create(t, s, account("ben@example.org", coderemote.RoleStudent))
	token := &coderemote.Token{ID: newID(), UserID: ada.ID, Name: "laptop", Scopes: []coderemote.Scope{coderemote.ScopeRead}}
	if err := s.CreateToken(t.Context(), token, hash("secret")); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.RevokeToken(t.Context(), ben.ID, token.ID), coderemote.CodeNotFound)
	wantCode(t, s.RevokeToken(t.Context(), ada.ID, newID()), coderemote.CodeNotFound)
	if tokens, err := s.TokensByUser(t.Context(), ada.ID); err != nil || len(tokens) != 1 {
		t.Fatalf("ada has %d tokens, error %v; want 1", len(tokens), err)
	}
	if err := s.RevokeToken(t.Context(), ada.ID, token.ID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.RevokeToken(t.Context(), ada.ID, token.ID), coderemote.CodeNotFound)
	if tokens, err := s.TokensByUser(t.Context(), ada.ID); err != nil || len(tokens) != 0 {
		t.Errorf("ada has %d tokens, error %v; want none", len(tokens), err)
	}
}

func TestTouchTokensKeepsTheNewestUse(t *testing.T) {
	s := testpg.New(t)
	ada := create(t, s, account("ada@example.org", coderemote.RoleStudent))
	token := &coderemote.Token{ID: newID(), UserID: ada.ID, Scopes: []coderemote.Scope{coderemote.ScopeRead}}
	if err := s.CreateToken(t.Context(), token, hash("secret")); err != nil {
		t.Fatal(err)
	}
	newest := time.Now().Truncate(time.Microsecond)
	for _, at := range []time.Time{newest, newest.Add(-time.Hour)} {
		if err := s.TouchTokens(t.Context(), map[string]time.Time{token.ID: at, newID(): at}); err != nil {
			t.Fatal(err)
		}
	}
	tokens, err := s.TokensByUser(t.Context(), ada.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := tokens[0].LastUsedAt; got == nil || !got.Equal(newest) {
		t.Errorf("last used at %v, want %v", got, newest)
	}
}

func TestUseSetupLink(t *testing.T) {
	s := testpg.New(t)
	create(t, s, account("taken@example.org", coderemote.RoleStudent))
	link := func(name string) {
		t.Helper()
		if err := s.CreateSetupLink(t.Context(), hash(name), time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	use := func(name, email string) error {
		return s.UseSetupLink(t.Context(), hash(name), account(email, coderemote.RoleAdmin))
	}
	wantOpen := func(name string, want bool) {
		t.Helper()
		if open, err := s.SetupLinkOpen(t.Context(), hash(name)); err != nil || open != want {
			t.Errorf("link %s open: %v, error %v; want %v", name, open, err, want)
		}
	}
	wantCode(t, use("never was", "admin@example.org"), coderemote.CodeNotFound)
	link("first")
	link("second")
	wantOpen("first", false)
	wantCode(t, use("first", "admin@example.org"), coderemote.CodeNotFound)
	wantCode(t, use("second", "taken@example.org"), coderemote.CodeConflict)
	wantOpen("second", true)
	if err := use("second", "admin@example.org"); err != nil {
		t.Fatal(err)
	}
	wantOpen("second", false)
	wantCode(t, use("second", "other@example.org"), coderemote.CodeNotFound)
	if user, err := s.UserByEmail(t.Context(), "admin@example.org"); err != nil || user.Role != coderemote.RoleAdmin {
		t.Errorf("the link made %+v, error %v", user, err)
	}

	link("expired")
	execute(t, s, `UPDATE setup_links SET expires_at = now() - interval '1 second' WHERE token_hash = $1`, hash("expired"))
	wantOpen("expired", false)
	wantCode(t, use("expired", "late@example.org"), coderemote.CodeNotFound)

	link("dropped")
	if err := s.DropSetupLinks(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantOpen("dropped", false)
}

func TestUseSetupLinkBySeveralAtOnce(t *testing.T) {
	s := testpg.New(t)
	if err := s.CreateSetupLink(t.Context(), hash("link"), time.Hour); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	var made atomic.Int32
	for range 8 {
		group.Go(func() {
			err := s.UseSetupLink(t.Context(), hash("link"), account(newID()+"@example.org", coderemote.RoleAdmin))
			if err == nil {
				made.Add(1)
			}
		})
	}
	group.Wait()
	if got := made.Load(); got != 1 {
		t.Errorf("one link made %d administrators", got)
	}
	if got := count(t, s, "users"); got != 1 {
		t.Errorf("there are %d users, want 1", got)
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func hash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

func account(email string, role coderemote.Role) *coderemote.User {
	return &coderemote.User{ID: newID(), Email: email, Role: role, PasswordHash: "hash of " + email}
}

func create(t *testing.T, s *store.Store, u *coderemote.User) *coderemote.User {
	t.Helper()
	if err := s.CreateUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	return u
}

func execute(t *testing.T, s *store.Store, sql string, args ...any) {
	t.Helper()
	if _, err := s.Pool().Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, s *store.Store, from string) (n int) {
	t.Helper()
	if err := s.Pool().QueryRow(context.Background(), `SELECT count(*) FROM `+from).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func wantCode(t *testing.T, err error, want coderemote.Code) {
	t.Helper()
	if got := coderemote.CodeOf(err); got != want {
		t.Errorf("code %q (%v), want %q", got, err, want)
	}
}
