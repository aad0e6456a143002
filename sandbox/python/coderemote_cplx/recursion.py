"""Solves the recurrence of a function that calls itself.

By how an argument shrinks (by one, by half, into parts, not at all), how many
calls one path makes, and whether results are remembered or visits marked. The
master theorem (Bentley, Haken and Saxe 1980) for halves.
"""

import ast
import re

from .terms import DEGREE, FACTORIAL, ONE, exponential, logarithm, product, total, variable

_STRENGTH = {"same": 0, "half": 1, "part": 2, "less": 3}


def calls_itself(function):
    """Whether a function contains a call of its own name."""
    return bool(_own_calls(function, function.name))


def _own_calls(node, name):
    return [n for n in ast.walk(node) if isinstance(n, ast.Call) and (
        (isinstance(n.func, ast.Name) and n.func.id == name) or
        (isinstance(n.func, ast.Attribute) and n.func.attr == name and isinstance(n.func.value, ast.Name) and n.func.value.id == "self"))]  # fmt: skip


def solve(estimator, function, env, work, space):
    """(time, space) of a recursive function whose body alone costs `work` and holds `space`."""
    return _Recurrence(estimator, function, env, work, space).solve()


class _Recurrence:
    def __init__(self, estimator, function, env, work, space):
        self.estimator, self.function, self.env, self.work, self.space = estimator, function, env, work, space
        self.names = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
        self.source = ast.unparse(function)
        self.calls = _own_calls(function, function.name)
        self.size = self._size()

    def solve(self):
        """Tries the cases in order: marked visits, memory, loops of calls, shrinking."""
        kinds = [self._shrinks(c) for c in self.calls]
        kind = max(kinds, key=_STRENGTH.get)
        count, loop = Paths(self.estimator, self.function, self.env).most()
        if self._marks_visits() and kind == "same":
            return self._visits()
        if self._remembers():
            self._because("results are remembered: each state is computed once")
            return product(self.size, total(self.work, loop or ONE)), total(self.space, self.size)
        if loop is not None and kind in ("less", "same"):
            return self._loop_of_calls(loop)
        return getattr(self, "_" + kind)(count)

    def _because(self, message):
        self.estimator.because(self.function, message)

    def _marks_visits(self):
        return bool(re.search(r"\b(seen|visited|vis|explored|done|marked)\b( *\[|\b)", self.source))

    def _remembers(self):
        cached = any("cache" in ast.unparse(d) for d in self.function.decorator_list)
        return cached or bool(re.search(r"if [^\n]* (not )?in (self\.)?_?(memo\w*|cache\w*|dp|table|lookup|seen_vals)\b|(memo|cache|dp)\[[^\n]*\] (!=|is not|==|>)", self.source))

    # Sizes.

    def _size(self):
        shrinking = [self.env[p].size for c in self.calls for p, a in zip(self.names, c.args) if self._is_smaller(p, a)]
        sizes = [v.size for p in self.names if (v := self.env.get(p)) and v.kind != "given" and v.size != ONE]
        moving = any(re.search(r"\b(i|start|idx|index|pos|k|row|col|depth|step) \+ 1", ast.unparse(c)) for c in self.calls)
        if moving or not shrinking:
            outer = [v.size for v in self.env.values() if v.kind in ("list", "str", "graph", "int") and v.size != ONE]
            sizes = sizes or outer
            return sizes[0] if sizes else variable("n")
        return shrinking[-1]

    def _is_smaller(self, name, argument):
        value = self.env.get(name)
        text = ast.unparse(argument)
        return value is not None and value.kind != "given" and value.size != ONE and text != name and bool(re.search(rf"\b{name}\b", text))

    def _shrinks(self, call):
        kind = "same"
        for name, argument in zip(self.names, call.args):
            found = self._argument(name, argument)
            if found == "half" or _STRENGTH[found] > _STRENGTH[kind] and kind != "half":
                kind = found
        return kind

    def _argument(self, name, argument):
        text = ast.unparse(argument)
        half = re.search(r"//|>>|\bmid|half", text)
        by_one = rf"{name} - \w+|{name} \+ 1|{name} - \w+\[\w+\]|{name}\[1:\]|{name}\[1:-1\]|{name}\[:-1\]|{name}\[:\w+\] \+ {name}\[\w+ \+ 1:\]|{name}\[\w+( \+ 1)?:\]"
        if half or (isinstance(argument, ast.Name) and self._is_assigned(argument.id, r"//|>>|\bmid\b")):
            return "half"
        if re.fullmatch(by_one, text):
            return "less"
        if isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Mod):
            return "half"
        if isinstance(argument, ast.Name) and argument.id != name and self._is_assigned(argument.id, r"^\[.* for ") :
            return "part"
        if re.fullmatch(r"\w+ [-+] 1", text) and re.search(r"\bpi?v?o?t?\w*\b|partition", text + self.source) and "partition" in self.source:
            return "part"
        return "less" if re.fullmatch(r"\w+ [-+] 1", text) and text.split()[0] in (*self.names, "i", "j", "k") else "same"

    def _is_assigned(self, name, pattern):
        for node in ast.walk(self.function):
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                if re.search(pattern, ast.unparse(node.value)):
                    return True
        return False

    # Cases.

    def _visits(self):
        graphs = [v for v in self.env.values() if v.kind == "graph"]
        size = graphs[0].size if graphs else self.size
        self._because("each vertex is visited once, each edge looked at once")
        return total(size, product(size, variable(DEGREE))) if graphs else size, total(self.space, size)

    def _loop_of_calls(self, loop):
        self._because("a loop of recursive calls, each on a smaller problem")
        kind = FACTORIAL if loop != ONE else 1000
        keeps = re.search(r"\b(\w*res\w*|out\w*|ans\w*|all_\w+|perms|solutions)\b[^\n]*(append|\+|extend)", self.source)
        return exponential(self.size, kind), total(self.space, self.size, exponential(self.size, kind) if keeps and loop != ONE else ONE)

    def _less(self, count):
        if count >= 2:
            self._because(f"{count} recursive calls, each on a problem smaller by a constant: they double at each level")
            builds = re.search(r"\[\[\]\]|\+ \[|append\(\w+\[:\]\)|append\(list\(|\.copy\(\)\)", self.source)
            return exponential(self.size), total(self.size, exponential(self.size) if builds else ONE)
        self._because("one recursive call on a problem smaller by one: as deep as the problem is large")
        return product(self.size, self.work), product(self.size, self.space)

    def _part(self, count):
        self._because("parts may be as uneven as n - 1 and 0: in the worst case as deep as the problem is large")
        return product(self.size, self.work), product(self.size, self.space)

    def _half(self, count):
        linear = max(sum(p for _, p, _ in term) for term in self.work)
        depth = total(self.space, logarithm(self.size))
        if count < 2:
            self._because("one recursive call on a half: log n deep")
            return (logarithm(self.size) if linear == 0 else self.work), depth
        if linear < 1:
            self._because("two halves with little work between: every element once")
            return self.size, depth
        self._because("two halves with linear work at each of log n levels")
        return product(self.work, logarithm(self.size)) if linear == 1 else self.work, depth

    def _same(self, count):
        return product(self.size, self.work), total(self.space, self.size)


class Paths:
    """The most self-calls on one way through a function, and the rounds of a loop that makes them."""

    def __init__(self, estimator, function, env):
        self._estimator, self._function, self._env, self._loop = estimator, function, env, None

    def most(self):
        """(calls, rounds or None)."""
        return self._block(self._function.body), self._loop

    def _in(self, node):
        name = self._function.name
        for inner in ast.walk(node):
            if isinstance(inner, (ast.ListComp, ast.GeneratorExp, ast.SetComp)) and _own_calls(inner, name):
                self._add(self._estimator.size(inner.generators[0].iter, self._env))
        return len(_own_calls(node, name))

    def _add(self, size):
        self._loop = total(self._loop or ONE, size)

    def _block(self, statements):
        calls = best = 0
        for statement in statements:
            if isinstance(statement, ast.If):
                test, body, other = self._in(statement.test), self._block(statement.body), self._block(statement.orelse)
                if isinstance(statement.body[-1], (ast.Return, ast.Raise, ast.Continue)):
                    best, calls = max(best, calls + test + body), calls + test + other
                else:
                    calls += test + max(body, other)
            elif isinstance(statement, (ast.For, ast.While)):
                calls += self._of_loop(statement)
            elif not isinstance(statement, ast.FunctionDef):
                calls += self._in(statement)
        return max(best, calls)

    def _of_loop(self, statement):
        inner = self._block(statement.body)
        if inner:
            self._add(self._estimator.size(statement.iter, self._env) if isinstance(statement, ast.For) else ONE)
            return inner
        return self._in(statement.iter) if isinstance(statement, ast.For) else 0
