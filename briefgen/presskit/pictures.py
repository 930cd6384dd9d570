"""A chart as pictures: SVG, PNG to the pixel, and PDF with its fonts, in every format and palette."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from xml.sax.saxutils import escape

from briefgen.briefing import faces, pdf
from briefgen.charts import compose, palette
from briefgen.charts.figure import Figure
from briefgen.charts.formats import CHART, FORMATS, PRESS, Format
from briefgen.charts.raster import png

#: CSS pixels in an inch.
_SCREEN = 96


def pictures(figure: Figure, credit: str, clock: dt.datetime) -> Iterator[tuple[str, bytes]]:
    """Give each picture of a kit with the name of its file, whose stem is the format's name.

    Raises InputError where WeasyPrint cannot set a drawing.
    """
    for format in FORMATS:
        svg = compose.composed(figure, format, credit)
        dark = palette.painted(svg, palette.dark)
        if format is CHART:
            grey = palette.painted(svg, palette.grey)
            yield "chart.svg", faces.standalone(svg).encode()
            yield "chart-dark.svg", faces.standalone(dark).encode()
            yield "chart-print.png", png(svg, PRESS / _SCREEN, PRESS)
            yield "chart-print-grey.png", png(grey, PRESS / _SCREEN, PRESS)
            yield "chart-grey.pdf", _pdf(figure, grey, format, clock)
        if not format.print:
            yield f"{format.name}-dark.png", png(dark, format.times)
        yield f"{format.name}.png", png(svg, format.times, PRESS if format.print else None)
        if format is CHART or format.print:
            yield f"{format.name}.pdf", _pdf(figure, svg, format, clock)


def _pdf(figure: Figure, svg: str, format: Format, clock: dt.datetime) -> bytes:
    """One page of the size of the drawing, for archives and every reader at once."""
    width, height = compose.size(svg)
    page = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>{escape(figure.title)}</title><meta name="description" content="{escape(format.words)}">
<meta name="dcterms.created" content="{clock:%Y-%m-%dT%H:%M:%SZ}"><meta name="generator" content="briefgen">
<style>{faces.from_files(faces.DRAWN)} @page {{ size: {width}px {height}px; margin: 0 }}
body {{ margin: 0 }} svg {{ display: block }}</style></head><body>{svg}</body></html>"""
    return pdf.lay_out(page).write(clock)
