package coderemote

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Role is what a user is on this instance.
type Role string

// The roles.
const (
	RoleStudent Role = "student"
	RoleTeacher Role = "teacher"
	RoleAdmin   Role = "admin"
)

// Valid reports whether r is a known role.
func (r Role) Valid() bool { return r == RoleStudent || r == RoleTeacher || r == RoleAdmin }

// User is a person with an account.
type User struct {
	ID           string // UUIDv7
	Email        string // lower case; "" for a person without one
	Nickname     string // lower case; who has no address logs in by it; "" for none
	Name         string // as the person is called; "" for none
	Role         Role
	PasswordHash string // argon2id, PHC string format; "" for a person who logs in by the issuer
	CreatedAt    time.Time
	DisabledAt   *time.Time
	PendingSince *time.Time // registered, and neither confirmed nor approved yet
}

// MaxUserName is the longest name of a person in characters.
const MaxUserName = 100

// Login returns what u logs in with; "" where that is the issuer only.
func (u *User) Login() string {
	if u.Email != "" {
		return u.Email
	}
	return u.Nickname
}

// DisplayName returns what others read for u: the name, else what u logs in
// with, else the end of the id.
func (u *User) DisplayName() string {
	switch {
	case u.Name != "":
		return u.Name
	case u.Login() != "":
		return u.Login()
	}
	return "Person " + u.ID[max(0, len(u.ID)-6):]
}

// Teaches reports whether u may make classes.
func (u *User) Teaches() bool { return u.Role == RoleTeacher || u.Role == RoleAdmin }

// CleanName returns name trimmed, and "" where it is not one line of at most
// MaxUserName characters.
func CleanName(name string) string {
	name = strings.TrimSpace(name)
	if !validName(name, MaxUserName) {
		return ""
	}
	return name
}

// The length of a password in characters.
const (
	MinPasswordLength = 8
	MaxPasswordLength = 128
)

// NormalizeEmail returns email trimmed and in lower case, or an error when it is
// not one plain address.
func NormalizeEmail(email string) (string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	addr, err := mail.ParseAddress(email)
	if err != nil || addr.Address != email || len(email) > 254 {
		return "", Invalid("body.email", "This is not an e-mail address. Write it like ada@example.org.", nil)
	}
	return email, nil
}

// ValidatePassword returns an error unless password has an acceptable length.
func ValidatePassword(password string) error {
	if n := utf8.RuneCountInString(password); n < MinPasswordLength || n > MaxPasswordLength {
		return Invalid("body.password", fmt.Sprintf("A password has %d to %d characters; this one has %d.", MinPasswordLength, MaxPasswordLength, n), nil)
	}
	return nil
}

// Session is a browser that somebody is logged in with.
type Session struct {
	ID        string
	Browser   string // "Firefox on Linux"
	CreatedAt time.Time
	SeenAt    time.Time // within the hour
	Current   bool      // the one that asks
}

// Scope is a right that an API token carries.
type Scope string

// The scopes of an API token.
const (
	ScopeRun   Scope = "run"   // execute, standard input, cancel, analyze
	ScopeRead  Scope = "read"  // every GET
	ScopeWrite Scope = "write" // snippets and other changes
)

// ParseScopes reads a comma-separated list of scopes.
func ParseScopes(list string) ([]Scope, error) {
	var scopes []Scope
	for _, s := range strings.Split(list, ",") {
		scope := Scope(strings.TrimSpace(s))
		if !slices.Contains([]Scope{ScopeRun, ScopeRead, ScopeWrite}, scope) {
			return nil, Invalid("scopes", fmt.Sprintf("%q is not a scope. Use run, read and write, separated by commas.", s), s)
		}
		if !slices.Contains(scopes, scope) {
			scopes = append(scopes, scope)
		}
	}
	return scopes, nil
}

// Token is a personal API token. Its secret is shown once and stored as a hash.
type Token struct {
	ID         string
	UserID     string
	Name       string
	Scopes     []Scope
	CreatedAt  time.Time
	ExpiresAt  *time.Time
	LastUsedAt *time.Time
}

// Allows reports whether t carries scope.
func (t *Token) Allows(scope Scope) bool { return slices.Contains(t.Scopes, scope) }
