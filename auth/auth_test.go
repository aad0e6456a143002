package auth

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/store"

	"github.com/alexedwards/argon2id"
)

const goodPassword = "plum tractor lantern"

// newAccounts returns accounts with a hash that costs next to nothing, for tests
// that log in hundreds of times.
func newAccounts(t *testing.T) *Accounts {
	t.Helper()
	a := New(testpg.New(t), slog.New(slog.DiscardHandler))
	a.passwords.params = argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16}
	var err error
	if a.passwords.unknown, err = a.passwords.hash(t.Context(), newSecret()); err != nil {
		t.Fatal(err)
	}
	return a
}

func addUser(t *testing.T, a *Accounts, email string, role coderemote.Role) *coderemote.User {
	t.Helper()
	user, err := a.CreateUser(t.Context(), email, role, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	return user
}

func execute(t *testing.T, s *store.Store, sql string, args ...any) {
	t.Helper()
	if _, err := s.Pool().Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, want coderemote.Code) {
	t.Helper()
	if got := coderemote.CodeOf(err); got != want {
		t.Errorf("code %q (%v), want %q", got, err, want)
	}
}

func TestCreateUser(t *testing.T) {
	a := newAccounts(t)
	user, err := a.CreateUser(t.Context(), " Ada@Example.org ", coderemote.RoleTeacher, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if user.Email != "ada@example.org" || user.Role != coderemote.RoleTeacher {
		t.Errorf("made %+v", user)
	}
	for _, c := range []struct {
		name, email, password string
		role                  coderemote.Role
		want                  coderemote.Code
	}{
		{"taken, in capitals", "ADA@example.org", goodPassword, coderemote.RoleStudent, coderemote.CodeConflict},
		{"neither address nor nickname", "ada lovelace", goodPassword, coderemote.RoleStudent, coderemote.CodeInvalid},
		{"no role", "ben@example.org", goodPassword, "root", coderemote.CodeInvalid},
		{"short password", "ben@example.org", "short", coderemote.RoleStudent, coderemote.CodeInvalid},
		{"common password", "ben@example.org", "password123", coderemote.RoleStudent, coderemote.CodeInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := a.CreateUser(t.Context(), c.email, c.role, c.password)
			wantCode(t, err, c.want)
		})
	}
}

func TestUser(t *testing.T) {
	a := newAccounts(t)
	ada := addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	if user, err := a.User(t.Context(), ada.ID); err != nil || user.Email != ada.Email {
		t.Errorf("found %+v, error %v", user, err)
	}
	execute(t, a.store, `UPDATE users SET disabled_at = now()`)
	_, err := a.User(t.Context(), ada.ID)
	wantCode(t, err, coderemote.CodeNotFound)
}

func TestKeepStoresTokenUseAtTheEnd(t *testing.T) {
	a := newAccounts(t)
	ada := addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	secret, _, err := a.CreateToken(t.Context(), ada.ID, NewToken{Scopes: []coderemote.Scope{coderemote.ScopeRead}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := a.Authenticate(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var keeping sync.WaitGroup
	keeping.Go(func() { a.Keep(ctx) })
	cancel()
	keeping.Wait()
	tokens, err := a.Tokens(t.Context(), ada.ID)
	if err != nil {
		t.Fatal(err)
	}
	if used := tokens[0].LastUsedAt; used == nil || time.Since(*used).Abs() > time.Minute {
		t.Errorf("last used at %v, want now", used)
	}
}

func TestSweepRemovesWhatHasExpired(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	if _, err := a.LogIn(t.Context(), Attempt{"ada@example.org", goodPassword, netip.MustParseAddr("192.0.2.1"), ""}); err != nil {
		t.Fatal(err)
	}
	if err := a.store.CommitSession(t.Context(), hashSecret("a"), []byte("a"), time.Now().Add(time.Hour), "", ""); err != nil {
		t.Fatal(err)
	}
	execute(t, a.store, `UPDATE sessions SET expires_at = now() - interval '1 second'`)
	execute(t, a.store, `UPDATE devices SET seen_at = now() - interval '366 days'`)
	execute(t, a.store, `UPDATE throttles SET tat = now() - interval '1 second'`)
	if err := a.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	var left int
	const rows = `SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM devices) + (SELECT count(*) FROM throttles)`
	if err := a.store.Pool().QueryRow(t.Context(), rows).Scan(&left); err != nil {
		t.Fatal(err)
	}
	if left != 0 {
		t.Errorf("%d expired rows are left", left)
	}
}
