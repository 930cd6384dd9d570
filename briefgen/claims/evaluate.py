"""The judgement of a test at one moment: which snapshots may speak for a day, and what they say together.

The rules are those of the verdict algebra (docs/claims.md):

- The last snapshot on or before the day speaks for it, if it is at most 45 days old.
- Failing that, the snapshots on both sides speak, if they agree: the moment is *bracketed*.
- What rests on creation dates may be read backwards, from a later snapshot.
- A stock that only grows lies between its values on both sides; what holds over the whole interval counts.
- Populations that disagree give `partly-supported`, and so does support for a claim about the whole Hub from
  populations that each lack a kind of model; what a sample shows to exist needs no such qualification.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from briefgen.claims.measure import STALE_AFTER, Measurer, Reading, judge
from briefgen.library.claim_tests import ClaimPopulation, ClaimTest
from briefgen.library.statements import Word
from briefgen.metrics.numbers import NOT_KNOWN, text
from briefgen.snapshots.manifest import Manifest
from briefgen.text import dates

_STEPS = 100


@dataclass(frozen=True)
class Answer:
    """What one population says of a day; `bracket` is the reading of the other side, where it took two."""

    reading: Reading
    bracket: Reading | None = None

    def days_from(self, day: dt.date) -> int:
        """The distance of the farther snapshot from a day."""
        used = [self.reading, *([self.bracket] if self.bracket else [])]
        return max(abs((reading.snapshot.date - day).days) for reading in used)


@dataclass(frozen=True)
class NoAnswer:
    """Why a population says nothing of a day; `where` is the population, and the snapshot that was asked."""

    where: str
    why: str


@dataclass(frozen=True)
class Moment:
    """A test judged at a day: `answers` of the populations that say something; `why` the others do not."""

    day: dt.date
    word: Word
    answers: tuple[Answer, ...]
    why: str

    @property
    def answer(self) -> Answer | None:
        """The answer that is printed first: that of the first population that has one."""
        return self.answers[0] if self.answers else None

    @property
    def days(self) -> int | None:
        """The distance in days of the snapshot that is printed, None where there is none."""
        return self.answer.days_from(self.day) if self.answer else None

    @property
    def agree(self) -> bool:
        """Whether all populations that say something say the same."""
        return len({answer.reading.word for answer in self.answers}) <= 1


def judge_at(test: ClaimTest, day: dt.date, reader: Measurer) -> Moment:
    """Judge a test at a day, with the snapshots that the reader sees."""
    if day > reader.day:
        return Moment(day, "untestable", (), f"{dates.in_words(day)} has not come")
    # Of a population that no snapshot at hand holds, nothing is said.
    seen = [population for population in test.populations if reader.snapshots(population)]
    found = [_answer(test, population, day, reader) for population in seen or test.populations]
    answers = tuple(answer for answer in found if isinstance(answer, Answer))
    whys = [it for it in found if isinstance(it, NoAnswer)]
    word = _together(test, [answer.reading for answer in answers]) if answers else "untestable"
    return Moment(day, word, answers, _told_once(whys))


def _together(test: ClaimTest, readings: Sequence[Reading]) -> Word:
    words = {reading.word for reading in readings}
    if len(words) > 1:
        return "partly-supported"
    qualified = test.about == "hub" and all(
        reading.population.lacks and not reading.population.sample for reading in readings
    )
    return "partly-supported" if words == {"supported"} and qualified else readings[0].word


def _answer(
    test: ClaimTest, population: ClaimPopulation, day: dt.date, reader: Measurer
) -> Answer | NoAnswer:
    """The answer of one population, or why it has none."""
    snapshots = reader.snapshots(population)
    before = [it for it in snapshots if it.date <= day]
    after = [it for it in snapshots if it.date > day]
    direct = None
    # What has to be there by a day may have grown since the snapshot before it.
    oldest = 0 if test.grows and test.by else STALE_AFTER
    if before and (day - before[-1].date).days <= oldest:
        direct = reader.read(test, population, before[-1], day)
        if direct.decisive:
            return Answer(direct)
    if test.backwards:
        later = [reader.read(test, population, snapshot, day) for snapshot in after]
        if told := _first(later, population):
            return Answer(told)
    if before and after:
        earlier, later_side = (reader.read(test, population, it, day) for it in (before[-1], after[0]))
        if word := _bracketed(test, earlier, later_side):
            # The later side is the most that a growing stock can have been.
            shown, other = (later_side, earlier) if test.grows else (earlier, later_side)
            return Answer(replace(shown, word=word), other)
    return _silence(test, population, direct, before, reader)


def _first(readings: Sequence[Reading], population: ClaimPopulation) -> Reading | None:
    """The reading that speaks for an earlier day: of a sample one that shows it, else the nearest."""
    decisive = [reading for reading in readings if reading.decisive]
    shown = [reading for reading in decisive if population.sample and reading.word == "supported"]
    return next(iter([*shown, *decisive]), None)


def _bracketed(test: ClaimTest, earlier: Reading, later: Reading) -> Word | None:
    """The word that the snapshots on both sides of a day agree on, None where they do not."""
    if test.grows:
        return _grown(test, earlier, later)
    return earlier.word if earlier.decisive and earlier.word == later.word else None


def _grown(test: ClaimTest, earlier: Reading, later: Reading) -> Word | None:
    """The word that holds for every value between those on both sides of stocks that only grow.

    A subject that the earlier snapshot does not hold was not there yet: its stock is zero. A hundred points
    between the two sides are tried, so that a range that lies between them is not stepped over.
    """
    low, high = ({name: _amount(reading, name) for name in test.values} for reading in (earlier, later))
    if any(amount is None for amount in high.values()):
        return None
    words = set()
    for step in range(_STEPS + 1):
        part = Fraction(step, _STEPS)
        between = {name: (low[name] or 0) * (1 - part) + (top or 0) * part for name, top in high.items()}
        words.add(judge(test, between, earlier.population.sample)[0])
    word = words.pop()
    return None if words or word == "untestable" else word


def _amount(reading: Reading, name: str) -> Fraction | None:
    number = reading.values.get(name)
    return Fraction(number.value) if number is not None and isinstance(number.value, int) else None


def _told_once(silences: Sequence[NoAnswer]) -> str:
    """Why populations are silent: a reason that all share by itself, others with their populations."""
    whys = {silence.why for silence in silences}
    if len(whys) == 1:
        return whys.pop()
    return "; ".join(dict.fromkeys(f"{silence.where}: {silence.why}" for silence in silences))


def _silence(
    test: ClaimTest,
    population: ClaimPopulation,
    direct: Reading | None,
    before: Sequence[Manifest],
    reader: Measurer,
) -> NoAnswer:
    if direct is not None:
        return NoAnswer(f"{population.words}, {dates.in_words(direct.snapshot.date)}", direct.why)
    if test.grows and before:
        reading = reader.read(test, population, before[-1], before[-1].date)
        shown = {name: text(number) for name, number in reading.values.items()}
        stock = test.sentence.format_map({**dict.fromkeys(test.values, NOT_KNOWN), **shown})
        when = dates.in_words(before[-1].date)
        return NoAnswer(population.words, f"no longer observed; on {when} at least {stock}")
    return NoAnswer(
        population.words, f"no snapshot within {STALE_AFTER} days, nor two on both sides that agree"
    )
