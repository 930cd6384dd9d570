"""Answers kept on disk by the hash of all that they rest on, so that nothing is worked out twice.

A file holds one answer under its own hash; one that is damaged counts as missing. Files appear whole, so that
builds at the same time do not hurt each other, and the folder may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from briefgen.files import write_whole
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.numbers import Value

_FOLDER = "briefgen"

Records = tuple[Mapping[str, Value], ...]


def folder() -> Path:
    """Return the user's cache folder (https://specifications.freedesktop.org/basedir-spec/)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / _FOLDER


class Kept:
    """The answers kept in a folder for one state of the inputs; without a folder nothing is kept.

    `inputs` are texts that stand for everything an answer rests on besides the question: code, registries,
    snapshots.
    """

    def __init__(self, folder: Path | None, inputs: Iterable[str | bytes]) -> None:
        self._folder = folder
        state = hashlib.sha256(version("duckdb").encode())
        for one in inputs:
            piece = one.encode() if isinstance(one, str) else one
            state.update(hashlib.sha256(piece).digest())
        self._state = state.digest()

    def get(self, metric: Metric, question: Sequence[object]) -> Records | None:
        """Return the kept answer, None where there is none or it is damaged."""
        if self._folder is None:
            return None
        try:
            digest, _, content = self._file(metric, question).read_bytes().partition(b"\n")
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest().encode() != digest:
            return None
        return tuple(_record(metric, row) for row in json.loads(content))

    def put(self, metric: Metric, question: Sequence[object], records: Records) -> None:
        """Keep an answer. A folder that cannot be written to keeps nothing, and that is no error."""
        if self._folder is None:
            return
        rows = [[_plain(value) for value in record.values()] for record in records]
        content = json.dumps(rows, separators=(",", ":")).encode()
        digest = hashlib.sha256(content).hexdigest().encode()
        with contextlib.suppress(OSError):
            write_whole(self._file(metric, question), digest + b"\n" + content)

    def _file(self, metric: Metric, question: Sequence[object]) -> Path:
        asked = hashlib.sha256(self._state + metric.sql.encode() + json.dumps(question).encode()).hexdigest()
        return Path(self._folder or "", asked[:2], asked)


def _plain(value: Value) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _record(metric: Metric, row: Sequence[Value]) -> Mapping[str, Value]:
    return {
        name: dt.date.fromisoformat(value) if column.unit == "date" and isinstance(value, str) else value
        for (name, column), value in zip(metric.columns.items(), row, strict=True)
    }
