"""The charts of the record itself and of places over time, on tiny series worked out by hand."""

from __future__ import annotations

from briefgen.charts.output import svg_export
from tests.charts.boxes import boxes, overlapping
from tests.charts.conftest import Draw

_DATES = tuple(f"2025-0{month}-14-osir-lmts" for month in (1, 2, 3))


def _one(publisher: str, downloads: int | None) -> dict[str, object]:
    return {"repo_id": f"{publisher}/one", "author": publisher, "downloads_30d": downloads}


def _both(alpha: int | None, beta: int | None) -> list[dict[str, object]]:
    return [_one("alpha", alpha), _one("beta", beta)]


def test_a_change_of_the_first_place_is_told(draw: Draw) -> None:
    months = zip(_DATES, (_both(3, 2), _both(3, 4), _both(3, 4)), strict=True)
    figure = draw(dict(months))["publisher-ranks"]
    assert figure.title == (
        "On 14 March 2025 Beta Lab was first of 2 publishers by downloads of tracked models; "
        "on 14 January 2025 it was Alpha Inc"
    )
    words = [box.text for box in boxes(svg_export.svg(figure))]
    assert {"1 Beta Lab", "2 Alpha Inc", "Circles: United States; squares: China"} <= set(words)


def test_a_first_place_that_stays_is_told_as_such(draw: Draw) -> None:
    figure = draw({day: _both(3, 2) for day in _DATES})["publisher-ranks"]
    assert figure.title == (
        "On 14 March 2025 Alpha Inc was first of 2 publishers by downloads of tracked models, "
        "as on 14 January 2025"
    )


def test_places_that_too_few_dates_know_are_not_drawn(draw: Draw) -> None:
    known, unknown = _both(3, 2), _both(None, None)
    found = draw(dict(zip(_DATES, (known, unknown, known), strict=True)))
    assert "publisher-ranks" not in found
    # Two of four rows are known on one date, all on the others.
    drawn = svg_export.svg(found["coverage"])
    assert "0% to 100% known" in {box.text for box in boxes(drawn)}


def test_a_record_without_a_gap_tells_what_is_newest(draw: Draw) -> None:
    figure = draw({day: _both(3, None) for day in _DATES})["coverage"]
    assert figure.title == (
        "On 14 March 2025 the archive osir-lmts held 2 models; downloads were known for 50.0%"
    )
    assert "no snapshot" not in svg_export.svg(figure)


def test_the_longest_gap_is_named_and_drawn(draw: Draw) -> None:
    figure = draw({_DATES[0]: _both(3, 2), "2025-03-01-llmfit": _both(1, 1)})["coverage"]
    # 46 days.
    assert figure.title == (
        "On 14 January 2025 the record broke off; no archive was at hand again until 1 March 2025"
    )
    assert overlapping(boxes(svg_export.svg(figure))) == []
