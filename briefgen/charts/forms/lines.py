"""A panel of lines over time, named at their ends: the drawing that several charts share."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from briefgen.charts.forms import event_rules, vegalite
from briefgen.charts.layout.labels import fitted, spread, wrapped
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.metrics.events import Event

_DAY = 86_400_000
_LABEL_GAP = 10
#: The widest place for the words at the ends of lines, as a part of the panel.
_ROOM_FOR_NAMES = 0.45
#: What stands around the lines: the gap under the headings, ticks and two lines of months.
_HEADING_GAP = 10
_AXIS = 13
#: A month's name and the space after it, in letters of 14 pixels.
_MONTH_ROOM = 36

# A month's short name; under the first and under each January also the year.
_MONTH = (
    "datum.index == 0 || utcmonth(datum.value) == 0"
    " ? [utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')] : utcFormat(datum.value, '%b')"
)


@dataclass(frozen=True)
class Point:
    """A value on a date, with its range; None where it is not known. `tip` says it in words, where asked."""

    date: dt.date
    value: float | None
    low: float | None = None
    high: float | None = None
    tip: Callable[[], str] = str


@dataclass(frozen=True)
class Line:
    """One line of a panel: its points in time order, the words at its end and how it is drawn."""

    label: str
    points: tuple[Point, ...]
    colour: str
    dash: list[int]
    shape: str


@dataclass(frozen=True)
class Scale:
    """The vertical scale of a panel: its highest value, the step between grid lines and their d3 format.

    It begins at zero, unless it has another `bottom`; places have the first on top.
    """

    top: float
    step: float
    format: str
    bottom: float = 0

    @classmethod
    def up_to(cls, highest: float, form: str) -> Scale:
        """Return the scale with the roundest steps, four to six of them, that holds `highest`.

        >>> Scale.up_to(0.68, ".0%").top, Scale.up_to(102_534, ",.0f").top
        (0.8, 120000.0)
        """
        highest = highest if highest > 0 else 1
        power = 10 ** math.floor(math.log10(highest))
        step = next(part * power for part in (0.1, 0.2, 0.25, 0.5, 1, 2) if highest / (part * power) <= 6)
        return cls(step * math.ceil(round(highest / step, 9)), step, form)

    @classmethod
    def places(cls, last: int) -> Scale:
        """Return the scale of places from the first, on top, to `last`.

        >>> Scale.places(2).ticks, Scale.places(23).ticks
        ([1, 2], [1, 5.0, 10.0, 15.0, 20.0])
        """
        return cls(1, max(cls.up_to(last, "").step, 1), ",.0f", bottom=max(last, 2))

    @property
    def ticks(self) -> list[float]:
        """The values with a grid line."""
        steps = [step * self.step for step in range(int(max(self.top, self.bottom) / self.step + 1e-9) + 1)]
        return [*dict.fromkeys([self.top, *steps[1:]])] if self.bottom else steps

    def part(self, value: float) -> float:
        """Return how far up a value stands, from 0 at the bottom to 1 on top."""
        return (value - self.bottom) / (self.top - self.bottom)


def instant(date: dt.date) -> int:
    """Return a date as milliseconds since 1970 in UTC; Vega would read a date in words in local time.

    >>> instant(dt.date(1970, 1, 2))
    86400000
    """
    return (date - dt.date(1970, 1, 1)).days * _DAY


def time_axis(shape: Shape, dates: Sequence[dt.date], wide: float) -> alt.X:
    """Return the horizontal axis for the field `date`, from the first month's first day to the last date.

    `dates` are in order; `wide` is the width of the axis in pixels.
    """
    scale = alt.Scale(type="utc", domain=[instant(dates[0].replace(day=1)), instant(dates[-1])])
    return alt.X("date:T", scale=scale, axis=_months(shape, dates, wide))


def panel(
    shape: Shape,
    lines: Sequence[Line],
    scale: Scale,
    *,
    heading: str,
    subheading: Sequence[str],
    height: float,
    happened: Sequence[Event] = (),
) -> style.Spec:
    """Draw lines over time in a shape, and of what `happened` meanwhile what has room.

    `subheading` stands under the heading, each of its parts beginning a line of its own. Where the shape has
    no height, the lines take `height` pixels for letters of 14.
    """
    title = wrapped(heading, shape.width, shape.size, 600)
    under = [line for part in subheading for line in wrapped(part, shape.width, shape.size)]
    high = _height(shape, len(title) + len(under), height)
    names = [fitted(line.label, shape.width * _ROOM_FOR_NAMES, shape.size, 600) for line in lines]
    gap = shape.px(_LABEL_GAP)
    wide = shape.width - shape.left - gap - max(shape.letters(name, 600) for name in names)
    dates = sorted({point.date for line in lines for point in line.points})
    x, y, who = time_axis(shape, dates, wide), _values(shape, "value:Q", scale), alt.Detail("line:N")
    colour = alt.Color("colour:N", scale=None)
    marks = alt.Chart()
    span = dates[0].replace(day=1), dates[-1]
    tracks = [_track(line, scale, span, wide, high) for line in lines]
    marked = event_rules.placed(shape, happened, tracks, span, wide, high)
    layers = [
        *event_rules.layers(shape, marked, span, wide, high),
        marks.mark_area(opacity=0.16).encode(
            x=x, y=_values(shape, "low:Q", scale), y2=alt.Y2("high:Q"), color=colour, detail=who
        ),
        marks.mark_line().encode(
            x=x, y=y, color=colour, strokeDash=alt.StrokeDash("dash:N", scale=None), detail=who
        ),
        vegalite.with_tooltips(
            shape,
            marks.mark_point().encode(x=x, y=y, color=colour, shape=alt.Shape("shape:N", scale=None)),
        ),
        _names(shape, lines, names, scale, high, dates[-1]).encode(
            x=x, y=y, text=alt.Text("text:N"), color=colour
        ),
    ]
    return vegalite.layered(
        layers,
        wide,
        high,
        data=[record for line in lines for record in _records(shape, line)],
        title=alt.TitleParams(text=title, subtitle=under),
    )


def _track(
    line: Line, scale: Scale, span: tuple[dt.date, dt.date], wide: float, high: float
) -> list[tuple[float, float]]:
    """The known points of a line in pixels from the top left corner."""
    days = max((span[1] - span[0]).days, 1)
    return [
        ((point.date - span[0]).days / days * wide, (1 - scale.part(point.value)) * high)
        for point in line.points
        if point.value is not None
    ]


def _records(shape: Shape, line: Line) -> list[dict[str, Any]]:
    drawn = {"line": line.label, "colour": line.colour, "dash": line.dash, "shape": line.shape}
    return [
        {**drawn, "date": instant(point.date), "value": point.value, "low": point.low, "high": point.high}
        | ({"tip": point.tip()} if shape.tips else {})
        for point in line.points
    ]


def _height(shape: Shape, headings: int, height: float) -> float:
    """How high the lines may be so that headings, lines and months fill the shape."""
    if shape.height is None:
        return shape.px(height)
    return shape.height - (headings + 2) * shape.line - shape.px(_HEADING_GAP + _AXIS)


def _names(
    shape: Shape, lines: Sequence[Line], names: Sequence[str], scale: Scale, height: float, last: dt.date
) -> alt.Chart:
    """The words at the ends of the lines, moved apart where they would touch."""
    ends = [next((p.value for p in reversed(line.points) if p.value is not None), 0.0) for line in lines]
    pixels = spread([scale.part(end) * height for end in ends], shape.line, 0, height)
    records = [
        {
            "date": instant(last),
            "value": scale.bottom + place / height * (scale.top - scale.bottom),
            "text": text,
            "colour": style.legible(line.colour),
        }
        for line, text, place in zip(lines, names, pixels, strict=True)
    ]
    named: alt.Chart = vegalite.marks(records).mark_text(
        fontWeight=600, align="left", baseline="middle", dx=shape.px(_LABEL_GAP)
    )
    return named


def _months(shape: Shape, dates: Sequence[dt.date], wide: float) -> alt.Axis:
    """One tick a month, or every second, third … where they would stand too close."""
    count = (dates[-1].year - dates[0].year) * 12 + dates[-1].month - dates[0].month + 1
    every = math.ceil(count * shape.px(_MONTH_ROOM) / wide)
    starts = [dates[0].month - 1 + step for step in range(0, count, every)]
    values: list[Any] = [instant(dt.date(dates[0].year + m // 12, m % 12 + 1, 1)) for m in starts]
    return alt.Axis(values=values, labelExpr=_MONTH, labelOverlap=False, labelFlush=False)


def _values(shape: Shape, field: str, scale: Scale) -> alt.Y:
    axis = alt.Axis(values=scale.ticks, format=scale.format, minExtent=shape.left, maxExtent=shape.left)
    return alt.Y(field, scale=alt.Scale(domain=[scale.bottom, scale.top], nice=False, zero=False), axis=axis)
