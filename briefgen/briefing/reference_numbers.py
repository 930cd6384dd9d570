"""The number that a few words mean: a metric, the archive that answers it, and one row of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from briefgen.handwritten.fields import nearest
from briefgen.metrics import catalogue
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.engine import Engine, Row
from briefgen.metrics.numbers import Number
from briefgen.project import InputError

_MOST_LISTED = 12

Choices = Mapping[str, str | int]


def number_of(engine: Engine, name: str, column: str | None, origin: str | None, choices: Choices) -> Number:
    """Return the number that a metric's name and a few choices mean.

    Choices are the metric's parameters and the values of columns that tell one row. Without `column` it is
    the metric's first share, else its first quantity; without a `date` the newest; without an `origin` the
    answer of the archive with the newest snapshot among those that have such a row.
    Raises InputError with the nearest guess where there is no such number, or more than one.
    """
    if name not in catalogue.names():
        raise InputError(f"{name}: expected a metric; {nearest(name, catalogue.names())}")
    metric = catalogue.metric(name)
    asked = {key: value for key, value in choices.items() if key in metric.parameters}
    told = {key: value for key, value in choices.items() if key not in asked}
    for key in (*told, *([column] if column else [])):
        if key not in metric.columns:
            known = {*metric.columns, *metric.parameters}
            raise InputError(f"{key}: expected a column or a parameter of {name}; {nearest(key, known)}")
    chosen = column or _first_quantity(metric)
    answers = [_rows(engine, metric, one, asked) for one in _origins(engine, origin)]
    found = [row for answer in answers if (row := _one(name, answer, told))]
    if not found:
        raise InputError(f"{name}: expected a row of its answer; {_missing(answers, told)}")
    return next((row[chosen] for row in found if row[chosen].known), found[0][chosen])


def _origins(engine: Engine, origin: str | None) -> list[str]:
    """The archives of the month, that with the newest snapshot first; or the one that is named."""
    newest = {manifest.origin: manifest.date for manifest in engine.holdings.manifests}
    if origin is not None:
        if origin not in newest:
            raise InputError(f"{origin}: expected an archive of this edition; {nearest(origin, newest)}")
        return [origin]
    return sorted(newest, key=lambda one: (newest[one], one), reverse=True)


def _rows(engine: Engine, metric: Metric, origin: str, asked: Choices) -> list[Row]:
    """What a metric says of one archive: asked as documents ask it, so that a number is the same in both."""
    series = [manifest.id for manifest in engine.holdings.series(origin)]
    if "origin" in metric.parameters:
        return list(engine.run(metric.id, engine.holdings.ids, **{"origin": origin, **asked}))
    if "origin" in metric.keys:
        return [
            row
            for row in engine.run(metric.id, engine.holdings.ids, **asked)
            if row.values["origin"] == origin
        ]
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
            return f"none has {key} {str(value)!r}; {nearest(str(value), known)}"
    return "none has all of these at once"


def _some(values: Iterable[str]) -> str:
    listed = [value or '""' for value in values]
    more = len(listed) - _MOST_LISTED
    return ", ".join(listed[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
