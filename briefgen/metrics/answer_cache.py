"""Answers kept on disk by the hash of all that they rest on, so that nothing is worked out twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from briefgen.cache.store import Cache
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.numbers import Value

Records = tuple[Mapping[str, Value], ...]


class AnswerCache:
    """The answers kept in a folder for one state of the inputs; without a folder nothing is kept.

    `inputs` are texts that stand for everything an answer rests on besides the question: code and registries.
    A question names the snapshots asked with their hashes.
    """

    def __init__(self, folder: Path | None, inputs: Iterable[str | bytes]) -> None:
        self._shelf = Cache(folder, "answers")
        state = hashlib.sha256(version("duckdb").encode())
        for one in inputs:
            piece = one.encode() if isinstance(one, str) else one
            state.update(hashlib.sha256(piece).digest())
        self.state = state.hexdigest()

    def get(self, metric: Metric, question: Sequence[object]) -> Records | None:
        """Return the kept answer, None where there is none or it is damaged."""
        content = self._shelf.get(self._name(metric, question))
        if content is None:
            return None
        return tuple(_record(metric, row) for row in json.loads(content))

    def put(self, metric: Metric, question: Sequence[object], records: Records) -> None:
        """Keep an answer. A folder that cannot be written to keeps nothing, and that is no error."""
        rows = [[_plain(value) for value in record.values()] for record in records]
        self._shelf.put(self._name(metric, question), json.dumps(rows, separators=(",", ":")).encode())

    def _name(self, metric: Metric, question: Sequence[object]) -> str:
        return hashlib.sha256(f"{self.state} {metric.sql} {json.dumps(question)}".encode()).hexdigest()


def _plain(value: Value) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _record(metric: Metric, row: Sequence[Value]) -> Mapping[str, Value]:
    return {
        name: dt.date.fromisoformat(value) if column.unit == "date" and isinstance(value, str) else value
        for (name, column), value in zip(metric.columns.items(), row, strict=True)
    }
