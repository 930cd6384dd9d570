"""A figure as an SVG file: the same bytes on every machine, its words still text."""

from __future__ import annotations

import functools
import re
from xml.sax.saxutils import escape

from briefgen import fonts
from briefgen.charts.figure import Figure

# Vega gives each group of marks a role of its own; inside one image they are noise, and unnamed.
_ROLES = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[a-z ]*")')


def svg(figure: Figure) -> str:
    """Draw a figure as SVG text.

    Vega drops the alternative text, so it is put in as the `<title>` that screen readers and PDF/UA ask for.
    """
    import vl_convert

    _know_fonts()
    drawn: str = vl_convert.vegalite_to_svg(dict(figure.spec))
    opening, rest = _ROLES.sub("", drawn).split(">", 1)
    return f'{opening} role="img"><title>{escape(figure.alt)}</title>{rest}'


def warm_up() -> None:
    """Load Vega and the fonts ahead of the first chart; that takes longer than drawing it."""
    import vl_convert

    _know_fonts()
    vl_convert.vegalite_to_svg({"mark": "point"})


@functools.cache
def _know_fonts() -> None:
    """Let Vega measure text with the shipped fonts, once a process."""
    import vl_convert

    for folder in fonts.FOLDERS:
        vl_convert.register_font_directory(str(folder))
