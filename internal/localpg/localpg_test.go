package localpg_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"coderemote/internal/localpg"

	"github.com/jackc/pgx/v5"
)

// ownerOf makes the test binary the owner of a cluster instead of running
// tests: the program that gets killed.
const ownerOf = "LOCALPG_TEST_OWNER_OF"

func TestMain(m *testing.M) {
	dir := os.Getenv(ownerOf)
	if dir == "" {
		os.Exit(m.Run())
	}
	if _, err := localpg.Start(context.Background(), dir, slog.New(slog.DiscardHandler)); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ready")
	select {}
}

func TestStartKeepsWhatWasWritten(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	first := start(t, dir)
	query(t, first.URL(), `CREATE TABLE kept (word text)`)
	query(t, first.URL(), `INSERT INTO kept VALUES ('still here')`)
	first.Stop()

	began := time.Now()
	second := start(t, dir)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("second start took %s, want at most 2 s", took)
	}
	if second.URL() != first.URL() {
		t.Errorf("URL changed over a restart")
	}
	if got := query(t, second.URL(), `SELECT word FROM kept`); got != "still here" {
		t.Errorf("word = %q, want %q", got, "still here")
	}
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		if got := query(t, second.URL(), `SELECT current_setting('`+setting+`')`); got != "on" {
			t.Errorf("%s = %s, want on", setting, got)
		}
	}
	if got := query(t, second.URL(), `SHOW listen_addresses`); got != "" {
		t.Errorf("listen_addresses = %q, want none", got)
	}
	short, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	if _, err := localpg.Start(short, dir, slog.New(slog.DiscardHandler)); !errors.Is(err, localpg.ErrInUse) {
		t.Errorf("Start beside a running server: %v, want ErrInUse", err)
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	if url, running, err := localpg.Find(dir); url != "" || running || err != nil {
		t.Fatalf("Find in an empty folder = %q, %t, %v", url, running, err)
	}
	cluster := start(t, dir)
	if url, running, err := localpg.Find(dir); url != cluster.URL() || !running || err != nil {
		t.Errorf("Find beside a server = %q, %t, %v; want %q, true, nil", url, running, err, cluster.URL())
	}
	cluster.Stop()
	if url, running, err := localpg.Find(dir); url != cluster.URL() || running || err != nil {
		t.Errorf("Find after Stop = %q, %t, %v; want %q, false, nil", url, running, err, cluster.URL())
	}
}

func TestLongFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("a-long-name-", 10))
	if got := query(t, start(t, dir).URL(), `SELECT 'answers'`); got != "answers" {
		t.Errorf("got %q", got)
	}
}

func TestServerThatDiesComesBack(t *testing.T) {
	dir := t.TempDir()
	cluster := start(t, dir)
	server := serverOf(t, dir)
	if err := syscall.Kill(server, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "another server answers", func() bool {
		conn, err := pgx.Connect(t.Context(), cluster.URL())
		if err != nil {
			return false
		}
		defer conn.Close(t.Context())
		return serverOf(t, dir) != server
	})
}

func TestOwnerKilled(t *testing.T) {
	dir := t.TempDir()
	start(t, dir).Stop()
	owner := exec.Command(os.Args[0])
	owner.Env = append(os.Environ(), ownerOf+"="+dir)
	out, err := owner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the owner says %q", line)
	}
	server := serverOf(t, dir)
	owner.Process.Kill()
	owner.Wait()
	if _, running, err := localpg.Find(dir); running || err != nil {
		t.Errorf("Find beside a server that follows its owner = %t, %v; want false, nil", running, err)
	}
	waitUntil(t, "the server follows its owner", func() bool { return syscall.Kill(server, 0) != nil })
	start(t, dir)
}

// A mark that names a living process which is no server must not keep the next
// server from starting: process ids come again after a reboot.
func TestStaleMark(t *testing.T) {
	dir := t.TempDir()
	start(t, dir).Stop()
	stranger := exec.Command("cat")
	if _, err := stranger.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	defer stranger.Wait()
	defer stranger.Process.Kill()
	data := filepath.Join(dir, "data")
	mark := fmt.Sprintf("%d\n%s\n1700000000\n5432\n%s\n\n  1 1\nready   \n", stranger.Process.Pid, data, filepath.Join(dir, "run"))
	if err := os.WriteFile(filepath.Join(data, "postmaster.pid"), []byte(mark), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, dir)
}

func start(t *testing.T, dir string) *localpg.Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cluster, err := localpg.Start(ctx, dir, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Stop)
	return cluster
}

// query runs one statement and returns the first column of its first row.
func query(t *testing.T, url, statement string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var value string
	if err := conn.QueryRow(t.Context(), statement).Scan(&value); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatalf("%s: %v", statement, err)
	}
	return value
}

// serverOf returns the process id of the server that runs in dir.
func serverOf(t *testing.T, dir string) int {
	t.Helper()
	mark, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.SplitN(string(mark), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func waitUntil(t *testing.T, what string, reached func() bool) {
	t.Helper()
	deadline, tick := time.After(20*time.Second), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for !reached() {
		select {
		case <-deadline:
			t.Fatalf("not within 20 s: %s", what)
		case <-tick.C:
		}
	}
}
