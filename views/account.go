package views

import (
	"strconv"
	"strings"
	"time"

	"coderemote"
)

// LoginPage asks who it is.
type LoginPage struct {
	Chrome  Chrome
	Email   string
	Message string // why the last try was refused
	Next    string // page to come back to
	Code    string // typed before the log-in; comes back with it
	Issuer  string // name of the other way to log in; "" for none
	Open    bool   // anybody may make an account
}

// LinkIdentityPage leads to the issuer, to link its log-in.
type LinkIdentityPage struct {
	Chrome  Chrome
	Issuer  string
	Address string // at the issuer
}

// SetupPage makes the first administrator.
type SetupPage struct {
	Chrome  Chrome
	Token   string // of the one-time link
	Email   string
	Message string // why the last try was refused
}

// SetupGonePage says that a set-up link was used already or is none.
type SetupGonePage struct {
	Chrome Chrome
}

// AccountPage is the settings page of the person logged in.
type AccountPage struct {
	Chrome    Chrome
	Issuer    string     // name of the other way to log in; "" for none
	LinkedAt  *time.Time // when that was linked; nil for not
	Tokens    []coderemote.Token
	NewSecret string // of the token just made; shown this once
	Message   string // why the last change of a token was refused
	Sessions  []coderemote.Session
	Password  bool // there is one to change

	PasswordMessage string // why it was not changed
}

func addressOf(u *coderemote.User) string {
	if u.Login() == "" {
		return "none"
	}
	return u.Login()
}

func roleName(r coderemote.Role) string {
	return map[coderemote.Role]string{coderemote.RoleStudent: "Student", coderemote.RoleTeacher: "Teacher", coderemote.RoleAdmin: "Administrator"}[r]
}

func scopeList(scopes []coderemote.Scope) string {
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = string(s)
	}
	return strings.Join(names, ", ")
}

func tokenDates(t coderemote.Token) string {
	parts := []string{"Made " + date(t.CreatedAt), "never used"}
	if t.LastUsedAt != nil {
		parts[1] = "last used " + date(*t.LastUsedAt)
	}
	if t.ExpiresAt != nil {
		parts = append(parts, "ends "+date(*t.ExpiresAt))
	}
	return strings.Join(parts, ", ")
}

func minPassword() string { return strconv.Itoa(coderemote.MinPasswordLength) }

func maxPassword() string { return strconv.Itoa(coderemote.MaxPasswordLength) }
