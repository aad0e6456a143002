# The next user's program: says what it finds of anybody before it, and waits.
import array
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import sys

libc = ctypes.CDLL(None, use_errno=True)


def refused(number, *arguments):
    return libc.syscall(number, *arguments) == -1 and ctypes.get_errno() == 1


def bound():
    try:
        socket.socketpair()[0].bind("\0left")
    except PermissionError:
        return False
    return True


def alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def opened(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


mask = os.umask(0o22)
print(json.dumps({
    "files": {d: os.listdir(d) for d in ("/tmp", "/home", "/dev/shm", "/dev/mqueue", "/proc", "/run") if os.path.isdir(d)},
    "environment": sorted(os.environ),
    "folder": os.getcwd(),
    "mask": mask,
    "nice": os.nice(0),
    "ignored": [s for s in signal.valid_signals() if signal.getsignal(s) == signal.SIG_IGN],
    "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "timer": signal.getitimer(signal.ITIMER_REAL),
    "limits": [resource.getrlimit(getattr(resource, "RLIMIT_" + n))[1] for n in ("NOFILE", "NPROC", "FSIZE", "STACK", "CORE")],
    "processors": len(os.sched_getaffinity(0)) == os.cpu_count(),
    "processes": [p for p in range(3, 600) if p != os.getpid() and alive(p)],
    "descriptors": [f for f in range(128) if opened(f)],
    "user": [os.getuid(), os.getgid(), os.getgroups()],
    "poisoned": [hasattr(__builtins__, "left"), sys.modules.get("math") is None, json.__file__.startswith("/usr"), array.array("b").itemsize],
    "keys_and_ipc_refused": [refused(250, 0, -3, 0), refused(29, 0, 4096, 0o1600), refused(240, b"left", 2, 0, 0)],
    "bound": bound(),
    "strings": [s for s in gc.get_objects() if isinstance(s, str) and s == "secret"],
}))
print(input())
