"""The shape that a drawing is laid out for: its room, the size of its letters, and what follows from both."""

from __future__ import annotations

from dataclasses import dataclass, replace

from briefgen.text import fonts

#: The size of letters that lengths inside drawings were chosen for; other shapes scale them.
LETTERS = 14
#: From one line of text to the next.
_LINE = 18
#: Room for the numbers of a vertical axis; the same in every chart, so that charts align on a page.
_LEFT = 40
#: A shape in which fewer letters stand on a line is laid out in one column.
_NARROW = 430
#: A shape that is this much wider than high, and holds so many letters, puts panels side by side.
_SIDE_BY_SIDE, _ROOMY = 1.6, 700


@dataclass(frozen=True)
class Shape:
    """The room of one drawing, without the title above it and the source below it.

    `width` and `height` are in pixels; a `height` of None lets the drawing run as long as it likes. `size` is
    that of all its letters. A `brief` drawing leaves out words that stand elsewhere, and of a long ranking
    what does not fit. With `tips` each mark carries the words that a pointer brings up.

    >>> PAGE.px(20), Shape("card", 1120, 400, size=28).px(20)
    (20.0, 40.0)
    """

    name: str
    width: float
    height: float | None = None
    size: float = LETTERS
    brief: bool = False
    tips: bool = False

    def px(self, length: float) -> float:
        """Return a length that was chosen for letters of 14 pixels, for the letters of this shape."""
        return length * self.size / LETTERS

    @property
    def line(self) -> float:
        """From one line of text to the next."""
        return self.px(_LINE)

    @property
    def left(self) -> float:
        """Room for the numbers of a vertical axis."""
        return self.px(_LEFT)

    @property
    def narrow(self) -> bool:
        """Whether a line holds so few letters that names belong above their marks, not beside them."""
        return self.width < self.px(_NARROW)

    @property
    def flat(self) -> bool:
        """Whether panels belong side by side: it is much wider than high, and wide enough for two."""
        roomy = self.width >= self.px(_ROOMY)
        return roomy and self.height is not None and self.width > _SIDE_BY_SIDE * self.height

    def letters(self, words: str, weight: int = 400) -> float:
        """Return how wide a line of words is, in pixels."""
        return fonts.width(words, self.size, weight)

    def part(self, width: float, height: float | None) -> Shape:
        """Return a part of this shape, for one panel of several."""
        return replace(self, width=width, height=height)


#: The document's: a phone shows it at two thirds, so that no letter is smaller than 9 pixels there.
PAGE = Shape("page", 540)
#: The same where a pointer can ask its marks.
SCREEN = replace(PAGE, name="screen", tips=True)
