"""Where a metric's question is put: all that an engine asks of a database, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from briefgen.metrics.catalogue import Metric
from briefgen.metrics.numbers import Value

Parameters = tuple[tuple[str, str | int], ...]
#: The columns of an answer and its rows, in the order of the metric's SQL.
Answer = tuple[list[str], list[tuple[Value, ...]]]


class Database(Protocol):
    """The snapshots and registries, laid out for questions."""

    def answer(self, metric: Metric, snapshots: Sequence[str], parameters: Parameters) -> Answer:
        """Answer one metric; several threads may ask.

        Raises InputError where a parameter is not what it should be.
        """
        ...

    def close(self) -> None:
        """Free the memory that the snapshots take."""
        ...
