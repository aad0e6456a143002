"""Objects of any size: made and filled as the script itself makes and fills its own.

What a method costs depends on what its object holds. The script shows how that
came there: by the arguments of the constructor, and by methods that make the
object hold more (an amount that reaching over it counts). These are called
again, with arguments that vary as an array's elements do.
"""

import copy

from . import inputs, quiet

_MOST_WEIGHT = 2_000
_BUILDERS = 3
MOST = 2**11  # elements: filling is no step that is counted, but takes time


class State:
    """How an object of class `name` is made and grown; `grows` says whether it is known how."""

    def __init__(self, name, function, made, calls, namespace):
        self._name, self._made, self._namespace = name, made or {}, namespace
        self._plan = inputs.Plan(function, self._made) if function else None
        self._builders = self._find([c for c in calls if c[0] != "__init__"])
        self.grows = bool(self._builders or (self._plan and self._plan.axes))

    def elements(self, n):
        """About how many elements the tables have that an object of size n is made of."""
        return self._plan.elements({axis: n for axis in self._plan.axes}) if self._plan else 0

    def _find(self, calls):
        """The methods, in the order of their first calls, after which an object holds more."""
        found = []
        for method, arguments in calls:
            if method in (m for m, _ in found) or len(found) == _BUILDERS:
                continue
            try:
                with quiet.Limit(0.05):
                    item = self._constructed(4, ("random", "as given"), self._namespace)
                    self._fill(item, found, 2, "random")
                    before = _weight(item)
                    self._fill(item, [(method, arguments)], 4, "random")
            except (Exception, quiet.Stopped):
                continue
            if _weight(item) >= before + 3:
                found.append((method, arguments))
        return found

    def make(self, n, mode, namespace):
        """(an object that holds about n, the values it was filled with)."""
        item = self._constructed(n, mode, namespace)
        return item, self._fill(item, self._builders, n, mode[0])

    def _constructed(self, n, mode, namespace):
        owner = namespace[self._name]
        if self._plan is None:
            return owner()
        arguments, keywords = self._plan.build({axis: n for axis in self._plan.axes}, mode, namespace)
        return owner(*arguments, **keywords)

    def _fill(self, item, builders, n, order):
        values = list(range(1, n + 1))
        if order in ("random", "equal"):
            values = [1 + (i * 7919 + 3) % n for i in range(n)] if n % 7919 else values
        elif order == "reversed":
            values.reverse()
        keys = []
        for method, arguments in builders:
            call = getattr(item, method)
            keys = [_varied(arguments, value) for value in values]
            for varied in keys:
                try:
                    call(*varied)
                except Exception:
                    continue  # what it refuses is not held
        return [key[0] for key in keys if key]


def _varied(arguments, value):
    """Arguments of the script's own call for another element."""
    made = []
    for at, example in enumerate(arguments.values()):
        labelled = at > 0 and isinstance(made[0], str)  # what belongs to a name stays: longer numbers are longer texts
        if labelled or isinstance(example, bool) or not isinstance(example, (int, float, str)):
            made.append(copy.deepcopy(example))
        elif isinstance(example, str):
            made.append(inputs.word(value))
        else:
            made.append(type(example)(value + at))
    return made


def _weight(item):
    """How many values are reached from an object."""
    seen, todo = set(), [item]
    while todo and len(seen) < _MOST_WEIGHT:
        value = todo.pop()
        if id(value) in seen and not isinstance(value, (int, str)):
            continue
        seen.add(id(value) if not isinstance(value, (int, str)) else (id(value), len(seen)))
        if isinstance(value, dict):
            todo += [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple, set, frozenset)) or type(value).__name__ == "deque":
            todo += list(value)
        elif type(value).__module__ in ("__main__", "__analyzed__"):
            todo += list(getattr(value, "__dict__", {}).values()) + [getattr(value, s, None) for s in getattr(type(value), "__slots__", ())]
    return len(seen)
