"""Pairs of values on one axis, joined by a line: the drawing of what stood then and what stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from briefgen.charts.forms import vegalite
from briefgen.charts.layout.labels import fitted, wrapped
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.ledger.prose import prose

_STEP, _CLOSEST = 30, 24
_GAP = 11
_POINT = 11
_NAMES = 0.36
_KEY_GAP = 10


@dataclass(frozen=True)
class Pair:
    """What one line joins: the value before and the value after, each with its words; None for not known."""

    name: str
    before: float | None
    after: float | None
    before_words: str
    after_words: str
    colour: str

    @property
    def known(self) -> list[float]:
        """The values that there are."""
        return [value for value in (self.before, self.after) if value is not None]


def dumbbells(shape: Shape, pairs: Sequence[Pair], before: str, after: str) -> style.Spec:
    """Draw a line a pair from zero on, as many of the first as the shape has room for.

    A ring stands for the value before, a disc for the one after; `before` and `after` say when that is.
    """
    key = wrapped(prose("Ring: {}; disc: {}", before, after), shape.width, shape.size)
    step = shape.px(_STEP)
    if shape.height is not None:
        room = shape.height - shape.line * len(key) - shape.px(_KEY_GAP)
        pairs = pairs[: max(1, int(room / shape.px(_CLOSEST)))]
        step = room / len(pairs)
    names = [fitted(pair.name, shape.width * _NAMES, shape.size) for pair in pairs]
    gap = shape.px(_GAP)
    # The smaller value's words stand before its mark, the larger one's behind it.
    sides = [_sides(pair) for pair in pairs]
    most_before = max((shape.letters(words, 600) for (words, _), _ in sides), default=0)
    most_behind = max((shape.letters(words, 600) for _, (words, _) in sides), default=0)
    left = max(shape.letters(name) for name in names) + 2 * gap + most_before
    wide = max(shape.width - left - gap - most_behind, shape.px(60))
    highest = max((value for pair in pairs for value in pair.known), default=0) or 1
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, highest], nice=False))
    y = alt.Y("place:O", axis=None, scale=alt.Scale(domain=list(range(len(pairs)))))
    colour, ink = alt.Color("colour:N", scale=None), alt.Color("ink:N", scale=None)
    size = shape.px(_POINT) ** 2
    texts = [
        {"place": place, "value": value, "text": words, "side": side, "ink": style.legible(pair.colour)}
        for place, (pair, both) in enumerate(zip(pairs, sides, strict=True))
        for side, (words, value) in zip(("right", "left"), both, strict=True)
        if value is not None
    ]
    layers = [
        _points(pairs, ("before", "after"))
        .mark_line(strokeWidth=shape.px(2))
        .encode(x=x, y=y, color=colour, detail=alt.Detail("place:O")),
        _points(pairs, ("before",))
        .mark_point(size=size, filled=True, fill=style.PAPER, strokeWidth=shape.px(2))
        .encode(x=x, y=y, stroke=alt.Stroke("colour:N", scale=None)),
        _points(pairs, ("after",)).mark_point(size=size).encode(x=x, y=y, color=colour),
        vegalite.marks([text for text in texts if text["side"] == "left"])
        .mark_text(align="left", dx=gap, fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("text:N"), color=ink),
        vegalite.marks([text for text in texts if text["side"] == "right"])
        .mark_text(align="right", dx=-gap, fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("text:N"), color=ink),
        vegalite.marks([{"place": place, "text": name} for place, name in enumerate(names)])
        .mark_text(align="right", dx=-gap - most_before - gap / 2)
        .encode(x=alt.XValue(0), y=y, text=alt.Text("text:N")),
    ]
    title = alt.TitleParams(text=key, fontWeight=400, color=style.MUTED)
    return vegalite.layered(layers, width=wide, height=step * len(pairs), title=title)


def _points(pairs: Sequence[Pair], which: Sequence[str]) -> alt.Chart:
    return vegalite.marks(
        [
            {"place": place, "value": value, "colour": pair.colour}
            for place, pair in enumerate(pairs)
            for side in which
            if (value := getattr(pair, side)) is not None
        ]
    )


def _sides(pair: Pair) -> tuple[tuple[str, float | None], tuple[str, float | None]]:
    """The words before and behind the marks, with the values that they stand at; equal ones are said once."""
    before, after = (pair.before_words, pair.before), (pair.after_words, pair.after)
    if pair.before is None or pair.before_words == pair.after_words:
        return ("", None), after
    if pair.after is None:
        return ("", None), before
    return (before, after) if pair.before < pair.after else (after, before)
