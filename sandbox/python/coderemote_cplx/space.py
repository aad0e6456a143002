"""Which class the memory of a subject grew like.

The code as it is runs under tracemalloc, whose peak is reset after the
arguments are built: they are not counted, the result is. Frames of Python 3.11
and later are in no traced memory, so each level of measured depth adds 200
bytes. Two steps in the bytes are no growth of a class: integers beyond 256 take
28 bytes each, and tables double (so the running maximum is fitted).
"""

import gc
import math
import time
import tracemalloc

from . import fit, quiet

_FRAME = 200
_INTEGER = 28
_MODELS = (
    ("O(log n)", lambda n: math.log2(n + 1)), ("O(sqrt n)", math.sqrt), ("O(n)", float),
    ("O(n^2)", lambda n: float(n) ** 2), ("O(n^3)", lambda n: float(n) ** 3),
)  # fmt: skip
_MOST_SIZES = 11


def points(subject, growth, series, seconds):
    """[(n, bytes)] at some of the sizes of a series."""
    start, found = time.process_time(), []
    for point in _chosen(series.points):
        left = seconds - (time.process_time() - start)
        if left <= 0:
            break
        peak = peak_of(subject, growth.sizes(point.n), series.mode, min(0.5, left))
        if peak is None:
            break
        found.append((point.n, peak + _FRAME * max(0, point.deepest - 1)))
    return found


def _chosen(series):
    affordable = [p for p in series if p.total <= 150_000] or series[:4]
    if len(affordable) <= _MOST_SIZES:
        return affordable
    step = (len(affordable) - 1) / (_MOST_SIZES - 1)
    return [affordable[round(i * step)] for i in range(_MOST_SIZES)]


def peak_of(subject, sizes, mode, seconds):
    """The most bytes that one run held beyond its arguments, or None when it failed."""
    tracemalloc.start()
    try:
        call = subject.prepared(sizes, mode)
        gc.collect(0)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        with quiet.Limit(seconds):
            call()
        return max(0, tracemalloc.get_traced_memory()[1] - before)
    except BaseException:
        return None
    finally:
        tracemalloc.stop()


def classify(found):
    """(class, confidence) of [(n, bytes)]."""
    if len(found) < 4:
        return None, 0.0
    least = min(y for _, y in found)
    largest, most = found[-1][0], found[-1][1] - least
    if most < 200 or (most < 400 and largest > 2000):
        return "O(1)", 0.9
    if largest <= 40:
        return _of_small(found, least, most)
    return _of_large(found, least, most)


def _of_small(found, least, most):
    """Exponential time leaves few sizes: only exponential and linear are told apart."""
    verdict = fit.classify([(n, y - least + 64) for n, y in found if n >= 3], noise=0.15)
    if verdict.name in ("O(2^n)", "O(n!)"):
        return verdict.name, 0.8
    return ("O(n)", 0.6) if most >= 100 else ("O(1)", 0.5)


def _envelope(found, least):
    rising, highest = [], 0
    for n, y in found:
        highest = max(highest, y - least)
        rising.append((n, highest))
    return rising


def _of_large(found, least, most):
    largest = found[-1][0]
    rising = _envelope(found, least)
    use = [p for p in rising if p[0] >= max(4, largest / 300)] if largest < 20_000 else rising[len(rising) // 4 :]
    tried = [
        (error + 0.02 * wide + 0.01 * at, name)
        for wide in (0, 1, 2) if not wide or largest >= 260
        for at, (name, function) in enumerate(_MODELS) if (error := _error(use, function, wide)) is not None
    ]  # fmt: skip
    if not tried:
        return "O(n)", 0.3
    name = min(tried)[1]
    per_element = most / largest
    if per_element < 0.3 and name in ("O(n)", "O(n^2)", "O(n^3)"):
        return "O(1)", 0.7  # the digits of a growing integer
    return name, 0.6 if per_element < 0.3 else 0.85


def _error(use, function, wide):
    """The relative error of c0 + c1 f(n) where `wide` integers an element go beyond 256."""
    ys = [max(1, y - _INTEGER * wide * max(0, n - 256)) + 48 for n, y in use]
    rows = [[1.0, function(n)] for n, _ in use]
    c = fit.solve(rows, ys, [1 / (y * y) for y in ys])
    if c is None or c[1] <= 0 or c[1] * rows[-1][1] < 0.4 * ys[-1]:
        return None
    return math.sqrt(sum(((c[0] + c[1] * row[1] - y) / y) ** 2 for row, y in zip(rows, ys)) / len(ys))


def in_two_sizes(subject, joint, mode, n):
    """The class in two sizes: does each of them alone take memory?"""
    if len(subject.axes) != 2 or joint not in ("O(n)", "O(n^2)") or n < 16:
        return joint
    n = min(n, 256 if joint == "O(n)" else 64)
    grows = [_grows_alone(subject, axis, mode, n) for axis in subject.axes]
    if not all(grows):
        return joint
    if joint == "O(n)":
        return "O(n + m)"
    return joint if max(grows) > 2.6 else "O(n + m)" if subject.axes[1].endswith("#degree") else "O(n * m)"


def _grows_alone(subject, axis, mode, n):
    """How much four times the size takes, as a factor; 0 when it takes nothing more."""
    peaks = []
    for size in (n // 4, n // 2, n):
        sizes = {a: 4 if a.endswith("#degree") else 16 for a in subject.plan.axes}
        peaks.append(peak_of(subject, {**sizes, axis: size}, mode, 0.2))
    if None in peaks or peaks[2] - peaks[0] < 8 * (n - n // 4) * 0.5:
        return 0
    return (peaks[2] - peaks[1]) / max(1, peaks[1] - peaks[0])
