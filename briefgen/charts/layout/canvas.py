"""A chart that stands alone: title, subtitle, drawing, note and source on one canvas of an exact size.

The words are laid out here, line by line, so that nothing depends on how a renderer wraps them; the drawing
is laid out for the room that they leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from briefgen.charts.layout.labels import wrapped
from briefgen.charts.output import svg_export
from briefgen.charts.output.svg_export import Drawer
from briefgen.charts.theme import style
from briefgen.charts.theme.formats import Format
from briefgen.charts.theme.sizes import Shape

if TYPE_CHECKING:
    # What only sets sheets on pages needs nothing that asks or draws.
    from briefgen.charts.figure import Figure

_SIZE = re.compile(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"')
#: What Vega writes around a drawing: its outer element with title and background.
_INSIDE = re.compile(
    r'^<svg.*?</title>(?:<rect width="[\d.]+" height="[\d.]+" fill="#ffffff"/>)?(.*)</svg>$', re.S
)

#: From one line to the next, in sizes of its letters.
_LEADING = 1.24
#: A title takes so many lines; with more words its letters are smaller, down to this part of their size.
_TITLE_LINES, _SMALLEST_TITLE = 3, 0.72
#: What Vega leaves free on both sides of a drawing, and above and below it.
_PADDING, _SPARE = 14, 5
#: A drawing that fills its room so far is not laid out again.
_FILLED = 0.96
#: The size of its letters, where it is: first as the format has it, then smaller until everything fits.
_LETTERS = (1, 0.9, 0.8, 0.7, 0.6)
#: The bar above the title, in sizes of small letters: its height, its width and the gap under it.
_BAR, _BAR_WIDTH, _BAR_GAP = 0.5, 3.6, 0.9


@dataclass(frozen=True)
class Block:
    """Lines of one kind of text, one under the other; `tag` says what they are on a page of HTML."""

    tag: str
    lines: Sequence[str]
    size: float
    weight: int
    colour: str
    after: float = 0

    @property
    def height(self) -> float:
        """How much room the lines take, with what is left free after them."""
        return len(self.lines) * self.size * _LEADING + self.after

    def html(self, x: float, y: float) -> str:
        """The lines at a place on a page, each as it is laid out here."""
        return (
            f'<{self.tag} style="left:{x:.2f}px;top:{y:.2f}px;color:{self.colour};'
            f'font:{self.weight} {self.size:.2f}px/{_LEADING} {style.FONT}">'
            f"{'<br>'.join(map(escape, self.lines))}</{self.tag}>"
        )

    def svg(self, x: float, y: float) -> Iterator[str]:
        """The same as the elements of an SVG."""
        for place, line in enumerate(self.lines):
            # The first baseline lies so far under the top that the highest letters reach it.
            base = y + self.size * (0.95 + place * _LEADING)
            yield (
                f'<text transform="translate({x:.2f},{base:.2f})" font-family="{style.FONT}" '
                f'font-size="{self.size:.2f}px" font-weight="{self.weight}" fill="{self.colour}">'
                f"{escape(line)}</text>"
            )


@dataclass(frozen=True)
class Canvas:
    """A figure on its canvas: the drawing with what belongs to no text, and blocks of words with their tops.

    Lengths are in CSS pixels.
    """

    format: Format
    title: str
    alt: str
    height: float
    blocks: Sequence[tuple[float, Block]]
    drawing: str

    @property
    def svg(self) -> str:
        """Everything as one SVG, `width` and `height` of which are those of the format."""
        paper = f'<rect width="{self.format.width:.2f}" height="{self.height:.2f}" fill="{style.PAPER}"/>'
        words = (line for top, block in self.blocks for line in block.svg(self.format.margin, top))
        return self._svg(paper, self.drawing, *words)

    @property
    def svg_without_words(self) -> str:
        """The drawing alone at its place on a canvas of the same size, for a page that sets the words."""
        return self._svg(self.drawing)

    def _svg(self, *parts: str) -> str:
        wide, high = f"{self.format.width:.2f}", f"{self.height:.2f}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
            f'viewBox="0 0 {wide} {high}" role="img"><title>{escape(self.alt)}</title>{"".join(parts)}</svg>'
        )


def compose(figure: Figure, format: Format, credit: str, draw: Drawer | None = None) -> Canvas:
    """Lay a figure out in a format; `credit` is the line that says whose chart it is.

    It is drawn in this process unless `draw` does it elsewhere.
    """
    head, foot = _head(figure, format), _foot(figure, format, credit)
    gap = format.small
    top = format.margin + format.small * (_BAR + _BAR_GAP)
    above = top + sum(block.height for block in head) + gap
    below = gap + sum(block.height for block in foot) + format.margin
    room = None if format.height is None else format.height - above - below
    drawing, drawn_height = _drawing(figure, format, room, draw)
    height = format.height or round(above + drawn_height + below)
    x = format.margin
    return Canvas(
        format,
        str(figure.title),
        str(figure.alt),
        height,
        [*_stacked(head, top), *_stacked(foot, height - below + gap)],
        f'<rect x="{x:.2f}" y="{format.margin:.2f}" width="{format.small * _BAR_WIDTH:.2f}" '
        f'height="{format.small * _BAR:.2f}" fill="{style.COUNTRIES["US"]}"/>'
        f'<g transform="translate({x:.2f},{above:.2f})">{drawing}</g>',
    )


def size(svg: str) -> tuple[float, float]:
    """Return the width and height of an SVG of briefgen's own, in CSS pixels."""
    found = _SIZE.match(svg)
    if found is None:
        raise ValueError(f"no SVG with a width and a height: {svg[:80]}")
    return float(found[1]), float(found[2])


def _drawing(figure: Figure, format: Format, room: float | None, draw: Drawer | None) -> tuple[str, float]:
    """The drawing alone and its height, laid out so that it fills the room as well as it can."""
    svg, height = _drawn(figure, format.shape(room and room - _SPARE), draw)
    if room is not None:
        svg, height = _fitted(figure, format, room, svg, height, draw)
    inside = _INSIDE.match(svg)
    if inside is None:
        raise ValueError(f"{figure.id}: not the SVG that Vega writes: {svg[:80]}")
    return inside[1], height


def _fitted(
    figure: Figure, format: Format, room: float, svg: str, height: float, draw: Drawer | None
) -> tuple[str, float]:
    """A drawing laid out again until it fills its room, with smaller letters where it needs more."""
    fits = height <= room
    first = svg, height
    for letters in _LETTERS:
        if room * _FILLED <= height <= room:
            break
        # What stands around the marks (ticks, legends, headings) is known once it is drawn.
        shape = replace(format.shape(2 * room - _SPARE - height), size=format.size * letters)
        svg, again = _drawn(figure, shape, draw)
        if again <= room:
            return svg, again
        if fits:
            return first
        height = min(again, 1.2 * room)
    return svg, height


def _drawn(figure: Figure, shape: Shape, draw: Drawer | None) -> tuple[str, float]:
    svg = svg_export.svg(figure, shape.part(shape.width - _PADDING, shape.height), draw)
    return svg, size(svg)[1]


def _head(figure: Figure, format: Format) -> list[Block]:
    letters = format.title
    title = _balanced(str(figure.title), format.room, letters)
    while len(title) > _TITLE_LINES and letters > format.title * _SMALLEST_TITLE:
        letters *= 0.96
        title = _balanced(str(figure.title), format.room, letters)
    under = wrapped(str(figure.subtitle), format.room, format.subtitle)
    return [
        Block("h1", title, letters, 600, style.INK, after=letters * 0.25),
        Block("p", under, format.subtitle, 400, style.MUTED),
    ]


def _balanced(words: str, room: float, letters: float) -> list[str]:
    """A title in as few lines as it takes, none of them much shorter than the others."""
    fewest = len(wrapped(words, room, letters, 600))
    tried = (wrapped(words, room * part / 100, letters, 600) for part in range(70, 101, 5))
    return next(lines for lines in tried if len(lines) == fewest)


def _foot(figure: Figure, format: Format, credit: str) -> list[Block]:
    note = str(figure.guard if format.brief else figure.note)
    said = (note, figure.source, credit)
    lines = [line for words in said for line in wrapped(words, format.room, format.small)]
    return [Block("p", lines, format.small, 400, style.MUTED)]


def _stacked(blocks: Sequence[Block], y: float) -> Iterator[tuple[float, Block]]:
    for block in blocks:
        yield y, block
        y += block.height
