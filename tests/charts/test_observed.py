"""Drawings of what snapshots observed: whole and legible for odd series too, or none at all."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from briefgen.charts.forms import vegalite
from briefgen.charts.gallery import claim_observations
from briefgen.charts.gallery.claim_observations import ObservationPanel, Track
from briefgen.charts.output import svg_export
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import PAGE
from briefgen.metrics.catalogue import Unit
from briefgen.metrics.numbers import Number, Value
from tests.charts.boxes import boxes, canvas, overlapping

JANUARY, FEBRUARY, JUNE = dt.date(2026, 1, 10), dt.date(2026, 2, 10), dt.date(2026, 6, 10)
SAID = dt.date(2026, 2, 1)


def _track(subject: str, *values: Value, unit: Unit = "count", country: str = "") -> Track:
    numbers = [
        Number(value, unit, "made", (), (subject,), (), str(place)) for place, value in enumerate(values)
    ]
    return Track(subject, country, tuple(zip((JANUARY, FEBRUARY, JUNE), numbers, strict=False)))


def _panel(*tracks: Track, places: bool = False) -> ObservationPanel:
    return ObservationPanel("An archive", "made-up figures", tracks, places)


def _spec(*panels: ObservationPanel, said: dt.date = SAID) -> dict[str, Any]:
    drawn = claim_observations.drawing(PAGE, panels, said)
    return vegalite.specification(drawn, PAGE)


@pytest.mark.parametrize(
    "tracks",
    [
        (),
        (_track("one point", 5),),
        (_track("one known", None, 5),),
        (_track("nothing known", None, None),),
        (_track("below zero", 5, -1),),
        (_track("all zero", 0, 0),),
        (_track("words", "mit", "other", unit="name"),),
        tuple(_track(f"subject {place}", 1, 2) for place in range(len(style.STROKES) + 1)),
    ],
)
def test_what_makes_no_chart_is_left_to_the_table(tracks: tuple[Track, ...]) -> None:
    assert not _panel(*tracks).drawable


@pytest.mark.parametrize(
    "panel",
    [
        _panel(_track("a subject", 0.1, 0.9, unit="share"), _track("another", 0.9, 0.1, unit="share")),
        _panel(*(_track(f"subject {place}", 5, 5) for place in range(len(style.STROKES)))),
        _panel(_track("a name of sixty letters and more than anybody would print", 1_234_567, 2_345_678)),
        _panel(_track("one", 1, 14), _track("two", 14, 1), places=True),
        _panel(_track("with a hole", 5, None, 7)),
    ],
    ids=["shares", "ties", "long name", "places", "hole"],
)
def test_no_words_touch_and_none_leave_the_canvas(panel: ObservationPanel) -> None:
    assert panel.drawable
    svg = svg_export.drawn(_spec(panel, panel), "made up")
    wide, high = canvas(svg)
    found = boxes(svg)
    assert overlapping(found) == []
    assert [b.text for b in found if b.left < 0 or b.top < 0 or b.right > wide or b.bottom > high] == []


def test_large_numbers_are_counted_in_words() -> None:
    assert "made-up figures, thousands" in json.dumps(_spec(_panel(_track("a", 12_812, 22_915))))
    assert "made-up figures, millions" in json.dumps(_spec(_panel(_track("a", 1_000_000, 2_000_000))))


def test_no_line_joins_two_snapshots() -> None:
    (panel,) = _spec(_panel(_track("a", 1, 2, 3)))["vconcat"]
    records = panel["data"]["values"]
    assert [one["value"] for one in records if "dash" in one] == [1, None, 2, None, 3]


def test_the_day_is_marked_where_it_is_within_the_panel() -> None:
    panel = _panel(_track("a", 1, 2))
    assert "rule" in json.dumps(_spec(panel))
    assert "rule" not in json.dumps(_spec(panel, said=dt.date(2025, 1, 1)))
