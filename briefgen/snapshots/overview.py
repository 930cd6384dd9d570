"""What snapshots there are and how much of each is known: the text of `briefgen snapshot list` and `show`."""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest

import pyarrow.compute as pc
import pyarrow.parquet as pq

from briefgen.snapshots.manifest import Crawl, Manifest
from briefgen.snapshots.store import Store
from briefgen.text.sanitize import visible_lines

#: The columns whose coverage a reader asks for first, with their names in print.
COVERED = {"downloads_30d": "downloads", "likes": "likes", "license": "licence", "created_at": "created"}

#: A manifest may come from a stranger: of each of its parts so much is printed, and no more.
_LONGEST_LINE = 2_000
_MOST_LINES = 20

_NOT_FETCHED = "–"


@dataclass(frozen=True)
class Coverage:
    """How much of a snapshot was really observed.

    `known` holds, for each column of COVERED, the number of rows in which it is not null.
    """

    rows: int
    publishers: int
    known: dict[str, int]

    def share(self, column: str) -> str:
        """Return the share of rows with a known value in whole per cent; few is `<1`, not 0."""
        known = self.known[column]
        if known in (0, self.rows):
            return "100" if known else "0"
        percent = 100 * known / self.rows
        return "<1" if percent < 1 else ">99" if percent > 99 else str(round(percent))


def coverage(store: Store, manifest: Manifest) -> Coverage:
    """Count the publishers of a snapshot, and the rows in which each of the COVERED columns is known."""
    table = pq.read_table(store.rows(manifest.id), columns=["author", *COVERED])
    return Coverage(
        rows=table.num_rows,
        publishers=pc.count_distinct(table["author"]).as_py(),
        known={column: table.num_rows - table[column].null_count for column in COVERED},
    )


def listing(store: Store) -> str:
    """Return one line per snapshot, by date, and the addresses of remote ones.

    Of one that was not fetched only the manifest is read. Raises InputError if one is broken.
    """
    manifests = [store.look(snapshot_id) for snapshot_id in store.ids]
    if not manifests:
        return f"No snapshots in {store.folder}."
    head = ["snapshot", "date is", "rows", "publishers", *(f"{word} %" for word in COVERED.values())]
    lines = [head]
    for manifest in manifests:
        counts = [f"{manifest.rows:,}", *[_NOT_FETCHED] * (1 + len(COVERED))]
        if not store.lacks(manifest):
            seen = coverage(store, manifest)
            counts = [f"{seen.rows:,}", f"{seen.publishers:,}", *map(seen.share, COVERED)]
        lines.append([manifest.id, "partial" if manifest.partial else manifest.date_known, *counts])
    printed = [_table(lines), "", "The last columns: rows in which the value is known."]
    if any(store.lacks(manifest) for manifest in manifests):
        printed.append(
            f"{_NOT_FETCHED}: not known, since the rows were not fetched; --allow-network fetches them."
        )
    return "\n".join(
        printed + [f"{it.id} lies at {it.url} {_whether_here(store, it)}" for it in manifests if it.url]
    )


def page(store: Store, snapshot_id: str) -> str:
    """Return all that is known of one snapshot; raises InputError if it does not exist or is broken."""
    manifest = store.look(snapshot_id)
    seen = None if store.lacks(manifest) else coverage(store, manifest)
    known = seen and ", ".join(f"{word} in {seen.share(column)} %" for column, word in COVERED.items())
    population = manifest.population
    parts = {
        "date": f"{manifest.date} ({manifest.date_known})",
        "origin": f"{manifest.attribution}; {manifest.retrieval.version}",
        "licence": manifest.licence,
        "population": f"{population.words} ({population.kind})",
        "leaves out": "; ".join(population.leaves_out),
        **({"lies at": f"{manifest.url}\n{_whether_here(store, manifest)}"} if manifest.url else {}),
        "rows": f"{seen.rows:,} from {seen.publishers:,} publishers" if seen else f"{manifest.rows:,}",
        "known": known or "not known, since the rows were not fetched",
        "in full": ", ".join(manifest.organisations_in_full),
        "absent": ", ".join(manifest.absent_columns),
        **({"crawl": _crawl(manifest.crawl)} if manifest.crawl else {}),
        "counted": ", ".join(f"{name} {count:,}" for name, count in manifest.counts.items()),
        "notes": "\n".join(manifest.notes),
        "sha256": manifest.sha256,
    }
    lines = [manifest.id]
    for name, text in parts.items():
        wrapped = [
            line for note in _bounded(text) for line in textwrap.wrap(note, 88, break_on_hyphens=False)
        ]
        lines += [
            f"{label:<12}{line}" for label, line in zip_longest([name], wrapped or ["none"], fillvalue="")
        ]
    return "\n".join(lines)


def _whether_here(store: Store, manifest: Manifest) -> str:
    if store.path(manifest.id).exists():
        return "(and beside its manifest)"
    return "(not fetched)" if store.lacks(manifest) else "(fetched)"


def _crawl(crawl: Crawl) -> str:
    """How a live crawl went; what it could not read comes first."""
    states = Counter(one.state for one in crawl.absent)
    return "\n".join(
        (
            *(f"NOT READ: {one}" for one in crawl.unread),
            f"{crawl.first:%Y-%m-%d %H:%M:%S} to {crawl.last:%Y-%m-%d %H:%M:%S} UTC, {crawl.pages:,} pages; "
            f"{crawl.moved:,} models moved meanwhile",
            *(f"{state}: {count:,} models" for state, count in sorted(states.items())),
            *(f"field that nobody asked for: {name}" for name in crawl.new_fields),
        )
    )


def _bounded(text: str) -> list[str]:
    """The lines of a part, their number and length limited to what a person reads."""
    lines = visible_lines(text, _LONGEST_LINE).split("\n")
    more = len(lines) - _MOST_LINES
    return lines[:_MOST_LINES] + ([f"… and {more} more; --json prints all"] if more > 0 else [])


def _table(lines: list[list[str]]) -> str:
    """Set lines in columns: the first two to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )
