package main

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"coderemote/sandbox/wire"
)

const (
	// drain is how long the pipes of a dead run may still give something.
	drain = 50 * time.Millisecond
	// reapPatience is how long the kernel may take to end a killed namespace.
	reapPatience = 10 * time.Second
	// accuracy: the kernel limits by ticks that it samples and reports a sum that
	// it measures; on a busy host they differ by more than a tenth.
	accuracy = 4
)

// figures are what wait4(2) says of a process and its children.
type figures struct {
	status unix.WaitStatus
	cpu    time.Duration
	peak   int64 // bytes
}

func parseFigures(word, message string) (*figures, error) {
	var status uint32
	var cpu, peak int64
	if _, err := fmt.Sscanf(message, word+" %d %d %d", &status, &cpu, &peak); err != nil {
		return nil, fmt.Errorf("read %q: %w", message, err)
	}
	return &figures{unix.WaitStatus(status), time.Duration(cpu) * time.Microsecond, peak << 10}, nil
}

// run is a program between its start and the clearing away of its child.
type run struct {
	start    wire.Start
	child    *child
	peer     *peer
	clock    clock
	meterer  meterer
	stdin    stdin
	claims   claims
	output   int64       // bytes of stdout and stderr that were kept
	open     []*int      // pipes that may still give output
	reason   wire.Reason // the first of why we killed it
	exited   *figures    // of the program and the children that it waited for
	reaped   *figures    // of the keeper: no process of the run is left
	stopped  time.Time   // when it ended or was killed
	oomKills int64       // of the box, before the run
	told     bool
	abnormal bool

	looked    bool       // whether it wrote anything
	found     bool       // what that is
	gathering *gathering // nil when it wrote nothing
}

func newRun(s wire.Start, c *child, p *peer, oomKills int64, template int) *run {
	now := time.Now()
	return &run{
		start: s, child: c, peer: p, oomKills: oomKills,
		clock:   newClock(s, now),
		meterer: newMeterer(s.CPU, template, now),
		stdin:   stdin{closing: false},
		open:    []*int{&c.stdout, &c.stderr},
	}
}

func (r *run) sources() []source {
	var sources []source
	for _, fd := range r.open {
		sources = append(sources, source{*fd, unix.POLLIN, func() error { _, err := r.read(fd); return err }})
	}
	if r.child.claims >= 0 {
		sources = append(sources, source{r.child.claims, unix.POLLIN, r.hearClaim})
	}
	if r.child.stdin >= 0 && r.stdin.pending() {
		sources = append(sources, source{r.child.stdin, unix.POLLOUT, func() error { return r.feed(time.Now()) }})
	}
	return sources
}

// read takes what one output pipe has, within the budget. It reports false when
// there was nothing.
func (r *run) read(fd *int) (bool, error) {
	var buffer [pipeSize]byte
	n, err := unix.Read(*fd, buffer[:])
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EINTR) {
		return false, nil
	}
	if err != nil || n == 0 {
		r.forget(fd)
		return false, nil
	}
	kind := wire.KindStdout
	if fd == &r.child.stderr {
		kind = wire.KindStderr
	}
	return true, r.keep(kind, buffer[:n])
}

func (r *run) forget(fd *int) {
	for i, open := range r.open {
		if open == fd {
			r.open = append(r.open[:i:i], r.open[i+1:]...)
		}
	}
}

// keep sends output on, up to the budget to the byte.
func (r *run) keep(kind wire.Kind, data []byte) error {
	room := r.start.Output - r.output
	if int64(len(data)) > room {
		data = data[:room]
		r.stop(wire.ReasonOutput)
	}
	r.output += int64(len(data))
	if len(data) == 0 {
		return nil
	}
	return r.peer.send(kind, data)
}

// hearClaim reads what the program claims. What it wrote before it claimed goes
// out first: a prompt comes before the wait for its answer.
func (r *run) hearClaim() error {
	waiting, open := r.claims.read(r.child.claims)
	if !open {
		closeOnce(&r.child.claims)
	}
	for _, fd := range []*int{&r.child.stdout, &r.child.stderr} {
		for more := true; more && r.reason == ""; {
			var err error
			if more, err = r.read(fd); err != nil {
				return err
			}
		}
	}
	if waiting < 0 || !r.stdin.exhausted(waiting) || r.clock.waiting() {
		return nil
	}
	r.clock.wait(time.Now())
	return r.peer.send(wire.KindWaiting, nil)
}

// feed moves input into the program's pipe, as much as fits.
func (r *run) feed(now time.Time) error {
	if r.child.stdin < 0 {
		return nil
	}
	n, open := r.stdin.pump(r.child.stdin)
	if !open {
		closeOnce(&r.child.stdin)
	}
	if n > 0 || !open {
		r.clock.resume(now)
	}
	if n == 0 {
		return nil
	}
	return r.peer.sendJSON(wire.KindTaken, wire.Taken{Bytes: n})
}

// stop kills the run. The first reason stands.
func (r *run) stop(reason wire.Reason) {
	if r.reason != "" || r.exited != nil {
		return
	}
	r.reason = reason
	r.end()
}

func (r *run) end() {
	r.stopped = time.Now()
	r.child.kill()
}

// ended takes the template's report that the program is over.
func (r *run) ended(message string) (err error) {
	if r.exited, err = parseFigures("ended", message); err != nil {
		return err
	}
	if r.stopped.IsZero() {
		r.end()
	}
	return nil
}

// gone takes the template's report that the keeper, and so every process of the
// run, is over. It comes after the program's own end, whatever ended the keeper.
func (r *run) gone(message string) (err error) {
	if r.exited == nil {
		return errors.New("the keeper of a run ended before its program")
	}
	r.reaped, err = parseFigures("reaped", message)
	return err
}

// meter ends a run that used its processor time, waits for input included.
func (r *run) meter(now time.Time) {
	if r.stopped.IsZero() && r.meterer.over(now) {
		r.stop(wire.ReasonCPU)
	}
}

// done reports whether the end can be told: the program is over, and its pipes
// are empty or had their time.
func (r *run) done(now time.Time) bool {
	return r.exited != nil && (len(r.open) == 0 || !now.Before(r.stopped.Add(drain)))
}

// gather passes on the files that the run wrote, which can be read once no
// process of it is left. It reports true when there are no more.
func (r *run) gather() (done bool, err error) {
	if !r.looked {
		r.looked = true
		if r.child.home.wrote() {
			r.gathering = &gathering{home: &r.child.home}
		}
	}
	if r.gathering == nil {
		return true, nil
	}
	if r.reaped == nil {
		return false, nil
	}
	if !r.found {
		r.found, r.gathering.left = true, r.child.home.find()
	}
	return r.gathering.send(r.peer)
}

func (r *run) stuck(now time.Time) bool {
	return !r.stopped.IsZero() && r.reaped == nil && now.After(r.stopped.Add(reapPatience))
}

func (r *run) deadline() time.Time {
	if r.stopped.IsZero() {
		return earlier(r.clock.deadline(), r.meterer.next)
	}
	if r.gathering != nil && r.reaped != nil {
		return r.gathering.deadline(r.peer)
	}
	if !r.told && r.exited != nil && r.gathering == nil {
		return r.stopped.Add(drain)
	}
	return r.stopped.Add(reapPatience + time.Millisecond)
}

// exit says how the run ended, from what the kernel told.
func (r *run) exit(now time.Time, oomKills int64) wire.Exit {
	figures := r.exited
	exit := wire.Exit{
		Status: exitStatus(figures.status), Reason: r.reason,
		Wall: r.clock.wall(r.stopped).Microseconds(), CPU: figures.cpu.Microseconds(), Peak: figures.peak,
	}
	exit.ErrorType, exit.Error = r.claims.name, r.claims.message
	switch {
	case oomKills > r.oomKills:
		exit.Reason, exit.Retire = wire.ReasonMemory, true
	case exit.Reason == "" && figures.overCPU(r.start.CPU):
		exit.Reason = wire.ReasonCPU
	}
	if r.start.Policy != nil && exit.Reason == "" {
		exit.Violations = r.violations(exit.Status)
		exit.Rejected = exit.Violations != nil
	}
	return exit
}

// violations is how the program breaks the policy. One that the checker itself
// did not survive is too deeply nested for it: that is an answer too.
func (r *run) violations(status int) []wire.Violation {
	if !r.claims.checked && status != 0 {
		return []wire.Violation{{Line: 1, Message: "Syntax error: the program is nested too deeply"}}
	}
	return r.claims.violations
}

// overCPU reports whether the kernel ended the process for its processor time.
// A signal of that name that the program sent itself is not enough.
func (f *figures) overCPU(limit time.Duration) bool {
	s := f.status
	return s.Signaled() && (s.Signal() == unix.SIGXCPU || s.Signal() == unix.SIGKILL) && f.cpu >= limit/accuracy*(accuracy-1)
}

func exitStatus(s unix.WaitStatus) int {
	if s.Signaled() {
		return 128 + int(s.Signal())
	}
	return s.ExitStatus()
}
