"""The first process of a run's process namespace: it does nothing and holds everything.

The kernel ends a namespace with its first process, and shields that one from
signals; so a program must not be it. A keeper is no fork: it shares the memory
of the template and sleeps in pause(2) on a stack of its own, and so takes
neither memory nor time. It runs no Python and holds no lock. It reaps nothing:
an orphan that ended stays until the run is over, counts among its processes,
and its processor time stays to be seen.
"""

import ctypes
import os
import signal

_SHARE_MEMORY = 0x100
_STACK = 16 << 10

_libc = ctypes.CDLL(None, use_errno=True)
_libc.clone.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
_pause = ctypes.cast(_libc.pause, ctypes.c_void_p)
_stack = ctypes.create_string_buffer(_STACK)
_top = (ctypes.addressof(_stack) + _STACK) & ~15


def start():
    """Makes the first process of the namespace that children go to; returns its number.

    There is one keeper at a time, for there is one stack.
    """
    number = _libc.clone(_pause, _top, _SHARE_MEMORY | signal.SIGCHLD, None)
    if number < 0:
        raise OSError(ctypes.get_errno(), "clone")
    return number


def refuse_handlers():
    """Makes this process one without signal handlers.

    A keeper inherits them, and a program may signal its keeper: a handler would
    run in the template's memory.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for number in signal.valid_signals():
        if signal.getsignal(number) not in (signal.SIG_DFL, signal.SIG_IGN):
            raise RuntimeError(f"signal {number} has a handler")
    if len(os.listdir("/proc/self/task")) != 1:
        raise RuntimeError("a module of the template started a thread")
