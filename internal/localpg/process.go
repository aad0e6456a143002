package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	stopWait   = 30 * time.Second // for the checkpoint of an orderly end
	logMaxSize = 8 << 20          // bytes
)

// process is one run of the postgres program.
type process struct {
	cmd    *exec.Cmd
	exited chan struct{}
}

// launch starts the server and returns when it answers and has the database and
// both roles.
func (c *Cluster) launch(ctx context.Context) (*process, error) {
	if err := c.layout.awaitPredecessor(ctx); err != nil {
		return nil, err
	}
	server, err := c.spawn()
	if err != nil {
		return nil, err
	}
	if err := c.awaitReady(ctx, server); err != nil {
		server.shutDown(c.logger)
		return nil, err
	}
	return server, nil
}

func (c *Cluster) spawn() (*process, error) {
	log, err := openLog(c.layout.log())
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(filepath.Join(c.binaries, "bin", "postgres"), c.arguments()...)
	cmd.Stdout, cmd.Stderr = log, log
	// In a session of its own Ctrl+C does not reach it before our own drain is
	// over; the death signal ends it in order when this process is killed.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGINT}
	server := &process{cmd: cmd, exited: make(chan struct{})}
	started := make(chan error, 1)
	go server.run(started)
	return server, <-started
}

// run holds one thread for the life of the server: the kernel sends the death
// signal when the thread that started it ends, not the process.
func (p *process) run(started chan<- error) {
	runtime.LockOSThread()
	err := p.cmd.Start()
	started <- err
	if err == nil {
		p.cmd.Wait()
		close(p.exited)
	}
}

// shutDown ends the server in order, or at once when that takes too long.
func (p *process) shutDown(logger *slog.Logger) {
	p.cmd.Process.Signal(syscall.SIGINT)
	select {
	case <-p.exited:
	case <-time.After(stopWait):
		logger.Warn("PostgreSQL does not end, killing it")
		p.cmd.Process.Signal(syscall.SIGQUIT)
		<-p.exited
	}
}

func (c *Cluster) arguments() []string {
	settings := []string{
		"listen_addresses=", "port=" + port, "unix_socket_directories=" + c.layout.socketFolder(), "unix_socket_permissions=0700",
		"shared_buffers=128MB", "max_connections=200", "max_wal_size=512MB", "wal_level=minimal", "max_wal_senders=0",
		"fsync=on", "synchronous_commit=on", "full_page_writes=on", "timezone=UTC", "log_timezone=UTC", "jit=off",
		// A failed statement and its details hold what people wrote.
		"log_min_error_statement=panic", "log_error_verbosity=terse",
	}
	args := []string{"-D", c.layout.data()}
	for _, setting := range append(settings, c.settings...) {
		args = append(args, "-c", setting)
	}
	return args
}

// awaitReady tries until the server answers, and makes the database and the
// serving role on the first start.
func (c *Cluster) awaitReady(ctx context.Context, server *process) error {
	for {
		err := c.ensureContents(ctx)
		if err == nil || !startingUp(err) {
			return err
		}
		select {
		case <-server.exited:
			out, _ := os.ReadFile(c.layout.log())
			return fmt.Errorf("the server ended: %s", lastLines(out))
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// startingUp reports whether err is what a server that is not ready yet gives:
// no socket, nobody behind it, or cannot_connect_now.
func startingUp(err error) bool {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code == "57P03"
	}
	var connect *pgconn.ConnectError
	return errors.As(err, &connect)
}

func (c *Cluster) ensureContents(ctx context.Context) error {
	config, err := pgx.ParseConfig(c.URL())
	if err != nil {
		return err
	}
	config.Database = "postgres"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := unlessThere(ctx, conn, "42P04", `CREATE DATABASE `+database); err != nil { // duplicate_database
		return err
	}
	if err := unlessThere(ctx, conn, "42710", `CREATE ROLE `+serving+` LOGIN`); err != nil { // duplicate_object
		return err
	}
	password, err := c.layout.servingPassword()
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `ALTER ROLE `+serving+` PASSWORD '`+password+`'`)
	return err
}

// unlessThere runs a statement that may fail with code only.
func unlessThere(ctx context.Context, conn *pgx.Conn, code, statement string) error {
	_, err := conn.Exec(ctx, statement)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == code {
		return nil
	}
	return err
}

// awaitPredecessor waits for the server of an owner that was killed to end, and
// removes its mark: PostgreSQL itself trusts the process id in there, which any
// other program may have by now.
func (l layout) awaitPredecessor(ctx context.Context) error {
	for {
		pids, err := l.servers()
		if err != nil {
			return err
		}
		if len(pids) == 0 {
			break
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("an older server (process %s) still runs: %w", pids[0], err)
		}
	}
	err := os.Remove(l.pidFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// servers returns the ids of the processes of PostgreSQL that work inside the
// data folder: the server and its children, which may outlive it.
func (l layout) servers() (pids []string, err error) {
	data, err := filepath.EvalSymlinks(l.data())
	if err != nil {
		return nil, err
	}
	folders, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		return nil, err
	}
	for _, link := range folders {
		process := filepath.Dir(link)
		folder, err := os.Readlink(link)
		if err != nil || folder != data {
			continue
		}
		if name, _ := os.ReadFile(filepath.Join(process, "comm")); strings.HasPrefix(string(name), "postgres") {
			pids = append(pids, filepath.Base(process))
		}
	}
	return pids, nil
}

func openLog(path string) (*os.File, error) {
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(path); err == nil && info.Size() > logMaxSize {
		flags |= os.O_TRUNC
	}
	return os.OpenFile(path, flags, 0o600)
}
