package main

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"coderemote"
)

// systemUser is the account that the set-up makes, and that root becomes.
const systemUser = "coderemote"

// leaveRoot makes a process of root one of the system user, or of whoever owns
// the data directory, and starts the program again as that user: nothing of
// ours runs as root. For anybody else it does nothing.
func leaveRoot() error {
	if os.Geteuid() != 0 {
		return nil
	}
	account, err := user.Lookup(systemUser)
	if err != nil {
		return fmt.Errorf("there is no user %s, and nothing runs as root; make it with: make run", systemUser)
	}
	dir := os.Getenv("CODEREMOTE_DATA_DIR")
	if dir == "" {
		dir = filepath.Join(account.HomeDir, "data")
	}
	if owner, err := ownerOf(dir); err == nil && owner.Uid != "0" {
		account = owner
	} else if err := giveFolder(dir, account); err != nil {
		return err
	}
	return become(account, dir)
}

func ownerOf(dir string) (*user.User, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil, errors.New("the file system does not tell owners")
	}
	return user.LookupId(strconv.Itoa(int(stat.Uid)))
}

func giveFolder(dir string, account *user.User) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	uid, gid, err := ids(account)
	if err != nil {
		return err
	}
	return os.Chown(dir, uid, gid)
}

func ids(account *user.User) (uid, gid int, err error) {
	uid, err = strconv.Atoi(account.Uid)
	if err != nil {
		return 0, 0, err
	}
	gid, err = strconv.Atoi(account.Gid)
	return uid, gid, err
}

// become starts this program again as account. The program may lie where
// account could not go, so it is named by the process's own link to it.
func become(account *user.User, dataDir string) error {
	uid, gid, err := ids(account)
	if err != nil {
		return err
	}
	if err := errors.Join(syscall.Setgroups([]int{gid}), syscall.Setresgid(gid, gid, gid), syscall.Setresuid(uid, uid, uid)); err != nil {
		return fmt.Errorf("become %s: %w", account.Username, err)
	}
	if _, err := os.Getwd(); err != nil || syscall.Access(".", 1) != nil {
		if err := os.Chdir("/"); err != nil {
			return err
		}
	}
	environ := []string{"HOME=" + account.HomeDir, "USER=" + account.Username, "LOGNAME=" + account.Username, "CODEREMOTE_DATA_DIR=" + dataDir}
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		switch name {
		case "HOME", "USER", "LOGNAME", "CODEREMOTE_DATA_DIR", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS":
		default:
			environ = append(environ, pair)
		}
	}
	return fmt.Errorf("start again as %s: %w", account.Username, syscall.Exec("/proc/self/exe", os.Args, environ))
}

// message is what a person at the command line reads of err.
func message(err error) string {
	var e *coderemote.Error
	if errors.As(err, &e) && e.Code != coderemote.CodeInternal {
		return e.Message
	}
	return err.Error()
}
