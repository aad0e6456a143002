"""The template: an interpreter that is ready, and forks a confined child per run.

Started by the init with a socket on descriptor 3. The first message is the
settings (JSON). Then each message `spawn` carries five descriptors: the child's
socket, the read end of its standard input, and the write ends of standard
output, standard error and claims. The template answers `spawned` with a pidfd
of the keeper, the first process of the child's namespace; `ended` when the
child is over; and `reaped` when the keeper is, and with it all of the namespace.
The last two carry STATUS CPU_MICROSECONDS PEAK_KIB, the figures of wait4(2).

It holds one thread and no secret, and reads nothing from a run.
"""

import gc

gc.disable()  # nothing of the template is garbage for long

import forking  # noqa: E402  before others: it must see what the library registers

import _signal
import _thread
import ctypes
import json
import os
import signal
import site
import socket
import sys

import confine
import keeper
import program
import streams
import turtle  # noqa: F401  in place of the one of the library, which wants a window
from unseen import unseen

# What learners import most: in the template they are free in every run.
# Nothing here starts a thread.
import abc, array, bisect, calendar, cmath, collections.abc, contextlib, copy, csv, dataclasses, datetime, decimal  # noqa: E401,F401
import enum, fractions, functools, heapq, inspect, itertools, math, numbers, operator, pprint, random, re, statistics  # noqa: E401,F401
import string, textwrap, time, traceback, typing  # noqa: E401,F401

_NEWPID = 0x20000000
_CONTROL = 3
_MOST_SOURCE = 1 << 18
_THREAD_STACK = 2 << 20


class Handover(Exception):
    """Ends the launching script, so that `main` runs with no frame below it."""


@unseen
def main(*_):
    """Serves spawn requests for ever; in a child it becomes the program."""
    sys.excepthook = sys.__excepthook__
    for name in ("last_exc", "last_type", "last_value", "last_traceback"):
        sys.__dict__.pop(name, None)
    child = None
    try:
        child = _serve(socket.socket(fileno=_CONTROL))
    except BaseException:
        _fail()
    (source, modules), module = child
    program.run(source, modules, module)


def _serve(control):
    settings = json.loads(control.recv(_MOST_SOURCE))
    sys.path.append("/usr/lib/python3/dist-packages")
    if settings["data"]:
        import data

        forking.later(data.settle)
    confinement = confine.Confinement(settings)
    confine.drop_bounding_set()
    _furnish()
    module = program.prepare()
    home = os.pidfd_open(os.getpid())
    _freeze()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 16, 5)
        if message != b"spawn" or len(descriptors) != 5:
            os._exit(0)
        os.unshare(_NEWPID)
        first = keeper.start()
        child = os.fork()
        if child == 0:
            control.detach()
            return _become_child(descriptors, confinement), module
        os.setns(home, _NEWPID)
        _watch(control, first, child, descriptors)


def _freeze():
    """Leaves what every child shares as small as it gets, and out of later collections."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()
    gc.enable()


def _furnish():
    """Gives every program what the site module gives an ordinary interpreter."""
    site.setquit()
    site.setcopyright()
    site.sethelper()
    _thread.stack_size(_THREAD_STACK)
    sys.dont_write_bytecode = True  # a module beside the program would leave a folder beside it
    keeper.refuse_handlers()


def _watch(control, first, child, descriptors):
    for descriptor in descriptors:
        os.close(descriptor)
    handle = os.pidfd_open(first)
    confine.send_descriptor(control, b"spawned", handle)
    os.close(handle)
    # The kernel does not let the keeper go before its namespace is empty.
    control.send(_figures("ended", *os.wait4(child, 0)[1:]))
    control.send(_figures("reaped", *os.wait4(first, 0)[1:]))


def _figures(word, status, usage):
    cpu = round((usage.ru_utime + usage.ru_stime) * 1e6)
    return f"{word} {status} {cpu} {usage.ru_maxrss}".encode("ascii")


def _become_child(descriptors, confinement):
    os.setsid()
    channel = _arrange(descriptors)
    confinement.apply(channel)
    _signal.signal(_signal.SIGINT, _signal.default_int_handler)
    forking.settle()
    return _await_program(channel)


def _arrange(descriptors):
    """Puts the pipes on 0 to 3 and closes the rest; returns the child's socket."""
    channel = os.dup2(descriptors[0], 60)
    for at, descriptor in enumerate(descriptors[1:]):
        os.dup2(descriptor, at + 40)
    for target in range(4):
        os.dup2(target + 40, target, inheritable=target != streams.CLAIMS)
    os.closerange(4, 60)
    os.closerange(61, 1024)
    os.set_inheritable(channel, False)
    return socket.socket(fileno=channel)


def _await_program(channel):
    channel.send(b"ready")
    message = channel.recv(_MOST_SOURCE)
    if not message:
        os._exit(0)
    channel.close()
    header, source = message.split(b"\n", 1)
    request = json.loads(header)
    program.limit(request["memory"], request["cpu"], request["recursion"])
    return source, request.get("modules")


def _fail():
    """Says on the template's own standard error why it cannot go on."""
    traceback.print_exc(file=sys.stderr)
    os._exit(70)
