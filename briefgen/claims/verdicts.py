"""Verdicts: a claim judged when it was made and now, with the word for the whole, its reason and how sure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from briefgen.claims.moments import Answer, Moment, judged
from briefgen.claims.predicate import Predicate
from briefgen.claims.reading import Reader
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.fields import Confidence
from briefgen.library.records import Library
from briefgen.library.statements import Claim, Judgement, Untested, Word
from briefgen.metrics.numbers import Say, date_in_words

#: The judgement of a claim as a whole: a moment's word, or one of those that compare then and now.
Whole = Literal[Word, "opinion", "overtaken", "borne-out"]
#: How a verdict was reached; `none` where nothing judged it.
Basis = Literal["computed", "curated", "none"]

_NEAR = 7
_HALF = 0.5


@dataclass(frozen=True)
class Verdict:
    """The judgement of a claim at one edition.

    `then` and `now` are words of moments; `then_moment` and `now_moment` are there where a test on the Hub
    computed them. `confidence_reason` says why no surer or less sure.
    """

    claim: Claim
    test: ClaimTest | None
    word: Whole
    basis: Basis
    then: Word | None = None
    now: Word | None = None
    then_moment: Moment | None = None
    now_moment: Moment | None = None
    confidence: Confidence | None = None
    confidence_reason: str = ""
    reason: str = ""
    would_settle: str = ""

    @property
    def decisive(self) -> bool:
        """Whether something is said of then or of now."""
        return any(word not in (None, "untestable") for word in (self.then, self.now))


class Judge:
    """Judges the claims of a library as an edition's last day knows them.

    `say` prints the numbers of reasons. No snapshot and no source later than `day` is looked at.
    """

    def __init__(self, library: Library, reader: Reader, day: dt.date, say: Say) -> None:
        self._library = library
        self._reader = reader
        self._day = day
        self._say = say
        self._moments: dict[tuple[str, dt.date], Moment] = {}

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that had been made by the day, in the order of the library."""
        return tuple(claim for claim in self._library.claims if last_day(claim.made_on) <= self._day)

    def verdict(self, claim: Claim) -> Verdict:
        """Judge one claim."""
        if claim.kind == "opinion":
            return Verdict(
                claim, None, "opinion", "none", reason="An opinion or a forecast; it is not judged."
            )
        if claim.judged is not None:
            return self._curated(claim, claim.judged)
        if claim.untested is not None:
            return _untested(claim, claim.untested)
        test = self._library.test(str(claim.test))
        return _arithmetic(claim, test) if test.arithmetic else self._computed(claim, test)

    def _curated(self, claim: Claim, judgement: Judgement) -> Verdict:
        sources = [self._library.source(reference.source) for reference in judgement.sources]
        if not all(source.published_by(self._day) for source in sources):
            why = "The documents that settle it were not out by this edition."
            return Verdict(claim, None, "untestable", "none", reason=why)
        return Verdict(
            claim,
            None,
            whole(judgement.then, judgement.now),
            "curated",
            then=judgement.then,
            now=judgement.now,
            confidence=judgement.confidence,
            confidence_reason="Judged by hand from the documents cited.",
            reason=judgement.reason,
            would_settle=(claim.untested.would_settle or "") if claim.untested else "",
        )

    def _computed(self, claim: Claim, test: ClaimTest) -> Verdict:
        then = self._then(claim, test)
        now = self._judged(test, self._day)
        word = whole(then.word, now.word)
        shown = then if then.answers else now
        confidence, why = _confidence(shown)
        return Verdict(
            claim,
            test,
            word,
            "computed",
            then=then.word,
            now=now.word,
            then_moment=then,
            now_moment=now,
            confidence=confidence,
            confidence_reason=why,
            reason=self._reason(test, then, now),
            would_settle=test.would_settle or "",
        )

    def _then(self, claim: Claim, test: ClaimTest) -> Moment:
        if claim.made_on_basis == "own-words" and test.by is None:
            why = "the date of the claim is inferred from its own sentence"
            return Moment(first_day(claim.made_on), "untestable", (), why)
        return self._judged(test, first_day(claim.made_on))

    def _judged(self, test: ClaimTest, day: dt.date) -> Moment:
        """A test at a day, or at the day that it fixes itself; claims that share both share the answer."""
        at = dt.date.fromisoformat(test.by) if test.by else day
        if (test.id, at) not in self._moments:
            self._moments[test.id, at] = judged(test, at, self._reader)
        return self._moments[test.id, at]

    def _reason(self, test: ClaimTest, then: Moment, now: Moment) -> str:
        parts = [self._found(test, answer) for answer in then.answers]
        if then.why:
            parts.append(f"{'Not judged' if parts else 'When it was said'}: {then.why}.")
        if [a.reading.snapshot for a in now.answers] != [a.reading.snapshot for a in then.answers]:
            parts += [self._found(test, answer) for answer in now.answers]
        if not now.answers and now.why != then.why:
            parts.append(f"Now: {now.why}.")
        return " ".join(parts)

    def _found(self, test: ClaimTest, answer: Answer) -> str:
        """What one population showed, in a sentence."""
        reading = answer.reading
        values = {name: self._say(number) for name, number in reading.values.items()}
        shown = {name: values.get(name, "not known") for name in test.values}
        days = sorted(it.snapshot.date for it in (reading, answer.bracket) if it is not None)
        when = " and ".join(date_in_words(day) for day in days)
        most = "at most " if test.grows and answer.bracket is not None else ""
        told = test.says.format_map(shown) if test.says else _plain(shown)
        return f"{when}, {reading.population.words}: {most}{told}."


def _plain(shown: Mapping[str, str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {printed}" for name, printed in shown.items())


def whole(then: Word, now: Word) -> Whole:
    """Return the word for the claim as a whole.

    What held and holds no longer is overtaken, the reverse borne out; otherwise it is judged as of when it
    was made.

    >>> whole("supported", "contradicted"), whole("contradicted", "supported")
    ('overtaken', 'borne-out')
    >>> whole("untestable", "supported")
    'untestable'
    """
    if (then, now) == ("supported", "contradicted"):
        return "overtaken"
    if (then, now) == ("contradicted", "supported"):
        return "borne-out"
    return then


def first_day(made_on: str) -> dt.date:
    """Return the first day that a date may mean: nothing later than it is taken to be known then."""
    return dt.date.fromisoformat(made_on + "1970-01-01"[len(made_on) :])


def last_day(made_on: str) -> dt.date:
    """Return the last day that a date may mean.

    >>> last_day("2025-02"), last_day("2025")
    (datetime.date(2025, 2, 28), datetime.date(2025, 12, 31))
    """
    start = first_day(made_on)
    if len(made_on) == 10:
        return start
    months = 1 if len(made_on) == 7 else 12
    after = start.month - 1 + months
    return dt.date(start.year + after // 12, after % 12 + 1, 1) - dt.timedelta(days=1)


def _untested(claim: Claim, untested: Untested) -> Verdict:
    return Verdict(
        claim, None, "untestable", "none", reason=untested.reason, would_settle=untested.would_settle or ""
    )


def _arithmetic(claim: Claim, test: ClaimTest) -> Verdict:
    holds = Predicate.parse(str(test.arithmetic)).holds({})
    word: Word = "supported" if holds else "contradicted"
    return Verdict(
        claim,
        test,
        word,
        "computed",
        then=word,
        now=word,
        confidence="high",
        confidence_reason="A sum.",
        reason=f"{test.arithmetic} is {'true' if holds else 'false'}. {test.reads}",
    )


def _confidence(moment: Moment) -> tuple[Confidence | None, str]:
    """How sure a computed word is, by what it rests on: the lowest of what applies."""
    answer = moment.answer
    if answer is None:
        return None, ""
    reading = answer.reading
    known = reading.coverage.value if reading.coverage is not None else None
    low = {
        "it rests on a sample": reading.population.sample,
        "less than half of the population is known": isinstance(known, float) and known < _HALF,
    }
    moderate = {
        "snapshots on both sides of the day were needed": answer.bracket is not None,
        "the snapshot is more than a week from the day": answer.days_from(moment.day) > _NEAR,
        "the date of the snapshot is an estimate": reading.snapshot.date_known == "estimated",
        "populations disagree": not moment.agree,
        f"the population lacks {reading.population.lacks}": reading.population.lacks is not None,
    }
    for level, reasons in (("low", low), ("moderate", moderate)):
        if why := [text for text, applies in reasons.items() if applies]:
            return level, _sentence("; ".join(why))  # type: ignore[return-value]
    return "high", "A snapshot within a week of the day knows the whole population."


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
