package auth

import (
	"context"
	"fmt"
	"time"

	"coderemote"
)

// SetupLinkLifetime is how long a set-up link works.
const SetupLinkLifetime = 24 * time.Hour

// SetupLink returns the token of a new one-time link that makes an
// administrator, and ends the links before it. It returns "" when there is an
// administrator. Whoever reads the terminal or the log of the server may use it.
func (a *Accounts) SetupLink(ctx context.Context) (token string, err error) {
	exists, err := a.store.AdminExists(ctx)
	if err != nil {
		return "", fmt.Errorf("auth: set-up link: %w", err)
	}
	if exists {
		if err := a.store.DropSetupLinks(ctx); err != nil {
			return "", fmt.Errorf("auth: set-up link: %w", err)
		}
		return "", nil
	}
	token = newSecret()
	if err := a.store.CreateSetupLink(ctx, hashSecret(token), SetupLinkLifetime); err != nil {
		return "", fmt.Errorf("auth: set-up link: %w", err)
	}
	return token, nil
}

// CheckSetup returns a not_found error unless the token of a set-up link works.
func (a *Accounts) CheckSetup(ctx context.Context, token string) error {
	open, err := a.store.SetupLinkOpen(ctx, hashSecret(token))
	if err != nil {
		return fmt.Errorf("auth: check set-up: %w", err)
	}
	if !open {
		return setupGone()
	}
	return nil
}

// CompleteSetup uses up a set-up link to make an administrator. The link still
// works after an invalid address or password and after a taken address.
func (a *Accounts) CompleteSetup(ctx context.Context, token, email, password string) (*coderemote.User, error) {
	// Before the hash, so that a stranger cannot keep the processor busy with it.
	if err := a.CheckSetup(ctx, token); err != nil {
		return nil, err
	}
	email, err := coderemote.NormalizeEmail(email)
	if err != nil {
		return nil, err
	}
	user, err := a.newUser(ctx, email, coderemote.RoleAdmin, password)
	if err != nil {
		return nil, err
	}
	err = a.store.UseSetupLink(ctx, hashSecret(token), user)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, setupGone()
	}
	if err != nil {
		return nil, fmt.Errorf("auth: complete set-up: %w", err)
	}
	return user, nil
}

func setupGone() error {
	return coderemote.Errorf(coderemote.CodeNotFound,
		"This set-up link was used already, or is too old. Log in, or restart the server: it prints a new link while there is no administrator.")
}
