"""The questions behind numbers, and the script that answers them again with nothing but DuckDB."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path

from briefgen.errors import InputError
from briefgen.metrics import catalogue
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.numbers import Number
from briefgen.metrics.own_metrics import SHIPPED, Catalogue
from briefgen.text.sql import literal, setting

_Parameters = tuple[tuple[str, str | int], ...]

#: DuckDB 1 gives null for a division by zero in this mode and does not know the setting; DuckDB 2 needs it.
_ONLY_IN_DUCKDB_2 = re.compile(r"^(?=SET GLOBAL error_on_division_by_zero)", re.MULTILINE)

_HEAD = """\
-- Works out every answer of this bundle again, from its own data alone, and writes each over the old CSV.
-- In the folder that holds this file:   duckdb -f rebuild.sql
-- With DuckDB 2 or later:               duckdb -cmd "SET error_on_division_by_zero = false" -f rebuild.sql
-- Then check the hashes again:          sha256sum -c manifest-sha256.txt

-- One thread, so that nothing depends on which of several was the first.
SET threads = 1;
"""

_CELL = """\
-- A name as a cell: strangers chose it, so that no spreadsheet may take it for a formula.
CREATE OR REPLACE MACRO cell(name) AS
    CASE WHEN regexp_matches(name, '^[=+@-]') THEN '''' ELSE '' END
    || regexp_replace(name, '[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]', '?', 'g');
"""


@dataclass(frozen=True)
class Question:
    """A metric asked of snapshots with its parameters."""

    metric: str
    snapshots: tuple[str, ...]
    parameters: _Parameters

    @property
    def name(self) -> str:
        """What the files of its answer are called: the metric, and a hash of what was asked."""
        asked = json.dumps([self.metric, self.snapshots, self.parameters], separators=(",", ":"))
        return f"{self.metric}-{hashlib.sha256(asked.encode()).hexdigest()[:8]}"


def questions(numbers: Iterable[Number]) -> tuple[Question, ...]:
    """Return the questions that numbers answer, each once, in the order of their names."""
    asked = {Question(one.metric, one.snapshots, one.parameters) for one in numbers}
    return tuple(sorted(asked, key=lambda question: question.name))


def script(
    asked: Sequence[Question],
    snapshots: Sequence[str],
    project: str,
    answers: str,
    parquet: bool = False,
    definitions: Catalogue = SHIPPED,
) -> str:
    """Return SQL that writes the answer to each question as CSV, and as Parquet where `parquet` says so.

    `project` and `answers` are the folders of the data and of the answers. Rows are sorted by all columns,
    because a metric's own order may leave ties open.
    """
    if not asked:
        return f"{_HEAD}\n-- No number of this bundle rests on a snapshot: there is nothing to work out.\n"
    files = [f"{project}/snapshots/{snapshot}.parquet" for snapshot in snapshots]
    metrics = [definitions.metric(name) for name in dict.fromkeys(question.metric for question in asked)]
    parts = [_HEAD, setting("data", project), setting("snapshot_files", files), _schema(metrics), _CELL]
    for metric in metrics:
        macro = f"CREATE OR REPLACE MACRO {_macro(metric.id)}() AS TABLE"
        parts.append(f"-- {metric.title}\n{macro}\n{metric.sql.strip()};\n")
    known: dict[str, str | int | list[str]] = {}
    for question in asked:
        new = {name: value for name, value in _asked(question) if known.get(name) != value}
        parts += starmap(setting, new.items())
        known |= new
        answer = f"FROM {_macro(question.metric)}() ORDER BY ALL"
        file = f"{answers}/{question.name}"
        parts.append(
            _copy(
                f"SELECT {_cells(definitions.metric(question.metric))} {answer}", f"{file}.csv", "csv, HEADER"
            )
        )
        if parquet:
            parts.append(_copy(f"SELECT * {answer}", f"{file}.parquet", "parquet"))
    return "\n".join(parts)


def run(text: str, project: Path) -> None:
    """Run a script of this module. Raises InputError where the data in `project` do not answer it."""
    import duckdb

    database = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        database.execute("SET enable_progress_bar = false")
        database.execute("SET GLOBAL error_on_division_by_zero = false")
        database.execute(text)
    except duckdb.Error as error:
        raise InputError(f"{project}: cannot be asked again: {str(error).splitlines()[0][:300]}") from None
    finally:
        database.close()


def _asked(question: Question) -> Iterator[tuple[str, str | int | list[str]]]:
    yield "snapshots", list(question.snapshots)
    yield from question.parameters


def _macro(metric: str) -> str:
    """What a metric's SQL is called in the script: several questions of one metric share it."""
    return f"answer_{metric}"


def _cells(metric: Metric) -> str:
    """The columns of an answer as CSV holds them."""
    columns = metric.columns.items()
    names = [f"cell({name}) AS {name}" for name, column in columns if column.unit == "name"]
    return f"* REPLACE ({', '.join(names)})" if names else "*"


def _schema(metrics: Iterable[Metric]) -> str:
    return _ONLY_IN_DUCKDB_2.sub("-- DuckDB 2 and later: ", catalogue.schema_for(metrics))


def _copy(query: str, file: str, form: str) -> str:
    return f"COPY ({query})\nTO {literal(file)} (FORMAT {form});\n"
