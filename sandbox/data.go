package sandbox

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// DataModules are the modules that only the boxes of the data image have.
func DataModules() []string { return []string{"numpy", "pandas", "matplotlib"} }

// A line that imports one of the modules, or that names one in a call that does.
// One too many costs a larger box and nothing else.
var importsData = regexp.MustCompile(`(?m)^.*\bimport.*$|^[ \t]*from[ \t].*$`)

var namesData = regexp.MustCompile(`\b(?:numpy|pandas|matplotlib|pylab)\b`)

// needsData reports whether a program, or a module beside it, imports what only
// the data image has.
func needsData(prog Program) bool {
	if importsIt(prog.Code) {
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
		if namesData.MatchString(line) {
			return true
		}
	}
	return false
}

// dataPool is the pool of the data image, which the first program that needs it
// starts.
type dataPool struct {
	mu       sync.Mutex
	pool     *Pool
	starting chan struct{} // closed when the start has ended; nil while there is none
	err      error         // of the last start
}

// poolFor is the pool that runs prog: of the data image where it needs that. An
// instance that has no such image runs the program without, and Python says
// which module there is not.
func (p *Pool) poolFor(ctx context.Context, prog Program, io IO) (*Pool, error) {
	if p.config.DataImage == "" || p.config.DataBoxes < 1 || !needsData(prog) {
		return p, nil
	}
	started, pool := p.dataStart()
	if pool != nil {
		return pool, nil
	}
	if io.Starting != nil {
		io.Starting()
	}
	select {
	case <-started:
	case <-ctx.Done():
		return nil, fmt.Errorf("sandbox: wait for a box: %w", ctx.Err())
	case <-p.closed:
		return nil, errors.New("sandbox: the pool is closed")
	}
	p.data.mu.Lock()
	defer p.data.mu.Unlock()
	if p.data.err != nil {
		p.log.Error("the boxes for numpy, pandas and matplotlib do not start", "image", p.config.DataImage, "error", p.data.err)
		return p, nil
	}
	return p.data.pool, nil
}

// dataStart returns the pool of the data image, or starts it and returns what is
// closed when that has ended.
func (p *Pool) dataStart() (started <-chan struct{}, pool *Pool) {
	d := &p.data
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.pool != nil || d.starting != nil {
		return d.starting, d.pool
	}
	d.starting = make(chan struct{})
	p.later(func() {
		pool, err := Open(p.lifetime(), p.config.forData())
		d.mu.Lock()
		defer d.mu.Unlock()
		d.pool, d.err = pool, err
		close(d.starting)
		d.starting = nil
	})
	return d.starting, nil
}

// forData is the config of the data image's pool.
func (c Config) forData() Config {
	c.Image, c.Boxes, c.data = c.DataImage, c.DataBoxes, true
	c.DataImage, c.Metrics = "", nil
	return c
}

// closeData closes the pool of the data image, if there is one.
func (p *Pool) closeData(ctx context.Context) error {
	p.data.mu.Lock()
	defer p.data.mu.Unlock()
	if p.data.pool == nil {
		return nil
	}
	return p.data.pool.Close(ctx)
}
