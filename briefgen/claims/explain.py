"""Why a verdict is what it is, in plain sentences whose numbers stay numbers; and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import Formatter

from briefgen.claims.evaluate import Answer, Moment
from briefgen.claims.measure import Reading
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.fields import Confidence
from briefgen.metrics.numbers import NOT_KNOWN, Number, text
from briefgen.text import dates

#: Words and numbers in the order of their printing.
Told = tuple[str | Number, ...]

_NEAR = 7
_HALF = 0.5


def plain(told: Told) -> str:
    """Return a reason as text."""
    return "".join(piece if isinstance(piece, str) else text(piece) for piece in told)


def then_reason(test: ClaimTest, then: Moment) -> Told:
    """Return what the populations showed when the claim was made, or why they did not."""
    sentences = [_found(test, answer) for answer in then.answers]
    if then.why:
        sentences.append((f"Not judged: {then.why}.",) if sentences else (f"{_capital(then.why)}.",))
    return _joined(sentences)


def now_reason(test: ClaimTest, then: Moment, now: Moment) -> Told:
    """Return what they show now; nothing where that is what they showed then."""
    if _snapshots(now) == _snapshots(then) and (now.answers or now.why == then.why):
        return ()
    return _joined([_found(test, answer) for answer in now.answers] or [(f"{_capital(now.why)}.",)])


def _joined(sentences: Iterable[Told]) -> Told:
    return tuple(piece for sentence in sentences for piece in (" ", *sentence))[1:]


def _snapshots(moment: Moment) -> list[str]:
    return [answer.reading.snapshot.id for answer in moment.answers]


def _capital(words: str) -> str:
    """Begin a sentence; a name on the Hub keeps its letters."""
    return words if "/" in words.split()[0] else f"{words[0].upper()}{words[1:]}"


def _found(test: ClaimTest, answer: Answer) -> Told:
    """What one population showed: on the snapshot's day, or on both sides of the day that is judged."""
    where = answer.reading.population.words
    if answer.bracket is None:
        return (f"{_day(answer.reading)}, {where}: ", *_pieces(test, answer.reading), ".")
    if test.grows:
        between = f"Between {_day(answer.bracket)} and {_day(answer.reading)}, {where}: at most "
        return (between, *_pieces(test, answer.reading), ".")
    first, last = (*_pieces(test, answer.reading),), (*_pieces(test, answer.bracket),)
    return (f"{_day(answer.reading)}, {where}: ", *first, f". {_day(answer.bracket)}: ", *last, ".")


def _day(reading: Reading) -> str:
    return dates.in_words(reading.snapshot.date)


def _pieces(test: ClaimTest, reading: Reading) -> Iterator[str | Number]:
    for words, name, _, _ in Formatter().parse(test.sentence):
        yield words
        if name is not None:
            yield reading.values.get(name, NOT_KNOWN)


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
