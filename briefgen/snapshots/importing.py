"""From an archive's file to a snapshot in the store: what `briefgen snapshot import` does."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from pathlib import Path

from briefgen.project import InputError
from briefgen.snapshots.archives import FORMATS
from briefgen.snapshots.archives.common import Archive
from briefgen.snapshots.manifest import DateKnown, Manifest
from briefgen.snapshots.store import Store


def import_archive(
    store: Store,
    format: str,
    file: Path,
    date: dt.date,
    *,
    date_known: DateKnown | None = None,
    previous: Path | None = None,
    version: str = "not recorded",
    notes: tuple[str, ...] = (),
) -> Manifest:
    """Turn one file of an archive into a snapshot, and return its manifest.

    `previous` is the archive's file of the date before; llmfit needs it to tell rows that were not refreshed.
    `date_known` defaults to what is usual for the format. Raises InputError, with nothing written, where the
    file is not a whole archive of the format, or where the snapshot exists with other content.
    """
    if format not in FORMATS:
        raise InputError(f"{format!r} is no archive format; expected one of {', '.join(FORMATS)}.")
    if previous and format != "llmfit":
        raise InputError(f"{previous}: an earlier file is of use to llmfit alone; {format} takes none.")
    read = import_module(f"briefgen.snapshots.archives.{format.replace('-', '_')}").read
    table, draft = read(Archive(format, file, date, date_known, previous, version, notes))
    return store.write(table, draft)
