package main

import (
	"encoding/binary"
	"slices"
	"testing"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

const (
	allow   = uint32(seccomp.ActionAllow)
	kill    = uint32(seccomp.ActionKillProcess)
	refuse  = uint32(seccomp.ActionErrno) | uint32(unix.EPERM)
	unknown = uint32(seccomp.ActionErrno) | uint32(unix.ENOSYS)
)

// verdict is what the filter says to one call. bpf.VM reads big-endian where
// the kernel reads in the machine's order, so the data is written that way.
func verdict(t *testing.T, memoryFiles bool, architecture, number uint32, arguments ...uint32) uint32 {
	t.Helper()
	program, err := filterProgram(memoryFiles)
	if err != nil {
		t.Fatal(err)
	}
	vm, err := bpf.NewVM(program)
	if err != nil {
		t.Fatal(err)
	}
	data := make([]byte, 64)
	binary.BigEndian.PutUint32(data, number)
	binary.BigEndian.PutUint32(data[4:], architecture)
	for i, argument := range arguments {
		binary.BigEndian.PutUint32(data[16+8*i:], argument)
	}
	got, err := vm.Run(data)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(got)
}

func native(t *testing.T) *arch.Info {
	t.Helper()
	info, err := arch.GetInfo("")
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestFilterVerdicts(t *testing.T) {
	for name, test := range map[string]struct {
		call      string
		arguments []uint32
		want      uint32
	}{
		"read":                 {"read", nil, allow},
		"fork by clone":        {"clone", []uint32{0x1200011}, allow},
		"thread by clone":      {"clone", []uint32{0x3d0f00}, allow},
		"new user namespace":   {"clone", []uint32{unix.CLONE_NEWUSER | 17}, refuse},
		"new pid namespace":    {"clone", []uint32{unix.CLONE_NEWPID}, refuse},
		"clone3":               {"clone3", nil, unknown},
		"own limit":            {"prlimit64", []uint32{0, 7}, allow},
		"keeper's limit":       {"prlimit64", []uint32{1, 7}, refuse},
		"number as pid":        {"prlimit64", []uint32{16, unix.TCGETS}, refuse},
		"set name":             {"prctl", []uint32{unix.PR_SET_NAME}, allow},
		"set dumpable":         {"prctl", []uint32{unix.PR_SET_DUMPABLE}, refuse},
		"filter by prctl":      {"prctl", []uint32{unix.PR_SET_SECCOMP}, refuse},
		"is a terminal":        {"ioctl", []uint32{0, unix.TCGETS}, allow},
		"type into a terminal": {"ioctl", []uint32{0, unix.TIOCSTI}, refuse},
		"stream pair":          {"socketpair", []uint32{unix.AF_UNIX, unix.SOCK_STREAM | unix.SOCK_CLOEXEC}, allow},
		"datagram pair":        {"socketpair", []uint32{unix.AF_UNIX, unix.SOCK_DGRAM}, refuse},
		"other family pair":    {"socketpair", []uint32{unix.AF_TIPC, unix.SOCK_STREAM}, refuse},
		"socket":               {"socket", []uint32{unix.AF_INET}, refuse},
		"mount":                {"mount", nil, refuse},
	} {
		t.Run(name, func(t *testing.T) {
			info := native(t)
			if got := verdict(t, false, uint32(info.ID), uint32(info.SyscallNames[test.call]), test.arguments...); got != test.want {
				t.Errorf("got %#x, want %#x", got, test.want)
			}
		})
	}
}

func TestFilterKillsOtherArchitectures(t *testing.T) {
	info := native(t)
	read := uint32(info.SyscallNames["read"])
	for name, got := range map[string]uint32{
		"i386":       verdict(t, false, uint32(arch.I386.ID), 3),
		"x32":        verdict(t, false, uint32(info.ID), x32Bit|read),
		"no number":  verdict(t, false, uint32(info.ID), 0xffffffff),
		"nonsense":   verdict(t, false, 0, read),
		"big-endian": verdict(t, false, uint32(arch.PPC64.ID), read),
	} {
		if got != kill {
			t.Errorf("%s: got %#x, want kill", name, got)
		}
	}
}

func TestFilterDoesNotKnowOtherNumbers(t *testing.T) {
	info := native(t)
	for number := uint32(0); number < 1024; number++ {
		name := info.SyscallNumbers[int(number)]
		listed := slices.Contains(allowed(false), name) || slices.Contains(refused(), name) ||
			slices.ContainsFunc(rules(), func(r rule) bool { return r.name == name })
		if got := verdict(t, false, uint32(info.ID), number); !listed && got != unknown {
			t.Errorf("%d %s: got %#x, want ENOSYS", number, name, got)
		}
	}
}

func TestMemoryFilesOnlyWhereMemoryIsBounded(t *testing.T) {
	info := native(t)
	number := uint32(info.SyscallNames["memfd_create"])
	if got := verdict(t, false, uint32(info.ID), number); got != refuse {
		t.Errorf("unbounded: got %#x, want EPERM", got)
	}
	if got := verdict(t, true, uint32(info.ID), number); got != allow {
		t.Errorf("bounded: got %#x, want allow", got)
	}
}

func TestRulesAndListsDoNotOverlap(t *testing.T) {
	for _, r := range rules() {
		if slices.Contains(allowed(true), r.name) || slices.Contains(refused(), r.name) {
			t.Errorf("%s has a rule and is on a list", r.name)
		}
		if _, ok := native(t).SyscallNames[r.name]; !ok {
			t.Errorf("%s does not exist", r.name)
		}
	}
}
