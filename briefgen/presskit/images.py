"""A chart as pictures: SVG, PDF with its fonts, and PNG to the pixel, in every format and palette."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from briefgen.charts.layout.canvas import Canvas
from briefgen.charts.output import png_export, svg_export
from briefgen.charts.theme import palettes
from briefgen.charts.theme.formats import CHART, PRESS, Format
from briefgen.charts.theme.palettes import Paint
from briefgen.documents import web_fonts
from briefgen.text import fonts

if TYPE_CHECKING:
    from briefgen.documents.pdf.write import LaidOutPages

#: CSS pixels in an inch.
_SCREEN = 96
#: What a page calls its drawing.
_DRAWING = "chart:drawing"


def pictures(sheet: Canvas, clock: dt.datetime, pages: bool = True) -> dict[str, bytes]:
    """Return each picture of a sheet by the name of its file, whose stem is the name of the sheet's format.

    Without `pages` (the system's Pango is missing) those made from a page are left out: drawn in another way
    they would be other bytes. Raises InputError where WeasyPrint cannot set the drawing.
    """
    return dict(_pictures(sheet, clock, pages))


def _pictures(sheet: Canvas, clock: dt.datetime, pages: bool) -> Iterator[tuple[str, bytes]]:
    format = sheet.format
    if format == CHART:
        svg = sheet.svg
        yield "chart.svg", web_fonts.standalone(svg).encode()
        yield "chart-dark.svg", web_fonts.standalone(palettes.painted(svg, palettes.dark)).encode()
    if format.is_page and not pages:
        return
    if format == CHART:
        page, grey = _sheets(sheet, clock).write_twice(palettes.grey)
        yield "chart-print.png", _png(page, sheet, PRESS / _SCREEN, per_inch=PRESS)
        yield "chart-print-grey.png", _png(page, sheet, PRESS / _SCREEN, palettes.grey, PRESS)
        yield "chart-grey.pdf", grey
    else:
        page = _sheets(sheet, clock).write(clock) if format.is_page else svg_export.page(sheet.svg)
    if not format.print:
        yield f"{format.name}-dark.png", _png(page, sheet, format.times, palettes.dark)
    yield f"{format.name}.png", _png(page, sheet, format.times, per_inch=_resolution(format))
    if format.is_page:
        yield f"{format.name}.pdf", page


def _resolution(format: Format) -> float | None:
    return PRESS if format.print else None


def _png(
    page: bytes, sheet: Canvas, times: float, paint: Paint = str, per_inch: float | None = None
) -> bytes:
    """A sheet's page as PNG, each CSS pixel `times` pixels wide, to the nearest whole pixel of its edges."""
    width, height = round(sheet.format.width * times), round(sheet.height * times)
    return png_export.png(page, width, height, paint, per_inch)


def _sheets(sheet: Canvas, clock: dt.datetime) -> LaidOutPages:
    """One page of the size of the sheet, its words as words, for archives and every reader at once."""
    # What makes pictures for screens needs no WeasyPrint.
    from briefgen.documents.pdf import write as pdf

    size = f"{sheet.format.width:.2f}px {sheet.height:.2f}px"
    *head, foot = (block.html(sheet.format.margin, top) for top, block in sheet.blocks)
    return pdf.lay_out(
        f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>{escape(sheet.title)}</title><meta name="description" content="{escape(sheet.format.words)}">
<meta name="dcterms.created" content="{clock:%Y-%m-%dT%H:%M:%SZ}"><meta name="generator" content="briefgen">
<style>{web_fonts.from_files(fonts.DRAWN)} @page {{ size: {size}; margin: 0 }}
body {{ margin: 0 }} img, h1, p {{ position: absolute; margin: 0; white-space: nowrap }}
img {{ left: 0; top: 0 }}</style></head><body>{"".join(head)}
<img src="{_DRAWING}" alt="{escape(sheet.alt, {'"': "&quot;"})}">{foot}</body></html>""",
        {_DRAWING: sheet.svg_without_words},
    )
