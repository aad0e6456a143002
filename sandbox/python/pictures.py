"""Where pictures go that a program shows: numbered files in its folder, which become artifacts.

`at_end` is called when the program has ended and before its streams are closed;
what is drawn and not shown by then is saved too.
"""

import os
import re

_exists, _open = os.path.exists, open
_finishers = []


def finisher(function):
    """Registers `function` for the end of the program; returns it."""
    _finishers.append(function)
    return function


def finish():
    """Saves what was drawn and not shown. A failure of it is not the program's."""
    for function in _finishers:
        try:
            function()
        except BaseException:
            pass


def free_name(stem, extension):
    """Returns a path in the program's folder that no file has yet: STEM-1.EXTENSION and so on."""
    number = 1
    while _exists(path := f"/home/{stem}-{number}.{extension}"):
        number += 1
    return path


def save(stem, extension, content):
    """Saves a picture (text or bytes)."""
    mode, encoding = ("w", "utf-8") if isinstance(content, str) else ("wb", None)
    with _open(free_name(stem, extension), mode, encoding=encoding) as file:
        file.write(content)


def described(svg, title, description):
    """Returns `svg` with a title and a description of itself, for people who do not see it."""
    texts = "".join(
        f"<{tag}>{_escape(text)}</{tag}>" for tag, text in (("title", title), ("desc", description)) if text
    )
    return re.sub(r"<svg\b[^>]*>", lambda match: match[0] + texts, svg, count=1)


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
