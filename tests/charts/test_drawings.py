"""Every chart of three months, drawn from the bundled series: legible, whole, and what it says it is."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import pytest
from jsonschema import ValidationError

from briefgen.charts.figure import Figure
from briefgen.charts.output import svg_export
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import PAGE
from tests.charts.boxes import Box, boxes, canvas, overlapping
from tests.charts.conftest import EVERY, MONTHS

Figures = dict[str, dict[str, Figure]]


@pytest.fixture(scope="module")
def drawings(figures: Figures) -> dict[tuple[str, str], str]:
    return {
        (month, figure.id): svg_export.svg(figure)
        for month, by_id in figures.items()
        for figure in by_id.values()
    }


def test_the_newest_month_has_every_chart(figures: Figures) -> None:
    assert tuple(figures["2026-09"]) == EVERY


def test_a_month_without_the_data_leaves_a_chart_out(figures: Figures) -> None:
    assert set(figures["2025-03"]) == {
        "download-share",
        "turning-point",
        "top-publishers",
        "publisher-ranks",
        "derivatives",
        "concentration",
        "coverage",
    }


@pytest.mark.parametrize("month", MONTHS)
def test_no_words_touch_and_none_leave_the_canvas(month: str, drawings: dict[tuple[str, str], str]) -> None:
    for key, svg in drawings.items():
        if key[0] != month:
            continue
        wide, high = canvas(svg)
        found = boxes(svg)
        assert len(found) > 8
        assert overlapping(found) == [], key
        outside = [b.text for b in found if b.left < 0 or b.top < 0 or b.right > wide or b.bottom > high]
        assert outside == [], key


def test_touching_words_are_noticed() -> None:
    one, other, apart = (Box("", x, 0, x + 10, 10, 14) for x in (0, 9, 30))
    assert one.overlaps(other)
    assert not one.overlaps(apart)


def test_charts_are_as_wide_as_each_other_and_letters_large(drawings: dict[tuple[str, str], str]) -> None:
    for key, svg in drawings.items():
        assert PAGE.width - 15 <= canvas(svg)[0] <= PAGE.width + 25, key
        assert {box.size for box in boxes(svg)} == {PAGE.size}, key


def test_letters_stay_legible_on_a_phone(repository: Path, drawings: dict[tuple[str, str], str]) -> None:
    # Where the window is narrower than this, the drawing scrolls. A rem is 16 pixels.
    css = (repository / "templates" / "shared" / "screen.css").read_text(encoding="utf-8")
    narrowest = re.search(r"\.drawing svg \{[^}]*min-width: (\d+)rem", css)
    assert narrowest
    for key, svg in drawings.items():
        assert PAGE.size * 16 * int(narrowest[1]) / canvas(svg)[0] >= 12, key


def test_the_alternative_text_comes_first_and_nothing_can_act(
    figures: Figures, drawings: dict[tuple[str, str], str]
) -> None:
    for (month, chart), svg in drawings.items():
        root = ElementTree.fromstring(svg)
        assert root.attrib["role"] == "img"
        assert root[0].tag.endswith("}title")
        assert root[0].text == figures[month][chart].alt
        # Several drawings share one page of HTML: an id in one could be taken for another's.
        assert not re.search(r"<script|<image|<a |<style|\sid=|\son\w+=|url\(", svg)
        assert set(re.findall(r'font-family="([^"]*)"', svg)) == {style.FONT}


@pytest.mark.parametrize("chart", EVERY)
def test_the_specification_is_vega_lite(chart: str, figures: Figures) -> None:
    spec = figures["2026-09"][chart].spec()
    assert alt.Chart.from_dict(spec, validate=True)
    with pytest.raises(ValidationError, match="wide"):
        alt.Chart.from_dict({**spec, "width": "wide"}, validate=True)


@pytest.mark.parametrize("chart", EVERY)
def test_the_table_holds_what_its_headings_name(chart: str, figures: Figures) -> None:
    figure = figures["2026-09"][chart]
    assert figure.table.rows
    for row in figure.table.rows:
        assert all(row[heading.column].metric for heading in figure.table.headings)
        assert set(row.result.snapshots) <= set(figure.snapshots)
