"""Decides what of a script is measured, and measures whole programs that read standard input.

One size n stands for everything that a program reads: the lengths of lists and
texts, and the numbers that are not elements. So a class is the one in which all
sizes grow together.
"""

import ast
import random

from . import counts, inputs, quiet, reads
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
    """A program has one axis."""

    axes = ["n"]


class ProgramSubject:
    """A program with grown input."""

    name, axes, arguments, plan = None, ["n"], ["standard input"], _Plan

    def __init__(self, code):
        found = reads.Reads(ast.parse(code))
        self._sites = found.sites
        if not self._sites:
            raise Unmeasurable("it reads its input in a way that is not understood")
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
        if not shapes & {"list", "text", "counted", "digits", "all", "lines"}:
            if any(s.inner for s in self._sites):
                return [("random", "as given"), ("equal", "as given")]
            return [("random", "as given"), ("fibonacci", "as given"), ("prime", "as given")]
        texts = ["digits"] if shapes & {"text"} else []
        return [(order, "as given") for order in ["random", "reversed", "sorted", "equal", *texts]]

    def run(self, sizes, mode, seconds):
        """An Outcome of the program over input of this size."""
        counter = self._counter
        counter.clear()
        namespace = {"__name__": "__main__", **counter.names(), reads.NAME: Feed(self._sites, sizes["n"], mode[0])}
        with quiet.Limit(seconds):
            _to_the_end(self._counted, namespace)
        return Outcome(counter)

    def prepared(self, sizes, mode):
        """(a call that runs the program as it is, the bytes it replaces in arguments: it has none)."""
        namespace = {"__name__": "__main__", reads.NAME: Feed(self._sites, sizes["n"], mode[0])}
        return lambda: _to_the_end(self._plain, namespace), lambda: 0


def _to_the_end(compiled, namespace):
    try:
        exec(compiled, namespace)
    except SystemExit:
        pass  # A program may end itself where it likes.


class Feed:
    """What the reads of one run get: the same for the same size and mode."""

    def __init__(self, sites, n, order):
        self._sites, self._n, self._order = sites, n, order
        self._random = random.Random(5)
        self._given = [0] * len(sites)

    def __call__(self, at):
        site = self._sites[at]
        self._given[at] += 1
        if site.tests:
            return counts.Line("1")
        given = getattr(self, "_" + site.shape)(site)
        return counts.Line(given) if isinstance(given, str) and site.shape != "all" else given

    def _size(self):
        return inputs.next_prime(self._n) if self._order == "prime" else self._n

    def _element(self):
        return 1 if self._order == "equal" else self._random.randint(1, max(1, self._n - 1))

    def _number(self, site):
        return str(self._element() if site.inner else self._size())

    def _numbers(self, site):
        second = max(1, int(self._n * 0.6180339887)) if self._order == "fibonacci" else self._n
        return site.separator.join(str(self._element() if site.inner else second if at == 1 else self._size()) for at in range(site.count))

    def _ordered(self):
        values = list(range(1, self._n + 1))
        if self._order == "random":
            self._random.shuffle(values)
        elif self._order == "reversed":
            values.reverse()
        return [1] * self._n if self._order == "equal" else values

    def _list(self, site):
        return site.separator.join(map(str, self._ordered()))

    def _counted(self, site):
        return f"{self._n}{site.separator}{self._list(site)}"

    def _text(self, site):
        if self._order == "equal":
            return "1" * self._n
        letters = "123456789" if self._order == "digits" else _LETTERS if self._order != "sorted" else "01"
        return "".join(self._random.choice(letters) for _ in range(self._n))

    def _digits(self, site):
        return "1" * self._n if self._order == "equal" else "".join(self._random.choice("123456789") for _ in range(self._n))

    def _all(self, site):
        more = [str(self._element()) for _ in range(3 * self._n + 16)]
        return "\n".join([str(self._n), *map(str, self._ordered()), *more])

    def _lines(self, site):
        return [f"{self._n}\n", *(f"{value}\n" for value in self._ordered())]
