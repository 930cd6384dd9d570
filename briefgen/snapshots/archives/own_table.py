"""An analyst's own table: any CSV or Parquet file, read by a map of its columns.

In the workbench the file is the table `cells`, text with the line number of each row; `known` is the same
with null for what is not known; `typed` has the values of the cells; `models` the columns of a snapshot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import duckdb

from briefgen.errors import InputError
from briefgen.snapshots.archives.cells import ColumnReading, known, reading
from briefgen.snapshots.archives.column_map import MomentColumn, PlacedMap
from briefgen.snapshots.archives.common import Archive, Origin, Rows, readable
from briefgen.snapshots.archives.text_table import TextTable
from briefgen.snapshots.archives.workbench import Workbench, in_short
from briefgen.snapshots.manifest import Population
from briefgen.text.sql import literal, quoted
from briefgen.yaml_files.fields import did_you_mean

_PARQUET = b"PAR1"
_TAB = "tab"
_MOST_NAMED = 30


def read(archive: Archive, placed: PlacedMap) -> Rows:
    """Read a table by its map.

    Raises InputError, naming the line of the file or the place in the map, if the file lacks a column that
    the map names, if a cell is not of its column's type, or if a repository has two rows.
    """
    with readable(archive.file).open("rb") as content:
        parquet = content.read(len(_PARQUET)) == _PARQUET
    table = _OwnTable(archive, placed, Workbench(archive.scratch), parquet)
    try:
        return table.rows()
    except duckdb.Error as error:
        raise InputError(
            f"{archive.file}: cannot be read as {placed.path} says: {in_short(error)}."
        ) from None


@dataclass(frozen=True)
class _OwnTable:
    archive: Archive
    placed: PlacedMap
    workbench: Workbench
    parquet: bool

    def rows(self) -> Rows:
        content, mapped = self.placed.content, self.placed.content.columns.mapped
        self._refuse_formats()
        lists = self._from_parquet() if self.parquet else self._from_text()
        readings = {name: reading(name, column, is_list=name in lists) for name, column in mapped.items()}
        texts = {name: name if name in lists else known(name, column) for name, column in mapped.items()}
        self._view("known", "cells", texts)
        self._refuse_misread(readings)
        self._view("typed", "known", {name: one.value for name, one in readings.items()})
        made = ", ".join(one.made for one in readings.values())
        self.workbench.run(f"CREATE TABLE models AS SELECT line, {made} FROM typed ORDER BY repo_id")
        self._refuse_repeated()
        origin = Origin(
            id=content.origin,
            licence=content.licence,
            attribution=content.attribution,
            population=Population(**dict(content.population)),
            date_known="exact",
            notes=content.notes,
        )
        return self.workbench.snapshot(
            self.archive, origin, organisations_in_full=content.organisations_in_full
        )

    def _view(self, view: str, source: str, columns: Mapping[str, str]) -> None:
        made = ", ".join(f"{value} AS {name}" for name, value in columns.items())
        self.workbench.run(f"CREATE VIEW {view} AS SELECT line, {made} FROM {source}")

    def _from_text(self) -> Collection[str]:
        """Load the cells of a CSV file, which cannot hold lists."""
        delimiter = self.placed.content.delimiter
        table = TextTable(self.archive.file, "\t" if delimiter == _TAB else delimiter)
        wanted = self._wanted(table.columns)
        columns = ", ".join(f"{name} VARCHAR" for name in wanted)
        self.workbench.run(f"CREATE TABLE cells (line BIGINT, {columns})")
        for batch in table.batches(wanted):
            self.workbench.insert("cells", batch)
        if self.workbench.one("SELECT count(*) FROM cells") == (0,):
            raise InputError(
                f"{self.archive.file}:2: expected a row a model below the header; there is none."
            )
        return ()

    def _from_parquet(self) -> Collection[str]:
        """Load the cells of a Parquet file, and return which of its columns hold lists."""
        types = self.workbench.open_parquet(self.archive.file, "shipped")
        wanted = self._wanted(list(types))
        cells = {name: _as_text(quoted(column), types[column]) for name, column in wanted.items()}
        columns = ", ".join(f"{value} AS {name}" for name, value in cells.items())
        self.workbench.run(f"CREATE VIEW cells AS SELECT file_row_number + 1 AS line, {columns} FROM shipped")
        if self.workbench.one("SELECT count(*) FROM cells") == (0,):
            raise InputError(f"{self.archive.file}: expected a row a model; there is none.")
        return {name for name, column in wanted.items() if types[column].endswith("[]")}

    def _wanted(self, there: list[str]) -> dict[str, str]:
        """The columns of the file that the map names, each of which must be there."""
        wanted = {name: column.column for name, column in self.placed.content.columns.mapped.items()}
        for name, column in wanted.items():
            if column not in there:
                named = ", ".join(one[:60] for one in there[:_MOST_NAMED])
                raise self.placed.refuse(
                    ("columns", name, "column"),
                    f"expected a column of {self.archive.file}, which has no {column[:60]!r}"
                    f"{did_you_mean(column, there)} It has: {named}",
                )
        return wanted

    def _refuse_formats(self) -> None:
        for name, column in self.placed.content.columns.mapped.items():
            if isinstance(column, MomentColumn) and column.format:
                try:
                    self.workbench.run(f"SELECT try_strptime('', {literal(column.format)})")
                except duckdb.Error as error:
                    expectation = f'expected a format such as "%d/%m/%Y" ({in_short(error)})'
                    raise self.placed.refuse(("columns", name, "format"), expectation) from None

    def _refuse_misread(self, readings: Mapping[str, ColumnReading]) -> None:
        """Refuse the table at the first cell that is not of its column's type."""
        found = sorted(self._misread(readings))
        if not found:
            return
        line, name, cell, many = found[0]
        one, column = readings[name], self.placed.content.columns.mapped[name]
        more = f" ({many:,} cells of this column are so)" if many > 1 else ""
        keys = (
            f", or say under columns.{name} in {self.placed.path} how it is written ({', '.join(one.keys)})"
        )
        raise InputError(
            f"{self._place(line)}: {column.column}: expected {one.expected}, got {cell[:60]!r}{more}; "
            f"mend the cell{keys if one.keys else ''}."
        )

    def _misread(self, readings: Mapping[str, ColumnReading]) -> Iterator[tuple[int, str, str, int]]:
        for name, one in readings.items():
            there = "true" if name == "repo_id" else f"{name} IS NOT NULL"
            line, cell, many = self.workbench.one(
                f"SELECT min(line), arg_min(coalesce({name}::VARCHAR, ''), line), count(*) "
                f"FROM known WHERE {there} AND ({one.value}) IS NULL"
            )
            if many:
                yield line, name, cell, many

    def _refuse_repeated(self) -> None:
        repeated = self.workbench.run(
            "SELECT list_sort(list(line)) AS lines, repo_id, count(*) OVER () FROM models "
            "GROUP BY repo_id HAVING count(*) > 1 ORDER BY lines LIMIT 1"
        )
        for lines, repo_id, many in repeated:
            more = f" ({many:,} repositories stand more than once)" if many > 1 else ""
            raise InputError(
                f"{self._place(lines[1])}: {repo_id} stands already in {'row' if self.parquet else 'line'} "
                f"{lines[0]}{more}; keep one row a repository."
            )

    def _place(self, line: int) -> str:
        return f"{self.archive.file}: row {line}" if self.parquet else f"{self.archive.file}:{line}"


def _as_text(column: str, type_: str) -> str:
    """A column of a Parquet file as text, a whole number without its point; lists stay lists."""
    if type_.endswith("[]"):
        return f"{column}::VARCHAR[]"
    if type_ in ("FLOAT", "DOUBLE"):
        whole = f"WHEN {column} = trunc({column}) AND abs({column}) < 1e30 THEN {column}::HUGEINT::VARCHAR"
        return f"CASE WHEN isnan({column}) THEN NULL {whole} ELSE {column}::VARCHAR END"
    return f"{column}::VARCHAR"
