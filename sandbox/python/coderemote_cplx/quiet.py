"""Silences what analyzed code does to the world around it.

Called once, in the process that measures and does nothing else. No fence: the
box is that. It keeps prints, sleeps, random numbers and ends of the process
from disturbing a measurement, and makes every run the same.
"""

import builtins
import io
import os
import random
import signal
import sys
import threading
import time


DEEPEST = 10_000  # calls inside each other


class Stopped(BaseException):
    """The time of one run is over. No subclass of Exception: programs catch those."""


class _Nothing(io.TextIOBase):
    """A stream that takes everything and holds nothing."""

    encoding = "utf-8"

    def __init__(self):
        self.buffer = self

    def write(self, text):
        return len(text)

    def writable(self):
        return True

    def isatty(self):
        return False


def silence():
    """Replaces the standard streams and what waits or ends the process."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = _Nothing()
    sys.stdin = sys.__stdin__ = io.StringIO("")
    builtins.print = _print
    builtins.input = _no_input
    builtins.exit = builtins.quit = sys.exit
    time.sleep = lambda seconds: None
    sys.setrecursionlimit(DEEPEST + 2_000)
    os._exit = os.abort = lambda *status: sys.exit(*status)
    threading.Thread.start = lambda self: self.run()
    threading.Thread.join = lambda self, timeout=None: None
    threading.excepthook = lambda arguments: None
    sys.unraisablehook = lambda arguments: None
    signal.signal(signal.SIGVTALRM, _stop)


def _print(*values, sep=" ", end="\n", file=None, flush=False):
    if file is not None and not isinstance(file, _Nothing):
        file.write((sep or " ").join(map(str, values)) + (end or ""))


def _no_input(prompt=""):
    raise EOFError("no input while measuring")


def _stop(number, frame):
    if Limit.armed and frame.f_code is not Limit.__exit__.__code__:
        raise Stopped


class Limit:
    """Ends what runs inside after `seconds` of processor time, again and again until it stops, and nothing behind it."""

    armed = False  # of the one limit there is; a signal on its way when it ends finds this

    def __init__(self, seconds):
        self._seconds = max(seconds, 0.001)

    def __enter__(self):
        random.seed(7)
        Limit.armed = True
        signal.setitimer(signal.ITIMER_VIRTUAL, self._seconds, 0.02)

    def __exit__(self, kind, error, trace):
        Limit.armed = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return False
