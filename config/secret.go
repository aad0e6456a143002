package config

import (
	"fmt"
	"io"
)

const redacted = "REDACTED"

// Secret is a setting that must not be shown: however it is printed, logged or
// encoded, it reads REDACTED.
type Secret string

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

// Format implements fmt.Formatter, for every verb.
func (s Secret) Format(state fmt.State, _ rune) { io.WriteString(state, redacted) }

// MarshalText implements encoding.TextMarshaler, for JSON and logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
