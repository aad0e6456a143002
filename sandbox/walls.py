"""Tries every wall of a box from inside, and prints those that do not hold.

Each probe does what a hostile program would; it raises AssertionError, with a
sentence, when that works. Nothing is printed when every wall holds. The exit
status is 1 when none was found open and a probe could not tell.
"""

import ctypes
import errno
import mmap
import os
import platform
import resource
import signal
import socket

libc = ctypes.CDLL(None, use_errno=True)
MIB = 1 << 20


def refused(what, call, *arguments, numbers=(errno.EPERM, errno.ENOSYS)):
    ctypes.set_errno(0)
    assert call(*arguments) == -1, f"{what} is allowed"
    number = ctypes.get_errno()
    assert number in numbers, f"{what} fails with {errno.errorcode.get(number, number)} instead of being refused"


def rights():
    assert os.getuid() != 0 and os.geteuid() != 0 and os.getgid() != 0, "a program is root in its box"
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, data) == 0 and not any(data), "a program holds capabilities"
    assert not any(libc.prctl(23, capability, 0, 0, 0) == 1 for capability in range(41)), "a program could gain capabilities"
    assert libc.prctl(39, 0, 0, 0, 0) == 1, "no_new_privs is not set"


def seccomp_filter():
    assert libc.prctl(21, 0, 0, 0, 0) == 2, "no system call filter is set"
    refused("unshare", libc.unshare, 0x10000000)
    refused("mount", libc.mount, b"tmpfs", b"/tmp", b"tmpfs", 0, None)
    refused("ptrace", libc.ptrace, 0, 0, 0, 0)
    refused("keyctl", libc.syscall, 250, 0, 0, 0, 0)


def other_architectures():
    if platform.machine() == "x86_64":
        # mov eax, 20; int 0x80; ret: getpid by the 32-bit table.
        assert killed(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"), "32-bit system calls are allowed"
        # mov eax, 0x40000027; syscall; ret: getpid of x32.
        assert killed(b"\xb8\x27\x00\x00\x40\x0f\x05\xc3"), "x32 system calls are allowed"


def killed(instructions):
    child = os.fork()
    if child == 0:
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(instructions)
        ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGSYS, signal.SIGSEGV)


def network():
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, socket.AF_PACKET):
        try:
            socket.socket(family, socket.SOCK_DGRAM)
        except PermissionError:
            continue
        raise AssertionError(f"a socket of family {family.name} can be made")


def file_system():
    for folder in ("/", "/usr", "/etc", "/run", "/dev", "/proc", "/sys", "/var/tmp"):
        try:
            open(os.path.join(folder, "wall"), "w").close()
        except OSError:
            continue
        raise AssertionError(f"{folder} can be written to")
    assert os.listdir("/proc") == [], "/proc shows something"
    assert os.listdir("/run") == [], "/run shows something"


def file_size():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for folder in ("/tmp", "/home", "/dev/shm"):
        try:
            with open(folder + "/wall", "wb", 0) as file:
                for _ in range(33):
                    assert file.write(bytes(MIB)) == MIB
        except (OSError, AssertionError):
            os.unlink(folder + "/wall")
            continue
        raise AssertionError(f"{folder} holds more than 32 MiB")


def memory():
    try:
        bytes(resource.getrlimit(resource.RLIMIT_AS)[0])
    except MemoryError:
        return
    raise AssertionError("the memory limit does not bite")


def processes():
    release, hold = os.pipe()
    count = 0
    try:
        while count < 64:
            if os.fork() == 0:
                os.close(hold)
                os.read(release, 1)
                os._exit(0)
            count += 1
    except BlockingIOError:
        pass
    os.close(hold)
    for _ in range(count):
        os.wait()
    assert count < 64, "the process limit does not bite"


def neighbours():
    assert os.getppid() == 0 and os.getpid() == 2, "the program sees processes outside of its namespace"
    for pid in range(3, 200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            continue
        raise AssertionError("the program sees a process that is not its own")


breaches, surprises = [], []
for probe in (rights, seccomp_filter, other_architectures, network, file_system, memory, neighbours, processes, file_size):
    try:
        probe()
    except AssertionError as breach:
        breaches.append(breach)
    except Exception as surprise:
        surprises.append(f"the probe {probe.__name__} could not tell: {surprise!r}")
print(*breaches, *surprises, sep="\n")
raise SystemExit(1 if surprises and not breaches else 0)
