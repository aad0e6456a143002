package auth

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coderemote"

	"github.com/alexedwards/argon2id"
)

const wrongPassword = "plum tractor lanterns"

func address(i int) netip.Addr { return netip.AddrFrom4([4]byte{198, 51, byte(i >> 8), byte(i)}) }

// fail makes n log-ins that fail for their password, and fails the test when one
// ends otherwise.
func fail(t *testing.T, a *Accounts, n int, attempt Attempt) {
	t.Helper()
	attempt.Password = wrongPassword
	for i := range n {
		if _, err := a.LogIn(t.Context(), attempt); coderemote.CodeOf(err) != coderemote.CodeUnauthenticated {
			t.Fatalf("failure %d of %d: %v", i+1, n, err)
		}
	}
}

// logIn logs in and returns the value of the device cookie.
func logIn(t *testing.T, a *Accounts, attempt Attempt) string {
	t.Helper()
	attempt.Password = goodPassword
	in, err := a.LogIn(t.Context(), attempt)
	if err != nil {
		t.Fatalf("%s from %s: %v", attempt.Login, attempt.Addr, err)
	}
	if in.User.Email != attempt.Login {
		t.Fatalf("%s logged in as %s", attempt.Login, in.User.Email)
	}
	return in.Device
}

// atOnce does work and has the buckets believe that it took no time: a slow machine
// takes longer for it than a bucket needs to get one back.
func atOnce(t *testing.T, a *Accounts, work func()) {
	t.Helper()
	pool := a.store.Pool()
	var began time.Time
	if err := pool.QueryRow(t.Context(), `SELECT now()`).Scan(&began); err != nil {
		t.Fatal(err)
	}
	work()
	if _, err := pool.Exec(t.Context(), `UPDATE throttles SET tat = tat + (now() - $1)`, began); err != nil {
		t.Fatal(err)
	}
}

func wantThrottled(t *testing.T, a *Accounts, attempt Attempt) {
	t.Helper()
	attempt.Password = goodPassword
	_, err := a.LogIn(t.Context(), attempt)
	wantCode(t, err, coderemote.CodeRateLimited)
	e := coderemote.AsError(err)
	if e.RetryAfter <= 0 || !strings.Contains(e.Message, fmt.Sprintf("in %d second", int(e.RetryAfter.Seconds()))) {
		t.Errorf("%q with Retry-After %v", e.Message, e.RetryAfter)
	}
}

func TestLogInSaysTheSameOfAWrongPasswordAndAnUnknownAccount(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	_, wrong := a.LogIn(t.Context(), Attempt{"ada@example.org", wrongPassword, address(1), ""})
	_, unknown := a.LogIn(t.Context(), Attempt{"ben@example.org", goodPassword, address(1), ""})
	wantCode(t, wrong, coderemote.CodeUnauthenticated)
	wantCode(t, unknown, coderemote.CodeUnauthenticated)
	if w, u := coderemote.AsError(wrong), coderemote.AsError(unknown); w.Message != u.Message {
		t.Errorf("%q is not %q", w.Message, u.Message)
	}
	_, invalid := a.LogIn(t.Context(), Attempt{"ada\x00@example.org", goodPassword, address(1), ""})
	wantCode(t, invalid, coderemote.CodeInvalid)
}

func TestLogInHashesForAnUnknownAccountToo(t *testing.T) {
	a := newAccounts(t)
	a.passwords.unknown = "what no hash looks like"
	_, err := a.LogIn(t.Context(), Attempt{"nobody@example.org", goodPassword, address(1), ""})
	if !errors.Is(err, argon2id.ErrInvalidHash) {
		t.Errorf("an unknown account was answered without a hash: %v", err)
	}
	if a.passwords.unknown, err = a.passwords.hash(t.Context(), goodPassword); err != nil {
		t.Fatal(err)
	}
	_, err = a.LogIn(t.Context(), Attempt{"nobody@example.org", goodPassword, address(1), ""})
	wantCode(t, err, coderemote.CodeUnauthenticated)
}

func TestLogInOfADisabledAccount(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	execute(t, a.store, `UPDATE users SET disabled_at = now()`)
	_, err := a.LogIn(t.Context(), Attempt{"ada@example.org", goodPassword, address(1), ""})
	wantCode(t, err, coderemote.CodeForbidden)
	_, err = a.LogIn(t.Context(), Attempt{"ada@example.org", wrongPassword, address(1), ""})
	wantCode(t, err, coderemote.CodeUnauthenticated)
}

func TestLogInHashesAgainWhenTheParametersChanged(t *testing.T) {
	a := newAccounts(t)
	old := addUser(t, a, "ada@example.org", coderemote.RoleStudent).PasswordHash
	a.passwords.params.Iterations = 2
	logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(1)})
	user, err := a.store.UserByEmail(t.Context(), "ada@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if user.PasswordHash == old || !strings.Contains(user.PasswordHash, "t=2") {
		t.Errorf("the hash is %q", user.PasswordHash)
	}
	logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(1)})
}

func TestAStrangerCannotLockAnAccount(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleTeacher)
	ada := Attempt{Login: "ada@example.org", Addr: address(1)}
	ada.Device = logIn(t, a, ada)

	stranger := Attempt{Login: "ada@example.org", Addr: address(2)}
	fail(t, a, 10, stranger)
	wantThrottled(t, a, stranger)
	logIn(t, a, ada)
	// The owner on a new browser, elsewhere, and on the known one beside the stranger.
	logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(3)})
	logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(2), Device: ada.Device})
	// An hour of guessing from one address, as fast as it may.
	for range 120 {
		execute(t, a.store, `UPDATE throttles SET tat = tat - interval '30 seconds'`)
		fail(t, a, 1, stranger)
		wantThrottled(t, a, stranger)
	}
	logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(4)})
}

func TestManyAddressesCannotLockAnAccountToItsOwner(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleTeacher)
	device := logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(1)})
	for i := range 100 {
		fail(t, a, 1, Attempt{Login: "ada@example.org", Addr: address(100 + i)})
	}
	for range 12 { // more than the bucket of account and address holds: a refusal takes nothing from it
		wantThrottled(t, a, Attempt{Login: "ada@example.org", Addr: address(999)})
	}
	logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(1), Device: device})
	execute(t, a.store, `UPDATE throttles SET tat = tat - interval '10 seconds'`)
	logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(999)})
}

func TestAClassBehindOneAddressLogsIn(t *testing.T) {
	a := newAccounts(t)
	school := address(1)
	for i := range 40 {
		addUser(t, a, fmt.Sprintf("student%d@example.org", i), coderemote.RoleStudent)
	}
	var class sync.WaitGroup
	for i := range 40 {
		class.Go(func() {
			student := Attempt{Login: fmt.Sprintf("student%d@example.org", i), Addr: school}
			for range 4 {
				student.Password = wrongPassword
				if _, err := a.LogIn(t.Context(), student); coderemote.CodeOf(err) != coderemote.CodeUnauthenticated {
					t.Errorf("student %d: %v", i, err)
				}
			}
			student.Password = goodPassword
			if _, err := a.LogIn(t.Context(), student); err != nil {
				t.Errorf("student %d: %v", i, err)
			}
		})
	}
	class.Wait()
}

func TestOneAddressCannotTryEveryAccount(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	device := logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(1)})
	atOnce(t, a, func() {
		for i := range 200 {
			fail(t, a, 1, Attempt{Login: fmt.Sprintf("user%d@example.org", i), Addr: address(1)})
		}
	})
	wantThrottled(t, a, Attempt{Login: "ada@example.org", Addr: address(1)})
	logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(1), Device: device})
	logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(2)})
}

func TestAStolenDeviceCookieGuessesNoFaster(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	device := logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(1)})
	for i := range 10 {
		fail(t, a, 1, Attempt{Login: "ada@example.org", Addr: address(10 + i), Device: device})
	}
	wantThrottled(t, a, Attempt{Login: "ada@example.org", Addr: address(30), Device: device})
}

func TestADeviceIsKnownToItsOwnAccountOnly(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	addUser(t, a, "ben@example.org", coderemote.RoleStudent)
	device := logIn(t, a, Attempt{Login: "ben@example.org", Addr: address(1)})
	for i := range 100 {
		fail(t, a, 1, Attempt{Login: "ada@example.org", Addr: address(10 + i), Device: device})
	}
	wantThrottled(t, a, Attempt{Login: "ada@example.org", Addr: address(999)})
}

func TestSuccessesCostNothing(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	ada := Attempt{Login: "ada@example.org", Addr: address(1)}
	for range 30 {
		logIn(t, a, ada)
	}
	fail(t, a, 10, ada)
	wantThrottled(t, a, ada)
}

func TestGuessesAtOnceAreCountedBeforeTheyAreChecked(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	var guesses sync.WaitGroup
	var checked atomic.Int32
	for range 50 {
		guesses.Go(func() {
			_, err := a.LogIn(t.Context(), Attempt{"ada@example.org", wrongPassword, address(1), ""})
			if coderemote.CodeOf(err) == coderemote.CodeUnauthenticated {
				checked.Add(1)
			}
		})
	}
	guesses.Wait()
	if got := checked.Load(); got != 10 {
		t.Errorf("50 guesses at once had %d looked at, want 10", got)
	}
}

func TestDevice(t *testing.T) {
	a := newAccounts(t)
	addUser(t, a, "ada@example.org", coderemote.RoleStudent)
	addUser(t, a, "ben@example.org", coderemote.RoleStudent)
	first := logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(1)})
	if got := logIn(t, a, Attempt{Login: "ben@example.org", Addr: address(1), Device: first}); got != first {
		t.Error("a computer that two people use forgets the first")
	}
	if got := logIn(t, a, Attempt{Login: "ada@example.org", Addr: address(1), Device: "chosen by a stranger"}); got == "chosen by a stranger" {
		t.Error("a stranger chooses the value")
	}
}

func TestSubscriber(t *testing.T) {
	for _, c := range []struct{ addr, want string }{
		{"192.0.2.7", "192.0.2.7"},
		{"::ffff:192.0.2.7", "192.0.2.7"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"2001:db8:1:2::", "2001:db8:1:2::/64"},
		{"fe80::1%eth0", "fe80::/64"},
	} {
		if got := subscriber(netip.MustParseAddr(c.addr)); got != c.want {
			t.Errorf("%s counts as %s, want %s", c.addr, got, c.want)
		}
	}
	if got := subscriber(netip.Addr{}); got != "invalid IP" {
		t.Errorf("no address counts as %q", got)
	}
}
