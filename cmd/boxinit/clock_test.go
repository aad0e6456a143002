package main

import (
	"testing"
	"time"

	"coderemote/sandbox/wire"
)

func TestClock(t *testing.T) {
	const second = time.Second
	limits := wire.Start{Wall: 10 * second, InputIdle: 20 * second, Lifetime: 100 * second}
	for name, test := range map[string]struct {
		waits    [][2]int // from, to; to 0 is "still"
		at       int
		want     wire.Reason
		wall     int
		deadline int
	}{
		"fresh":              {nil, 9, "", 9, 10},
		"wall":               {nil, 10, wire.ReasonWall, 10, 10},
		"waiting stops it":   {[][2]int{{5, 0}}, 24, "", 5, 25},
		"waited too long":    {[][2]int{{5, 0}}, 25, wire.ReasonIdle, 5, 25},
		"after a wait":       {[][2]int{{5, 15}}, 19, "", 9, 20},
		"wall after a wait":  {[][2]int{{5, 15}}, 20, wire.ReasonWall, 10, 20},
		"many waits":         {[][2]int{{1, 19}, {20, 38}, {39, 57}, {58, 76}, {77, 95}}, 99, "", 9, 100},
		"too long in all":    {[][2]int{{1, 19}, {20, 38}, {39, 57}, {58, 76}, {77, 95}, {96, 0}}, 100, wire.ReasonLifetime, 6, 100},
		"a wait at the wall": {[][2]int{{9, 28}}, 28, "", 9, 29},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Unix(0, 0)
			at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * second) }
			c := newClock(limits, start)
			for _, w := range test.waits {
				c.wait(at(w[0]))
				if w[1] > 0 {
					c.resume(at(w[1]))
				}
			}
			now := at(test.at)
			if got := c.expired(now); got != test.want {
				t.Errorf("expired: got %q, want %q", got, test.want)
			}
			if got := c.wall(now); got != time.Duration(test.wall)*second {
				t.Errorf("wall: got %v", got)
			}
			if got := c.deadline(); !got.Equal(at(test.deadline)) {
				t.Errorf("deadline: got %v", got.Sub(start))
			}
		})
	}
}
