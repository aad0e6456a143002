"""What is known of the values of names and expressions: kind, size, elements."""

import ast

from . import reads
from .syntax import attribute, called_name
from .terms import DEGREE, ONE, variable

_KIND_OF_CALL = {
    "set": "set", "frozenset": "set", "dict": "dict", "Counter": "dict", "defaultdict": "dict", "OrderedDict": "dict", "list": "list",
    "sorted": "list", "deque": "deque", "str": "str", "range": "range", "input": "str", "split": "list", "join": "str", "keys": "set",
    "copy": "list", reads.NAME: "str", "tuple": "list", "lower": "str", "upper": "str", "strip": "str", "replace": "str", "enumerate": "iter",
    "reversed": "iter", "zip": "iter", "map": "iter", "filter": "iter", "values": "iter", "items": "iter", "bin": "str", "most_common": "list",
}  # fmt: skip
_MODULES = {"math", "heapq", "bisect", "itertools", "functools", "random", "collections", "sys", "string", "re", "time"}
_SEQUENCES = ("list", "str")
_INNER = 1 << 20  # deeper than any loop: what a loop binds does not grow in it


class Value:
    """What is known of a value: its kind, its size (or magnitude), its elements, and the depth of loops it was made at."""

    def __init__(self, kind, size=ONE, element=None, depth=0):
        self.kind, self.size, self.element, self.depth = kind, size, element, depth
        self.fields = None  # of an object: the Values of its attributes
        self.step = None  # of a loop's number: the name of its step
        self.domain = None  # how many different values it takes, where it is known
        self.shared = False  # an empty row of a table, that gets a part of what is put into it


class Values:
    """The values of expressions in an environment; a part of the Estimator."""

    def value(self, node, env):
        """The Value of an expression."""
        if self.answers.get(id(node)):
            return self.answers[id(node)]
        if isinstance(node, ast.Name):
            return env.get(node.id) or Value("?")
        if attribute(node) in env:
            return env[attribute(node)]
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            return self._element(self.value(node.value, env))
        if isinstance(node, ast.Call) and called_name(node) == "zip" and node.args and isinstance(node.args[0], ast.Starred):
            rows = self.value(node.args[0].value, env)
            return Value("iter", rows.element.size if rows.element else ONE, Value("list", rows.size))  # the columns of a table
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and isinstance(node.left, ast.List):
            inner = [self.value(e, env) for e in node.left.elts]
            return Value("list", self.size(node.right, env), inner[0] if inner and inner[0].kind in _SEQUENCES else None)
        made = Value(self._kind(node, env), self.size(node, env))
        if isinstance(node, ast.List) and node.elts and all(isinstance(e, ast.List) for e in node.elts):
            made.element = Value("list", self.size(node.elts[0], env))
        if isinstance(node, ast.ListComp):
            made.element = self._comprehended(node, env)
        return made

    def _comprehended(self, node, env):
        inner = dict(env)
        for generator in node.generators:
            self.bind(generator.target, generator.iter, inner)
        element = self.value(node.elt, inner)
        element.shared = isinstance(node.elt, ast.List) and not node.elt.elts
        return element if element.kind in ("list", "str", "set", "dict") else None

    def _element(self, owner):
        if owner.element:
            return owner.element
        return Value("list", variable(DEGREE)) if owner.kind == "graph" else Value("int")

    def _kind(self, node, env):
        if isinstance(node, (ast.List, ast.ListComp, ast.Tuple)):
            return "list"
        if isinstance(node, (ast.Set, ast.SetComp)):
            return "set"
        if isinstance(node, (ast.Dict, ast.DictComp)):
            return "dict"
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            return "str"
        if isinstance(node, ast.GeneratorExp):
            return "iter"
        if isinstance(node, ast.BinOp):
            kinds = [self.value(side, env).kind for side in (node.left, node.right) if not isinstance(side, ast.Constant) or isinstance(side.value, str)]
            return "loop" if kinds and set(kinds) == {"loop"} else next((k for k in kinds if k in _SEQUENCES), "int")
        if isinstance(node, ast.Call):
            name = called_name(node)
            if name == reads.NAME and self._sites[node.args[0].value].shape in ("number", "numbers"):
                return "line"
            return self._returned(self.functions[name]) if name in self.functions else _KIND_OF_CALL.get(name, "int")
        if isinstance(node, ast.Subscript):
            return self.value(node.value, env).kind
        return "int"

    def _returned(self, function):
        """The kind of what a function returns: that of a sequence where one return shows it."""
        if function.name not in self._kinds:
            self._kinds[function.name] = "int"
            made = {t.id: s.value for s in ast.walk(function) if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)}
            values = [r.value for r in ast.walk(function) if isinstance(r, ast.Return) and r.value is not None]
            kinds = {self._kind(made.get(v.id, v) if isinstance(v, ast.Name) else v, {}) for v in values}
            self._kinds[function.name] = next((k for k in ("list", "str", "dict", "set") if k in kinds), "int")
        return self._kinds[function.name]

    def bind(self, target, iterable, env):
        """Gives the names of a loop their values."""
        of = self.value(iterable, env)
        name = called_name(iterable) if isinstance(iterable, ast.Call) else ""
        if isinstance(target, ast.Name):
            env[target.id] = Value("loop", self._reach(iterable, env)) if name == "range" else self._of_arrangements(name, iterable, env) or bound(of.element) or self._item(of)
            env[target.id].domain = self._rounds_of(iterable, env)
            if name == "range" and len(iterable.args) == 3 and isinstance(iterable.args[2], ast.Name):
                env[target.id].step = iterable.args[2].id
        elif isinstance(target, (ast.Tuple, ast.List)):
            for at, inner in enumerate(target.elts):
                if isinstance(inner, ast.Name):
                    env[inner.id] = self._unpacked(name, iterable, at, env)

    def _rounds_of(self, iterable, env):
        """How many different values a loop gives its name: one a round, unless what it goes over changes with the rounds around."""
        changing = any(isinstance(n, ast.Name) and n.id in env and env[n.id].depth > 0 for n in ast.walk(iterable))
        return None if changing and not (isinstance(iterable, ast.Call) and called_name(iterable) == "range") else self.size(iterable, env)

    def _of_arrangements(self, name, iterable, env):
        """Each of the permutations of something is as long as it."""
        return Value("list", self.size(iterable.args[0], env)) if name in ("permutations", "combinations") and iterable.args else None

    def _reach(self, iterable, env):
        """The largest number a range gives."""
        return self.size(iterable.args[min(1, len(iterable.args) - 1)], env) if iterable.args else ONE

    def _item(self, of):
        return Value("str" if of.kind == "str" else "int", ONE, None, _INNER)

    def _unpacked(self, name, iterable, at, env):
        if name == "enumerate" and iterable.args:
            of = self.value(iterable.args[0], env)
            value = Value("loop", of.size) if at == 0 else bound(of.element) or self._item(of)
            value.domain = of.size if at == 0 else self._rounds_of(iterable, env)
            return value
        if name == "items" and at == 1:
            owner = self.value(iterable.func.value, env)
            return owner.element or (Value("list", variable(DEGREE)) if owner.kind == "graph" else Value("int"))
        return Value("int", ONE, None, _INNER)

    def _of_module(self, function, env):
        return isinstance(function.value, ast.Name) and function.value.id in _MODULES and function.value.id not in env


def bound(element):
    """An element as the value of a loop's name: nothing that loops around put into it."""
    return element and Value(element.kind, element.size, element.element, _INNER)


def value_of(name, example):
    """The Value of a parameter, from an example of it."""
    size = variable(name)
    if isinstance(example, (bool, float)):
        return Value("int")
    if example is None:
        return Value("?", size)
    if isinstance(example, int):
        return Value("int", size)
    if isinstance(example, (list, tuple)):
        return Value("list", size, _row(name, size, example))
    if isinstance(example, dict):
        rows = example and isinstance(next(iter(example.values())), (list, set, tuple, dict))
        return Value("graph" if rows else "dict", size)
    return Value("str" if isinstance(example, str) else "set" if isinstance(example, (set, frozenset)) else "?", size)


def _row(name, size, example):
    first = example[0] if example else None
    if isinstance(first, str):
        return Value("str")
    if not isinstance(first, list):
        return None
    lengths = {len(row) for row in example}
    if lengths in ({1}, {2}) and len(example) > 2:
        return None  # pairs: their length is no size
    if lengths == {len(example)}:
        return Value("list", size)
    return Value("list", variable(name + "#columns") if len(lengths) == 1 else variable(DEGREE))
