"""Verdicts on a terminal: a table of all, one claim in full with its history, and what a verdict rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from briefgen.claims.evaluate import Moment
from briefgen.claims.export import numbers
from briefgen.claims.judged_edition import HistoryEntry, JudgedEdition
from briefgen.claims.verdicts import Verdict
from briefgen.library.excerpts import Passage, deep_link
from briefgen.library.records import Source
from briefgen.metrics.numbers import Number, text

#: No line of the table is longer.
WIDTH = 100

_HEADINGS = ("Claim", "As a whole", "Then", "Now", "What is claimed")
_WIDTHS = (22, 12, 12, 12, 34)
_SHORT = {"partly-supported": "partly"}

#: Places of the words in the chart of a history, left to right.
_SCALE = ("contradicted", "partly-supported", "supported")
_STEP = 14


def table(verdicts: Sequence[Verdict]) -> str:
    """Return the verdicts in the order given, opinions left out and counted below."""
    judged = [verdict for verdict in verdicts if verdict.word != "opinion"]
    lines = [_line(_HEADINGS), _line(["-" * width for width in _WIDTHS])]
    for verdict in judged:
        words = [_SHORT.get(str(word), word or "-") for word in (verdict.word, verdict.then, verdict.now)]
        lines.append(_line([verdict.claim.id, *words, verdict.claim.statement]))
    tests = {verdict.test.id for verdict in judged if verdict.test}
    lines.append("")
    opinions = len(verdicts) - len(judged)
    lines.append(f"{len(judged)} claims, {len(tests)} distinct tests; {opinions} opinions, not judged.")
    lines.append("Then is when it was said. `briefgen claims --claim ID` prints one in full.")
    return "\n".join(lines)


def page(docket: JudgedEdition, verdict: Verdict) -> str:
    """Return one claim in full: what is claimed, the verdict and why, what would settle it, the history."""
    claim = verdict.claim
    parts = [
        _filled(f"{claim.id}: {claim.statement}"),
        _pairs(
            {
                "Said by": str(verdict.attribution),
                "Source": f"{claim.source}, {claim.locator}",
                "Said on": f"{claim.made_on} ({claim.made_on_basis})",
                "Kind": claim.kind,
                "Wording": verdict.attribution.caution,
                "Retells": claim.retells or "",
                "As a whole": verdict.word,
                "Then": _judged(verdict.then, verdict.then_moment),
                "Now": _judged(verdict.now, verdict.now_moment),
                "Confidence": f"{verdict.confidence}: {verdict.confidence_reason}"
                if verdict.confidence
                else "",
                "Reached": verdict.basis if verdict.basis != "none" else "",
                "Why": verdict.reason,
                "Would settle": verdict.would_settle,
                "Test": f"{verdict.test.id}: {verdict.test.asks}" if verdict.test else "",
                "Read as": verdict.test.reads if verdict.test else "",
                "Shares it": ", ".join(_sharing(docket, verdict)),
                "Note": claim.note or "",
            }
        ),
    ]
    if verdict.reply is not None:
        told = docket.library.source(verdict.reply.source).csl.title
        parts.append(
            _filled(f"Reply by {verdict.reply.by}, {verdict.reply.date} ({told}): {verdict.reply.words}")
        )
    if verdict.test and not verdict.test.arithmetic:
        parts.append(chart(docket.history(claim)))
    return "\n\n".join(parts)


def _judged(word: str | None, moment: Moment | None) -> str:
    """The word of a moment, how far from the day the snapshot is that tells it, and what part that knows."""
    if word is None or moment is None or moment.answer is None:
        return word or ""
    away = moment.answer.days_from(moment.day)
    days = {0: "on the day itself", 1: "a day away"}.get(away, f"{away} days away")
    known = moment.answer.reading.coverage
    part = f", which knows {text(known)} of the population" if known is not None and known.known else ""
    return f"{word}, by a snapshot {days}{part}"


def chart(history: Iterable[HistoryEntry]) -> str:
    """Draw the verdicts for now, an edition a line; `?` where it could not be judged.

    >>> print(chart([HistoryEntry("2025-08", "supported", "supported")]))
    Edition   contradicted  partly        supported
    2025-08                                   ●
    """
    head = "".join(_SHORT.get(word, word).ljust(_STEP) for word in _SCALE).rstrip()
    lines = [f"Edition   {head}"]
    for entry in history:
        word = entry.now or "untestable"
        place = _SCALE.index(word) * _STEP + 4 if word in _SCALE else 0
        mark = "●" if word in _SCALE else "?"
        lines.append(f"{entry.edition}   {' ' * place}{mark}")
    return "\n".join(lines)


def explanation(docket: JudgedEdition, verdict: Verdict, passage: Passage | None) -> str:
    """Return one claim in full, then its passage, the rows behind the verdict and the SQL that gave them."""
    source = docket.library.source(verdict.claim.source)
    parts = [page(docket, verdict), _passage(verdict, source, passage)]
    found = list(dict.fromkeys(numbers(verdict)))
    if found:
        parts.append("Rows behind the verdict:\n" + "\n".join(_row(number) for number in found))
    parts += [
        f"SQL of {name} (its tables: metrics/schema.sql):\n\n{docket.catalogue.metric(name).sql}"
        for name in dict.fromkeys(number.metric for number in found)
    ]
    return "\n\n".join(part for part in parts if part)


def _passage(verdict: Verdict, source: Source, passage: Passage | None) -> str:
    """Where the claim stands: by first and last words, and as a whole where its capture is at hand.

    Nothing of a garbled copy: its words are nobody's.
    """
    excerpt = verdict.claim.excerpt
    if excerpt is None or verdict.claim.garbled:
        return ""
    lines = [f"Passage of {excerpt.words} words: “{excerpt.first} … {excerpt.last}”"]
    if source.csl.url is not None:
        lines.append(f"On the page: {deep_link(source.csl.url, excerpt)}")
    if passage is not None:
        lines += [f"In its capture at line {passage.line}:", textwrap.indent(_filled(passage.text), "  ")]
    return "\n".join(lines)


def _row(number: Number) -> str:
    asked = ", ".join(f"{key}={value}" for key, value in number.parameters)
    row = ", ".join(f"{key}={value}" for key, value in number.row)
    told = f"  {number.id}  {number.column} = {text(number)}"
    return f"{told}\n    {number.metric}({asked}) of {', '.join(number.snapshots)}; row {row or 'only one'}"


def _sharing(docket: JudgedEdition, verdict: Verdict) -> list[str]:
    """The other claims that rest on the same test: together they count once."""
    if verdict.test is None:
        return []
    claims = docket.library.claims
    return [it.id for it in claims if it.test == verdict.test.id and it.id != verdict.claim.id]


def _line(cells: Sequence[str]) -> str:
    """A row of the table, its cells wrapped within their columns."""
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, _WIDTHS, strict=True)]
    height = max(len(cell) for cell in wrapped)
    rows = [[cell[line] if line < len(cell) else "" for cell in wrapped] for line in range(height)]
    return "\n".join(
        "  ".join(part.ljust(width) for part, width in zip(row, _WIDTHS, strict=True)).rstrip()
        for row in rows
    )


def _pairs(told: dict[str, str]) -> str:
    """Names and what they say, those that say nothing left out."""
    indent = " " * 15
    return "\n".join(
        textwrap.fill(words, WIDTH, initial_indent=name.ljust(15), subsequent_indent=indent)
        for name, words in told.items()
        if words
    )


def _filled(words: str) -> str:
    return textwrap.fill(words, WIDTH)
