"""A figure as an SVG file: the same bytes on every machine, its words still text."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, unescape

from briefgen.charts.output import vega_fonts
from briefgen.charts.theme.sizes import PAGE, Shape

if TYPE_CHECKING:
    from briefgen.charts.figure import Figure

# Vega gives each group of marks a role of its own; inside one image they are noise, and unnamed.
_ROLES = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[a-z ]*")')
# Around each axis and panel stand a path that is never shown, and one without colour.
_UNSEEN = re.compile(
    r'<path class="(?:foreground"[^>]* display="none"|background" aria-hidden="true" d="[^"]*"'
    r'(?: pointer-events="none")?)/>'
)

# What a mark says of itself (see `vegalite.with_tooltips`) is for a pointer: one image has one name.
_TELLING = re.compile(
    r' aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="(?:symbol|rect) mark"'
)
#: Draws Vega-Lite as SVG text with its alternative text, as `drawn` does.
Drawer = Callable[[Mapping[str, Any], str], str]

#: A name as long as a stranger likes, of which as much is told as documents print.
_ENDLESS = re.compile(r"(\S{79})\S\S+")


def svg(figure: Figure, shape: Shape = PAGE, draw: Drawer | None = None) -> str:
    """Draw a figure in a shape as SVG text, in this process unless `draw` does it elsewhere."""
    return (draw or drawn)(figure.spec(shape), figure.alt)


def drawn(spec: Mapping[str, Any], alt: str) -> str:
    """Draw Vega-Lite as SVG text.

    Vega drops the alternative text, so it is put in as the `<title>` that screen readers and PDF/UA ask for.
    """
    import vl_convert

    register_fonts()
    written: str = vl_convert.vegalite_to_svg(dict(spec))
    opening, rest = _UNSEEN.sub("", _ROLES.sub("", _TELLING.sub(_told, written))).split(">", 1)
    return f'{opening} role="img"><title>{escape(alt)}</title>{rest}'


def page(svg: str) -> bytes:
    """Return a drawing as a PDF to be drawn as pixels, the words in the shipped fonts.

    The same drawing looks the same, but its bytes differ from time to time. It is no document: nothing in it
    says what is a heading, and archives would refuse it.
    """
    import vl_convert

    register_fonts()
    written: bytes = vl_convert.svg_to_pdf(svg)
    return written


def _told(label: re.Match[str]) -> str:
    words = _ENDLESS.sub(r"\1…", unescape(label[1], {"&quot;": '"'}))
    told = escape(words, {'"': "&quot;"})
    return f' data-tip="{told}"'


def without_tooltips(svg: str) -> str:
    """Return a drawing without the words that its marks carry for a pointer.

    >>> without_tooltips('<path data-tip="China: 40%" d="M0,0"/>')
    '<path d="M0,0"/>'
    """
    return re.sub(r' data-tip="[^"]*"', "", svg)


def warm_up() -> None:
    """Load Vega and the fonts ahead of the first chart; that takes longer than drawing it."""
    import vl_convert

    register_fonts()
    vl_convert.vegalite_to_svg({"mark": "point"})


@functools.cache
def register_fonts() -> None:
    """Let Vega measure and draw text with the shipped fonts, once a process."""
    import vl_convert

    vl_convert.register_font_directory(str(vega_fonts.folder()))
