"""What to call a function with, and how to make it larger.

The arguments come from the first call in the user's own script; else from
defaults, type hints, and how the body uses each parameter. A kind and a role by
parameter make a Plan; `build` makes arguments of any size from it, in one of
several modes: an algorithm's worst case is rarely the random one.
"""

import ast
import copy
import random
import re

from . import linked, usage

_TARGETS = {
    "target", "x", "key", "value", "item", "needle", "query", "score", "name", "priority", "start", "end", "src", "source", "goal", "dest",
    "v", "mod", "base", "s0", "total_sum", "threshold", "val", "elem", "element", "root", "node",
}  # fmt: skip
_GOALS = {"goal", "dst", "dest", "destination", "end", "target", "t", "finish", "sink"}
_FAR = 10**9 + 7
_ALPHABET = set("abcdefghij")


def kind_of(value):
    """The kind that decides how a value grows."""
    if isinstance(value, bool) or value is None:
        return "other"
    if linked.shape_of(value):
        return "linked"
    for types, name in ((int, "int"), (float, "float"), (str, "str"), ((set, frozenset), "set")):
        if isinstance(value, types):
            return name
    if isinstance(value, (list, tuple)):
        return _kind_of_sequence(value)
    if isinstance(value, dict):
        return "graph" if value and all(isinstance(v, (list, set, tuple, dict)) for v in value.values()) else "dict"
    return "other"


def _kind_of_sequence(value):
    rows = value and all(isinstance(row, (list, tuple)) for row in value)
    if not rows:
        return "list"
    if isinstance(value[0], tuple) or not value[0]:
        return "list" if isinstance(value[0], tuple) else "lists"
    lengths = {len(row) for row in value}
    if len(lengths) > 1:
        return "lists"
    return "square" if lengths == {len(value)} else "pairs" if lengths == {2} and len(value) > 3 else "rect"


def is_sorted(value):
    """Whether a list of at least three ascends."""
    try:
        return len(value) >= 3 and all(a <= b for a, b in zip(value, value[1:]))
    except TypeError:
        return False


class Plan:
    """How the arguments of one function grow: axes by name, and a role by parameter."""

    def __init__(self, function, examples, state=None):
        self.function, self.state = function, state
        self.source = ast.unparse(function)
        arguments = function.args
        self.names = [a.arg for a in [*arguments.posonlyargs, *arguments.args] if a.arg not in ("self", "cls")]
        count = len(arguments.defaults)
        self.optional = set(self.names[len(self.names) - count :]) if count else set()
        self.optional |= {a.arg for a, default in zip(arguments.kwonlyargs, arguments.kw_defaults) if default is not None}
        self._starred, self._by_name = arguments.vararg and arguments.vararg.arg, {a.arg for a in arguments.kwonlyargs}
        self.names += [self._starred] * bool(self._starred) + [a.arg for a in arguments.kwonlyargs]
        self.examples = examples
        self.kinds = {p: kind_of(examples[p]) for p in self.names if p in examples}
        self.shapes = {p: linked.shape_of(examples[p]) for p in self.names if self.kinds.get(p) == "linked"}
        self.cap = self._value_cap()
        self.edges = {}
        self._assign_roles()
        if not self.axes and self.optional:  # then what has a default grows too
            self.optional = set()
            self._assign_roles()
        graph = any(role == "graph" for role in self.roles.values())
        self.goals = {p for p in self.names if graph and p in _GOALS and self.roles[p] in ("target", "keep", "high")}
        self.ascending = {p: self._keeps_order(p) for p in self.names}

    # Roles.

    def _assign_roles(self):
        self.axes, self.roles, self.ties = ["self"] if self.state else [], {}, {}
        sized = {"list", "str", "square", "rect", "set", "dict", "graph", "lists", "pairs", "linked"}
        self.has_sequence = bool(self.state) or any(self.kinds.get(p) in sized and not self._is_carried(p) for p in self.names if p not in self.optional)
        for name in self.names:
            self._assign_role(name)
        self._find_edges()
        self._tie_equal_lengths()
        self._drop_constants()

    def _assign_role(self, name):
        kind = self.kinds.get(name, "other")
        if name in self.optional:
            self.roles[name] = "default"
        elif self._is_carried(name) or (kind == "str" and self._is_element(name)):
            self.roles[name] = "keep"
        elif kind in ("list", "str", "set", "dict", "square", "pairs", "lists", "linked"):
            self._axis(name, "size", name)
        elif kind == "rect":
            self._axis(name, "rect", name + "#rows", name + "#columns")
        elif kind == "graph":
            self._axis(name, "graph", name, name + "#degree")
        elif kind == "int" and usage.counts_up(self.function, name):
            self.roles[name] = "keep"
        elif kind in ("int", "float"):
            self._assign_number(name, kind)
        else:
            self.roles[name] = "keep"

    def _is_carried(self, name):
        """A text that is only handed on, or what a recursion gathers: empty at first."""
        kind, recursive = self.kinds.get(name), usage.self_calls(self.function)
        if kind == "str" and usage.is_passed_on(self.function, name):
            return True
        return bool(recursive) and kind in ("list", "str", "set", "dict") and not self.examples[name]

    def _is_element(self, name):
        """A text that is a key or an element of another argument, or is called what is looked for."""
        value, others = self.examples[name], [v for n, v in self.examples.items() if n != name]
        if any(isinstance(o, (list, tuple, dict, set)) and value in o for o in others):
            return True
        return name in _TARGETS and any(isinstance(o, (list, tuple, dict, set)) for o in others)

    def _axis(self, name, role, *axes):
        self.roles[name] = role
        self.axes += axes

    def _assign_number(self, name, kind):
        if not self.has_sequence:
            self._axis(name, "int", name)
        elif self._is_low_bound(name):
            self.roles[name] = "low"
        elif self._is_high_bound(name):
            self.roles[name] = "high"
        elif kind == "int" and (usage.sizes_a_table if name in _TARGETS else usage.bounds_a_loop)(self.function, name):
            self._axis(name, "int", name)
        else:
            self.roles[name] = "target"

    def _is_low_bound(self, name):
        return name in ("lo", "low", "left", "l", "start_index", "begin", "i", "start", "idx", "index", "pos") and self.examples[name] == 0

    def _is_high_bound(self, name):
        lengths = {len(v) for v in self.examples.values() if isinstance(v, (list, str, tuple))}
        return (name in ("hi", "high", "right", "r", "end", "n", "size", "length", "j", "m", "V", "num", "num_vertices", "vertices", "nodes") and
                (self.examples[name] in lengths or self.examples[name] + 1 in lengths)) or (
                    name in ("hi", "high", "right", "r"))  # fmt: skip

    def _find_edges(self):
        """Lists of pairs of vertices below a number that is passed beside them."""
        for name in self.names:
            ends = _ends(self.examples.get(name)) if self.roles.get(name) == "size" else None
            for count in self.names if ends else ():
                value = self.examples.get(count)
                if self.kinds.get(count) == "int" and count not in self.optional and min(ends) >= 0 and max(ends) in (value - 1, value):
                    self.edges[name] = count, max(ends) - value + 1
                    if self.roles[count] != "int":
                        self._axis(count, "int", count)

    def _tie_equal_lengths(self):
        lists = [p for p in self.names if self.roles.get(p) == "size" and self.kinds[p] in ("list", "str")]
        for at, second in enumerate(lists[1:], 1):
            for first in lists[:at]:
                equal = len(self.examples[first]) == len(self.examples[second])
                if second in self.axes and equal and usage.share_an_index(self.function, first, second):
                    self._tie(second, first)
        tables = [p for p in self.names if self.roles.get(p) == "rect"]
        for second in tables[1:]:
            first = self.examples[tables[0]]
            if (len(first), len(first[0])) == (len(self.examples[second]), len(self.examples[second][0])):
                self.ties[second] = tables[0]
                self.axes = [a for a in self.axes if a.split("#")[0] != second]
        squares = [p for p in self.names if self.kinds.get(p) == "square" and self.roles.get(p) == "size"]
        for second in squares[1:]:
            self._tie(second, squares[0])

    def _tie(self, second, first):
        self.ties[second] = self.ties.get(first, first)
        self.axes.remove(second)

    def _drop_constants(self):
        """Numbers beside the one that grows: bases and moduli stay as they are."""
        numbers = [a for a in self.axes if self.roles.get(a) == "int"]
        for name in numbers:
            powers = name == "x" and any(usage.bounds_a_loop(self.function, other) for other in numbers if other != name)
            constant = powers or name in ("base", "mod", "modulus") or not usage.matters(self.function, name)
            if constant and len(self.axes) > 1 and not usage.bounds_a_loop(self.function, name):
                self.axes.remove(name)
                self.roles[name] = "keep"

    def _keeps_order(self, name):
        """A sorted example stays sorted only where something is searched in it."""
        if self.kinds.get(name) != "list" or not is_sorted(self.examples[name]):
            return False
        searched = any(role in ("target", "high") for role in self.roles.values())
        two = sum(self.kinds.get(p) == "list" and is_sorted(self.examples[p]) for p in self.names) > 1
        return searched or "sorted" in name or two or bool(re.search(r"merge|sorted|search|dedup|duplicate", self.function.name))

    def _value_cap(self):
        """A fixed table such as [0] * 26 bounds the values that index it."""
        found = re.search(r"\[(?:0|False|None)\] \* (\d+)", self.source)
        return int(found.group(1)) if found else None

    # Modes.

    def modes(self):
        """Pairs (order of the elements, place of the target), the plainest first."""
        return [(order, place) for order in self._orders() for place in self._places()]

    def _places(self):
        if self.goals:
            return ["as given", "absent"]
        wanted = any(self.roles.get(p) == "target" and isinstance(self.examples.get(p), int) for p in self.names)
        looked_in = self.state or self._of_kind("list") or self.shapes or self._tables()
        return ["as given", "above", "below", "last"] if wanted and looked_in else ["as given"]

    def _tables(self):
        return [p for p in self.names if self.kinds.get(p) in ("rect", "square")]

    def _of_kind(self, kind):
        return [p for p in self.names if self.roles.get(p) == "size" and self.kinds[p] == kind]

    def _orders(self):
        shapes = [self.shapes[p] for p in self._of_kind("linked")]
        if shapes:
            return ["sorted", "equal"] if len(shapes) > 1 and len(shapes[0].links) == 1 else shapes[0].orders()
        if self.state:
            return ["random", "sorted", "reversed"]
        lists, texts = self._of_kind("list") + self._of_kind("pairs"), self._of_kind("str")
        if lists:
            return self._list_orders(lists)
        if texts:
            brackets = any(c in str(self.examples[t]) for t in texts for c in "([{")
            return ["distinct", "random", "palindrome", "equal"] + (["nested"] if brackets else []) + (["apart", "almost"] if len(texts) > 1 else [])
        numbers = sum(self.roles.get(p) == "int" for p in self.names)
        if numbers > 1:
            return ["plain", "fibonacci", "first small", "second small"]
        return ["plain", "prime", "ones"] if numbers else ["random", "sorted"] if self.axes else ["plain"]

    def _list_orders(self, lists):
        if all(self.ascending.get(p) for p in lists):
            return ["sorted", "equal"] if "target" in self.roles.values() else ["sorted", "unsorted"] + (["apart"] if len(lists) > 1 else [])
        half = ["half"] if "int" in self.roles.values() else []
        return ["random", "sorted", "reversed", "equal"] + (["apart"] if len(lists) > 1 else []) + half

    # Building.

    def elements(self, sizes):
        """About how many elements arguments of these sizes have in all."""
        count = 0
        for name in self.names:
            size = sizes.get(self.ties.get(name, name), 0)
            if self.roles.get(name) == "rect":
                table = self.ties.get(name, name)
                count += sizes[table + "#rows"] * sizes[table + "#columns"]
            elif self.kinds.get(name) == "square":
                count += size * size
            elif self.roles.get(name) == "graph":
                count += size * (2 + sizes[name + "#degree"])
        return count

    def build(self, sizes, mode, namespace, held=None):
        """(arguments, arguments by name) with `sizes` by axis, the same ones on every call; `held` is what the object holds."""
        order, place = mode
        self._random = random.Random(7)
        self._last, self._namespace = held, namespace
        self._vertices = max([1, *(sizes.get(count, 1) for count, _ in self.edges.values())])
        arguments, keywords = [], {}
        for name in self.names:
            if self.roles.get(name) == "default":
                continue
            made = self._argument(name, sizes, order, place, arguments)
            if name in self._by_name:
                keywords[name] = made
            else:
                arguments += made if name == self._starred else [made]
        return arguments, keywords

    def _argument(self, name, sizes, order, place, before):
        role, example, kind = self.roles[name], self.examples.get(name), self.kinds.get(name)
        axis = self.ties.get(name, name)
        if role == "size":
            self._last = self._sized(name, kind, example, sizes[axis], order)
            return self._last
        if role == "rect":
            self._last = _grid(example, sizes[axis + "#rows"], sizes[axis + "#columns"], order)
            return self._last
        if role == "graph":
            self._last = _graph(example, sizes[name], sizes[name + "#degree"], self._random)
            return self._last
        if role == "int":
            return number(kind, sizes[axis], order, sum(isinstance(b, int) for b in before))
        return self._scalar(name, role, example, place)

    def _scalar(self, name, role, example, place):
        if name in self.goals and place == "absent":
            return _FAR if isinstance(example, int) else "no such vertex"
        if role == "low":
            return 0
        if role == "high":
            return self._high(name, example)
        if role == "target" and isinstance(example, (int, str)) and not isinstance(example, bool):
            return self._target(name, example, place)
        return copy.deepcopy(example)

    def _high(self, name, example):
        lengths = [len(v) for v in self.examples.values() if isinstance(v, (list, str, tuple, dict))]
        below = lengths and example == lengths[0] - 1
        return max(0, _length(self._last) - 1) if below else _length(self._last)

    def _target(self, name, example, place):
        last = self._last
        if not isinstance(last, (list, tuple)) or not last or type(last[0]) is not type(example):
            return {"above": _FAR, "below": -_FAR}.get(place, example) if isinstance(example, int) and (self.shapes or self._tables()) else example
        if isinstance(example, str):
            return {"last": last[-1], "as given": example}.get(place, "no such key")
        return {"above": _FAR, "below": -_FAR, "last": last[-1]}.get(place, example)

    def _sized(self, name, kind, example, n, order):
        if kind == "linked":
            return self.shapes[name].build(n, order, self._random, self._namespace)
        if kind == "str":
            return _text(example, n, order, self._random, self._last)
        if kind == "set":
            return type(example)(_elements(list(example), n, None))
        if kind == "dict":
            return _table(example, n)
        if kind == "square":
            return _grid(example, n, n, order)
        if name in self.edges:
            return self._list(name, example, n, order)
        if kind == "lists":
            return _rows(example, n)
        return self._list(name, example, n, order)

    def _as_names(self, example):
        """Single letters are names like any other, where the function knows none of them: there may be as many as there are places."""
        letters = all(isinstance(e, str) and len(e) == 1 and e.isalpha() for e in example)
        return [2 * e for e in example] if letters and not re.search(r"(['\"]).\1|\bord\(|ascii_", self.source) else example

    def _list(self, name, example, n, order):
        if name in self.edges:
            count, first = self.edges[name]
            return type(example)(_edges(example, n, self._vertices, first, self._random))
        made = _elements(self._as_names(example), n, self.cap)
        if self.ascending.get(name) and order not in ("unsorted", "equal"):
            made = _ascending(made)
            if order == "apart":
                made = _moved(made, self._last)
        elif order in ("random", "unsorted", "apart", "half"):
            self._random.shuffle(made)
            if order == "apart":
                made = _moved(made, self._last)
        elif order == "reversed":
            made = _ascending(made)[::-1]
        elif order == "equal":
            made = made[:1] * n
        elif order == "sorted":
            made = _ascending(made)
        return type(example)(made) if isinstance(example, tuple) else made


def _length(value):
    return len(value) if value is not None else 0


def _moved(items, before):
    """Elements that the list before does not have."""
    if before is None or not items or isinstance(items[0], bool):
        return items
    if isinstance(items[0], (int, float)):
        return [item + _FAR for item in items]
    return ["x" + item for item in items] if isinstance(items[0], str) else items


def _ascending(items):
    try:
        return sorted(items)
    except TypeError:
        return items


def _elements(example, n, cap):
    first = example[0] if example else 0
    if isinstance(first, bool) or first is None:
        return [example[i % len(example)] for i in range(n)]
    if isinstance(first, str):
        return _words(example, n)
    if isinstance(first, float):
        return [float(i) for i in range(n)]
    if isinstance(first, int) and all(isinstance(e, int) for e in example):
        return _integers(example, n, cap)
    if isinstance(first, tuple) and first and all(isinstance(e, (int, float)) and not isinstance(e, bool) for e in first):
        return [tuple(type(e)(i + k) for k, e in enumerate(first)) for i in range(n)]
    if isinstance(first, list) and len(first) == 2 and all(isinstance(e, int) for e in first):
        return [[2 * i, 2 * i + 1 + (first[1] - first[0] > 1)] for i in range(n)]
    return [copy.deepcopy(example[i % len(example)]) for i in range(n)]


def word(number):
    """A word of six letters for a number: others for others."""
    source = random.Random(number)
    return "".join(source.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(6))


def _words(example, n):
    if all(len(w) == 1 for w in example):
        letters = sorted(set(example))
        return [letters[i % len(letters)] for i in range(n)]
    source = random.Random(3)
    if not all(w.isalnum() for w in example):  # what stands between letters has a meaning
        letter = lambda c: source.choice("abcdefghijklmnopqrstuvwxyz") if c.isalpha() else c  # noqa: E731
        return ["".join(map(letter, example[i % len(example)])) for i in range(n)]
    return ["".join(source.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(6)) for _ in range(n)]


def _integers(example, n, cap):
    if len(example) > 1 and set(example) in ({0}, {-1}):  # a table that is filled later
        return example[:1] * n
    if set(example) <= {0, 1, 2} and len(example) > 3:
        return [i % (max(example) + 1) for i in range(n)]
    if len(example) > 2 and sorted(example) == list(range(1, len(example) + 1)):
        made = list(range(1, n + 1))
    elif min(example, default=0) < 0:
        made = [i - n // 2 for i in range(n)]
    else:
        low = 1 if min(example, default=0) > 0 else 0
        made = list(range(low, n + low))
    return [i % cap for i in made] if cap else made


def _text(example, n, order, source, before):
    letters = [c for c in example if c.isalpha()]
    digits = example and all(c in "0123456789" for c in example)
    alphabet = sorted(set(letters) | _ALPHABET) if letters or not example else sorted(set(example))
    if digits:
        alphabet = list("123456789") if "0" not in example or set(example) - set("01") else ["0", "1"]
    if order in ("equal", "apart", "almost"):
        return _uniform(example[:1] or "a", n, order, before)
    if order == "palindrome":
        half = [source.choice(alphabet) for _ in range((n + 1) // 2)]
        return "".join(half + half[::-1][n % 2 :])
    if letters and order in ("distinct", "random") and any(not c.isalnum() and c not in " ()[]{}" for c in example):
        return _alike(example, n, order, alphabet, source)
    if order == "distinct" and (letters or not example):
        return "".join(chr(0x100 + i) for i in range(n))
    if order == "nested":
        return "(" * (n // 2) + ")" * (n - n // 2)
    made = "".join(source.choice(alphabet) for _ in range(n))
    return _with_spaces(made) if " " in example else made


def _alike(example, n, order, alphabet, source):
    """The example over and over with other letters: what stands between them has a meaning."""
    pattern = (example[at % len(example)] for at in range(n))
    return "".join((chr(0x100 + at) if order == "distinct" else source.choice(alphabet)) if c.isalpha() else c for at, c in enumerate(pattern))


def _uniform(letter, n, order, before):
    """One letter over and over: the same as before, or never, or half as long and not at the end."""
    if not isinstance(before, str) or not before:
        return letter * n
    other = "b" if before[0] != "b" else "c"
    return other * n if order == "apart" else before[0] * n if order == "equal" else before[0] * max(0, n // 2 - 1) + other


def _with_spaces(text):
    return "".join(" " if at % 6 == 5 else character for at, character in enumerate(text))


def _table(example, n):
    texts = isinstance(next(iter(example), "a"), str)
    value = next(iter(example.values()), 0)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {(f"k{i}" if texts else i): (i + 1 if number else copy.deepcopy(value)) for i in range(n)}


def _ends(example):
    """The vertices that a list of edges names, or None where it is none."""
    if not isinstance(example, (list, tuple)) or not example:
        return None
    pairs = all(isinstance(e, (list, tuple)) and len(e) == len(example[0]) and len(e) in (2, 3) and all(type(x) is int for x in e[:2]) for e in example)
    return [x for e in example for x in e[:2]] if pairs else None


def _edges(example, n, vertices, first, source):
    """n edges: a path over all vertices, then others that lead forward (or all back, where the example's do)."""
    back = all(e[0] > e[1] for e in example)
    made = []
    for i in range(n):
        u, v = (i, i + 1) if i + 1 < vertices else sorted((source.randrange(vertices), source.randrange(vertices)))
        ends = [v + first, u + first] if back else [u + first, v + first]
        made.append(type(example[0])([*ends, *example[0][2:]]))
    return made


def _grid(example, rows, columns, order):
    first = example[0][0] if example and example[0] else 0
    if isinstance(first, bool) or not isinstance(first, (int, float)):
        values = [e for row in example for e in row] or [first]
        if len(set(values)) == 2:
            return _holes(first, next(v for v in values if v != first), rows, columns, order)
        return [[values[(i * 7 + j * 3) % len(values)] for j in range(columns)] for i in range(rows)]
    values = {e for row in example for e in row}
    if len(values) == 2 or values <= {0, 1}:
        return _holes(first, next(iter(values - {first}), 1 - first), rows, columns, order)
    return [[(i * 7 + j * 3) % 10 + (0 if i == j else 1) for j in range(columns)] for i in range(rows)]


def _holes(first, other, rows, columns, order):
    """A field of one of two values with single holes of the other: what floods it goes everywhere."""
    field, hole = (other, first) if order == "sorted" else (first, other)
    return [[hole if (3 * i + 5 * j) % 7 == 3 else field for j in range(columns)] for i in range(rows)]


def _rows(example, n):
    """A list of lists of their own lengths: an adjacency list, or rows that stay short."""
    flat = [e for row in example for e in row]
    if flat and all(isinstance(e, int) and 0 <= e < len(example) for e in flat):
        return [[j for j in (i - 1, i + 1) if 0 <= j < n] for i in range(n)]
    return [copy.deepcopy(example[i % len(example)]) for i in range(n)]


def _graph(example, n, degree, source):
    """A path with `degree` - 2 random edges more at each vertex, in the example's own form."""
    texts = isinstance(next(iter(example)), str)
    value = next(iter(example.values()))
    names = [f"k{i}" if texts else i for i in range(n)]
    if texts and n:
        names[0] = next(iter(example))
    elif n and 0 not in example and min(example) == 1:
        names = [i + 1 for i in range(n)]
    directed, sides = _is_acyclic(example), _has_two_sides(example)
    edges = {i: [] for i in range(n)}
    for i in range(n):
        if i + 1 < n:
            edges[i].append(i + 1)
            if not directed:
                edges[i + 1].append(i)
        for _ in range(max(0, degree - 2)):
            j = source.randrange(n)
            if sides and (j - i) % 2 == 0:
                continue
            if j > i or (j != i and not directed):
                edges[i].append(j)
    return {names[i]: _neighbors(value, [names[j] for j in edges[i]], example) for i in range(n)}


def _neighbors(value, names, example):
    if isinstance(value, dict):
        return {name: 1 + at for at, name in enumerate(names)}
    inner = next((row[0] for row in example.values() if row and not isinstance(row, (dict, set))), None)
    if isinstance(inner, (tuple, list)):
        weighted_first = inner and inner[0] not in example
        return [type(inner)((1, name) if weighted_first else (name, 1)) for name in names]
    return type(value)(names)


def _has_two_sides(graph):
    """Whether every edge leads from one half of the vertices to the other; walks from each in turn (Koenig 1916)."""
    side = {}
    for start in graph:
        todo = [start] if side.setdefault(start, 0) in (0, 1) else []
        while todo:
            vertex = todo.pop()
            for neighbor in graph.get(vertex, ()):
                neighbor = neighbor[0] if isinstance(neighbor, (tuple, list)) and neighbor else neighbor
                if neighbor not in side:
                    side[neighbor] = 1 - side[vertex]
                    todo.append(neighbor)
                elif side[neighbor] == side[vertex]:
                    return False
    return True


def _is_acyclic(graph):
    state = {}

    def visit(node):
        if state.get(node) == 1:
            return False
        if node in state or node not in graph:
            return True
        state[node] = 1
        following = [n[0] if isinstance(n, tuple) else n for n in graph[node]]
        fine = all(visit(n) for n in following)
        state[node] = 2
        return fine

    try:
        return all(visit(node) for node in graph)
    except TypeError:
        return False


def number(kind, n, order, before):
    """A number of size n, with `before` others before it."""
    if kind == "float":
        return float(n)
    if order == "prime":
        return next_prime(n)
    if order == "ones":
        return (1 << (n + 1).bit_length() - 1) - 1
    if order == "fibonacci" and before:
        return max(1, int(n * 0.6180339887))
    if order == "half":
        return max(1, n // 2)
    return 1 if order in ("first small", "second small")[before : before + 1] else n


def next_prime(n):
    """The smallest prime from n on."""
    n = max(2, n)
    while not _is_prime(n):
        n += 1
    return n


def _is_prime(n):
    """Miller-Rabin with the first twelve primes: exact below 3.3e24 (Sorenson and Webster 2015)."""
    witnesses = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
    if n < 2 or any(n % p == 0 for p in witnesses):
        return n in witnesses
    twos = ((n - 1) & -(n - 1)).bit_length() - 1
    return all(_passes(n, w, (n - 1) >> twos, twos) for w in witnesses)


def _passes(n, witness, odd, twos):
    x = pow(witness, odd, n)
    if x in (1, n - 1):
        return True
    for _ in range(twos - 1):
        x = x * x % n
        if x == n - 1:
            return True
    return False
