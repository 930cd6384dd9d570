"""Likes against downloads, the time to so many likes and the tree of derivatives, on rows made by hand."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from briefgen.charts.layout.label_placement import Box, Spot, placed
from briefgen.charts.output import svg_export
from tests.charts.boxes import boxes, overlapping
from tests.charts.conftest import Draw

_RADAR = "2026-08-19-radar"


def _liked(place: int, likes: int | None, downloads: int | None) -> dict[str, object]:
    return {"repo_id": f"alpha/m{place:03}", "author": "alpha", "likes": likes, "downloads_30d": downloads}


@pytest.mark.parametrize(("models", "drawn"), [(100, True), (99, False)])
def test_tops_are_compared_where_they_are_a_small_part(models: int, drawn: bool, draw: Draw) -> None:
    # The more likes, the fewer downloads: nobody is at the top of both lists.
    found = draw({_RADAR: [_liked(n, 1000 - n, 10 + n) for n in range(models)]})
    assert ("attention" in found) is drawn
    if drawn:
        assert found["attention"].title == (
            "On 19 August 2026, 0 of the 25 most downloaded models in the archive radar stood among the 25 "
            "most liked"
        )


def test_what_has_no_place_on_a_scale_of_powers_stands_in_the_table_alone(draw: Draw) -> None:
    rows = [_liked(n, n, 10 * n) for n in range(120)]
    figure = draw({_RADAR: rows})["attention"]
    assert overlapping(boxes(svg_export.svg(figure))) == []
    names = {row.values["repo_id"] for row in figure.table.rows}
    assert len(names) == 100


def test_points_that_all_fall_on_one_are_named_once(draw: Draw) -> None:
    figure = draw({_RADAR: [_liked(n, 7, 7) for n in range(120)]})["attention"]
    words = [box.text for box in boxes(svg_export.svg(figure))]
    assert "m000" in words
    assert overlapping(boxes(svg_export.svg(figure))) == []


def test_names_cover_neither_marks_nor_each_other() -> None:
    frame = Box(0, 0, 300, 200)
    spots = [Spot(x, y, 45, 12) for x, y in itertools.product(range(20, 300, 45), range(10, 200, 30))]
    taken = [Box(spot.x - 3, spot.y - 3, spot.x + 3, spot.y + 3) for spot in spots]
    found = placed(spots, taken, frame, 6)
    drawn = []
    for spot, place in zip(spots, found, strict=True):
        if place is not None:
            left = {"left": place.x, "center": place.x - 22.5, "right": place.x - 45}[place.align]
            drawn.append(Box(left, place.y - 6, left + 45, place.y + 6))
            assert abs(place.y - spot.y) <= 12
    assert len(drawn) > 10
    assert all(frame.holds(box) and not any(box.touches(mark) for mark in taken) for box in drawn)
    assert not any(one.touches(other) for one, other in itertools.combinations(drawn, 2))


def _new(count: int, likes: int) -> list[dict[str, object]]:
    return [
        {"repo_id": f"beta/n{n}", "author": "beta", "likes": likes, "downloads_30d": 1} for n in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "title"),
    [
        (
            10,
            "In 10 of 10 cases from 14 January 2025 to 14 February 2025, a new model had 1,000 likes within "
            "30 days for certain",
        ),
        (9, "In the time from 14 January 2025 to 14 February 2025, 9 new models had 1,000 likes or more"),
    ],
)
def test_a_time_to_likes_is_an_interval(count: int, title: str, draw: Draw) -> None:
    born = dt.datetime(2025, 1, 20, tzinfo=dt.UTC)
    found = draw(
        {
            "2025-01-14-osir-lmts": [{"repo_id": "alpha/old", "author": "alpha", "likes": 1}],
            "2025-02-14-osir-lmts": _new(count, 1500),
            "2026-08-19-radar": [{**row, "created_at": born} for row in _new(count, 9999)],
        }
    )
    figure = found["time-to-likes"]
    assert figure.title == title
    assert "25 days at most · China" in {box.text for box in boxes(svg_export.svg(figure))}


def _derivatives(base: str, count: int, kind: str) -> list[dict[str, object]]:
    return [
        {"repo_id": f"x/{base.replace('/', '-')}-{kind}-{n}", "author": "x"}
        | {"base_models": [{"relation": kind, "repo_id": base}]}
        for n in range(count)
    ]


def test_a_tree_names_what_it_holds_and_marks_what_it_does_not(draw: Draw) -> None:
    rows = [
        {"repo_id": "beta/held", "author": "beta"},
        *_derivatives("beta/held", 12, "finetune"),
        *_derivatives("beta/held", 4, "quantized"),
        *_derivatives("alpha/gone", 8, "merge"),
    ]
    figure = draw({_RADAR: rows})["family-tree"]
    assert figure.title == (
        "In a sample of 19 August 2026, 66.7% of 24 links from derivatives to their bases led to Be, "
        "33.3% to Al"
    )
    words = {box.text for box in boxes(svg_export.svg(figure))}
    assert {"Be 16", "held 16", "12", "4", "Al 8", "gone* 8", "8", "Merges"} <= words
    assert "Adapters" not in words


def test_a_tree_of_few_links_makes_no_finding(draw: Draw) -> None:
    figure = draw({_RADAR: _derivatives("beta/held", 9, "adapter")})["family-tree"]
    assert figure.title == "In a sample of 19 August 2026: derivatives by family, base model and kind"
