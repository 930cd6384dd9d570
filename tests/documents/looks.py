"""Pictures of pages, small and grey, and how far two of them lie apart."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops
from playwright.sync_api import Browser

#: Pictures of paper have 60 dots an inch, those of windows half the window's pixels a line.
_PAPER = 60 / 72
_WINDOW = 0.5
#: A square of so many dots is looked at as one: letters may be smoothed otherwise, blocks may not move.
_SQUARE = 8
#: So far may the mean of a square be from the approved one, of 255 greys. The same page from the same
#: programs differs by 0; letters that are smoothed otherwise, or set off by a third of a dot, by up to 10; a
#: part that moves by one dot by 14 or more.
PAPER_TOLERANCE = 12
#: Another Chromium may set letters off by half a dot; two dots make 24.
WINDOW_TOLERANCE = 20


def paper(document: Path, page: int) -> Image.Image:
    """Return a page of a PDF, counted from 1."""
    opened = pypdfium2.PdfDocument(document)
    try:
        drawn: Image.Image = opened[page - 1].render(scale=_PAPER, grayscale=True).to_pil()
    finally:
        opened.close()
    return drawn


def window(browser: Browser, document: Path, width: int, scheme: str) -> Image.Image:
    """Return what a window of this width shows first of a page of HTML."""
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page.goto(document.as_uri())
    page.evaluate("document.fonts.ready")
    shown = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    size = round(shown.width * _WINDOW), round(shown.height * _WINDOW)
    return shown.convert("L").resize(size, Image.Resampling.BOX)


def apart(one: Image.Image, other: Image.Image) -> int:
    """Return by how many greys the squares of two pictures differ where they differ most."""
    if one.size != other.size:
        return 255
    difference = ImageChops.difference(one.reduce(_SQUARE), other.reduce(_SQUARE))
    return round(difference.getextrema()[1])
