package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// DataModules are the modules that only the boxes of the data image have.
func DataModules() []string { return []string{"numpy", "pandas", "matplotlib"} }

// A line that imports one of the modules, or that names one in a call that does.
// One too many costs a larger box and nothing else.
var importsData = regexp.MustCompile(`(?m)^.*\bimport.*$|^[ \t]*from[ \t].*$`)

var namesData = regexp.MustCompile(`\b(?:numpy|pandas|matplotlib|pylab)\b`)

// needsData reports whether a program, what it measures, or a module beside it
// imports what only the data image has.
func needsData(prog Program) bool {
	if importsIt(prog.Code) || importsIt(prog.Measures) {
		return true
	}
	for _, f := range prog.Files {
		if strings.HasSuffix(f.Name, ".py") && importsIt(string(f.Content)) {
			return true
		}
	}
	return false
}

func importsIt(code string) bool {
	if !namesData.MatchString(code) {
		return false
	}
	for _, line := range importsData.FindAllString(strings.ReplaceAll(code, "\\\n", " "), -1) {
		if namesData.MatchString(line) && !strings.HasPrefix(strings.TrimSpace(line), "#") {
			return true
		}
	}
	return false
}

// dataPool is the pool of the data image, which the first program that needs it
// starts.
type dataPool struct {
	mu      sync.Mutex
	pool    *Pool
	start   *dataStart // nil while there is none
	waiting int        // programs that wait until the image is there
}

// dataStart is one start of the data image's pool.
type dataStart struct {
	making  chan struct{} // closed when the image turns out to be in the making
	present chan struct{} // closed when it is there
	ended   chan struct{} // closed at the end, after pool and err were set
	pool    *Pool
	err     error
}

// errNoDataImage is why there is no pool of the data image: nobody makes it.
var errNoDataImage = errors.New("sandbox: there is no data image and none is being made")

// errDataPending is for a program that did not wait until the image was there.
var errDataPending = errors.New("sandbox: the data image is being made")

// How long a program waits for an image that is being made: where somebody
// watches, and where a client waits for the answer (90 s at most).
const (
	watchedPatience = 5 * time.Minute
	answerPatience  = time.Minute
)

// poolFor is the pool that runs prog: of the data image where it needs that. An
// instance that has no such image runs the program without, and Python says
// which module there is not.
func (p *Pool) poolFor(ctx context.Context, prog Program, io IO) (*Pool, error) {
	if p.config.DataImage == "" || p.config.DataBoxes < 1 || !needsData(prog) {
		return p, nil
	}
	start, pool := p.startData()
	if pool != nil {
		return pool, nil
	}
	pool, err := p.awaitData(ctx, start, io)
	if errors.Is(err, errNoDataImage) {
		p.log.Warn("a program wants numpy, pandas or matplotlib, and their image is missing", "image", p.config.DataImage, "mend", mendDataImage)
		return p, nil
	}
	return pool, err
}

// awaitData returns the pool that start makes. No more programs than there will
// be boxes wait for an image: others keep theirs.
func (p *Pool) awaitData(ctx context.Context, start *dataStart, io IO) (*Pool, error) {
	making, present := start.making, start.present
	var giveUp <-chan time.Time
	for {
		select {
		case <-making:
			if !p.data.enter(p.config.DataBoxes) {
				return nil, errDataPending
			}
			defer p.data.leave()
			patience := p.dataPatience(io)
			io.say(fmt.Sprintf("numpy, pandas and matplotlib are being set up on this server, which takes some minutes once. The program waits for them, %.0f s at most.", patience.Seconds()))
			making, giveUp = nil, time.After(patience)
		case <-present:
			io.say("numpy, pandas and matplotlib are starting on this server; that takes some seconds once.")
			present, giveUp = nil, nil
		case <-start.ended:
			return start.pool, start.err
		case <-giveUp:
			return nil, errDataPending
		case <-ctx.Done():
			return nil, fmt.Errorf("sandbox: wait for a box: %w", ctx.Err())
		case <-p.closed:
			return nil, errors.New("sandbox: the pool is closed")
		}
	}
}

func (p *Pool) dataPatience(io IO) time.Duration {
	switch {
	case p.config.DataPatience != 0:
		return p.config.DataPatience
	case io.Input == nil:
		return answerPatience
	}
	return watchedPatience
}

// enter counts a program in that waits; false when most of them wait already.
func (d *dataPool) enter(most int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.waiting >= most {
		return false
	}
	d.waiting++
	return true
}

func (d *dataPool) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting--
}

// startData returns the pool of the data image, or the start of it that is going
// on, for which it begins one where there is none.
func (p *Pool) startData() (*dataStart, *Pool) {
	d := &p.data
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.pool != nil || d.start != nil {
		return d.start, d.pool
	}
	start := &dataStart{making: make(chan struct{}), present: make(chan struct{}), ended: make(chan struct{})}
	d.start = start
	p.later(func() {
		start.pool, start.err = p.openData(start)
		d.mu.Lock()
		defer d.mu.Unlock()
		d.pool, d.start = start.pool, nil
		close(start.ended)
	})
	return start, nil
}

// openData opens the pool of the data image once that is there.
func (p *Pool) openData(start *dataStart) (*Pool, error) {
	ctx := p.life
	if inTheMaking(p.config.DataDir) && !p.podman.hasImage(ctx, p.config.DataImage) {
		close(start.making)
		if err := p.awaitMaking(); err != nil {
			return nil, err
		}
	}
	if !p.podman.hasImage(ctx, p.config.DataImage) {
		return nil, errNoDataImage
	}
	close(start.present)
	return Open(ctx, p.config.forData(p.measures))
}

// awaitMaking returns when nobody makes the image any more.
func (p *Pool) awaitMaking() error {
	for inTheMaking(p.config.DataDir) {
		select {
		case <-time.After(500 * time.Millisecond):
		case <-p.closed:
			return errors.New("sandbox: the pool is closed")
		}
	}
	return nil
}

// makingLock is the file beside podman's storage that whoever makes the data
// image holds a lock on, see flock(2): scripts/serve.sh and scripts/image.sh.
const makingLock = "containers/data-image.lock"

// inTheMaking reports whether somebody makes the data image now.
func inTheMaking(dataDir string) bool {
	file, err := os.Open(filepath.Join(dataDir, makingLock))
	if err != nil {
		return false
	}
	defer file.Close()
	return errors.Is(unix.Flock(int(file.Fd()), unix.LOCK_SH|unix.LOCK_NB), unix.EWOULDBLOCK)
}

// forData is the config of the data image's pool.
func (c Config) forData(m *measures) Config {
	c.Image, c.Boxes, c.data = c.DataImage, c.DataBoxes, true
	c.DataImage, c.measures = "", m
	return c
}

// DataSize is how many boxes of the data image are warm.
func (p *Pool) DataSize() int {
	p.data.mu.Lock()
	defer p.data.mu.Unlock()
	if p.data.pool == nil {
		return 0
	}
	return p.data.pool.Size()
}

// closeData closes the pool of the data image, if there is one.
func (p *Pool) closeData(ctx context.Context) error {
	p.data.mu.Lock()
	pool := p.data.pool
	p.data.mu.Unlock()
	if pool == nil {
		return nil
	}
	return pool.Close(ctx)
}
