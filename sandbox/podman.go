package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// maxRunRoot is the longest run root that podman takes; its sockets lie below.
const maxRunRoot = 50

// endPatience is how long a podman command that is asked to end may still take.
const endPatience = 20 * time.Second

// Podman is the podman command with the store of one instance: images and
// containers are in the data folder's containers/, state that does not survive a
// reboot in its run/. Where the data folder's path is too long for podman, that
// state is in a folder of the same user below /tmp.
type Podman struct {
	dataDir string
	state   string
	runtime string
}

// NewPodman makes the folders and the settings of the instance at dataDir.
// runtime is the OCI runtime, "" for the host's default.
func NewPodman(dataDir, runtime string) (Podman, error) {
	p := Podman{dataDir: dataDir, state: stateDir(dataDir), runtime: cmp.Or(runtime, defaultRuntime())}
	for _, dir := range []string{p.storage(), p.runtimeDir()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return p, fmt.Errorf("sandbox: make podman's folders: %w", err)
		}
	}
	if err := ownOnly(p.runtimeDir()); err != nil {
		return p, err
	}
	for path, text := range map[string]string{
		p.enginePath():  engineConf,
		p.storagePath(): p.storageConf(),
	} {
		if err := writeIfNew(path, text); err != nil {
			return p, fmt.Errorf("sandbox: write podman's settings: %w", err)
		}
	}
	return p, nil
}

// stateDir is where the state of the instance at dataDir is.
func stateDir(dataDir string) string {
	dir := filepath.Join(dataDir, "run")
	if len(filepath.Join(dir, "c")) <= maxRunRoot {
		return dir
	}
	sum := sha256.Sum256([]byte(dataDir))
	return filepath.Join("/tmp", fmt.Sprintf("coderemote-%x", sum[:6]))
}

// ownOnly refuses a folder that somebody else may look into or has put there.
// Podman itself lets others pass through it, for the users of the containers.
func ownOnly(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("sandbox: look at podman's folder: %w", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(stat.Uid) != os.Geteuid() || info.Mode().Perm()&0o066 != 0 {
		return fmt.Errorf("sandbox: %s must be a folder of this user alone (mode 0700): remove it, or choose another data folder", dir)
	}
	return nil
}

// Command is a podman command on the instance's store. It inherits nothing of
// the environment but the search path.
func (p Podman) Command(ctx context.Context, args ...string) *exec.Cmd {
	place := []string{"--root", p.storage(), "--runroot", p.runRoot(), "--runtime", p.runtime}
	for _, flag := range runtimeFlags(p.runtime) {
		place = append(place, "--runtime-flag", flag)
	}
	command := exec.CommandContext(ctx, "podman", append(place, args...)...)
	command.Env = []string{
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=" + p.dataDir,
		"XDG_RUNTIME_DIR=" + p.runtimeDir(),
		"CONTAINERS_CONF=" + p.enginePath(),
		"CONTAINERS_STORAGE_CONF=" + p.storagePath(),
	}
	// A folder that the user may not enter makes every podman command fail.
	command.Dir = "/"
	// Asked to end, podman first finishes what it must not leave half done: killed
	// in the start of a box, it leaves processes behind that it knows nothing of.
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = endPatience
	return command
}

// output runs a podman command and returns what it printed, or an error with
// what it complained about.
func (p Podman) output(ctx context.Context, args ...string) (string, error) {
	var out, complaint bytes.Buffer
	command := p.Command(ctx, args...)
	command.Stdout, command.Stderr = &out, &complaint
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("podman %s: %w: %s", args[0], err, strings.TrimSpace(complaint.String()))
	}
	return strings.TrimSpace(out.String()), nil
}

// hasImage reports whether the store has an image of this name.
func (p Podman) hasImage(ctx context.Context, name string) bool {
	_, err := p.output(ctx, "image", "exists", name)
	return err == nil
}

// removeContainers kills and removes containers by id; "" is none. A container
// that ends in this moment makes podman fail, so it is asked again.
func (p Podman) removeContainers(ctx context.Context, ids ...string) error {
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "" })
	if len(ids) == 0 {
		return nil
	}
	var err error
	for range 5 {
		if _, err = p.output(ctx, append([]string{"rm", "--force", "--ignore", "--time=0"}, ids...)...); err == nil {
			return nil
		}
	}
	return fmt.Errorf("sandbox: remove box: %w", err)
}

func (p Podman) storage() string     { return filepath.Join(p.dataDir, "containers", "storage") }
func (p Podman) runtimeDir() string  { return p.state }
func (p Podman) runRoot() string     { return filepath.Join(p.state, "c") }
func (p Podman) enginePath() string  { return filepath.Join(p.dataDir, "containers", "containers.conf") }
func (p Podman) storagePath() string { return filepath.Join(p.dataDir, "containers", "storage.conf") }

func (p Podman) storageConf() string {
	return fmt.Sprintf("[storage]\ndriver = \"overlay\"\ngraphroot = %q\nrunroot = %q\n",
		p.storage(), p.runRoot())
}

// The other manager asks a systemd of the user, which a system user lacks.
const engineConf = "[engine]\nevents_logger = \"file\"\ncgroup_manager = \"cgroupfs\"\n"

// endPause ends the process that keeps the user namespace of this store's
// podman commands alive; the next command makes another.
func (p Podman) endPause() error {
	path := filepath.Join(p.runtimeDir(), "libpod", "tmp", "pause.pid")
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sandbox: read pause process: %w", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err == nil && isPause(pid) {
		if err := killAndWait(pid); err != nil {
			return err
		}
	}
	return os.Remove(path)
}

// isPause guards against a process that got the number of one long gone.
func isPause(pid int) bool {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	command := strings.TrimSpace(string(name))
	return err == nil && (strings.HasPrefix(command, "podman") || command == "catatonit")
}

func killAndWait(pid int) error {
	process, err := os.FindProcess(pid)
	if err != nil {
		return fmt.Errorf("sandbox: find pause process: %w", err)
	}
	defer process.Release()
	if err := process.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("sandbox: end pause process: %w", err)
	}
	for deadline := time.Now().Add(2 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if errors.Is(process.Signal(syscall.Signal(0)), os.ErrProcessDone) {
			break
		}
	}
	return nil
}

// runtimeFlags are what gVisor is told: boxes have no network, and the init calls
// the worker by a socket of the host. Where podman sets no control groups for a
// user, which is on cgroup v1, gVisor must not try to.
func runtimeFlags(runtime string) []string {
	if filepath.Base(runtime) != "runsc" {
		return nil
	}
	flags := []string{"network=none", "host-uds=all"}
	if !cgroup2() {
		flags = append(flags, "ignore-cgroups")
	}
	return flags
}

func defaultRuntime() string {
	if cgroup2() {
		return "crun"
	}
	return "runc"
}

// cgroup2 reports whether the host has the unified cgroup hierarchy.
func cgroup2() bool {
	_, err := os.Stat("/sys/fs/cgroup/cgroup.controllers")
	return err == nil
}

func writeIfNew(path, text string) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == text {
		return nil
	}
	next := path + "." + strconv.Itoa(os.Getpid())
	if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}
