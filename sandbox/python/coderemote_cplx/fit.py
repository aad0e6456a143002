"""Which class a row of counts grew like.

Relative least squares of y = c0 + c1 g(n) + c2 f(n), with f the class and g its
next lower term, ranked by the Bayesian information criterion (Schwarz 1978);
among those within two of the best the simplest wins (Kass and Raftery 1995: a
difference under two says nothing). Exponentials are asked first, for at small
sizes a polynomial can follow them.
"""

import math

FUNCTIONS = {
    "O(1)": lambda n: 1.0,
    "O(log n)": lambda n: math.log2(n + 1),
    "O(sqrt n)": math.sqrt,
    "O(n)": float,
    "O(n log n)": lambda n: n * math.log2(n + 1),
    "O(n^2)": lambda n: float(n) ** 2,
    "O(n^2 log n)": lambda n: n * n * math.log2(n + 1),
    "O(n^3)": lambda n: float(n) ** 3,
}
ORDER = [*FUNCTIONS, "O(2^n)", "O(n!)"]
_LOWER = {
    "O(n)": ["O(log n)"],
    "O(n log n)": ["O(n)"],
    "O(n^2)": ["O(n)", "O(n log n)"],
    "O(n^2 log n)": ["O(n^2)"],
    "O(n^3)": ["O(n^2)", "O(n)"],
}
_SMALLEST_SHARE = 0.12  # of the count at the largest size that the leading term must explain
_NOISY = 0.12  # relative error
_EXACT = 0.01  # relative error of a curve that counts lie on
_FEWEST_POWERS = 6
_SLOPES = ((0.05, "O(1)"), (0.25, "O(log n)"), (0.7, "O(sqrt n)"), (1.5, "O(n)"), (2.5, "O(n^2)"), (math.inf, "O(n^3)"))
_LARGEST_EXPONENTIAL = 64
_LEAST_FACTORIAL = 0.66  # slope of log y against log n!: 4^n is at 0.6 for the few sizes there are


class Fit:
    """A class with its coefficients, its error and its rank (smaller is better)."""

    def __init__(self, name, coefficients, lower, error, rank):
        self.name, self.coefficients, self.lower, self.error, self.rank = name, coefficients, lower, error, rank

    def as_dict(self):
        """The curve in the form that is reported."""
        c = self.coefficients
        full = [c[0], c[1], c[2]] if len(c) == 3 else [c[0], 0.0, c[1]] if len(c) == 2 else [c[0], 0.0, 0.0]
        return {"class": self.name, "coefficients": [round(x, 6) for x in full], "lower": self.lower}


class Verdict:
    """The class of a series, how sure that is, and the fits beside it."""

    def __init__(self, name, confidence, best=None, others=()):
        self.name, self.confidence, self.best, self.others = name, confidence, best, list(others)

    def as_dict(self):
        """None, or the fitted curve with the two next candidates."""
        if self.best is None:
            return None
        return {**self.best.as_dict(), "others": [f.as_dict() for f in self.others[:2]]}


def solve(rows, values, weights):
    """Weighted least squares by the normal equations; None where they are singular."""
    size = len(rows[0])
    matrix = [[0.0] * (size + 1) for _ in range(size)]
    for row, value, weight in zip(rows, values, weights):
        for i in range(size):
            for j in range(size):
                matrix[i][j] += weight * row[i] * row[j]
            matrix[i][size] += weight * row[i] * value
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(matrix[k][i]))
        if abs(matrix[pivot][i]) < 1e-18:
            return None
        matrix[i], matrix[pivot] = matrix[pivot], matrix[i]
        _eliminate(matrix, i)
    return [matrix[i][size] / matrix[i][i] for i in range(size)]


def _eliminate(matrix, i):
    for k in range(len(matrix)):
        if k != i:
            factor = matrix[k][i] / matrix[i][i]
            matrix[k] = [a - factor * b for a, b in zip(matrix[k], matrix[i])]


def classify(points, noise=0.0):
    """The Verdict over [(n, y)] with n ascending; `noise` is a relative error that is expected."""
    points = [(n, max(y, 1e-9)) for n, y in points if n >= 1]
    if len(points) < 4:
        return Verdict(None, 0.0)
    smallest, largest = min(y for _, y in points), max(y for _, y in points)
    if largest <= smallest * 1.02 + 2:
        return Verdict("O(1)", 0.95, Fit("O(1)", [points[-1][1]], None, 0.0, 0.0))
    return _exponential(points) or _smoothest(points, noise)


def _slope(first, second):
    return (math.log(second[1]) - math.log(first[1])) / (math.log(second[0]) - math.log(first[0]))


def _line(xs, ys):
    """Slope and standard error of a straight line."""
    n = len(xs)
    mx, my = sum(xs) / n, sum(ys) / n
    slope = sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)
    return slope, math.sqrt(sum((y - my - slope * (x - mx)) ** 2 for x, y in zip(xs, ys)) / n)


def _exponential(points):
    if points[-1][0] > _LARGEST_EXPONENTIAL:
        return None
    half = points[len(points) // 2 :]
    end = _slope(half[-3], half[-1]) if len(half) >= 3 else _slope(half[0], half[-1])
    middle = points[len(points) // 2 - 1 : len(points) // 2 + 2]
    if end <= 3.6 or end <= _slope(middle[0], middle[-1]) * 1.12:
        return None
    tail = half if len(half) >= 4 else points[-4:]
    ns, logs = [n for n, _ in tail], [math.log(y) for _, y in tail]
    base, error = _line(ns, logs)
    factorial, factorial_error = _line([math.lgamma(n + 1) for n in ns], logs)
    if min(error, factorial_error) >= _line([math.log(n) for n in ns], logs)[1]:
        return None
    if factorial_error < error and factorial > _LEAST_FACTORIAL:
        return Verdict("O(n!)", 0.9, _curve("O(n!)", tail, lambda n: math.gamma(n + 1)))
    return Verdict("O(2^n)", 0.9, _curve("O(2^n)", tail, lambda n: 2.0**n))


def _curve(name, points, function):
    weights = [1 / (y * y) for _, y in points]
    c = solve([[1.0, function(n)] for n, _ in points], [y for _, y in points], weights)
    return Fit(name, c or [0.0, 1.0], None, 0.0, 0.0)


def _tail(points):
    """The largest sizes: small ones show constants and lower terms."""
    largest = points[-1][0]
    use = [p for p in points if p[0] >= min(4, largest / 8)]
    if len(use) <= 9:
        return use
    if use[-9][0] * 4 <= largest:
        return use[-9:]
    return [p for p in use if p[0] >= largest / 64][-12:]


def _smoothest(points, noise):
    """What halves its input takes a step more at each power of two: at these alone its counts lie on a curve."""
    every = _polynomial(points, noise)
    powers = [p for p in points if p[0] & (p[0] - 1) == 0]
    if sum(n >= 4 for n, _ in powers) < _FEWEST_POWERS or every.name is None:
        return every
    smooth = _polynomial(powers, noise)
    exact = smooth.best is not None and smooth.best.error < _EXACT and not (every.best and every.best.error < _EXACT)
    return smooth if exact and smooth.name != "O(1)" and ORDER.index(smooth.name) >= ORDER.index(every.name) else every


def _polynomial(points, noise):
    use = _tail(points)
    fits = [f for name in FUNCTIONS if (f := _best_of(name, use, noise))]
    if not fits:
        return Verdict(None, 0.0)
    fits.sort(key=lambda f: f.rank)
    chosen = min((f for f in fits if f.rank <= fits[0].rank + 2), key=lambda f: ORDER.index(f.name))
    if chosen.error > _NOISY:
        return _by_slope(points, fits)
    others = [f for f in fits if f is not chosen]
    margin = others[0].rank - chosen.rank if others else 50
    return Verdict(chosen.name, round(1 / (1 + math.exp(-margin / 6)), 3), chosen, others)


def _by_slope(points, fits):
    """Counts that jump follow no curve: the slope of their running maximum still says about which class."""
    rising, most = [], 0
    for n, y in points:
        most = max(most, y)
        rising.append((n, most))
    tail = [p for p in rising if p[0] >= points[-1][0] / 100] or rising
    slope = _line([math.log(n) for n, _ in tail], [math.log(y) for _, y in tail])[0] if len(tail) > 2 else 1.0
    name = next(name for most_slope, name in _SLOPES if slope < most_slope)
    best = min(fits, key=lambda f: (f.name != name, f.rank))
    return Verdict(name, 0.6, best if best.name == name else None, [f for f in fits if f is not best])


def _best_of(name, points, noise):
    lowers = [None, *_LOWER.get(name, [])]
    fits = [f for lower in lowers if (f := _fit(name, lower, points, noise))]
    return min(fits, key=lambda f: f.rank, default=None)


def _fit(name, lower, points, noise):
    terms = [FUNCTIONS["O(1)"]]
    terms += [FUNCTIONS[lower]] if lower else []
    terms += [FUNCTIONS[name]] if name != "O(1)" else []
    if len(points) <= len(terms) + 1:
        return None
    rows, ys = [[t(n) for t in terms] for n, _ in points], [y for _, y in points]
    c = solve(rows, ys, [1 / (y * y) for y in ys])
    if c is None or (name != "O(1)" and (c[-1] <= 0 or c[-1] * rows[-1][-1] < _SMALLEST_SHARE * ys[-1])):
        return None
    square = sum(((sum(a * b for a, b in zip(row, c)) - y) / y) ** 2 for row, y in zip(rows, ys)) / len(ys)
    rank = len(ys) * math.log(square + 1e-6 + noise * noise) + len(c) * math.log(len(ys))
    return Fit(name, c, lower, math.sqrt(square), rank)
