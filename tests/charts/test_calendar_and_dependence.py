"""The calendar of releases and the bars of dependence, on rows made by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from briefgen.charts.output import svg_export
from briefgen.charts.theme.sizes import Shape
from tests.charts.boxes import boxes, overlapping
from tests.charts.conftest import Draw, Rows

_DATES = ("2026-03-10-llmfit", "2026-03-20-llmfit")


def _released(handle: str, month: int, sizes: list[int | None]) -> list[dict[str, object]]:
    created = dt.datetime(2026, month, 9, tzinfo=dt.UTC)
    return [
        {"repo_id": f"{handle}/{month}-{place}", "author": handle, "downloads_30d": 5}
        | {"created_at": created, "parameters": size}
        for place, size in enumerate(sizes)
    ]


def _calendar(draw: Draw, february: Rows) -> tuple[str, str]:
    january = _released("alpha", 1, [70_000_000_000] * 5) + _released("beta", 1, [8_000_000_000] * 5)
    figure = draw({day: [*january, *february] for day in _DATES})["release-calendar"]
    return figure.title, svg_export.svg(figure)


def test_the_country_of_the_largest_release_is_counted(draw: Draw) -> None:
    february = _released("alpha", 2, [9_000_000_000] * 5) + _released("beta", 2, [1_500_000_000_000] * 5)
    title, drawn = _calendar(draw, february)
    assert title == "In 1 of the 2 months to February 2026, the largest observed release was from China"
    words = {box.text for box in boxes(drawn)}
    assert {"1.5 trillion, of 5", "70.0 billion, of 5", "2-0", "Feb"} <= words
    assert overlapping(boxes(drawn)) == []


@pytest.mark.parametrize(
    "february",
    [
        _released("beta", 2, [9_000_000_000] * 5) + _released("alpha", 2, [8_000_000_000] * 4),
        _released("beta", 2, [9_000_000_000] * 10),
    ],
    ids=["nine releases", "one country"],
)
def test_a_month_of_few_releases_or_one_country_makes_no_finding(february: Rows, draw: Draw) -> None:
    title, drawn = _calendar(draw, february)
    assert title == "In the months to February 2026: the largest observed releases"
    assert "9.0 billion" in drawn


def test_a_release_of_unknown_size_is_not_the_largest(draw: Draw) -> None:
    _, drawn = _calendar(draw, _released("beta", 2, [None] * 10))
    assert "none of known size" in {box.text for box in boxes(drawn)}


def _derived(base: str, month: str, count: int) -> list[dict[str, object]]:
    created = dt.datetime.fromisoformat(f"{month}-09").replace(tzinfo=dt.UTC)
    return [
        {"repo_id": f"alpha/{month}-{base.split('/')[0]}-{n}", "author": "alpha", "created_at": created}
        | {"base_models": [{"relation": "finetune", "repo_id": base}]}
        for n in range(count)
    ]


def test_half_years_of_ten_are_drawn_and_the_last_is_told(draw: Draw) -> None:
    rows = [
        *_derived("alpha/base", "2025-01", 4),
        *_derived("beta/base", "2025-06", 6),
        *_derived("alpha/base", "2025-07", 9),
        *_derived("who/base", "2025-12", 1),
        *_derived("alpha/base", "2024-12", 9),
    ]
    figure = draw({"2026-08-19-radar": rows})["dependence"]
    assert figure.title == (
        "In a sample of 19 August 2026, 9 of 10 American derivatives of July to December 2025 stood on "
        "American models"
    )
    words = {box.text for box in boxes(svg_export.svg(figure))}
    assert {"Jan–Jun 2025, 10", "40%", "60%", "Jul–Dec 2025, 10", "90%", "10%"} <= words
    assert not any("2024" in word for word in words)
    narrow = boxes(svg_export.svg(figure, Shape("narrow", 150)))
    assert overlapping(narrow) == []


def test_one_half_year_is_no_chart(draw: Draw) -> None:
    rows = _derived("alpha/base", "2025-01", 10) + _derived("alpha/base", "2025-07", 9)
    assert "dependence" not in draw({"2026-08-19-radar": rows})
