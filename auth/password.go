package auth

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"

	"coderemote"

	"github.com/alexedwards/argon2id"
)

// Hashing costs 19 MiB and a core for some 40 ms. More at a time would only wait
// for the processor and take memory that the boxes need.
const maxHashing = 2

// unknownHash is checked where there is no account, so that the answer takes as
// long. It is the hash of random bytes that nobody kept.
const unknownHash = "$argon2id$v=19$m=19456,t=2,p=1$0m428C/2VtWakz1ESr/vDA$cM0iXD5um1UivPs5rcSJPEATpy65ecrZ2e5T363ldGE"

// passwords hashes and checks passwords with argon2id, maxHashing at a time.
type passwords struct {
	params  argon2id.Params
	unknown string // the hash that is checked where there is no account
	slots   chan struct{}
}

// newPasswords takes the second choice of OWASP's Password Storage Cheat Sheet:
// m = 19 MiB, t = 2, p = 1.
func newPasswords() *passwords {
	return &passwords{
		params:  argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32},
		unknown: unknownHash,
		slots:   make(chan struct{}, maxHashing),
	}
}

// hash returns the hash of password in PHC string format. The error is that ctx
// was done while it waited for its turn.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	if err := p.begin(ctx); err != nil {
		return "", err
	}
	defer p.end()
	return argon2id.CreateHash(password, &p.params)
}

// check reports whether hash is of password, and whether it was made with other
// parameters than today's.
func (p *passwords) check(ctx context.Context, password, hash string) (match, outdated bool, err error) {
	if err := p.begin(ctx); err != nil {
		return false, false, err
	}
	defer p.end()
	match, params, err := argon2id.CheckHash(password, hash)
	if err != nil {
		return false, false, fmt.Errorf("auth: check password: %w", err)
	}
	return match, *params != p.params, nil
}

func (p *passwords) begin(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &coderemote.Error{
			Code:    coderemote.CodeUnavailable,
			Message: "Too many people are logging in at this moment. Try again in a few seconds.",
			Err:     fmt.Errorf("auth: wait to hash: %w", ctx.Err()),
		}
	}
}

func (p *passwords) end() { <-p.slots }

// Passwords and the words that they are made of, in lower case, one a line: what
// published lists of leaked passwords begin with.
//
//go:embed common.txt
var commonPasswords string

// checkNewPassword refuses what a guesser tries first.
func checkNewPassword(login, password string) error {
	if err := coderemote.ValidatePassword(password); err != nil {
		return err
	}
	name, _, _ := strings.Cut(login, "@")
	lower := strings.ToLower(password)
	if lower == login || lower == name {
		return coderemote.Invalid("body.password", "The password is what you log in with. Choose one that nobody can guess.", nil)
	}
	// "welcome" is as common with 2026! behind it.
	if isCommon(lower) || isCommon(strings.TrimRight(lower, "0123456789!?.*#$@-_")) {
		return coderemote.Invalid("body.password", "This is one of the passwords that are tried first. Choose another: three or four random words are good.", nil)
	}
	return nil
}

func isCommon(password string) bool {
	return password != "" && strings.Contains("\n"+commonPasswords, "\n"+password+"\n")
}

// ReadPassword reads a password from the first line of r, without its line end.
func ReadPassword(r io.Reader) (string, error) {
	// Room for the longest password in four-byte characters, and for its end.
	line, err := bufio.NewReader(io.LimitReader(r, 4*coderemote.MaxPasswordLength+2)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("auth: read password: %w", err)
	}
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"), nil
}
