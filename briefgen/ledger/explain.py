"""One number of a ledger, told in full: what it is, what it rests on, and the SQL that gives it again."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from itertools import starmap

from briefgen.errors import InputError
from briefgen.ledger.file import LedgerEntry
from briefgen.metrics import catalogue, own_metrics
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.numbers import Number
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store
from briefgen.text import dates
from briefgen.text.sql import literal, setting

_WIDTH = 100
_NAME = 14


def explanation(project: Project, holdings: Catalog, entry: LedgerEntry) -> str:
    """Return all that stands behind a number, for a person at a terminal; its SQL runs in DuckDB as it is.

    `holdings` are the snapshots that its edition could look at. Raises InputError where its metric is no
    longer what it was.
    """
    number = entry.number
    metric = _metric(project, number)
    asked = [manifest for manifest in holdings.manifests if manifest.id in number.snapshots]
    told = {
        "Value": f"{number.value if number.known else 'not known'} ({number.unit})",
        "Id": f"{number.id}, the same in every edition",
        "Stands in": ", ".join(entry.places),
        "Metric": f"{metric.id}: {metric.title}",
        "Question": metric.question,
        "Counts": metric.columns[number.column].text,
        "Row": _pairs(number.row) or "the only one",
        "Asked with": _pairs(number.parameters) or "no parameter",
        "Population": metric.population,
        "Window": metric.window,
    }
    return "\n\n".join(
        [
            f"{entry.alias}: {' or '.join(entry.texts)}",
            "\n".join(_told(name, words) for name, words in told.items()),
            "Caveats:\n" + "\n".join(_bullet(caveat) for caveat in metric.caveats),
            "Snapshots:\n" + "\n".join(_snapshot(manifest) for manifest in asked),
            "SQL for DuckDB, which gives the number again:\n\n" + rerun(project, holdings, number),
        ]
    )


def rerun(project: Project, holdings: Catalog, number: Number) -> str:
    """Return SQL whose last statement selects the number from the project's own files.

    Raises InputError as `explanation` does.
    """
    metric = _metric(project, number)
    files = [str(Store.of(project).rows(snapshot)) for snapshot in holdings.ids]
    given: Mapping[str, str | int | list[str]] = {"data": str(project.data), "snapshot_files": files}
    asked = {"snapshots": list(number.snapshots), **dict(number.parameters)}
    return "\n".join(
        [
            *starmap(setting, given.items()),
            "",
            catalogue.schema(),
            "",
            *starmap(setting, asked.items()),
            "",
            _cell(metric, number),
        ]
    )


def _metric(project: Project, number: Number) -> Metric:
    """The metric of a number, once it is found to have its column, keys and parameters."""
    metric = own_metrics.of(project.data).metric(number.metric)
    known = (set(metric.columns) & {number.column}, set(metric.keys), set(metric.parameters))
    if known != ({number.column}, set(dict(number.row)), set(dict(number.parameters))):
        raise InputError(
            f"{number.metric}: the metric is not the one that gave {number.id}. Build the edition again."
        )
    return metric


def _cell(metric: Metric, number: Number) -> str:
    """The query that selects one cell of a metric's result."""
    keys = [f"coalesce(CAST(\"{name}\" AS VARCHAR), 'None') = {literal(value)}" for name, value in number.row]
    where = "\nWHERE " + " AND ".join(keys) if keys else ""
    return f'SELECT "{number.column}"\nFROM (\n{textwrap.indent(metric.sql.strip(), "    ")}\n){where};'


def _pairs(pairs: Iterable[tuple[str, str | int]]) -> str:
    return ", ".join(f"{name} {value if value != '' else '(empty)'}" for name, value in pairs)


def _told(name: str, words: str) -> str:
    return textwrap.fill(words, _WIDTH, initial_indent=name.ljust(_NAME), subsequent_indent=" " * _NAME)


def _bullet(words: str) -> str:
    return textwrap.fill(words, _WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _snapshot(manifest: Manifest) -> str:
    day = f"{dates.in_words(manifest.date)} ({manifest.date_known})"
    return f"  {manifest.id}: {day}, {manifest.rows:,} rows\n    sha256 {manifest.sha256}"
