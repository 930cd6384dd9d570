"""Where the words of an SVG stand: boxes measured with the font that the reader sees."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from PIL import ImageFont

from briefgen.text import fonts

_SVG = "{http://www.w3.org/2000/svg}"
#: Letters are measured this much larger, since PIL rounds to whole pixels.
_TIMES = 16


@dataclass(frozen=True)
class Box:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float

    def overlaps(self, other: Box) -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > 0.5
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.5
        )


def canvas(svg: str) -> tuple[float, float]:
    root = ElementTree.fromstring(svg)
    return float(root.attrib["width"]), float(root.attrib["height"])


def boxes(svg: str) -> list[Box]:
    """The box of each visible line of text."""
    return list(_walk(ElementTree.fromstring(svg), 0, 0))


def overlapping(found: list[Box]) -> list[tuple[str, str]]:
    return [
        (one.text, other.text)
        for place, one in enumerate(found)
        for other in found[place + 1 :]
        if one.overlaps(other)
    ]


def _walk(element: ElementTree.Element, x: float, y: float) -> Iterator[Box]:
    transform = element.attrib.get("transform", "")
    moved = re.fullmatch(r"(?:translate\(([-\d.e]+),\s*([-\d.e]+)\))?", transform)
    assert moved, f"a transform that this test does not know: {transform}"
    x, y = x + float(moved[1] or 0), y + float(moved[2] or 0)
    if element.tag == f"{_SVG}text" and element.attrib.get("opacity") != "0":
        yield from _lines(element, x, y)
    for child in element:
        yield from _walk(child, x, y)


def _lines(element: ElementTree.Element, x: float, y: float) -> Iterator[Box]:
    spans = [child for child in element if child.tag == f"{_SVG}tspan"] or [element]
    for span in spans:
        y += float(span.attrib.get("dy", "0"))
        if span.text:
            yield _box(span.text, element.attrib, x, y)


def _box(text: str, style: dict[str, str], x: float, y: float) -> Box:
    size = float(style["font-size"].removesuffix("px"))
    font = _font(int(style.get("font-weight", "400").replace("normal", "400")), size)
    left, top, right, bottom = (edge / _TIMES for edge in font.getbbox(text, anchor="ls"))
    shift = {
        "start": 0.0,
        "middle": -font.getlength(text) / _TIMES / 2,
        "end": -font.getlength(text) / _TIMES,
    }
    x += shift[style.get("text-anchor", "start")]
    return Box(text, x + left, y + top, x + right, y + bottom, size)


@functools.cache
def _font(weight: int, size: float) -> ImageFont.FreeTypeFont:
    face = next(f for f in fonts.FACES if (f.family, f.weight, f.italic) == (fonts.SANS, weight, False))
    return ImageFont.truetype(face.path, round(size * _TIMES))
