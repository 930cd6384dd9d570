"""Where numbers come from: those of a page by metric, and by the question that was put to the snapshots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefgen.ledger.ledger import PrintedNumber
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.engine import Row
from briefgen.metrics.numbers import Number
from briefgen.metrics.own_metrics import Catalogue

#: An id of a snapshot starts with its date, as long as this.
_DATE = len("2026-09-20")

#: A metric, the parameters in which it was asked, and the snapshots.
Question = tuple[str, tuple[tuple[str, str | int], ...], tuple[str, ...]]


def _question(number: Number) -> Question:
    """Return the question that a number answers."""
    return number.metric, number.parameters, number.snapshots


def questions(row: Row) -> Iterator[Question]:
    """Give the question that a row answers: where it is gathered from several answers, each of theirs."""
    result = row.result
    if result.snapshots:
        yield result.metric.id, result.parameters, result.snapshots
        return
    yield from (_question(cell) for cell in map(row.__getitem__, result.metric.columns) if cell.snapshots)


@dataclass(frozen=True)
class Standing:
    """Where a number stands on a page: the id of the very place, and what the part around it is called."""

    anchor: str
    part: str


@dataclass(frozen=True)
class CitedNumber:
    """A number of the ledger, and where it stands in the words of the page, in order.

    A line of a table says which row of the answer it is, so that on paper such numbers need no entry.
    """

    entry: PrintedNumber
    standings: Sequence[Standing]


@dataclass(frozen=True)
class AnsweredQuestion:
    """One question, with the numbers that answer it under their columns; `anchor` is its id on the page."""

    anchor: str
    parameters: tuple[tuple[str, str | int], ...]
    snapshots: tuple[str, ...]
    columns: Mapping[str, Sequence[CitedNumber]]

    @property
    def rows(self) -> Mapping[tuple[tuple[str, str], ...], Sequence[CitedNumber]]:
        """The numbers under the rows of the answer that hold them."""
        rows: dict[tuple[tuple[str, str], ...], list[CitedNumber]] = {}
        for numbers in self.columns.values():
            for one in numbers:
                rows.setdefault(one.entry.number.row, []).append(one)
        return rows


@dataclass(frozen=True)
class Answered:
    """A metric, with the questions in which it was put."""

    metric: Metric
    questions: Sequence[AnsweredQuestion]


@dataclass(frozen=True)
class Sources:
    """Where the numbers of a page come from."""

    metrics: Sequence[Answered]

    @property
    def snapshots(self) -> list[str]:
        """Every snapshot that was asked: those of one origin together, by date."""
        asked = {id for metric in self.metrics for one in metric.questions for id in one.snapshots}
        return sorted(asked, key=lambda id: (id[_DATE:], id))

    def short(self, snapshots: Iterable[str]) -> str:
        """Name snapshots by their places in that order, neighbours as a range: `S1–S9, S12`."""
        places = sorted(self.snapshots.index(id) + 1 for id in snapshots)
        runs: list[list[int]] = []
        for place in places:
            if runs and runs[-1][-1] == place - 1:
                runs[-1].append(place)
            else:
                runs.append([place])
        return ", ".join(f"S{run[0]}" if len(run) == 1 else f"S{run[0]}–S{run[-1]}" for run in runs)


def by_metric(cited: Iterable[CitedNumber], anchor: Callable[[Question], str], metrics: Catalogue) -> Sources:
    """Put numbers under their questions and these under their metrics, all in order of first print.

    `anchor` names a question.
    """
    found: dict[str, dict[Question, list[CitedNumber]]] = {}
    for one in cited:
        number = one.entry.number
        found.setdefault(number.metric, {}).setdefault(_question(number), []).append(one)
    return Sources(
        [
            Answered(metrics.metric(metric), [_asked(numbers, anchor) for numbers in questions.values()])
            for metric, questions in found.items()
        ]
    )


def _asked(cited: Sequence[CitedNumber], anchor: Callable[[Question], str]) -> AnsweredQuestion:
    columns: dict[str, list[CitedNumber]] = {}
    for one in cited:
        if one.standings:
            columns.setdefault(one.entry.number.column, []).append(one)
    first = cited[0].entry.number
    return AnsweredQuestion(anchor(_question(first)), first.parameters, first.snapshots, columns)
