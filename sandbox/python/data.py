"""What the template of the data image has beside the library: numpy, pandas and matplotlib.

Imported once here, they cost a run nothing. Nothing of it starts a thread.
"""

import io
import os

os.environ["MPLCONFIGDIR"] = "/usr/share/coderemote/matplotlib"
_access = os.access
# matplotlib makes another folder where it may not write, and finds every font
# again. It reads in this one and writes nothing.
os.access = lambda path, mode, **options: _access(path, mode & ~os.W_OK, **options)
try:
    import matplotlib

    matplotlib.get_configdir(), matplotlib.get_cachedir()
finally:
    os.access = _access
    del os.environ["MPLCONFIGDIR"]

import matplotlib.pyplot  # noqa: E402
import numpy  # noqa: E402
import pandas  # noqa: E402,F401

matplotlib.rcParams["svg.hashsalt"] = "coderemote"  # the same plot is the same file
matplotlib.pyplot.switch_backend("module://plots")


def _use():
    """Does what most programs begin with."""
    str(numpy.arange(3) * 2.5)
    frame = pandas.DataFrame({"a": [0, 1], "b": ["x", "y"]})
    frame["a"].sum(), frame[frame["a"] > 0], frame.groupby("b")["a"].mean(), str(frame)


def _draw():
    matplotlib.pyplot.plot([1, 2], [3, 4])
    matplotlib.pyplot.title("x")
    matplotlib.pyplot.savefig(io.StringIO(), format="svg")
    matplotlib.pyplot.close("all")


# What they import late and compute once is there for every run then, and the
# interpreter has made its own notes on their code: pages that no run copies.
for _ in range(10):
    _use()
_draw()


def settle():
    """Gives a run random numbers of its own."""
    numpy.random.seed()
