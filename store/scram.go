package store

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"coderemote"
)

// What PostgreSQL takes by itself for a new password.
const (
	scramRounds = 4096
	scramSalt   = 16 // bytes
)

// scramVerifier is what a server keeps of a password (RFC 5803, in the form of
// PostgreSQL's pg_authid), so that the password itself need not be sent to it.
func scramVerifier(password string) (string, error) {
	if password == "" || strings.ContainsFunc(password, func(r rune) bool { return r < ' ' || r > '~' }) {
		// Others would have to be normalized first, as RFC 7613 says.
		return "", coderemote.Errorf(coderemote.CodeInvalid, "The role of DATABASE_URL is not there and cannot be made: its password must have characters of ASCII only. Choose another, or make the role with CREATE ROLE.")
	}
	salt := make([]byte, scramSalt)
	rand.Read(salt) // it never fails
	salted, err := pbkdf2.Key(sha256.New, password, salt, scramRounds, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("store: password of the serving role: %w", err)
	}
	stored := sha256.Sum256(keyed(salted, "Client Key"))
	text := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("SCRAM-SHA-256$%d:%s$%s:%s", scramRounds, text(salt), text(stored[:]), text(keyed(salted, "Server Key"))), nil
}

func keyed(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
