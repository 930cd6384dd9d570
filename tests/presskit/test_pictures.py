"""Pictures to the pixel, and the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import page as validation
import pytest
from PIL import Image
from pypdf import PdfReader

from briefgen.cache.store import Cache
from briefgen.charts.output.png_export import png
from briefgen.charts.theme import palettes, style
from briefgen.documents.pdf import write as pdf
from briefgen.edition import Edition
from briefgen.presskit.kit import Desk
from briefgen.presskit.kit_cache import inputs, kit_key
from briefgen.presskit.make import make
from briefgen.project import Project
from briefgen.snapshots.store import Store
from tests.made_up import write_project
from tests.presskit.conftest import CHARTS

SIZES = {
    "card.png": (1200, 675),
    "card-dark.png": (1200, 675),
    "square.png": (1080, 1080),
    "square-dark.png": (1080, 1080),
    "portrait.png": (1080, 1350),
    "portrait-dark.png": (1080, 1350),
    # Twice 720 pixels; 7.5 inches, 89 and 183 millimetres at 300 an inch.
    "chart.png": (1440, None),
    "chart-dark.png": (1440, None),
    "chart-print.png": (2250, None),
    "chart-print-grey.png": (2250, None),
    "column-89mm.png": (1051, None),
    "column-183mm.png": (2161, None),
}
PRINT = ("chart-print.png", "chart-print-grey.png", "column-89mm.png", "column-183mm.png")
PDFS = {"chart.pdf": 190.5, "chart-grey.pdf": 190.5, "column-89mm.pdf": 89, "column-183mm.pdf": 183}


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("name", SIZES)
def test_a_picture_is_as_large_as_its_format_says(chart: str, name: str, kit: Path) -> None:
    with Image.open(kit / chart / name) as picture:
        wide, high = SIZES[name]
        assert picture.size == (wide, high or picture.height)
        assert picture.mode == ("L" if "grey" in name else "RGB")
        per_inch = picture.info.get("dpi", (0,))[0]
        assert round(per_inch) == (300 if name in PRINT else 0)


@pytest.mark.parametrize("chart", CHARTS)
def test_grey_is_grey_and_dark_is_dark(chart: str, kit: Path) -> None:
    with Image.open(kit / chart / "chart-print-grey.png") as grey:
        darkest, lightest = grey.getextrema()
        assert darkest <= int(palettes.grey(style.INK)[1:3], 16)
        assert lightest == 255
    with Image.open(kit / chart / "card-dark.png") as dark:
        assert max(dark.getcolors(1 << 24))[1] == (0x10, 0x16, 0x1D)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_grey_page_shows_what_its_picture_shows(chart: str, kit: Path) -> None:
    """The page was written with other colours; the picture is of the coloured page, painted anew."""
    with Image.open(kit / chart / "chart-print-grey.png") as grey:
        shown = png((kit / chart / "chart-grey.pdf").read_bytes(), *grey.size)
        with Image.open(io.BytesIO(shown)) as page:
            assert page.tobytes() == grey.convert("RGB").tobytes()


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_is_a_page_of_its_size_for_archives_and_every_reader(chart: str, name: str, kit: Path) -> None:
    path = kit / chart / name
    reader = PdfReader(path)
    (page,) = reader.pages
    assert float(page.mediabox.width) == pytest.approx(PDFS[name] / 25.4 * 72, abs=0.05)
    assert len(page.extract_text()) > 300
    faces = [
        face.get_object()["/FontDescriptor"]
        for font in page["/Resources"]["/Font"].values()
        for face in font.get_object()["/DescendantFonts"]
    ]
    assert faces
    assert all({"/FontFile2", "/FontFile3"} & set(face) for face in faces)
    assert reader.metadata is not None
    assert reader.metadata["/CreationDate"] == "D:20260930000000Z"
    for standard in ("PDF_UA_1", "PDF_A_3A"):
        report = validation.validate_pdf(path, profile=validation.ValidationProfile[standard])
        assert report.is_compliant, str(report)


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("name", ["chart.svg", "chart-dark.svg"])
def test_an_svg_holds_text_as_text_and_its_fonts(chart: str, name: str, kit: Path) -> None:
    svg = (kit / chart / name).read_text(encoding="utf-8")
    root = ElementTree.fromstring(svg)
    alt = (kit / chart / "alt.txt").read_text(encoding="utf-8").strip()
    assert [child.text for child in root if child.tag.endswith("}title")] == [alt]
    words = [element.text for element in root.iter() if element.tag.endswith("}text")]
    assert len([one for one in words if one]) > 20
    assert svg.count('url("data:font/ttf;base64,') == 2
    assert not re.search(r'<script|<image|href=|\son\w+=|url\("(?!data:font)', svg)


def test_the_same_chart_gives_the_same_bytes(kit: Path, desk: Desk) -> None:
    """Every file of a kit, made again with nothing kept, in another process than the first time."""
    again = replace(desk, cache=Cache(None)).kit("top-publishers").files
    assert {path.name for path in (kit / "top-publishers").iterdir()} == set(again)
    for name, content in again.items():
        assert (kit / "top-publishers" / name).read_bytes() == content, name


def test_an_unchanged_chart_is_not_drawn_again(
    kit: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("a picture is drawn again")

    monkeypatch.setattr("briefgen.presskit.images.pictures", fail)
    kept = desk.kit("top-publishers").files
    assert kept["card.png"] == (kit / "top-publishers" / "card.png").read_bytes()
    with pytest.raises(AssertionError, match="drawn again"):
        desk.kit("releases")


def test_an_unchanged_kit_is_not_made_again(
    kit: Path, shipped: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("a kit is made again")

    monkeypatch.setattr("briefgen.presskit.make._made", fail)
    again = make(shipped, "2026-09", CHARTS, tmp_path).folder
    for path in kit.rglob("*"):
        if path.is_file():
            assert (again / path.relative_to(kit)).read_bytes() == path.read_bytes(), path
    with pytest.raises(AssertionError, match="made again"):
        make(shipped, "2026-09", ["releases"], tmp_path)


@pytest.mark.parametrize(
    "changed", ["sources.yaml", "library/one.yaml", "data/events.csv", "templates/shared/tips.js"]
)
def test_a_kit_rests_on_every_file_that_its_words_come_from(changed: str, tmp_path: Path) -> None:
    project = write_project(tmp_path)
    path = tmp_path / "sources.yaml"
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "one.yaml").write_text("claims: []\n", encoding="utf-8")
    path.write_text(f"include: [library/one.yaml]\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    edition = Edition(2026, 2)
    manifests = Store(project.snapshots).manifests()
    before = kit_key(*inputs(project, edition, manifests))
    assert before == kit_key(*inputs(project, edition, manifests))
    file = tmp_path / changed
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as written:
        written.write("# more\n")
    assert kit_key(*inputs(project, edition, manifests)) != before
    assert kit_key(*inputs(project, Edition(2026, 3), manifests)) != before


def test_a_picture_in_another_palette_has_its_colours_in_every_part() -> None:
    page = """<!DOCTYPE html><html lang="en"><head><title>Two marks</title><style>
    @page { size: 336.38px 100px; margin: 0 } body { margin: 0 } svg { display: block }</style></head><body>
    <svg xmlns="http://www.w3.org/2000/svg" width="336.38" height="100"><title>Two marks</title>
    <rect width="100" height="100" fill="#0b3565"/><g opacity="0.5">
    <rect x="200" width="100" height="100" fill="#d9512f"/></g></svg></body></html>"""
    written = pdf.lay_out(page).write(dt.datetime(2026, 9, 30, tzinfo=dt.UTC))
    with Image.open(io.BytesIO(png(written, 1051, 312, palettes.dark, 300))) as picture:
        assert picture.size == (1051, 312)
        paper, blue, red = (palettes.dark(one) for one in ("#ffffff", "#0b3565", "#d9512f"))
        seen = ["#{:02x}{:02x}{:02x}".format(*picture.getpixel((x, 150))) for x in (10, 500, 800)]
        assert seen[:2] == [blue, paper]
        between = style.blend(paper, red, 0.5)
        for place in (1, 3, 5):
            parts = (int(one[place : place + 2], 16) for one in (seen[2], between))
            assert next(parts) == pytest.approx(next(parts), abs=2)
