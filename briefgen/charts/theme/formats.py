"""The formats that a chart is given out in: the size of the canvas, its letters and margins."""

from __future__ import annotations

from dataclasses import dataclass

from briefgen.charts.theme.sizes import Shape

_MM_TO_INCH = 1 / 25.4
#: CSS pixels and pixels of a press in an inch.
_SCREEN, PRESS = 96, 300


@dataclass(frozen=True)
class Format:
    """One canvas, laid out for itself. Lengths are in pixels, of which CSS has 96 an inch.

    `height` is None where the canvas grows with what stands on it. `size`, `title`, `subtitle` and `small`
    are the sizes of letters: in the drawing, and of the words around it. `times` is how many pixels of a
    picture stand for one of these. A `brief` format keeps of the note only what must go with the chart. A
    `print` format is for paper.
    """

    name: str
    words: str
    width: float
    height: float | None
    size: float
    title: float
    subtitle: float
    small: float
    margin: float
    times: float = 1
    brief: bool = False
    print: bool = False

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    @property
    def is_page(self) -> bool:
        """Whether it is also given out as a PDF."""
        return self.print or self == CHART

    def shape(self, height: float | None) -> Shape:
        """Return the shape of the drawing, given the height that the words leave it."""
        return Shape(self.name, self.room, height, self.size, self.brief)


def _column(millimetres: float) -> float:
    """The width of a column of print in CSS pixels.

    >>> round(_column(89), 2)
    336.38
    """
    return millimetres * _MM_TO_INCH * _SCREEN


CHART = Format("chart", "for a page on screen", 720, None, 15, 25, 16, 12.5, 24, times=2)
CARD = Format("card", "link card, 1200 × 675", 1200, 675, 19, 35, 20, 15, 36, brief=True)
SQUARE = Format("square", "square, 1080 × 1080", 1080, 1080, 22, 42, 24, 18, 52, brief=True)
PORTRAIT = Format("portrait", "portrait, 1080 × 1350", 1080, 1350, 24, 46, 26, 20, 54, brief=True)
NARROW = Format(
    "column-89mm", "one column, 89 mm", _column(89), None, 9.6, 14, 10, 8, 5, PRESS / _SCREEN, print=True
)
WIDE = Format(
    "column-183mm",
    "two columns, 183 mm",
    _column(183),
    None,
    10.6,
    18,
    11.6,
    8.6,
    8,
    PRESS / _SCREEN,
    print=True,
)

#: Every format of a kit.
FORMATS = (CHART, CARD, SQUARE, PORTRAIT, NARROW, WIDE)
