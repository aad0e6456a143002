"""Costs as sums of products of sizes: n^2 + n log m.

A term is a sorted tuple of (variable, power, power of the logarithm); a cost is
a frozenset of terms of which none dominates another. 2^n and n! are powers that
no polynomial reaches.
"""

ONE = frozenset([()])
EXPONENTIAL, FACTORIAL = 1000, 2000
DEGREE = "#degree"


def variable(name):
    """The size called `name`."""
    return frozenset([((name, 1, 0),)])


def product(*costs):
    """The product of costs."""
    result = ONE
    for cost in costs:
        result = _pruned({_times(a, b) for a in result for b in cost})
    return result


def quotient(cost, divisor):
    """What each of `divisor` has when they share `cost`."""
    term = max(divisor, key=_rank)
    return product(cost, frozenset([tuple((v, -p, -g) for v, p, g in term)]))


def total(*costs):
    """The sum of costs, without the terms that others dominate."""
    return _pruned(set().union(*costs)) if costs else ONE


def logarithm(cost):
    """log of a cost: of a product the sum of logs."""
    terms = set()
    for term in cost:
        if not term:
            terms.add(())
        for name, power, _ in term:
            terms.add(((name, 1, 0),) if power >= EXPONENTIAL else ((name, 0, 1),) if power > 0 else ())
    return _pruned(terms)


def power(cost, exponent):
    """cost ** exponent."""
    return _pruned({tuple((v, p * exponent, g * exponent) for v, p, g in term) for term in cost})


def exponential(cost, kind=EXPONENTIAL):
    """2 ** cost, or its factorial."""
    names = {v for term in cost for v, _, _ in term}
    return frozenset([((v, kind, 0),) for v in names]) if names else ONE


def degree(cost):
    """The highest (sum of powers, sum of logarithms) among the terms."""
    return max((sum(p for _, p, _ in term), sum(g for _, _, g in term)) for term in cost)


def _times(first, second):
    powers = {}
    for name, p, g in first + second:
        before = powers.get(name, (0, 0))
        powers[name] = (before[0] + p, before[1] + g)
    return tuple(sorted((v, p, g) for v, (p, g) in powers.items() if p or g))


def _dominates(first, second):
    powers, others = ({v: (p, g) for v, p, g in term} for term in (first, second))
    return all(powers.get(v, (0, 0)) >= others.get(v, (0, 0)) for v in powers.keys() | others.keys())


def _pruned(terms):
    if len(terms) > 12:
        terms = set(sorted(terms, key=lambda t: (sum(p for _, p, _ in t), sum(g for _, _, g in t), t))[-12:])
    return frozenset(t for t in terms if not any(o != t and _dominates(o, t) for o in terms))


def text(cost):
    """A cost in words of learners: n^2 + n log m."""
    return " + ".join(sorted(_text(term) for term in cost))


def _text(term):
    parts = []
    for name, p, g in term:
        name = name.replace(DEGREE, "degree").replace("#columns", "columns")
        if p >= FACTORIAL:
            parts.append(f"{name}!")
        elif p >= EXPONENTIAL - 10:
            parts.append(f"2^{name}")
        elif p:
            parts.append(f"sqrt {name}" if p == 0.5 else name if p == 1 else f"{name}^{p:g}")
        if g:
            parts.append(f"log {name}")
    return " ".join(parts) or "1"


_NAMES = {
    (0, 0): "O(1)", (0, 1): "O(log n)", (0.5, 0): "O(sqrt n)", (1, 0): "O(n)", (1, 1): "O(n log n)",
    (2, 0): "O(n^2)", (2, 1): "O(n^2 log n)", (3, 0): "O(n^3)",
}  # fmt: skip


def name(cost):
    """The class of a cost, in two sizes where two matter; what is shared may all be in one place."""
    cost = total(*[frozenset([tuple(f for f in term if f[1] >= 0)]) for term in cost])
    high, logs = max((_rank(term) for term in cost), default=(0, 0))
    if high >= EXPONENTIAL - 10:
        return "O(n!)" if high >= FACTORIAL else "O(2^n)"
    joint = _NAMES.get((high, min(logs, 1))) or _NAMES.get((high, 0)) or _nearest(high)
    top = [term for term in cost if _rank(term) == (high, logs)]
    return _in_two_sizes(joint, top) if len({v for term in cost for v, _, _ in term}) > 1 else joint


def _rank(term):
    highest = max((p for _, p, _ in term), default=0)
    if highest >= EXPONENTIAL - 10:
        return (FACTORIAL if highest >= FACTORIAL else EXPONENTIAL, 0)
    return sum(p for _, p, _ in term), sum(g for _, _, g in term)


def _nearest(high):
    return "O(n^3)" if high > 2.5 else "O(n^2)" if high > 1.25 else "O(n)" if high > 0.75 else "O(sqrt n)"


def _in_two_sizes(joint, top):
    both = [term for term in top if len(term) == 2]
    squares = {term[0][0] for term in top if len(term) == 1}
    if joint == "O(n^2)" and len(squares) < 2 and any(all(p == 1 for _, p, _ in term) for term in both):
        return "O(n + m)" if any(DEGREE in v for term in top for v, _, _ in term) else "O(n * m)"
    if joint == "O(n)" and len(top) > 1:
        return "O(n + m)"
    if joint == "O(n^2 log n)" and any(DEGREE in v for term in top for v, _, _ in term):
        return "O(n log n)"  # a queue by priority over vertices and edges
    return "O(n log m)" if joint == "O(n log n)" and both else joint
