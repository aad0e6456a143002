package auth

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"coderemote"
)

// DeviceIdle is how long a browser is remembered after its last log-in.
const DeviceIdle = 365 * 24 * time.Hour

// Attempt is one try to log in.
type Attempt struct {
	Login    string // an e-mail address or a nickname
	Password string
	Addr     netip.Addr // of the client
	Device   string     // what LoggedIn.Device was at the last log-in from this browser; "" for none
}

// LoggedIn is what a log-in gives.
type LoggedIn struct {
	User *coderemote.User
	// Device is for a cookie of this browser that lives for DeviceIdle. It gives
	// no access; it tells the owner of an account from a stranger who guesses.
	Device string
}

// LogIn returns the user whose password this is. A wrong password and an unknown
// account have the same error, unauthenticated, and take about the same time;
// too many failures are rate_limited with the time to wait; what is neither an
// e-mail address nor a nickname is invalid.
func (a *Accounts) LogIn(ctx context.Context, attempt Attempt) (*LoggedIn, error) {
	email, nickname, err := NormalizeLogin(attempt.Login)
	if err != nil {
		return nil, err
	}
	login := email + nickname // one of them is ""
	device, buckets, err := a.recognize(ctx, login, attempt)
	if err != nil {
		return nil, err
	}
	if err := a.takeAll(ctx, buckets); err != nil {
		return nil, err
	}
	user, err := a.userWithPassword(ctx, login, attempt.Password)
	if err != nil {
		return nil, err
	}
	a.giveBack(ctx, buckets)
	if err := mayEnter(user); err != nil {
		return nil, err
	}
	if err := a.store.RememberDevice(ctx, hashSecret(device), user.ID); err != nil {
		return nil, fmt.Errorf("auth: log in: %w", err)
	}
	return &LoggedIn{User: user, Device: device}, nil
}

// recognize returns the device's value from now on and the buckets that this
// attempt takes from. A browser keeps its value for all who log in there, as on
// the computers of a school; a value that the store does not know is replaced, so
// that nobody chooses one.
func (a *Accounts) recognize(ctx context.Context, login string, attempt Attempt) (string, []bucket, error) {
	if attempt.Device == "" {
		return newSecret(), strangerBuckets(login, attempt.Addr), nil
	}
	known, toAccount, err := a.store.DeviceKnown(ctx, hashSecret(attempt.Device), login)
	switch {
	case err != nil:
		return "", nil, fmt.Errorf("auth: log in: %w", err)
	case toAccount:
		return attempt.Device, deviceBuckets(login, attempt.Device), nil
	case known:
		return attempt.Device, strangerBuckets(login, attempt.Addr), nil
	}
	return newSecret(), strangerBuckets(login, attempt.Addr), nil
}

func (a *Accounts) userWithPassword(ctx context.Context, login, password string) (*coderemote.User, error) {
	user, err := a.store.UserByLogin(ctx, login)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		user, err = &coderemote.User{PasswordHash: a.passwords.unknown}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("auth: log in: %w", err)
	}
	if user.PasswordHash == "" { // who comes by the issuer only
		user = &coderemote.User{PasswordHash: a.passwords.unknown}
	}
	match, outdated, err := a.passwords.check(ctx, password, user.PasswordHash)
	if err != nil {
		return nil, err
	}
	if !match || user.ID == "" {
		return nil, coderemote.Errorf(coderemote.CodeUnauthenticated, "The e-mail address or nickname, or the password, is wrong.")
	}
	if outdated {
		a.logFailure("password not hashed again", a.rehash(ctx, user, password))
	}
	return user, nil
}

// rehash moves a password to today's parameters, at the only moment it is known.
func (a *Accounts) rehash(ctx context.Context, user *coderemote.User, password string) error {
	hash, err := a.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.store.ReplacePasswordHash(ctx, user.ID, user.PasswordHash, hash)
}
