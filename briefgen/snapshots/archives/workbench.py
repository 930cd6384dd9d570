"""Sort a table larger than memory: a DuckDB database in a scratch folder.

An importer makes the table `models` on it: columns of the schema, and a whole number beside them for each
thing to be counted, named `counted_…`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from briefgen.errors import InputError
from briefgen.snapshots.archives.common import (
    MOMENTS,
    Archive,
    Origin,
    Rows,
    draft_of,
    readable,
    refuse_later,
)
from briefgen.snapshots.schema import TABLE

#: DuckDB's memory limit, from which it spills to the scratch folder. Each thread holds parts of a file as
#: well.
_MEMORY = "640MB"
_THREADS = 2
_ROWS_AT_A_TIME = 32_768

#: The prefix of a column whose sum goes into the manifest.
COUNTED = "counted_"


class Workbench:
    """One database, which lives as long as the scratch folder."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._database = duckdb.connect(
            scratch / "workbench.duckdb",
            config={"memory_limit": _MEMORY, "threads": _THREADS, "temp_directory": str(scratch / "spilled")},
        )
        # A moment without a zone is UTC.
        self._database.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows; raises duckdb.Error."""
        rows: list[tuple[Any, ...]] = self._database.execute(sql).fetchall()
        return rows

    def one(self, sql: str) -> tuple[Any, ...]:
        """Run a statement that has one row, as a sum has, and return it; raises duckdb.Error."""
        (row,) = self.run(sql)
        return row

    def open_parquet(self, file: Path, view: str) -> dict[str, str]:
        """Show a Parquet file as a view, its rows numbered from 0 in `file_row_number`.

        Returns its columns with their types. Raises InputError if there is no such file, and duckdb.Error if
        it is not valid Parquet.
        """
        # A name of our own: in that of the file DuckDB would read stars and brackets as a pattern.
        link = self._scratch / f"{view}.parquet"
        link.symlink_to(readable(file).resolve())
        named = str(link).replace("'", "''")
        self.run(f"CREATE VIEW {view} AS FROM read_parquet('{named}', file_row_number=true)")
        described = self.run(f"SELECT column_name, column_type FROM (DESCRIBE {view})")
        return {name: type_ for name, type_ in described if name != "file_row_number"}

    def insert(self, table: str, batch: pa.RecordBatch) -> None:
        """Add the rows of an Arrow batch to a table of the same columns."""
        self._database.register("batch", batch)
        self._database.execute(f"INSERT INTO {table} BY NAME FROM batch")
        self._database.unregister("batch")

    def snapshot(self, archive: Archive, origin: Origin, **draft_fields: Sequence[str]) -> Rows:
        """Make a snapshot's rows and draft from the table `models`; `draft_fields` goes to the draft.

        Raises InputError if a row is younger than the snapshot, whose date is then wrong.
        """
        made = [name for (name,) in self.run("SELECT column_name FROM (DESCRIBE models)")]
        there = [name for name in TABLE.names if name in made]
        for column in MOMENTS:
            if column in there:
                refuse_later(archive, column, *self.one(f"SELECT max({column}) FROM models"))
        known = self.one(f"SELECT {', '.join(f'count({name})' for name in there)} FROM models")
        filled = {name for name, count in zip(there, known, strict=True) if count}
        absent = [name for name in TABLE.names if name not in filled]
        draft = draft_of(archive, origin, self._counts(made), absent_columns=absent, **draft_fields)
        return self._rows(there), draft

    def _counts(self, made: Sequence[str]) -> dict[str, int]:
        counted = {name: f"sum({name})::BIGINT" for name in made if name.startswith(COUNTED)}
        sums = self.one(f"SELECT {', '.join(['count(*)', *counted.values()])} FROM models")[1:]
        (many,) = self.one(
            "SELECT coalesce(sum(many), 0)::BIGINT FROM "
            "(SELECT count(*) AS many FROM models GROUP BY lower(repo_id) HAVING many > 1)"
        )
        named = [name.removeprefix(COUNTED) for name in counted]
        return {**dict(zip(named, sums, strict=True)), "ids_differing_in_case_only": many}

    def _rows(self, there: Sequence[str]) -> Iterator[pa.RecordBatch]:
        relation = self._database.sql(f"SELECT {', '.join(there)} FROM models ORDER BY repo_id")
        try:
            for batch in relation.to_arrow_reader(_ROWS_AT_A_TIME):
                arrays = [
                    batch[name].cast(type_) if name in there else pa.nulls(len(batch), type_)
                    for name, type_ in zip(TABLE.names, TABLE.types, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(arrays, schema=TABLE)
        except duckdb.Error as error:
            raise InputError(f"the rows cannot be put in order: {in_short(error)}") from None


def in_short(error: duckdb.Error) -> str:
    """Return DuckDB's error message in one line."""
    return str(error).splitlines()[0][:200]
