"""The turtle of the standard library without a window: a program draws, and an SVG picture comes out.

The names are the classic ones. Where the original waits for a mouse or a key,
there is nobody to press it: such calls are accepted and do nothing; `textinput`
and `numinput` ask on standard input. The picture is saved when the program ends.
It draws itself in a few seconds where the viewer allows motion, and is whole at
once where the speed is 0 or the tracer is off.
"""

import math
import re

import pictures

__all__ = ["Turtle", "RawTurtle", "Pen", "RawPen", "Screen", "Shape", "Vec2D", "Terminator", "TurtleGraphicsError"]

_LONGEST = 6  # seconds that a drawing takes to draw itself
_MOST = 200_000  # points that a picture has
_SPEEDS = {"fastest": 0, "fast": 10, "normal": 6, "slow": 3, "slowest": 1}
_SHAPES = {
    "arrow": ((-10, 0), (10, 0), (0, 10)),
    "classic": ((0, 0), (-5, -9), (0, -7), (5, -9)),
    "square": ((10, -10), (10, 10), (-10, 10), (-10, -10)),
    "triangle": ((10, -5.77), (0, 11.55), (-10, -5.77)),
    "circle": tuple((10 * math.cos(a * math.pi / 8), 10 * math.sin(a * math.pi / 8)) for a in range(16)),
    "turtle": (
        (0, 16), (-2, 14), (-1, 10), (-4, 7), (-7, 9), (-9, 8), (-6, 5), (-7, 1), (-5, -3), (-8, -6), (-6, -8), (-4, -5), (0, -7),
        (4, -5), (6, -8), (8, -6), (5, -3), (7, 1), (6, 5), (9, 8), (7, 9), (4, 7), (1, 10), (2, 14),
    ),
    "blank": (),
}  # fmt: skip


class TurtleGraphicsError(Exception):
    """A call that the turtle does not understand."""

    __module__ = "turtle"


class Terminator(Exception):
    """The window was closed; here it never is."""


class Vec2D(tuple):
    """A point or a step in the plane."""

    def __new__(cls, x, y):
        return tuple.__new__(cls, (x, y))

    def __add__(self, other):
        return Vec2D(self[0] + other[0], self[1] + other[1])

    def __sub__(self, other):
        return Vec2D(self[0] - other[0], self[1] - other[1])

    def __mul__(self, other):
        if isinstance(other, Vec2D):
            return self[0] * other[0] + self[1] * other[1]
        return Vec2D(self[0] * other, self[1] * other)

    def __rmul__(self, other):
        return Vec2D(self[0] * other, self[1] * other)

    def __neg__(self):
        return Vec2D(-self[0], -self[1])

    def __abs__(self):
        return math.hypot(*self)

    def rotate(self, angle):
        """Returns the vector turned left by `angle` degrees."""
        c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        return Vec2D(self[0] * c - self[1] * s, self[1] * c + self[0] * s)

    def __repr__(self):
        return f"({self[0]:.2f},{self[1]:.2f})"


class Shape:
    """A shape for a turtle: only polygons can be drawn."""

    def __init__(self, type_, data=None):
        self._data = tuple(data) if type_ == "polygon" and data else ()

    def addcomponent(self, poly, fill, outline=None):
        """Takes the first polygon of a compound shape."""
        self._data = self._data or tuple(poly)


class _Drawing:
    """What all turtles have drawn, in its order."""

    def __init__(self):
        self.items, self.turtles, self.points, self.used = [], [], 0, False
        self.background, self.title, self.size, self.traced, self.colors = "white", "", (640, 480), True, 1.0
        self.world, self.timers = None, []

    def add(self, kind, turtle, seconds=0.0, **what):
        """Adds an item that takes `seconds` to draw."""
        self.used = True
        self.points += len(what.get("points", "1"))
        if self.points > _MOST:
            raise TurtleGraphicsError(f"the drawing has more than {_MOST:,} points, which is the limit")
        self.items.append({"kind": kind, "turtle": turtle, "seconds": seconds if self.traced else 0.0, **what})


_drawing = _Drawing()


class _Screen:
    """The one screen."""

    def bgcolor(self, *args):
        """Sets or returns the color behind the drawing."""
        if args:
            _drawing.background, _drawing.used = _color(args), True
        return _drawing.background

    def title(self, titlestring):
        """Names the drawing."""
        _drawing.title = str(titlestring)

    def setup(self, width=640, height=480, startx=None, starty=None):
        """Sets the size of the screen; up to 1 it is a part of 1280 by 960."""
        _drawing.size = (width if width > 1 else width * 1280, height if height > 1 else height * 960)

    def screensize(self, canvwidth=None, canvheight=None, bg=None):
        """Sets or returns the size of the drawing."""
        if canvwidth is None and canvheight is None and bg is None:
            return _drawing.size
        _drawing.size = (canvwidth or _drawing.size[0], canvheight or _drawing.size[1])
        if bg is not None:
            self.bgcolor(bg)

    def setworldcoordinates(self, llx, lly, urx, ury):
        """Shows the part of the plane between two corners."""
        _drawing.world = (llx, lly, urx, ury)

    def colormode(self, cmode=None):
        """Sets or returns what the parts of a color go up to: 1.0 or 255."""
        if cmode is not None:
            _drawing.colors = 255 if cmode == 255 else 1.0
        return _drawing.colors

    def tracer(self, n=None, delay=None):
        """Turns the drawing's own motion on or off."""
        if n is not None:
            _drawing.traced = bool(n)
        return int(_drawing.traced)

    def window_width(self):
        """Returns the width of the screen."""
        return _drawing.size[0]

    def window_height(self):
        """Returns the height of the screen."""
        return _drawing.size[1]

    def turtles(self):
        """Returns all turtles."""
        return list(_drawing.turtles)

    def clear(self):
        """Removes what was drawn, and all turtles."""
        _drawing.items.clear()
        _drawing.turtles.clear()
        _drawing.points = 0

    clearscreen = clear

    def reset(self):
        """Brings every turtle back to where it began."""
        for turtle in _drawing.turtles:
            turtle.reset()

    resetscreen = reset

    def register_shape(self, name, shape=None):
        """Adds a shape by name."""
        _SHAPES[name] = tuple(shape._data if isinstance(shape, Shape) else shape or ())

    addshape = register_shape

    def getshapes(self):
        """Returns the names of the shapes."""
        return sorted(_SHAPES)

    def textinput(self, title, prompt):
        """Asks for a text on standard input; None at its end."""
        try:
            return input(f"{prompt} ")
        except EOFError:
            return None

    def numinput(self, title, prompt, default=None, minval=None, maxval=None):
        """Asks for a number on standard input until there is one."""
        while (text := self.textinput(title, prompt)) is not None:
            try:
                number = float(text) if text.strip() or default is None else float(default)
            except ValueError:
                print("That is not a number.")
                continue
            if (minval is None or number >= minval) and (maxval is None or number <= maxval):
                return number
            print("That number is not allowed.")
        return None

    def ontimer(self, fun, t=0):
        """Calls a function in the main loop."""
        _drawing.timers.append(fun)

    def mainloop(self):
        """Calls what waits for a timer, as long as anything does."""
        while _drawing.timers:
            _drawing.timers.pop(0)()

    done = exitonclick = mainloop

    def mode(self, mode=None):
        """Returns the mode, which is always the standard one."""
        return "standard"

    def delay(self, delay=None):
        """Returns the delay of the drawing."""
        return 10

    def _nothing(self, *args, **named):
        """Does nothing: there is no window, no mouse and no key."""

    update = listen = onkey = onkeypress = onkeyrelease = onclick = onscreenclick = bye = bgpic = cv = getcanvas = _nothing


def Screen():
    """Returns the one screen."""
    return _screen


_screen = _Screen()


def _color(args):
    value = args[0] if len(args) == 1 else args
    if isinstance(value, str):
        text = value.strip().lower()
        if not re.fullmatch(r"#(?:[0-9a-f]{3}){1,2}|[a-z]+(?: [a-z]+)*\d{0,3}|", text):
            raise TurtleGraphicsError(f"bad color string: {value}")
        return text if text.startswith("#") else re.sub(r"\d+$| ", "", text) or "none"
    if len(value) != 3 or not all(0 <= part <= _drawing.colors for part in value):
        raise TurtleGraphicsError(f"bad color sequence: {value}")
    return "#" + "".join(f"{round(part * 255 / _drawing.colors):02x}" for part in value)


class RawTurtle:
    """A turtle with a pen."""

    def __init__(self, shape="classic", undobuffersize=None, visible=True):
        self._begin()
        self._shape, self._visible = shape if shape in _SHAPES else "classic", visible
        _drawing.turtles.append(self)

    def _begin(self):
        self._place, self._angle, self._full = Vec2D(0.0, 0.0), 0.0, 360.0
        self._down, self._width, self._pen, self._fill = True, 1, "black", "black"
        self._speed, self._visible, self._stretch, self._filling, self._poly = 6, True, 1.0, None, None
        self._history = []

    # Motion

    def _seconds(self, length):
        return length / (60 * self._speed) if self._speed else 0.0

    def _move(self, place):
        self._history.append((self._place, self._angle, len(_drawing.items)))
        start, self._place = self._place, Vec2D(float(place[0]), float(place[1]))
        if self._down:
            _drawing.add("line", self, self._seconds(abs(self._place - start)), points=[start, self._place], color=self._pen, width=self._width)
        else:
            _drawing.used = True
        for points in (self._filling, self._poly):
            if points is not None:
                points.append(self._place)

    def _turn(self, degrees):
        self._history.append((self._place, self._angle, len(_drawing.items)))
        self._angle = (self._angle + degrees) % 360.0

    def _degrees(self, angle):
        return angle * 360.0 / self._full

    def forward(self, distance):
        """Moves forward, drawing if the pen is down."""
        self._move(self._place + Vec2D(distance, 0).rotate(self._angle))

    def back(self, distance):
        """Moves backward without turning."""
        self.forward(-distance)

    def right(self, angle):
        """Turns right."""
        self._turn(-self._degrees(angle))

    def left(self, angle):
        """Turns left."""
        self._turn(self._degrees(angle))

    def goto(self, x, y=None):
        """Moves to a point."""
        self._move(x if y is None else (x, y))

    def teleport(self, x=None, y=None, *, fill_gap=False):
        """Moves to a point without drawing."""
        down, self._down = self._down, False
        self.goto(self._place[0] if x is None else x, self._place[1] if y is None else y)
        self._down = down

    def setx(self, x):
        """Moves to an x coordinate."""
        self.goto(x, self._place[1])

    def sety(self, y):
        """Moves to a y coordinate."""
        self.goto(self._place[0], y)

    def setheading(self, to_angle):
        """Turns to a direction: 0 is east, 90 is north."""
        self._turn(self._degrees(to_angle) - self._angle)

    def home(self):
        """Goes to the origin and looks east."""
        self.goto(0, 0)
        self.setheading(0)

    def circle(self, radius, extent=None, steps=None):
        """Draws a circle or a part of it; its center is to the left."""
        extent = 360.0 if extent is None else self._degrees(extent)
        steps = steps or 1 + int(min(11 + abs(radius) / 6.0, 59.0) * abs(extent) / 360.0)
        turn = extent / steps
        step = 2.0 * radius * math.sin(math.radians(turn / 2)) if radius >= 0 else -2.0 * radius * math.sin(math.radians(turn / 2))
        turn = turn if radius >= 0 else -turn
        angle = self._angle
        for n in range(steps):
            self._move(self._place + Vec2D(step, 0).rotate(angle + turn * (n + 0.5)))
        self._turn(turn * steps)

    def dot(self, size=None, *color):
        """Draws a dot."""
        if isinstance(size, (str, tuple)):
            size, color = None, (size, *color)
        size = max(self._width + 4, self._width * 2) if size is None else size
        _drawing.add("dot", self, place=self._place, size=size, color=_color(color) if color else self._pen)

    def stamp(self):
        """Leaves a copy of the turtle's shape; returns its number."""
        _drawing.add("shape", self, points=self._outline(), color=self._pen, fill=self._fill)
        return len(_drawing.items)

    def clearstamp(self, stampid):
        """Removes a stamp."""
        if 0 < stampid <= len(_drawing.items) and _drawing.items[stampid - 1]["kind"] == "shape":
            _drawing.items[stampid - 1]["kind"] = "nothing"

    def clearstamps(self, n=None):
        """Removes all stamps of this turtle, or the first or last of them."""
        own = [number for number, item in enumerate(_drawing.items, 1) if item["kind"] == "shape" and item["turtle"] is self]
        for number in own if n is None else own[:n] if n >= 0 else own[n:]:
            self.clearstamp(number)

    def undo(self):
        """Takes the last step back."""
        if self._history:
            self._place, self._angle, count = self._history.pop()
            del _drawing.items[count:]

    def speed(self, speed=None):
        """Sets or returns the speed: 1 slow to 10 fast, 0 at once."""
        if speed is None:
            return self._speed
        speed = _SPEEDS.get(speed, speed)
        self._speed = int(round(speed)) if 0.5 < speed < 10.5 else 0

    # State

    def position(self):
        """Returns where the turtle is."""
        return self._place

    def xcor(self):
        """Returns the x coordinate."""
        return self._place[0]

    def ycor(self):
        """Returns the y coordinate."""
        return self._place[1]

    def heading(self):
        """Returns the direction in which the turtle looks."""
        return self._angle * self._full / 360.0

    def towards(self, x, y=None):
        """Returns the direction of a point or of another turtle."""
        dx, dy = self._to(x, y)
        return math.degrees(math.atan2(dy, dx)) % 360.0 * self._full / 360.0

    def distance(self, x, y=None):
        """Returns how far a point or another turtle is."""
        return abs(self._to(x, y))

    def _to(self, x, y):
        target = x._place if isinstance(x, RawTurtle) else x if y is None else (x, y)
        return Vec2D(*target) - self._place

    def degrees(self, fullcircle=360.0):
        """Measures angles so that a full circle has this many."""
        self._full = float(fullcircle)

    def radians(self):
        """Measures angles in radians."""
        self._full = 2 * math.pi

    # Pen

    def pendown(self):
        """Draws from now on."""
        self._down = True

    def penup(self):
        """Does not draw from now on."""
        self._down = False

    def isdown(self):
        """Returns whether the turtle draws."""
        return self._down

    def pensize(self, width=None):
        """Sets or returns the width of lines."""
        if width is None:
            return self._width
        self._width = width

    def pencolor(self, *args):
        """Sets or returns the color of lines."""
        if args:
            self._pen = _color(args)
        return self._pen

    def fillcolor(self, *args):
        """Sets or returns the color of what is filled."""
        if args:
            self._fill = _color(args)
        return self._fill

    def color(self, *args):
        """Sets or returns both colors."""
        if len(args) == 2:
            self._pen, self._fill = _color(args[:1]), _color(args[1:])
        elif args:
            self._pen = self._fill = _color(args)
        return self._pen, self._fill

    def pen(self, pen=None, **changes):
        """Sets or returns the pen's settings."""
        for name, value in {**(pen or {}), **changes}.items():
            known = {"pendown": "_down", "pensize": "_width", "speed": "_speed", "shown": "_visible"}
            if name in known:
                setattr(self, known[name], value)
            elif name in ("pencolor", "fillcolor"):
                getattr(self, name)(value)
        return {
            "shown": self._visible, "pendown": self._down, "pencolor": self._pen, "fillcolor": self._fill,
            "pensize": self._width, "speed": self._speed,
        }  # fmt: skip

    def filling(self):
        """Returns whether a shape to fill has begun."""
        return self._filling is not None

    def begin_fill(self):
        """Begins a shape that is filled."""
        self._filling, self._fill_at = [self._place], len(_drawing.items)

    def end_fill(self):
        """Fills the shape that was begun."""
        if self._filling and len(self._filling) > 2:
            _drawing.add("fill", self, points=self._filling, color=self._fill, under=self._fill_at)
        self._filling = None

    def begin_poly(self):
        """Begins a polygon."""
        self._poly = [self._place]

    def end_poly(self):
        """Ends the polygon."""

    def get_poly(self):
        """Returns the last polygon."""
        return tuple(self._poly or ())

    def write(self, arg, move=False, align="left", font=("Arial", 8, "normal")):
        """Writes a text at the turtle's place."""
        family, size, style = (*font, "normal", "normal")[:3] if isinstance(font, (tuple, list)) else (font, 8, "normal")
        _drawing.add("text", self, place=self._place, text=str(arg), align=align, family=str(family), size=float(size) if isinstance(size, (int, float)) else 8.0, style=str(style), color=self._pen)

    def clear(self):
        """Removes what this turtle drew."""
        _drawing.items[:] = [item for item in _drawing.items if item["turtle"] is not self]

    def reset(self):
        """Removes what this turtle drew and begins anew."""
        self.clear()
        self._begin()

    # Looks

    def showturtle(self):
        """Shows the turtle."""
        self._visible = True

    def hideturtle(self):
        """Hides the turtle."""
        self._visible = False

    def isvisible(self):
        """Returns whether the turtle is shown."""
        return self._visible

    def shape(self, name=None):
        """Sets or returns the turtle's shape."""
        if name is None:
            return self._shape
        if name not in _SHAPES:
            raise TurtleGraphicsError(f"There is no shape named {name}")
        self._shape = name

    def shapesize(self, stretch_wid=None, stretch_len=None, outline=None):
        """Sets or returns how large the shape is."""
        if stretch_wid is None and stretch_len is None:
            return self._stretch, self._stretch, 1
        self._stretch = stretch_wid if stretch_wid is not None else stretch_len

    def _outline(self):
        turned = (Vec2D(x * self._stretch, y * self._stretch).rotate(self._angle - 90) for x, y in _SHAPES[self._shape])
        return [self._place + point for point in turned]

    # Others

    def clone(self):
        """Returns another turtle like this one."""
        other = type(self)()
        for name, value in vars(self).items():
            setattr(other, name, list(value) if isinstance(value, list) else value)
        return other

    def getturtle(self):
        """Returns the turtle itself."""
        return self

    def getscreen(self):
        """Returns the screen."""
        return _screen

    def setundobuffer(self, size):
        """Accepts a size of what can be undone."""

    def undobufferentries(self):
        """Returns how many steps can be taken back."""
        return len(self._history)

    def _nothing(self, *args, **named):
        """Does nothing: there is no mouse."""

    onclick = onrelease = ondrag = resizemode = tilt = tiltangle = settiltangle = shearfactor = shapetransform = _nothing

    fd, bk, backward, rt, lt, setpos, setposition, seth, pos = forward, back, back, right, left, goto, goto, setheading, position
    pd, down, pu, up, width, st, ht, turtlesize, getpen = pendown, pendown, penup, penup, pensize, showturtle, hideturtle, shapesize, getturtle


class Turtle(RawTurtle):
    """A turtle on the one screen."""


Pen, RawPen = Turtle, RawTurtle
_own = None


def _first():
    global _own
    if _own is None or _own not in _drawing.turtles:
        _own = Turtle()
    return _own


def _export(holder, owner):
    for name in dir(holder):
        if not name.startswith("_") and name not in globals():
            method = getattr(holder, name)

            def function(*args, _name=name, **named):
                return getattr(owner(), _name)(*args, **named)

            function.__name__ = function.__qualname__ = name
            function.__doc__ = method.__doc__
            globals()[name] = function
            __all__.append(name)


_export(RawTurtle, _first)
_export(_Screen, Screen)


# The picture


@pictures.finisher
def _save():
    if _drawing.used:
        lines = sum(item["kind"] == "line" for item in _drawing.items)
        svg = pictures.described(_svg(), _drawing.title or "Turtle drawing", f"{_count(lines, 'line')} drawn by {_count(len(_drawing.turtles), 'turtle')}")
        pictures.save("turtle", "svg", svg)


def _count(number, noun):
    return f"{number} {noun}" + "s" * (number != 1)


def _svg():
    parts, seconds = _parts()
    left, bottom, right, top = _drawing.world or _frame()
    pace = min(1.0, _LONGEST / seconds) if seconds else 0.0
    body = "".join(draw(begin * pace, duration * pace) for draw, begin, duration in parts)
    turtles = "".join(
        _polygon(turtle._outline(), turtle._fill, turtle._pen, _appear(seconds * pace)) for turtle in _drawing.turtles if turtle._visible and turtle._shape != "blank"
    )
    width, height = right - left, top - bottom
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.1f} {-top:.1f} {width:.1f} {height:.1f}" width="{width:.0f}" height="{height:.0f}">'
        "<style>@media (prefers-reduced-motion:no-preference){.l{stroke-dasharray:1;stroke-dashoffset:1;animation:l linear forwards}"
        ".a{animation:a 1ms both}}@keyframes l{to{stroke-dashoffset:0}}@keyframes a{from{opacity:0}}</style>"
        f'<rect x="{left:.1f}" y="{-top:.1f}" width="100%" height="100%" fill="{_drawing.background}"/>{body}{turtles}</svg>'
    )


def _frame():
    points = [point for item in _drawing.items for point in item.get("points", [item.get("place", (0, 0))])]
    points += [turtle._place for turtle in _drawing.turtles]
    half_width, half_height = (min(size / 2, 200) for size in _drawing.size)
    xs, ys = [x for x, _ in points] + [0.0], [y for _, y in points] + [0.0]
    return min(-half_width, min(xs) - 20), min(-half_height, min(ys) - 20), max(half_width, max(xs) + 20), max(half_height, max(ys) + 20)


def _parts():
    """Returns (draw, begin, duration) of each part in the order of its layers, and the time of all."""
    layers, now, path = [], 0.0, None
    for number, item in enumerate(_drawing.items):
        kind, duration = item["kind"], item["seconds"]
        if kind == "line":
            style = (item["turtle"], item["color"], item["width"])
            if path and path["style"] == style and path["points"][-1] == item["points"][0]:
                path["points"].append(item["points"][1])
                path["duration"] += duration
            else:
                path = {"style": style, "points": list(item["points"]), "begin": now, "duration": duration}
                layers.append((number, _path(path), path))
        else:
            path = None
            # What is filled lies under the lines that were drawn around it.
            layers.append((item.get("under", number) - 0.5, _other(item), {"begin": now, "duration": 0.0}))
        now += duration
    layers.sort(key=lambda layer: layer[0])
    return [(draw, times["begin"], times["duration"]) for _, draw, times in layers], now


def _path(path):
    def draw(begin, duration):
        _, color, width = path["style"]
        points = " ".join(f"{x:.1f},{-y:.1f}" for x, y in path["points"])
        moving = f' class="l" pathLength="1" style="animation-delay:{begin:.2f}s;animation-duration:{duration:.2f}s"' if duration else _appear(begin)
        return f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"{moving}/>'

    return draw


def _appear(begin):
    return f' class="a" style="animation-delay:{begin:.2f}s"' if begin else ""


def _polygon(points, fill, stroke, attributes):
    text = " ".join(f"{x:.1f},{-y:.1f}" for x, y in points)
    return f'<polygon points="{text}" fill="{fill}" stroke="{stroke}" fill-rule="evenodd"{attributes}/>'


def _other(item):
    def draw(begin, _):
        kind, appear = item["kind"], _appear(begin)
        if kind == "fill":
            return _polygon(item["points"], item["color"], "none", appear)
        if kind == "shape":
            return _polygon(item["points"], item["fill"], item["color"], appear)
        if kind == "dot":
            x, y = item["place"]
            return f'<circle cx="{x:.1f}" cy="{-y:.1f}" r="{item["size"] / 2:g}" fill="{item["color"]}"{appear}/>'
        if kind == "text":
            return _text(item, appear)
        return ""

    return draw


def _text(item, appear):
    x, y = item["place"]
    anchor = {"center": "middle", "right": "end"}.get(item["align"], "start")
    family = re.sub(r"[^\w ,-]", "", item["family"])
    weight = ' font-weight="bold"' if "bold" in item["style"] else ""
    style = ' font-style="italic"' if "italic" in item["style"] else ""
    return (
        f'<text x="{x:.1f}" y="{-y:.1f}" fill="{item["color"]}" text-anchor="{anchor}" font-family="{family}, sans-serif" '
        f'font-size="{item["size"] * 4 / 3:.1f}"{weight}{style}{appear}>{pictures._escape(item["text"])}</text>'
    )
