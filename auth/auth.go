// Package auth decides who may come in: it keeps passwords, browser sessions,
// API tokens and the link that makes the first administrator, and believes the
// OpenID Connect issuer that the operator names.
//
// # Secrets
//
// Passwords are argon2id hashes. Sessions, API tokens, set-up links and device
// cookies are 32 random bytes, kept as their SHA-256 only: a copy of the
// database opens nothing. A slow hash would add nothing to 256 random bits.
//
// # Guessing
//
// The throttle counts failed log-ins only: an attempt takes from its buckets
// before the password is looked at, so that a hundred attempts at once are not a
// hundred guesses, and a success gives back what it took. Three buckets stand in
// the way of a browser that has never logged in to the account:
//
//   - account and address: 10 failures, then one each 30 seconds. It stops one
//     guesser, and leaves everybody else alone: the same account from another
//     address, and the other accounts behind the same address.
//   - account: 100 failures, then one each 10 seconds. It stops a guesser with
//     many addresses. One address cannot empty it: after its first 10 it may take
//     one each 30 seconds and the bucket gains three in that time.
//   - address: 200 failures, then one each 3 seconds. It stops one address that
//     tries a few passwords on many accounts. A class of 40 behind one address
//     has five mistakes each at once, and successes cost nothing.
//
// A guesser with many addresses could still close the account bucket to its
// owner, and a classmate the bucket of account and address. So a browser that
// has logged in to the account before, which it shows by a random cookie, passes
// by all three and has a bucket of its own for this account: 10 failures, then
// one each 30 seconds. (The device cookies of OWASP's "Slow Down Online Guessing
// Attacks with Device Cookies".) What is left: under an attack that goes on, the
// owner has to wait on a browser that is new to the account. Without a second
// channel nobody can tell the two apart.
//
// An IPv6 address counts by its /64, which is what one subscriber has. Accounts
// that do not exist have the same buckets, the same answer and, by a fixed dummy
// hash, about the same time, so that nobody learns who has an account.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"coderemote"
	"coderemote/store"

	"github.com/google/uuid"
)

// Accounts knows everybody who may come in. It is safe for use by many
// goroutines.
type Accounts struct {
	store     *store.Store
	logger    *slog.Logger
	passwords *passwords
	tokens    *tokenCache
	issuer    *Issuer // nil: people come by password only
	mail      *Mailer // nil: no mail is sent
}

// New returns the accounts of st.
func New(st *store.Store, logger *slog.Logger) *Accounts {
	return &Accounts{store: st, logger: logger, passwords: newPasswords(), tokens: newTokenCache()}
}

// CreateUser makes an account for an e-mail address or a nickname. An invalid or
// taken one, and an invalid role or password, are errors that say so.
func (a *Accounts) CreateUser(ctx context.Context, login string, role coderemote.Role, password string) (*coderemote.User, error) {
	user, err := a.newUser(ctx, login, role, password)
	if err != nil {
		return nil, err
	}
	if err := a.store.CreateUser(ctx, user); err != nil {
		return nil, fmt.Errorf("auth: create user: %w", err)
	}
	return user, nil
}

// newUser checks what was asked for and hashes the password.
func (a *Accounts) newUser(ctx context.Context, login string, role coderemote.Role, password string) (*coderemote.User, error) {
	email, nickname, err := NormalizeLogin(login)
	if err != nil {
		return nil, err
	}
	if !role.Valid() {
		return nil, coderemote.Invalid("body.role", "The role is student, teacher or admin.", role)
	}
	if err := checkNewPassword(email+nickname, password); err != nil {
		return nil, err
	}
	hash, err := a.passwords.hash(ctx, password)
	if err != nil {
		return nil, fmt.Errorf("auth: new user: %w", err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("auth: new user: %w", err)
	}
	return &coderemote.User{ID: id.String(), Email: email, Nickname: nickname, Role: role, PasswordHash: hash}, nil
}

// User returns the user with this id, without the hash of the password. A
// disabled user is not found.
func (a *Accounts) User(ctx context.Context, id string) (*coderemote.User, error) {
	user, err := a.store.UserByID(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("auth: user: %w", err)
	}
	if user.DisabledAt != nil || user.PendingSince != nil {
		return nil, coderemote.Errorf(coderemote.CodeNotFound, "This account is disabled.")
	}
	return user, nil
}

// Keep stores when tokens were last used, once a minute, and removes what has
// expired, once an hour, until ctx is done. One call per process.
func (a *Accounts) Keep(ctx context.Context) {
	minute, hour := time.NewTicker(time.Minute), time.NewTicker(time.Hour)
	defer minute.Stop()
	defer hour.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			a.logFailure("token use not stored", a.storeTokenUse(last))
			return
		case <-minute.C:
			a.logFailure("token use not stored", a.storeTokenUse(ctx))
		case <-hour.C:
			a.logFailure("expired rows not removed", a.sweep(ctx))
		}
	}
}

func (a *Accounts) logFailure(message string, err error) {
	if err != nil {
		a.logger.Warn(message, "error", err)
	}
}

func (a *Accounts) sweep(ctx context.Context) error {
	if err := a.store.SweepSessions(ctx, SessionIdle); err != nil {
		return fmt.Errorf("auth: sweep: %w", err)
	}
	if err := errors.Join(a.store.SweepLinks(ctx), a.store.SweepPending(ctx, PendingLifetime)); err != nil {
		return fmt.Errorf("auth: sweep: %w", err)
	}
	if err := a.store.SweepDevices(ctx, DeviceIdle); err != nil {
		return fmt.Errorf("auth: sweep: %w", err)
	}
	if err := a.store.SweepThrottles(ctx); err != nil {
		return fmt.Errorf("auth: sweep: %w", err)
	}
	return nil
}

// newSecret returns 256 random bits as 43 characters that fit in a URL.
func newSecret() string {
	var secret [32]byte
	rand.Read(secret[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(secret[:])
}

func hashSecret(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
