"""Drawings as PNG, to the pixel."""

from __future__ import annotations

import io

from briefgen.charts import compose, export


def png(svg: str, times: float, per_inch: float | None = None) -> bytes:
    """Return an SVG as PNG, each CSS pixel `times` pixels wide, to the nearest whole pixel of its edges.

    `per_inch` is the resolution that stands in the file, for paper.
    """
    import vl_convert
    from PIL import Image

    export.know_fonts()
    width, height = (str(round(edge * times)) for edge in compose.size(svg))
    drawn = Image.open(io.BytesIO(vl_convert.svg_to_png(compose.resized(svg, width, height))))
    # Without the opacity that no pixel lacks, a picture is a third as large.
    written = io.BytesIO()
    resolution = {"dpi": (per_inch, per_inch)} if per_inch else {}
    drawn.convert("RGB").save(written, "PNG", compress_level=1, **resolution)
    return written.getvalue()
