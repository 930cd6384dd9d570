"""A figure as an SVG file: the same bytes on every machine, its words still text."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from briefgen.charts.output import vega_fonts
from briefgen.charts.theme.sizes import PAGE, Shape

if TYPE_CHECKING:
    from briefgen.charts.figure import Figure

_SVG = "http://www.w3.org/2000/svg"

#: What the words of a mark stand in, for a pointer.
_TIP = "data-tip"
#: What Vega says of each group of marks and of each mark to screen readers.
_ROLE, _DESCRIPTION, _LABEL = "role", "aria-roledescription", "aria-label"
#: Marks whose words are for a pointer (see `vegalite.with_tooltips`).
_TELLING = frozenset(["symbol mark", "rect mark"])
#: What the path behind an axis or a panel has that nobody gave a colour.
_COLOURLESS = frozenset(["class", "aria-hidden", "d", "pointer-events"])

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
    tree = _tree(vl_convert.vegalite_to_svg(dict(spec)))
    for parent in list(tree.iter()):
        _name_marks(parent)
        for child in [child for child in parent if _unseen(child)]:
            parent.remove(child)
    tree.set(_ROLE, "img")
    title = ElementTree.Element("title")
    title.text = alt
    tree.insert(0, title)
    return _written(tree)


def page(svg: str) -> bytes:
    """Return a drawing as a PDF to be drawn as pixels, the words in the shipped fonts.

    The same drawing looks the same, but its bytes differ from time to time. It is no document: nothing in it
    says what is a heading, and archives would refuse it.
    """
    import vl_convert

    register_fonts()
    written: bytes = vl_convert.svg_to_pdf(svg)
    return written


def without_tooltips(svg: str) -> str:
    """Return a drawing without the words that its marks carry for a pointer.

    >>> without_tooltips('<svg xmlns="http://www.w3.org/2000/svg"><path data-tip="40%" d="M0,0"/></svg>')
    '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0,0"/></svg>'
    """
    tree = _tree(svg)
    for mark in tree.iter():
        mark.attrib.pop(_TIP, None)
    return _written(tree)


def _name_marks(element: Element) -> None:
    """Leave the names of groups and marks out, since one image has one name; words of marks become tips."""
    if not element.get(_ROLE, "").startswith("graphics-"):
        return
    if element.get(_ROLE) == "graphics-symbol" and element.get(_DESCRIPTION) in _TELLING:
        element.attrib = {_TIP if name == _LABEL else name: words for name, words in element.attrib.items()}
        if words := element.get(_TIP):
            element.set(_TIP, _ENDLESS.sub(r"\1…", words))
    for name in (_ROLE, _DESCRIPTION):
        element.attrib.pop(name, None)


def _unseen(element: Element) -> bool:
    """Whether an element is a path around an axis or a panel, without colour or never shown."""
    if element.tag != "path":
        return False
    if element.get("class") == "foreground":
        return element.get("display") == "none"
    return element.get("class") == "background" and element.attrib.keys() <= _COLOURLESS


def _tree(svg: str) -> Element:
    """The elements of a drawing by their names alone.

    ElementTree knows prefixes of namespaces for the whole program, and WeasyPrint takes the empty one.
    """
    # Vega wrote it: it has no entities of its own.
    tree = ElementTree.fromstring(svg)  # noqa: S314
    for element in tree.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    return tree


def _written(tree: Element) -> str:
    """A tree as text, its empty elements as Vega writes them: no other `>` follows a slash."""
    tree.attrib = {"xmlns": _SVG, **tree.attrib}
    return ElementTree.tostring(tree, encoding="unicode").replace(" />", "/>")


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
