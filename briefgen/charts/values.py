"""Cells of a metric's rows as plain values, for what is drawn and not printed."""

from __future__ import annotations

import datetime as dt

from briefgen.metrics.engine import Row

#: A part of fewer models is no finding about a country.
LEAST_MODELS = 10
#: Where the creation date of a smaller part of the models is known, nothing by date of creation is drawn.
KNOWN_DATES = 0.6


def amount(row: Row, column: str) -> float | None:
    """Return a quantity, None where it is not known."""
    value = row.values[column]
    if value is None:
        return None
    if not isinstance(value, int | float):
        raise TypeError(f"{column} is no quantity: {value!r}")
    return float(value)


def name(row: Row, column: str) -> str:
    """Return a name, empty where there is none."""
    value = row.values[column]
    return "" if value is None else str(value)


def date(row: Row, column: str = "date") -> dt.date:
    """Return a date that every row has."""
    value = row.values[column]
    if not isinstance(value, dt.date):
        raise TypeError(f"{column} is no date: {value!r}")
    return value


def enough(row: Row, column: str) -> bool:
    """Whether a number of models is large enough for a title to compare it, or a part of it."""
    return (amount(row, column) or 0) >= LEAST_MODELS
