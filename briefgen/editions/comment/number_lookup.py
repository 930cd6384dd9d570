"""The number that a few words mean: a metric, the archive that answers it, and one row of the answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefgen.errors import InputError
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.engine import Engine, Row
from briefgen.metrics.numbers import Number
from briefgen.yaml_files.fields import closest_matches

_MOST_LISTED = 12

Choices = Mapping[str, str | int]


@dataclass(frozen=True)
class SnapshotChoice:
    """Which snapshots are asked: all of one archive, or one alone; of the newest archive without either."""

    origin: str | None = None
    snapshot: str | None = None


def number_of(
    engine: Engine, name: str, column: str | None, asked_of: SnapshotChoice, choices: Choices
) -> Number:
    """Return the number that a metric's name and a few choices mean.

    Choices are the metric's parameters and the values of columns that tell one row. Without `column` it is
    the metric's first share, else its first quantity; without a `date` the newest; where nothing is asked by
    name, the answer of the archive with the newest snapshot among those that know the number.
    Raises InputError with the nearest guess where there is no such number, or more than one.
    """
    if name not in engine.catalogue.names:
        raise InputError(f"{name}: expected a metric; {closest_matches(name, engine.catalogue.names)}")
    metric = engine.catalogue.metric(name)
    asked = {key: value for key, value in choices.items() if key in metric.parameters}
    told = {key: value for key, value in choices.items() if key not in asked}
    for key in (*told, *([column] if column else [])):
        if key not in metric.columns:
            known = {*metric.columns, *metric.parameters}
            raise InputError(
                f"{key}: expected a column or a parameter of {name}; {closest_matches(key, known)}"
            )
    chosen = column or _first_quantity(metric)
    answers = [_rows(engine, metric, series, asked) for series in _series(engine, asked_of)]
    found = [row for answer in answers if (row := _one(name, answer, told))]
    if not found:
        raise InputError(f"{name}: expected a row of its answer; {_missing(answers, told)}")
    return next((row[chosen] for row in found if row[chosen].known), found[0][chosen])


def rows_of(engine: Engine, name: str, asked_of: SnapshotChoice, choices: Choices) -> list[Row]:
    """Return the answer to a metric; where no archive is named, that of the archive that `number_of` takes.

    Choices are the metric's parameters. No rows if no archive has any.
    Raises InputError for a metric, a parameter, an archive or a snapshot that does not exist.
    """
    metric = engine.catalogue.metric(name)
    answers = [
        rows for series in _series(engine, asked_of) if (rows := _rows(engine, metric, series, choices))
    ]
    column = _first_quantity(metric)
    known = (rows for rows in answers if any(row[column].known for row in rows))
    return next(known, answers[0] if answers else [])


def named(row: Row, column: str, engine: Engine) -> str:
    """Return the words that mean a number of this month; empty where a few words mean another one."""
    metric, number = row.result.metric, row[column]
    told: dict[str, str | int] = {key: value for key, value in number.row if key not in ("date", "origin")}
    if "rank" in told:
        # A place may be another's tomorrow; a name is not.
        named_by = [key for key, it in metric.columns.items() if it.unit == "name" and not it.key]
        told = {named_by[0]: str(row.values[named_by[0]])} if named_by else told
    asked = {name: value for name, value in number.parameters if value != metric.parameters[name].default}
    snapshot = number.snapshots[-1]
    for asked_of in ({}, {"origin": _origin(engine, snapshot)}, {"snapshot": snapshot}):
        try:
            if (
                number_of(engine, metric.id, column, SnapshotChoice(**asked_of), {**told, **asked}).id
                == number.id
            ):
                words = {**told, **asked, **asked_of}.items()
                listed = [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in words]
                return f"n({', '.join([json.dumps(metric.id), json.dumps(column), *listed])})"
        except InputError:
            continue
    return ""


def _series(engine: Engine, asked_of: SnapshotChoice) -> list[tuple[str, ...]]:
    """The snapshots of each archive of the month, that with the newest first; or those that are named."""
    newest = {manifest.origin: manifest.date for manifest in engine.holdings.manifests}
    if asked_of.snapshot is not None:
        if asked_of.snapshot not in engine.holdings.ids:
            near = closest_matches(asked_of.snapshot, engine.holdings.ids)
            raise InputError(f"{asked_of.snapshot}: expected a snapshot of this edition; {near}")
        return [(asked_of.snapshot,)]
    if asked_of.origin is not None and asked_of.origin not in newest:
        near = closest_matches(asked_of.origin, newest)
        raise InputError(f"{asked_of.origin}: expected an archive of this edition; {near}")
    ordered = sorted(newest, key=lambda one: (newest[one], one), reverse=True)
    origins = [asked_of.origin] if asked_of.origin is not None else ordered
    return [tuple(manifest.id for manifest in engine.holdings.series(one)) for one in origins]


def _origin(engine: Engine, snapshot: str) -> str:
    """The origin of a snapshot of this edition."""
    return next(it.origin for it in engine.holdings.manifests if it.id == snapshot)


def _rows(engine: Engine, metric: Metric, series: tuple[str, ...], asked: Choices) -> list[Row]:
    """What a metric says of an archive: asked as documents ask it, so that a number is the same in both."""
    origin = _origin(engine, series[-1])
    if "origin" in metric.parameters:
        return list(engine.run(metric.id, engine.holdings.ids, **{"origin": origin, **asked}))
    if "origin" in metric.keys:
        every = engine.run(metric.id, engine.holdings.ids, **asked)
        return [row for row in every if row.values["origin"] == origin]
    whole = metric.over_time or "date" in metric.keys
    return list(engine.run(metric.id, series if whole else series[-1:], **asked))


def _one(name: str, rows: Sequence[Row], told: Choices) -> Row | None:
    """The only row that fits; None where there is none."""
    fitting = _newest([row for row in rows if _fits(row, told)], told)
    if len(fitting) > 1:
        raise InputError(f"{name}: expected words that leave one row, not {len(fitting)}; {_open(fitting)}")
    return fitting[0] if fitting else None


def _first_quantity(metric: Metric) -> str:
    """The first share of a metric's columns, else its first quantity that is no place."""
    counted = {
        name: it for name, it in metric.columns.items() if not it.key and it.unit not in ("name", "date")
    }
    shares = [name for name, it in counted.items() if it.unit == "share"]
    return [*shares, *(name for name in counted if name != "rank"), *counted, *metric.columns][0]


def _fits(row: Row, told: Choices) -> bool:
    return all(str(row.values[key]) == str(value) for key, value in told.items())


def _newest(rows: list[Row], told: Choices) -> list[Row]:
    """The rows of the newest date, where a date is a key and none was named."""
    if not rows or "date" in told or "date" not in rows[0].result.metric.keys:
        return rows
    newest = max(str(row.values["date"]) for row in rows)
    return [row for row in rows if str(row.values["date"]) == newest]


def _open(rows: Sequence[Row]) -> str:
    """What is left to be named, with the values to choose from."""
    keys = rows[0].result.metric.keys
    values = {key: dict.fromkeys(str(row.values[key]) for row in rows) for key in keys}
    listed = (f"{key} is one of {_some(found)}" for key, found in values.items() if len(found) > 1)
    return "; ".join(listed)


def _missing(answers: Iterable[Sequence[Row]], told: Choices) -> str:
    """Why no row fits: the nearest values of the first choice that no row has."""
    rows = [row for answer in answers for row in answer]
    if not rows:
        return "no archive of this edition has one"
    for key, value in told.items():
        known = {str(row.values[key]) for row in rows}
        if str(value) not in known:
            return f"none has {key} {str(value)!r}; {closest_matches(str(value), known)}"
    return "none has all of these at once"


def _some(values: Iterable[str]) -> str:
    listed = [value or '""' for value in values]
    more = len(listed) - _MOST_LISTED
    return ", ".join(listed[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
