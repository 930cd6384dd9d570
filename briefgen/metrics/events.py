"""Dated events that charts may mark: a registry of a project, each row with the source that it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from briefgen.errors import InputError
from briefgen.metrics import registries
from briefgen.text import dates
from briefgen.yaml_files.fields import closest_matches

FILE = "events.csv"
_COLUMNS = ("date", "words", "source", "cited")
#: The most characters of a label beside a line in a drawing.
_LONGEST = 30
#: The day of the month if it is unknown.
_MIDDLE = "-15"


@dataclass(frozen=True)
class Event:
    """What happened on a day, in a few words; the id of its source, and how a chart's note cites it.

    If only the month is known, `date` is the middle of it, for the mark in a drawing.
    """

    date: dt.date
    words: str
    source: str
    cited: str
    line: int
    month_only: bool = False

    @property
    def day(self) -> str:
        """When it happened, as precisely as it is known, in words.

        >>> Event(dt.date(2025, 1, 20), "A release", "a-source", "Somebody, 2026", 2).day
        '20 January 2025'
        """
        return dates.partial_in_words(f"{self.date:%Y-%m}" if self.month_only else self.date.isoformat())


def read(data: Path) -> tuple[Event, ...]:
    """Load the events of a project's data folder, by date; empty if it has no such file.

    Raises InputError, with file and line, for a file that is not CSV in UTF-8, a missing column, an empty
    cell, a date that is neither day nor month, or words longer than 30 characters.
    """
    file = data / FILE
    if not file.is_file():
        return ()
    return tuple(sorted(_checked(file), key=lambda event: (event.date, event.words)))


def _checked(file: Path) -> Iterable[Event]:
    for line, row in registries.rows(file, _COLUMNS):
        empty = [column for column in _COLUMNS if not row[column].strip()]
        if empty:
            raise InputError(f"{file}:{line}: {empty[0]}: expected a value, but nothing stands here.")
        if len(row["words"]) > _LONGEST:
            raise InputError(
                f"{file}:{line}: words: expected {_LONGEST} characters at most, got {len(row['words'])}."
            )
        month_only = len(row["date"]) == len("2025-07")
        try:
            day = dt.date.fromisoformat(row["date"] + _MIDDLE if month_only else row["date"])
        except ValueError:
            needed = f"expected a day such as 2025-07-23, or its month, 2025-07; got {row['date'][:40]!r}"
            raise InputError(f"{file}:{line}: date: {needed}.") from None
        yield Event(day, row["words"], row["source"], row["cited"], line, month_only)


def check_sources(data: Path, events: Iterable[Event], sources: Collection[str]) -> None:
    """Raise InputError, with file and line, for an event whose source the library does not have."""
    for event in events:
        if event.source not in sources:
            raise InputError(
                f"{data / FILE}:{event.line}: source: expected the id of a source of the library, got "
                f"{event.source[:40]!r}; {closest_matches(event.source, sources)}."
            )
