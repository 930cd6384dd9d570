"""From the journalled pages to the rows of a snapshot: each model once, as it was read last, sorted by id.

DuckDB does it in bounded memory and spills to the crawl's own folder: the whole Hub has millions of models.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from briefgen.snapshots.hub.journal import Journal
from briefgen.snapshots.manifest import Absent
from briefgen.snapshots.schema import TABLE

_MEMORY = "384MB"
_BATCH = 16_384

# The last reading of a model counts; two models that had one name in turn are distinguished by their own ids.
_ONCE = """
CREATE TABLE once AS
SELECT hub_id, max(reading) AS reading, arg_max(repo_id, reading) AS repo_id,
       arg_max(private, reading) AS private, arg_max(coalesce(disabled, false), reading) AS disabled
FROM read_parquet($pages) GROUP BY hub_id
"""
_NAMED = """
CREATE TABLE named AS SELECT max(reading) AS reading FROM once WHERE NOT private GROUP BY repo_id
"""
_ROWS = """
SELECT {columns}
FROM read_parquet($pages) AS pages
SEMI JOIN named USING (reading)
LEFT JOIN looked_up ON looked_up.looked_up = lower(pages.repo_id)
ORDER BY repo_id
"""
# What differs between two readings of one model, if any was read twice.
_MOVED = """
SELECT count(DISTINCT hub_id) FROM (
    SELECT hub_id FROM read_parquet($pages) GROUP BY hub_id, listing
    HAVING count(*) > count(DISTINCT round) OR min(round) > 1
)
"""
_RENAMED = """
SELECT DISTINCT pages.repo_id, once.repo_id FROM read_parquet($pages) AS pages JOIN once USING (hub_id)
WHERE pages.repo_id <> once.repo_id ORDER BY ALL
"""


@dataclass(frozen=True)
class Facts:
    """What a crawl found besides its rows.

    `moved` counts models that one round of reading a listing held twice, or that only a later round held;
    `counts` what was changed or left out, by name.
    """

    rows: int
    moved: int
    renamed: tuple[Absent, ...]
    disabled: tuple[Absent, ...]
    counts: dict[str, int]
    authors: frozenset[str]


class Merged:
    """The rows of a crawl, each model once."""

    def __init__(self, database: duckdb.DuckDBPyConnection, pages: list[str]) -> None:
        self._database, self._pages = database, pages
        for statement in (_ONCE, _NAMED):
            self._database.execute(statement, {"pages": pages} if "$pages" in statement else None)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Return the rows in the schema of a snapshot, sorted by `repo_id`."""
        columns = ", ".join(
            "coalesce(children, looked_up_children) AS children" if name == "children" else name
            for name in TABLE.names
        )
        rows = self._database.sql(_ROWS.format(columns=columns), params={"pages": self._pages})
        for batch in rows.to_arrow_reader(_BATCH):
            yield from pa.Table.from_batches([batch]).cast(TABLE).to_batches()

    def facts(self) -> Facts:
        """Return what the crawl found besides its rows."""
        included = "read_parquet($pages) SEMI JOIN named USING (reading)"
        sums = ", ".join(f"sum({name})::BIGINT" for name in _SUMMED)
        ((rows, *summed),) = self._all(f"SELECT count(*), {sums} FROM {included}")
        counts = dict(zip(_SUMMED, summed, strict=True))
        counts["private_left_out"] = self._one("SELECT count(*) FROM once WHERE private")
        read = self._one("SELECT count(*) FROM read_parquet($pages)")
        twice = read > self._one("SELECT count(*) FROM once")
        return Facts(
            rows=rows,
            moved=self._one(_MOVED) if twice else 0,
            renamed=tuple(
                Absent(repo_id=before, state="renamed", now=now)
                for before, now in (self._all(_RENAMED) if twice else ())
            ),
            disabled=tuple(
                Absent(repo_id=repo_id, state="disabled")
                for (repo_id,) in self._all(
                    "SELECT repo_id FROM once SEMI JOIN named USING (reading) WHERE disabled ORDER BY repo_id"
                )
            ),
            counts={name: count for name, count in sorted(counts.items()) if count},
            authors=frozenset(
                author for (author,) in self._all(f"SELECT DISTINCT lower(author) FROM {included}") if author
            ),
        )

    def _all(self, question: str) -> list[tuple[Any, ...]]:
        given = {"pages": self._pages} if "$pages" in question else None
        return self._database.execute(question, given).fetchall()

    def _one(self, question: str) -> int:
        ((number,),) = self._all(question)
        return int(number)


_SUMMED = ("impossible_parameters", "malformed_base_models", "self_references")


@contextmanager
def merged(journal: Journal) -> Iterator[Merged]:
    """Merge the pages of a finished crawl."""
    with workplace(journal) as database:
        database.execute("CREATE TABLE looked_up (looked_up VARCHAR, looked_up_children BIGINT)")
        for found in journal.look_ups():
            if found.children is not None:
                database.execute(
                    "INSERT INTO looked_up VALUES (?, ?)", [found.repo_id.lower(), found.children]
                )
        yield Merged(database, journal.page_files())


@contextmanager
def workplace(journal: Journal) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that spills to the crawl's own folder."""
    config: dict[str, Any] = {
        "memory_limit": _MEMORY,
        "temp_directory": str(journal.folder / "spill"),
        "autoinstall_known_extensions": False,
    }
    with duckdb.connect(config=config) as database:
        database.execute("SET enable_progress_bar = false")
        yield database
