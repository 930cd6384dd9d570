"""What charts are told that no metric answers: claims as they were judged, and figures that sources publish.

Charts and claims do not know each other. Whoever makes a month hands these plain records over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from briefgen.ledger.prose import NOTHING, Prose
from briefgen.metrics.catalogue import Column, Metric, Unit
from briefgen.metrics.engine import Result, Row
from briefgen.metrics.numbers import Number, Value
from briefgen.snapshots.manifest import Manifest

#: What the value of a claim's test is: a part of a whole, or a place in a ranking.
Scale = Literal["share", "place"]


@dataclass(frozen=True)
class JudgedValue:
    """The judgement of one moment: its word, and the value behind it with its snapshot's day and archive.

    `shows` is what the test says of the value.
    """

    word: str
    value: Number | None = None
    shows: Prose = NOTHING
    day: dt.date | None = None
    archive: str = ""

    @property
    def decided(self) -> bool:
        """Whether something is said of the moment."""
        return self.word != "untestable"


@dataclass(frozen=True)
class JudgedClaim:
    """A claim and the value that its test compares, when it was made and now.

    `said` tells who said it and when; `source` is the id of that source in the library.
    """

    claim: str
    statement: str
    said: str
    source: str
    scale: Scale
    then: JudgedValue
    now: JudgedValue

    @property
    def turned(self) -> bool:
        """Whether the two moments are judged otherwise, and neither is left open."""
        return self.then.word != self.now.word and self.then.decided and self.now.decided


@dataclass(frozen=True)
class PublishedShare:
    """What a source publishes of one country's part, and what it counts for that.

    `value` is a share, or a number of downloads; `stated` its figure as the source has it; `issued` the
    partial date of the source.
    """

    source: str
    title: str
    issued: str
    window: str
    counted: str
    country: str
    value: float
    unit: Unit
    stated: str
    second_hand: bool


@dataclass(frozen=True)
class ChartInputs:
    """All that a month tells its charts; `manifests` are those of its snapshots by id."""

    judged: Sequence[JudgedClaim] = ()
    published: Sequence[PublishedShare] = ()
    manifests: Mapping[str, Manifest] = field(default_factory=dict)


@dataclass(frozen=True)
class GatheredRow(Row):
    """A row of words, with numbers in it that answer metrics of their own, or stand in a source."""

    cells: Mapping[str, Number] = field(default_factory=dict)

    def __getitem__(self, column: str) -> Number:
        return self.cells.get(column) or super().__getitem__(column)


def gathered(
    name: str, columns: Mapping[str, Column], lines: Sequence[Mapping[str, Value | Number]]
) -> tuple[GatheredRow, ...]:
    """Return rows under these columns, whose cells are words, or numbers with a provenance of their own."""
    metric = Metric(
        id=name,
        title=name,
        question="",
        population="",
        window="",
        caveats=(),
        parameters={},
        columns=columns,
        tie_break="",
        sql="",
    )
    values = [
        {column: cell.value if isinstance(cell, Number) else cell for column, cell in line.items()}
        for line in lines
    ]
    result = Result(metric, (), (), tuple(values))
    return tuple(
        GatheredRow(result, row, {column: cell for column, cell in line.items() if isinstance(cell, Number)})
        for row, line in zip(values, lines, strict=True)
    )
