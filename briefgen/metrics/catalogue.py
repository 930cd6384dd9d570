"""The catalogue of metrics: each a `.sql` file with its definition on top.

Its SQL is written for a reader, over the tables of `schema.sql`, and is what a number means. `fast/` has the
same answers for many rows: tables of its own, and the SQL of those metrics that gain from it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from briefgen.errors import InputError
from briefgen.yaml_files.fields import Record

_FOLDER = Path(__file__).parent
_SCHEMA = "schema"
_FAST = _FOLDER / "fast"
#: The head of a macro, up to the bracket, as it is called.
_MACRO = re.compile(r"^CREATE OR REPLACE MACRO (\w+\()", re.MULTILINE)
#: The definitions are YAML of plain values; parsed in C if available.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: What a column counts; the number formatter chooses its form from it.
Unit = Literal[
    "share", "points", "ratio", "count", "downloads", "likes", "parameters", "index", "date", "name"
]


class Column(Record):
    """One column of a metric's result: its unit and its description. `key` columns name the row.

    `backwards` columns are valid for an earlier day too: they depend on creation dates or on what does not
    change (an organization's country, a model's size), or say how much of that the snapshot knows.
    """

    unit: Unit
    text: str
    key: bool = False
    backwards: bool = False


class Parameter(Record):
    """A parameter of a metric, with the values it may have (none listed: any)."""

    text: str
    values: tuple[str, ...] = ()
    default: str | int | None = None


class Metric(Record):
    """One named question to the snapshots: its definition and its SQL."""

    id: str
    title: str
    question: str
    population: str
    window: str
    caveats: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, Column]
    tie_break: str
    sql: str
    # Whether it needs snapshots that include the derivatives of other publishers.
    needs_derivatives: bool = False
    # Whether it queries all snapshots of a series, though its rows have no date.
    over_time: bool = False

    @functools.cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns that together name one row of the result."""
        return tuple(name for name, column in self.columns.items() if column.key)


@functools.cache
def names() -> tuple[str, ...]:
    """Every metric's id, in alphabetical order.

    >>> "download_share" in names()
    True
    """
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.sql") if path.stem != _SCHEMA))


@functools.cache
def metric(name: str) -> Metric:
    """Read one metric's definition.

    Raises InputError if no metric has that name, or if its definition is broken.
    """
    if name not in names():
        raise InputError(f"{name}: no such metric. The metrics are: {', '.join(names())}.")
    path = _FOLDER / f"{name}.sql"
    head, sql = split(path.read_text(encoding="utf-8"))
    try:
        definition = yaml.load(head, _LOADER)  # noqa: S506
        return Metric.model_validate({**definition, "id": name, "sql": sql})
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise InputError(f"{path.name}: the definition on top is broken: {error}") from error


def schema() -> str:
    """Return the SQL of the tables that every metric reads, and of what several metrics share."""
    return (_FOLDER / f"{_SCHEMA}.sql").read_text(encoding="utf-8")


def schema_for(metrics: Iterable[Metric]) -> str:
    """Return the schema without the macros that none of these metrics calls.

    A macro is in the file after what it calls, each with its comment between empty lines.
    """
    callers = [metric.sql for metric in metrics]
    parts: list[str] = []
    for part in reversed(schema().split("\n\n")):
        macro = _MACRO.search(part)
        if macro is None or any(macro[1] in caller for caller in callers):
            callers.append(part)
            parts.append(part)
    return "\n\n".join(reversed(parts))


def fast_schema() -> str:
    """Return the SQL of the tables for many rows; they hold the snapshots in numbers and partly counted."""
    return "\n".join((_FAST / name).read_text(encoding="utf-8") for name in ("tables.sql", "macros.sql"))


def fast_sql(metric: Metric) -> str:
    """Return the SQL for the tables for many rows: the plain one if a metric has no other."""
    file = _FAST / f"{metric.id}.sql"
    return file.read_text(encoding="utf-8") if file.exists() else metric.sql


def source(name: str) -> bytes:
    """Return a metric's file as it ships: its definition on top, then its SQL.

    Raises InputError if no metric has that name.
    """
    return (_FOLDER / f"{metric(name).id}.sql").read_bytes()


def split(text: str) -> tuple[str, str]:
    """Split a metric file into the YAML of its leading comment lines and its SQL."""
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    head = "\n".join(line.removeprefix("--").removeprefix(" ") for line in lines[:end])
    return head, "\n".join(lines[end:]).strip() + "\n"


def explain(name: str) -> str:
    """Describe one metric for a person: its definition, caveats and SQL.

    Raises InputError if no metric has that name.
    """
    return description(metric(name))


def description(found: Metric) -> str:
    """Return a metric's definition, caveats and SQL for a person."""
    parts = [
        f"{found.id}: {found.title}",
        f"Question: {found.question}",
        f"Population: {found.population}",
        f"Window: {found.window}",
        f"Ties: {found.tie_break}",
        _listing("Parameters", {key: _parameter_text(item) for key, item in found.parameters.items()}),
        _listing("Columns", {key: _column_text(item) for key, item in found.columns.items()}),
        "Caveats:\n" + "\n".join(f"  - {caveat}" for caveat in found.caveats),
        f"SQL (its tables: metrics/{_SCHEMA}.sql):\n\n{found.sql}",
    ]
    return "\n\n".join(parts)


def _column_text(item: Column) -> str:
    return f"[{item.unit}] {item.text}{'; may be read backwards' if item.backwards else ''}"


def _parameter_text(item: Parameter) -> str:
    choices = f" One of: {', '.join(item.values)}." if item.values else ""
    default = "" if item.default is None else f" Default: {item.default}."
    return f"{item.text}{choices}{default}"


def _listing(title: str, items: Mapping[str, str]) -> str:
    width = max((len(key) for key in items), default=0)
    return "\n".join([f"{title}:", *(f"  {key.ljust(width)}  {text}" for key, text in items.items())])
