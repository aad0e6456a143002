"""Which sizes a program that reads standard input has, and what each of its reads has to do with them.

A number that is read first and bounds a loop is a size; a list or text is as
long as the number that was read for it, else it is a size of its own; rows of a
table are as long as the second number. What is read in a loop of no known
number of rounds ends: with the value that the program looks for, or with the input.
"""

import ast
import re

from . import reads

_SIZES = {"n", "m", "N", "M", "rows", "cols", "columns", "r", "c", "h", "w", "height", "width", "R", "C", "H", "W"}
_WORD = "6"
_SECOND = {"m", "M", "cols", "columns", "c", "w", "width", "C", "W"}


class Reader:
    """What the reads of a program are given: the axes, and for each site the axis of each of its numbers or of its length."""

    def __init__(self, tree, sites):
        self._source, self._tree, self._sites = ast.unparse(tree), tree, sites
        self._parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        self._nodes = {n.args[0].value: n for n in ast.walk(tree) if reads.is_site(n)}
        self._claimed, self._order, self.axes = [], [], []
        for at, site in enumerate(sites):
            site.names = self._names(at)
        for at, site in enumerate(sites):
            site.sizes = self._sizes(at, site)
        for at, site in enumerate(sites):
            if site.inner and at in self._nodes:
                self._ending(at, site)
            site.free = [name not in self._claimed and name not in _SIZES for name in site.names]
            site.words = self._words(site)
        self.axes.sort(key=lambda axis: self._order.index(axis) if axis in self._order else len(self._order))
        self.axes = self.axes if len(self.axes) == 2 else ["n"]

    def _above(self, node):
        while (node := self._parents.get(node)) is not None:
            yield node

    def _is_inlined(self, at):
        """Whether a read is what a function of its own is for: it stands where that is called as well."""
        function = next((p for p in self._above(self._nodes.get(at)) if isinstance(p, ast.FunctionDef)), None)
        return function is not None and len(function.body) == 1 and isinstance(function.body[0], ast.Return) and not function.args.args

    # Sizes.

    def _names(self, at):
        """The names that a read is stored in."""
        node = self._nodes.get(at)
        if self._sites[at].inner and any(isinstance(p, (ast.ListComp, ast.GeneratorExp)) for p in self._above(node)):
            return []
        while node is not None and not isinstance(node, ast.stmt):
            if isinstance(node, ast.NamedExpr):
                return [node.target.id]
            node = self._parents.get(node)
        if not isinstance(node, ast.Assign):
            return []
        target = node.targets[0]
        found = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        return [e.id if isinstance(e, ast.Name) else "" for e in found]

    def _sizes(self, at, site):
        if site.tests or site.shape in ("all", "lines") or self._is_inlined(at):
            return []
        if site.shape in ("number", "numbers"):
            return [] if site.inner else [self._number(name) for name in site.names] or [self._rounds(at)]
        return [self._row(site) if site.inner else self._length(site)]

    def _number(self, name):
        """The axis of a number: 1 where it only says where a range starts, None where nothing is as long as it."""
        if self._starts(name):
            return "1"
        if name not in self._named_numbers():
            return None  # it is read again and again
        self._order.append(name)
        axis = name if name and (self._bounds(name) or name in _SIZES) else None
        if axis and self._bounds(name):
            self._add(axis)
        return axis

    def _rounds(self, at):
        """The axis of a number that is only the end of a range."""
        above = self._parents.get(self._parents.get(self._nodes.get(at)))
        if not isinstance(above, ast.Call) or getattr(above.func, "id", "") != "range":
            return None
        self._add(f"rounds {at}")
        return f"rounds {at}"

    def _add(self, axis):
        if axis not in self.axes:
            self.axes.append(axis)

    def _bounds(self, name):
        n = re.escape(name)
        return bool(re.search(rf"range\([^\n]*\b{n}\b|\] \* \(?{n}\b|while [^\n]*\b{n}\b", self._source))

    def _starts(self, name):
        """Whether a number is used for nothing but the start of ranges."""
        uses = [n for n in ast.walk(self._tree) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]
        calls = [self._parents[n] for n in uses]
        return bool(name and uses) and all(
            isinstance(c, ast.Call) and getattr(c.func, "id", "") == "range" and len(c.args) > 1 and c.args[0] is n for c, n in zip(calls, uses)
        )

    def _length(self, site):
        """The axis of a list: the first number that no other list has claimed, else the one that was claimed last, else its own."""
        free = [name for name in self._order if name not in self._claimed and (self._bounds(name) or name in _SIZES)]
        if free:
            self._claimed.append(free[0])
            self._add(free[0])
            return free[0]
        if self._claimed or self._order:
            return (self._claimed or self._order)[-1]
        own = (site.names or [""])[0] or f"input {len(self.axes) + 1}"
        self._add(own)
        return own

    def _row(self, site):
        """The axis of a row of a table: the second of two numbers, or the only one. A word has six letters, a line that is walked over its own length."""
        second = next((name for name in self._order[1:] if name in _SECOND or self._bounds(name)), None)
        if second:
            self._add(second)
        elif site.shape == "text" and not re.search(r"\]\[|list\(" + reads.NAME, self._source):
            if not self._walked(site.names):
                return _WORD
            self._add("line")
            return "line"
        return second or (self._order[0] if self._order else None)

    def _walked(self, names):
        """Whether a text is looked at letter by letter."""
        walks = r"\b(?:for \w+ in |set\(|sorted\(|list\(|reversed\(|enumerate\(|Counter\(|range\(len\()"
        return any(re.search(rf"{walks}{re.escape(name)}\b|\b{re.escape(name)}\[", self._source) for name in names)

    # Words.

    def _words(self, site):
        """The words that a program compares with what it reads in a loop, by the position of its name."""
        if not site.inner or site.shape not in ("text", "list", "numbers"):
            return {}
        words = {}
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq) and isinstance(node.comparators[0], ast.Constant):
                value = node.comparators[0].value
                for at, name in enumerate(site.names):
                    if isinstance(value, str) and value and value != site.last and self._is_read(node.left, {name}):
                        words.setdefault(at, []).append(value)
        return words

    # Ends.

    def _ending(self, at, site):
        """Whether a loop goes on until something is read, and what that is."""
        within = (ast.For, ast.While, ast.FunctionDef, ast.ListComp, ast.GeneratorExp)
        loop = next((p for p in self._above(self._nodes[at]) if isinstance(p, within)), None)
        if not isinstance(loop, ast.While):
            return
        counted = any(isinstance(n, ast.Name) and n.id in self._named_numbers() for n in ast.walk(loop.test))
        site.ends = not counted
        site.last = self._wanted(loop, set(site.names)) if site.ends else None

    def _named_numbers(self):
        """The names of numbers that are read once."""
        again = {name for site in self._sites if site.inner for name in site.names}
        return {name for site in self._sites if not site.inner for name in site.names} - again

    def _wanted(self, loop, names):
        """The value of a read at which a loop ends, as text, or None."""
        ends = [n.test for n in ast.walk(loop) if isinstance(n, ast.If) and any(isinstance(s, (ast.Break, ast.Return)) or "exit" in ast.unparse(s) for s in n.body)]
        for node in (n for test in (loop.test, *ends) for n in ast.walk(test)):
            if isinstance(node, ast.Compare) and len(node.ops) == 1 and self._is_read(node.left, names):
                value = _constant(node.comparators[0])
                if value is not None:
                    return str(-1 if isinstance(node.ops[0], ast.Lt) and value == 0 else value)
            elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and self._is_read(node.operand, names):
                return ""
        return "" if self._is_read(loop.test, names) else None

    def _is_read(self, node, names):
        """Whether an expression is what was read: its name, or a call of a method of it."""
        while isinstance(node, ast.Subscript) or isinstance(node, ast.Call) and (isinstance(node.func, ast.Attribute) or node.args):
            node = node.value if isinstance(node, ast.Subscript) else node.func.value if isinstance(node.func, ast.Attribute) else node.args[0]
        if isinstance(node, ast.NamedExpr):
            node = node.target
        return isinstance(node, ast.Name) and node.id in names


def _constant(node):
    """The value of a constant, or the first of several."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)) and node.elts:
        node = node.elts[0]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return -node.operand.value
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str)) and not isinstance(node.value, bool) else None
