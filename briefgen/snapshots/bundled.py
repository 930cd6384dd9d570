"""The bundled series, made from the archives: `python -m briefgen.snapshots.bundled ARCHIVES data/snapshots`.

ARCHIVES has one folder per format, and in it one file per date, such as `llmfit/2026-09-20.json`. Made again,
the series has the same bytes.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefgen.errors import InputError
from briefgen.snapshots.importing import import_archive
from briefgen.snapshots.manifest import DateKnown, Manifest
from briefgen.snapshots.store import Store


@dataclass(frozen=True)
class SeriesPart:
    """One snapshot of the series: the archive's file, its version, and notes on it."""

    format: str
    date: str
    version: str
    date_known: DateKnown | None = None
    notes: tuple[str, ...] = ()


_SUFFIXES = {"hub-stats": ".parquet", "llmfit": ".json", "osir-lmts": ".jsonl", "radar": ".jsonl"}

_GAP = (
    "No broad panel of the Hub exists from October 2025 to February 2026; nothing is known of those months."
)
_LIKES_STEP = (
    "From the file of 2026-08-31 to that of 2026-09-20 likes rise in a step that nothing explains (679 for "
    "DeepSeek-R1, 701 for Qwen3-8B). Do not read it as growth."
)
_ESTIMATED = "The file comes from a release of the package; its date is an estimate, give or take a few days."

SERIES = (
    SeriesPart("osir-lmts", "2025-01-14", "commit 5afa2f4"),
    SeriesPart("osir-lmts", "2025-02-14", "commit 5afa2f4"),
    SeriesPart("osir-lmts", "2025-03-07", "commit 5afa2f4"),
    SeriesPart("osir-lmts", "2025-04-07", "commit 5afa2f4"),
    SeriesPart(
        "osir-lmts", "2025-05-07", "commit 5afa2f4", notes=("PaddlePaddle was not observed on this date.",)
    ),
    SeriesPart("osir-lmts", "2025-06-07", "commit 5afa2f4", notes=("baidu was not observed on this date.",)),
    SeriesPart("osir-lmts", "2025-07-07", "commit 5afa2f4"),
    SeriesPart("osir-lmts", "2025-08-07", "commit 5afa2f4"),
    SeriesPart(
        "osir-lmts",
        "2025-09-07",
        "commit 5afa2f4",
        notes=(
            "The first date that lists repositories whose downloads the Hub does not count.",
            "The first date with mistralai and moonshotai.",
            _GAP,
        ),
    ),
    SeriesPart(
        "llmfit", "2026-03-01", "commit 1a19c42", "commit", (_GAP, "DeepSeek-R1 is missing on this date.")
    ),
    SeriesPart("llmfit", "2026-04-01", "commit 344428e", "commit"),
    SeriesPart("llmfit", "2026-05-06", "commit 93e9d67", "commit"),
    SeriesPart(
        "llmfit",
        "2026-05-23",
        "llmfit 0.9.29 on PyPI",
        notes=(_ESTIMATED, "The list grew from 1,520 rows to 5,341 since the date before."),
    ),
    SeriesPart("llmfit", "2026-06-23", "llmfit 0.9.34 on PyPI", notes=(_ESTIMATED,)),
    SeriesPart("llmfit", "2026-07-05", "llmfit 1.1.0 on PyPI", notes=(_ESTIMATED,)),
    SeriesPart("llmfit", "2026-08-04", "llmfit 1.1.8 on PyPI", notes=(_ESTIMATED,)),
    SeriesPart("llmfit", "2026-08-31", "llmfit 1.1.14 on PyPI", notes=(_ESTIMATED, _LIKES_STEP)),
    SeriesPart("llmfit", "2026-09-20", "llmfit 1.1.16 on PyPI", notes=(_ESTIMATED, _LIKES_STEP)),
    SeriesPart(
        "hub-stats",
        "2026-05-24",
        "commit 2b22794",
        notes=("The date was established from all-time downloads; it is not that of the commit.",),
    ),
    SeriesPart(
        "radar",
        "2026-08-19",
        "commit f665dae",
        "commit",
        ("The newest row was changed on the day of the commit, at 03:47 UTC.",),
    ),
)


def make(archives: Path, store: Store) -> Iterator[Manifest]:
    """Write the series into `store`, one snapshot after the other.

    Raises InputError at the first archive file that is missing or unreadable.
    """
    before: dict[str, Path] = {}
    for part in SERIES:
        file = archives / part.format / f"{part.date}{_SUFFIXES[part.format]}"
        yield import_archive(
            store,
            part.format,
            file,
            dt.date.fromisoformat(part.date),
            date_known=part.date_known,
            previous=before.get(part.format) if part.format == "llmfit" else None,
            version=part.version,
            notes=part.notes,
        )
        before[part.format] = file


def main(arguments: list[str]) -> int:
    """Make the series from the command line; returns the exit code."""
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m briefgen.snapshots.bundled ARCHIVES SNAPSHOTS\n")
        return 2
    archives, folder = map(Path, arguments)
    try:
        for manifest in make(archives, Store(folder)):
            sys.stdout.write(f"{manifest.id}  {manifest.rows:,} rows\n")
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
