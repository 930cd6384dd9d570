"""Whole charts of odd series: long names, zeros, one value, and pairs of which one side is not known."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from briefgen.charts.forms import vegalite
from briefgen.charts.forms.dumbbells import Pair, dumbbells
from briefgen.charts.output import svg_export
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import PAGE, Shape
from tests.charts.boxes import boxes, canvas, overlapping
from tests.charts.conftest import Draw

SHAPES = (
    PAGE,
    Shape("flat", 1100, 330, 19, brief=True),
    Shape("tall", 950, 800, 24, brief=True),
    Shape("column", 320, size=9.6),
)
LONG = "a-name-of-sixty-characters-that-somebody-gave-to-a-model-001"
BORN = dt.datetime(2025, 1, 20, tzinfo=dt.UTC)
RADAR = "2026-08-19-radar"


def sound(svg: str, shape: Shape) -> None:
    """Fail where words touch or leave the canvas, or something is no number."""
    found, (wide, high) = boxes(svg), canvas(svg)
    assert "NaN" not in svg
    assert overlapping(found) == []
    # Vega rounds the canvas up to whole pixels.
    assert wide <= math.ceil(shape.width + shape.px(25))
    assert [b.text for b in found if b.left < 0 or b.top < 0 or b.right > wide or b.bottom > high] == []


def _models(count: int, **known: object) -> list[dict[str, object]]:
    return [
        {"repo_id": f"alpha/{LONG}{n}", "author": "alpha", "likes": n**3, "downloads_30d": 10 ** (n % 12)}
        | {"created_at": BORN, "parameters": 10 ** (n % 14), **known}
        for n in range(count)
    ]


BASES = [{"relation": "finetune", "repo_id": f"beta/{LONG}{n}"} for n in range(3)]
JANUARY, FEBRUARY = (dt.datetime(2026, month, 9, tzinfo=dt.UTC) for month in (1, 2))


@pytest.mark.parametrize(
    ("snapshots", "among_them"),
    [
        (
            {
                "2025-01-14-osir-lmts": [
                    {"repo_id": "beta/one", "author": "beta", "likes": 0, "downloads_30d": 0}
                ],
                "2025-02-14-osir-lmts": _models(60, likes=10**9),
            },
            {"time-to-likes", "coverage"},
        ),
        (
            {
                "2026-02-10-llmfit": _models(30, created_at=JANUARY),
                "2026-03-20-llmfit": _models(60, created_at=JANUARY)
                + _models(60, created_at=FEBRUARY, author="beta")[:1],
            },
            {"release-calendar", "coverage"},
        ),
        ({RADAR: _models(120, base_models=BASES)}, {"attention", "family-tree"}),
    ],
    ids=["followed", "released", "one date"],
)
def test_long_names_and_values_of_every_size_leave_each_chart_sound(
    draw: Draw, snapshots: dict[str, list[dict[str, object]]], among_them: set[str]
) -> None:
    found = draw(snapshots)
    assert among_them <= set(found)
    for figure in found.values():
        for shape in SHAPES:
            sound(svg_export.svg(figure, shape), shape)


def test_zeros_leave_each_chart_sound(draw: Draw) -> None:
    rows = [
        {"repo_id": f"{who}/one", "author": who, "likes": 0, "downloads_30d": 0} for who in ("alpha", "beta")
    ]
    days = [f"2025-0{month}-14-osir-lmts" for month in (1, 2, 3)]
    found = draw({**dict.fromkeys(days, rows), RADAR: rows * 60})
    assert "coverage" in found
    for figure in found.values():
        sound(svg_export.svg(figure), PAGE)


def _pair(name: str, before: float | None, after: float | None) -> Pair:
    words = ["" if value is None else f"{value:,}" for value in (before, after)]
    return Pair(name, before, after, *words, style.INK)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
@pytest.mark.parametrize(
    "pairs",
    [
        [_pair("only", 1, 2)],
        [_pair("none", None, None), _pair("before", 5, None), _pair("after", None, 7), _pair("same", 3, 3)],
        [_pair("zero", 0, 0)],
        [_pair(f"{LONG}{n}", 10**9 * n, n) for n in range(100)],
    ],
    ids=["one", "half known", "zero", "a hundred"],
)
def test_pairs_are_sound(pairs: list[Pair], shape: Shape) -> None:
    drawn = dumbbells(shape, pairs, "14 January 2025", "7 September 2025")
    sound(svg_export.drawn(vegalite.specification(drawn, shape), "Odd"), shape)
