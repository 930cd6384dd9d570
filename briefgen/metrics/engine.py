"""Evaluate metrics over the snapshots."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from briefgen.cache.store import LAID_OUT, Cache, key_of
from briefgen.errors import InputError
from briefgen.metrics import catalogue, events, own_metrics, registries
from briefgen.metrics.backends.protocol import Database, Parameters
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.events import Event
from briefgen.metrics.numbers import Number, Value
from briefgen.metrics.panels import Panels
from briefgen.metrics.records import Records, codec
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog

#: A question: the metric's id, the snapshots and the parameters.
_Asked = tuple[str, tuple[str, ...], Parameters]


@dataclass(frozen=True)
class Row:
    """One row of a result; a column is read as an attribute or an item and gives a Number."""

    result: Result
    values: Mapping[str, Value]

    def __getitem__(self, column: str) -> Number:
        metric = self.result.metric
        if column not in metric.columns:
            raise InputError(f"{metric.id} has no column {column!r}; it has {', '.join(metric.columns)}.")
        return Number(
            value=self.values[column],
            unit=metric.columns[column].unit,
            metric=metric.id,
            parameters=self.result.parameters,
            snapshots=self.result.snapshots,
            row=tuple((key, str(self.values[key])) for key in metric.keys),
            column=column,
        )

    def __getattr__(self, column: str) -> Number:
        if column.startswith("__"):
            raise AttributeError(column)
        return self[column]


@dataclass(frozen=True)
class Result:
    """The answer to a metric for given snapshots and parameters: rows in the order of its SQL."""

    metric: Metric
    parameters: Parameters
    snapshots: tuple[str, ...]
    records: Records

    def __iter__(self) -> Iterator[Row]:
        return (Row(self, record) for record in self.records)

    def __len__(self) -> int:
        return len(self.records)

    def where(self, **key: Value) -> tuple[Row, ...]:
        """Return the rows that have these values, in order."""
        return tuple(row for row in self if all(row.values[name] == value for name, value in key.items()))

    def row(self, **key: Value) -> Row | None:
        """Return the only row with these values, or None if there is no such row.

        Raises InputError if several rows have them.
        """
        found = self.where(**key)
        if len(found) > 1:
            raise InputError(f"{self.metric.id}: {len(found)} rows have {key}; name one.")
        return found[0] if found else None

    def column(self, name: str) -> tuple[Value, ...]:
        """Return one column's values, in order."""
        return tuple(record[name] for record in self.records)

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The distinct dates of the rows (of results that have a `date` column), in order."""
        return tuple(sorted({value for value in self.column("date") if isinstance(value, dt.date)}))


class Engine:
    """Answers metrics from the snapshots that a month may use.

    Results are cached, so that a repeated query costs nothing, and several threads may query. Raises
    InputError if a registry or snapshot is not valid.
    """

    def __init__(self, project: Project, holdings: Catalog) -> None:
        self.holdings = holdings
        self._project = project
        self.catalogue = own_metrics.of(project.data)
        self._asked: dict[_Asked, Future[Result]] = {}
        self._one_at_a_time = threading.Lock()
        registries.check(project.data)
        texts = [catalogue.schema(), catalogue.fast_schema()]
        self._inputs = key_of(version("duckdb"), *texts, *registries.contents(project.data))

    @cached_property
    def _database(self) -> Database:
        """The database of snapshots and registries; made only if an answer is not cached."""
        if self._project.spark is not None:
            from briefgen.metrics.backends.spark import Spark

            return Spark(self._project, self.holdings.ids, self._project.spark)
        from briefgen.metrics.backends.duckdb import DuckDB

        cached = self.cache / LAID_OUT / f"{self.state}.duckdb" if self.cache else None
        return DuckDB(self._project, self.holdings.ids, cached)

    @property
    def cache(self) -> Path | None:
        """The folder in which answers are cached; None without one."""
        return self._project.cache

    @property
    def state(self) -> str:
        """A hash of all that answers depend on besides the queries: registries, tables and snapshots."""
        snapshots = [[manifest.id, manifest.sha256] for manifest in self.holdings.manifests]
        return key_of(self._inputs, snapshots)

    def close(self) -> None:
        """Free the memory that the snapshots take; a later query loads them again."""
        with self._one_at_a_time:
            if "_database" in self.__dict__:
                self._database.close()
                del self._database

    def until(self, day: dt.date) -> Engine:
        """Return this engine for an earlier day: with the snapshots up to then, and the same cached answers.

        An answer depends on the queried snapshots alone, and not on which others exist.
        """
        return _Earlier(self, day)

    def run(self, name: str, snapshots: Iterable[str], **choices: str | int) -> Result:
        """Answer one metric for these snapshots.

        Raises InputError for a metric or parameter that does not exist, a value that is not one of its
        choices, or no snapshot.
        """
        metric = self.catalogue.metric(name)
        chosen = tuple(sorted(snapshots))
        parameters = _parameters(metric, choices)
        if not chosen:
            raise InputError(f"{name}: no snapshot to ask.")
        without = [it.id for it in self.holdings.manifests if it.id in chosen and not it.holds_derivatives]
        if metric.needs_derivatives and without:
            raise InputError(
                f"{name}: {without[0]} was taken without the derivatives that this asks for. Take a snapshot "
                "with them: `briefgen snapshot take --scope lineage`."
            )
        asked = (name, chosen, parameters)
        mine: Future[Result] = Future()
        answer = self._asked.setdefault(asked, mine)
        if answer is mine:
            try:
                mine.set_result(self._answer(metric, asked))
            except BaseException as error:
                mine.set_exception(error)
        return answer.result()

    def again(self, number: Number) -> Number | None:
        """Recompute a number; None if not exactly one row is the one that it names.

        Raises InputError if its metric, parameters or snapshots do not exist.
        """
        absent = sorted(set(number.snapshots) - set(self.holdings.ids))
        if absent:
            raise InputError(f"rests on {absent[0][:80]}, a snapshot that is not at hand")
        answer = self.run(number.metric, number.snapshots, **dict(number.parameters))
        named = dict(number.row)
        if tuple(named) != answer.metric.keys:
            return None
        rows = [row for row in answer if all(str(row.values[key]) == named[key] for key in named)]
        return rows[0][number.column] if len(rows) == 1 else None

    def holds(self, snapshot: str, subject: str, value: str) -> bool:
        """Return whether a snapshot has a `model` or an `organisation`, by any case or earlier handle."""
        everywhere = self.run(subject, self.holdings.ids, **{subject: value})
        return any(f"{row.values['date']}-{row.values['origin']}" == snapshot for row in everywhere)

    @cached_property
    def panels(self) -> Panels:
        """The panels of the month, and which of them answers which question."""
        return Panels(self.holdings)

    @cached_property
    def adjectives(self) -> Mapping[str, str]:
        """What models of each country's organizations are called, by ISO 3166 code: Chinese, American."""
        return registries.adjectives(self._project.data)

    @cached_property
    def countries(self) -> Mapping[str, str]:
        """The name of each country, by ISO 3166 code."""
        return registries.countries(self._project.data)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The dated events that charts may mark, by date."""
        return events.read(self._project.data)

    def _answer(self, metric: Metric, asked: _Asked) -> Result:
        _, chosen, parameters = asked
        # The key depends on the queried snapshots, and not on which others exist.
        question = (*asked, [it.sha256 for it in self.holdings.manifests if it.id in chosen])
        records = Cache(self.cache).remember(
            "answers",
            key_of(self._inputs, metric.sql, catalogue.fast_sql(metric), question),
            lambda: self._records(metric, chosen, parameters),
            codec(metric),
        )
        return Result(metric, parameters, chosen, records)

    def _records(self, metric: Metric, chosen: tuple[str, ...], parameters: Parameters) -> Records:
        with self._one_at_a_time:
            database = self._database
        columns, rows = database.answer(metric, chosen, parameters)
        if columns != list(metric.columns):
            raise InputError(f"{metric.id}.sql gives {columns}, its definition says {list(metric.columns)}.")
        return tuple(dict(zip(columns, row, strict=True)) for row in rows)


class _Earlier(Engine):
    """An engine for an earlier day; it queries and caches through another one."""

    def __init__(self, whole: Engine, day: dt.date) -> None:
        self.holdings = Catalog.until(whole.holdings.manifests, day)
        self._project = whole._project
        self.catalogue = whole.catalogue
        self._whole = whole
        self._inputs = whole._inputs

    def run(self, name: str, snapshots: Iterable[str], **choices: str | int) -> Result:
        return self._whole.run(name, snapshots, **choices)


#: What a parameter accepts, in words, by the type of its default; one without a default accepts text.
_KINDS: Mapping[type, str] = {str: "text", int: "a whole number"}


def _parameters(metric: Metric, choices: Mapping[str, str | int]) -> Parameters:
    """Check the choices against the definition and fill in defaults, in the order of the definition."""
    unknown = sorted(set(choices) - set(metric.parameters))
    if unknown:
        known = ", ".join(metric.parameters) or "none"
        raise InputError(f"{metric.id} has no parameter {', '.join(unknown)}; it has: {known}.")
    filled = []
    for name, parameter in metric.parameters.items():
        value = choices.get(name, parameter.default)
        if value is None:
            raise InputError(f"{metric.id}: the parameter {name} is missing ({parameter.text}).")
        kind = type(parameter.default) if parameter.default is not None else str
        # By its very type: a bool is an int to Python, and True equals 1.
        if type(value) is not kind:
            raise InputError(f"{metric.id}: {name} takes {_KINDS[kind]} ({parameter.text}), not {value!r}.")
        if parameter.values and value not in parameter.values:
            raise InputError(f"{metric.id}: {name} is one of {', '.join(parameter.values)}, not {value!r}.")
        filled.append((name, value))
    return tuple(filled)
