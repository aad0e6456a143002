# Put before the programs that say "with: calls": raw system calls and machine code.
import ctypes, errno, mmap, os, signal, sys, time  # noqa: E401,F401

libc = ctypes.CDLL(None, use_errno=True)


def call(number, *arguments):
    """Makes a system call by its number; returns the name of the error, or "ok"."""
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))
    return errno.errorcode[ctypes.get_errno()] if result == -1 else "ok"


def machine(code):
    """Runs machine code."""
    page = mmap.mmap(-1, 4096, prot=7)
    page.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()


def trying(work):
    """Returns what `work` does, or the name of its exception."""
    try:
        return work()
    except BaseException as e:
        return type(e).__name__


