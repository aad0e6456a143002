"""How a function's body uses its parameters, read from its syntax tree."""

import ast
import re

_SEQUENCE_CALLS = {"len", "sum", "sorted", "enumerate", "reversed", "max", "min", "list", "set", "tuple", "zip", "any", "all", "Counter", "deque", "heapify", "iter"}
_LIST_METHODS = {"append", "pop", "sort", "insert", "remove", "extend", "reverse", "copy", "index", "count"}
_TEXT_METHODS = {"split", "lower", "upper", "strip", "replace", "isalpha", "isalnum", "startswith", "endswith", "find", "join", "isdigit", "title", "encode"}
_TABLE_METHODS = {"items", "keys", "values", "get", "setdefault"}
_SET_METHODS = {"add", "discard", "union", "intersection", "difference", "issubset"}
_TEXT_NAMES = re.compile(r"(s|t|st|str|string|text|word|word\d|s\d|str\d|sentence|line|phrase|pattern|txt|pat|haystack|needle|message|password|expression|expr|name)")
_MATRIX_NAMES = re.compile(r"(matrix|grid|board|mat|maze|image|A|B|M)")
_GRAPH_NAMES = re.compile(r"(graph|adj|g|G|tree|network|adjacency|adj_list)")
_LIST_NAMES = re.compile(r"(a|arr|array|nums|numbers|lst|list|list\d|nums\d|arr\d|items|values|data|seq|prices|heights|weights|xs|points|coins|scores|elements|stones|costs|l|L)")


def bounds_a_loop(function, name):
    """Whether a number decides how often something is done, or how long something is."""
    source = ast.unparse(function)
    n = re.escape(name)
    return bool(re.search(rf"range\([^)\n]*\b{n}\b|\] \* \(?{n}\b|while [^\n]*\b{n}\b|for [^\n]* in [^\n]*\({n}\)|\* {n}\b *for", source))


def sizes_a_table(function, name):
    """Whether a number is certainly a size: a range or a table goes up to it, or it ends how deep the function calls itself."""
    source, n = ast.unparse(function), re.escape(name)
    return bool(re.search(rf"range\((1, )?{n}( \+ 1)?[,)]|\] \* \(?{n}\b", source)) or _ends_recursion(function, name)


def _ends_recursion(function, name):
    """Whether calls with less of a number end by it: it loses a constant, or nothing else advances with it."""
    for call in self_calls(function):
        less = [a for a in call.args if isinstance(a, ast.BinOp) and isinstance(a.op, ast.Sub) and isinstance(a.left, ast.Name) and a.left.id == name]
        if less and (isinstance(less[0].right, ast.Constant) or not any(_advances(a) for a in call.args if a not in less)):
            return True
    return False


def _advances(argument):
    """Whether an argument is another one further on: i + 1, n - 1, items[1:]."""
    if isinstance(argument, ast.Subscript):
        return isinstance(argument.slice, ast.Slice)
    step = isinstance(argument, ast.BinOp) and isinstance(argument.op, (ast.Add, ast.Sub))
    return step and isinstance(argument.left, ast.Name) and isinstance(argument.right, ast.Constant) and isinstance(argument.right.value, int)


def self_calls(function):
    """The calls that a function makes of itself."""
    calls = [n for n in ast.walk(function) if isinstance(n, ast.Call)]
    return [c for c in calls if (c.func.id if isinstance(c.func, ast.Name) else getattr(c.func, "attr", "")) == function.name]


def counts_up(function, name):
    """Whether a recursion counts a number up: it stays where it starts."""
    steps = [a for c in self_calls(function) for a in c.args if isinstance(a, ast.BinOp) and isinstance(a.left, ast.Name) and a.left.id == name]
    return bool(steps) and all(isinstance(s.op, ast.Add) and isinstance(s.right, ast.Constant) for s in steps)


_HANDED_ON = (ast.JoinedStr, ast.FormattedValue, ast.Tuple, ast.List, ast.Return, ast.Yield)


def is_passed_on(function, name):
    """Whether an argument is only handed on: to the function itself, to print, or into what is returned."""
    parents = {child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
    uses = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name]
    own = self_calls(function)
    return bool(uses) and all(isinstance(n.ctx, ast.Load) and _hands_on(parents[n], own) for n in uses)


def _hands_on(parent, own):
    if isinstance(parent, ast.Call):
        return parent in own or getattr(parent.func, "id", getattr(parent.func, "attr", "")) in ("print", "append")
    return isinstance(parent, _HANDED_ON)


def matters(function, name):
    """Whether a parameter is used at all."""
    return any(isinstance(n, ast.Name) and n.id == name for statement in function.body for n in ast.walk(statement))


def share_an_index(function, first, second):
    """Whether two sequences are read at the same index, or zipped."""
    source = ast.unparse(function)
    of = lambda name: set(re.findall(rf"\b{name}\[([\w -]+)\]", source))  # noqa: E731
    return bool(of(first) & of(second)) and not _is_merge(source, first, second) or bool(re.search(rf"zip\({first}, {second}\)", source))


def _is_merge(source, first, second):
    return bool(re.search(rf"range\(len\({second}\)|len\({first}\)[^\n]*len\({second}\)", source))


class Uses(ast.NodeVisitor):
    """The facts about one parameter of a function."""

    def __init__(self, function, name):
        self.name, self.facts = name, set()
        for statement in function.body:
            self.visit(statement)

    def _is_it(self, node):
        return isinstance(node, ast.Name) and node.id == self.name

    def visit_Subscript(self, node):
        if self._is_it(node.value):
            self.facts.add("subscript")
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                self.facts.add("table")
        elif isinstance(node.value, ast.Subscript) and self._is_it(node.value.value):
            self.facts.add("matrix")
        self.generic_visit(node)

    def visit_For(self, node):
        if self._is_it(node.iter):
            self.facts.add("iterated")
        elif isinstance(node.iter, ast.Subscript) and self._is_it(node.iter.value):
            self.facts.add("graph")
        self.generic_visit(node)

    def visit_comprehension(self, node):
        self.visit_For(node)

    def visit_Compare(self, node):
        operands = [node.left, *node.comparators]
        for operator, right in zip(node.ops, node.comparators):
            if isinstance(operator, (ast.In, ast.NotIn)) and self._is_it(right):
                self.facts.add("iterated")
        ordered = any(isinstance(o, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for o in node.ops)
        if any(self._is_it(o) for o in operands):
            if ordered or any(isinstance(o, ast.Constant) and isinstance(o.value, (int, float)) for o in operands):
                self.facts.add("number")
            if any(isinstance(o, ast.Constant) and isinstance(o.value, str) for o in operands):
                self.facts.add("text")
        if any(isinstance(o, ast.Subscript) and self._is_it(o.value) for o in operands) and any(isinstance(o, ast.Constant) and isinstance(o.value, str) for o in operands):
            self.facts.add("characters")
        self.generic_visit(node)

    def visit_BinOp(self, node):
        sides = (node.left, node.right)
        if any(self._is_it(s) for s in sides):
            numeric = isinstance(node.op, (ast.Sub, ast.FloorDiv, ast.Mod, ast.Pow, ast.Div, ast.RShift, ast.BitAnd))
            constant = any(isinstance(s, ast.Constant) and isinstance(s.value, (int, float)) for s in sides)
            if numeric or constant:
                self.facts.add("number")
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        if self._is_it(node.target) and not isinstance(node.op, ast.Add):
            self.facts.add("number")
        self.generic_visit(node)

    def visit_Call(self, node):
        function = node.func
        if isinstance(function, ast.Attribute) and self._is_it(function.value):
            self._method(function.attr)
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        if any(self._is_it(a) for a in node.args):
            if name == "range" or name in ("isqrt", "sqrt", "bin", "factorial", "str", "chr"):
                self.facts.add("number")
            elif name in _SEQUENCE_CALLS and not (name in ("max", "min") and len(node.args) > 1):
                self.facts.add("sequence")
            elif name == "ord":
                self.facts.add("text")
        self.generic_visit(node)

    def _method(self, name):
        for methods, fact in ((_LIST_METHODS, "list"), (_TEXT_METHODS, "text"), (_TABLE_METHODS, "table"), (_SET_METHODS, "set")):
            if name in methods:
                self.facts.add(fact)


def example_of(function, argument):
    """A small value for a parameter that nobody passes one to."""
    hint = ast.unparse(argument.annotation) if argument.annotation else ""
    hinted = _from_hint(hint)
    if hinted is not None:
        return hinted
    facts, name = Uses(function, argument.arg).facts, argument.arg
    sequence = facts & {"subscript", "iterated", "sequence", "list", "matrix", "graph"}
    if "number" in facts and not sequence:
        return 7
    if "text" in facts or "characters" in facts or (_TEXT_NAMES.fullmatch(name) and "list" not in facts and "number" not in facts):
        return "abcab"
    return _from_facts(facts, name, sequence)


def _from_facts(facts, name, sequence):
    if _GRAPH_NAMES.fullmatch(name) and ("graph" in facts or "subscript" in facts or "table" in facts) and "matrix" not in facts:
        return {0: [1, 2], 1: [2], 2: [0], 3: [0]}
    if "matrix" in facts or (_MATRIX_NAMES.fullmatch(name) and sequence):
        return [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    if "table" in facts:
        return {"a": 1, "b": 2, "c": 3}
    if "set" in facts:
        return {1, 2, 3}
    if sequence or _LIST_NAMES.fullmatch(name):
        return [3, 1, 2]
    return 7


def _from_hint(hint):
    hint = hint.strip("'\"").replace("typing.", "").replace("Optional[", "").lower()
    if hint.startswith(("list[list", "sequence[list", "sequence[sequence")):
        return [[1, 2, 3], [4, 5, 6], [7, 8, 9]] if "str" not in hint else [["a", "b"], ["b", "a"]]
    if hint.startswith(("list", "sequence", "iterable", "tuple", "deque")):
        return ["b", "a", "c"] if "str" in hint else [(1, 2), (2, 3), (0, 1)] if "tuple" in hint[4:] else [3, 1, 2]
    for start, value in (("int", 7), ("float", 7.0), ("str", "abcab"), ("set", {1, 2, 3}), ("bool", True)):
        if hint.startswith(start):
            return value
    if hint.startswith(("dict", "mapping", "defaultdict")):
        return {0: [1, 2], 1: [2], 2: [0], 3: [0]} if "list" in hint or "set" in hint else {"a": 1, "b": 2, "c": 3}
    return None
