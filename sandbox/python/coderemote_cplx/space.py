"""Which class the memory of a subject grew like.

The code as it is runs under tracemalloc, whose peak is reset after the
arguments are built: they are not counted, the result is. Frames of Python 3.11
and later are in no traced memory, so each level of measured depth adds 200
bytes. Two steps in the bytes are no growth of a class: integers beyond 256 take
28 bytes each, and tables double (so the running maximum is fitted).
"""

import gc
import math
import sys
import time
import tracemalloc

from . import quiet

_FRAME = 200
_INTEGER = 28
_SLOPES = ((0.25, "O(log n)"), (0.75, "O(sqrt n)"), (1.5, "O(n)"), (2.5, "O(n^2)"), (9.0, "O(n^3)"))
_MOST_SIZES = 20


def worst_mode(subject, growth, n, seconds):
    """The mode, among those that came that far, whose run holds the most at size n."""
    start, peaks = time.process_time(), []
    for series in growth.series:
        if any(p.n == n for p in series.points) and time.process_time() - start < seconds:
            peaks.append((peak_of(subject, growth.sizes(n), series.mode, 0.2) or 0, -len(peaks), series))
    best = max(peaks, default=None)
    return best[2] if best and best[0] > 1.3 * peaks[0][0] + 200 else None


def points(subject, growth, series, seconds):
    """[(n, bytes)] at some of the sizes of a series."""
    start, found = time.process_time(), []
    for point in _chosen(series.points):
        left = seconds - (time.process_time() - start)
        peak = peak_of(subject, growth.sizes(point.n), series.mode, min(0.5, left)) if left > 0 else None
        if peak is None:
            break
        found.append((point.n, peak + _FRAME * max(0, point.deepest - 1)))
    return found


def _chosen(series):
    """The smallest sizes, for what is always there, and the larger ones."""
    affordable = [p for p in series if p.total <= 150_000] or series[:4]
    return affordable[:3] + affordable[3:][-_MOST_SIZES:]


def peak_of(subject, sizes, mode, seconds):
    """The most bytes that one run held beyond its arguments, or None when it failed."""
    tracemalloc.start()
    try:
        call = subject.prepared(sizes, mode)
        gc.collect(0)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        with quiet.Limit(seconds):
            result = call()
        peak = tracemalloc.get_traced_memory()[1] - before
        return max(0, peak - _digits(result))
    except BaseException:
        return None
    finally:
        tracemalloc.stop()


def _digits(result):
    """A growing integer is one number to whoever counts: its digits, and those of two terms, are left out."""
    large = isinstance(result, int) and result.bit_length() > 128
    return 4 * sys.getsizeof(result) if large else 0


def classify(found, time=None):
    """The class of [(n, bytes)], or None where too little was seen; `time` is the class of the time."""
    if len(found) < 4:
        return None
    least = min(y for _, y in found)
    largest, most = found[-1][0], max(y for _, y in found) - least
    if most < 200 or (most < 450 and largest > 40):
        return "O(1)"
    if time in ("O(2^n)", "O(n!)"):
        return _of_exponential(found, least, time)
    return _of_polynomial(found, least, most)


def _of_exponential(found, least, time):
    """Exponential time leaves few sizes: only exponential and linear are told apart."""
    (n, y), (after, more) = found[-2:]
    ratio = ((more - least + 64) / (y - least + 64)) ** (1 / (after - n))
    if ratio < 1.33 or more - least < 2000:
        return "O(n)"
    return time if time == "O(n!)" and ratio > 3 else "O(2^n)"


def _of_polynomial(found, least, most):
    """By the slope of log bytes against log n over the largest sizes."""
    largest = found[-1][0]
    rising, highest = [], 0
    for n, y in found:
        highest = max(highest, y - least)
        rising.append((n, highest))
    rising = [p for p in rising if p[1] > 0]
    tails = [[p for p in rising if p[0] >= min(largest / part, rising[-4:][0][0])] for part in (3, 8, 24)]
    wides = (0, 1, 2) if 256 < largest <= 1 << 20 else (0,)
    # Integers make a wide range too steep; doubling tables make a narrow one anything.
    narrow, middle, wide = (min(_slope(tail, wide) for wide in wides)[1] for tail in tails)
    bending = 0.72 * middle <= narrow < middle < wide
    slope = narrow if bending else sorted((narrow, middle, wide))[1]
    name = next(name for most_slope, name in _SLOPES if slope < most_slope)
    return "O(1)" if name not in ("O(log n)", "O(sqrt n)") and most / largest < 0.3 else name


def _slope(tail, wide):
    """(error, slope) of a power law where `wide` integers an element go beyond 256."""
    points = [(math.log(n), math.log(max(16, y - _INTEGER * wide * max(0, n - 256)))) for n, y in tail]
    count = len(points)
    mx, my = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    slope = sum((x - mx) * (y - my) for x, y in points) / sum((x - mx) ** 2 for x, _ in points)
    error = math.sqrt(sum((y - my - slope * (x - mx)) ** 2 for x, y in points) / count)
    return error + 0.03 * wide, slope


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


def _power_alone(subject, axis, mode, n):
    """The power of one size in the bytes, from an eighth of n to n."""
    peaks = []
    for size in (max(2, n // 8), n):
        sizes = {a: 4 if a.endswith("#degree") else 16 for a in subject.plan.axes}
        peaks.append(peak_of(subject, {**sizes, axis: size}, mode, 0.2))
    if None in peaks or peaks[1] < peaks[0] + 200:
        return 0
    return math.log(peaks[1] / max(64, peaks[0])) / math.log(n / max(2, n // 8))
