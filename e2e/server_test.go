package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// server is a running process of the program.
type server struct {
	*instance
	cmd    *exec.Cmd
	boxes  bool   // it runs boxes
	url    string // without a slash at the end; "" for a worker
	setup  string // the one-time link, "" when there is an administrator
	log    *transcript
	exited chan struct{}
	err    error // of the process, once exited is closed
}

// transcript is what a process has written.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *transcript) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *transcript) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// start runs serve, web or worker until the test ends, and returns when it has
// said that it is ready. The end is an orderly one and must leave nothing.
func (i *instance) start(t *testing.T, command string) *server {
	t.Helper()
	s := i.launch(t, command)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s wrote:\n%s", command, lastLines(s.log.String(), 40))
		}
		s.stop(t)
	})
	return s
}

// launch is start for a process that the test itself ends. It is stopped all the
// same when the test fails before that.
func (i *instance) launch(t *testing.T, command string) *server {
	t.Helper()
	s := &server{instance: i, cmd: i.command(context.Background(), command), boxes: command != "web", log: &transcript{}, exited: make(chan struct{})}
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd.Stderr = s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.abandon)
	ready := make(chan string, 1)
	go s.read(stdout, ready)
	select {
	case line := <-ready:
		s.announced(line)
	case <-s.exited:
		t.Fatalf("%s ended instead of starting: %v\n%s", command, s.err, s.log)
	case <-time.After(2 * patience):
		s.cmd.Process.Kill()
		t.Fatalf("%s does not start:\n%s", command, s.log)
	}
	return s
}

// read hands on the line that the process ends its start with, and waits for
// the process.
func (s *server) read(stdout io.Reader, ready chan<- string) {
	for scanner := bufio.NewScanner(stdout); scanner.Scan(); {
		if strings.Contains(scanner.Text(), "is ready") {
			ready <- scanner.Text()
		}
		fmt.Fprintln(s.log, scanner.Text())
	}
	s.err = s.cmd.Wait()
	close(s.exited)
}

func (s *server) announced(line string) {
	addresses := regexp.MustCompile(`http://\S+`).FindAllString(line, -1)
	if len(addresses) > 0 {
		s.url = addresses[0]
	}
	if len(addresses) > 1 {
		s.setup = addresses[1]
	}
}

// stop ends the process in order and checks that nothing of it is left.
func (s *server) stop(t *testing.T) {
	t.Helper()
	select {
	case <-s.exited:
		return
	default:
	}
	mine := s.processes(t)
	s.signal(t, syscall.SIGTERM)
	s.awaitExit(t, drain+patience)
	if s.err != nil {
		t.Errorf("the server ended with %v:\n%s", s.err, lastLines(s.log.String(), 40))
	}
	s.checkNothingLeft(t, mine)
}

// abandon ends a process that may have ended.
func (s *server) abandon() {
	select {
	case <-s.exited:
		return
	default:
	}
	s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.exited:
	case <-time.After(patience):
		s.cmd.Process.Kill()
	}
}

// awaitHealthy returns when a web server knows that a worker runs programs.
func (s *server) awaitHealthy(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		last := s.client("").get(t, "/health").body
		if strings.Contains(string(last), `"healthy"`) {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the server does not become healthy: %s", last)
		case <-look.C:
		}
	}
}

func (s *server) signal(t *testing.T, signal os.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Fatalf("signal the server: %v", err)
	}
}

func (s *server) awaitExit(t *testing.T, wait time.Duration) {
	t.Helper()
	select {
	case <-s.exited:
	case <-time.After(wait):
		s.cmd.Process.Kill()
		t.Fatalf("the server did not end within %s:\n%s", wait, lastLines(s.log.String(), 40))
	}
}

// memory returns the resident memory of the process in bytes.
func (s *server) memory(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		t.Fatalf("no VmRSS in %s", status)
	}
	kilobytes, err := strconv.ParseInt(string(found[1]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes << 10
}

// process is one process of the machine. Its start time tells it from a later
// one of the same id.
type process struct {
	id, parent int
	started    string
	command    string
}

func (p process) String() string { return fmt.Sprintf("%d %.80s", p.id, p.command) }

// allProcesses reads /proc.
func allProcesses(t *testing.T) map[int]process {
	t.Helper()
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	all := map[int]process{}
	for _, folder := range folders {
		stat, err := os.ReadFile(filepath.Join(folder, "stat"))
		if err != nil {
			continue // it has ended since
		}
		// The name is in parentheses and may hold anything (proc(5)).
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if fields[0] == "Z" {
			continue
		}
		command, _ := os.ReadFile(filepath.Join(folder, "cmdline"))
		p := process{started: fields[19], command: strings.TrimSpace(strings.ReplaceAll(string(command), "\x00", " "))}
		p.id, _ = strconv.Atoi(filepath.Base(folder))
		p.parent, _ = strconv.Atoi(fields[1])
		all[p.id] = p
	}
	return all
}

// processes returns those of the server: its descendants, and what names its
// data directory (the monitors of boxes are nobody's children) with theirs.
func (s *server) processes(t *testing.T) []process {
	t.Helper()
	all := allProcesses(t)
	roots := map[int]bool{s.cmd.Process.Pid: true}
	for id, p := range all {
		if s.boxes && s.monitors(p) {
			roots[id] = true
		}
	}
	var mine []process
	for _, p := range all {
		for at, seen := p, 0; seen < 100; seen++ {
			if roots[at.id] {
				mine = append(mine, p)
				break
			}
			parent, ok := all[at.parent]
			if !ok {
				break
			}
			at = parent
		}
	}
	return mine
}

// monitors reports whether p watches over a box of the server's data directory.
func (s *server) monitors(p process) bool {
	return strings.Contains(p.command, "conmon") && strings.Contains(p.command, s.dataDir+"/")
}

// checkNothingLeft looks for processes of a server that has ended, boxes of its
// data directory, and mounts in it.
func (s *server) checkNothingLeft(t *testing.T, mine []process) {
	t.Helper()
	checkGone(t, mine)
	for _, p := range allProcesses(t) {
		if s.boxes && s.monitors(p) {
			t.Errorf("the server has ended, and left the box of %s", p)
		}
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(mounts)) {
		if strings.Contains(line, " "+s.dataDir+"/") {
			t.Errorf("the server has ended, and left the mount %s", line)
		}
	}
}

// checkGone looks for processes that should have ended.
func checkGone(t *testing.T, old []process) {
	t.Helper()
	all := allProcesses(t)
	for _, p := range old {
		if now, ok := all[p.id]; ok && now.started == p.started {
			t.Errorf("the server has ended, and left the process %s", p)
		}
	}
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
