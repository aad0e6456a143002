"""Runs a measurement in a child process, and outlives whatever becomes of it.

The child sends what it knows as it learns it; the last whole message counts.
The parent watches the child's processor time by its clock (clock_getcpuclockid
of POSIX; the number is made as Linux does it) and ends it when it is over: a
program that catches every exception, or sits in one long C call, can be stopped
no other way.
"""

import json
import os
import select
import signal
import sys
import time

_TICK = 0.02
_STALL = 5  # seconds in which it sleeps without any processor time: it waits for something
_WALL = 60  # times the budget: the machine may be busy


def run(work, budget):
    """work(send) in a child; returns its last message (or None) and how it ended: None, "time" or "died"."""
    read, write = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _be_child(work, read, write)
    os.close(write)
    end = None
    data = b""
    start = moved = time.monotonic()
    used = 0.0
    while True:
        part = os.read(read, 1 << 20) if select.select([read], [], [], _TICK)[0] else None
        if part == b"":
            break
        data += part or b""
        now, before, used = time.monotonic(), used, _used(child)
        moved = now if used > before or not _sleeps(child) else moved
        if used > budget or now - moved > _STALL or now - start > _WALL * budget:
            os.kill(child, signal.SIGKILL)
            end = "time"
            break
    os.close(read)
    if end is None:
        _kill(child)
    os.waitpid(child, 0)
    message, finished = _last(data)
    return message, None if finished else end or "died"


def _be_child(work, read, write):
    leave = os._exit
    try:
        os.close(read)
        work(lambda message: os.write(write, json.dumps(message).encode() + b"\n"))
        os.write(write, b"end\n")
    finally:
        leave(0)


def _kill(child):
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _used(child):
    """Seconds of processor time of a process, by its clock."""
    try:
        return time.clock_gettime(((~child) << 3) | 2)
    except OSError:
        return 0.0


def _sleeps(child):
    """Whether a process waits for something else than a processor (proc(5))."""
    try:
        with open(f"/proc/{child}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "R"
    except (OSError, IndexError):
        return True


def _last(data):
    """The last message in what came, and whether the child came to its end."""
    lines = [line for line in data.split(b"\n")[:-1] if line]
    finished = bool(lines) and lines[-1] == b"end"
    lines = [line for line in lines if line != b"end"]
    for line in reversed(lines):
        try:
            return json.loads(line), finished
        except ValueError:
            continue
    return None, finished
