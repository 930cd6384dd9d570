"""Where numbers come from: those of a page by metric, and by the question that was put to the snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefgen.briefing.ledger import Entry
from briefgen.metrics import catalogue
from briefgen.metrics.catalogue import Metric

_Question = tuple[tuple[tuple[str, str | int], ...], tuple[str, ...]]


@dataclass(frozen=True)
class Standing:
    """Where a number stands on a page: the id of the very place, and what the part around it is called."""

    anchor: str
    part: str


@dataclass(frozen=True)
class Cited:
    """A number of the ledger, and where it stands on the page, in order."""

    entry: Entry
    standings: Sequence[Standing]


@dataclass(frozen=True)
class Asked:
    """One question: parameters and snapshots, with the numbers that answer it under their columns."""

    parameters: tuple[tuple[str, str | int], ...]
    snapshots: tuple[str, ...]
    columns: Mapping[str, Sequence[Cited]]


@dataclass(frozen=True)
class Answered:
    """A metric, with the questions in which it was put."""

    metric: Metric
    questions: Sequence[Asked]


def by_metric(cited: Iterable[Cited]) -> tuple[Answered, ...]:
    """Put numbers under their questions and these under their metrics, all in order of first print."""
    found: dict[str, dict[_Question, dict[str, list[Cited]]]] = {}
    for one in cited:
        number = one.entry.number
        questions = found.setdefault(number.metric, {})
        columns = questions.setdefault((number.parameters, number.snapshots), {})
        columns.setdefault(number.column, []).append(one)
    return tuple(
        Answered(catalogue.metric(metric), [Asked(*asked, columns) for asked, columns in questions.items()])
        for metric, questions in found.items()
    )
