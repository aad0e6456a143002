package auth

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/netip"
	"time"

	"coderemote"
	"coderemote/store"
)

// bucket is one of the buckets that a log-in takes from.
type bucket struct {
	key  string
	rate store.Rate
}

// The rates of failed log-ins; the package comment says why.
func pairRate() store.Rate    { return store.Rate{Burst: 10, Every: 30 * time.Second} }
func accountRate() store.Rate { return store.Rate{Burst: 100, Every: 10 * time.Second} }
func addressRate() store.Rate { return store.Rate{Burst: 200, Every: 3 * time.Second} }

// strangerBuckets are those of a browser that has never logged in to the
// account. The narrowest is first: what it refuses takes nothing from the others.
func strangerBuckets(login string, addr netip.Addr) []bucket {
	from := subscriber(addr)
	return []bucket{
		{bucketKey("account and address", login, from), pairRate()},
		{bucketKey("account", login), accountRate()},
		{bucketKey("address", from), addressRate()},
	}
}

// deviceBuckets are those of a browser that has logged in to the account before.
func deviceBuckets(login, device string) []bucket {
	return []bucket{{bucketKey("device", login, device), pairRate()}}
}

// bucketKey hides who and where: nobody reads addresses out of the table.
func bucketKey(kind string, parts ...string) string {
	text := "log-in " + kind
	for _, part := range parts {
		text += "\x00" + part
	}
	return hex.EncodeToString(hashSecret(text))
}

// subscriber returns what stands for one customer of a network: an IPv4 address,
// or the /64 of an IPv6 one.
func subscriber(addr netip.Addr) string {
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		if network, err := addr.Prefix(64); err == nil {
			return network.String()
		}
	}
	return addr.String()
}

// takeAll takes one from each bucket, or from none when one of them is empty.
func (a *Accounts) takeAll(ctx context.Context, buckets []bucket) error {
	for i, b := range buckets {
		wait, err := a.store.Take(ctx, b.key, b.rate)
		if err != nil {
			return fmt.Errorf("auth: throttle: %w", err)
		}
		if wait > 0 {
			a.giveBack(ctx, buckets[:i])
			return throttled(wait)
		}
	}
	return nil
}

// giveBack goes on when the client is gone: the attempt was not a failure.
func (a *Accounts) giveBack(ctx context.Context, buckets []bucket) {
	for _, b := range buckets {
		a.logFailure("throttle not given back", a.store.GiveBack(context.WithoutCancel(ctx), b.key, b.rate))
	}
}

func throttled(wait time.Duration) error {
	seconds := max(1, int((wait+time.Second-1)/time.Second))
	unit := "seconds"
	if seconds == 1 {
		unit = "second"
	}
	return &coderemote.Error{
		Code:       coderemote.CodeRateLimited,
		Message:    fmt.Sprintf("Too many log-ins have failed. Try again in %d %s.", seconds, unit),
		RetryAfter: time.Duration(seconds) * time.Second,
	}
}
