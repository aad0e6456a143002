package coderemote

import "time"

// Share is how a snippet is shown to others. A snippet without one is private.
type Share struct {
	SnippetID string
	Token     string // of the address
	Version   int    // what is shown
	ClassID   string // "": to everybody who has the link
	ClassName string
	CreatedAt time.Time
	ExpiresAt *time.Time // nil: never
}

// Shared is what somebody sees of another person's snippet.
type Shared struct {
	Share   Share
	Version SnippetVersion
	OwnerID string
	Owner   string // the name that others read; "" where the person has given none
}
