"""How a cell of an analyst's own table is read: in SQL, and in words for the cell that cannot be read so."""

from __future__ import annotations

from dataclasses import dataclass

from briefgen.snapshots.archives import sql
from briefgen.snapshots.archives.column_map import (
    UNITS,
    BaseModelsColumn,
    CountColumn,
    ListColumn,
    MappedColumn,
    MomentColumn,
)
from briefgen.snapshots.archives.workbench import COUNTED
from briefgen.text.sql import literal

_ISO = r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?"
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class ColumnReading:
    """How one column is read; in SQL it has the name that it has in a snapshot.

    `value` is the SQL of a cell's value, null if it cannot be parsed. `made` are the columns of the SELECT
    that makes the snapshot from such values. `expected` describes a valid cell for messages, and `keys` names
    the keys of the map that allow other notations.
    """

    value: str
    made: str
    expected: str
    keys: tuple[str, ...] = ("not_known",)


def known(name: str, column: MappedColumn) -> str:
    """Return the SQL of a cell's text, stripped, null if it says that nothing is known."""
    text = f"trim({name}, E' \\t\\r\\n')"
    return f"CASE WHEN {text} NOT IN ({', '.join(map(literal, ('', *column.not_known)))}) THEN {text} END"


def reading(name: str, column: MappedColumn, *, is_list: bool = False) -> ColumnReading:
    """Return how a column is read; `is_list` if the file itself holds lists and not texts."""
    match column:
        case CountColumn():
            return _count(name, column)
        case MomentColumn():
            return _moment(name, column)
        case BaseModelsColumn():
            items = name if is_list else _items(name, column)
            relation = literal(column.relation) if column.relation else "NULL::VARCHAR"
            return ColumnReading(items, sql.base_models("repo_id", name, relation), "ids of models")
        case ListColumn():
            return ColumnReading(name if is_list else _items(name, column), sql.tags(name), "tags")
    if name == "repo_id":
        valid = f"CASE WHEN NOT ({sql.no_repo_id(name)}) THEN {name} END"
        return ColumnReading(valid, sql.identity(name), "the id of a model as owner/name", ())
    return ColumnReading(name, name, "text")


def _count(name: str, column: CountColumn) -> ColumnReading:
    """Parse a number as a decimal first, so that 7.6 billion is exact and what exceeds int64 is caught."""
    mark, places = column.thousands_separator, UNITS[column.unit]
    decimals = "" if mark == "." else r"(\.\d+)?"
    pattern = rf"\d+{decimals}" + (rf"|\d{{1,3}}(\{mark}\d{{3}})+{decimals}" if mark else "")
    digits = f"replace({name}, {literal(mark)}, '')" if mark else name
    exact = f"TRY_CAST({digits} || 'e{places}' AS DECIMAL(38, 9))"
    whole = f"TRY_CAST({exact} AS BIGINT)"
    of_one = f"regexp_full_match({name}, {literal(pattern)})" + (
        "" if places else f" AND {exact} = trunc({exact})"
    )
    expected = f"a number of {column.unit}" if places else f"a whole number from 0 to {_LARGEST:,}"
    meant = f"nullif({name}, 0)" if column.zero == "not known" else name
    made = sql.parameters(meant) if name == "parameters" else f"{meant} AS {name}"
    if column.zero == "not known":
        made += f", coalesce({name} = 0, false)::INTEGER AS {COUNTED}zero_{name}_not_known"
    return ColumnReading(
        f"CASE WHEN {of_one} THEN {whole} END",
        made,
        expected + (f" with {mark!r} between thousands" if mark else ""),
        ("thousands_separator", "unit", "not_known"),
    )


def _moment(name: str, column: MomentColumn) -> ColumnReading:
    if column.format:
        read = f"try_strptime({name}, {literal(column.format)})"
        expected = f"a date as {column.format}"
    else:
        read = (
            f"CASE WHEN regexp_full_match({name}, {literal(_ISO)}) THEN TRY_CAST({name} AS TIMESTAMPTZ) END"
        )
        expected = "a date such as 2026-09-20 or 2026-09-20T14:30:00Z"
    return ColumnReading(sql.moment(read), name, expected, ("format", "not_known"))


def _items(name: str, column: ListColumn) -> str:
    if column.separator is None:
        return f"CASE WHEN {name} IS NOT NULL THEN [{name}] END"
    items = f"list_transform(string_split({name}, {literal(column.separator)}), lambda item: trim(item))"
    return f"list_filter({items}, lambda item: item <> '')"
