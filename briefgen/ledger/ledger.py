"""The ledger: every number that an edition printed, where it comes from and where it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from briefgen.ledger import file as written
from briefgen.ledger.prose import Printed, printed, within
from briefgen.metrics.numbers import Number, Style
from briefgen.metrics.own_metrics import SHIPPED, Catalogue

_T = TypeVar("_T")

#: Where a number stands until the page says otherwise.
_FRONT = "front"


@dataclass
class PrintedNumber:
    """One number of the ledger. Texts and places are dictionaries without values: sets that keep order."""

    alias: str
    number: Number
    texts: dict[str, None] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)


class Ledger:
    """Prints the numbers of one edition and remembers each.

    A number's id is the same in every edition; its alias (`N-0001`, …) counts in order of first print
    within this one. `metrics` define what the numbers are of.
    """

    def __init__(self, metrics: Catalogue = SHIPPED) -> None:
        self.catalogue = metrics
        self._entries: dict[str, PrintedNumber] = {}
        self._places = [_FRONT]

    def say(self, number: Number, style: Style = "unit") -> str:
        """Return the printed text of a number and enter it where the page stands; names are shortened.

        What no snapshot answered is words, or a source's own figure: it is printed and not entered.
        """
        words = str(printed(number, style))
        if not number.snapshots:
            return words
        entry = self._entry(number)
        entry.texts[words] = None
        entry.places[self.place] = None
        return words

    def enter(self, drawing: object) -> None:
        """Enter all numbers of prose, or of what prose stands in: the words and the drawing of a figure."""
        for words in within(drawing):
            for piece in words.pieces:
                if isinstance(piece, Printed):
                    self.say(piece.number, piece.style)

    def alias(self, number: Number) -> str:
        """Return the printed alias of a number that has been said (KeyError where it has not)."""
        return self._entries[number.id].alias

    @property
    def place(self) -> str:
        """Where what is said now stands: the id of a section, figure or table."""
        return self._places[-1]

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Let what is said meanwhile stand at `place`."""
        self._places.append(place)
        try:
            yield
        finally:
            self._places.pop()

    def said_at(self, place: str, words: Callable[[], _T]) -> _T:
        """Return what `words` gives, its numbers entered at `place`."""
        with self.at(place):
            return words()

    def json(self) -> str:
        """Return the ledger as JSON, in order of alias; the same numbers give the same text."""
        return written.ledger_json(map(_written, self.entries)).decode()

    @property
    def entries(self) -> tuple[PrintedNumber, ...]:
        """Every number that was said, in order of alias."""
        return tuple(self._entries.values())

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that its numbers are cells of, in alphabetical order."""
        return tuple(sorted({entry.number.metric for entry in self.entries}))

    @property
    def snapshots(self) -> tuple[str, ...]:
        """The snapshots that its numbers were asked of, by date and then origin."""
        return tuple(sorted({id for entry in self.entries for id in entry.number.snapshots}))

    def _entry(self, number: Number) -> PrintedNumber:
        key = number.id
        if key not in self._entries:
            self._entries[key] = PrintedNumber(f"N-{len(self._entries) + 1:04}", number)
        return self._entries[key]


def _written(entry: PrintedNumber) -> written.LedgerEntry:
    number = entry.number
    return written.LedgerEntry(
        id=number.id,
        alias=entry.alias,
        value=number.value.isoformat() if isinstance(number.value, dt.date) else number.value,
        texts=tuple(entry.texts),
        unit=number.unit,
        metric=number.metric,
        parameters=dict(number.parameters),
        snapshots=number.snapshots,
        row=dict(number.row),
        column=number.column,
        places=tuple(entry.places),
    )
