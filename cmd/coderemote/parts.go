package main

import (
	"context"
	"errors"
	"slices"
	"sync"

	"coderemote/jobs"
	"coderemote/live"
	"coderemote/search"

	"github.com/prometheus/client_golang/prometheus"
)

// parts are what the web and the worker side of a process share.
type parts struct {
	in         *instance
	db         *database
	hub        *live.Hub
	graph      projection
	embedder   search.Embedder
	modeler    *jobs.Modeler // nil without a language model
	metrics    *prometheus.Registry
	background context.Context // of the tasks; ends with the process, not with what stops it
	tasks      sync.WaitGroup
	closers    []func() // in the order in which things were opened
}

// openParts opens all that a server needs before it takes work. The caller
// closes it.
func openParts(in *instance) (*parts, error) {
	p := &parts{in: in}
	for _, open := range []func() error{p.openTracing, p.openDatabase, p.openSearch, p.openModel} {
		if err := open(); err != nil {
			p.close()
			return nil, err
		}
	}
	p.watch()
	return p, nil
}

func (p *parts) close() {
	for _, closer := range slices.Backward(p.closers) {
		closer()
	}
}

func (p *parts) openTracing() error {
	stop, err := p.in.startTracing()
	if err != nil {
		return err
	}
	p.closers = append(p.closers, stop)
	return nil
}

func (p *parts) openDatabase() (err error) {
	if p.db, err = serveDatabase(p.in); err != nil {
		return err
	}
	p.closers = append(p.closers, p.db.Close)
	return nil
}

func (p *parts) openSearch() (err error) {
	if p.embedder, err = p.in.embedder(p.db.Store); err != nil {
		return err
	}
	if p.graph, err = p.in.openGraph(); err != nil {
		return err
	}
	p.closers = append(p.closers, func() { p.graph.close(p.in) })
	return nil
}

func (p *parts) openModel() (err error) {
	p.modeler, err = newModeler(p.in, p.db.Store)
	return err
}

// watch starts what both sides need in the background.
func (p *parts) watch() {
	background, stop := context.WithCancel(context.WithoutCancel(p.in))
	p.background = background
	p.closers = append(p.closers, func() { stop(); p.tasks.Wait() })
	p.hub = live.New(p.db.Pool(), p.in.logger)
	p.metrics = newRegistry(p.db, p.hub)
	reaper := jobs.NewReaper(p.db.Store, p.in.logger, p.metrics)
	p.tasks.Go(func() { p.hub.Listen(background) })
	p.tasks.Go(func() { reaper.Run(background) })
}

// start starts the sides that are asked for; the other is nil.
func (p *parts) start(withWeb, withWorker bool) (w *web, c *crew, err error) {
	if withWeb {
		if w, err = startWeb(p); err != nil {
			return nil, nil, err
		}
	}
	if withWorker {
		if c, err = startCrew(p); err != nil {
			return nil, nil, errors.Join(err, w.stop(p.in))
		}
	}
	if w != nil && c != nil {
		w.door.Serve(c.worker)
	}
	return w, c, nil
}
