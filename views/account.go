package views

import (
	"strconv"
	"strings"

	"coderemote"
)

// LoginPage asks who it is.
type LoginPage struct {
	Chrome  Chrome
	Email   string
	Message string // why the last try was refused
	Next    string // page to come back to
	Code    string // typed before the log-in; comes back with it
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
	Tokens    []coderemote.Token
	NewSecret string // of the token just made; shown this once
	Message   string // why the last change was refused
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
