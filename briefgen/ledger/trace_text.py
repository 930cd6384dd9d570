"""The words around a figure, with each number in them kept as a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from briefgen.charts.figure import Figure
from briefgen.ledger.ledger import printed
from briefgen.metrics.numbers import Number, Say, Style

#: Words, and between them the numbers with the style in which they print.
Pieces = Sequence[str | tuple[Number, Style]]

#: Characters of a private plane of Unicode, one for each number that is said: they mean nothing to anybody.
_FIRST_HOLE = 0xF0000
_HOLE = re.compile("([\U000f0000-\U000ffffd])")

_WORDS = ("title", "subtitle", "note")


def told(figure: Figure, draw: Callable[[Say], Figure | None]) -> Mapping[str, Pieces]:
    """Return the title, subtitle and note of a figure in pieces.

    A chart writes its sentences as text. `draw` makes the same chart once more, and is given a character for
    each number that it asks to be said; where that character stands, the number stands in the figure.
    """
    said: list[tuple[Number, Style]] = []

    def leave_a_hole(number: Number, style: Style = "unit") -> str:
        said.append((number, style))
        return chr(_FIRST_HOLE + len(said) - 1)

    again = draw(leave_a_hole)
    return {name: _pieces(getattr(figure, name), getattr(again, name, ""), said) for name in _WORDS}


def _pieces(words: str, with_holes: str, said: Sequence[tuple[Number, Style]]) -> Pieces:
    """The words in pieces, or in one where the holes, filled again, do not give them to the letter."""
    pieces = tuple(_filled(with_holes, said))
    again = "".join(piece if isinstance(piece, str) else printed(*piece) for piece in pieces)
    return pieces if again == words else (words,)


def _filled(with_holes: str, said: Sequence[tuple[Number, Style]]) -> Iterator[str | tuple[Number, Style]]:
    for part in _HOLE.split(with_holes):
        place = ord(part) - _FIRST_HOLE if _HOLE.fullmatch(part) else -1
        yield said[place] if 0 <= place < len(said) else part
