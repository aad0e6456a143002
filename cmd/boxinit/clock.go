package main

import (
	"time"

	"coderemote/sandbox/wire"
)

// clock measures a run's time. The wall time stands still while the program
// waits for input; each wait and the whole life have limits of their own.
type clock struct {
	limits   wire.Start
	started  time.Time
	resumed  time.Time     // since when the wall time runs; zero while waiting
	paused   time.Time     // since when the program waits; zero while it runs
	consumed time.Duration // wall time before resumed
}

func newClock(limits wire.Start, now time.Time) clock {
	return clock{limits: limits, started: now, resumed: now}
}

func (c *clock) waiting() bool { return !c.paused.IsZero() }

func (c *clock) wait(now time.Time) {
	c.consumed += now.Sub(c.resumed)
	c.resumed, c.paused = time.Time{}, now
}

func (c *clock) resume(now time.Time) {
	if c.waiting() {
		c.resumed, c.paused = now, time.Time{}
	}
}

// wall is the time used up to now, without waits.
func (c *clock) wall(now time.Time) time.Duration {
	if c.waiting() {
		return c.consumed
	}
	return c.consumed + now.Sub(c.resumed)
}

// deadline is when the next limit is reached if nothing changes.
func (c *clock) deadline() time.Time {
	life := c.started.Add(c.limits.Lifetime)
	if c.waiting() {
		return earlier(life, c.paused.Add(c.limits.InputIdle))
	}
	return earlier(life, c.resumed.Add(c.limits.Wall-c.consumed))
}

// expired names the limit that is reached, "" for none.
func (c *clock) expired(now time.Time) wire.Reason {
	switch {
	case now.Sub(c.started) >= c.limits.Lifetime:
		return wire.ReasonLifetime
	case c.waiting() && now.Sub(c.paused) >= c.limits.InputIdle:
		return wire.ReasonIdle
	case c.wall(now) >= c.limits.Wall:
		return wire.ReasonWall
	}
	return ""
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
