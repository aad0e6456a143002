"""Solves the recurrence of a function that calls itself.

By how an argument shrinks (by one, by half, into parts, not at all), how many
calls one path makes, and whether results are remembered or visits marked. The
master theorem (Bentley, Haken and Saxe 1980) for halves.
"""

import ast
import re

from .terms import DEGREE, EXPONENTIAL, FACTORIAL, ONE, exponential, logarithm, product, total, variable

_NEVER = -1000  # calls on a way that does not exist
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
        if self._marks_visits() and (kind == "same" or len(self.calls) > 2):
            return self._visits()
        if self._remembers():
            states = self._states()
            self._because("results are remembered: each state is computed once")
            return product(states, total(self.work, loop or ONE)), total(self.space, states)
        if self._walks_down():
            self._because("one call for each element, at whatever depth")
            return self.size, total(self.space, self.size)
        kind_of_growth = self._multiplies()
        if kind_of_growth:
            self._because("the result of the smaller problem is used several times: it multiplies at each level")
            return exponential(self.size, kind_of_growth), exponential(self.size, kind_of_growth)
        if loop is not None and kind in ("less", "same"):
            return self._loop_of_calls(loop)
        return getattr(self, "_" + kind)(count)

    def _because(self, message):
        self.estimator.because(self.function, message)

    def _marks_visits(self):
        """Whether it marks where it was and leaves the mark."""
        undone = re.search(r"\.(remove|discard|pop)\(|\] = False", self.source)
        named = re.search(r"\b(seen|visited|vis|explored|done|marked|state|color|colors)\b", self.source)
        cells = len(self.calls) > 2 and re.search(r"\w+\[\w+\]\[\w+\] = ", self.source)
        return bool((named or cells) and not undone)

    def _walks_down(self):
        """for item in nested: ... f(item)"""
        targets = {n.target.id for n in ast.walk(self.function) if isinstance(n, (ast.For, ast.comprehension)) and isinstance(n.target, ast.Name)
                   and isinstance(n.iter, (ast.Name, ast.Attribute, ast.Subscript)) and _root(n.iter) in self.names}  # fmt: skip
        return bool(targets) and all(c.args and isinstance(c.args[0], ast.Name) and c.args[0].id in targets for c in self.calls)

    def _multiplies(self):
        """EXPONENTIAL where what the smaller problem gives is kept, and gone over to make as much again: rest + [... for r in rest];
        FACTORIAL where each of it gives as many as it is long; else None."""
        if len(self.calls) != 1:
            return None
        names = {t.id for n in ast.walk(self.function) if isinstance(n, ast.Assign) and n.value is self.calls[0] for t in n.targets if isinstance(t, ast.Name)}
        nodes = list(ast.walk(self.function))
        loops = [n for n in nodes if isinstance(n, (ast.For, ast.comprehension)) and (n.iter is self.calls[0] or _mentions(n.iter, names))]
        for loop in (n for n in loops if isinstance(n, ast.For)):
            inside = [n for s in loop.body for n in ast.walk(s)]
            added = sum(isinstance(n, ast.Call) and ast.unparse(n.func).endswith((".append", ".add")) for n in inside)
            inner = [n for n in inside if isinstance(n, ast.For)]
            if added and inner:
                return EXPONENTIAL if all(_is_constant(n.iter, self.estimator, self.env, loop) for n in inner) else FACTORIAL
            if added > 1:
                return EXPONENTIAL
        return EXPONENTIAL if len(loops) > 1 or loops and any(_keeps(n, names) for n in nodes) else None

    def _states(self):
        """The product of the sizes of the parameters that move."""
        moving = [p for at, p in enumerate(self.names) if any(at < len(c.args) and ast.unparse(c.args[at]) != p for c in self.calls)]
        outer = [v.size for n, v in self.env.items() if n not in self.names and v.kind in ("list", "str") and v.size != ONE]
        states = ONE
        for name in moving:
            value = self.env.get(name)
            if value is not None and value.size != ONE and value.kind != "given":
                states = product(states, value.size)
            elif outer:
                states = product(states, outer.pop(0) if len(outer) > 1 else outer[0])
        return states if states != ONE else self.size

    def _remembers(self):
        if self._keeps_answers():
            return True
        cached = any("cache" in ast.unparse(d) for d in self.function.decorator_list)
        return cached or bool(re.search(r"if [^\n]* (not )?in (self\.)?_?(memo\w*|cache\w*|dp|table|lookup|seen_vals)\b|(memo|cache|dp)\[[^\n]*\] (!=|is not|==|>)", self.source))

    def _keeps_answers(self):
        """Whether a table is asked for a key, and gets what was computed for it."""
        asked = {ast.unparse(c.comparators[0]) for n in ast.walk(self.function) if isinstance(n, ast.If) for c in ast.walk(n.test)
                 if isinstance(c, ast.Compare) and isinstance(c.ops[0], (ast.In, ast.NotIn))}  # fmt: skip
        stored = {ast.unparse(t.value) for n in ast.walk(self.function) if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Subscript)}
        read = {ast.unparse(n.value) for r in ast.walk(self.function) if isinstance(r, ast.Return) and r.value for n in ast.walk(r.value) if isinstance(n, ast.Subscript)}
        return bool(asked & stored & read)

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
        halved = r"//|>>|\bmid\b|^2 \* \w+( \+ [12])?$"
        if half or re.match(r"2 \* \w+ \+ [12]$", text) or (isinstance(argument, ast.Name) and argument.id != name and self._is_halved(argument.id, halved)):
            return "half"
        if any(isinstance(n, ast.Name) and n.id not in self.names and self._is_halved(n.id, r"//|>>") for n in ast.walk(argument)) and isinstance(argument, ast.BinOp):
            return "half"
        if isinstance(argument, ast.Subscript) and isinstance(argument.slice, ast.Slice):
            bounds = [b for b in (argument.slice.lower, argument.slice.upper) if isinstance(b, ast.Name)]
            if any(self._is_halved(b.id, halved) for b in bounds):
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

    def _is_halved(self, name, pattern):
        """Directly, or through another name: largest = left; left = 2 * i + 1."""
        others = [n.value.id for n in ast.walk(self.function) if isinstance(n, ast.Assign) and isinstance(n.value, ast.Name)
                  and any(isinstance(t, ast.Name) and t.id == name for t in n.targets)]  # fmt: skip
        return self._is_assigned(name, pattern) or any(self._is_assigned(o, pattern) for o in others)

    def _is_assigned(self, name, pattern):
        for node in ast.walk(self.function):
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                if re.search(pattern, ast.unparse(node.value)):
                    return True
        return False

    # Cases.

    def _visits(self):
        graphs = [v for v in self.env.values() if v.kind == "graph"]
        grids = [product(v.size, v.element.size) for v in self.env.values() if v.kind == "list" and v.element and v.element.kind == "list"]
        size = graphs[0].size if graphs else grids[0] if grids else self.size
        edges = graphs[0].element.size if graphs and graphs[0].element else variable(DEGREE)
        self._because("each vertex is visited once, each edge looked at once")
        return total(size, product(size, edges)) if graphs else size, total(self.space, size)

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


def _is_constant(iterable, estimator, env, loop):
    """Whether a loop inside goes over something whose size neither grows nor comes from the loop around."""
    own = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
    return estimator.size(iterable, env) == ONE and not _mentions(iterable, own)


def _mentions(node, names):
    return any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(node))


def _keeps(node, names):
    """Whether a sum, or an extend, has a whole list of one of these names in it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.BitOr)):
        return any(isinstance(side, ast.Name) and side.id in names for side in (node.left, node.right))
    if isinstance(node, ast.AugAssign):
        return any(isinstance(side, ast.Name) and side.id in names for side in (node.target, node.value))
    extends = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("extend", "update", "union")
    return extends and any(isinstance(n, ast.Name) and n.id in names for n in (node.func.value, *node.args))


def _root(node):
    """The name that node.children or tree[1] is part of, itself no graph: a graph has its vertices as keys."""
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Constant):
        return ""
    inner = node.value if isinstance(node, (ast.Attribute, ast.Subscript)) else node
    return inner.id if isinstance(inner, ast.Name) else ""


class Paths:
    """The most self-calls on one way through a function, and the rounds of a loop that makes them."""

    def __init__(self, estimator, function, env):
        self._estimator, self._function, self._env, self._loop = estimator, function, env, None

    def _in(self, node):
        name = self._function.name
        for inner in ast.walk(node):
            if isinstance(inner, (ast.ListComp, ast.GeneratorExp, ast.SetComp)) and _own_calls(inner, name):
                self._add(self._estimator.size(inner.generators[0].iter, self._env))
        return len(_own_calls(node, name))

    def _add(self, size):
        self._loop = total(self._loop or ONE, size)

    def most(self):
        """(calls, rounds or None)."""
        ended, through = self._block(self._function.body)
        return max(ended, through), self._loop

    def _block(self, statements):
        """The most calls on a way that ends inside, and on one that goes on behind."""
        ended = through = 0
        for statement in statements:
            if isinstance(statement, ast.If):
                test, body, other = self._in(statement.test), self._block(statement.body), self._block(statement.orelse)
                ended = max(ended, through + test + max(body[0], other[0]))
                through += test + max(body[1], other[1])
            elif isinstance(statement, (ast.For, ast.While)):
                through += self._of_loop(statement)
            elif isinstance(statement, (ast.Return, ast.Raise, ast.Continue)):
                return max(ended, through + self._in(statement)), _NEVER
            elif not isinstance(statement, ast.FunctionDef):
                through += self._in(statement)
        return ended, through

    def _of_loop(self, statement):
        inner = max(0, *self._block(statement.body))
        if inner:
            self._add(self._estimator.size(statement.iter, self._env) if isinstance(statement, ast.For) else ONE)
            return inner
        return self._in(statement.iter) if isinstance(statement, ast.For) else 0
