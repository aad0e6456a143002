package auth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"coderemote"

	"github.com/google/uuid"
)

// TrustIssuer lets people come by the issuer. Call it before the first request.
func (a *Accounts) TrustIssuer(issuer *Issuer) { a.issuer = issuer }

// Issuer returns the issuer that people may come by, nil for none.
func (a *Accounts) Issuer() *Issuer { return a.issuer }

// authenticateJWT returns the user of an access token of the issuer; the first
// one makes the user. It carries every scope, as the person would.
func (a *Accounts) authenticateJWT(ctx context.Context, raw string) (*coderemote.User, *coderemote.Token, error) {
	claims, err := a.issuer.Authenticate(ctx, raw)
	if err != nil {
		return nil, nil, err
	}
	user, err := a.UserOf(ctx, claims)
	if err != nil {
		return nil, nil, err
	}
	scopes := []coderemote.Scope{coderemote.ScopeRun, coderemote.ScopeRead, coderemote.ScopeWrite}
	return user, &coderemote.Token{UserID: user.ID, Name: "access token", Scopes: scopes}, nil
}

// UserOf returns the user whom the claims are about, and makes one for claims
// that are new. Issuer and subject decide who it is; an address never does: one
// that belongs to an account already is a conflict.
func (a *Accounts) UserOf(ctx context.Context, claims Claims) (*coderemote.User, error) {
	user, err := a.store.UserByIdentity(ctx, claims.Issuer, claims.Subject)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		user, err = a.newUserOf(ctx, claims)
	}
	if err != nil {
		return nil, err
	}
	return user, mayEnter(user)
}

func (a *Accounts) newUserOf(ctx context.Context, claims Claims) (*coderemote.User, error) {
	if !a.issuer.admits(claims.Email) {
		return nil, coderemote.Errorf(coderemote.CodeForbidden, "Only people with a confirmed address at "+strings.Join(a.issuer.Domains, ", ")+" can come in here.")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("auth: new user: %w", err)
	}
	user := &coderemote.User{ID: id.String(), Email: claims.Email, Name: claims.Name, Role: coderemote.RoleStudent}
	err = a.store.CreateUserWithIdentity(ctx, user, claims.Issuer, claims.Subject)
	if coderemote.CodeOf(err) != coderemote.CodeConflict {
		return user, err
	}
	// The same person's other first request was faster, or the address is taken.
	if made, err := a.store.UserByIdentity(ctx, claims.Issuer, claims.Subject); err == nil {
		return made, nil
	}
	return nil, &coderemote.Error{Code: coderemote.CodeConflict, Err: err,
		Message: "There is already an account with the address " + claims.Email + ". Log in with its password, and link " + a.issuer.Name + " on the settings page."}
}

// admits reports whether a person with this address, "" for none, may make an
// account.
func (i *Issuer) admits(email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	return len(i.Domains) == 0 || slices.ContainsFunc(i.Domains, func(d string) bool { return strings.EqualFold(d, domain) })
}

// mayEnter returns why a person whose secret is right cannot come in.
func mayEnter(user *coderemote.User) error {
	switch {
	case user.DisabledAt != nil:
		return coderemote.Errorf(coderemote.CodeForbidden, "This account is disabled. Ask the administrator of this instance.")
	case user.PendingSince != nil:
		return coderemote.Errorf(coderemote.CodeForbidden, "This account is not open yet. Follow the link in the mail that you were sent, or wait until an administrator approves it.")
	}
	return nil
}

// LinkIdentity lets the user log in as whom the claims are about.
func (a *Accounts) LinkIdentity(ctx context.Context, userID string, claims Claims) error {
	if owner, err := a.store.UserByIdentity(ctx, claims.Issuer, claims.Subject); err == nil && owner.ID == userID {
		return nil
	}
	return a.store.LinkIdentity(ctx, userID, claims.Issuer, claims.Subject)
}

// LinkedAt returns when the user was linked to the issuer, nil for not.
func (a *Accounts) LinkedAt(ctx context.Context, userID string) (*time.Time, error) {
	if a.issuer == nil {
		return nil, nil
	}
	return a.store.IdentityLinkedAt(ctx, userID, a.issuer.URL)
}

// Unlink ends the user's log-in by the issuer.
func (a *Accounts) Unlink(ctx context.Context, userID string) error {
	if a.issuer == nil {
		return coderemote.Errorf(coderemote.CodeNotFound, "This instance has no other way to log in.")
	}
	err := a.store.UnlinkIdentity(ctx, userID, a.issuer.URL)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return coderemote.Errorf(coderemote.CodeConflict, "This log-in is your only one. Set a password first.")
	}
	return err
}
