"""The strict policy: which imports, calls and names a learner's program may use.

It is a teaching aid, not a fence: the kernel is the fence. It reads the program
and runs nothing of it.
"""

import ast

MODULES = (
    "abc array bisect calendar cmath collections copy csv dataclasses datetime decimal enum fractions functools heapq "
    "itertools json math operator pprint random re statistics string textwrap time typing"
).split()
CALLS = frozenset(
    "eval exec compile open __import__ globals locals vars dir getattr setattr delattr hasattr breakpoint help memoryview".split()
)
NAMES = frozenset("__class__ __bases__ __subclasses__ __mro__ __globals__ __code__ __builtins__ __import__".split())

MOST = 50
_LONGEST_NAME = 100
_NESTED = "Syntax error: the program is nested too deeply"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SCOPES = (*_FUNCTIONS, ast.ClassDef)


def check(source, modules=()):
    """Returns the violations of `source`, a list of (line, column, message) in source order.

    `modules` may be imported beside MODULES. Lines count from 1, columns from 0
    and in characters. After the first 50 comes one entry that counts the rest.
    """
    try:
        tree = ast.parse(source, "main.py")
        visitor = _Visitor(source, sorted({*MODULES, *modules}))
        visitor.enter(tree)
    except SyntaxError as error:
        return [(max(1, error.lineno or 1), max(0, (error.offset or 1) - 1), f"Syntax error: {error.msg}")]
    except (RecursionError, MemoryError):
        return [(1, 0, _NESTED)]
    found = [what for _, what in sorted(visitor.found)]
    if len(found) > MOST:
        line, column, _ = found[MOST]
        found[MOST:] = [(line, column, f"{len(found) - MOST} more violations are not listed")]
    return found


class _Visitor(ast.NodeVisitor):
    """Collects violations in `found`, knowing which names the program itself gives a meaning."""

    def __init__(self, source, modules):
        self.found = []
        # Python's own lines: str.splitlines knows more ends, such as U+2028.
        self._lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._modules = modules
        self._scopes = []

    def enter(self, scope):
        """Visits the inside of `scope` with the names that it binds."""
        self._scopes.append((scope, _bound(scope)))
        self.generic_visit(scope)
        self._scopes.pop()

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_ClassDef = enter

    def visit_Import(self, node):
        for alias in node.names:
            if alias.name.partition(".")[0] not in self._modules:
                self._add(node, alias, f"Import of '{_cut(alias.name)}' is not allowed. Allowed modules: {', '.join(self._modules)}")

    def visit_ImportFrom(self, node):
        name = "." * node.level + (node.module or "")
        if name.partition(".")[0] not in self._modules:
            self._add(node, node, f"Import from '{_cut(name)}' is not allowed.")

    def visit_Call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id in CALLS and not self._own(node.func.id):
            self._add(node, node.func, f"Use of '{node.func.id}()' is not allowed.")
            for part in (*node.args, *node.keywords):
                self.visit(part)
        else:
            self.generic_visit(node)

    def visit_Name(self, node):
        if node.id in NAMES:
            self._add(node, node, f"Access to '{node.id}' is not allowed.")

    def visit_Attribute(self, node):
        if node.attr in NAMES:
            self._add(node, node, f"Access to '{node.attr}' is not allowed.")
        self.generic_visit(node)

    def _own(self, name):
        innermost = self._scopes[-1][0]
        return any(
            name in names
            for scope, names in self._scopes
            # The names of a class are not seen by its methods.
            if scope is innermost or not isinstance(scope, ast.ClassDef)
        )

    def _add(self, node, part, message):
        # Several may begin at one place: what ends first comes first in the source.
        line = self._lines[node.lineno - 1] if node.lineno <= len(self._lines) else ""
        column = len(line.encode()[: node.col_offset].decode("utf-8", "replace"))
        order = (node.lineno, node.col_offset, part.end_lineno, part.end_col_offset)
        self.found.append((order, (node.lineno, column, message)))


def _bound(scope):
    """Returns the names that `scope` itself binds."""
    names = set()
    if isinstance(scope, _FUNCTIONS):
        names.update(argument.arg for argument in ast.walk(scope.args) if isinstance(argument, ast.arg))
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        if isinstance(node, _SCOPES):
            names.add(getattr(node, "name", ""))
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
        waiting.extend(ast.iter_child_nodes(node))
    return names


def _cut(name):
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"
