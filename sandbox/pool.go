package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"coderemote"
)

// The walls of a box as a whole, and its life.
const (
	boxMemory    = 320 << 20 // bytes: a run's 256 MiB and 64 MiB for the init and the template
	dataMemory   = 416 << 20 // with 160 MiB for the template of the data image
	boxProcesses = 64

	maxRuns = 500
	maxAge  = time.Hour

	startsAtOnce = 4 // podman takes turns on its store, so more gives nothing

	healFirst = 100 * time.Millisecond
	healMost  = 30 * time.Second
)

// Pool is the boxes of one worker. Its methods may be called at the same time.
type Pool struct {
	config Config
	podman Podman
	log    *slog.Logger

	measures *measures

	idle   chan *box
	warm   atomic.Int64
	filled bool            // a Start has ended well; only Start looks
	life   context.Context // ends when the pool is closed
	end    context.CancelFunc
	closed <-chan struct{} // of life
	tasks  sync.WaitGroup

	mu    sync.Mutex
	boxes map[*box]bool // every box that is not removed

	data dataPool
}

// New makes a Pool that has no boxes yet.
func New(config Config) *Pool {
	life, end := context.WithCancel(context.Background())
	p := &Pool{
		config: config, log: config.Logger, boxes: map[*box]bool{}, measures: config.measures,
		idle: make(chan *box, 2*config.Boxes), life: life, end: end, closed: life.Done(),
	}
	if p.measures == nil {
		p.measures = newMeasures(config.Metrics)
		p.gauges(config.Metrics)
	}
	return p
}

// Open is New and Start; a pool that does not start is closed.
func Open(ctx context.Context, config Config) (*Pool, error) {
	p := New(config)
	if err := p.Start(ctx); err != nil {
		return nil, errors.Join(err, p.Close(context.WithoutCancel(ctx)))
	}
	return p, nil
}

// Start removes what dead workers left, starts the boxes, and tries every wall
// from inside the first. After an error the pool is as New made it. An error that
// wraps ErrUnsafe is the last word about this host; after any other the boxes may
// be there the next time: the disk was busy, the image is made just now. There is
// nothing to do for a pool that has started.
func (p *Pool) Start(ctx context.Context) (err error) {
	if p.filled {
		return nil
	}
	if p.podman, err = NewPodman(p.config.DataDir, p.config.Runtime); err != nil {
		return err
	}
	if p.config, err = p.config.delegated(ctx); err != nil {
		return fmt.Errorf("%w: sandbox: %w", ErrUnsafe, err)
	}
	if err := p.sweep(ctx); err != nil {
		return err
	}
	first, err := p.start(ctx)
	if err != nil {
		return err
	}
	if err := selfTest(ctx, first, p.config.Limits); err != nil {
		return errors.Join(err, first.remove())
	}
	p.add(first)
	p.fill(ctx)
	p.filled = true
	return nil
}

// fill starts the boxes after the first, whose self-test has decided. Those that
// do not start now come later.
func (p *Pool) fill(ctx context.Context) {
	var starts errgroup.Group
	starts.SetLimit(startsAtOnce)
	for range p.config.Boxes - 1 {
		starts.Go(func() error {
			if !p.growOnce(ctx) {
				p.later(p.grow)
			}
			return nil
		})
	}
	_ = starts.Wait()
}

// start starts a box and counts it.
func (p *Pool) start(ctx context.Context) (*box, error) {
	began := time.Now()
	b, err := startBox(ctx, p.podman, p.config)
	p.measures.started(p.config.kind(), began, err)
	return b, err
}

// Size is how many boxes are warm: started and well, in use or not.
func (p *Pool) Size() int { return int(p.warm.Load()) }

// Run runs prog in a warm box, waiting for one if none is free. When ctx ends,
// the program is killed within milliseconds and the result says cancelled. The
// error is only for a box that failed: the program may be tried again elsewhere.
// Whatever the program itself does is a Result.
func (p *Pool) Run(ctx context.Context, prog Program, io IO) (coderemote.Result, error) {
	frames, err := startFrames(prog, io.Input == nil)
	if err != nil {
		return coderemote.Result{}, err
	}
	p, err = p.poolFor(ctx, prog, io)
	if err == nil {
		return p.runHere(ctx, prog, frames, io)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return coderemote.Result{Status: coderemote.StatusCancelled}, nil
	case errors.Is(err, errDataPending):
		return coderemote.Result{Status: coderemote.StatusInternalError, Error: coderemote.DataPending}, nil
	}
	return coderemote.Result{}, err
}

// runHere runs prog, which begins with frames, in a box of this pool.
func (p *Pool) runHere(ctx context.Context, prog Program, frames []byte, io IO) (coderemote.Result, error) {
	b, err := p.take(ctx)
	if errors.Is(err, context.Canceled) {
		return coderemote.Result{Status: coderemote.StatusCancelled}, nil
	}
	if err != nil {
		return coderemote.Result{}, err
	}
	exit, err := b.run(ctx, prog, frames, io)
	if err != nil || exit.Retire {
		p.later(func() { p.replace(b) })
	} else {
		p.later(func() { p.recover(b) })
	}
	if err != nil {
		return coderemote.Result{}, err
	}
	return result(exit, prog.Limits), nil
}

// take waits for a box that is well.
func (p *Pool) take(ctx context.Context) (*box, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("sandbox: wait for a box: %w", ctx.Err())
		case <-p.closed:
			return nil, errors.New("sandbox: the pool is closed")
		case b := <-p.idle:
			if b.isRetired() {
				p.later(func() { p.discard(b) })
			} else if b.alive() {
				return b, nil
			}
		}
	}
}

// recover gives a box back once its next child waits.
func (p *Pool) recover(b *box) {
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	if b.awaitReady(ctx) != nil {
		p.replace(b)
		return
	}
	p.offer(b)
	if b.becomesDue() {
		p.grow()
		b.retire()
	}
}

// offer puts a box where the next run finds it, and watches over it.
func (p *Pool) offer(b *box) {
	select {
	case <-p.closed:
	case p.idle <- b:
	}
}

// adopt counts a new box in, and heals the pool should it die.
func (p *Pool) adopt(b *box) {
	p.mu.Lock()
	p.boxes[b] = true
	p.mu.Unlock()
	p.warm.Add(1)
	p.later(func() {
		select {
		case <-p.closed:
		case <-b.dead:
			p.replace(b)
		}
	})
}

// replace starts a new box for one that cannot be used any more, and removes
// that. Only the first call for a box does anything.
func (p *Pool) replace(b *box) {
	retired := b.isRetired()
	if !p.drop(b) {
		return
	}
	if !retired {
		p.grow()
	}
	p.remove(b)
}

// discard removes a box that another has taken the place of.
func (p *Pool) discard(b *box) {
	if p.drop(b) {
		p.remove(b)
	}
}

// drop takes a box out of the count; it reports false if it was out already.
func (p *Pool) drop(b *box) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.boxes[b] {
		return false
	}
	delete(p.boxes, b)
	p.warm.Add(-1)
	return true
}

func (p *Pool) remove(b *box) {
	if err := b.remove(); err != nil {
		p.log.Error("box not removed", "container", b.container, "error", err)
	}
}

// grow adds one box, however long it takes.
func (p *Pool) grow() {
	for pause := healFirst; !p.growOnce(p.life); pause = min(2*pause, healMost) {
		select {
		case <-p.closed:
			return
		case <-time.After(pause):
		}
	}
}

// growOnce tries to add one box. It reports false when that is to be tried again.
func (p *Pool) growOnce(ctx context.Context) bool {
	b, err := p.start(ctx)
	if err == nil {
		p.add(b)
		return true
	}
	if ctx.Err() != nil || p.life.Err() != nil {
		return true
	}
	p.log.Error("box not started", "error", err)
	return false
}

// add counts a new box in and lends it.
func (p *Pool) add(b *box) {
	p.adopt(b)
	p.offer(b)
}

// later does work that nobody waits for but Close.
func (p *Pool) later(work func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.closed:
	default:
		p.tasks.Go(work)
	}
}

// becomesDue reports, once, that a box is old enough to go.
func (b *box) becomesDue() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.due || b.runs < maxRuns && time.Since(b.born) < maxAge {
		return false
	}
	b.due = true
	return true
}

func (b *box) retire() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.retired = true
}

func (b *box) isRetired() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.retired
}

// Close kills and removes every box, running programs with them, and ends what
// podman left running for this instance. No process, mount or socket stays.
func (p *Pool) Close(ctx context.Context) error {
	p.mu.Lock()
	over := p.life.Err() != nil
	p.end()
	p.mu.Unlock()
	if over {
		return nil
	}
	p.hangUp()
	p.tasks.Wait()
	var ids []string
	for b := range p.boxes {
		ids = append(ids, b.container)
	}
	failures := []error{p.closeData(ctx), p.podman.removeContainers(ctx, ids...)}
	for b := range p.boxes {
		failures = append(failures, removeDir(b.dir))
	}
	p.warm.Store(0)
	// It stays while another pool of this process has a box.
	_ = os.Remove(workerDir(p.config.DataDir))
	return errors.Join(append(failures, p.rest(ctx))...)
}

// hangUp ends every init, and with it its box, by closing the connection.
func (p *Pool) hangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for b := range p.boxes {
		b.conn.Close()
	}
}

// rest ends the pause process when nobody else uses this store.
func (p *Pool) rest(ctx context.Context) error {
	if p.podman == (Podman{}) { // no Start came as far as that
		return nil
	}
	left, err := p.podman.output(ctx, "ps", "--all", "--quiet")
	if err != nil {
		return fmt.Errorf("sandbox: list boxes: %w", err)
	}
	if left != "" {
		return nil
	}
	return p.podman.endPause()
}

// sweep removes the boxes of workers that are no more, and their folders.
func (p *Pool) sweep(ctx context.Context) error {
	const format = `{{.ID}}={{index .Labels "` + labelWorker + `"}}`
	list, err := p.podman.output(ctx, "ps", "--all", "--filter=label="+labelBox, "--format="+format)
	if err != nil {
		return fmt.Errorf("sandbox: list boxes: %w", err)
	}
	var dead []string
	for _, line := range strings.Fields(list) {
		if id, worker, _ := strings.Cut(line, "="); !workerLives(worker) {
			dead = append(dead, id)
		}
	}
	if len(dead) > 0 {
		p.log.Info("removing the boxes of dead workers", "containers", dead)
	}
	return errors.Join(p.podman.removeContainers(ctx, dead...), p.sweepFolders())
}

func (p *Pool) sweepFolders() error {
	folder := boxesDir(p.config.DataDir)
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("sandbox: list folders of boxes: %w", err)
	}
	var failures []error
	for _, entry := range entries {
		if !workerLives(entry.Name()) {
			failures = append(failures, removeDir(filepath.Join(folder, entry.Name())))
		}
	}
	return errors.Join(failures...)
}

// workerLives reports whether the process of that identity is still there.
func workerLives(identity string) bool {
	number, _, _ := strings.Cut(identity, "-")
	pid, err := strconv.Atoi(number)
	return err == nil && identity == processIdentity(pid)
}
