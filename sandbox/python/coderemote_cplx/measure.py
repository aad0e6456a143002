"""Grows a subject, counts, and says which class the counts grew like."""

import math
import time

from . import fit
from .quiet import DEEPEST, Stopped
from .state import MOST as MOST_HELD
from .subject import Unmeasurable

MOST_STEPS = 300_000
QUICK = 100_000  # steps
MOST_ELEMENTS = 2**14
MOST_NUMBER = 2**46
SPECIAL = ("prime", "fibonacci", "ones")  # orders that call with another number than n
_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16)
_SIDE = 24  # the other size while one grows alone
_FEWEST = 4  # points of a series
_MOST_FAILURES = 5
_ALIKE = 4  # modes in which one size grows alone


class Point:
    """One size: the counted steps and the depth of calls."""

    __slots__ = ("n", "total", "deepest")

    def __init__(self, n, outcome):
        self.n, self.total, self.deepest = n, outcome.total, outcome.deepest


class Series:
    """The points of one mode, with the verdict over them."""

    def __init__(self, mode):
        self.mode, self.points, self.failures, self.done = mode, [], 0, False
        self.verdict = self.outcome = None  # the outcome of the largest quick run, and its size
        self.outcome_n, self.pruned = 0, False

    def add(self, n, outcome):
        """Adds a run."""
        self.points.append(Point(n, outcome))
        if self.outcome is None or outcome.total <= QUICK:
            self.outcome, self.outcome_n = outcome, n

    def classify(self):
        """Fits the points; a series that is too short has no class."""
        self.verdict = fit.classify([(p.n, p.total) for p in self.points])
        return self.verdict

    def projected(self, n):
        """About how many steps the next size takes, by the last two points."""
        if len(self.points) < 3:
            return 0
        before, last = self.points[-2], self.points[-1]
        most, highest = max(p.total for p in self.points[:-1]), max(p.total for p in self.points)
        if last.total <= most and len(self.points) > 4:  # what jumps up and down is judged by its highest points
            before, most = self.points[-4], max(p.total for p in self.points[:-3])
        ratio = max(highest, 1) / max(most, 1)
        if last.n <= 64:
            return highest * ratio ** min((n - last.n) / (last.n - before.n), 60)
        return highest * ratio ** ((n / last.n - 1) / (last.n / before.n - 1) * 1.3)


def next_size(n):
    """The size after n: above 16 the powers of the square root of two, for space wants powers of two."""
    for size in _FIRST:
        if size > n:
            return size
    if n >= 4096:
        return n * 2 if n < 2**20 else n * 4
    return round(2 ** (math.floor(2 * math.log2(n) + 0.5) / 2 + 0.5))


class Growth:
    """Series by mode of a subject whose `axes` grow while the others stay at `side`."""

    def __init__(self, subject, axes, modes, seconds, side=8):
        self._subject, self._axes, self._side = subject, axes, side
        self._start, self._seconds = time.process_time(), seconds
        self._numbers = subject.only_numbers(axes)
        self.series = [Series(mode) for mode in modes]
        self.reason = None
        self._grow()

    def _left(self):
        return self._seconds - (time.process_time() - self._start)

    def _grow(self):
        n = 0
        while self._live() and self._left() > 0:
            following = self._following(n)
            if following is None or ("self" in self._axes and following > MOST_HELD) or following > (MOST_NUMBER if self._numbers else MOST_ELEMENTS):
                return
            n = following
            for series in self._live():
                if self._too_deep(series, n):
                    series.done = True
                elif self._left() > 0:
                    self._step(series, n)
            if n >= 24:
                self._prune()
            if max((s.points[-1].total for s in self.series if s.points), default=0) > MOST_STEPS:
                return

    def _too_deep(self, series, n):
        """Whether calls would lie too deep at size n: unwinding from there costs more than all other sizes together."""
        last = series.points[-1] if series.points else None
        return last is not None and last.deepest > 64 and last.deepest * n / last.n > DEEPEST

    def _live(self):
        return [s for s in self.series if not s.done]

    def _following(self, n):
        """The next size, or a smaller one where that would cost too much; None when both do."""
        steady = [s for s in self._live() if s.mode[0] not in SPECIAL] or self._live()  # others jump from size to size
        for size in (next_size(n), n + 1):
            cost = max(s.projected(size) for s in steady)
            if self._subject.elements(self.sizes(size)) > MOST_ELEMENTS * 16:
                continue
            if cost < (12 if size == next_size(n) else 3) * MOST_STEPS:
                return size
        return None

    def sizes(self, n):
        """The sizes of all axes for this n."""
        sizes = {axis: self._side for axis in self._subject.plan.axes}
        sizes.update({axis: 4 for axis in sizes if axis.endswith("#degree")})
        sizes.update({axis: n for axis in self._axes})
        return sizes

    def _step(self, series, n):
        try:
            outcome = self._subject.run(self.sizes(n), series.mode, min(0.4, max(0.05, self._left())))
        except Unmeasurable:
            raise
        except Stopped:
            series.done, self.reason = True, self.reason or "it ran too long even on small inputs"
        except RecursionError:
            series.done, self.reason = True, self.reason or "its recursion went too deep"
        except MemoryError:
            series.done, self.reason = True, self.reason or "it ran out of memory"
        except BaseException as error:
            self._failed(series, error)
        else:
            series.add(n, outcome)

    def _failed(self, series, error):
        if isinstance(error, (SystemExit, KeyboardInterrupt)):
            self.reason = self.reason or "it ended the program"
        else:
            self.reason = self.reason or f"it raised {type(error).__name__}: {_text(error)}"
        series.failures += 1
        series.done = series.failures >= _MOST_FAILURES

    def _prune(self):
        """Ends modes that cost less than half of the worst and grow no faster."""
        live = [s for s in self._live() if len(s.points) > 4]
        if len(live) < 2:
            return
        worst = max(live, key=lambda s: s.points[-1].total)
        for series in live:
            slower = _recent(series) <= _recent(worst) * 1.02
            if series is not worst and series.points[-1].total < 0.5 * worst.points[-1].total and slower:
                series.done = series.pruned = True

    def best(self):
        """The series of the highest class, or None."""
        full = [s for s in self.series if len(s.points) >= _FEWEST and not s.pruned and s.classify().name]
        if not full:
            return None
        plain = [s for s in full if s.mode[0] not in SPECIAL]
        if any(fit.ORDER.index(s.verdict.name) >= fit.ORDER.index("O(n)") for s in plain):
            full = plain  # primes and neighbors of Fibonacci matter where a number is divided
        most = max(s.points[-1].total / s.points[-1].n for s in full)
        sure = [s for s in full if s.verdict.confidence >= 0.45 or s.points[-1].total / s.points[-1].n == most]
        return max(sure or full, key=_weight)


def _weight(series):
    """Classes first; within one the plain numbers, then what costs most at one size, to about a twentieth."""
    size, last = series.points[-1].n, series.points[-1].total
    return fit.ORDER.index(series.verdict.name), series.mode[0] not in SPECIAL, round(20 * math.log((last + 1) / size))


def _recent(series):
    return series.points[-1].total / max(1, series.points[-4].total)


def _text(error):
    try:
        return str(error)[:120]
    except Exception:
        return ""


def combined(joint, alone, axes):
    """The class in two sizes, from that of both together and that of each alone."""
    first, second = alone
    degree = axes[1].endswith("#degree")
    pair = {first, second}
    if joint == "O(n^2)" and pair <= {"O(n)", "O(1)"} and "O(n)" in pair:  # one may be cut at the other
        return "O(n + m)" if degree else "O(n * m)"
    if degree and joint in ("O(n^2)", "O(n^2 log n)") and pair <= {"O(n)", "O(n log n)", "O(1)"}:
        return "O(n log n)"  # vertices and edges, with a queue by priority
    if joint in ("O(n)", "O(n log n)") and pair == {"O(n)"}:
        return "O(n + m)"
    if joint in ("O(n log n)", "O(n)") and pair == {"O(n)", "O(log n)"}:
        return "O(n log m)"
    return joint


def time_class(subject, best, alike, seconds):
    """The class of the best series, in two sizes where each of two matters alone in a mode `alike`."""
    joint, axes = best.verdict.name, subject.axes
    if len(axes) != 2 or joint in ("O(1)", "O(2^n)", "O(n!)", "O(log n)"):
        return joint
    alone, modes = [], [best.mode, *(m for m in alike if m != best.mode)][:_ALIKE]
    for axis in axes:
        single = Growth(subject, [axis], modes, seconds / 2, _SIDE).best()
        alone.append(single.verdict.name if single else None)
    return combined(joint, alone, axes)
