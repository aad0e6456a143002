package auth

import (
	"context"
	"strings"
	"testing"

	"coderemote"

	"github.com/alexedwards/argon2id"
)

func TestUnknownHashCostsAsMuchAsOneOfToday(t *testing.T) {
	params, _, _, err := argon2id.DecodeHash(unknownHash)
	if err != nil {
		t.Fatal(err)
	}
	if want := newPasswords().params; *params != want {
		t.Errorf("the dummy hash has %+v, passwords get %+v", *params, want)
	}
}

func TestPasswordHash(t *testing.T) {
	p := newPasswords()
	hash, err := p.hash(t.Context(), goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the hash is %q", hash)
	}
	for password, want := range map[string]bool{goodPassword: true, goodPassword + " ": false, "": false} {
		match, outdated, err := p.check(t.Context(), password, hash)
		if match != want || outdated || err != nil {
			t.Errorf("%q: match %v, outdated %v, error %v; want match %v", password, match, outdated, err, want)
		}
	}
}

func TestHashingIsBounded(t *testing.T) {
	p := newPasswords()
	for range maxHashing {
		if err := p.begin(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := p.hash(impatient, goodPassword)
	wantCode(t, err, coderemote.CodeUnavailable)
	_, _, err = p.check(impatient, goodPassword, unknownHash)
	wantCode(t, err, coderemote.CodeUnavailable)
	p.end()
	if err := p.begin(t.Context()); err != nil {
		t.Errorf("a free place is not given: %v", err)
	}
}

func TestCheckNewPassword(t *testing.T) {
	const email = "grace.hopper@example.org"
	for _, c := range []struct {
		password string
		ok       bool
	}{
		{goodPassword, true},
		{"pässwörter sind lang", true},
		{"welcomed to the jungle", true},
		{"zebra-2026-quilt", true},
		{"1234567", false},
		{strings.Repeat("x", 129), false},
		{"password", false},
		{"PassWord", false},
		{"Password2026!", false},
		{"welcome123", false},
		{"12345678", false},
		{"qwertyuiop", false},
		{"tr0ub4dor&3", false},
		{email, false},
		{"Grace.Hopper", false},
		{"pass\nword", true},
	} {
		t.Run(c.password, func(t *testing.T) {
			want := coderemote.CodeInvalid
			if c.ok {
				want = ""
			}
			wantCode(t, checkNewPassword(email, c.password), want)
		})
	}
}

func TestCommonPasswordsAreInTheFormThatIsLookedUp(t *testing.T) {
	words := strings.Split(strings.TrimSuffix(commonPasswords, "\n"), "\n")
	if len(words) < 150 {
		t.Errorf("there are only %d", len(words))
	}
	for _, word := range words {
		if word != strings.ToLower(strings.TrimSpace(word)) || !isCommon(word) {
			t.Errorf("%q would never be found", word)
		}
	}
}

func TestReadPassword(t *testing.T) {
	for _, c := range []struct{ input, want string }{
		{"secret words\n", "secret words"},
		{"secret words\r\n", "secret words"},
		{"secret words", "secret words"},
		{" spaces count \nsecond line\n", " spaces count "},
		{"", ""},
	} {
		if got, err := ReadPassword(strings.NewReader(c.input)); err != nil || got != c.want {
			t.Errorf("%q: %q, error %v; want %q", c.input, got, err, c.want)
		}
	}
	endless, err := ReadPassword(strings.NewReader(strings.Repeat("x", 1<<20)))
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, coderemote.ValidatePassword(endless), coderemote.CodeInvalid)
}
