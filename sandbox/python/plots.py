"""A backend of matplotlib that shows a figure as a picture beside the output.

`plt.show()` saves each open figure and closes it, as a window would be closed;
figures that are open at the end are saved then. A figure is SVG, and PNG where
that would be large.
"""

import io

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_svg import FigureCanvasSVG

import pictures

_MOST_SVG = 1 << 20


class FigureManager(FigureManagerBase):
    """A figure without a window."""

    def show(self):
        """Saves the figure as it is now."""
        _save(self.canvas.figure)

    @classmethod
    def pyplot_show(cls, *, block=None):
        """Saves and closes every open figure."""
        _show_all()


class FigureCanvas(FigureCanvasSVG):
    """What a figure is drawn on."""

    manager_class = FigureManager


@pictures.finisher
def _show_all():
    for manager in Gcf.get_all_fig_managers():
        _save(manager.canvas.figure)
    Gcf.destroy_all()


def _save(figure):
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg")
    if drawn.tell() > _MOST_SVG:
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png")
        pictures.save("plot", "png", drawn.getvalue())
    else:
        pictures.save("plot", "svg", pictures.described(drawn.getvalue(), *_words(figure)))


def _words(figure):
    """Returns the title of a figure and what its axes say."""
    titles, axes = [figure.get_suptitle()], []
    for each in figure.get_axes():
        titles.append(each.get_title())
        for name, label in ("x", each.get_xlabel()), ("y", each.get_ylabel()):
            if label:
                axes.append(f"{name} axis: {label}")
    return ". ".join(title for title in titles if title) or "Plot", ", ".join(axes)
