package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"coderemote"
	"coderemote/sandbox/wire"
)

const (
	startPatience = 60 * time.Second // the first start of a mapping re-owns the image's layers
	writePatience = 10 * time.Second
	maxSocketPath = 107 // sun_path of unix(7), without its end

	labelBox    = "coderemote.box"
	labelWorker = "coderemote.worker"
)

// box is one container and the connection to its init.
type box struct {
	podman    Podman
	dir       string
	container string // its name, which podman knows also when it was killed in mid-start
	conn      *net.UnixConn
	hello     wire.Hello
	born      time.Time
	patience  time.Duration // with an init that is to end a run

	ready chan struct{} // one token per confined child that waits
	dead  chan struct{} // closed when the connection is over
	cause error         // of dead, to be read after it

	mu      sync.Mutex
	current *session // nil between runs
	runs    int
	due     bool // a newer box is on its way
	retired bool // a newer box took its place

	writing sync.Mutex // held around a write of one run's frames; taken before mu
}

// startBox starts a container and waits for its init to call and for its first
// child to be ready.
func startBox(ctx context.Context, podman Podman, config Config) (*box, error) {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	b := &box{podman: podman, born: time.Now(), patience: initPatience, ready: make(chan struct{}, 1), dead: make(chan struct{})}
	listener, err := b.listen(config.DataDir)
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	b.container = "box-" + processIdentity(os.Getpid()) + "-" + filepath.Base(b.dir)
	_, err = podman.output(ctx, containerArgs(config, b)...)
	if err == nil {
		err = b.greet(ctx, listener)
	}
	if err != nil {
		b.remove()
		return nil, fmt.Errorf("sandbox: start box: %w", err)
	}
	return b, nil
}

// listen makes the box's folder and socket. The init is a foreign user to this
// host, so both are open to all; the folder above them is not.
func (b *box) listen(dataDir string) (*net.UnixListener, error) {
	boxes := workerDir(dataDir)
	if err := os.MkdirAll(boxes, 0o700); err != nil {
		return nil, fmt.Errorf("sandbox: make folder of boxes: %w", err)
	}
	dir, err := os.MkdirTemp(boxes, "")
	if err != nil {
		return nil, fmt.Errorf("sandbox: make folder of box: %w", err)
	}
	b.dir = dir
	path := filepath.Join(dir, "s")
	if len(path) > maxSocketPath {
		os.Remove(dir)
		return nil, fmt.Errorf("sandbox: the data folder's path is too long for a socket: %q has %d bytes, the limit is %d", path, len(path), maxSocketPath)
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("sandbox: listen for box: %w", err)
	}
	return listener, errors.Join(os.Chmod(dir, 0o755), os.Chmod(path, 0o666))
}

// workerDir is where the folders of this process's boxes are.
func workerDir(dataDir string) string {
	return filepath.Join(boxesDir(dataDir), processIdentity(os.Getpid()))
}

// boxesDir is where the folders of all workers are: beside podman's own state,
// because the path of a socket is short too.
func boxesDir(dataDir string) string { return filepath.Join(stateDir(dataDir), "boxes") }

func containerArgs(config Config, b *box) []string {
	args := []string{
		"run", "--detach", "--pull=never", "--name=" + b.container, "--label=" + labelBox + "=1", "--label=" + labelWorker + "=" + processIdentity(os.Getpid()),
		"--log-driver=none", "--network=none", "--no-hosts", "--hostname=box",
		"--read-only", "--read-only-tmpfs=false", "--userns=auto:size=2048",
		"--cap-drop=all", "--cap-add=sys_admin,setuid,setgid,setpcap,kill", "--security-opt=no-new-privileges",
		"--volume=" + b.dir + ":/run/box:ro",
	}
	limits := coderemote.DefaultLimits()
	init := []string{fmt.Sprintf("-memory=%d", limits.Memory)}
	if config.data {
		init = append(init, "-data")
	}
	if config.Limits != LimitsRlimit {
		args = append(args, groupArgs(config.group, config.memory())...)
		init = append(init, "-memory-bounded")
	}
	return append(append(args, config.Image), init...)
}

// greet waits for the init's first words and its first child.
func (b *box) greet(ctx context.Context, listener *net.UnixListener) error {
	deadline, _ := ctx.Deadline()
	if err := listener.SetDeadline(deadline); err != nil {
		return fmt.Errorf("wait for the init: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { listener.SetDeadline(time.Now()) })
	defer stop()
	conn, err := listener.AcceptUnix()
	if err != nil {
		return fmt.Errorf("wait for the init: %w", err)
	}
	b.conn = conn
	hello := make(chan wire.Hello, 1)
	go b.listenTo(hello)
	select {
	case b.hello = <-hello:
	case <-b.dead:
		return b.cause
	case <-ctx.Done():
		return fmt.Errorf("wait for the init: %w", ctx.Err())
	}
	if b.hello.Version != wire.Version {
		return fmt.Errorf("the image speaks version %d, this program version %d: build the image again", b.hello.Version, wire.Version)
	}
	return b.awaitReady(ctx)
}

func (b *box) awaitReady(ctx context.Context) error {
	select {
	case <-b.ready:
		return nil
	case <-b.dead:
		return b.cause
	case <-ctx.Done():
		return fmt.Errorf("wait for a confined child: %w", ctx.Err())
	}
}

// listenTo reads frames until the connection is over, and hands them to the
// run that is going on.
func (b *box) listenTo(hello chan<- wire.Hello) {
	var incoming wire.Buffer
	chunk := make([]byte, 64<<10)
	for {
		n, err := b.conn.Read(chunk)
		if err == nil {
			incoming.Write(chunk[:n])
			err = b.take(&incoming, hello)
		}
		if err != nil {
			b.over(fmt.Errorf("the box is gone: %w", err))
			return
		}
	}
}

func (b *box) take(incoming *wire.Buffer, hello chan<- wire.Hello) error {
	for {
		frame, ok, err := incoming.Next()
		if err != nil || !ok {
			return err
		}
		if err := b.hear(frame, hello); err != nil {
			return err
		}
	}
}

func (b *box) hear(frame wire.Frame, hello chan<- wire.Hello) error {
	switch frame.Kind {
	case wire.KindFailed:
		return fmt.Errorf("the init ended: %s", clean(string(frame.Payload)))
	case wire.KindHello:
		var h wire.Hello
		if err := frame.Decode(&h); err != nil {
			return err
		}
		select {
		case hello <- h:
			return nil
		default:
			return errors.New("a second hello")
		}
	case wire.KindReady:
		select {
		case b.ready <- struct{}{}:
			return nil
		default:
			return errors.New("ready twice")
		}
	}
	b.mu.Lock()
	s := b.current
	if frame.Kind == wire.KindExit {
		b.current = nil
	}
	b.mu.Unlock()
	if s == nil {
		return fmt.Errorf("a frame of kind %d outside of a run", frame.Kind)
	}
	return s.hear(frame)
}

// over ends what waits for the box.
func (b *box) over(err error) {
	b.conn.Close()
	b.cause = err
	close(b.dead)
	b.mu.Lock()
	s := b.current
	b.current = nil
	b.mu.Unlock()
	if s != nil {
		s.fail(fmt.Errorf("sandbox: %w", err))
	}
}

// write sends frames; the caller holds writing.
func (b *box) write(frames []byte) error {
	if err := b.conn.SetWriteDeadline(time.Now().Add(writePatience)); err != nil {
		return fmt.Errorf("sandbox: write to box: %w", err)
	}
	if _, err := b.conn.Write(frames); err != nil {
		return fmt.Errorf("sandbox: write to box: %w", err)
	}
	return nil
}

func (b *box) alive() bool {
	select {
	case <-b.dead:
		return false
	default:
		return true
	}
}

// remove ends the container and takes its folder away. It is safe at any stage.
func (b *box) remove() error {
	if b.conn != nil {
		b.conn.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	return errors.Join(b.podman.removeContainers(ctx, b.container), removeDir(b.dir))
}

func removeDir(dir string) error {
	if err := os.RemoveAll(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("sandbox: remove folder of box: %w", err)
	}
	return nil
}

// processIdentity names a process beyond the reuse of its number: by its number
// and the time it started, field 22 of proc_pid_stat(5). Empty when it is gone.
func processIdentity(pid int) string {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if len(fields) < 20 {
		return ""
	}
	return fmt.Sprintf("%d-%s", pid, fields[19])
}
