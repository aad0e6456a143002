package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Find returns the address of the cluster in dir, as Cluster.URL does, and
// whether a server answers there and will stay: one whose owner was killed is
// about to end. A folder without a cluster gives "", false and no error.
func Find(dir string) (url string, running bool, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return "", false, fmt.Errorf("localpg: find PostgreSQL: %w", err)
	}
	l := layout(dir)
	password, err := readPassword(l.passwordFile())
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("localpg: find PostgreSQL: %w", err)
	}
	conn, err := net.DialTimeout("unix", filepath.Join(l.socketFolder(), ".s.PGSQL."+port), time.Second)
	if err != nil {
		return l.url(superuser, password), false, nil
	}
	conn.Close()
	owned, err := l.owned()
	if err != nil {
		return "", false, fmt.Errorf("localpg: find PostgreSQL: %w", err)
	}
	return l.url(superuser, password), owned, nil
}

// ServingURL returns the address of the cluster in dir for the role that serves,
// which owns nothing. A server must have run there.
func ServingURL(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("localpg: %w", err)
	}
	l := layout(dir)
	password, err := readPassword(l.servingFile())
	if err != nil {
		return "", fmt.Errorf("localpg: the serving role: %w", err)
	}
	return l.url(serving, password), nil
}

// owned reports whether a living process holds the lock.
func (l layout) owned() (bool, error) {
	file, err := os.OpenFile(l.lock(), os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer file.Close() // and with it the lock
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}
