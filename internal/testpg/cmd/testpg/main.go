// Command testpg runs a command with a fresh PostgreSQL server for its tests:
//
//	go run ./internal/testpg/cmd/testpg DIR go test ./...
//
// The address is in CODEREMOTE_TEST_DATABASE_URL of the command, unless that is
// set already. The cluster lives in DIR, does not sync to disk, and is made
// anew each time. Without a command it prints the address and runs until it is
// interrupted. Its exit status is the one of the command.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"coderemote/internal/localpg"
	"coderemote/internal/testpg"
)

const startWait = 5 * time.Minute // the first start fetches PostgreSQL

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: testpg DIR [COMMAND [ARGUMENT...]]")
		os.Exit(2)
	}
	err := run(os.Args[1], os.Args[2:])
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		os.Exit(max(exit.ExitCode(), 1))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "testpg:", err)
		os.Exit(1)
	}
}

func run(dir string, command []string) error {
	// The command gets Ctrl+C from the terminal too; the server must outlive it.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	url := os.Getenv(testpg.Variable)
	if url == "" {
		work, err := workFolder(dir)
		if err != nil {
			return err
		}
		defer os.RemoveAll(work)
		cluster, err := start(ctx, work)
		if err != nil {
			return err
		}
		defer cluster.Stop()
		url = cluster.URL()
	}
	if len(command) == 0 {
		fmt.Println(url)
		<-ctx.Done()
		return nil
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), testpg.Variable+"="+url)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}

// workFolder makes a folder for one cluster: without syncing, one that was
// killed may be damaged, so none is used twice. Those of killed runs go.
func workFolder(dir string) (string, error) {
	const pattern = "postgres-*"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	old, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		return "", err
	}
	for _, folder := range old {
		info, err := os.Stat(folder)
		if _, running, _ := localpg.Find(folder); err == nil && !running && time.Since(info.ModTime()) > startWait {
			os.RemoveAll(folder)
		}
	}
	return os.MkdirTemp(dir, pattern)
}

func start(ctx context.Context, work string) (*localpg.Cluster, error) {
	ctx, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	return localpg.Start(ctx, work, slog.New(slog.NewTextHandler(os.Stderr, nil)),
		"fsync=off", "full_page_writes=off", "max_connections=400", "max_wal_size=4GB")
}
