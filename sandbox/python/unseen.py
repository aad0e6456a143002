"""Keeps our functions out of what a program can see of its own stack."""

import opcode

_RESUME, _NOP = opcode.opmap["RESUME"], opcode.opmap["NOP"]


def unseen(function):
    """Hides `function`'s frames from tracebacks and from sys._getframe.

    CPython leaves out a frame that has not reached its RESUME instruction
    (_PyFrame_IsIncomplete); a function without one never does.
    """
    code = function.__code__
    instructions = bytearray(code.co_code)
    for at in range(0, len(instructions), 2):
        if instructions[at] == _RESUME:
            instructions[at : at + 2] = bytes([_NOP, 0])
    function.__code__ = code.replace(co_code=bytes(instructions))
    return function
