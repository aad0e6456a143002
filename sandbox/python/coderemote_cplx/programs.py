"""Decides what of a script is measured, and measures whole programs that read standard input.

A program has the sizes that `lengths` finds where these are two; else one size n
stands for everything that it reads: the lengths of lists and texts, and the
numbers that are not elements.
"""

import ast
import random

from . import counts, inputs, lengths, quiet, reads
from .subject import FunctionSubject, Outcome, ScriptSubject, Unmeasurable, functions_of

_LETTERS = "abcdefghij"


def subject(code, function, grow):
    """The function that is named or called, the whole program where it reads input, else the script itself."""
    tree = ast.parse(code)
    if function:
        return FunctionSubject(code, function, grow)
    if reads.reads_input(tree):
        return ProgramSubject(code)
    return FunctionSubject(code, None, grow) if functions_of(tree) else ScriptSubject(code, grow)


class _Plan:
    """The axes of a program."""

    def __init__(self, axes):
        self.axes = axes


class ProgramSubject:
    """A program with grown input."""

    name, arguments = None, ["standard input"]

    def __init__(self, code):
        found = reads.Reads(ast.parse(code))
        self._sites = found.sites
        if not self._sites:
            raise Unmeasurable("it reads its input in a way that is not understood")
        self.axes = lengths.Reader(found.tree, found.sites).axes
        self.plan = _Plan(self.axes)
        self._plain = compile(found.tree, "<analyzed>", "exec")
        counted = counts.Rewriter(found.tree)
        counted.functions |= {reads.NAME, "exit", "quit"}
        self._counted = compile(counted.rewrite(found.tree), "<analyzed>", "exec")
        self._counter = counts.Counter(code.count("\n") + 2)

    def only_numbers(self, axes):
        """Whether the program reads numbers only: they may grow much further."""
        return all(site.shape in ("number", "numbers") and not site.inner for site in self._sites)

    def elements(self, sizes):
        """What is read is made as it is read."""
        return 0

    def modes(self):
        """The modes of lists and texts, as far as the program reads some."""
        shapes = {site.shape for site in self._sites}
        half = ["half"] if any(any(site.free[at > 0 :]) for at, site in enumerate(self._sites)) else []
        if not shapes & {"list", "text", "counted", "digits", "all", "lines"}:
            if any(s.inner for s in self._sites):
                return [(order, "as given") for order in ["random", "equal", *half]]
            several = sum(site.count for site in self._sites) > 1
            return [(order, "as given") for order in ["random", "prime", *(["fibonacci", "first small", "second small"] if several else ["ones"])]]
        texts = ["digits"] if shapes & {"text"} else []
        return [(order, "as given") for order in ["random", "reversed", "sorted", "equal", *texts, *half]]

    def run(self, sizes, mode, seconds):
        """An Outcome of the program over input of this size."""
        counter = self._counter
        counter.clear()
        namespace = {"__name__": "__main__", **counter.names(), reads.NAME: Feed(self._sites, sizes, mode[0])}
        with quiet.Limit(seconds):
            _to_the_end(self._counted, namespace)
        return Outcome(counter)

    def prepared(self, sizes, mode):
        """(a call that runs the program as it is, the bytes it replaces in arguments: it has none)."""
        namespace = {"__name__": "__main__", reads.NAME: Feed(self._sites, sizes, mode[0])}
        return lambda: _to_the_end(self._plain, namespace), lambda: 0


def _to_the_end(compiled, namespace):
    try:
        exec(compiled, namespace)
    except (SystemExit, EOFError):
        pass  # A program may end itself where it likes, or where its input does.


class Feed:
    """What the reads of one run get: the same for the same size and mode."""

    def __init__(self, sites, sizes, order):
        self._sites, self._sizes, self._order = sites, sizes, order
        self._n = max(sizes.values())
        self._most = next(iter(sizes.values())) - 1  # of what is no size: queries and edges name positions
        self._random = random.Random(5)
        self._given, self._numbers_given = [0] * len(sites), 0

    def __call__(self, at):
        site = self._sites[at]
        self._given[at] += 1
        if site.tests:
            return counts.Line("1")
        if site.ends and self._given[at] > self._n:
            if site.last is None:
                raise EOFError
            return counts.Line(site.last)
        given = getattr(self, "_" + site.shape)(site)
        return counts.Line(given) if isinstance(given, str) and site.shape != "all" else given

    def _size(self, site, at=0):
        axis = site.sizes[at] if at < len(site.sizes) else None
        return int(axis) if axis and axis.isdigit() else self._sizes.get(axis, self._n)

    def _element(self):
        return 1 if self._order == "equal" else self._random.randint(1, max(1, self._most))

    def _number(self, site, at=0):
        if site.inner:
            return self._random.choice(site.words[at]) if at in site.words else str(self._element())
        size, self._numbers_given = self._size(site, at), self._numbers_given + 1
        if self._order == "half" and (self._numbers_given == 1 or not (at < len(site.free) and site.free[at])):
            return str(size)
        return str(inputs.number("int", size, self._order, self._numbers_given - 1))

    def _numbers(self, site):
        return site.separator.join(self._number(site, at) for at in range(site.count))

    def _ordered(self, n):
        values = list(range(1, n + 1))
        if self._order == "random":
            self._random.shuffle(values)
        elif self._order == "reversed":
            values.reverse()
        return [1] * n if self._order == "equal" else values

    def _list(self, site):
        if site.words:
            return site.separator.join([self._random.choice(next(iter(site.words.values()))), str(self._element()), str(self._element())])
        return site.separator.join(map(str, self._ordered(self._size(site))))

    def _counted(self, site):
        return f"{self._size(site)}{site.separator}{self._list(site)}"

    def _text(self, site):
        if site.words and self._order != "digits":
            return self._random.choice(next(iter(site.words.values())))
        if self._order == "equal":
            return "1" * self._size(site)
        letters = "123456789" if self._order == "digits" else _LETTERS if self._order != "sorted" else "01"
        return "".join(self._random.choice(letters) for _ in range(self._size(site)))

    def _digits(self, site):
        return "1" * self._size(site) if self._order == "equal" else "".join(self._random.choice("123456789") for _ in range(self._size(site)))

    def _all(self, site):
        more = [str(self._element()) for _ in range(3 * self._n + 16)]
        return "\n".join([str(self._n), *map(str, self._ordered(self._n)), *more])

    def _lines(self, site):
        return [f"{self._n}\n", *(f"{value}\n" for value in self._ordered(self._n))]
