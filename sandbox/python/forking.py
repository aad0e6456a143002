"""Keeps the after-fork work of the library out of the two forks before a run.

What threading and random do after every fork costs a run a sixth of its time,
and once is enough: `settle` does it in the process that becomes the program,
and registers it for the forks that the program makes itself.
"""

import os

_hooks = []
_later = []
_register = os.register_at_fork
os.register_at_fork = lambda **hooks: _hooks.append(hooks)

import random  # noqa: E402
import threading  # noqa: E402

os.register_at_fork = _register


def later(function):
    """Registers `function` for the process that becomes the program."""
    _later.append(function)


def settle():
    """Makes this process one that threading and random take for a process of its own."""
    for hooks in _hooks:
        _register(**hooks)
    random.seed()
    for function in _later:
        function()
    # Its identity stays after a fork (the address of its stack), its number does not.
    threading.main_thread()._set_native_id()
