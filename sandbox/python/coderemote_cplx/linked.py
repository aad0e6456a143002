"""Linked values of any size: lists and trees of a program's own nodes, or of nested tuples, lists and dicts.

A Shape is learnt from one example: which parts of a node lead to further nodes
of its kind, which lead back, and what it holds. Values are numbered in order
(Knuth, The Art of Computer Programming 1, 2.3.1), so that a tree is a search
tree whatever its form.
"""

import copy

_BACK = ("prev", "previous", "parent", "back", "up", "father")
_MANY = (list, dict, tuple, set)
_MOST_NODES = 200


class Shape:
    """How nodes of one kind hang together."""

    def __init__(self, example):
        self.nodes = _reachable(example)
        self._example = example
        self._fields = list(_fields(example))
        names = self._fields
        self.links = [f for f in names if any(_is_node(example, get(x, f)) for x in self.nodes)]
        self.many = [f for f in names if f not in self.links and any(_holds_nodes(example, get(x, f)) for x in self.nodes)]
        empty = [f for f in names if f not in self.links and all(_is_end(get(x, f)) for x in self.nodes)]
        if self.links or is_object(example):
            self.links += empty
        self.back = [f for f in self.links if self._leads_back(f)]
        self.links = [f for f in names if f in self.links and f not in self.back]
        self._data = [f for f in names if f not in (*self.links, *self.many, *self.back)]
        self._end = next((get(x, f) for x in self.nodes for f in self.links if _is_end(get(x, f))), None)

    def _leads_back(self, field):
        if str(field) in _BACK and is_object(self._example):
            return True
        before = [(x, get(x, field)) for x in self.nodes]
        before = [(x, y) for x, y in before if _is_node(self._example, y)]
        return bool(before) and len(self.links) > 1 and all(any(get(y, f) is x for f in self.links if f != field) for x, y in before) and get(self._example, field) is None

    def orders(self):
        """The forms worth trying: a tree may be balanced or lean to any side."""
        if len(self.links) > 1:
            return ["balanced", "left", "right"]
        return ["balanced", "left", "wide"] if self.many else ["sorted", "random", "equal", "reversed"]

    def build(self, n, order, source, namespace):
        """The first of n nodes in this form."""
        below = [self._below(i, n, order) for i in range(n)]
        values = self._values(below, n, order, source)
        made = [None] * n
        for i in range(n - 1, -1, -1):
            made[i] = self._node([None if j is None else made[j] for j in below[i]], values[i], namespace)
        self.kept = made  # what a program unlinks stays until the next build: it is no memory that it gives back
        return made[0]

    def _below(self, i, n, order):
        """The numbers of the nodes below node i, by link."""
        if self.links and len(self.links) == 1 or order in ("left", "right"):
            slots = max(1, len(self.links))
            at = slots - 1 if order == "right" else 0
            return [i + 1 if s == at and i + 1 < n else None for s in range(slots)]
        if order == "wide":
            return list(range(1, n)) if i == 0 else []
        slots = max(2, len(self.links))
        return [j if j < n else None for j in range(slots * i + 1, slots * i + slots + 1)]

    def _values(self, below, n, order, source):
        values = list(range(1, n + 1))
        if len(self.links) > 1:
            return _in_order(below, n)
        if order == "random":
            source.shuffle(values)
        return values[::-1] if order == "reversed" else [1] * n if order == "equal" else values

    def _node(self, below, value, namespace):
        parts = {f: _datum(get(self._example, f), value) for f in self._data}
        parts.update({f: self._end for f in (*self.links, *self.back)})
        parts.update({f: node for f, node in zip(self.links, below) if node is not None})
        if not self.links:
            inside = [node for node in below if node is not None]
            parts.update({f: _container(get(self._example, f), inside) if f == self.many[0] else type(get(self._example, f))() for f in self.many})
        else:
            parts.update({f: type(get(self._example, f))() for f in self.many})
        made = _assembled(self._example, parts, namespace)
        for node in below if self.back else ():
            if node is not None:
                setattr(node, self.back[0], made)
        return made


def shape_of(value):
    """The Shape that a value has, or None."""
    if is_object(value) or (isinstance(value, (tuple, list, dict)) and _is_nested(value)):
        shape = Shape(value)
        return shape if shape.links or shape.many else None
    return None


def is_object(value):
    """Whether a value is of a class that the program defines."""
    return type(value).__module__ == "__main__"


def _is_nested(value):
    """A tuple, list or dict whose parts are ends or of its own form, and hold something beside."""
    if len(value) < 2 or len(value) > 6:
        return False
    nodes, names = _reachable(value), list(_fields(value))
    links = [f for f in names if any(_is_node(value, get(x, f)) for x in nodes)]
    ends = any(_is_end(get(x, f)) for x in nodes for f in links)
    proper = all(_is_node(value, get(x, f)) or _is_end(get(x, f)) for x in nodes for f in links)
    many = [f for f in names if f not in links and any(_holds_nodes(value, get(x, f)) for x in nodes)]
    rest = [f for f in names if f not in links and f not in many]
    if many and rest and not links:
        return all(isinstance(get(x, f), _MANY) and (not get(x, f) or _holds_nodes(value, get(x, f))) for x in nodes for f in many)
    return bool(links and rest) and ends and proper and not any(isinstance(get(x, f), _MANY) and get(x, f) for x in nodes for f in rest)


def _fields(value):
    if isinstance(value, dict):
        return value.keys()
    if isinstance(value, (tuple, list)):
        return range(len(value))
    slots = [s for c in type(value).__mro__ for s in getattr(c, "__slots__", ()) if hasattr(value, s)]
    return [*getattr(value, "__dict__", {}), *slots]


def get(node, field):
    """A part of a node."""
    return getattr(node, field, None) if is_object(node) else node[field]


def _is_node(example, value):
    if type(value) is not type(example) or is_object(example):
        return type(value) is type(example)
    return value.keys() == example.keys() if isinstance(value, dict) else len(value) == len(example)


def _is_end(value):
    return value is None or (isinstance(value, (tuple, list, dict)) and not value)


def _holds_nodes(example, value):
    inside = value.values() if isinstance(value, dict) else value
    return isinstance(value, _MANY) and not isinstance(example, list) and any(_is_node(example, v) for v in inside)


def _reachable(example):
    found, todo = [], [example]
    while todo and len(found) < _MOST_NODES:
        node = todo.pop()
        if any(node is f for f in found):
            continue
        found.append(node)
        for field in _fields(node):
            part = get(node, field)
            if _is_node(example, part):
                todo.append(part)
            elif _holds_nodes(example, part):
                todo += [p for p in (part.values() if isinstance(part, dict) else part) if _is_node(example, p)]
    return found


def _in_order(below, n):
    """Numbers from 1: what is left of a node before it, the rest behind."""
    values, number = [0] * n, 0
    todo = [(0, False)] if n else []
    while todo:
        i, entered = todo.pop()
        if entered:
            number += 1
            values[i] = number
            continue
        todo += [(j, False) for j in below[i][:0:-1] if j is not None]
        todo.append((i, True))
        if below[i] and below[i][0] is not None:
            todo.append((below[i][0], False))
    return values


def _datum(example, value):
    if isinstance(example, bool) or not isinstance(example, (int, float, str)):
        return copy.deepcopy(example)
    return type(example)(value) if not isinstance(example, str) else f"k{value}"


def _container(example, inside):
    if isinstance(example, dict):
        return {(f"k{i}" if i else next(iter(example), "k0")): node for i, node in enumerate(inside)}
    return type(example)(inside)


def _assembled(example, parts, namespace):
    if isinstance(example, dict):
        return {f: parts[f] for f in example}
    if isinstance(example, (tuple, list)):
        return type(example)(parts[f] for f in range(len(example)))
    cls = namespace[type(example).__name__]
    made = cls.__new__(cls)
    for field, part in parts.items():
        setattr(made, field, part)
    return made
