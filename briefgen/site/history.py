"""A claim's verdicts over the editions: the lines of a table, and the places of its drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefgen.claims.judged_edition import JudgedEdition
from briefgen.edition import Edition
from briefgen.library.statements import Claim
from briefgen.metrics.numbers import Number

#: The levels of the drawing from above, and what is printed at each.
LEVELS: Mapping[str, str] = {
    "supported": "Supported",
    "partly-supported": "Partly",
    "contradicted": "Contradicted",
    "untestable": "Untestable",
}
_LEVEL_HEIGHT, _FIRST_LEVEL = 26, 18
_FIRST_MONTH, _LEAST_STEP, _MOST_STEP, _WIDTH = 112, 14, 56, 496


@dataclass(frozen=True)
class HistoryLine:
    """One edition's verdict: the month, its word for now and for the whole, and what it rests on.

    `printed` is what the edition of that month said when it was built, where it stands in the archive and
    said something else; `address` is the path of that edition's page.
    """

    edition: Edition
    now: str
    word: str
    values: tuple[tuple[str, Number], ...]
    population: str
    snapshot: str
    printed: str | None
    address: str | None


@dataclass(frozen=True)
class VerdictMark:
    """A verdict in the drawing: its middle in pixels, its word, and its month."""

    x: float
    y: float
    word: str
    edition: Edition


@dataclass(frozen=True)
class HistoryDrawing:
    """The places of a drawing in pixels: `levels` are the heights of the words, `marks` the verdicts."""

    width: int
    height: int
    left: int
    levels: tuple[tuple[str, float], ...]
    marks: tuple[VerdictMark, ...]

    @property
    def ends(self) -> tuple[VerdictMark, ...]:
        """The marks whose months are written under the axis: the first and the last."""
        return tuple(dict.fromkeys((self.marks[0], self.marks[-1])))

    @property
    def words(self) -> str:
        """The drawing in words: how the verdict began, each time that it changed, and when it ends."""
        turns = [
            mark
            for place, mark in enumerate(self.marks)
            if place == 0 or mark.word != self.marks[place - 1].word
        ]
        told = ", ".join(f"{mark.word.replace('-', ' ')} from {mark.edition.title}" for mark in turns)
        return f"The verdict for each edition to {self.marks[-1].edition.title}: {told}."


def lines(
    docket: JudgedEdition, claim: Claim, printed: Mapping[str, str], addresses: Mapping[str, str]
) -> tuple[HistoryLine, ...]:
    """Return the verdicts on a claim, oldest first.

    `printed` holds the words that editions gave, and `addresses` the paths of their pages, both by month.
    """
    return tuple(
        HistoryLine(
            Edition.parse(entry.edition),
            entry.now or entry.word,
            entry.word,
            tuple(entry.reading.values.items()) if entry.reading else (),
            entry.reading.population.words if entry.reading else "",
            entry.reading.snapshot.id if entry.reading else "",
            printed.get(entry.edition) if printed.get(entry.edition) != (entry.now or entry.word) else None,
            addresses.get(entry.edition),
        )
        for entry in docket.history(claim)
    )


def drawing(history: Sequence[HistoryLine]) -> HistoryDrawing | None:
    """Lay a history out over its months, those without an edition left free; None where it is one verdict."""
    if len(history) < 2:
        return None
    months = [line.edition.year * 12 + line.edition.month for line in history]
    span = months[-1] - months[0]
    step = min(_MOST_STEP, max(_LEAST_STEP, (_WIDTH - _FIRST_MONTH - 24) / span))
    heights = {word: _FIRST_LEVEL + place * _LEVEL_HEIGHT for place, word in enumerate(LEVELS)}
    marks = tuple(
        VerdictMark(
            round(_FIRST_MONTH + (month - months[0]) * step, 1), heights[line.now], line.now, line.edition
        )
        for line, month in zip(history, months, strict=True)
    )
    return HistoryDrawing(
        round(_FIRST_MONTH + span * step + 24),
        _FIRST_LEVEL + len(LEVELS) * _LEVEL_HEIGHT + 6,
        _FIRST_MONTH,
        tuple((LEVELS[word], height) for word, height in heights.items()),
        marks,
    )
