"""Dated events that charts may mark: a registry of a project, each row with the source that it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from briefgen.errors import InputError
from briefgen.metrics import registries
from briefgen.yaml_files.fields import closest_matches

FILE = "events.csv"
_COLUMNS = ("date", "words", "source", "cited")
#: Words that stand beside a line in a drawing.
_LONGEST = 30


@dataclass(frozen=True)
class Event:
    """What happened on a day, in a few words; the id of its source, and how a chart's note cites it."""

    date: dt.date
    words: str
    source: str
    cited: str
    line: int


def read(data: Path) -> tuple[Event, ...]:
    """Read the events of a project's data folder, by date; none where it has no such file.

    Raises InputError, with file and line, for a file that is not CSV in UTF-8, a missing column, an empty
    cell, a day that is none, or words longer than 30 characters.
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
        try:
            day = dt.date.fromisoformat(row["date"])
        except ValueError:
            told = f"expected a day such as 2025-07-23; got {row['date'][:40]!r}"
            raise InputError(f"{file}:{line}: date: {told}.") from None
        yield Event(day, row["words"], row["source"], row["cited"], line)


def check_sources(data: Path, events: Iterable[Event], sources: Collection[str]) -> None:
    """Raise InputError, with file and line, for an event whose source the library does not hold."""
    for event in events:
        if event.source not in sources:
            raise InputError(
                f"{data / FILE}:{event.line}: source: expected the id of a source of the library, got "
                f"{event.source[:40]!r}; {closest_matches(event.source, sources)}."
            )
