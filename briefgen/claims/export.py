"""Verdicts for other programs: the JSON of every claim, the same as CSV, and schema.org's ClaimReview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from briefgen.claims.evaluate import Answer, Moment
from briefgen.claims.judged_edition import HistoryEntry, JudgedEdition
from briefgen.claims.verdicts import Verdict
from briefgen.library.records import Source
from briefgen.metrics.numbers import Number

#: The columns of the CSV: the plain fields of the JSON.
COLUMNS = (
    "id",
    "statement",
    "source",
    "attributed_to",
    "kind",
    "made_on",
    "basis",
    "test",
    "confidence",
    "word",
    "then",
    "now",
    "reason",
    "would_settle",
)


def record(verdict: Verdict, history: Iterable[HistoryEntry]) -> dict[str, Any]:
    """Return one claim as the JSON of `briefgen claims --json` holds it (docs/claims.md)."""
    claim = verdict.claim
    return {
        "id": claim.id,
        "statement": claim.statement,
        "source": claim.source,
        "attributed_to": str(verdict.attribution),
        "wording": verdict.attribution.wording,
        "kind": claim.kind,
        "made_on": claim.made_on,
        "basis": verdict.basis,
        "test": verdict.test.id if verdict.test else None,
        "confidence": verdict.confidence,
        "confidence_reason": verdict.confidence_reason or None,
        "word": verdict.word,
        "then": _moment(verdict.then, verdict.then_moment),
        "now": _moment(verdict.now, verdict.now_moment),
        "reason": verdict.reason,
        "would_settle": verdict.would_settle or None,
        "reply": verdict.reply.model_dump() if verdict.reply else None,
        "history": [
            {"edition": entry.edition, "word": entry.now or entry.word, "value": _value(entry.values)}
            for entry in history
        ],
        "numbers": list(dict.fromkeys(number.id for number in numbers(verdict))),
    }


def numbers(verdict: Verdict) -> Iterable[Number]:
    """Yield the numbers behind a verdict, then before now; the first population before the others."""
    for moment in (verdict.then_moment, verdict.now_moment):
        for answer in moment.answers if moment else ():
            for reading in (answer.reading, answer.bracket):
                if reading is not None:
                    yield from reading.values.values()


def rows(docket: JudgedEdition) -> list[list[str]]:
    """Return the verdicts as rows of text under COLUMNS."""
    records = (record(verdict, ()) for verdict in docket.verdicts)
    return [[_cell(told[column]) for column in COLUMNS] for told in records]


def claim_reviews(docket: JudgedEdition, verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """Return schema.org ClaimReview objects of verdicts that were computed (https://schema.org/ClaimReview).

    The author of what is reviewed is the one in whose words it was read: of a retelling, whoever retells. A
    claim that is known through a garbled copy, a reconstruction or accounts of others alone is left out.
    """
    return [
        _review(docket, verdict, verdict.attribution.read[0])
        for verdict in verdicts
        if verdict.basis == "computed" and verdict.decisive and verdict.attribution.nameable
    ]


def _review(docket: JudgedEdition, verdict: Verdict, read: Source) -> dict[str, Any]:
    claim = verdict.claim
    appearance: dict[str, Any] = {"@type": "CreativeWork", "name": read.csl.title}
    if read.csl.url is not None:
        appearance["url"] = read.csl.url
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": claim.statement,
        "datePublished": docket.day.isoformat(),
        "author": {"@type": "Organization", "name": "briefgen"},
        "itemReviewed": {
            "@type": "Claim",
            "author": _author(read, verdict.attribution.named),
            "datePublished": claim.made_on,
            "appearance": appearance,
        },
        "reviewRating": {"@type": "Rating", "alternateName": verdict.word},
    }


def _author(source: Source, named: str) -> dict[str, str]:
    """The first author of a source, or else where it appeared, or else what it is called."""
    for name in source.csl.author:
        if name.literal is not None:
            return {"@type": "Organization", "name": name.literal}
        return {"@type": "Person", "name": " ".join(filter(None, (name.given, name.family)))}
    return {"@type": "Organization", "name": source.csl.container_title or source.csl.publisher or named}


def _moment(word: str | None, moment: Moment | None) -> dict[str, Any] | None:
    """A moment as the JSON holds it: its first answer, and those of other populations in `others`."""
    if word is None:
        return None
    answers = [_answer(answer) for answer in moment.answers] if moment else []
    first = answers[0] if answers else dict.fromkeys(("value", "snapshot", "population", "coverage"))
    told = {"word": word, **{key: first[key] for key in ("value", "snapshot", "population", "coverage")}}
    if moment is not None:
        told |= {"judged_at": moment.day.isoformat(), "days": moment.days, "others": answers[1:]}
    return told


def _answer(answer: Answer) -> dict[str, Any]:
    reading = answer.reading
    return {
        "word": reading.word,
        "value": _value({name: number.value for name, number in reading.values.items()}),
        "snapshot": reading.snapshot.id,
        "bracketed_by": answer.bracket.snapshot.id if answer.bracket else None,
        "population": reading.population.words,
        "coverage": reading.coverage.value if reading.coverage else None,
    }


def _value(values: Mapping[str, Any]) -> Any:
    """The only value of a test by itself, several by name, None for none; dates as text."""
    plain = {name: it.isoformat() if isinstance(it, dt.date) else it for name, it in values.items()}
    return next(iter(plain.values())) if len(plain) == 1 else plain or None


def _cell(value: Any) -> str:
    return "" if value is None else str(value["word"]) if isinstance(value, dict) else str(value)
