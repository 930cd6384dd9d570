"""From an archive's file to a snapshot in the store: what `briefgen snapshot import` does."""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
from pathlib import Path

from briefgen.errors import InputError
from briefgen.snapshots.archives import OWN_TABLE, formats, reader
from briefgen.snapshots.archives.common import Archive
from briefgen.snapshots.manifest import DateKnown, Manifest
from briefgen.snapshots.store import Store

#: Under this part of the usual number of models a snapshot is rather a part of one.
_FEW = 0.1


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

    `previous` is the archive's file of the date before; llmfit needs it to detect rows that were not
    refreshed. `date_known` defaults to what is usual for the format. Raises InputError, with nothing written,
    if the file is not a whole archive of the format, if `date` is still to come (in UTC), or if the snapshot
    exists with other content.
    """
    if format not in formats():
        raise InputError(f"{format!r} is no archive format; expected one of {', '.join(formats())}.")
    if previous and format != "llmfit":
        raise InputError(f"{previous}: an earlier file is of use to llmfit alone; {format} takes none.")
    _refuse_to_come(file, date)
    with tempfile.TemporaryDirectory(prefix="briefgen-") as scratch:
        archive = Archive(
            format, file, Path(scratch), date, date_known, previous=previous, version=version, notes=notes
        )
        return store.write_sorted(*reader(format)(archive))


def import_table(
    store: Store,
    file: Path,
    map_file: Path,
    date: dt.date,
    *,
    date_known: DateKnown | None = None,
    version: str = "not recorded",
) -> Manifest:
    """Turn an analyst's own table into a snapshot by its map, and return its manifest.

    Raises InputError, with nothing written, if the map or the table is not valid, if `date` is still to come
    (in UTC), or if the snapshot exists with other content.
    """
    from briefgen.snapshots.archives import own_table
    from briefgen.snapshots.archives.column_map import PlacedMap
    from briefgen.snapshots.archives.common import fingerprint

    _refuse_to_come(file, date)
    placed = PlacedMap(map_file)
    columns = placed.content.columns.model_dump(mode="json", exclude_defaults=True)
    parameters = {"map": fingerprint(map_file), "columns": columns}
    with tempfile.TemporaryDirectory(prefix="briefgen-") as scratch:
        archive = Archive(
            OWN_TABLE, file, Path(scratch), date, date_known, version=version, parameters=parameters
        )
        return store.write_sorted(*own_table.read(archive, placed))


def import_dataset(
    store: Store,
    dataset: str,
    path: str,
    revision: str,
    date: dt.date | None = None,
    *,
    date_known: DateKnown | None = None,
) -> Manifest:
    """Turn a Parquet file of a Hub data set, in the columns of hub-stats, into a snapshot.

    `date` defaults to the day of the commit that added the file. Raises InputError, with nothing written, if
    the Hub does not return the file, or as `import_archive` does.
    """
    from briefgen.snapshots.archives import hub_stats
    from briefgen.snapshots.archives.dataset import fetch

    pinned = fetch(dataset, path, revision)
    known: DateKnown | None = date_known or (None if date else "commit")
    day = date or pinned.day
    _refuse_to_come(pinned.file, day)
    with tempfile.TemporaryDirectory(prefix="briefgen-") as scratch:
        archive = Archive(
            "hub-stats",
            pinned.file,
            Path(scratch),
            day,
            known,
            version=f"commit {pinned.commit}",
            parameters=pinned.parameters,
        )
        return store.write_sorted(*hub_stats.read(archive, hub_stats.origin_of(dataset, path)))


def _refuse_to_come(file: Path, date: dt.date) -> None:
    today = dt.datetime.now(dt.UTC).date()
    if date > today:
        raise InputError(
            f"{file}: the date {date} is still to come (today is {today} in UTC). "
            "Give the day on which the figures were taken."
        )


def doubt(store: Store, manifest: Manifest) -> str | None:
    """Return a warning if a snapshot is far smaller than its series; None if it is not.

    Far smaller is under a tenth of the median number of models of its origin's other snapshots.
    """
    others = [
        other.rows
        for other in map(store.read_manifest, store.ids)
        if other.id != manifest.id and other.origin == manifest.origin
    ]
    usual = statistics.median(others) if others else 0
    if manifest.rows >= usual * _FEW:
        return None
    return (
        f"{manifest.id} holds {manifest.rows:,} models; snapshots of {manifest.origin} usually hold "
        f"{usual:,.0f}. Comparisons over what every snapshot observed will shrink to what this one did. "
        "If the file is only a part of the archive, remove the snapshot and import the whole."
    )
