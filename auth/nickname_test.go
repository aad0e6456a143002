package auth

import (
	"net/netip"
	"strings"
	"testing"

	"coderemote"
)

func TestNicknamesHaveOneForm(t *testing.T) {
	for given, want := range map[string]string{
		" Ada ":                 "ada",
		"ADA.L-2_x":             "ada.l-2_x",
		"élan":                  "élan",
		"e\u0301lan":            "élan",
		"ＡＤＡ":                   "ada",
		"Straße":                "straße",
		"Мария":                 "мария",
		"さくらサクラ桜":               "さくらサクラ桜",
		"42":                    "42",
		"ab":                    "ab",
		strings.Repeat("ж", 30): strings.Repeat("ж", 30),
		"a":                     "",
		strings.Repeat("a", 31): "",
		"":                      "",
		"ada lovelace":          "",
		"ada@":                  "",
		"-ada":                  "",
		"ad\u200da":             "",
		"ad\u202ea":             "",
		"ada\x00":               "",
		"аda":                   "", // the first letter is Cyrillic
		"adа":                   "",
		"ada٣":                  "",
		"<b>":                   "",
		"ada\xff":               "",
	} {
		got, err := NormalizeNickname(given)
		if got != want || (err == nil) != (want != "") || err != nil && coderemote.CodeOf(err) != coderemote.CodeInvalid {
			t.Errorf("%q becomes %q, %v; want %q", given, got, err, want)
		}
	}
}

// Whoever looks like another cannot have an account.
func TestNicknamesAreUniqueToTheEye(t *testing.T) {
	accounts := newAccounts(t)
	add := func(nickname string) error {
		_, err := accounts.CreateUser(t.Context(), nickname, coderemote.RoleStudent, goodPassword)
		return err
	}
	for _, pair := range [][2]string{{"ada", "ADA"}, {"cope", "соре"}, {"paula", "pau1a"}, {"otto", "0tto"}, {"marco", "marc0"}, {"arne", "ame"}, {"wim", "vvim"}, {"ονο", "ovo"}} {
		if err := add(pair[0]); err != nil {
			t.Errorf("%s: %v", pair[0], err)
		}
		if err := add(pair[1]); coderemote.CodeOf(err) != coderemote.CodeConflict || !strings.Contains(coderemote.AsError(err).Message, "looks like") {
			t.Errorf("%s beside %s: %v", pair[1], pair[0], err)
		}
	}
	for _, nickname := range []string{"adam", "мария", "ada_", "ada-", "adä"} {
		if err := add(nickname); err != nil {
			t.Errorf("%s: %v", nickname, err)
		}
	}
}

func TestLogInByNickname(t *testing.T) {
	accounts := newAccounts(t)
	made, err := accounts.CreateUser(t.Context(), "Ada", coderemote.RoleStudent, goodPassword)
	if err != nil || made.Nickname != "ada" || made.Email != "" || made.DisplayName() != "ada" || made.Login() != "ada" {
		t.Fatalf("made %+v, %v", made, err)
	}
	attempt := Attempt{Login: " ADA", Password: goodPassword, Addr: netip.MustParseAddr("192.0.2.1")}
	in, err := accounts.LogIn(t.Context(), attempt)
	if err != nil || in.User.ID != made.ID {
		t.Fatalf("%v", err)
	}
	attempt.Device = in.Device // now the browser is known, and has buckets of its own
	for range 10 {
		wrong := attempt
		wrong.Password = "not the password"
		if _, err := accounts.LogIn(t.Context(), wrong); coderemote.CodeOf(err) != coderemote.CodeUnauthenticated {
			t.Fatalf("a wrong password: %v", err)
		}
	}
	if _, err := accounts.LogIn(t.Context(), attempt); coderemote.CodeOf(err) != coderemote.CodeRateLimited {
		t.Errorf("after ten of them: %v", err)
	}
	attempt.Device = ""
	if _, err := accounts.LogIn(t.Context(), attempt); err != nil {
		t.Errorf("another browser: %v", err)
	}
	attempt.Login = "nobody"
	if _, err := accounts.LogIn(t.Context(), attempt); coderemote.CodeOf(err) != coderemote.CodeUnauthenticated {
		t.Errorf("nobody: %v", err)
	}
	if _, err := accounts.CreateUser(t.Context(), "welcome-home", coderemote.RoleStudent, "welcome-home"); coderemote.CodeOf(err) != coderemote.CodeInvalid {
		t.Errorf("the nickname as password: %v", err)
	}
}
