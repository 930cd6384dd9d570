"""Why a verdict is what it is, in plain sentences whose numbers stay numbers; and how sure it is."""

from __future__ import annotations

from string import Formatter

from briefgen.claims.evaluate import Answer, Moment
from briefgen.claims.measure import Reading
from briefgen.ledger.prose import NOTHING, Prose, printed, prose
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.fields import Confidence
from briefgen.metrics.numbers import NOT_KNOWN
from briefgen.text import dates

_NEAR = 7
_HALF = 0.5


def then_reason(test: ClaimTest, then: Moment) -> Prose:
    """Return what the populations showed when the claim was made, or why they did not."""
    sentences = [_found(test, answer) for answer in then.answers]
    if then.why:
        sentences.append(Prose(f"Not judged: {then.why}." if sentences else f"{_capital(then.why)}."))
    return Prose(" ").join(sentences)


def now_reason(test: ClaimTest, then: Moment, now: Moment) -> Prose:
    """Return what they show now; nothing where that is what they showed then."""
    if _snapshots(now) == _snapshots(then) and (now.answers or now.why == then.why):
        return NOTHING
    return Prose(" ").join([_found(test, answer) for answer in now.answers] or [f"{_capital(now.why)}."])


def _snapshots(moment: Moment) -> list[str]:
    return [answer.reading.snapshot.id for answer in moment.answers]


def _capital(words: str) -> str:
    """Begin a sentence; a name on the Hub keeps its letters."""
    return words if "/" in words.split()[0] else f"{words[0].upper()}{words[1:]}"


def _found(test: ClaimTest, answer: Answer) -> Prose:
    """What one population showed: on the snapshot's day, or on both sides of the day that is judged."""
    where = answer.reading.population.words
    if answer.bracket is None:
        return prose("{}, {}: {}.", _day(answer.reading), where, filled(test.sentence, answer.reading))
    if test.grows:
        return prose(
            "Between {} and {}, {}: at most {}.",
            _day(answer.bracket),
            _day(answer.reading),
            where,
            filled(test.sentence, answer.reading),
        )
    return prose(
        "{}, {}: {}. {}: {}.",
        _day(answer.reading),
        where,
        filled(test.sentence, answer.reading),
        _day(answer.bracket),
        filled(test.sentence, answer.bracket),
    )


def _day(reading: Reading) -> str:
    return dates.in_words(reading.snapshot.date)


def filled(sentence: str, reading: Reading) -> Prose:
    """Return the sentence of a test, or a clause of it, with a reading's values in place of their names."""
    parts: list[str] = []
    for words, name, _, _ in Formatter().parse(sentence):
        parts.append(words)
        if name is not None:
            value = reading.values.get(name)
            parts.append(NOT_KNOWN if value is None else printed(value))
    return Prose(*parts)


def confidence(moment: Moment) -> tuple[Confidence | None, str]:
    """Return how sure a computed word is, by the weakest thing it rests on, and why; None for no word."""
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
    levels: tuple[tuple[Confidence, dict[str, bool]], ...] = (("low", low), ("moderate", moderate))
    for level, reasons in levels:
        why = "; ".join(words for words, applies in reasons.items() if applies)
        if why:
            return level, f"{_capital(why)}."
    return "high", "A snapshot within a week of the day knows the whole population."
