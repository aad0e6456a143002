package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"time"

	"coderemote"
	"coderemote/auth"
	"coderemote/handlers"
	"coderemote/jobs"
	"coderemote/search"
	"coderemote/static"
	"coderemote/views"
)

type serveCommand struct{}

func (serveCommand) Run(in *instance) error { return run(in, true, true) }

type webCommand struct{}

func (webCommand) Run(in *instance) error { return run(in, true, false) }

type workerCommand struct{}

func (workerCommand) Run(in *instance) error { return run(in, false, true) }

// run is a server from its start to its drained end. What is started here is
// stopped here, in the opposite order.
func run(in *instance, withWeb, withWorker bool) error {
	started := time.Now()
	p, err := openParts(in)
	if err != nil {
		return err
	}
	defer p.close()
	ready := &readiness{stopped: in, ping: p.db.Ping}
	stopMetrics, err := serveMetrics(in, p.metrics, ready.check)
	if err != nil {
		return err
	}
	defer stopMetrics()
	w, c, err := p.start(withWeb, withWorker)
	if err != nil {
		return err
	}
	ready.crew = c
	ready.up.Store(true) // before anybody is told
	if err := announce(in, w, c, started); err != nil {
		return err
	}
	failed := waitForEnd(in, w)
	drain, stopDraining := drainTime(in, c != nil)
	defer stopDraining()
	return errors.Join(failed, c.stop(drain), w.stop(in))
}

// readiness is whether this process takes work, for the address of the metrics:
// a worker has no other.
type readiness struct {
	up      atomic.Bool
	crew    *crew           // of a worker; set before up
	stopped context.Context // ends when somebody stops the process
	ping    func(context.Context) error
}

func (r *readiness) check(ctx context.Context) error {
	switch {
	case r.stopped.Err() != nil:
		return coderemote.Errorf(coderemote.CodeUnavailable, "The process is stopping.")
	case !r.up.Load():
		return coderemote.Errorf(coderemote.CodeUnavailable, "The process is starting.")
	}
	return errors.Join(r.crew.ready(), r.ping(ctx))
}

// drainTime is how long running programs may still run: the time of
// CODEREMOTE_DRAIN, or until somebody at the terminal interrupts again.
func drainTime(in *instance, runsPrograms bool) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(in), in.config.Drain)
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	if runsPrograms {
		in.logger.Info("stopping: running programs may finish, interrupt again to end them now", "at_most", in.config.Drain.String())
	} else {
		in.logger.Info("stopping: requests may finish, and event streams are told to come back")
	}
	return ctx, func() { stop(); cancel() }
}

// waitForEnd returns when somebody stops the server, or its listener fails.
func waitForEnd(in *instance, w *web) error {
	if w == nil {
		<-in.Done()
		return nil
	}
	select {
	case <-in.Done():
		return nil
	case err := <-w.failed:
		return err
	}
}

// web is the web side of a process.
type web struct {
	server   *handlers.Server
	http     *http.Server
	door     *jobs.Door
	accounts *auth.Accounts
	url      string
	failed   chan error
}

func startWeb(p *parts) (*web, error) {
	in := p.in
	assets, err := static.New()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", in.config.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; choose another address with CODEREMOTE_ADDR", in.config.Addr, err)
	}
	planner, err := newPlanner(in, p.db.Store)
	if err != nil {
		return nil, err
	}
	w := &web{accounts: auth.New(p.db.Store, in.logger), failed: make(chan error, 1), url: in.config.BaseURL(listener.Addr().String())}
	if issuer := issuerOf(in, w.url); issuer != nil {
		w.accounts.TrustIssuer(issuer)
	}
	if err := mailFrom(in, w); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	w.door = jobs.NewDoor(p.db.Store, in.config.RunsPerMinute, operatorRules(in))
	w.server = handlers.New(handlers.Config{
		Search: search.New(p.db.Store, p.graph.Graph, p.embedder, planner, in.logger),
		Store:  p.db.Store, Hub: p.hub, Door: w.door, Accounts: w.accounts, Assets: assets, Logger: in.logger,
		Version: version, BaseURL: w.url, Secure: strings.HasPrefix(w.url, "https://"), Metrics: p.metrics, Tracing: in.tracing,
		Modeler: p.modeler,
	})
	w.http = w.server.HTTPServer(in.config.Addr)
	p.tasks.Go(func() { w.accounts.Keep(p.background) })
	p.tasks.Go(func() { w.door.Watch(p.background) })
	p.tasks.Go(func() {
		if err := w.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			w.failed <- err
		}
	})
	return w, nil
}

// operatorRules are what the settings of the process say of every run.
func operatorRules(in *instance) coderemote.Rules {
	return coderemote.Rules{Policy: coderemote.Policy(in.config.Policy), Modules: in.config.StrictModules}
}

// mailFrom lets the accounts of w send mail where the settings name a server.
func mailFrom(in *instance, w *web) error {
	if in.config.SMTP == "" {
		return nil
	}
	mailer, err := auth.NewMailer(in.config.SMTP.Reveal(), in.config.MailFrom, w.url, in.logger)
	if err != nil {
		return err
	}
	w.accounts.SendMail(mailer)
	return nil
}

// issuerOf returns the issuer of the settings, nil for none; base is the address
// of this instance.
func issuerOf(in *instance, base string) *auth.Issuer {
	c := in.config
	if c.OIDCIssuer == "" {
		return nil
	}
	return auth.NewIssuer(auth.IssuerConfig{
		URL: c.OIDCIssuer, ClientID: c.OIDCClientID, ClientSecret: c.OIDCSecret.Reveal(), Audience: c.OIDCAudience, Name: c.OIDCName,
		Scopes: c.OIDCScopes, Domains: c.OIDCDomains, Redirect: base + views.IssuerCallbackURL(),
	})
}

// stop tells streams to come back, lets other requests finish, and stops.
func (w *web) stop(in *instance) error {
	if w == nil {
		return nil
	}
	w.server.Drain()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(in), 10*time.Second)
	defer cancel()
	if err := w.http.Shutdown(ctx); err != nil {
		return errors.Join(err, w.http.Close())
	}
	return nil
}

// announce ends the start with the lines that a person waits for.
func announce(in *instance, w *web, c *crew, started time.Time) error {
	in.logger.Info("started", "version", version, "ms", time.Since(started).Milliseconds())
	if w == nil {
		fmt.Println("The worker is ready.")
		return nil
	}
	if err := w.door.Refresh(in); err != nil {
		return err
	}
	line := "Code Remote is ready at " + w.url
	token, err := w.accounts.SetupLink(in)
	if err != nil {
		return err
	}
	if token != "" {
		line += "  Set it up (this link works once): " + w.url + views.SetupURL(token)
	}
	fmt.Println(line)
	if c.ready() != nil {
		fmt.Println("Programs cannot run on this machine yet: " + hint(in))
	}
	return nil
}

// hint names the setting or the command that mends an unsafe host.
func hint(in *instance) string {
	if in.config.Limits == "cgroup" {
		return "see why with `bin/coderemote doctor`. If this host has no cgroup v2, CODEREMOTE_LIMITS=rlimit chooses the weaker limits."
	}
	return "see why with `bin/coderemote doctor`."
}
