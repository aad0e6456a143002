// Package localpg runs the PostgreSQL that an instance without DATABASE_URL
// uses: one cluster in a folder of the data directory, reached over a unix
// socket inside that folder, ended with the process that started it.
//
// The folder holds data (the cluster), run (the socket), password (the random
// password of the superuser, readable by its owner only), serving-password (that
// of the role that serves), log (what the server printed) and lock (held by the
// process that runs the server). The programs of PostgreSQL are kept once per
// user in the cache folder.
package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// ErrInUse means that another process runs the cluster of this folder.
var ErrInUse = errors.New("localpg: another process runs this cluster")

// lockWait is how long Start waits for a short-lived command that runs the
// cluster to give it up.
const lockWait = 10 * time.Second

// Cluster is a running PostgreSQL server. A server that dies is started again
// until Stop is called.
type Cluster struct {
	layout   layout
	binaries string
	password string
	settings []string
	logger   *slog.Logger
	lock     *os.File

	stop    context.CancelFunc
	stopped chan struct{}
}

// Start runs the cluster in dir, making it first when there is none, and
// returns when it answers. ctx bounds the start only. Each of settings
// ("fsync=off") overrides a server setting. PostgreSQL refuses to run as root,
// and so does Start. The error wraps ErrInUse when another process has run the
// cluster for longer than ten seconds.
func Start(ctx context.Context, dir string, logger *slog.Logger, settings ...string) (*Cluster, error) {
	if os.Geteuid() == 0 {
		return nil, errors.New("localpg: PostgreSQL does not run as root: use an ordinary user, or set DATABASE_URL")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("localpg: %w", err)
	}
	c := &Cluster{layout: layout(dir), settings: settings, logger: logger, stopped: make(chan struct{})}
	if err := c.start(ctx); err != nil {
		c.unlock()
		return nil, fmt.Errorf("localpg: start PostgreSQL: %w", err)
	}
	return c, nil
}

func (c *Cluster) start(ctx context.Context) error {
	if err := os.MkdirAll(string(c.layout), 0o700); err != nil {
		return err
	}
	var err error
	if c.lock, err = acquire(ctx, c.layout.lock()); err != nil {
		return err
	}
	if c.binaries, err = install(ctx, c.logger); err != nil {
		return err
	}
	if c.password, err = c.layout.initialize(ctx, c.binaries); err != nil {
		return err
	}
	server, err := c.launch(ctx)
	if err != nil {
		return err
	}
	life, stop := context.WithCancel(context.Background())
	c.stop = stop
	go c.supervise(life, server)
	return nil
}

// URL returns the address of the database "coderemote" as the superuser, who owns
// it, for pgx and libpq alike. It holds the password.
func (c *Cluster) URL() string { return c.layout.url(superuser, c.password) }

// Stop ends the server: open transactions are rolled back and a checkpoint is
// written. It returns when no process of the server is left. Without a cluster
// there is nothing to stop.
func (c *Cluster) Stop() {
	if c == nil {
		return
	}
	c.stop()
	<-c.stopped
	os.Remove(c.layout.socketFolder())
	c.unlock()
}

func (c *Cluster) unlock() {
	if c.lock != nil {
		c.lock.Close()
	}
}

// supervise keeps a server running until life ends.
func (c *Cluster) supervise(life context.Context, server *process) {
	defer close(c.stopped)
	for server != nil {
		select {
		case <-life.Done():
			server.shutDown(c.logger)
			return
		case <-server.exited:
			c.logger.Warn("PostgreSQL ended, starting it again")
			server = c.relaunch(life)
		}
	}
}

// relaunch tries once a second until a server runs, or returns nil when life
// ends.
func (c *Cluster) relaunch(life context.Context) *process {
	for {
		server, err := c.launch(life)
		if err == nil {
			return server
		}
		if life.Err() != nil {
			return nil
		}
		c.logger.Error("PostgreSQL did not start", "error", err)
		pause(life, time.Second)
	}
}

// acquire locks path for this process. The lock goes with the process, however
// it ends.
func acquire(ctx context.Context, path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(lockWait)
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return file, nil
		}
		if time.Now().After(deadline) {
			file.Close()
			return nil, ErrInUse
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			file.Close()
			return nil, errors.Join(ErrInUse, err)
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
