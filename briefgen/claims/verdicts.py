"""Verdicts: a claim judged when it was made and now, with the word for the whole, its reason and how sure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from briefgen.claims.evaluate import Moment, judge_at
from briefgen.claims.explain import confidence, now_reason, then_reason
from briefgen.claims.measure import Measurer
from briefgen.claims.predicate import Predicate
from briefgen.ledger.prose import NOTHING, Prose, prose
from briefgen.library.attribution import Attribution, attributed
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.fields import Confidence
from briefgen.library.records import Library
from briefgen.library.statements import Claim, Judgement, Reply, Untested, Word
from briefgen.text import dates

#: The judgement of a claim as a whole: a moment's word, or one of those that compare then and now.
Whole = Literal[Word, "opinion", "overtaken", "borne-out"]
#: How a verdict was reached; `none` where nothing judged it.
Basis = Literal["computed", "curated", "none"]


@dataclass(frozen=True)
class Verdict:
    """The judgement of a claim at one edition.

    `then` and `now` are words of moments; `then_moment` and `now_moment` are there where a test on the Hub
    computed them. `attribution` says in which source it was read. `confidence_reason` says why no surer or
    less sure. `told_then` is the reason for then, or for both where `told_now` is empty; their numbers are
    numbers, for documents that trace them.
    `reply` is what had been answered to the claim by the edition.
    """

    claim: Claim
    test: ClaimTest | None
    word: Whole
    basis: Basis
    attribution: Attribution
    then: Word | None = None
    now: Word | None = None
    then_moment: Moment | None = None
    now_moment: Moment | None = None
    confidence: Confidence | None = None
    confidence_reason: str = ""
    told_then: Prose = NOTHING
    told_now: Prose = NOTHING
    would_settle: str = ""
    reply: Reply | None = None

    @property
    def reason(self) -> str:
        """Why, in plain sentences."""
        return str(self.told)

    @property
    def told(self) -> Prose:
        """Why, then and now, in plain sentences whose numbers are numbers."""
        return prose("{} Now: {}", self.told_then, self.told_now) if self.told_now else self.told_then

    @property
    def decisive(self) -> bool:
        """Whether something is said of then or of now."""
        return any(word not in (None, "untestable") for word in (self.then, self.now))


class Judge:
    """Judges the claims of a library as an edition's last day knows them.

    No snapshot and no source later than `day` is looked at.
    """

    def __init__(self, library: Library, reader: Measurer, day: dt.date) -> None:
        self._library = library
        self._reader = reader.until(day)
        self._day = day
        self._moments: dict[tuple[str, dt.date], Moment] = {}

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that had been made by the day, in the order of the library."""
        return tuple(claim for claim in self._library.claims if dates.last_day(claim.made_on) <= self._day)

    def verdict(self, claim: Claim) -> Verdict:
        """Judge one claim."""
        reply = claim.reply
        answered = reply is not None and dates.last_day(reply.date) <= self._day
        found = self._verdict(claim, attributed(self._library, claim))
        return replace(found, reply=reply if answered else None)

    def _verdict(self, claim: Claim, attribution: Attribution) -> Verdict:
        if claim.kind == "opinion":
            why = "An opinion or a forecast; it is not judged."
            return Verdict(claim, None, "opinion", "none", attribution, told_then=Prose(why))
        if claim.judged is not None:
            return self._curated(claim, claim.judged, attribution)
        if claim.untested is not None:
            return _untested(claim, claim.untested, attribution)
        test = self._library.test(str(claim.test))
        if test.arithmetic:
            return _arithmetic(claim, test, test.arithmetic, attribution)
        return self._computed(claim, test, attribution)

    def _curated(self, claim: Claim, judgement: Judgement, attribution: Attribution) -> Verdict:
        sources = [self._library.source(reference.source) for reference in judgement.sources]
        if not all(source.published_by(self._day) for source in sources):
            why = "The documents that settle it were not out by this edition."
            return Verdict(claim, None, "untestable", "none", attribution, told_then=Prose(why))
        return Verdict(
            claim,
            None,
            whole(judgement.then, judgement.now),
            "curated",
            attribution,
            then=judgement.then,
            now=judgement.now,
            confidence=judgement.confidence,
            confidence_reason="Judged by hand from the documents cited.",
            told_then=Prose(judgement.reason),
            would_settle=(claim.untested.would_settle or "") if claim.untested else "",
        )

    def _computed(self, claim: Claim, test: ClaimTest, attribution: Attribution) -> Verdict:
        then = self._then(claim, test)
        now = self._judged(test, self._day)
        word = whole(then.word, now.word)
        shown = then if then.answers else now
        sure, why = confidence(shown)
        return Verdict(
            claim,
            test,
            word,
            "computed",
            attribution,
            then=then.word,
            now=now.word,
            then_moment=then,
            now_moment=now,
            confidence=sure,
            confidence_reason=why,
            told_then=then_reason(test, then),
            told_now=now_reason(test, then, now),
            would_settle=test.would_settle or "",
        )

    def _then(self, claim: Claim, test: ClaimTest) -> Moment:
        if claim.made_on_basis == "own-words" and test.by is None:
            why = "the date of the claim is inferred from its own sentence"
            return Moment(dates.first_day(claim.made_on), "untestable", (), why)
        return self._judged(test, dates.first_day(claim.made_on))

    def _judged(self, test: ClaimTest, day: dt.date) -> Moment:
        """A test at a day, or at the day that it fixes itself; claims that share both share the answer."""
        at = dt.date.fromisoformat(test.by) if test.by else day
        if (test.id, at) not in self._moments:
            self._moments[test.id, at] = judge_at(test, at, self._reader)
        return self._moments[test.id, at]


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


def _untested(claim: Claim, untested: Untested, attribution: Attribution) -> Verdict:
    return Verdict(
        claim,
        None,
        "untestable",
        "none",
        attribution,
        told_then=Prose(untested.reason),
        would_settle=untested.would_settle or "",
    )


def _arithmetic(claim: Claim, test: ClaimTest, arithmetic: str, attribution: Attribution) -> Verdict:
    holds = Predicate.parse(arithmetic).holds({})
    word: Word = "supported" if holds else "contradicted"
    return Verdict(
        claim,
        test,
        word,
        "computed",
        attribution,
        then=word,
        now=word,
        confidence="high",
        confidence_reason="A sum.",
        told_then=Prose(f"{arithmetic} is {'true' if holds else 'false'}. {test.reads}"),
    )
