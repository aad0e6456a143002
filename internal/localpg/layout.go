package localpg

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// The names inside a cluster of ours.
const (
	superuser = "coderemote"         // owns the tables
	serving   = "coderemote_serving" // owns nothing; whoever makes the tables gives it its rights
	database  = "coderemote"
	port      = "5432" // part of the socket's name; nothing listens on TCP
)

// maxSocketPath is the longest path of a unix socket on Linux, unix(7).
const maxSocketPath = 107

// layout is the folder of a cluster; its methods name what is inside.
type layout string

func (l layout) data() string         { return filepath.Join(string(l), "data") }
func (l layout) lock() string         { return filepath.Join(string(l), "lock") }
func (l layout) log() string          { return filepath.Join(string(l), "log") }
func (l layout) passwordFile() string { return filepath.Join(string(l), "password") }
func (l layout) servingFile() string  { return filepath.Join(string(l), "serving-password") }
func (l layout) pidFile() string      { return filepath.Join(l.data(), "postmaster.pid") }

// socketFolder is inside the folder of the cluster unless that path is too long
// for a socket.
func (l layout) socketFolder() string {
	inside := filepath.Join(string(l), "run")
	if len(inside)+len("/.s.PGSQL."+port+".lock") <= maxSocketPath {
		return inside
	}
	sum := sha256.Sum256([]byte(l))
	return filepath.Join(os.TempDir(), "coderemote-"+hex.EncodeToString(sum[:8]))
}

func (l layout) url(role, password string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(role, password), Path: "/" + database,
		RawQuery: url.Values{"host": {l.socketFolder()}, "port": {port}}.Encode(),
	}
	return u.String()
}

// initialize makes the cluster and the folder of its socket unless they are
// there, and returns the password.
func (l layout) initialize(ctx context.Context, binaries string) (string, error) {
	if err := privateFolder(l.socketFolder()); err != nil {
		return "", err
	}
	version, err := os.ReadFile(filepath.Join(l.data(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return l.create(ctx, binaries)
	}
	if err != nil {
		return "", err
	}
	if have := strings.TrimSpace(string(version)); have != majorVersion {
		return "", fmt.Errorf("the cluster in %s is of PostgreSQL %s and this program runs %s: dump it with the older one and restore it", l.data(), have, majorVersion)
	}
	return readPassword(l.passwordFile())
}

func readPassword(file string) (string, error) {
	password, err := os.ReadFile(file)
	return strings.TrimSpace(string(password)), err
}

// servingPassword returns the password of the serving role, and makes it first
// for a cluster that has none yet.
func (l layout) servingPassword() (string, error) {
	password, err := readPassword(l.servingFile())
	if errors.Is(err, fs.ErrNotExist) {
		password = rand.Text()
		err = os.WriteFile(l.servingFile(), []byte(password+"\n"), 0o600)
	}
	return password, err
}

// create makes a cluster beside its final place and moves it there, so that one
// that is there is whole.
func (l layout) create(ctx context.Context, binaries string) (string, error) {
	password := rand.Text()
	if err := os.WriteFile(l.passwordFile(), []byte(password+"\n"), 0o600); err != nil {
		return "", err
	}
	unfinished := l.data() + ".new"
	if err := os.RemoveAll(unfinished); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(binaries, "bin", "initdb"),
		"--pgdata="+unfinished, "--username="+superuser, "--pwfile="+l.passwordFile(), "--auth=scram-sha-256",
		"--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, lastLines(out))
	}
	return password, os.Rename(unfinished, l.data())
}

// privateFolder makes sure that path is a folder that only this user can use.
// It may be in a folder that others can write to, so what stands there already
// is looked at and not trusted.
func privateFolder(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(owner.Uid) != os.Geteuid() || info.Mode().Perm() != 0o700 {
		return fmt.Errorf("%s is not a folder that only this user can use: remove it", path)
	}
	return nil
}

// lastLines returns the end of a program's output, for an error.
func lastLines(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}
