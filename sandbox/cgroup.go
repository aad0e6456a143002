package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

const (
	groupRoot   = "/sys/fs/cgroup"
	serverGroup = "server"          // the leaf of the worker itself
	controllers = "memory pids cpu" // what bounds a box
)

// mendDelegation is what an operator does about a group that cannot be divided.
const mendDelegation = "start it with `make run` or as a systemd unit with Delegate=yes (docs/deployment/single-server.md), or accept limits per process only with CODEREMOTE_LIMITS=rlimit"

// errNotDelegated is in the error of boxGroup when there is cgroup v2 and this
// process may not hand its limits out.
var errNotDelegated = errors.New("this process's control group is not delegated to its user")

// boxGroup makes this process's control group one that can be divided, and
// returns its path below the root of the hierarchy: boxes get groups of their
// own in it. Processes may be in the leaves only, so everything that is in the
// group moves to a leaf, where systemd's DelegateSubgroup= or
// scripts/delegate.sh have not put it already. See "Delegation" in systemd's
// documentation of the control group interfaces (CGROUP_DELEGATION).
func boxGroup(ctx context.Context) (string, error) {
	own, err := ownGroup()
	if err != nil {
		return "", err
	}
	group := own
	if path.Base(own) == serverGroup {
		group = path.Dir(own)
	} else if err := leave(ctx, own); err != nil {
		return "", err
	}
	if err := handOut(groupRoot + group); err != nil {
		return "", err
	}
	return group, nil
}

// leave moves everything out of a group that may be divided.
func leave(ctx context.Context, group string) error {
	if err := givenAway(ctx, group); err != nil {
		return err
	}
	return vacate(groupRoot + group)
}

// ownGroup is the control group of this process, by cgroups(7).
func ownGroup() (string, error) {
	if !cgroup2() {
		return "", errors.New("the host has no cgroup v2")
	}
	text, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return "", fmt.Errorf("read own control group: %w", err)
	}
	own, found := strings.CutPrefix(strings.TrimSpace(string(text)), "0::")
	if !found || own == "/" {
		return "", errNotDelegated
	}
	return own, nil
}

// givenAway returns nil where systemd has given the group to its user to divide.
// That a user may write to a group is no sign of it: those of a terminal, of a
// desktop's programs and of each unit of the user are such, and systemd still
// manages them. It marks a group that it gives away, but only since version 251,
// and a user's systemd does not mark any; so without a mark it is asked.
func givenAway(ctx context.Context, group string) error {
	mark := make([]byte, 8)
	n, err := unix.Getxattr(groupRoot+group, "user.delegate", mark)
	if err == nil && string(mark[:n]) == "1" {
		return nil
	}
	answer, err := askSystemd(ctx, group)
	if err != nil {
		return err
	}
	return givenBy(answer, group)
}

// askSystemd returns what the systemd that manages the group, the user's or the
// machine's, says of the unit of the group's name.
func askSystemd(ctx context.Context, group string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	manager := "--system"
	if strings.Contains(group, "/user@"+strconv.Itoa(os.Getuid())+".service/") {
		manager = "--user"
	}
	command := exec.CommandContext(ctx, "systemctl", manager, "show", "--property=ControlGroup,DelegateControllers", "--", path.Base(group))
	var complaint strings.Builder
	command.Stderr = &complaint
	answer, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%w: systemd does not say that it is: %w: %s", errNotDelegated, err, strings.TrimSpace(complaint.String()))
	}
	return string(answer), nil
}

// givenBy reads an answer of systemd, which knows a unit of any name.
func givenBy(answer, group string) error {
	said := map[string]string{}
	for line := range strings.Lines(answer) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		said[name] = value
	}
	if said["ControlGroup"] != group {
		return fmt.Errorf("%w: systemd has no unit for %s", errNotDelegated, group)
	}
	return offers(said["DelegateControllers"])
}

// offers reports whether what bounds a box is among the controllers of a group.
func offers(given string) error {
	for _, need := range strings.Fields(controllers) {
		if !slices.Contains(strings.Fields(given), need) {
			return fmt.Errorf("%w: the controller %s is missing (there is: %s)", errNotDelegated, need, given)
		}
	}
	return nil
}

// vacate moves the processes of a group into a leaf of it.
func vacate(group string) error {
	leaf := path.Join(group, serverGroup)
	if err := os.Mkdir(leaf, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%w: %w", errNotDelegated, err)
	}
	for range 100 { // a process may start another in the meantime
		text, err := os.ReadFile(path.Join(group, "cgroup.procs"))
		if err != nil || len(text) == 0 {
			return err
		}
		if err := move(strings.Fields(string(text)), leaf); err != nil {
			return err
		}
	}
	return errors.New("the processes of this control group could not be moved: they start others all the time")
}

func move(pids []string, group string) error {
	for _, pid := range pids {
		err := os.WriteFile(path.Join(group, "cgroup.procs"), []byte(pid), 0)
		if err != nil && !errors.Is(err, unix.ESRCH) {
			return fmt.Errorf("%w: %w", errNotDelegated, err)
		}
	}
	return nil
}

// handOut lets groups below group have limits.
func handOut(group string) error {
	if unix.Access(path.Join(group, "cgroup.procs"), unix.W_OK) != nil {
		return errNotDelegated
	}
	offered, err := readSetting(path.Join(group, "cgroup.controllers"))
	if err != nil {
		return fmt.Errorf("read controllers: %w", err)
	}
	if err := offers(offered); err != nil {
		return err
	}
	all := "+" + strings.ReplaceAll(controllers, " ", " +")
	if err := os.WriteFile(path.Join(group, "cgroup.subtree_control"), []byte(all), 0); err != nil {
		return fmt.Errorf("%w: %w", errNotDelegated, err)
	}
	return nil
}

// groupArgs are podman's options for the limits of a box in a group of its own
// below group. Podman's monitor stays in the worker's group: it is not the box's.
func groupArgs(group string, bytes int) []string {
	memory := strconv.Itoa(bytes)
	return []string{
		"--cgroup-parent=" + group, "--cgroups=no-conmon",
		"--memory=" + memory, "--memory-swap=" + memory, "--pids-limit=" + strconv.Itoa(boxProcesses), "--cpus=1",
	}
}
