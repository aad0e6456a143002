package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"coderemote/sandbox/wire"
)

// The life of a template and the patience with it. Its runs share one address
// layout, so it does not live long.
const (
	templateRuns  = 100
	spawnPatience = 20 * time.Second
)

// box is the state of the init: a template always, then either a child that is
// being made or waits, or a run that the child became.
type box struct {
	peer     *peer
	settings settings
	cgroup   cgroup
	template *template
	child    *child
	files    givenFiles // of the run that starts next
	run      *run
}

// source is a descriptor that the loop waits on, and what to do once it is ready.
type source struct {
	fd     int
	events int16
	ready  func() error
}

// serve works until the worker goes away, which is no error, or until something
// is not as it must be, which ends the box.
func (b *box) serve() error {
	hello := wire.Hello{Version: wire.Version, MemoryMax: b.cgroup.memoryMax, ProcessesMax: b.cgroup.processesMax}
	if err := b.peer.sendJSON(wire.KindHello, hello); err != nil {
		return err
	}
	if err := b.renew(); err != nil {
		return err
	}
	for {
		if err := b.step(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

func (b *box) step() error {
	if err := b.peer.flush(); err != nil {
		return err
	}
	if err := wait(b.sources(), b.deadline()); err != nil {
		return err
	}
	now := time.Now()
	if b.run != nil {
		return b.advance(now)
	}
	if !b.child.usable() && now.After(b.child.made.Add(spawnPatience)) {
		return errors.New("the template made no child in time")
	}
	return nil
}

// wait blocks until a source is ready or the deadline is over, and lets each
// ready one act. Sources are in order: output comes before what ends a run.
func wait(sources []source, deadline time.Time) error {
	descriptors := make([]unix.PollFd, len(sources))
	for i, s := range sources {
		descriptors[i] = unix.PollFd{Fd: int32(s.fd), Events: s.events}
	}
	timeout := max(0, time.Until(deadline)+time.Millisecond-1)
	_, err := unix.Poll(descriptors, int(timeout/time.Millisecond))
	if err != nil && !errors.Is(err, unix.EINTR) {
		return fmt.Errorf("poll: %w", err)
	}
	for i, d := range descriptors {
		if err == nil && d.Revents != 0 {
			if err := sources[i].ready(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *box) sources() []source {
	var sources []source
	if b.run != nil {
		sources = b.run.sources()
	}
	if b.cgroup.events >= 0 {
		sources = append(sources, source{b.cgroup.events, unix.POLLPRI, b.hearMemory})
	}
	return append(sources,
		source{b.child.channel, unix.POLLIN, b.hearChild},
		source{b.template.control, unix.POLLIN, b.hearTemplate},
		b.peer.source(b.hearPeer))
}

func (b *box) deadline() time.Time {
	if b.run != nil {
		return b.run.deadline()
	}
	if !b.child.usable() {
		return b.child.made.Add(spawnPatience)
	}
	return time.Now().Add(time.Hour)
}

// hearMemory ends a run of which the kernel killed a process for memory: its
// others would go on without it, or wait for it.
func (b *box) hearMemory() error {
	if kills := b.cgroup.oomKills(); b.run != nil && kills > b.run.oomKills {
		b.run.stop(wire.ReasonMemory)
	}
	return nil
}

func (b *box) hearPeer() error {
	if err := b.peer.fill(); err != nil {
		return err
	}
	for {
		frame, ok, err := b.peer.in.Next()
		if err != nil || !ok {
			return err
		}
		if err := b.obey(frame); err != nil {
			return err
		}
	}
}

func (b *box) obey(frame wire.Frame) error {
	switch {
	case frame.Kind == wire.KindStart:
		return b.begin(frame)
	case frame.Kind == wire.KindFile || frame.Kind == wire.KindFileData:
		return b.files.take(frame)
	case b.run == nil:
		// Input or a cancel that crossed the end of its run on the way.
		return nil
	}
	switch frame.Kind {
	case wire.KindInput:
		b.run.stdin.add(frame.Payload)
	case wire.KindInputEnd:
		b.run.stdin.end()
	case wire.KindCancel:
		b.run.stop(wire.ReasonCancel)
	default:
		return fmt.Errorf("the worker sent a frame of kind %d", frame.Kind)
	}
	return b.run.feed(time.Now())
}

func (b *box) begin(frame wire.Frame) error {
	if b.run != nil || !b.child.usable() {
		return errors.New("the worker started a run before the box was ready")
	}
	var start wire.Start
	if err := frame.Decode(&start); err != nil {
		return err
	}
	if len(b.files.files) > 0 {
		if err := b.child.home.put(b.files.files); err != nil {
			return err
		}
		b.files = givenFiles{}
	}
	b.run = newRun(start, b.child, b.peer, b.cgroup.oomKills(), b.template.pid())
	return b.child.send(start)
}

// hearChild takes what the child says until it becomes the program; it closes
// its socket before that.
func (b *box) hearChild() error {
	message, descriptor, err := receive(b.child.channel)
	if err != nil {
		return err
	}
	switch {
	case message == "mount" && descriptor >= 0:
		b.child.mount = descriptor
	case message == "home" && descriptor >= 0:
		b.child.home.folder = descriptor
	case message == "ready":
		b.child.ready = true
		return b.announce()
	case message == "" && b.run != nil:
		closeOnce(&b.child.channel)
	default:
		return fmt.Errorf("a child could not be confined: %s", b.child.lastWords())
	}
	return nil
}

// announce tells the worker once that a run can start: the child waits, and the
// init holds what kills it. The two come over different sockets.
func (b *box) announce() error {
	if !b.child.usable() {
		return nil
	}
	return b.peer.send(wire.KindReady, nil)
}

func (b *box) hearTemplate() error {
	message, descriptor, err := receive(b.template.control)
	if err != nil {
		return err
	}
	word, _, _ := strings.Cut(message, " ")
	switch {
	case word == "spawned" && descriptor >= 0:
		b.child.pidfd = descriptor
		return b.announce()
	case word == "ended" && b.run != nil:
		return b.run.ended(message)
	case word == "reaped" && b.run != nil:
		return b.run.gone(message)
	}
	return fmt.Errorf("the template is gone or confused: %q, %s", message, b.child.lastWords())
}

// advance ends what is over its limits and finishes a run that has ended.
func (b *box) advance(now time.Time) error {
	if reason := b.run.clock.expired(now); reason != "" {
		b.run.stop(reason)
	}
	b.run.meter(now)
	if b.run.stuck(now) {
		return errors.New("the kernel did not end a run that was killed")
	}
	if !b.run.done(now) {
		return nil
	}
	if !b.run.told {
		if gathered, err := b.run.gather(); err != nil || !gathered {
			return err
		}
		if err := b.tell(now); err != nil {
			return err
		}
	}
	if b.run.reaped == nil {
		return nil
	}
	return b.recover()
}

// tell sends the end of the run. Nothing of the run follows.
func (b *box) tell(now time.Time) error {
	exit := b.run.exit(now, b.cgroup.oomKills())
	if err := b.peer.sendJSON(wire.KindExit, exit); err != nil {
		return err
	}
	b.run.told = true
	b.run.abnormal = exit.Status >= 128 || exit.Reason != ""
	return b.peer.flush()
}

// recover clears away what is left of a run, which no process of it survived,
// and makes the next child.
func (b *box) recover() error {
	abnormal := b.run.abnormal
	b.run.gathering.close()
	b.child.close()
	b.run = nil
	if abnormal || b.template.children >= templateRuns {
		b.template.close()
		return b.renew()
	}
	return b.spawn()
}

func (b *box) renew() (err error) {
	if b.template, err = startTemplate(b.settings); err != nil {
		return err
	}
	return b.spawn()
}

func (b *box) spawn() (err error) {
	b.child, err = b.template.spawn()
	return err
}
