"""Ranked bars with a name before each and its value behind it: the drawing that several charts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from briefgen.charts.forms import vegalite
from briefgen.charts.layout.labels import fitted
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.ledger.prose import prose

_STEP = 27
#: Bars stand no closer than letters allow, and no further apart than the eye.
_CLOSEST, _FURTHEST = 23, 40
_THICKNESS = 2 / 3
_GAP = 8
#: The widest place for names, as a part of the shape; longer ones are cut.
_NAMES = 0.44


@dataclass(frozen=True)
class Bar:
    """One bar: the name before it, its length, and the words and the colour that say what it is.

    Raises ValueError for a negative length: every bar starts at zero, at the left.
    """

    name: str
    value: float
    words: str
    colour: str

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError(f"{self.name}: a bar cannot show a negative value, {self.value}.")


def ranked(shape: Shape, bars: Sequence[Bar]) -> style.Spec:
    """Draw bars in the given order, as many of the first as the shape has room for."""
    bars, step = _fitting(shape, bars)
    gap = shape.px(_GAP)
    names = [fitted(bar.name, shape.width * _NAMES, shape.size) for bar in bars]
    left = max(shape.letters(name) for name in names) + gap
    largest = max(bar.value for bar in bars) or 1
    wide = min(_length_of_the_largest(shape, bar, largest, shape.width - left) for bar in bars)
    chart = vegalite.marks(
        [
            {"place": place, "name": name, "value": bar.value, "words": bar.words}
            | {
                "colour": bar.colour,
                "ink": style.legible(bar.colour),
                "tip": prose("{}: {}", bar.name, bar.words),
            }
            for place, (name, bar) in enumerate(zip(names, bars, strict=True))
        ]
    )
    y = alt.Y("place:O", axis=None)
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, largest]))
    layers = [
        vegalite.with_tooltips(
            shape,
            chart.mark_bar(height=step * _THICKNESS).encode(
                x=x, y=y, color=alt.Color("colour:N", scale=None)
            ),
        ),
        chart.mark_text(align="right", dx=-gap).encode(x=alt.XValue(0), y=y, text=alt.Text("name:N")),
        chart.mark_text(align="left", dx=gap, fontWeight=600).encode(
            x=x, y=y, text=alt.Text("words:N"), color=alt.Color("ink:N", scale=None)
        ),
    ]
    return vegalite.layered(layers, width=wide, height=step * len(bars))


def _fitting(shape: Shape, bars: Sequence[Bar]) -> tuple[Sequence[Bar], float]:
    """The bars that have room, and how far one stands from the next."""
    if shape.height is None:
        return bars, shape.px(_STEP)
    bars = bars[: max(1, int(shape.height / shape.px(_CLOSEST)))]
    return bars, min(shape.height / len(bars), shape.px(_FURTHEST))


def _length_of_the_largest(shape: Shape, bar: Bar, largest: float, room: float) -> float:
    """How long the largest bar may be so that this one and the words behind it stay within `room` pixels."""
    left = room - shape.letters(bar.words, 600) - shape.px(_GAP)
    return min(left * largest / bar.value, room) if bar.value else room
