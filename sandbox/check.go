package sandbox

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/user"
	"runtime"
	"strconv"
	"strings"
)

// Finding is what was found about one thing that safe runs need.
type Finding struct {
	Name   string
	OK     bool   // runs can be safe as far as this goes
	Weak   bool   // OK, and weaker than it could be
	Detail string // what is there: a version, a count
	Why    string // what it is needed for
	Mend   string // the command or setting that mends it; "" when nothing has to be
}

// minSubIDs is what one box takes of a user's subordinate ids.
const minSubIDs = 2048

// Check looks at everything that safe runs need, and ends with a box that tries
// its walls when nothing before is missing. It may be called beside a Pool of
// the same instance.
func Check(ctx context.Context, config Config) []Finding {
	findings := []Finding{
		checkUser(),
		checkPodman(ctx),
		checkSubIDs("/etc/subuid", "subuid", config.Boxes),
		checkSubIDs("/etc/subgid", "subgid", config.Boxes),
		checkCommand("newuidmap", "uidmap", "maps the ids of a box to ids that nobody else has"),
		checkUserNamespaces(),
		checkKernel(),
		checkSeccomp(),
		checkLimits(ctx, config.Limits),
	}
	podman, err := NewPodman(config.DataDir, config.Runtime)
	if err != nil {
		return append(findings, Finding{Name: "data folder", Detail: err.Error(), Why: "holds the images and the boxes of this instance", Mend: "set CODEREMOTE_DATA_DIR to a folder of this user"})
	}
	findings = append(findings, checkRuntime(ctx, podman), checkImage(ctx, podman, config.Image))
	for _, f := range findings {
		if !f.OK {
			return findings
		}
	}
	if config.DataImage != "" && config.DataBoxes > 0 {
		findings = append(findings, checkDataImage(ctx, podman, config))
	}
	return append(findings, checkBox(ctx, podman, config))
}

func checkUser() Finding {
	f := Finding{Name: "user", Detail: "uid " + strconv.Itoa(os.Geteuid()), Why: "a box that breaks must not break out as root"}
	if f.OK = os.Geteuid() != 0; !f.OK {
		f.Mend = "run as a user of its own, not as root: `make run` makes one"
	}
	return f
}

func checkPodman(ctx context.Context) Finding {
	f := Finding{Name: "podman", Why: "starts the boxes", Mend: "apt-get install podman"}
	out, err := exec.CommandContext(ctx, "podman", "--version").Output()
	if err != nil {
		f.Detail = "not found"
		return f
	}
	f.Detail = strings.TrimSpace(strings.TrimPrefix(string(out), "podman version"))
	major, _, _ := strings.Cut(f.Detail, ".")
	number, err := strconv.Atoi(major)
	if f.OK = err == nil && number >= 4; f.OK {
		f.Mend = ""
		f.judge("podman", f.Detail)
	} else {
		f.Mend = "install Podman 4 or newer: a box needs a user namespace of its own (--userns=auto)"
	}
	return f
}

func checkCommand(name, pkg, why string) Finding {
	f := Finding{Name: name, Why: why, Mend: "apt-get install " + pkg}
	path, err := exec.LookPath(name)
	if f.OK = err == nil; f.OK {
		f.Detail, f.Mend = path, ""
	} else {
		f.Detail = "not found"
	}
	return f
}

// checkSubIDs counts the ids that the user may give away, see subuid(5).
func checkSubIDs(path, name string, boxes int) Finding {
	f := Finding{Name: name, Why: "gives each box user ids that no other box shares"}
	who, err := user.Current()
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	count := subIDs(path, who)
	f.Detail = fmt.Sprintf("%d ids, enough for %d boxes at once", count, count/minSubIDs)
	// Each box may have its successor beside it for a moment.
	if f.OK = count >= 2*minSubIDs*max(1, boxes); !f.OK {
		f.Mend = fmt.Sprintf("as root: usermod --add-subuids 100000-1148575 --add-subgids 100000-1148575 %s (choose a range that nobody else in %s has)", who.Username, path)
	}
	return f
}

func subIDs(path string, who *user.User) (total int) {
	file, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Split(lines.Text(), ":")
		if len(fields) == 3 && (fields[0] == who.Username || fields[0] == who.Uid) {
			count, _ := strconv.Atoi(fields[2])
			total += count
		}
	}
	return total
}

func checkUserNamespaces() Finding {
	f := Finding{Name: "user namespaces", Why: "let a user without rights start a container"}
	most, err := readSetting("/proc/sys/user/max_user_namespaces")
	clone, cloneErr := readSetting("/proc/sys/kernel/unprivileged_userns_clone") // of Debian's kernel before 5.10
	f.Detail = "max_user_namespaces " + most
	switch {
	case err != nil || most == "0":
		f.Mend = "as root: sysctl -w user.max_user_namespaces=15000"
	case cloneErr == nil && clone == "0":
		f.Mend = "as root: sysctl -w kernel.unprivileged_userns_clone=1"
	default:
		f.OK = true
	}
	return f
}

func checkSeccomp() Finding {
	f := Finding{Name: "seccomp", Why: "closes the system calls that a program does not need", Mend: "use a kernel with CONFIG_SECCOMP_FILTER"}
	actions, err := readSetting("/proc/sys/kernel/seccomp/actions_avail")
	if f.OK = err == nil && strings.Contains(actions, "kill_process") && strings.Contains(actions, "errno"); f.OK {
		f.Mend = ""
	}
	f.Detail = "filters on " + runtime.GOARCH
	return f
}

// checkKernel never makes runs unsafe: whether a hole is open in a kernel of a
// distribution, its number does not say.
func checkKernel() Finding {
	release, source := kernelVersion()
	f := Finding{Name: "kernel", OK: true, Detail: release, Why: "is the wall between programs and everything else"}
	if source != release {
		f.Detail += " (" + source + ")"
	}
	f.judge("kernel", source)
	return f
}

// checkLimits says what bounds a box as a whole. Whether it bites, the box tells.
func checkLimits(ctx context.Context, mode LimitMode) Finding {
	f := Finding{Name: "limits", Why: "bounds the memory and the processes of a box as a whole"}
	switch {
	case mode == LimitsRlimit:
		f.OK, f.Weak = true, true
		f.Detail = "rlimit: each process of a run is bounded, their sum is not (at most 32 processes of 256 MB)"
		f.Mend = "use a host with cgroup v2 and CODEREMOTE_LIMITS=cgroup"
	case !cgroup2():
		f.Detail = "cgroup v1"
		f.Mend = "boot with systemd.unified_cgroup_hierarchy=1, or accept weaker limits with CODEREMOTE_LIMITS=rlimit"
	default:
		f.Detail = "cgroup v2, its controllers " + controllers + " delegated"
		group, err := boxGroup(ctx)
		if f.OK = err == nil; f.OK {
			f.Detail += " below " + group
		} else {
			f.Detail, f.Mend = "cgroup v2: "+err.Error(), mendDelegation
		}
	}
	return f
}

func checkRuntime(ctx context.Context, podman Podman) Finding {
	f := Finding{Name: "OCI runtime", Why: "makes the namespaces of a box", Mend: "apt-get install crun runc, or set CODEREMOTE_OCI_RUNTIME"}
	text, err := podman.output(ctx, "info", "--format={{json .Host.OCIRuntime}}")
	var info struct{ Name, Version string }
	if err == nil {
		err = json.Unmarshal([]byte(text), &info)
	}
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	first, _, _ := strings.Cut(info.Version, "\n")
	f.OK, f.Detail, f.Mend = true, first, ""
	f.judge(info.Name, first)
	if f.Detail == "" {
		f.Detail = info.Name
	}
	return f
}

func checkImage(ctx context.Context, podman Podman, image string) Finding {
	f := Finding{Name: "sandbox image", Why: "holds the interpreter that programs run in", Mend: "build it: make image"}
	id, err := podman.output(ctx, "image", "inspect", "--format={{.Id}}", image)
	if f.OK = err == nil; !f.OK {
		f.Detail = image + " is missing"
		return f
	}
	f.Detail, f.Mend = image+" "+id[:min(12, len(id))], ""
	return f
}

// mendDataImage is the command that makes the image for numpy and its friends.
const mendDataImage = "make data-image"

// checkDataImage never makes runs unsafe: an instance can do without numpy.
func checkDataImage(ctx context.Context, podman Podman, config Config) Finding {
	f := Finding{Name: "data image", OK: true, Detail: config.DataImage, Why: "programs that import numpy, pandas or matplotlib run in it"}
	switch {
	case podman.hasImage(ctx, config.DataImage):
	case inTheMaking(config.DataDir):
		f.Detail += " is being made now"
	default:
		f.Weak, f.Detail, f.Mend = true, config.DataImage+" is missing", mendDataImage
	}
	return f
}

// checkBox starts a box, and tries its walls from inside.
func checkBox(ctx context.Context, podman Podman, config Config) Finding {
	f := Finding{Name: "a box", Why: "every wall is tried from inside, as a hostile program would"}
	if config.Logger == nil {
		config.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	b, err := startDelegated(ctx, podman, config)
	if err == nil {
		err = selfTest(ctx, b, config.Limits)
		err = errors.Join(err, b.remove())
	}
	if f.OK = err == nil; f.OK {
		f.Detail = "every wall holds"
		return f
	}
	f.Detail, f.Mend = err.Error(), "mend what the box says"
	return f
}

func startDelegated(ctx context.Context, podman Podman, config Config) (*box, error) {
	config, err := config.delegated(ctx)
	if err != nil {
		return nil, err
	}
	return startBox(ctx, podman, config)
}

func readSetting(path string) (string, error) {
	text, err := os.ReadFile(path)
	return strings.TrimSpace(string(text)), err
}
