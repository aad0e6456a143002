"""Confines the calling process for good.

After `confine` the process has namespaces of its own, empty file systems where
state could be left or seen, limits, no rights and a system call filter. Every
step raises OSError when it does not hold: the caller ends the process then, and
with it the box. There is no weaker mode.

Order matters: what needs a capability or /proc comes before it is given up.
"""

import ctypes
import os
import resource
import socket

_NEWNS, _NEWUTS, _NEWIPC, _NEWNET = 0x20000, 0x4000000, 0x8000000, 0x40000000
_READ_ONLY, _NOSUID, _NODEV, _PRIVATE, _RECURSIVE = 1, 2, 4, 1 << 18, 1 << 14
_SET_DUMPABLE, _SET_SECCOMP, _DROP_BOUNDING, _SET_NO_NEW_PRIVS, _AMBIENT = 4, 22, 24, 38, 47
_AMBIENT_CLEAR_ALL = 4
_SECCOMP_FILTER = 2
_CAPABILITY_VERSION = 0x20080522
_RESERVE = 16 << 20  # bytes above what a program may have, for the report that it wanted more

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mount.argtypes = [ctypes.c_char_p] * 3 + [ctypes.c_ulong, ctypes.c_char_p]
_libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


class Confinement:
    """What a confined process may have; made once, before any fork.

    `settings` is the object that the init sends: `filter` (the assembled BPF
    program in hex), `uid`, `memory`, `file_size` and `tmpfs` (bytes), `inodes`,
    `processes`, `files` and `cpu` (seconds).
    """

    def __init__(self, settings):
        program = bytes.fromhex(settings["filter"])
        if not program or len(program) % 8:
            raise ValueError("the system call filter is empty or cut")
        self._bytes = ctypes.create_string_buffer(program, len(program))
        self._filter = _Program(len(program) // 8, ctypes.addressof(self._bytes))
        self._uid = settings["uid"]
        self._limits = _limits(settings)
        self._mounts = _mounts(settings)
        self._no_capabilities = (ctypes.c_uint32 * 6)()
        self._capability_header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)

    def apply(self, channel):
        """Confines this process; sends its mount namespace over `channel` (a socket)."""
        _check(_libc.unshare(_NEWNS | _NEWIPC | _NEWUTS), "unshare")
        self._send_mount_namespace(channel)
        self._mount()
        _send_folder(channel)
        for limit, value in self._limits:
            resource.setrlimit(limit, (value, value))
        self._drop_rights()
        os.chdir("/home")
        _prctl(_SET_DUMPABLE, 0)
        _prctl(_SET_NO_NEW_PRIVS, 1)
        _prctl(_SET_SECCOMP, _SECCOMP_FILTER, ctypes.addressof(self._filter))

    def _send_mount_namespace(self, channel):
        # The init holds it until the run's last frame is out: taking the tmpfs
        # down waits for RCU, and nobody should wait for that.
        namespace = os.open("/proc/self/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
        send_descriptor(channel, b"mount", namespace)
        os.close(namespace)
        score = os.open("/proc/self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC)
        os.write(score, b"1000")
        os.close(score)

    def _mount(self):
        _check(_libc.mount(None, b"/", None, _PRIVATE | _RECURSIVE, None), "make mounts private")
        for target, flags, options in self._mounts:
            _check(_libc.mount(b"tmpfs", target, b"tmpfs", flags, options), "mount on " + target.decode())

    def _drop_rights(self):
        os.setgroups([])
        os.setresgid(self._uid, self._uid, self._uid)
        os.setresuid(self._uid, self._uid, self._uid)
        _prctl(_AMBIENT, _AMBIENT_CLEAR_ALL)
        _check(_libc.capset(self._capability_header, self._no_capabilities), "capset")


def drop_bounding_set():
    """Empties the bounding set, for this process and all that it forks.

    What the process already holds stays usable; nothing it starts can gain any.
    """
    with open("/proc/sys/kernel/cap_last_cap", encoding="ascii") as last:
        count = int(last.read()) + 1
    for capability in range(count):
        _prctl(_DROP_BOUNDING, capability)


def send_descriptor(channel, message, descriptor):
    """Sends `message` with `descriptor` over `channel` (a socket)."""
    channel.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptor.to_bytes(4, "little"))])


def _send_folder(channel):
    # The init puts files there before the program starts, and reads what the
    # program wrote when all of it is dead.
    folder = os.open("/home", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    send_descriptor(channel, b"home", folder)
    os.close(folder)


def _limits(settings):
    limits = [
        (resource.RLIMIT_AS, settings["memory"] + _RESERVE),
        (resource.RLIMIT_CPU, settings["cpu"]),
        (resource.RLIMIT_FSIZE, settings["file_size"]),
        (resource.RLIMIT_NOFILE, settings["files"]),
        (resource.RLIMIT_NPROC, settings["processes"]),
        (resource.RLIMIT_STACK, settings["stack"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ]
    if os.path.exists("/proc/sys/fs/mqueue"):  # gVisor has no message queues, and no limit of them
        limits.append((resource.RLIMIT_MSGQUEUE, 0))
    return limits


def _mounts(settings):
    # The init hides for good what nothing of ours needs; /proc it needs itself.
    uid = settings["uid"]
    own = f"size={settings['tmpfs']},nr_inodes={settings['inodes']}"
    empty = b"size=4k,nr_inodes=4,mode=555"
    hidden = _READ_ONLY | _NOSUID | _NODEV
    return [
        (b"/tmp", _NOSUID | _NODEV, f"{own},mode=1777".encode()),
        (b"/home", _NOSUID | _NODEV, f"{own},mode=700,uid={uid},gid={uid}".encode()),
        (b"/dev/shm", _NOSUID | _NODEV, f"{own},mode=1777".encode()),
        (b"/proc", hidden, empty),
    ]


def _check(result, step):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{step}: {os.strerror(number)}")


def _prctl(option, first, second=0):
    _check(_libc.prctl(option, first, second, 0, 0), f"prctl {option}")
