"""The database behind an engine: all that an engine needs of it, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from briefgen.metrics.catalogue import Metric
from briefgen.metrics.numbers import Value

Parameters = tuple[tuple[str, str | int], ...]
#: The columns of an answer and its rows, in the order of the metric's SQL.
Answer = tuple[list[str], list[tuple[Value, ...]]]


class Database(Protocol):
    """The snapshots and registries, ready for queries."""

    def answer(self, metric: Metric, snapshots: Sequence[str], parameters: Parameters) -> Answer:
        """Answer one metric; several threads may ask.

        Raises InputError if a parameter is not valid.
        """
        ...

    def close(self) -> None:
        """Free the memory that the snapshots take."""
        ...
