"""Ranked bars with a name before each and its value behind it: the drawing that several charts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from briefgen import fonts
from briefgen.charts import style
from briefgen.charts.labels import fitted

_STEP = 27
_GAP = 8
#: The widest place for names; longer ones are cut.
_NAMES = 235


@dataclass(frozen=True)
class Bar:
    """One bar: the name before it, its length, and the words and the colour that say what it is."""

    name: str
    value: float
    words: str
    colour: str


def ranked(bars: Sequence[Bar]) -> alt.LayerChart:
    """Draw bars in the given order, on the width of every chart."""
    names = [fitted(bar.name, _NAMES, style.SIZE) for bar in bars]
    left = max(fonts.width(name, style.SIZE) for name in names) + _GAP
    largest = max(bar.value for bar in bars) or 1
    wide = min(_length_of_the_largest(bar, largest, style.WIDTH - left) for bar in bars)
    chart = style.marks(
        [
            {"place": place, "name": name, "value": bar.value, "words": bar.words}
            | {"colour": bar.colour, "ink": style.legible(bar.colour)}
            for place, (name, bar) in enumerate(zip(names, bars, strict=True))
        ]
    )
    y = alt.Y("place:O", axis=None)
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, largest]))
    layers = [
        chart.mark_bar().encode(x=x, y=y, color=alt.Color("colour:N", scale=None)),
        chart.mark_text(align="right", dx=-_GAP).encode(x=alt.value(0), y=y, text="name:N"),
        chart.mark_text(align="left", dx=_GAP, fontWeight=600).encode(
            x=x, y=y, text="words:N", color=alt.Color("ink:N", scale=None)
        ),
    ]
    return alt.LayerChart(layer=layers, width=wide, height=_STEP * len(bars))


def _length_of_the_largest(bar: Bar, largest: float, room: float) -> float:
    """How long the largest bar may be so that this one and the words behind it stay within `room` pixels."""
    left = room - fonts.width(bar.words, style.SIZE, 600) - _GAP
    return min(left * largest / bar.value, room) if bar.value else room
