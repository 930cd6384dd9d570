"""Every chart in every format: the canvas exact, no word outside it, none on another, all of them legible."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from briefgen.charts.figure import Figure
from briefgen.charts.layout import canvas as compose
from briefgen.charts.output import svg_export
from briefgen.charts.theme import palettes, style
from briefgen.charts.theme.formats import FORMATS, NARROW, WIDE, Format
from briefgen.charts.theme.sizes import Shape
from tests.charts.boxes import boxes, canvas, overlapping
from tests.charts.conftest import EVERY

_SVG = "{http://www.w3.org/2000/svg}"
_CREDIT = "Chart: briefgen, edition of September 2026"
#: Six points, in CSS pixels: no print desk sets less.
_SMALLEST_IN_PRINT = 8
#: A page of A4 within margins of 15 mm, in CSS pixels.
_HIGHEST_IN_PRINT = (297 - 30) / 25.4 * 96
#: Where a drawing needs more room than its words leave it, its letters are smaller.
_SMALLER_LETTERS = {("coverage", "card")}
#: Lines that guide the eye, and grounds: they say nothing.
_SILENT = {style.PAPER, style.GRID, style.BAND, style.TIERS["none"]}
#: Words that stand on a mark are paired with it in the palette's own tests.
_ON_MARKS = {style.ON_LIGHT, style.ON_DARK}


@pytest.fixture(scope="module")
def canvases(figures: dict[str, dict[str, Figure]]) -> dict[tuple[str, str], str]:
    return {
        (figure.id, format.name): compose.compose(figure, format, _CREDIT).svg
        for figure in figures["2026-09"].values()
        for format in FORMATS
    }


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
@pytest.mark.parametrize("chart", EVERY)
def test_words_stay_on_the_canvas_and_off_each_other(
    chart: str, format: Format, canvases: dict[tuple[str, str], str]
) -> None:
    svg = canvases[chart, format.name]
    wide, high = canvas(svg)
    assert wide == pytest.approx(format.width, abs=0.01)
    assert format.height is None or high == format.height
    found = boxes(svg)
    assert overlapping(found) == []
    assert [b.text for b in found if b.left < 0 or b.top < 0 or b.right > wide or b.bottom > high] == []
    if format.print:
        assert min(box.size for box in found) >= _SMALLEST_IN_PRINT
        assert high <= _HIGHEST_IN_PRINT


def test_a_drawing_that_has_room_keeps_its_letters(canvases: dict[tuple[str, str], str]) -> None:
    smaller = {
        (chart, format.name)
        for (chart, name), svg in canvases.items()
        for format in FORMATS
        if format.name == name and format.size not in {box.size for box in boxes(svg)}
    }
    assert smaller == _SMALLER_LETTERS


def test_the_card_of_claims_shows_two_of_either_scale(canvases: dict[tuple[str, str], str]) -> None:
    said = [box.text for box in boxes(canvases["claims-then-now", "card"])]
    assert sum(line.startswith("Then ") for line in said) == 4


def test_what_must_be_known_stands_on_every_canvas(
    figures: dict[str, dict[str, Figure]], canvases: dict[tuple[str, str], str]
) -> None:
    for (chart, format), svg in canvases.items():
        figure = figures["2026-09"][chart]
        said = " ".join(box.text for box in boxes(svg))
        note = figure.guard if next(one for one in FORMATS if one.name == format).brief else figure.note
        for words in (figure.title, figure.subtitle, note, figure.source, _CREDIT):
            assert words in said, (chart, format)


def test_columns_of_print_are_as_wide_as_they_say() -> None:
    assert [round(one.width / 96 * 25.4, 6) for one in (NARROW, WIDE)] == [89, 183]


@pytest.mark.parametrize(
    ("paint", "name"), [(str, "light"), (palettes.dark, "dark"), (palettes.grey, "grey")]
)
def test_words_and_marks_stand_out(
    paint: palettes.Paint, name: str, canvases: dict[tuple[str, str], str]
) -> None:
    paper = paint(style.PAPER)
    for key, svg in canvases.items():
        words, marks = _painted(svg)
        for colour in words - _ON_MARKS:
            assert style.contrast(paint(colour), paper) >= 4.5, (name, key, colour)
        cells = {style.shade(part / 100) for part in range(101)}
        for colour in marks - _SILENT - cells:
            assert style.contrast(paint(colour), paper) >= 3, (name, key, colour)


def test_a_palette_changes_colours_and_nothing_else(canvases: dict[tuple[str, str], str]) -> None:
    for svg in canvases.values():
        for paint in (palettes.dark, palettes.grey):
            assert _without_colours(palettes.painted(svg, paint)) == _without_colours(svg)


def _without_colours(svg: str) -> str:
    return re.sub(r'(fill|stroke)="#[0-9a-fA-F]{6}"', "", svg)


def _painted(svg: str) -> tuple[set[str], set[str]]:
    """The colours of visible words, and those of everything else."""
    words, marks = set(), set()
    for element in ElementTree.fromstring(svg).iter():
        for paint in ("fill", "stroke"):
            colour = element.attrib.get(paint, "none")
            visible = element.attrib.get("opacity") != "0" and element.attrib.get(f"{paint}-opacity") != "0"
            if colour not in ("none", "transparent") and visible:
                assert re.fullmatch("#[0-9a-f]{6}", colour), f"a colour that no palette knows: {colour}"
                (words if element.tag == f"{_SVG}text" else marks).add(colour)
    return words, marks


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        ("attention", r".+: [\d,]+ likes, .+ downloads"),
        ("claims-then-now", r"(then|now), .+ at .+"),
        ("coverage", r"\d+ .+ \d{4}: [\d,]+ models, downloads of \d+% known"),
        ("family-tree", r".+"),
        ("publisher-ranks", r".+, .+: place \d+"),
        ("release-calendar", r".+, .+ \d{4}: (none .+|.+ parameters, of \d+)"),
    ],
)
def test_marks_say_to_a_pointer_what_they_stand_for(
    chart: str, said: str, figures: dict[str, dict[str, Figure]]
) -> None:
    svg = svg_export.svg(figures["2026-09"][chart], Shape("embed", 640, size=15, tips=True))
    found = (element.attrib.get("data-tip") for element in ElementTree.fromstring(svg).iter())
    told = [one for one in found if one]
    assert len(told) > 5
    assert all(re.fullmatch(said, one) for one in told)
