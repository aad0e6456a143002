"""What the strict policy limits while a program runs.

A program gets copies of four library modules, in which some calls refuse sizes
that a learner asks for by mistake. The library itself keeps the real ones. Like
the rest of the policy it is a teaching aid: the kernel is the fence.
"""

import decimal
import functools
import random
import re
import sys
import types

from unseen import unseen

MOST_BYTES = 1 << 20
MOST_CHOICES = 100_000
MOST_CACHED = 1_000
MOST_PATTERN = 1_000
MOST_TEXT = 100_000
MOST_DIGITS = 1_000


class SecurityError(Exception):
    """A call that goes over a limit of the strict policy."""

    __module__ = "builtins"


@unseen
def _hold(what, size, limit):
    if isinstance(size, int) and size > limit:
        raise SecurityError(f"{what} is {size:,}; the limit is {limit:,}")


@unseen
def install():
    """Gives the program that this process becomes the limited modules."""
    sys.modules.update(_copies)
    decimal.setcontext(_first_context)


def _copy(module, **changes):
    """Returns a module that is `module` with `changes` in place of what it has by those names."""
    copy = types.ModuleType(module.__name__, module.__doc__)
    copy.__dict__.update(module.__dict__)
    for name, value in changes.items():
        if not isinstance(value, type):
            value.__name__ = value.__qualname__ = name
        value.__module__ = module.__name__
        setattr(copy, name, value)
    return copy


# ---- random ----


def _choices(real):
    @unseen
    def choices(population, weights=None, *, cum_weights=None, k=1):
        _hold("k of random.choices", k, MOST_CHOICES)
        return real(population, weights, cum_weights=cum_weights, k=k)

    return choices


def _sample(real):
    @unseen
    def sample(population, k, *, counts=None):
        _hold("k of random.sample", k, MOST_CHOICES)
        return real(population, k, counts=counts)

    return sample


def _randbytes(real):
    @unseen
    def randbytes(n):
        _hold("n of random.randbytes", n, MOST_BYTES)
        return real(n)

    return randbytes


def _limited(kind):
    """Returns a subclass of a generator of random numbers whose instances hold the limits."""

    @unseen
    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        _hold("k of random.choices", k, MOST_CHOICES)
        return kind.choices(self, population, weights, cum_weights=cum_weights, k=k)

    @unseen
    def sample(self, population, k, *, counts=None):
        _hold("k of random.sample", k, MOST_CHOICES)
        return kind.sample(self, population, k, counts=counts)

    @unseen
    def randbytes(self, n):
        _hold("n of random.randbytes", n, MOST_BYTES)
        return kind.randbytes(self, n)

    return type(kind.__name__, (kind,), {"choices": choices, "sample": sample, "randbytes": randbytes})


# ---- functools ----


@unseen
def _lru_cache(maxsize=128, typed=False):
    if maxsize is None:
        raise SecurityError(f"maxsize of functools.lru_cache is None, which is no limit; the limit is {MOST_CACHED:,}")
    _hold("maxsize of functools.lru_cache", maxsize, MOST_CACHED)
    return functools.lru_cache(maxsize, typed)


@unseen
def _cache(user_function):
    raise SecurityError(f"functools.cache keeps everything; use functools.lru_cache, whose limit is maxsize={MOST_CACHED:,}")


# ---- re ----


@unseen
def _hold_pattern(pattern):
    if isinstance(pattern, (str, bytes)):
        _hold("the length of the regular expression", len(pattern), MOST_PATTERN)


@unseen
def _hold_text(text):
    if isinstance(text, (str, bytes, bytearray)):
        _hold("the length of the text for a regular expression", len(text), MOST_TEXT)


def _real(pattern):
    return pattern._real if type(pattern) is _Pattern else pattern


def _matcher(name, place):
    """Returns re.`name`, whose argument number `place` after the pattern is the text."""
    real = getattr(re, name)

    @unseen
    def function(pattern, *arguments, **named):
        _hold_pattern(pattern)
        _hold_text(arguments[place] if len(arguments) > place else named.get("string"))
        return real(_real(pattern), *arguments, **named)

    return function


def _method(name, place):
    """Returns the method `name` of a compiled expression; argument number `place` is the text."""
    real = getattr(re.Pattern, name)

    @unseen
    def method(self, *arguments, **named):
        _hold_text(arguments[place] if len(arguments) > place else named.get("string"))
        return real(self._real, *arguments, **named)

    method.__name__ = method.__qualname__ = name
    return method


@unseen
def _compile(pattern, flags=0):
    _hold_pattern(pattern)
    return _Pattern(re.compile(_real(pattern), flags))


class _Pattern:
    """A compiled regular expression that takes texts up to the limit."""

    __slots__ = ("_real",)
    __class__ = re.Pattern  # for isinstance

    def __init__(self, real):
        self._real = real

    def __getattr__(self, name):
        return getattr(self._real, name)

    def __eq__(self, other):
        return self._real == _real(other)

    def __hash__(self):
        return hash(self._real)

    def __repr__(self):
        return repr(self._real)

    def __reduce__(self):
        return re.compile, (self._real.pattern, self._real.flags)


_places = {"match": 0, "fullmatch": 0, "search": 0, "findall": 0, "finditer": 0, "split": 0, "sub": 1, "subn": 1}
for _name, _place in _places.items():
    setattr(_Pattern, _name, _method(_name, _place))


# ---- decimal ----


@unseen
def _hold_digits(digits):
    _hold("the precision of decimal", digits, MOST_DIGITS)


class _Context(decimal.Context):
    """A context whose precision is limited."""

    __slots__ = ()

    @unseen
    def __init__(self, prec=None, *others, **named):
        _hold_digits(prec)
        super(_Context, self).__init__(prec, *others, **named)

    @unseen
    def __setattr__(self, name, value):
        if name == "prec":
            _hold_digits(value)
        super(_Context, self).__setattr__(name, value)

    def copy(self):
        """Returns a context with the same settings."""
        return _context(self)

    __copy__ = copy


@unseen
def _context(like):
    flags = [signal for signal, on in like.flags.items() if on]
    traps = [signal for signal, on in like.traps.items() if on]
    return _Context(like.prec, like.rounding, like.Emin, like.Emax, like.capitals, like.clamp, flags, traps)


@unseen
def _setcontext(context):
    decimal.setcontext(context if type(context) is _Context else _context(context))


class _Local:
    def __init__(self, context):
        self._context = context

    def __enter__(self):
        self._before = decimal.getcontext()
        decimal.setcontext(self._context)
        return self._context

    def __exit__(self, *_):
        decimal.setcontext(self._before)


@unseen
def _localcontext(ctx=None, **settings):
    context = _context(decimal.getcontext() if ctx is None else ctx)
    for name, value in settings.items():
        setattr(context, name, value)
    return _Local(context)


_Context.__name__ = _Context.__qualname__ = "Context"
_first_context = _context(decimal.getcontext())
_copies = {
    "random": _copy(
        random,
        choices=_choices(random.choices), sample=_sample(random.sample), randbytes=_randbytes(random.randbytes),
        Random=_limited(random.Random), SystemRandom=_limited(random.SystemRandom),
    ),
    "functools": _copy(functools, lru_cache=_lru_cache, cache=_cache),
    "re": _copy(re, compile=_compile, **{name: _matcher(name, place) for name, place in _places.items()}),
    "decimal": _copy(decimal, Context=_Context, setcontext=_setcontext, localcontext=_localcontext),
}
