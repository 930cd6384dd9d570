"""Drawings as PNG, to the pixel and in any palette: what a reader of PDF shows, drawn by PDFium."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

from briefgen.charts.layout import canvas
from briefgen.charts.output import svg_export
from briefgen.charts.theme import palettes, style
from briefgen.charts.theme.palettes import Paint


def of_svg(svg: str, times: float, per_inch: float | None = None) -> bytes:
    """Return an SVG of briefgen's own as PNG, each CSS pixel `times` pixels wide, to the nearest whole pixel.

    `per_inch` is the resolution that stands in the file, for paper.
    """
    width, height = (round(edge * times) for edge in canvas.size(svg))
    return png(svg_export.page(svg), width, height, per_inch=per_inch)


def png(pdf: bytes, width: int, height: int, paint: Paint = str, per_inch: float | None = None) -> bytes:
    """Return the first page of a PDF as PNG of this size in pixels.

    `paint` gives for each colour that of another palette; what is painted in greys has one channel.
    `per_inch` is the resolution that stands in the file, for paper.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        if paint is not str:
            _repaint(page.raw, paint)
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR, rev_byteorder=True)
        bitmap.fill_rect((*_channels(paint(style.PAPER)), 255), 0, 0, width, height)
        raw.FPDF_RenderPageBitmap(
            bitmap.raw, page.raw, 0, 0, width, height, 0, raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER
        )
        drawn = bitmap.to_pil()
        if paint is palettes.grey:
            drawn = drawn.getchannel(0)
        written = io.BytesIO()
        drawn.save(written, "PNG", compress_level=1, **({"dpi": (per_inch, per_inch)} if per_inch else {}))
    finally:
        document.close()
    return written.getvalue()


def _repaint(page: Any, paint: Paint) -> None:
    """Give everything on a page the colour that stands for its own, as transparent as it was."""
    channels = [ctypes.c_uint() for _ in range(4)]
    for drawn in _drawn(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject):
        for get, put in (
            (raw.FPDFPageObj_GetFillColor, raw.FPDFPageObj_SetFillColor),
            (raw.FPDFPageObj_GetStrokeColor, raw.FPDFPageObj_SetStrokeColor),
        ):
            if get(drawn, *channels):
                *colour, opacity = (channel.value for channel in channels)
                put(drawn, *_channels(paint("#{:02x}{:02x}{:02x}".format(*colour))), opacity)


def _drawn(holder: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any]) -> Iterator[Any]:
    """Every object of a page that is drawn itself, those of groups among them."""
    for place in range(count(holder)):
        found = get(holder, place)
        if raw.FPDFPageObj_GetType(found) == raw.FPDF_PAGEOBJ_FORM:
            yield from _drawn(found, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
        else:
            yield found


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue
