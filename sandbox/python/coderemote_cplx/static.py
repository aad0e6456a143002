"""Reads the cost of a program from its syntax tree, with reasons; runs nothing.

Sizes are symbols, a loop multiplies, known calls cost what counts.py charges
them, a recursive function is solved by its recurrence (recursion.py). It is an
estimate: who reads it is told why, line by line.
"""

import ast

from . import reads, recursion
from .entries import Entries
from .expressions import Expressions
from .sizes import Sizes
from .statements import Statements
from .syntax import called_name, growing_names, names_made_by, with_functions
from .terms import ONE, total
from .terms import name as name_of
from .values import Value, Values


def estimate(code, function=None):
    """{"time", "space", "reasons"} of the function that is named, called first or defined last, else of the script."""
    tree = ast.parse(code)
    found = reads.Reads(tree) if not function and reads.reads_input(tree) else None
    estimator = Estimator(found.tree if found else tree, found.sites if found else None)
    time, space = estimator.of(function)
    reasons = [{"line": line, "message": message} for line, message in sorted(set(estimator.reasons))]
    return {"time": name_of(time) if time else None, "space": name_of(space) if space else None, "reasons": reasons}

DATA = {"val", "value", "data", "key", "v", "name", "item", "x", "info"}


class Estimator(Entries, Statements, Expressions, Sizes, Values):
    """Walks statements with an environment of Values by name."""

    def __init__(self, tree, sites=None):
        self.tree, self._sites = with_functions(tree), sites
        self.defaulting = names_made_by(tree, ("defaultdict", "Counter"))
        self.growing = growing_names(tree)
        self.functions = {n.name: n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))}
        self._classes = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)}
        self.reasons, self.active, self.loops, self.enclosing, self._once, self._around, self.most = [], [], [], [], [], [], []
        self.space = ONE
        self.answers, self._answers, self._answer = {}, [], None  # Values that calls give back, by id of the call
        self._building = False  # whether a constructor makes the attributes of an object
        self.globals, self._kinds, self._sized = {}, {}, {}

    def because(self, node, message):
        """Notes why something costs."""
        self.reasons.append((getattr(node, "lineno", 1), message))

    def depth(self):
        """How many loops are around, those around the calls on the way here too."""
        return len(self.enclosing) + len(self.loops)

    def since(self, depth, until=None):
        """The rounds of the loops around, from a depth on."""
        return [*self.enclosing, *self.loops][depth:until]

    def call(self, node, env, function=None, fields=None):
        """The cost of a call: the callee with the sizes of these arguments, or a method with the fields of its object."""
        function = function or self.functions[called_name(node)]
        if function.name in self.active or len(self.active) > 12:
            return ONE
        names = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
        inner = {**self.globals, **(fields if fields is not None else {k: v for k, v in env.items() if "." in k})}
        for name, argument in [*zip(names, node.args), *((k.arg, k.value) for k in node.keywords if k.arg)]:
            value = self.value(argument, env)
            if isinstance(argument, ast.Attribute) and argument.attr not in DATA:
                value = self.value(argument.value, env)  # a part of a tree may be as large as the tree
                inner[name] = Value(value.kind, value.size) if value.kind == "?" else self.value(argument, env)
                continue
            shared = isinstance(argument, ast.Name) and (value.kind in ("list", "dict", "set", "deque") or value.fields is not None)
            inner[name] = value if shared else Value(value.kind, self.size(argument, env), value.element)
        for name in names:
            inner.setdefault(name, Value("given"))
        free = {k: v for k, v in env.items() if k not in inner}
        outer, self.loops = self.loops, []
        self.enclosing += outer
        inner = {**free, **inner} if self._is_nested(function) and fields is None else inner
        cost = self.function(function, inner)
        if fields is not None:
            fields.update({name: value for name, value in inner.items() if name in fields})
        self.answers[id(node)] = self._answer
        self.loops = outer
        del self.enclosing[len(self.enclosing) - len(outer) :]
        return cost

    def _is_nested(self, function):
        return function not in self.tree.body

    def function(self, function, env):
        """The cost of a function's body, or of its recurrence."""
        self.active.append(function.name)
        held, self.space = self.space, ONE
        once, self._once, around, self._around = self._once, [], self._around, []
        outer, self._answers = self._answers, []
        work = total(self.block(function.body, env), *[cost for _, cost in self._once])
        self._once, self._around = once, around
        own, self.space = self.space, held
        self.active.pop()
        answers, self._answers = self._answers, outer
        self._answer = _joined(answers) if answers and not recursion.calls_itself(function) else None
        if recursion.calls_itself(function):
            work, own = recursion.solve(self, function, env, work, own)
        self.space = total(self.space, own)
        return work


def _joined(values):
    """One Value for all that a function may give back."""
    kind = next((v.kind for v in values if v.kind not in ("int", "?", "loop")), values[0].kind)
    element = next((v.element for v in values if v.element), None)
    return Value(kind, total(*[v.size for v in values]), element)
