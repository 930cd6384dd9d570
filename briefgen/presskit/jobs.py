"""What worker processes do for the kit of one chart; each job loads what it needs, and nobody else has to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from briefgen.documents.pdf.pango import require_pango

if TYPE_CHECKING:
    from briefgen.charts.layout.canvas import Canvas


def load() -> None:
    """Load what makes pictures, before there is a sheet."""
    import briefgen.presskit.images  # noqa: F401


def load_pages() -> None:
    """Load what sets pages as well, and its own style."""
    # Without Pango it ends here; WeasyPrint would print advice of its own.
    require_pango()
    from briefgen.documents.pdf import write as pdf

    load()
    pdf.lay_out("<!DOCTYPE html>")


def pictures(sheet: Canvas, clock: dt.datetime, pages: bool) -> dict[str, bytes]:
    """Return the pictures of a sheet, as `images.pictures` does."""
    from briefgen.presskit import images

    return images.pictures(sheet, clock, pages)
