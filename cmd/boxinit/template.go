package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"coderemote/sandbox/wire"
)

const (
	interpreter = "/usr/bin/python3"
	launcher    = "/usr/libexec/coderemote/python/launch.py"

	// One page: a writer can see when it was emptied, and little input is
	// counted as taken before it is read.
	pipeSize = 4096
)

// settings are what every child is confined to; confine.py reads them.
type settings struct {
	Filter    string `json:"filter"`
	UID       int    `json:"uid"`
	Memory    int64  `json:"memory"`
	CPU       int    `json:"cpu"`
	FileSize  int64  `json:"file_size"`
	Stack     int64  `json:"stack"`
	Tmpfs     int64  `json:"tmpfs"`
	Inodes    int    `json:"inodes"`
	Processes int    `json:"processes"`
	Files     int    `json:"files"`
	Data      bool   `json:"data"` // the template has numpy, pandas and matplotlib
}

func defaultSettings(filter string, memory int64, data bool) settings {
	return settings{
		Filter: filter, UID: 1000, Memory: memory, CPU: 3600, FileSize: 16 << 20, Stack: 8 << 20,
		Tmpfs: 16 << 20, Inodes: 4096, Processes: 32, Files: 64, Data: data,
	}
}

// template is the interpreter that children are forked from.
type template struct {
	command  *exec.Cmd
	control  int
	uid      int // of its children
	children int
}

// environment is all that a program sees of its surroundings. The hash seed is
// fixed: every run prints a set in the same order, and the children of one
// template share no seed that anything depends on.
func environment() []string {
	return []string{
		"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/home", "LANG=C.UTF-8", "PYTHONHASHSEED=0",
		"MALLOC_ARENA_MAX=2", "OPENBLAS_NUM_THREADS=1",
	}
}

func startTemplate(s settings) (*template, error) {
	ours, theirs, err := socketPair()
	if err != nil {
		return nil, err
	}
	remote := os.NewFile(uintptr(theirs), "control")
	defer remote.Close()
	command := exec.Command(interpreter, "-s", "-S", "-P", launcher)
	command.Env = environment()
	command.ExtraFiles = []*os.File{remote}
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start the template: %w", err)
	}
	message, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode settings: %w", err)
	}
	if _, err := unix.Write(ours, message); err != nil {
		return nil, fmt.Errorf("send settings: %w", err)
	}
	return &template{command: command, control: ours, uid: s.UID}, nil
}

func (t *template) pid() int { return t.command.Process.Pid }

func (t *template) close() {
	unix.Close(t.control)
	t.command.Process.Kill()
	t.command.Wait()
}

// spawn asks for a child. It is ready when its socket says so.
func (t *template) spawn() (*child, error) {
	c := &child{pidfd: -1, mount: -1, home: home{folder: -1, uid: t.uid}, made: time.Now()}
	theirs, err := c.open()
	if err != nil {
		return nil, err
	}
	err = unix.Sendmsg(t.control, []byte("spawn"), unix.UnixRights(theirs...), nil, 0)
	for _, fd := range theirs {
		unix.Close(fd)
	}
	if err != nil {
		return nil, fmt.Errorf("ask for a child: %w", err)
	}
	t.children++
	return c, nil
}

// child is a process that waits to become a program, and the keeper of its
// namespace.
type child struct {
	channel                       int // its socket; -1 once it is a program
	stdin, stdout, stderr, claims int // our ends of its pipes
	pidfd                         int // of the keeper
	mount                         int // its mount namespace
	home                          home
	ready                         bool
	made                          time.Time
}

// open makes the socket and the pipes, and returns the child's ends in the
// order that template.py wants.
func (c *child) open() (theirs []int, err error) {
	theirs = make([]int, 5)
	if c.channel, theirs[0], err = socketPair(); err != nil {
		return nil, err
	}
	if theirs[1], c.stdin, err = pipe(); err != nil {
		return nil, err
	}
	for i, ours := range []*int{&c.stdout, &c.stderr, &c.claims} {
		if *ours, theirs[2+i], err = pipe(); err != nil {
			return nil, err
		}
	}
	for _, fd := range []int{c.channel, c.stdin, c.stdout, c.stderr, c.claims} {
		if err := unix.SetNonblock(fd, true); err != nil {
			return nil, fmt.Errorf("make descriptor nonblocking: %w", err)
		}
	}
	return theirs, nil
}

func (c *child) usable() bool { return c.ready && c.pidfd >= 0 }

// request is the first line of what a child reads; the program follows it.
type request struct {
	Memory    int64    `json:"memory"`    // bytes
	CPU       int64    `json:"cpu"`       // whole seconds
	Recursion int      `json:"recursion"` // frames
	Modules   []string `json:"modules,omitzero"`
}

func (c *child) send(s wire.Start) error {
	r := request{Memory: s.Memory, CPU: max(1, int64((s.CPU+time.Second-1)/time.Second)), Recursion: s.Recursion}
	if s.Policy != nil {
		r.Modules = append([]string{}, s.Policy.Modules...)
	}
	header, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode request: %w", err)
	}
	if _, err := unix.Write(c.channel, append(append(header, '\n'), s.Code...)); err != nil {
		return fmt.Errorf("send the program: %w", err)
	}
	return nil
}

// kill ends the keeper and with it, by the kernel, its whole namespace.
func (c *child) kill() {
	if c.pidfd >= 0 {
		_ = unix.PidfdSendSignal(c.pidfd, unix.SIGKILL, nil, 0)
	}
}

func (c *child) close() {
	for _, fd := range []*int{&c.channel, &c.stdin, &c.stdout, &c.stderr, &c.claims, &c.pidfd, &c.home.folder} {
		closeOnce(fd)
	}
	// The last reference: the kernel takes the file systems down in here, and
	// waits for readers to pass. The next child need not wait with it.
	go unix.Close(c.mount)
}

// lastWords is what a child that could not be confined said about it.
func (c *child) lastWords() string {
	buffer := make([]byte, 4096)
	n, _ := unix.Read(c.stderr, buffer)
	return strings.TrimSpace(string(buffer[:max(0, n)]))
}

func closeOnce(fd *int) {
	if *fd >= 0 {
		unix.Close(*fd)
		*fd = -1
	}
}

func socketPair() (ours, theirs int, err error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, -1, fmt.Errorf("make socket pair: %w", err)
	}
	return pair[0], pair[1], nil
}

func pipe() (read, write int, err error) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return -1, -1, fmt.Errorf("make pipe: %w", err)
	}
	if _, err := unix.FcntlInt(uintptr(ends[0]), unix.F_SETPIPE_SZ, pipeSize); err != nil {
		return -1, -1, fmt.Errorf("size pipe: %w", err)
	}
	return ends[0], ends[1], nil
}

// receive reads one message and the descriptor that came with it, -1 for none.
// The message is empty when the other side is gone.
func receive(fd int) (message string, descriptor int, err error) {
	data, control := make([]byte, 128), make([]byte, unix.CmsgSpace(4))
	n, controlled, _, _, err := unix.Recvmsg(fd, data, control, unix.MSG_CMSG_CLOEXEC)
	if errors.Is(err, unix.ECONNRESET) {
		return "", -1, nil
	}
	if err != nil {
		return "", -1, fmt.Errorf("receive: %w", err)
	}
	messages, err := unix.ParseSocketControlMessage(control[:controlled])
	if err != nil || len(messages) == 0 {
		return string(data[:n]), -1, nil
	}
	descriptors, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(descriptors) != 1 {
		return "", -1, errors.New("receive: descriptors that were not asked for")
	}
	return string(data[:n]), descriptors[0], nil
}
