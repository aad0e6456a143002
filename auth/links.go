package auth

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"coderemote"
	"coderemote/store"
)

// How long links work, and how long a registration waits for somebody.
const (
	InvitationLifetime = 7 * 24 * time.Hour
	ResetLifetime      = 24 * time.Hour
	ConfirmLifetime    = 24 * time.Hour
	PendingLifetime    = 30 * 24 * time.Hour
)

// MaxInvitationUses is how many people one invitation may let in.
const MaxInvitationUses = 500

// registerRate is for what a stranger may make this server do: hash a password,
// send a mail. A class behind one address registers in one lesson.
func registerRate() store.Rate { return store.Rate{Burst: 60, Every: 20 * time.Second} }

// mailRate is for mails to one address.
func mailRate() store.Rate { return store.Rate{Burst: 3, Every: 10 * time.Minute} }

// Invitation says whom a link lets in.
type Invitation struct {
	Role    coderemote.Role
	ClassID string // that they join; "" for none
	Uses    int
	MadeBy  string // user id
}

// Invite returns the token of a link that makes accounts.
func (a *Accounts) Invite(ctx context.Context, i Invitation) (token string, err error) {
	if !i.Role.Valid() {
		return "", coderemote.Invalid("body.role", "The role is student, teacher or admin.", i.Role)
	}
	if i.Uses < 1 || i.Uses > MaxInvitationUses {
		return "", coderemote.Invalid("body.uses", fmt.Sprintf("An invitation is for 1 to %d people.", MaxInvitationUses), i.Uses)
	}
	return a.newLink(ctx, store.NewLink{Purpose: store.LinkInvitation, Role: i.Role, ClassID: i.ClassID, MadeBy: i.MadeBy, Uses: i.Uses, Lifetime: InvitationLifetime})
}

// ResetLink returns the token of a link by which the user sets a new password.
// An administrator hands it over.
func (a *Accounts) ResetLink(ctx context.Context, userID, adminID string) (token string, err error) {
	return a.newLink(ctx, store.NewLink{Purpose: store.LinkReset, UserID: userID, MadeBy: adminID, Uses: 1, Lifetime: ResetLifetime})
}

func (a *Accounts) newLink(ctx context.Context, n store.NewLink) (string, error) {
	token := newSecret()
	n.TokenHash = hashSecret(token)
	if err := a.store.CreateLink(ctx, n); err != nil {
		return "", fmt.Errorf("auth: make link: %w", err)
	}
	return token, nil
}

// Link returns what a link of this purpose is for, or that it does not work.
func (a *Accounts) Link(ctx context.Context, purpose, token string) (*store.Link, error) {
	link, err := a.store.Link(ctx, purpose, hashSecret(token))
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, linkGone()
	}
	return link, err
}

func linkGone() error {
	return coderemote.Errorf(coderemote.CodeNotFound, "This link was used already, or is too old. Ask for a new one.")
}

// NewPerson is what somebody says of themselves to get an account.
type NewPerson struct {
	Name     string // may be ""
	Login    string // an e-mail address or a nickname
	Password string
}

// AcceptInvitation makes the account of somebody with a link.
func (a *Accounts) AcceptInvitation(ctx context.Context, token string, p NewPerson) (*coderemote.User, error) {
	// Before the hash, so that a stranger cannot keep the processor busy with it.
	if _, err := a.Link(ctx, store.LinkInvitation, token); err != nil {
		return nil, err
	}
	user, err := a.newUser(ctx, p.Login, coderemote.RoleStudent, p.Password)
	if err != nil {
		return nil, err
	}
	user.Name = coderemote.CleanName(p.Name)
	err = a.store.AcceptInvitation(ctx, hashSecret(token), user)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, linkGone()
	}
	return user, err
}

// Register makes an account that somebody has to let in: its owner by a mailed
// link, or an administrator. An address that has an account gets the same
// answer, so that nobody learns who has one; where mail is sent, its owner is
// told.
func (a *Accounts) Register(ctx context.Context, p NewPerson, addr netip.Addr) error {
	if err := a.take(ctx, bucket{bucketKey("register", subscriber(addr)), registerRate()}); err != nil {
		return err
	}
	user, err := a.newUser(ctx, p.Login, coderemote.RoleStudent, p.Password)
	if err != nil {
		return err
	}
	if a.mail != nil && user.Email == "" {
		return coderemote.Invalid("body.email", "This server confirms accounts by mail: write your e-mail address, like ada@example.org.", nil)
	}
	user.Name = coderemote.CleanName(p.Name)
	err = a.store.RegisterUser(ctx, user)
	if user.Nickname != "" { // a nickname is no secret, and another can be chosen
		return err
	}
	if taken := coderemote.CodeOf(err) == coderemote.CodeConflict; err != nil && !taken {
		return err
	} else if a.mail == nil {
		return nil
	} else if taken {
		return a.mailTo(ctx, user.Email, "You have an account already", "Somebody has tried to make an account with your address, which has one already.\nIf it was you: log in at "+a.mail.base+"/login\n")
	}
	token, err := a.newLink(ctx, store.NewLink{Purpose: store.LinkConfirm, UserID: user.ID, Uses: 1, Lifetime: ConfirmLifetime})
	if err != nil {
		return err
	}
	return a.mailTo(ctx, user.Email, "Confirm your account", "Open this address to confirm your account. It works for 24 hours:\n"+a.mail.base+"/confirm/"+token+"\n\nIf you have not asked for an account, ignore this.\n")
}

// Confirm lets in whom a mailed link is for.
func (a *Accounts) Confirm(ctx context.Context, token string) error {
	err := a.store.ConfirmUser(ctx, hashSecret(token))
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return linkGone()
	}
	return err
}

// Forgot mails a link to set a new password, if the address has an account. The
// answer is the same if not.
func (a *Accounts) Forgot(ctx context.Context, email string, addr netip.Addr) error {
	if a.mail == nil {
		return coderemote.Errorf(coderemote.CodeNotFound, "This server sends no mail. Ask an administrator for a link to set a new password.")
	}
	email, err := coderemote.NormalizeEmail(email)
	if err != nil {
		return err
	}
	if err := a.take(ctx, bucket{bucketKey("register", subscriber(addr)), registerRate()}); err != nil {
		return err
	}
	user, err := a.store.UserByEmail(ctx, email)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil
	}
	if err != nil || mayEnter(user) != nil {
		return err
	}
	token, err := a.newLink(ctx, store.NewLink{Purpose: store.LinkReset, UserID: user.ID, Uses: 1, Lifetime: ResetLifetime})
	if err != nil {
		return err
	}
	return a.mailTo(ctx, email, "Set a new password", "Open this address to set a new password. It works once, for 24 hours:\n"+a.mail.base+"/reset/"+token+"\n\nIf you have not asked for it, ignore this: your password stays as it is.\n")
}

// mailTo sends a mail unless the address has had enough of them.
func (a *Accounts) mailTo(ctx context.Context, email, subject, text string) error {
	wait, err := a.store.Take(ctx, bucketKey("mail", email), mailRate())
	if err == nil && wait == 0 {
		a.mail.send(email, subject, text)
	}
	return err
}

// take takes one from b, for what is no log-in.
func (a *Accounts) take(ctx context.Context, b bucket) error {
	wait, err := a.store.Take(ctx, b.key, b.rate)
	if err != nil {
		return fmt.Errorf("auth: throttle: %w", err)
	}
	if wait > 0 {
		return &coderemote.Error{Code: coderemote.CodeRateLimited, RetryAfter: wait, Message: "There were too many tries from your network. Wait a minute and try again."}
	}
	return nil
}

// ResetPassword sets a new password by a link, and logs the user out everywhere.
func (a *Accounts) ResetPassword(ctx context.Context, token, password string) error {
	link, err := a.Link(ctx, store.LinkReset, token)
	if err != nil {
		return err
	}
	user, err := a.store.UserByID(ctx, link.UserID)
	if err != nil {
		return err
	}
	hash, err := a.newHash(ctx, user.Login(), password)
	if err != nil {
		return err
	}
	err = a.store.ResetPassword(ctx, hashSecret(token), hash)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return linkGone()
	}
	return err
}

// CheckPassword returns an error unless password is the user's present one. Who
// has none is known by the session alone.
func (a *Accounts) CheckPassword(ctx context.Context, userID, password string) error {
	_, err := a.checkPassword(ctx, userID, password)
	return err
}

func (a *Accounts) checkPassword(ctx context.Context, userID, password string) (*coderemote.User, error) {
	b := []bucket{{bucketKey("change", userID), pairRate()}}
	if err := a.takeAll(ctx, b); err != nil {
		return nil, err
	}
	user, err := a.store.UserWithPassword(ctx, userID)
	if err != nil {
		return nil, err
	}
	if user.PasswordHash != "" {
		match, _, err := a.passwords.check(ctx, password, user.PasswordHash)
		if err != nil {
			return nil, err
		}
		if !match {
			return nil, coderemote.Invalid("body.password", "This is not your present password.", nil)
		}
	}
	a.giveBack(ctx, b)
	return user, nil
}

// ChangePassword sets a new password for who knows the old one, and logs them
// out everywhere but in the session with this hash. Who has none sets a first one.
func (a *Accounts) ChangePassword(ctx context.Context, userID, old, password string, session []byte) error {
	user, err := a.checkPassword(ctx, userID, old)
	if err != nil {
		return err
	}
	hash, err := a.newHash(ctx, user.Login(), password)
	if err != nil {
		return err
	}
	return a.store.SetPassword(ctx, userID, hash, session)
}

func (a *Accounts) newHash(ctx context.Context, login, password string) (string, error) {
	if err := checkNewPassword(login, password); err != nil {
		return "", err
	}
	return a.passwords.hash(ctx, password)
}
