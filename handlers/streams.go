package handlers

import (
	"sync"
	"time"

	"coderemote"
)

// maxStreams is how many event streams one user may have open at one process: a
// browser over HTTP/1.1 has six at a time, and people have several.
const maxStreams = 40

// openStreams counts the streams of each user. Each holds a connection and looks
// at the database once a second, so that a script must not open thousands.
type openStreams struct {
	mu     sync.Mutex
	byUser map[string]int
}

// begin takes a stream for the user; end gives it back.
func (o *openStreams) begin(userID string) (end func(), err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.byUser[userID] >= maxStreams {
		return nil, &coderemote.Error{Code: coderemote.CodeRateLimited, RetryAfter: 5 * time.Second,
			Message: "You watch too many programs at once. Close some of the pages."}
	}
	if o.byUser == nil {
		o.byUser = map[string]int{}
	}
	o.byUser[userID]++
	return func() { o.end(userID) }, nil
}

func (o *openStreams) end(userID string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.byUser[userID]--; o.byUser[userID] == 0 {
		delete(o.byUser, userID)
	}
}
