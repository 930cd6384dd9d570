"""The metrics of a project: those that ship with briefgen, and its own, `data/metrics/*.sql`.

A file of a project's own has the same head, asks only the tables and macros that every metric asks, and has a
name of its own. One that is wrong is left out, and one message names its file and line.
"""

from __future__ import annotations

import functools
import json
import logging
import multiprocessing
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from briefgen.errors import InputError
from briefgen.metrics import catalogue
from briefgen.metrics.catalogue import Metric
from briefgen.yaml_files.load import read_record
from briefgen.yaml_files.source import PlacedYaml, display_path, read_text

#: The folder of a project's own metrics, below its data.
FOLDER = "metrics"

_NAME = re.compile(r"[a-z][a-z0-9_]*")
#: The tables, views and macros that every metric may use.
_DEFINED = re.compile(r"^CREATE (?:TEMP |OR REPLACE )*(?:TABLE|VIEW|MACRO) (\w+)", re.MULTILINE)
#: Table functions that read nothing: `unnest` of a list, series of numbers.
_HARMLESS = frozenset(("unnest", "range", "generate_series"))
#: The name of a table within a query, as an argument of macros.
_WORD = re.compile(r"\w*")

#: The names of the other SQL files that ship with the metrics.
_RESERVED = ("schema", "tables", "macros")

_log = logging.getLogger("briefgen")


@dataclass(frozen=True)
class Catalogue:
    """The metrics of a project: `own` are its own by name, each with the text of its file."""

    own: Mapping[str, tuple[Metric, str]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Every metric's id, in alphabetical order."""
        return tuple(sorted((*catalogue.names(), *self.own)))

    def metric(self, name: str) -> Metric:
        """Return a metric's definition. Raises InputError if no metric has that name."""
        if name in self.own:
            return self.own[name][0]
        if name not in catalogue.names():
            raise InputError(f"{name}: no such metric. The metrics are: {', '.join(self.names)}.")
        return catalogue.metric(name)

    def source(self, name: str) -> bytes:
        """Return a metric's file. Raises InputError if no metric has that name."""
        return self.own[name][1].encode() if name in self.own else catalogue.source(self.metric(name).id)


#: The metrics that ship, without any of a project's own.
SHIPPED = Catalogue()


def of(data: Path) -> Catalogue:
    """Return the metrics of the project with this data folder."""
    return Catalogue({path.stem: found for path in files(data) if (found := _read(path))})


def file(data: Path, name: str) -> Path:
    """Return the file of a project's own metric."""
    return data / FOLDER / f"{name}.sql"


def files(data: Path) -> tuple[Path, ...]:
    """Return the files of a project's own metrics, in alphabetical order."""
    return tuple(sorted((data / FOLDER).glob("*.sql")))


def _read(path: Path) -> tuple[Metric, str] | None:
    try:
        text = read_text(path)
    except InputError as error:
        _report(str(error))
        return None
    metric = _checked(path, text)
    return (metric, text) if metric else None


@functools.lru_cache(maxsize=256)
def _checked(path: Path, text: str) -> Metric | None:
    """A metric of a project's own; None, and a message, if its file is not valid."""
    try:
        return _metric(path, text)
    except InputError as error:
        _report(str(error))
        return None


def _report(message: str) -> None:
    # Processes that work for this one find the same.
    if multiprocessing.parent_process() is None:
        _log.warning(f"{message}\nThis metric is left out until its file is mended (docs/extending.md).")


def _metric(path: Path, text: str) -> Metric:
    file, name = display_path(path), path.stem
    if name in (*catalogue.names(), *_RESERVED):
        raise InputError(f"{file}:1: expected a name of its own; a metric that ships has this one.")
    if not _NAME.fullmatch(name):
        raise InputError(f"{file}:1: expected a name of small letters, digits and _, got {name[:40]!r}")
    head, sql = catalogue.split(text)
    if not head.strip():
        raise InputError(
            f"{file}:1: expected the definition on top, as comments (`-- title: …`). "
            "`briefgen explain coverage` shows what one says."
        )
    metric = _definition(path, head, name, sql)
    lines = text.splitlines()
    before = lines.index(sql.splitlines()[0]) if sql.strip() else len(lines)
    for line, message in _mistakes(sql):
        raise InputError(f"{file}:{before + line}: {message}")
    return metric


def _definition(path: Path, head: str, name: str, sql: str) -> Metric:
    """The definition on top. Raises InputError with every mistake in it, by line and column."""
    # Columns are counted with the `-- ` in front.
    placed = PlacedYaml(path, "\n".join(f"   {line}" if line else "" for line in head.splitlines()))
    query = sql.rstrip().removesuffix(";")
    try:
        return Metric.model_validate({**yaml.safe_load(head), "id": name, "sql": f"{query}\n"})
    except (ValidationError, TypeError, ValueError) as error:
        if isinstance(placed.content, dict):
            placed.content |= {"id": name, "sql": sql}
        read_record(placed, Metric)
        mistakes = placed.mistakes() or [f"{display_path(path)}:1: the definition on top is broken: {error}"]
        raise InputError("\n".join(mistakes)) from None


def _mistakes(sql: str) -> Iterator[tuple[int, str]]:
    """What is not allowed in a query, with its line in the SQL, counted from 1."""
    import duckdb

    with duckdb.connect() as database:
        row = database.execute("SELECT json_serialize_sql($sql)", {"sql": sql}).fetchone()
    parsed = json.loads(row[0]) if row else {}
    if parsed.get("error"):
        message = str(parsed["error_message"]).partition("\n")[0]
        reads = "expected one SELECT, which writes nothing" if "Only SELECT" in message else "expected SQL"
        yield _line(sql, int(parsed.get("position") or 0)), f"{reads}: {message}"
        return
    if len(parsed["statements"]) != 1:
        yield 1, f"expected one SELECT, got {len(parsed['statements'])} statements"
        return
    nodes = list(_nodes(parsed["statements"][0]))
    defined = {name.lower() for name in _DEFINED.findall(catalogue.schema())} | _HARMLESS
    within = {entry["key"].lower() for node in nodes for entry in _map(node)}
    within = {name for name in within if _WORD.fullmatch(name)}
    for node in nodes:
        if named := _outside(node, defined, within):
            yield (
                _line(sql, node.get("query_location", 0)),
                f"expected the tables and macros of metrics/schema.sql alone, got {named[:60]}; a metric "
                "reads nothing else",
            )


def _outside(node: Mapping[str, Any], defined: set[str], within: set[str]) -> str:
    """What a table of the query reads besides the tables and macros of the schema; empty if nothing."""
    if node.get("type") == "BASE_TABLE":
        path = node["qualified_name"]["path"]
        return "" if len(path) == 1 and path[0].lower() in defined | within else ".".join(path)
    if node.get("type") != "TABLE_FUNCTION":
        return ""
    function = node["function"]
    name = str(function["function_name"])
    texts = (it["literal"].get("text") or "" for it in _nodes(function) if it.get("type") == "VALUE_CONSTANT")
    if name.lower() not in defined or len(function["qualified_name"]["path"]) != 1:
        return f"{name}()"
    return next((f"{name}('{text}')" for text in texts if not _WORD.fullmatch(str(text))), "")


def _nodes(part: Any) -> Iterator[Mapping[str, Any]]:
    """Every node of a parsed question, the outer ones first."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _nodes(inner)


def _map(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tables that a node names by WITH."""
    named: list[Mapping[str, Any]] = node["cte_map"]["map"] if "cte_map" in node else []
    return named


def _line(sql: str, position: int) -> int:
    return sql.encode()[: min(position, len(sql.encode()))].count(b"\n") + 1
