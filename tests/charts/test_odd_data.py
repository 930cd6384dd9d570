"""Odd data give a sound drawing in every shape: nothing, one value, nulls, a hundred lines, long names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from briefgen.charts.forms import bars, lines, stacked_bars, vegalite
from briefgen.charts.output import svg_export
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import PAGE, Shape
from tests.charts.boxes import boxes, canvas, overlapping

SHAPES = (
    PAGE,
    Shape("flat", 1100, 330, 19, brief=True),
    Shape("tall", 950, 800, 24),
    Shape("col", 320, size=9.6),
)
DAYS = [dt.date(2026, month, 10) for month in range(1, 7)]
LONG = "a-name-of-sixty-characters-that-somebody-gave-to-a-model-001"


def _line(name: str, *values: float | None) -> lines.Line:
    points = tuple(lines.Point(day, value) for day, value in zip(DAYS, values, strict=False))
    return lines.Line(name, points, style.INK, [1, 0], "circle")


def _panel(shape: Shape, *drawn: lines.Line, top: float = 100) -> style.Spec:
    scale = lines.Scale.up_to(top, ",.0f")
    return lines.panel(shape, drawn, scale, heading=LONG, subheading=[LONG], height=180)


def _bars(*values: float, name: str = "n") -> list[bars.Bar]:
    return [bars.Bar(f"{name}{place}", value, f"{value:,}", style.INK) for place, value in enumerate(values)]


DRAWINGS: dict[str, Callable[[Shape], Any]] = {
    "one point": lambda shape: _panel(shape, _line("only", 5)),
    "all nulls": lambda shape: _panel(shape, _line("none", None, None, None), _line("known", 1, 2, 3)),
    "nothing but nulls": lambda shape: _panel(shape, _line("none", None, None), top=0),
    "all zero": lambda shape: _panel(shape, _line("zero", 0, 0, 0), top=0),
    "a hundred lines": lambda shape: _panel(shape, *(_line(f"line {n}", n, n + 1, n) for n in range(100))),
    "long names": lambda shape: _panel(shape, _line(LONG, 5, 9, 7), _line(LONG[::-1], 6, 9, 7)),
    "one bar": lambda shape: bars.ranked(shape, _bars(7)),
    "bars of zero": lambda shape: bars.ranked(shape, _bars(0, 0, 0)),
    "a hundred bars": lambda shape: bars.ranked(shape, _bars(*range(100, 0, -1))),
    "bars with long names": lambda shape: bars.ranked(shape, _bars(10**12, 1, name=LONG)),
    "one part": lambda shape: stacked_bars.stacked(
        shape, [stacked_bars.Stack(LONG, (stacked_bars.BarPart("all", 1.0, "100%"),))], {"all": style.INK}
    ),
}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_of_odd_data_is_sound(name: str, shape: Shape) -> None:
    svg = svg_export.drawn(vegalite.specification(DRAWINGS[name](shape), shape), "Odd")
    assert "NaN" not in svg
    found = boxes(svg)
    assert found
    assert overlapping(found) == []
    wide, high = canvas(svg)
    assert wide <= shape.width + 20
    assert [b.text for b in found if b.left < 0 or b.top < 0 or b.right > wide or b.bottom > high] == []


def test_a_negative_value_is_refused_where_a_bar_has_no_place_for_it() -> None:
    with pytest.raises(ValueError, match="negative"):
        bars.ranked(PAGE, _bars(3, -1))
