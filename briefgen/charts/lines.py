"""A panel of lines over time, named at their ends: the drawing that several charts share."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from briefgen import fonts
from briefgen.charts import style
from briefgen.charts.labels import spread

_DAY = 86_400_000
_LABEL_GAP = 10

# A month's short name; under the first and under each January also the year.
_MONTH = (
    "datum.index == 0 || utcmonth(datum.value) == 0"
    " ? [utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')] : utcFormat(datum.value, '%b')"
)


@dataclass(frozen=True)
class Point:
    """A value on a date, with its range; None where it is not known."""

    date: dt.date
    value: float | None
    low: float | None = None
    high: float | None = None


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
    """The vertical scale of a panel: its highest value, the step between grid lines and their d3 format."""

    top: float
    step: float
    format: str

    @classmethod
    def up_to(cls, highest: float, form: str) -> Scale:
        """Return the scale with the roundest steps, four to six of them, that holds `highest`.

        >>> Scale.up_to(0.68, ".0%").top, Scale.up_to(102_534, ",.0f").top
        (0.8, 120000.0)
        """
        power = 10 ** math.floor(math.log10(highest or 1))
        step = next(part * power for part in (0.1, 0.2, 0.25, 0.5, 1, 2) if highest / (part * power) <= 6)
        return cls(step * math.ceil(round(highest / step, 9)), step, form)

    @property
    def ticks(self) -> list[float]:
        """The values with a grid line."""
        return [step * self.step for step in range(round(self.top / self.step) + 1)]


def instant(date: dt.date) -> int:
    """Return a date as milliseconds since 1970 in UTC; Vega would read a date in words in local time.

    >>> instant(dt.date(1970, 1, 2))
    86400000
    """
    return (date - dt.date(1970, 1, 1)).days * _DAY


def time_axis(dates: Sequence[dt.date], wide: float) -> alt.X:
    """Return the horizontal axis for the field `date`, from the first month's first day to the last date.

    `dates` are in order; `wide` is the width of the axis in pixels.
    """
    scale = alt.Scale(type="utc", domain=[instant(dates[0].replace(day=1)), instant(dates[-1])])
    return alt.X("date:T", scale=scale, axis=_months(dates, wide))


def panel(
    lines: Sequence[Line], scale: Scale, *, heading: str, subheading: Sequence[str], height: int
) -> alt.LayerChart:
    """Draw lines over time, `height` pixels high without axis and headings, on the width of every chart.

    `subheading` stands under the heading, each of its parts on a line of its own.
    """
    room = max(fonts.width(line.label, style.SIZE, 600) for line in lines) + _LABEL_GAP
    dates = sorted({point.date for line in lines for point in line.points})
    wide = style.WIDTH - style.LEFT - room
    x, y, who = time_axis(dates, wide), _values("value:Q", scale), alt.Detail("line:N")
    colour = alt.Color("colour:N", scale=None)
    marks = alt.Chart()
    layers = [
        marks.mark_area(opacity=0.16).encode(
            x=x, y=_values("low:Q", scale), y2="high:Q", color=colour, detail=who
        ),
        marks.mark_line().encode(
            x=x, y=y, color=colour, strokeDash=alt.StrokeDash("dash:N", scale=None), detail=who
        ),
        marks.mark_point().encode(x=x, y=y, color=colour, shape=alt.Shape("shape:N", scale=None)),
        _names(lines, scale, height, dates[-1]).encode(x=x, y=y, text="text:N", color=colour),
    ]
    return alt.LayerChart(
        # The data stand once beside the layers: Altair copies what stands inside them many times over.
        data=alt.InlineData(values=[record for line in lines for record in _records(line)]),
        layer=layers,
        width=wide,
        height=height,
        title=alt.TitleParams(text=heading, subtitle=list(subheading)),
    )


def _records(line: Line) -> list[dict[str, Any]]:
    drawn = {"line": line.label, "colour": line.colour, "dash": line.dash, "shape": line.shape}
    return [
        {**drawn, "date": instant(point.date), "value": point.value, "low": point.low, "high": point.high}
        for point in line.points
    ]


def _names(lines: Sequence[Line], scale: Scale, height: int, last: dt.date) -> alt.Chart:
    """The words at the ends of the lines, moved apart where they would touch."""
    ends = [next((p.value for p in reversed(line.points) if p.value is not None), 0.0) for line in lines]
    pixels = spread([end / scale.top * height for end in ends], style.LINE, 0, height)
    records = [
        {
            "date": instant(last),
            "value": place / height * scale.top,
            "text": line.label,
            "colour": style.legible(line.colour),
        }
        for line, place in zip(lines, pixels, strict=True)
    ]
    names: alt.Chart = style.marks(records).mark_text(
        fontWeight=600, align="left", baseline="middle", dx=_LABEL_GAP
    )
    return names


def _months(dates: Sequence[dt.date], wide: float) -> alt.Axis:
    """One tick a month, or every second, third … where they would stand too close."""
    count = (dates[-1].year - dates[0].year) * 12 + dates[-1].month - dates[0].month + 1
    every = math.ceil(count * 36 / wide)
    starts = [dates[0].month - 1 + step for step in range(0, count, every)]
    values: list[Any] = [instant(dt.date(dates[0].year + m // 12, m % 12 + 1, 1)) for m in starts]
    return alt.Axis(values=values, labelExpr=_MONTH, labelOverlap=False, labelFlush=False)


def _values(field: str, scale: Scale) -> alt.Y:
    axis = alt.Axis(values=scale.ticks, format=scale.format, minExtent=style.LEFT, maxExtent=style.LEFT)
    return alt.Y(field, scale=alt.Scale(domain=[0, scale.top], nice=False), axis=axis)
