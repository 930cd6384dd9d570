"""Prose: text whose numbers are still numbers. Charts and verdicts write it, a ledger or a page prints it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import SupportsIndex, cast

from briefgen.metrics.numbers import Number, Style, text

#: Strangers choose names of up to thousands of characters; a line of print holds about this many.
LONGEST_NAME = 80


@dataclass(frozen=True)
class Printed:
    """A number in prose and the style in which it prints; `text` is what a drawing shows of it."""

    number: Number
    style: Style
    text: str


class Prose(str):
    """Text with numbers: it reads as its text, and `pieces` are its words and numbers in order.

    Immutable, as text is. What would lose its numbers unseen, an f-string around it, raises TypeError:
    `prose` puts prose into prose, `str` takes the text alone.
    """

    __slots__ = ("_pieces",)
    _pieces: tuple[str | Printed, ...]

    def __new__(cls, *parts: str | Printed) -> Prose:
        """Join words, numbers and other prose."""
        pieces = tuple(_merged(parts))
        made = super().__new__(cls, "".join(it.text if isinstance(it, Printed) else it for it in pieces))
        made._pieces = pieces
        return made

    @property
    def pieces(self) -> tuple[str | Printed, ...]:
        """The words, and the numbers between them."""
        return self._pieces

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers in the order of their printing."""
        return tuple(piece.number for piece in self._pieces if isinstance(piece, Printed))

    def each(self, change: Callable[[str], str]) -> Prose:
        """Return the prose with the text of each piece changed; numbers stay where they were."""
        return Prose(
            *(
                Printed(it.number, it.style, change(it.text)) if isinstance(it, Printed) else change(it)
                for it in self._pieces
            )
        )

    def join(self, parts: Iterable[str], /) -> Prose:
        """Join texts, some of them prose, with this between them."""
        return Prose(*(it for place, part in enumerate(parts) for it in ((self, part) if place else (part,))))

    def __add__(self, other: str, /) -> Prose:
        """Return the prose with more behind it."""
        return Prose(self, other)

    def __getitem__(self, part: SupportsIndex | slice, /) -> str:
        """Return a part; of a number that is cut, what is left of its text is still that number."""
        if not isinstance(part, slice):
            return super().__getitem__(part)
        start, end, _ = part.indices(len(self))
        return Prose(*_between(self._pieces, start, end))

    def __format__(self, specification: str, /) -> str:
        """Raise TypeError, since the text of an f-string has no numbers."""
        raise TypeError(f"{str(self)!r} is prose: put it into another with prose(), or take str() of it")

    def __reduce__(self) -> tuple[type[Prose], tuple[str | Printed, ...]]:
        """Let caches and other processes have the numbers, too."""
        return Prose, self._pieces


def shorten(name: str) -> str:
    """Cut a stranger's text visibly, on one line.

    >>> shorten("line\\none"), len(shorten("x" * 10_000)), shorten("x" * 10_000)[-2:]
    ('line one', 80, 'x…')
    """
    line = " ".join(name[: 4 * LONGEST_NAME].split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"


def printed(number: Number, style: Style = "unit") -> Prose:
    """Return a number as it stands in print; names are shortened."""
    words = text(number, style)
    return Prose(Printed(number, style, shorten(words) if isinstance(number.value, str) else words))


def prose(template: str, *values: Number | str) -> Prose:
    """Fill the braces of a template in order: numbers, in the style that is named there, text and prose.

    Raises IndexError if there are more braces than values, ValueError if there are fewer.

    >>> share = Number(0.5, "share", "m", (), (), (), "c")
    >>> words = prose("{} had {}, about {:whole}", "China", share, share)
    >>> str(words), len(words.numbers)
    ('China had 50.0%, about 50%', 2)
    """
    waiting = iter(values)
    parts: list[str] = []
    for words, name, style, _ in Formatter().parse(template):
        parts.append(words)
        if name is not None:
            try:
                value = next(waiting)
            except StopIteration:
                raise IndexError(f"{template!r}: more braces than values") from None
            shown = cast(Style, style or "unit")
            parts.append(printed(value, shown) if isinstance(value, Number) else value)
    if (left := len(list(waiting))) > 0:
        raise ValueError(f"{template!r}: {left} values more than braces")
    return Prose(*parts)


def within(drawing: object) -> Iterator[Prose]:
    """Give all prose in a drawing (dictionaries and lists), in its order."""
    if isinstance(drawing, Prose):
        yield drawing
    elif isinstance(drawing, Mapping):
        for value in drawing.values():
            yield from within(value)
    elif isinstance(drawing, list | tuple):
        for value in drawing:
            yield from within(value)


def _merged(parts: Iterable[str | Printed]) -> Iterator[str | Printed]:
    """The pieces of all parts, neighbouring words as one."""
    words = ""
    for part in parts:
        for piece in part.pieces if isinstance(part, Prose) else (part,):
            if isinstance(piece, str):
                words += piece
                continue
            if words:
                yield words
            words = ""
            yield piece
    if words:
        yield words


def _between(pieces: Iterable[str | Printed], start: int, end: int) -> Iterator[str | Printed]:
    """The pieces between two characters, the first and the last of them cut."""
    place = 0
    for piece in pieces:
        whole = piece.text if isinstance(piece, Printed) else piece
        shown = whole[max(start - place, 0) : max(end - place, 0)]
        place += len(whole)
        if shown:
            yield Printed(piece.number, piece.style, shown) if isinstance(piece, Printed) else shown


#: No words at all.
NOTHING = Prose()
