package auth

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"coderemote"

	"golang.org/x/text/secure/precis"
)

// The length of a nickname in characters.
const (
	minNickname = 2
	maxNickname = 30
)

// NormalizeLogin returns what somebody logs in with in the one form that is
// stored: an e-mail address where there is an @ in it, else a nickname.
func NormalizeLogin(login string) (email, nickname string, err error) {
	if strings.Contains(login, "@") {
		email, err = coderemote.NormalizeEmail(login)
		return email, "", err
	}
	nickname, err = NormalizeNickname(login)
	return "", nickname, err
}

// NormalizeNickname returns nickname in lower case and in Unicode's composed form
// (RFC 8265), or an error. The letters of one are of one script, so that none can
// be swapped for one of another alphabet that looks the same; the database refuses
// whole nicknames that look like another.
func NormalizeNickname(nickname string) (string, error) {
	refused := func(message string) (string, error) { return "", coderemote.Invalid("body.nickname", message, nil) }
	clean, err := precis.UsernameCaseMapped.String(strings.TrimSpace(nickname))
	if n := utf8.RuneCountInString(clean); err == nil && (n < minNickname || n > maxNickname) {
		return refused(fmt.Sprintf("A nickname has %d to %d characters; this one has %d.", minNickname, maxNickname, n))
	}
	if err != nil || strings.ContainsFunc(clean, notInNickname) || strings.ContainsAny(clean[:1], "._-") {
		return refused("A nickname is made of letters, digits, dots, hyphens and underscores, and begins with a letter or a digit.")
	}
	if len(scriptsOf(clean)) > 1 {
		return refused("The letters of a nickname are all of one alphabet.")
	}
	return clean, nil
}

func notInNickname(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && (r < '0' || r > '9') && !strings.ContainsRune("._-", r)
}

// scriptsOf returns the scripts of the letters of text. Japanese is written in
// three, which count as one.
func scriptsOf(text string) map[string]bool {
	found := map[string]bool{}
	for _, r := range text {
		for name, table := range unicode.Scripts {
			if !unicode.Is(table, r) || name == "Common" || name == "Inherited" {
				continue
			}
			if name == "Hiragana" || name == "Katakana" {
				name = "Han"
			}
			found[name] = true
		}
	}
	return found
}
