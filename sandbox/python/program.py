"""Runs one program as `python3 main.py` would, and ends the process.

Nothing of ours is on the program's stack: `unseen` functions are in no
traceback and no frame list. Once the program ran it may have replaced anything
that it can reach, so what is used afterwards is held here, under private names.
"""

import atexit
import builtins
import json
import linecache
import os
import resource
import signal
import sys
import threading
import traceback
import types

import pictures
import policy
import rules
import streams
from unseen import unseen

_exit = os._exit
_kill, _pid, _signal = os.kill, os.getpid, signal.signal
_exec, _compile = exec, compile
_set_limit, _ADDRESSES = resource.setrlimit, resource.RLIMIT_AS
_unlimited = None  # set by limit()
_run_atexit = atexit._run_exitfuncs
_join_threads = threading._shutdown
_finish_pictures = pictures.finish
_print_exception = traceback.print_exception
_claim_exception, _claim_violations = streams.claim_exception, streams.claim_violations

PATH = "main.py"


def prepare():
    """Makes, in the template, all that does not depend on the program; returns its module."""
    streams.open_streams(sys)
    module = types.ModuleType("__main__")
    module.__file__ = PATH
    module.__builtins__ = builtins
    module.__dict__["__cached__"] = None
    sys.modules["__main__"] = module
    sys.argv[:] = [PATH]
    sys.orig_argv[:] = ["python3", PATH]
    for name in ("template", "confine", "forking", "keeper", "streams", "program", "unseen", "policy", "rules", "pictures", "data", "plots"):
        sys.modules.pop(name, None)
    sys.path[:] = ["/home", *(entry for entry in sys.path if not entry.startswith("/usr/libexec/"))]
    return module


def limit(memory, cpu, recursion):
    """Lowers this process's limits: `memory` in bytes, `cpu` in whole seconds."""
    global _unlimited
    for name, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, cpu)):
        most = resource.getrlimit(name)[1]
        resource.setrlimit(name, (min(value, most), most))
        if name == _ADDRESSES:
            _unlimited = (most, most)
    sys.setrecursionlimit(recursion)


@unseen
def run(source, modules, module):
    """Runs `source` (bytes, UTF-8) in `module`; never returns.

    `modules` is what the strict policy allows beside its own list; None is the
    open policy.
    """
    status = 0
    text = source.decode("utf-8", "replace").removeprefix("\ufeff")
    if modules is not None:
        _check(text, modules)
        rules.install()
    try:
        _exec(_load(text), module.__dict__)
    except BaseException as error:
        _make_room()
        status = _report(error)
    _end(status)


@unseen
def _make_room():
    """Lets what ends a program have memory that the program could not get, and so has left.

    It allocates nothing: where the program has used all, there is nothing yet.
    """
    try:
        _set_limit(_ADDRESSES, _unlimited)
    except BaseException:
        pass  # The program has lowered it for good: its own loss.


def _check(text, modules):
    """Ends the process unless the program and the modules beside it keep to the strict policy."""
    beside = [name for name in os.listdir() if name.endswith(".py")]
    modules = [*modules, *(name.removesuffix(".py") for name in beside)]
    violations = policy.check(text, modules)
    for name in sorted(beside):
        with open(name, encoding="utf-8", errors="replace") as file:
            violations += [(*violation, name) for violation in policy.check(file.read(), modules)]
    if violations:
        _claim_violations(json.dumps(violations, ensure_ascii=False))
        _exit(0)
    streams.claim_checked()


@unseen
def _load(text):
    linecache.cache[PATH] = (lambda: text,)
    return _compile(text, PATH, "exec", dont_inherit=True)


@unseen
def _report(error):
    """Does what the interpreter does with an uncaught exception; returns the exit status."""
    if isinstance(error, SystemExit):
        return _exit_status(error.code)
    if isinstance(error, MemoryError) and error.__traceback__ is None:
        error.__context__ = None  # there was no memory to note where it was raised, which raised another
    _claim_exception(_class_name(error), _text(error))
    sys.last_exc = sys.last_value = error
    sys.last_type, sys.last_traceback = type(error), error.__traceback__
    try:
        sys.stdout.flush()
    except BaseException:
        pass
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except SystemExit as other:
        return _exit_status(other.code)
    except BaseException as other:
        _print_both(error, other)
    if isinstance(error, KeyboardInterrupt):
        return -signal.SIGINT
    return 1


@unseen
def _print_both(error, other):
    try:
        print("Error in sys.excepthook:", file=sys.stderr)
        _print_exception(other)
        print("\nOriginal exception was:", file=sys.stderr)
        _print_exception(error)
    except BaseException:
        pass


@unseen
def _exit_status(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF if -(1 << 31) <= code < 1 << 63 else 0xFF
    try:
        print(code, file=sys.stderr)
    except BaseException:
        pass
    return 1


@unseen
def _unflushed(stream, error):
    if stream is sys.stdout:
        try:
            print(f"Exception ignored on flushing sys.stdout:\n{_name(type(error))}: {error}", file=sys.stderr)
        except BaseException:
            pass


@unseen
def _end(status):
    try:
        _join_threads()
        _finish_pictures()  # before matplotlib closes what is open
        _run_atexit()
    except BaseException as error:
        _report(error)
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException as error:
            _unflushed(stream, error)
            status = 120
    if status < 0:
        _signal(-status, signal.SIG_DFL)
        _kill(_pid(), -status)
    _exit(status)


def _class_name(error):
    """Any lack of memory has the name of the limit, numpy's own class of it too."""
    return "MemoryError" if isinstance(error, MemoryError) else _name(type(error))


def _name(kind):
    module = getattr(kind, "__module__", None)
    if module in ("builtins", "__main__") or not isinstance(module, str):
        return kind.__qualname__
    return f"{module}.{kind.__qualname__}"


def _text(error):
    try:
        return str(error)
    except BaseException:
        return "<exception str() failed>"
