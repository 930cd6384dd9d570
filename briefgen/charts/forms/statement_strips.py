"""Statements, each with its words and a strip of marks under them: what is too long to stand beside a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from briefgen.charts.forms import vegalite
from briefgen.charts.layout.labels import fitted, wrapped
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.ledger.prose import Prose

#: A strip, what is left free under it, and the room of half a mark at both of its ends.
_STRIP, _AFTER, _END = 22, 10, 8
_FILLED, _HOLLOW = 10, 16
#: In sizes of a line: the heading of a panel, and what is left free under the key.
_HEAD, _UNDER_KEY = 1.5, 0.5
_BETWEEN = 28
#: So many lines at most of room to spare come under each strip.
_MOST_SPARE = 1.5
#: Stands under the key where strips are left out.
_MORE = "More stand in the data."
#: In a brief shape a statement and its words take so many lines each.
_BRIEF_LINES = 2


@dataclass(frozen=True)
class StripMark:
    """A mark on a strip: its place from 0 to 1, its shape, whether it is filled, and words for a pointer."""

    place: float
    shape: str
    filled: bool
    tip: str


@dataclass(frozen=True)
class Strip:
    """A statement, what is said of it, and its marks; a line joins these where they are `joined`.

    Where there is no room for all, those with the least `weight` are left out.
    """

    statement: str
    words: str
    marks: Sequence[StripMark]
    joined: bool
    weight: int


@dataclass(frozen=True)
class StripPanel:
    """Strips on one scale, under a heading that says which."""

    heading: str
    strips: Sequence[Strip]


@dataclass(frozen=True)
class _Set:
    """A strip with its lines as they are set in a width, and how high all of it is."""

    strip: Strip
    statement: Sequence[str]
    words: Sequence[str]
    height: float


def strips(shape: Shape, key: str, panels: Sequence[StripPanel]) -> style.Spec:
    """Draw panels one under the other, in a flat shape side by side, as many strips as there is room for."""
    across = len(panels) if shape.flat else 1
    between = shape.px(_BETWEEN)
    wide = (shape.width - between * (across - 1)) / across
    laid = [[_set(shape, strip, wide) for strip in panel.strips] for panel in panels]
    above, spare = _head(shape, key), 0.0
    if shape.height is not None:
        columns = [[sets] for sets in laid] if across > 1 else [laid]
        # Under the last strip nothing needs to be left free.
        high = shape.height + shape.px(_AFTER)
        rooms = [high - shape.line * _HEAD * len(column) for column in columns]
        for column, room in zip(columns, rooms, strict=True):
            if _high(column) + above > room:
                key = key if key.endswith(_MORE) else f"{key} {_MORE}"
                above = _head(shape, key)
            _cut(column, room - above)
        spares = ((room - above - _high(it)) / _count(it) for it, room in zip(columns, rooms, strict=True))
        spare = max(0.0, min(*spares, shape.line * _MOST_SPARE))
    drawing = _Drawing(shape, spare)
    for n, line in enumerate(wrapped(key, shape.width, shape.size)):
        drawing.write(0, shape.line * n, line, style.MUTED)
    x, y, bottom = 0.0, above, above
    for panel, sets in zip(panels, laid, strict=True):
        if sets:
            end = drawing.panel(panel, sets, x, y, wide)
            bottom = max(bottom, end - drawing.after)
            x, y = (x + wide + between, y) if across > 1 else (x, end)
    return drawing.chart(shape.width, bottom)


def _head(shape: Shape, key: str) -> float:
    """How high the key is, with what is left free under it."""
    return shape.line * (len(wrapped(key, shape.width, shape.size)) + _UNDER_KEY)


def _high(column: Sequence[Sequence[_Set]]) -> float:
    return sum(one.height for sets in column for one in sets)


def _count(column: Sequence[Sequence[_Set]]) -> int:
    return sum(map(len, column))


def _set(shape: Shape, strip: Strip, wide: float) -> _Set:
    statement, words = (_lines(text, wide, shape) for text in (strip.statement, strip.words))
    height = shape.line * (len(statement) + len(words)) + shape.px(_STRIP + _AFTER)
    return _Set(strip, statement, words, height)


def _lines(text: str, wide: float, shape: Shape) -> list[str]:
    lines = wrapped(text, wide, shape.size)
    if not shape.brief or len(lines) <= _BRIEF_LINES:
        return lines
    rest = Prose(" ").join(lines[_BRIEF_LINES - 1 :])
    return [*lines[: _BRIEF_LINES - 1], fitted(rest, wide, shape.size)]


def _cut(column: Sequence[list[_Set]], room: float) -> None:
    """Leave strips out, the lightest first and of these the last, until the others fit; one stays."""
    while _high(column) > room and _count(column) > 1:
        places = [(one.strip.weight, -n, -at) for n, sets in enumerate(column) for at, one in enumerate(sets)]
        _, n, at = min(places)
        del column[-n][-at]


class _Drawing:
    """Marks and words collected by layer, at pixels from the top left corner."""

    def __init__(self, shape: Shape, spare: float) -> None:
        self._shape = shape
        self.after = shape.px(_AFTER) + spare
        self._texts: list[dict[str, object]] = []
        self._tracks: list[dict[str, object]] = []
        self._joins: list[dict[str, object]] = []
        self._marks: list[dict[str, object]] = []

    def write(self, x: float, y: float, text: str, ink: str, weight: int = 400) -> None:
        """Set a line of words whose top left corner is there."""
        middle = y + self._shape.line / 2
        self._texts.append({"x": x, "y": middle, "text": text, "ink": ink, "weight": weight})

    def panel(self, panel: StripPanel, sets: Sequence[_Set], x: float, y: float, wide: float) -> float:
        """Draw a panel from its top left corner on, and return its bottom."""
        shape = self._shape
        for line in wrapped(panel.heading, wide, shape.size, 600)[:1]:
            self.write(x, y, line, style.INK, 600)
        y += shape.line * _HEAD
        end = shape.px(_END)
        for one in sets:
            for line, ink in [(it, style.INK) for it in one.statement] + [
                (it, style.MUTED) for it in one.words
            ]:
                self.write(x, y, line, ink)
                y += shape.line
            middle = y + shape.px(_STRIP) / 2
            self._tracks.append({"x": x, "x2": x + wide, "y": middle})
            marks = [
                {
                    "x": x + end + mark.place * (wide - 2 * end),
                    "y": middle,
                    "shape": mark.shape,
                    "fill": style.INK if mark.filled else style.PAPER,
                    # What is hollow is larger, and lies under what is filled: both are seen where they meet.
                    "size": shape.px(_FILLED if mark.filled else _HOLLOW) ** 2,
                    **({"tip": mark.tip} if shape.tips else {}),
                }
                for mark in one.strip.marks
            ]
            if one.strip.joined and len(marks) > 1:
                self._joins.append({"x": marks[0]["x"], "x2": marks[1]["x"], "y": middle})
            self._marks += sorted(marks, key=lambda mark: -float(str(mark["size"])))
            y += shape.px(_STRIP) + self.after
        return y

    def chart(self, wide: float, high: float) -> style.Spec:
        """Return all of it as one chart."""
        shape = self._shape
        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, wide], nice=False, zero=False))
        y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[high, 0], nice=False, zero=False))
        x2 = alt.X2("x2:Q")
        layers = [
            vegalite.marks(self._tracks)
            .mark_rule(color=style.GRID, strokeWidth=shape.px(2))
            .encode(x=x, x2=x2, y=y),
            vegalite.marks(self._joins)
            .mark_rule(color=style.INK, strokeWidth=shape.px(2))
            .encode(x=x, x2=x2, y=y),
            vegalite.with_tooltips(
                shape,
                vegalite.marks(self._marks)
                .mark_point(filled=True, stroke=style.INK, strokeWidth=shape.px(1.5))
                .encode(
                    x=x,
                    y=y,
                    shape=alt.Shape("shape:N", scale=None),
                    size=alt.Size("size:Q", scale=None),
                    fill=alt.Fill("fill:N", scale=None),
                ),
            ),
            *(
                vegalite.marks([text for text in self._texts if text["weight"] == weight])
                .mark_text(align="left", baseline="middle", fontWeight=weight)
                .encode(x=x, y=y, text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None))
                for weight in (400, 600)
            ),
        ]
        return vegalite.layered(layers, width=wide, height=high)
