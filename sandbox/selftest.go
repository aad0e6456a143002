package sandbox

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"time"

	"coderemote"
	"coderemote/sandbox/wire"
)

// walls tries every wall from inside and prints each that does not hold.
//
//go:embed walls.py
var walls string

// spread takes a little memory in each of several processes: within the limit
// of each, and over that of the box.
const spread = `
import os, time
for i in range(5):
    if os.fork() == 0:
        hoard = bytearray(b'x') * (90 << 20)
        time.sleep(5)
        os._exit(0)
os.wait()
`

// share wants all of two processors, and complains when it gets much more than one.
const share = `
import os, time
begin = time.monotonic()
child = os.fork()
while time.monotonic() < begin + .4:
    pass
if child == 0:
    os._exit(0)
os.wait()
used, wall = sum(os.times()[:4]), time.monotonic() - begin
if used > 1.5 * wall:
    print(f'a box got {used / wall:.2f} processors')
`

const testPatience = 20 * time.Second

// unheld is the error for a wall that was tried and does not hold.
func unheld(sentence string) error {
	return fmt.Errorf("%w: sandbox: self-test: %s", ErrUnsafe, sentence)
}

// untried is the error for a wall of which a probe that ended oddly says nothing.
func untried(wall string, exit wire.Exit) error {
	return fmt.Errorf("sandbox: self-test: the probe of %s ended with %d %s", wall, exit.Status, exit.Reason)
}

// selfTest tries every wall of a box, from inside and by the clock. The error
// wraps ErrUnsafe, with a sentence per wall, when one does not hold; it does not
// when the walls could not be tried.
func selfTest(ctx context.Context, b *box, limits LimitMode) error {
	ctx, cancel := context.WithTimeout(ctx, testPatience)
	defer cancel()
	if err := testInside(ctx, b); err != nil {
		return err
	}
	if err := testClock(ctx, b); err != nil {
		return err
	}
	if limits == LimitsRlimit {
		return nil
	}
	return testCgroup(ctx, b)
}

// probe runs a test program and returns its end and its output.
func (b *box) probe(ctx context.Context, code string, limits coderemote.Limits) (wire.Exit, string, error) {
	var out strings.Builder
	prog := Program{Code: code, Policy: coderemote.PolicyOpen, Limits: limits}
	frames, err := startFrames(prog, true)
	if err != nil {
		return wire.Exit{}, "", err
	}
	exit, err := b.run(ctx, prog, frames, IO{Output: func(_ coderemote.Stream, text string) { out.WriteString(text) }})
	if err == nil {
		err = b.awaitReady(ctx)
	}
	if err == nil {
		err = ctx.Err() // the probe may have been ended by it
	}
	if err != nil {
		return exit, "", fmt.Errorf("sandbox: self-test: %w", err)
	}
	return exit, strings.TrimSpace(out.String()), nil
}

func testInside(ctx context.Context, b *box) error {
	exit, complaints, err := b.probe(ctx, walls, coderemote.DefaultLimits())
	switch {
	case err != nil:
		return err
	case complaints != "" && exit.Status != 0:
		return fmt.Errorf("sandbox: self-test: %s", strings.ReplaceAll(complaints, "\n", "; "))
	case complaints != "":
		return unheld(strings.ReplaceAll(complaints, "\n", "; "))
	case exit.Status != 0 || exit.Reason != "":
		return untried("what is inside", exit)
	}
	return nil
}

func testClock(ctx context.Context, b *box) error {
	limits := coderemote.DefaultLimits()
	limits.Wall = 50 * time.Millisecond
	exit, _, err := b.probe(ctx, "while True: pass", limits)
	if err != nil {
		return err
	}
	if exit.Reason != wire.ReasonWall {
		return unheld("the time limit does not bite")
	}
	return nil
}

// testShare tries the limit of processor time that a box gets each second. On a
// host with one processor there is nothing to hold.
func testShare(ctx context.Context, b *box) error {
	exit, complaint, err := b.probe(ctx, share, coderemote.DefaultLimits())
	switch {
	case err != nil:
		return err
	case complaint != "":
		return unheld(complaint + ": its limit does not bite: " + mendDelegation)
	case exit.Status != 0:
		return untried("processor time", exit)
	}
	return nil
}

// testCgroup tries the limits of the box as a whole. Podman ignores them with a
// warning where it cannot set them.
func testCgroup(ctx context.Context, b *box) error {
	if m := b.hello.MemoryMax; m <= 0 || m > dataMemory {
		return unheld("the memory of a box is not bounded: " + mendDelegation)
	}
	if n := b.hello.ProcessesMax; n <= 0 || n > boxProcesses {
		return unheld("the processes of a box are not bounded: " + mendDelegation)
	}
	if err := testShare(ctx, b); err != nil {
		return err
	}
	exit, _, err := b.probe(ctx, spread, coderemote.DefaultLimits())
	if err != nil {
		return err
	}
	switch exit.Reason {
	case wire.ReasonMemory:
		return nil
	case wire.ReasonWall: // a machine that is too busy to fill the memory in the time
		return untried("memory", exit)
	}
	return unheld("the memory limit of a box is set and does not bite")
}
