"""The rows that answer a metric's question, and how they are written to the cache."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from briefgen.cache.store import JSON, Codec
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.numbers import Value

Records = tuple[Mapping[str, Value], ...]


def codec(metric: Metric) -> Codec[Records]:
    """Return how the rows of a metric are written: their values in the order of its columns."""
    return Codec(
        lambda records: JSON.encode([list(record.values()) for record in records]),
        lambda content: tuple(_record(metric, row) for row in json.loads(content)),
    )


def _record(metric: Metric, row: list[Value]) -> Mapping[str, Value]:
    return {
        name: dt.date.fromisoformat(value) if column.unit == "date" and isinstance(value, str) else value
        for (name, column), value in zip(metric.columns.items(), row, strict=True)
    }
