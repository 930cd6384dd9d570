"""A stranger's SQL, run where it can do no harm: one SELECT over tables already laid out, and nothing else.

A bundle made with another version of briefgen may ask another question than this version's metric of the same
name. Whether its numbers follow from its own question is worth knowing; what the question is, a person reads.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from briefgen.errors import InputError
from briefgen.evidence.bundle.rebuild_sql import Question, questions
from briefgen.evidence.verify.numbers import agrees
from briefgen.ledger.file import LedgerEntry
from briefgen.metrics import catalogue
from briefgen.project import Project

if TYPE_CHECKING:
    import duckdb

#: How long one question may take, in seconds, and how much memory it may use.
MOST_SECONDS = 60.0
_MOST_MEMORY = "2GB"

_LONGEST_REASON = 200

_Rows = Sequence[Mapping[str, object]]


def follow(entries: Sequence[LedgerEntry], query: str, project: Project, snapshots: Sequence[str]) -> str:
    """Say whether numbers follow from a stranger's query over a project's data.

    Nothing is run that is not one SELECT; it cannot write, attach, install, load, or read any file.
    """
    try:
        database = _room(project, snapshots)
        try:
            wrong = [
                entry.alias for entry, rows in _asked(entries, query, database) if not _holds(entry, rows)
            ]
        finally:
            database.close()
    except InputError as error:
        return f"its own SQL gives no answer: {error}"
    if wrong:
        return f"by its own SQL, too, {wrong[0]} comes out otherwise"
    return f"by its own SQL its numbers follow ({len(entries)}): read that SQL before you rely on them"


def _room(project: Project, snapshots: Sequence[str]) -> duckdb.DuckDBPyConnection:
    """A database in memory with this program's tables laid out, and then locked."""
    import duckdb

    database = duckdb.connect(
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    )
    files = [str(project.snapshots / f"{snapshot}.parquet") for snapshot in snapshots]
    try:
        for name, value in (("data", str(project.data)), ("snapshot_files", files)):
            database.execute(f"SET VARIABLE {name} = $value", {"value": value})
        database.execute("SET enable_progress_bar = false")
        database.execute(catalogue.schema())
        for rule in (
            f"memory_limit = '{_MOST_MEMORY}'",
            "temp_directory = ''",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            database.execute(f"SET GLOBAL {rule}")
    except duckdb.Error as error:
        raise InputError(_reason(error)) from None
    return database


def _asked(
    entries: Sequence[LedgerEntry], query: str, database: duckdb.DuckDBPyConnection
) -> Iterator[tuple[LedgerEntry, _Rows]]:
    """Each entry with the rows of the answer in which it should stand; each question is put once."""
    answers: dict[Question, _Rows] = {}
    for entry in entries:
        (question,) = questions([entry.number])
        if question not in answers:
            answers[question] = _ask(question, query, database)
        yield entry, answers[question]


def _holds(entry: LedgerEntry, rows: _Rows) -> bool:
    number = entry.number
    found = [row for row in rows if all(str(row.get(key)) == value for key, value in number.row)]
    return len(found) == 1 and agrees(entry, found[0].get(number.column))


def _ask(asked: Question, query: str, database: duckdb.DuckDBPyConnection) -> _Rows:
    """The rows of the answer. Raises InputError where it is no single SELECT, or does not answer."""
    import duckdb

    cursor = database.cursor()
    too_long = threading.Timer(MOST_SECONDS, cursor.interrupt)
    too_long.start()
    try:
        statements = cursor.extract_statements(query)
        if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
            raise InputError("it is not a single SELECT")
        for name, value in (("snapshots", list(asked.snapshots)), *asked.parameters):
            cursor.execute(f"SET VARIABLE {_identifier(name)} = $value", {"value": value})
        answer = cursor.execute(statements[0])
        columns = [column[0] for column in answer.description]
        return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
    except duckdb.Error as error:
        raise InputError(_reason(error)) from None
    finally:
        too_long.cancel()


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _reason(error: Exception) -> str:
    return str(error).partition("\n")[0][:_LONGEST_REASON]
