package auth

import (
	"crypto/sha256"
	"sync"
	"time"

	"coderemote"
)

// TokenCacheTTL is how long a token may still work in other processes after it
// was revoked in one, or after its user was disabled.
const TokenCacheTTL = 10 * time.Second

const maxCachedTokens = 4096

type tokenKey [sha256.Size]byte

type cachedToken struct {
	user  *coderemote.User
	token *coderemote.Token
	until time.Time
}

// tokenCache remembers tokens that were valid a moment ago, and when each was
// last used.
type tokenCache struct {
	mu      sync.Mutex
	entries map[tokenKey]cachedToken
	used    map[string]time.Time // by the token's id, since takeUsed
	revoked uint64               // how often forget was called
}

func newTokenCache() *tokenCache {
	return &tokenCache{entries: map[tokenKey]cachedToken{}, used: map[string]time.Time{}}
}

func (c *tokenCache) find(key tokenKey, now time.Time) (*coderemote.User, *coderemote.Token, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry, ok := c.entries[key]
	if !ok || !now.Before(entry.until) {
		return nil, nil, false
	}
	c.used[entry.token.ID] = now
	return entry.user, entry.token, true
}

// revocations is what keep wants to know from before the query.
func (c *tokenCache) revocations() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.revoked
}

// keep remembers a token that a query found, unless one was revoked since began:
// the query may have read it before that.
func (c *tokenCache) keep(key tokenKey, user *coderemote.User, token *coderemote.Token, now time.Time, began uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.used[token.ID] = now
	if c.revoked != began {
		return
	}
	until := now.Add(TokenCacheTTL)
	if token.ExpiresAt != nil && token.ExpiresAt.Before(until) {
		until = *token.ExpiresAt
	}
	c.makeRoom(now)
	c.entries[key] = cachedToken{user, token, until}
}

// makeRoom drops what has expired, and everything where that is not enough: the
// next request of each asks the store again.
func (c *tokenCache) makeRoom(now time.Time) {
	if len(c.entries) < maxCachedTokens {
		return
	}
	for key, entry := range c.entries {
		if !now.Before(entry.until) {
			delete(c.entries, key)
		}
	}
	if len(c.entries) >= maxCachedTokens {
		clear(c.entries)
	}
}

func (c *tokenCache) forget(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.revoked++
	for key, entry := range c.entries {
		if entry.token.ID == id {
			delete(c.entries, key)
		}
	}
}

// takeUsed returns when tokens were last used, by id, since its last call.
func (c *tokenCache) takeUsed() map[string]time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	used := c.used
	c.used = map[string]time.Time{}
	return used
}
