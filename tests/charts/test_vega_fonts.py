"""What draws finds the faces of drawings, and no others that the disk might put first."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from briefgen.charts.output import svg_export, vega_fonts
from briefgen.charts.theme import style
from briefgen.text import fonts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    vega_fonts.fill(tmp_path)
    return tmp_path


def test_every_face_of_drawings_is_there_whole(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(face.path.name for face in fonts.DRAWN)
    for face in fonts.DRAWN:
        with TTFont(folder / face.path.name) as cut, TTFont(face.path) as whole:
            assert fonts.characters() == cut.getBestCmap().keys()
            names, widths = cut.getBestCmap(), cut["hmtx"].metrics
            for code, name in names.items():
                assert widths[name][0] == whole["hmtx"].metrics[whole.getBestCmap()[code]][0], hex(code)
            assert cut["name"].getBestFamilyName() == fonts.SANS
            assert cut["OS/2"].usWeightClass == face.weight


def test_words_are_measured_in_the_shipped_face() -> None:
    words = "Model name number 0"
    axis = {"labelFont": style.FONT, "labelFontSize": 14, "labelPadding": 0, "ticks": False, "title": None}
    spec = {
        "data": {"values": [{"a": words, "b": 1}]},
        "mark": "bar",
        "width": 100,
        "padding": 0,
        "encoding": {
            "y": {"field": "a", "axis": axis},
            "x": {"field": "b", "type": "quantitative", "axis": None},
        },
    }
    wide = float(re.findall(r'width="(.*?)"', svg_export.drawn(spec, "alt"))[0]) - 100
    assert wide == pytest.approx(fonts.width(words, 14), abs=1.5)


def test_a_drawing_becomes_a_pdf_in_the_shipped_face() -> None:
    """By a name that CSS cannot read the words would be left out."""
    spec = {"data": {"values": [{"a": "word"}]}, "mark": "text", "encoding": {"text": {"field": "a"}}}
    svg = svg_export.drawn({**spec, "config": {"text": {"font": style.FONT}}}, "alt")
    page = PdfReader(io.BytesIO(svg_export.page(svg))).pages[0]
    drawn = {font.get_object()["/BaseFont"] for font in _fonts(page)}
    assert len(drawn) == 1
    assert drawn.pop().endswith("+SourceSans3-Regular")


def _fonts(holder: Any) -> Iterator[Any]:
    """The fonts of a page, and of the drawings in it."""
    resources = holder["/Resources"]
    yield from resources.get("/Font", {}).values()
    for drawing in resources.get("/XObject", {}).values():
        yield from _fonts(drawing.get_object())


def test_the_folder_goes_with_the_process_that_made_it(tmp_path: Path) -> None:
    code = "from briefgen.charts.output.vega_fonts import folder; print(folder(), *folder().iterdir())"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    )
    made, *held = map(Path, done.stdout.split())
    assert (made.parent, len(held)) == (tmp_path, len(fonts.DRAWN))
    assert list(tmp_path.iterdir()) == []


def test_a_drawing_has_no_prefixes_whatever_another_library_registers() -> None:
    """ElementTree knows prefixes for the whole program, and WeasyPrint registers the empty one."""
    before = dict(ElementTree._namespace_map)
    try:
        ElementTree.register_namespace("", "https://example.org/another")
        svg = svg_export.drawn({"mark": "point"}, "One point")
    finally:
        ElementTree._namespace_map.clear()
        ElementTree._namespace_map.update(before)
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" ')
    assert "ns0" not in svg
