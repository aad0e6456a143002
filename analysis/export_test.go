package analysis

import (
	"context"
	"time"
)

// Hurried makes g's pauses and patience end at once; what it would have waited
// goes into the channel.
func (g *Guard) Hurried(silence time.Duration) <-chan time.Duration {
	waits := make(chan time.Duration, 16)
	g.pause = func(_ context.Context, d time.Duration) error { waits <- d; return nil }
	g.silence = silence
	return waits
}

// At sets g's clock.
func (g *Guard) At(now func() time.Time) { g.now = now }
