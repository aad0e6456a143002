package main

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"syscall"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// The offsets of struct seccomp_data, see seccomp(2).
const (
	seccompNumber    = 0
	seccompArch      = 4
	seccompArguments = 16 // the low half of the first, on a little-endian machine
)

// The ioctl numbers that golang.org/x/sys does not name, see asm-generic/ioctls.h.
const (
	fionbio  = 0x5421
	fioclex  = 0x5451
	fionclex = 0x5450
)

const (
	x32Bit = 0x40000000
	// newNamespaces is every CLONE_NEW* flag that clone(2) takes.
	newNamespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC |
		unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNET
)

// allowed are the system calls that a program may make as it likes: files,
// memory, time, signals, threads and processes of its own.
func allowed(memoryFiles bool) []string {
	calls := slices.Concat(fileCalls(), memoryCalls(), processCalls(), waitCalls())
	if memoryFiles {
		calls = append(calls, "memfd_create")
	}
	return calls
}

func fileCalls() []string {
	return []string{
		"read", "write", "open", "close", "stat", "fstat", "lstat", "lseek", "pread64", "pwrite64", "readv", "writev",
		"preadv", "pwritev", "preadv2", "pwritev2", "access", "pipe", "pipe2", "dup", "dup2", "dup3", "sendfile", "fcntl",
		"flock", "fsync", "fdatasync", "truncate", "ftruncate", "getdents", "getdents64", "getcwd", "chdir", "fchdir",
		"rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "creat", "link", "linkat", "unlink", "unlinkat",
		"symlink", "symlinkat", "readlink", "readlinkat", "chmod", "fchmod", "fchmodat", "fchmodat2", "umask", "utime",
		"utimes", "utimensat", "futimesat", "openat", "openat2", "newfstatat", "statx", "statfs", "fstatfs", "faccessat",
		"faccessat2", "fallocate", "copy_file_range", "splice", "tee", "close_range", "fadvise64", "readahead", "sync",
		"syncfs", "chown", "fchown", "lchown", "fchownat",
		"getxattr", "lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr",
	}
}

func memoryCalls() []string {
	return []string{
		"mmap", "mprotect", "munmap", "brk", "mremap", "msync", "mincore", "madvise", "membarrier", "mlock", "munlock",
		"mlockall", "munlockall", "mlock2",
	}
}

func processCalls() []string {
	return []string{
		"fork", "vfork", "execve", "execveat", "exit", "exit_group", "wait4", "waitid", "kill", "tkill", "tgkill", "uname",
		"getpid", "gettid", "getppid", "getpgid", "getpgrp", "getsid", "setpgid", "setsid", "getuid", "geteuid", "getgid",
		"getegid", "getresuid", "getresgid", "getgroups", "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid",
		"getrlimit", "setrlimit", "getrusage", "times", "sysinfo", "getpriority", "setpriority",
		"sched_yield", "sched_getaffinity", "sched_setaffinity", "sched_getparam", "sched_getscheduler",
		"sched_get_priority_max", "sched_get_priority_min", "sched_rr_get_interval", "getcpu",
		"capget", "arch_prctl", "set_tid_address", "set_robust_list", "get_robust_list", "rseq", "getrandom",
		"pidfd_open", "pidfd_send_signal", "restart_syscall",
		"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigtimedwait", "rt_sigqueueinfo",
		"rt_tgsigqueueinfo", "rt_sigsuspend", "sigaltstack",
	}
}

func waitCalls() []string {
	return []string{
		"poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
		"epoll_pwait2", "eventfd", "eventfd2", "signalfd", "signalfd4", "timerfd_create", "timerfd_settime", "timerfd_gettime",
		"nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "time", "alarm", "pause",
		"getitimer", "setitimer", "timer_create", "timer_settime", "timer_gettime", "timer_getoverrun", "timer_delete",
		"futex", "futex_waitv", "inotify_init", "inotify_init1", "inotify_add_watch", "inotify_rm_watch",
		// On the sockets of socketpair(2), the only ones there can be.
		"sendto", "recvfrom", "shutdown", "getsockname", "getpeername", "getsockopt", "setsockopt",
	}
}

// refused are calls that exist and that a program may not make. Anything that
// is on neither list does not exist for it: ENOSYS lets a library fall back.
func refused() []string {
	return []string{
		"socket", "connect", "bind", "listen", "accept", "accept4", "sendmsg", "recvmsg", "sendmmsg", "recvmmsg",
		"mount", "umount2", "pivot_root", "chroot", "unshare", "setns",
		"ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "process_madvise", "personality",
		"keyctl", "add_key", "request_key", "bpf", "perf_event_open", "userfaultfd", "memfd_create", "memfd_secret",
		"io_uring_setup", "io_uring_enter", "io_uring_register", "io_setup", "fanotify_init", "fanotify_mark",
		"open_by_handle_at", "name_to_handle_at", "mknod", "mknodat", "setxattr", "lsetxattr", "fsetxattr",
		"fsopen", "fsmount", "fsconfig", "fspick", "move_mount", "open_tree", "mount_setattr",
		"init_module", "finit_module", "delete_module", "kexec_load", "reboot", "swapon", "swapoff", "acct", "quotactl",
		"settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname", "syslog",
		"setgroups", "capset", "iopl", "ioperm", "modify_ldt", "vhangup", "seccomp",
		"mbind", "set_mempolicy", "get_mempolicy", "migrate_pages", "move_pages",
		"shmget", "shmat", "shmctl", "shmdt", "semget", "semop", "semctl", "semtimedop", "msgget", "msgsnd", "msgrcv", "msgctl",
		"mq_open", "mq_unlink", "mq_timedsend", "mq_timedreceive", "mq_notify", "mq_getsetattr",
	}
}

// rule allows a call with some arguments only; with others it is refused. The
// kernel reads these arguments as 32 bits, and so does the filter.
type rule struct {
	name   string
	allows []argument // all must hold
}

// argument holds when it is one of the values, or when none of the bits is set.
type argument struct {
	at     uint32
	values []uint32
	unset  uint32
}

func rules() []rule {
	return []rule{
		{"clone", []argument{{at: 0, unset: newNamespaces}}},
		// A limit of this process only: the keeper has the same user.
		{"prlimit64", []argument{{at: 0, values: []uint32{0}}}},
		{"prctl", []argument{{at: 0, values: []uint32{
			unix.PR_SET_NAME, unix.PR_GET_NAME, unix.PR_GET_DUMPABLE, unix.PR_GET_SECCOMP, unix.PR_GET_NO_NEW_PRIVS,
			unix.PR_SET_PDEATHSIG, unix.PR_SET_VMA, unix.PR_CAPBSET_READ,
		}}}},
		{"ioctl", []argument{{at: 1, values: []uint32{unix.TCGETS, unix.TIOCGWINSZ, unix.TIOCINQ, fionbio, fioclex, fionclex}}}},
		// Connected streams: asyncio and multiprocessing need them, they reach
		// nobody, and without sendmsg they carry no descriptors.
		{"socketpair", []argument{
			{at: 0, values: []uint32{unix.AF_UNIX}},
			{at: 1, values: []uint32{
				unix.SOCK_STREAM, unix.SOCK_STREAM | unix.SOCK_CLOEXEC, unix.SOCK_STREAM | unix.SOCK_NONBLOCK,
				unix.SOCK_STREAM | unix.SOCK_CLOEXEC | unix.SOCK_NONBLOCK,
			}},
		}},
	}
}

// assemble makes the instructions of a rule. They start with the call's number
// loaded and leave it loaded when the call is another one. (The library can
// state such rules too, but goes on with an argument in place of the number
// when one does not hold.)
func (r rule) assemble(native *arch.Info) []bpf.Instruction {
	refuse := bpf.RetConstant{Val: uint32(seccomp.ActionErrno) | uint32(unix.EPERM)}
	var body []bpf.Instruction
	for _, a := range r.allows {
		body = append(body, bpf.LoadAbsolute{Off: seccompArguments + 8*a.at, Size: 4})
		if a.values == nil {
			body = append(body, bpf.JumpIf{Cond: bpf.JumpBitsNotSet, Val: a.unset, SkipTrue: 1})
		}
		for i, value := range a.values {
			body = append(body, bpf.JumpIf{Cond: bpf.JumpEqual, Val: value, SkipTrue: uint8(len(a.values) - i)})
		}
		body = append(body, refuse)
	}
	body = append(body, bpf.RetConstant{Val: uint32(seccomp.ActionAllow)})
	number := uint32(native.SyscallNames[r.name])
	return append([]bpf.Instruction{bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: number, SkipTrue: uint8(len(body))}}, body...)
}

// filterProgram is the program's filter: every call is allowed, refused with
// EPERM, or does not exist (ENOSYS).
func filterProgram(memoryFiles bool) ([]bpf.Instruction, error) {
	native, err := arch.GetInfo("")
	if err != nil {
		return nil, fmt.Errorf("find the architecture's calls: %w", err)
	}
	allow := existing(native, allowed(memoryFiles))
	refuse := existing(native, refused())
	refuse = slices.DeleteFunc(refuse, func(name string) bool { return slices.Contains(allow, name) })
	policy := seccomp.Policy{
		DefaultAction: seccomp.ActionErrno,
		Syscalls: []seccomp.SyscallGroup{
			{Action: seccomp.ActionAllow, Names: allow},
			{Action: seccomp.ActionErrno, Names: refuse},
		},
	}
	instructions, err := policy.Assemble()
	if err != nil {
		return nil, fmt.Errorf("assemble the filter: %w", err)
	}
	// The library's default can only be EPERM, and the last instruction is it.
	instructions[len(instructions)-1] = bpf.RetConstant{Val: uint32(seccomp.ActionErrno) | uint32(syscall.ENOSYS)}
	program := onlyNative(uint32(native.ID))
	for _, r := range rules() {
		program = append(program, r.assemble(native)...)
	}
	return append(program, instructions...), nil
}

// existing leaves out what another architecture has under this name.
func existing(native *arch.Info, names []string) (kept []string) {
	for _, name := range names {
		if _, ok := native.SyscallNames[name]; ok {
			kept = append(kept, name)
		}
	}
	return kept
}

// onlyNative kills a process that calls by any other way than the native one:
// 32-bit calls have other numbers, and would pass by a list of names.
func onlyNative(native uint32) []bpf.Instruction {
	kill := bpf.RetConstant{Val: uint32(seccomp.ActionKillProcess)}
	return []bpf.Instruction{
		bpf.LoadAbsolute{Off: seccompArch, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: native, SkipTrue: 1},
		kill,
		bpf.LoadAbsolute{Off: seccompNumber, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpLessThan, Val: x32Bit, SkipTrue: 1},
		kill,
	}
}

// assembleFilter is the filter in hex, as confine.py reads it.
func assembleFilter(memoryFiles bool) (string, error) {
	instructions, err := filterProgram(memoryFiles)
	if err != nil {
		return "", err
	}
	raw, err := bpf.Assemble(instructions)
	if err != nil {
		return "", fmt.Errorf("encode the filter: %w", err)
	}
	var program []byte
	for _, r := range raw {
		program = binary.LittleEndian.AppendUint16(program, r.Op)
		program = append(program, r.Jt, r.Jf)
		program = binary.LittleEndian.AppendUint32(program, r.K)
	}
	return hex.EncodeToString(program), nil
}
