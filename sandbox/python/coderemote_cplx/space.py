"""Which class the memory of a subject grew like.

The code as it is runs under tracemalloc, whose peak is reset after the
arguments are built: they are not counted, the result is. Frames of Python 3.11
and later are in no traced memory, so each level of measured depth adds 200
bytes. Two steps in the bytes are no growth of a class: integers beyond 256 take
28 bytes each (so the curve may start anywhere, and bend), and tables grow by factors of
two and four (so it is looked at powers of these).
"""

import gc
import math
import sys
import time
import tracemalloc

from . import quiet
from .measure import SPECIAL
from .quiet import DEEPEST

_FRAME = 200
_DIVISORS = {360: 24, 2520: 48, 10080: 72, 55440: 120, 277200: 180, 1081080: 256}  # of highly composite numbers
_SLOPES = ((0.25, "O(log n)"), (0.63, "O(sqrt n)"), (1.5, "O(n)"), (2.5, "O(n^2)"), (math.inf, "O(n^3)"))


def worst_mode(subject, growth, best, n, seconds):
    """The mode whose run holds the most, compared with the costliest at size n, or as far as it came; `best` where none holds more."""
    start, most, worst = time.process_time(), 1.3, best
    usual = {}
    for series in growth.series:
        at = min(n, series.points[-1].n) if series.points else 0
        if series is best or series.mode[0] in SPECIAL or at < min(n, 16) or time.process_time() - start > seconds:
            continue
        usual[at] = usual.get(at) or _held(subject, growth.sizes(at), best.mode) or 0
        peak = _held(subject, growth.sizes(at), series.mode) or 0
        if peak > usual[at] + 200 and peak / max(1, usual[at]) > most:
            most, worst = peak / max(1, usual[at]), series
    return worst


def points(subject, growth, series, best, seconds):
    """[(n, bytes)] in the mode of a series, at some of the sizes of the best."""
    start, found = time.process_time(), []
    deepest = {p.n: p.deepest for p in series.points}
    for point in _chosen(best.points):
        left = seconds - (time.process_time() - start)
        if left <= 0 or not _reaches(series, point.n):
            break
        peak = peak_of(subject, growth.sizes(point.n), series.mode, min(0.5, left))
        depth = deepest.get(point.n) or _depth(subject, growth.sizes(point.n), series.mode)
        if None not in (peak, depth):
            found.append((point.n, peak + _FRAME * max(0, depth - 1)))
    return found


def _reaches(series, n):
    """Whether a mode can grow to size n: it came that far, or was left for another and does not go too deep."""
    last = series.points[-1]
    return n <= last.n or (series.pruned and (last.deepest < 64 or last.deepest * n < DEEPEST * last.n))


def _chosen(series):
    """Powers of four, or of two where there are few: there tables are always equally full."""
    affordable = [p for p in series if p.total <= 150_000] or series[:4]
    powers = [p for p in affordable if p.n & (p.n - 1) == 0]
    if len(affordable) < 12 or len(powers) < 4:
        return affordable
    step = 2 if 64 <= powers[-1].n < 2**20 else 1
    return [affordable[0], *powers[:0:-step][::-1]]


def peak_of(subject, sizes, mode, seconds):
    """The most bytes that one run held beyond its arguments, or None when it failed."""
    tracemalloc.start()
    try:
        call, replaced = subject.prepared(sizes, mode)
        gc.collect(0)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        with quiet.Limit(seconds):
            result = call()
        peak = tracemalloc.get_traced_memory()[1] - before
        return max(0, peak - _digits(result) - replaced())
    except BaseException:
        return None
    finally:
        tracemalloc.stop()


def _digits(result):
    """A growing integer is one number to whoever counts: its digits, those of two terms and of what multiplying takes are left out."""
    large = isinstance(result, int) and result.bit_length() > 128
    return 6 * sys.getsizeof(result) if large else 0


def classify(found, time=None):
    """The class of [(n, bytes)], or None where too little was seen; `time` is the class of the time."""
    if len(found) < 4:
        return None
    least = min(y for _, y in found)
    largest, most = found[-1][0], max(y for _, y in found) - least
    if most < 200 and time in ("O(2^n)", "O(n!)") and all(a < b for (_, a), (_, b) in zip(found[-4:], found[-3:])):
        return "O(n)"  # the few sizes there are: a little more at each
    if time == "O(log n)" and most < 450 and _by_digits(found):
        return "O(log n)"
    if most < 200 or (most < 450 and largest > 40):
        return "O(1)"
    if time in ("O(2^n)", "O(n!)"):
        return _of_exponential(found, least, time)
    return _of_polynomial(found, least, most)


def _by_digits(found):
    """Whether a little more is held wherever a number has a digit more: text of a byte for each, between the sizes at which integers get longer."""
    held = [y for n, y in found if 2**12 <= n < 2**30]
    return len(set(held)) > 4 and held == sorted(held)


def _of_exponential(found, least, time):
    """Exponential time leaves few sizes: only exponential and linear are told apart."""
    (n, y), (after, more) = found[-2:]
    ratio = ((more - least + 64) / (y - least + 64)) ** (1 / (after - n))
    if ratio < 1.33 or more - least < 2000:
        return "O(n)"
    return time if time == "O(n!)" and ratio > 3 else "O(2^n)"


def _of_polynomial(found, least, most):
    """The power p of y = c0 + c1 n^p through the three largest sizes, which are a constant factor apart."""
    (a, ya), (b, yb), (c, yc) = found[-3:]
    first, second = yb - ya, yc - yb
    if max(first, second) <= 0.02 * most and c >= 16 * a:
        return "O(1)"  # it grew to what it can be at most
    if second <= 0.02 * most:
        first, second = ya - least + 64, yb - least + 64
    ratio = (second + 8) / (max(first, 0) + 8)
    slope = math.log(max(ratio, 1e-3)) / math.log(c / b)
    name = next(name for most_slope, name in _SLOPES if slope < most_slope)
    return _plausible(name, most, c)


def _plausible(name, most, n):
    """A class whose elements would take less than a third of a byte each is none: integers beyond 256 only make it look so."""
    powers = ["O(1)", "O(n)", "O(n^2)", "O(n^3)"]
    at = powers.index(name) if name in powers else 0
    while at and most / float(n) ** at < 0.3:
        at -= 1
    return powers[at] if name in powers else name


def with_divisors(subject, growth, series, name, seconds):
    """The class of what may hold one thing for each divisor of a number.

    Powers of two have few. Highly composite numbers (Ramanujan 1915) have the most
    of all up to them; where the bytes follow those, they are bounded by sqrt n.
    """
    affordable = [p.n for p in series.points if p.total <= 150_000]
    many = [n for n in _DIVISORS if affordable and n <= affordable[-1]][-2:]
    if name not in ("O(1)", "O(log n)") or len(many) < 2 or not subject.only_numbers(subject.axes):
        return name
    for n in many:
        peaks = [peak_of(subject, growth.sizes(k), series.mode, seconds / 4) for k in (n, 1 << n.bit_length() - 1)]
        if None in peaks or peaks[0] - peaks[1] < 6 * _DIVISORS[n]:
            return name
    return "O(sqrt n)"


def in_two_sizes(subject, joint, mode, n):
    """The class in two sizes: does each of them alone take memory?"""
    if len(subject.axes) != 2 or joint not in ("O(n)", "O(n^2)") or n < 16:
        return joint
    n = min(n, 256 if joint == "O(n)" else 64)
    powers = [_power_alone(subject, axis, mode, n) for axis in subject.axes]
    if min(powers) < 0.3:
        return joint
    if joint == "O(n)":
        return "O(n + m)"
    return joint if max(powers) > 1.6 else "O(n + m)" if subject.axes[1].endswith("#degree") else "O(n * m)"


def _held(subject, sizes, mode):
    """The peak with the frames of calls, or None."""
    peak, depth = peak_of(subject, sizes, mode, 0.2), _depth(subject, sizes, mode)
    return None if None in (peak, depth) else peak + _FRAME * depth


def _depth(subject, sizes, mode):
    """How deep calls lie in a run, or None."""
    try:
        return subject.run(sizes, mode, 0.2).deepest
    except (Exception, quiet.Stopped):
        return None


def _power_alone(subject, axis, mode, n):
    """The power of one size in the bytes, from an eighth of n to n."""
    peaks = []
    for size in (max(2, n // 8), n):
        sizes = {a: 4 if a.endswith("#degree") else 16 for a in subject.plan.axes}
        peaks.append(_held(subject, {**sizes, axis: size}, mode))
    if None in peaks or peaks[1] < peaks[0] + 200:
        return 0
    return math.log(peaks[1] / max(64, peaks[0])) / math.log(n / max(2, n // 8))
