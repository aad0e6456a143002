"""Decides what of a script is measured, and measures whole programs that read standard input."""

import ast

from .subject import FunctionSubject, ScriptSubject, functions_of


def subject(code, function, grow):
    """The function that is named or called, else the script itself."""
    tree = ast.parse(code)
    if function or functions_of(tree):
        return FunctionSubject(code, function, grow)
    return ScriptSubject(code, grow)
