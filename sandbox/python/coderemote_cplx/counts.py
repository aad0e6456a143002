"""Counts the steps of a program by rewriting its syntax tree.

Every statement and every round of a loop adds one to its line: the same totals
as the LINE events of sys.monitoring, at a third of their cost. What C does
inside one call is charged beside it, from the table of
https://wiki.python.org/moin/TimeComplexity and, for sorting, n log2 n
comparisons. A count depends on the program and its input only, never on time.

Names that are added end in two underscores too: class bodies mangle others.
"""

import ast
import bisect
import collections
import heapq
import itertools
import math
import random

_SEQUENCES = (list, tuple, str, bytes, bytearray)
_LINEAR = {sum, min, max, list, tuple, set, frozenset, dict, any, all, bytes, bytearray, collections.Counter, collections.deque, math.prod, math.fsum, random.shuffle, random.sample, random.choices}
_LOGARITHMIC = {
    heapq.heappush, heapq.heappop, heapq.heapreplace, heapq.heappushpop,
    bisect.bisect_left, bisect.bisect_right,
}  # fmt: skip
_SHIFTING = {bisect.insort_left, bisect.insort_right, heapq.heapify}
_ITERATORS = {itertools.permutations, itertools.combinations, itertools.product, itertools.combinations_with_replacement, itertools.accumulate, itertools.chain}

# Methods that cost one step whatever the object is: their statement counts them.
_CONSTANT_METHODS = {
    "append", "appendleft", "popleft", "add", "discard", "get", "items", "keys", "values", "setdefault", "isupper",
    "islower", "isalnum", "bit_length", "move_to_end", "popitem", "hex", "is_integer",
}  # fmt: skip
_PLAIN_CALLS = {
    "range", "print", "int", "float", "super", "isinstance", "input", "abs", "ord", "chr", "len", "bool", "type", "id",
    "enumerate", "zip", "map", "filter", "reversed", "iter", "hasattr", "divmod", "round", "complex", "object", "property",
}  # fmt: skip
_NUMERIC_CALLS = {"int", "float", "len", "abs", "ord", "round", "sum", "pow", "isqrt", "sqrt", "gcd", "count", "bit_length", "floor", "ceil", "log2", "log"}
_NUMERIC_OPERATORS = (ast.Sub, ast.FloorDiv, ast.Div, ast.Mod, ast.Pow, ast.LShift, ast.RShift, ast.BitAnd, ast.BitXor)


def _digits(n):
    return n.bit_length() if n > 0 else 1


def _halvings(n):
    """log2 n, smooth in n: a step at each power of two would look like noise to a fit. Sums of it are rounded."""
    return math.log2(n) + 1 if n > 1 else 1


def _sorting(n):
    """n log2 n, smooth in n as well."""
    return round(n * math.log2(n)) + 1 if n > 1 else 1


def _size(value):
    try:
        return len(value)
    except TypeError:
        return 1


class Counter:
    """The counts of one program: steps and charges by line, and the depth of calls."""

    def __init__(self, lines):
        self.steps = [0] * (lines + 2)
        self.charges = [0] * (lines + 2)
        self.depth = self.deepest = 0

    def clear(self):
        """Forgets what was counted, for the next run."""
        self.steps[:] = [0] * len(self.steps)
        self.charges[:] = [0] * len(self.charges)
        self.depth = self.deepest = 0

    def total(self):
        """All steps and charges."""
        return sum(self.steps) + round(sum(self.charges))

    def names(self):
        """What a rewritten program calls, by name."""
        return {
            "__k__": self.steps, "__depth__": self, "__rounds__": self._rounds, "__call__": self._call, "__method__": self._method,
            "__lambda__": self._called, "__in__": self._contains, "__copied__": self._copied, "__grown__": self._grown, "__equal__": self._equal, "__cut__": self._cut,
        }  # fmt: skip

    def _rounds(self, line, iterable):
        """The rounds of a comprehension."""
        steps = self.steps
        for item in iterable:
            steps[line] += 1
            yield item

    def _consumed(self, line, iterable):
        """An iterator that charges what C takes from it."""
        charges = self.charges
        for item in iterable:
            charges[line] += 1
            yield item

    def _called(self, line, value):
        """The value of a lambda, which has no statement that counts it."""
        self.steps[line] += 1
        return value

    def _call(self, line, function, *arguments, **keywords):
        try:
            charge = _CHARGES.get(function)
        except TypeError:
            charge = None
        if charge is None:
            return function(*arguments, **keywords)
        return charge(self, line, function, arguments, keywords)

    def _method(self, line, owner, name, *arguments, **keywords):
        charge = _METHODS.get(owner.__class__)
        if charge is None:
            return getattr(owner, name)(*arguments, **keywords)
        if name == "join" and arguments and not hasattr(arguments[0], "__len__"):
            arguments = (list(self._consumed(line, arguments[0])),)
        cost = charge(owner, name, arguments)
        result = getattr(owner, name)(*arguments, **keywords)
        self.charges[line] += _joined(arguments[0], result) if name == "join" and arguments else cost
        return result

    def _contains(self, line, item, container):
        kind = container.__class__
        if kind is list or kind is tuple:
            self.charges[line] += _position(container, item)
        elif kind in _SEQUENCES or kind is collections.deque:
            self.charges[line] += len(container) + 1
        return item in container

    def _copied(self, line, value):
        """A fresh sequence: slices, +, *, displays with a star."""
        if value.__class__ in _SEQUENCES:
            self.charges[line] += len(value) + 1
        return value

    def _grown(self, line, target, value):
        """The right side of +=: a list or text grows in place, a tuple is copied."""
        kind = target.__class__
        if kind is str or kind is list:
            self.charges[line] += _size(value) + 1
        elif kind is tuple:
            self.charges[line] += len(target) + _size(value)
        return value

    def _equal(self, line, left, right):
        """The left side of == and !=: sequences of one length are compared to the end."""
        if left.__class__ in _SEQUENCES and left.__class__ is right.__class__ and len(left) == len(right):
            self.charges[line] += len(left) + 1
        return left == right

    def _cut(self, line, owner, index):
        """del owner[index] moves the tail."""
        if owner.__class__ is list:
            at = index if index.__class__ is int else 0
            self.charges[line] += max(1, len(owner) - (at % len(owner) if owner else 0))


def _joined(parts, result):
    """The parts where they are short, as numbers and words are; else all characters."""
    count = _size(parts)
    return count if len(result) <= 24 * count else len(result)


def _position(sequence, item):
    try:
        return sequence.index(item) + 1
    except ValueError:
        return len(sequence) + 1


def _charge_linear(counter, line, function, arguments, keywords):
    if len(arguments) == 1 and not hasattr(arguments[0], "__len__") and hasattr(arguments[0], "__iter__"):
        return function(counter._consumed(line, arguments[0]), **keywords)
    if function in (min, max) and len(arguments) > 1:
        counter.charges[line] += len(arguments)
    elif function in (any, all):
        return function(counter._consumed(line, arguments[0]))
    else:
        counter.charges[line] += sum(_size(a) for a in arguments) or 1
    return function(*arguments, **keywords)


def _charge_sorted(counter, line, function, arguments, keywords):
    result = function(*arguments, **keywords)
    counter.charges[line] += _sorting(len(result))
    return result


def _charge_logarithm(counter, line, function, arguments, keywords):
    counter.charges[line] += _halvings(_size(arguments[0]))
    return function(*arguments, **keywords)


def _charge_shifting(counter, line, function, arguments, keywords):
    counter.charges[line] += _size(arguments[0])
    return function(*arguments, **keywords)


def _charge_digits(counter, line, function, arguments, keywords):
    of = arguments[1] if len(arguments) > (2 if function is pow else 1) else 1
    counter.charges[line] += _digits(abs(of)) if isinstance(of, int) else 1
    return function(*arguments, **keywords)


def _charge_best(counter, line, function, arguments, keywords):
    """heapq.nlargest(k, items) and nsmallest: n log2 k."""
    of = list(arguments[1])
    counter.charges[line] += len(of) * _digits(arguments[0]) if isinstance(arguments[0], int) else len(of)
    return function(arguments[0], of, *arguments[2:], **keywords)


def _charge_iterator(counter, line, function, arguments, keywords):
    return counter._consumed(line, function(*arguments, **keywords))


def _charge_text(counter, line, function, arguments, keywords):
    """str(x): a number is one step, for nobody counts its digits."""
    result = function(*arguments, **keywords)
    number = arguments and isinstance(arguments[0], (int, float))
    counter.charges[line] += 1 if number else len(result)
    return result


_CHARGES = {
    sorted: _charge_sorted, pow: _charge_digits, math.gcd: _charge_digits, math.isqrt: _charge_logarithm,
    heapq.nlargest: _charge_best, heapq.nsmallest: _charge_best, str: _charge_text,
    **dict.fromkeys(_LINEAR, _charge_linear), **dict.fromkeys(_LOGARITHMIC, _charge_logarithm),
    **dict.fromkeys(_SHIFTING, _charge_shifting), **dict.fromkeys(_ITERATORS, _charge_iterator),
}  # fmt: skip


def _list_method(owner, name, arguments):
    n = len(owner)
    if name == "sort":
        return _sorting(n)
    if name in ("count", "reverse", "copy", "clear"):
        return n + 1
    if name == "pop":
        return max(1, n - arguments[0] % n) if arguments and n and isinstance(arguments[0], int) else 1
    if name == "insert" and isinstance(arguments[0], int):
        return max(1, n - min(max(arguments[0], 0), n))
    if name == "remove":
        return n + 1
    if name == "index":
        return _position(owner, arguments[0])
    return _size(arguments[0]) + 1 if name == "extend" and arguments else 1


def _text_method(owner, name, arguments):
    if name in ("startswith", "endswith"):
        return _size(arguments[0]) if arguments else 1
    return len(owner) + 1


class Line(str):
    """A line of input: splitting it costs a step for each word, however long numbers are."""

    def strip(self, *characters):
        return Line(str.strip(self, *characters))

    rstrip = strip


def _line_method(owner, name, arguments):
    return owner.count(arguments[0] if arguments and isinstance(arguments[0], str) and arguments[0] else " ") + 1 if name == "split" else 1 if name in ("strip", "rstrip") else len(owner) + 1


def _table_method(owner, name, arguments):
    if name in ("union", "difference", "update", "issubset", "issuperset", "copy", "symmetric_difference", "isdisjoint", "elements"):
        return len(owner) * (name != "update") + sum(_size(a) for a in arguments) + 1
    if name in ("intersection",):
        return min([len(owner), *(_size(a) for a in arguments)]) + 1
    if name == "most_common":
        return _sorting(len(owner))
    return 1


def _queue_method(owner, name, arguments):
    if name in ("pop", "rotate"):
        return 1
    return _size(arguments[0]) + 1 if name in ("extend", "extendleft") and arguments else len(owner) + 1


_METHODS = {
    list: _list_method, str: _text_method, Line: _line_method, bytes: _text_method, collections.deque: _queue_method,
    **dict.fromkeys((set, frozenset, dict, collections.Counter, collections.defaultdict, collections.OrderedDict), _table_method),
}  # fmt: skip


class Rewriter(ast.NodeTransformer):
    """Adds the counting to a module; `functions` and `modules` are names that the module defines and imports."""

    def __init__(self, tree):
        self.functions = {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
        self.modules = {a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        self._numbers = set()

    def rewrite(self, tree):
        """Returns the tree of the counting program, with its line numbers."""
        tree.body = self._block(tree.body)
        return ast.fix_missing_locations(tree)

    def _step(self, node):
        target = ast.Subscript(ast.Name("__k__", ast.Load()), ast.Constant(node.lineno), ast.Store())
        return ast.copy_location(ast.AugAssign(target, ast.Add(), ast.Constant(1)), node)

    def _ask(self, name, node, *arguments):
        call = ast.Call(ast.Name(name, ast.Load()), [ast.Constant(node.lineno), *arguments], [])
        return ast.copy_location(call, node)

    def _block(self, statements):
        block = []
        for at, statement in enumerate(statements):
            silent = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal)
            text = at == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if not isinstance(statement, silent) and not text:
                block.append(self._step(statement))
            made = self.visit(statement)
            block.extend(made if isinstance(made, list) else [made])
        return block

    def _blocks(self, node, *names):
        for name in names:
            if getattr(node, name):
                setattr(node, name, self._block(getattr(node, name)))
        return node

    def visit_FunctionDef(self, node):
        outer, self._numbers = self._numbers, numbers_of(node)
        first = node.body[:1] if _is_text(node.body[0]) else []
        body = self._block(node.body[len(first) :])
        if not any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in ast.walk(node)):
            body = _with_depth(node, body)
        node.body = [*first, self._step(node), *body]
        node.args.defaults = [self.visit(d) for d in node.args.defaults]
        self._numbers = outer
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        node.body = [self.visit(s) for s in node.body]
        return node

    def _loop(self, node):
        node.body = [self._step(node), *self._block(node.body)]
        return self._blocks(node, "orelse")

    def visit_For(self, node):
        node.iter = self.visit(node.iter)
        return self._loop(node)

    def visit_While(self, node):
        node.test = self.visit(node.test)
        return self._loop(node)

    def visit_If(self, node):
        node.test = self.visit(node.test)
        return self._blocks(node, "body", "orelse")

    def visit_With(self, node):
        for item in node.items:
            item.context_expr = self.visit(item.context_expr)
        return self._blocks(node, "body")

    def visit_Try(self, node):
        for handler in node.handlers:
            self._blocks(handler, "body")
        return self._blocks(node, "body", "orelse", "finalbody")

    def visit_Match(self, node):
        node.subject = self.visit(node.subject)
        for case in node.cases:
            self._blocks(case, "body")
        return node

    def _comprehension(self, node):
        self.generic_visit(node)
        for generator in node.generators:
            generator.iter = self._ask("__rounds__", node, generator.iter)
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_Call(self, node):
        self.generic_visit(node)
        function = node.func
        if isinstance(function, ast.Attribute):
            return self._method_call(node, function)
        if isinstance(function, ast.Name) and (function.id in _PLAIN_CALLS or function.id in self.functions):
            return node
        if isinstance(function, ast.Name) and function.id in ("min", "max") and len(node.args) > 1 and not any(isinstance(a, ast.Starred) for a in node.args):
            return node  # of a few values: their statement counts them
        return self._asked(node, "__call__", function)

    def _method_call(self, node, function):
        owner = function.value
        if isinstance(owner, ast.Name) and owner.id in self.modules:
            return self._asked(node, "__call__", function)
        of_super = isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super"
        plain = function.attr in _CONSTANT_METHODS or (function.attr == "pop" and not node.args)
        if of_super or plain or (isinstance(owner, ast.Name) and owner.id in self.functions):
            return node
        return self._asked(node, "__method__", owner, ast.Constant(function.attr))

    def _asked(self, node, name, *before):
        asked = self._ask(name, node, *before, *node.args)
        asked.keywords = node.keywords
        return asked

    def visit_Lambda(self, node):
        self.generic_visit(node)
        node.body = self._ask("__lambda__", node, node.body)
        return node

    def visit_Compare(self, node):
        self.generic_visit(node)
        if len(node.ops) != 1:
            return node
        operator, right = node.ops[0], node.comparators[0]
        if isinstance(operator, (ast.In, ast.NotIn)) and not _is_display(right):
            asked = self._ask("__in__", node, node.left, right)
            return asked if isinstance(operator, ast.In) else ast.copy_location(ast.UnaryOp(ast.Not(), asked), node)
        if isinstance(operator, (ast.Eq, ast.NotEq)) and self._may_be_long(node.left) and self._may_be_long(right):
            asked = self._ask("__equal__", node, node.left, right)
            return asked if isinstance(operator, ast.Eq) else ast.copy_location(ast.UnaryOp(ast.Not(), asked), node)
        return node

    def _may_be_long(self, node):
        """Whether an operand of == may be a whole sequence and not an element."""
        if isinstance(node, ast.Subscript):
            return isinstance(node.slice, ast.Slice)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "__copied__":
            return True
        return not isinstance(node, (ast.Constant, ast.Attribute)) and not self._is_number(node)

    def _is_number(self, node):
        if isinstance(node, ast.Constant):
            return isinstance(node.value, (int, float))
        return _is_number(node, self._numbers)

    def visit_Subscript(self, node):
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.Slice):
            return self._ask("__copied__", node, node)
        return node

    def visit_List(self, node):
        self.generic_visit(node)
        starred = isinstance(node.ctx, ast.Load) and any(isinstance(e, ast.Starred) for e in node.elts)
        return self._ask("__copied__", node, node) if starred else node

    visit_Tuple = visit_List

    def visit_JoinedStr(self, node):
        return self._ask("__copied__", node, node)

    def visit_BinOp(self, node):
        numeric = self._is_number(node.left) or self._is_number(node.right)
        repeats = isinstance(node.op, ast.Mult) and any(_is_sequence(e) for e in (node.left, node.right))
        self.generic_visit(node)
        if repeats or (isinstance(node.op, ast.Add) and not numeric):
            return self._ask("__copied__", node, node)
        return node

    def visit_AugAssign(self, node):
        numeric = self._is_number(node.value)
        self.generic_visit(node)
        if isinstance(node.op, ast.Add) and isinstance(node.target, ast.Name) and not numeric and node.target.id not in self._numbers:
            node.value = self._ask("__grown__", node, ast.Name(node.target.id, ast.Load()), node.value)
        return node

    def visit_Assign(self, node):
        self.generic_visit(node)
        target = node.targets[0]
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
            node.value = self._ask("__copied__", node, node.value)
        return node

    def visit_Delete(self, node):
        made = []
        for target in node.targets:
            simple = isinstance(target, ast.Subscript) and not any(isinstance(n, ast.Call) for n in ast.walk(target))
            if simple and not isinstance(target.slice, ast.Slice):
                owner, index = (ast.parse(ast.unparse(e), mode="eval").body for e in (target.value, target.slice))
                made.append(ast.copy_location(ast.Expr(self._ask("__cut__", node, owner, index)), node))
        return [*made, node]


def _is_text(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)


def _is_display(node):
    return isinstance(node, ast.Constant) or (isinstance(node, (ast.Tuple, ast.List, ast.Set)) and not any(isinstance(e, ast.Starred) for e in node.elts))


def _is_sequence(node):
    return isinstance(node, (ast.List, ast.Tuple, ast.ListComp)) or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))


def _with_depth(node, body):
    """Tracks how deep calls are; one that a generator suspends is not tracked."""
    enter = ast.parse("__depth__.depth += 1\nif __depth__.depth > __depth__.deepest: __depth__.deepest = __depth__.depth").body
    leave = ast.parse("__depth__.depth -= 1").body
    return [*enter, ast.copy_location(ast.Try(body, [], [], leave), node)] if body else enter + leave


def numbers_of(function):
    """The names that a function uses for numbers only: their + and == charge nothing."""
    stores = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            stores.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            stores.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name) and isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name):
            stores.setdefault(node.target.id, []).append(ast.Constant(0) if node.iter.func.id == "range" else None)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stores.setdefault(node.id, []).append("other")
    return _settle(stores)


def _settle(stores):
    # Each store was met twice: as a statement, with its value, and as a name.
    known = {name for name, values in stores.items() if 2 * values.count("other") == len(values)}
    while True:
        wrong = {name for name in known if not all(_is_number(v, known) for v in stores[name] if v != "other")}
        if not wrong:
            return known
        known -= wrong


def _is_number(node, names):
    if isinstance(node, ast.Constant):
        return isinstance(node.value, (int, float))
    if isinstance(node, ast.Name):
        return node.id in names
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, _NUMERIC_OPERATORS) or _is_number(node.left, names) or _is_number(node.right, names)
    if isinstance(node, ast.UnaryOp):
        return not isinstance(node.op, ast.Not)
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        return name in _NUMERIC_CALLS
    return False
