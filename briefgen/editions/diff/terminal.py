"""Changes between two editions, for a person at a terminal and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from briefgen.claims.judged_edition import Move
from briefgen.claims.verdicts import Verdict
from briefgen.editions.diff.compare import Changes
from briefgen.editions.diff.figures import Change, FigureChanges
from briefgen.metrics.numbers import Number, text

_WIDTH = 100
#: A terminal shows so many moves; JSON has all of them.
_MOST_SHOWN = 25
_KEY = (
    "[news]: between the two dates, over the same models. [coverage]: the later edition knows the earlier "
    "date better. [mixed]: nothing tells them apart, as a rule because another part of the models is known."
)
_HUNDRED = 100


def page(found: Changes) -> str:
    """Return the changes in parts, what bears on a verdict first and the largest moves before small ones."""
    parts = {
        "Verdicts that moved": [line for move in found.moves for line in _move(move)],
        "Figures, the largest moves first": list(_figures(found.figures)),
        "What the archives observed": [_told(change) for change in found.figures.observed],
        "Claims made since": [f"{claim.id}: {claim.statement}" for claim in found.claims],
        "Sources that came out since": [f"{source.id}: {source.csl.title}" for source in found.sources],
        "Snapshots added": [f"{it.id}: {it.rows:,} models; {it.population.words}" for it in found.snapshots],
        "Taken in another way than before": [
            f"{now.origin}: {now.retrieval.method} on {now.date}, {was.retrieval.method} on {was.date}"
            for was, now in found.retrieved
        ],
    }
    head = f"{found.earlier} to {found.later}, both worked out from what the project holds today."
    return "\n\n".join([head, *(_part(title, lines) for title, lines in parts.items())])


def record(found: Changes) -> dict[str, Any]:
    """Return the changes as the JSON of `briefgen diff --json` holds them (docs/commands.md)."""
    figures = found.figures
    return {
        "format": "briefgen/diff/1",
        "editions": [str(found.earlier), str(found.later)],
        "verdicts": [
            {
                "claim": move.verdict.claim.id,
                "statement": move.verdict.claim.statement,
                "before": {"word": move.before.word, "now": move.before.now},
                "after": {"word": move.verdict.word, "now": move.verdict.now},
                "turned": move.turned,
                "reason": move.verdict.reason,
            }
            for move in found.moves
        ],
        "figures": [_change(change) for change in figures.changes],
        "observed": [_change(change) for change in figures.observed],
        "charts": {
            "same": figures.same,
            "another_archive": figures.unlike,
            "new": figures.new,
            "gone": figures.gone,
        },
        "claims": [claim.id for claim in found.claims],
        "sources": [source.id for source in found.sources],
        "snapshots": [manifest.id for manifest in found.snapshots],
        "retrieved": [[was.id, now.id] for was, now in found.retrieved],
    }


def _part(title: str, lines: Iterable[str]) -> str:
    filled = [textwrap.fill(line, _WIDTH, initial_indent="  ", subsequent_indent="      ") for line in lines]
    return "\n".join([title, *(filled or ["  none"])])


def moved(move: Move) -> str:
    """Say what a verdict was and is, and why it changed."""
    why = "the data turned" if move.turned else "one of the two could not tell"
    return f"{move.verdict.claim.id}: {_words(move.before)} before, {_words(move.verdict)} now; {why}."


def _move(move: Move) -> Iterator[str]:
    yield moved(move)
    yield f"    {move.verdict.claim.statement}"


def _words(verdict: Verdict) -> str:
    whole = f"as a whole {verdict.word}"
    return whole if verdict.now is None else f"{verdict.now} ({whole})"


def _figures(figures: FigureChanges) -> Iterator[str]:
    if figures.changes:
        yield _KEY
    for change in figures.changes[:_MOST_SHOWN]:
        yield line(change)
    more = len(figures.changes) - _MOST_SHOWN
    if more > 0:
        yield f"and {more} smaller ones; --json prints all."
    for names, why in (
        (figures.unlike, "not compared, since the later edition rests on another archive"),
        (figures.same, "on the same snapshots as before"),
        (figures.new, "not in the earlier edition"),
        (figures.gone, "not in the later edition"),
    ):
        if names:
            yield f"{', '.join(names)}: {why}."


def line(change: Change) -> str:
    """Say what a number was and is, and what of the change is news."""
    return f"{change.chart}: {_told(change)} [{_kind(change)}]"


def _told(change: Change) -> str:
    about = ", ".join(filter(None, (change.subject, change.quantity)))
    return f"{about}: {text(change.before)} → {text(change.after)}"


def _kind(change: Change) -> str:
    """What of a change is news and what is coverage."""
    if change.known and change.known_otherwise:
        return f"mixed; known {' → '.join(text(number) for number in change.known)}"
    if change.news is None or change.coverage is None:
        return "mixed"
    parts = {"news": change.news, "coverage": change.coverage}
    return ", ".join(f"{name} {_by(change, part)}" for name, part in parts.items() if part) or "news"


def _by(change: Change, amount: float) -> str:
    if change.after.unit in ("share", "points"):
        return f"{amount * _HUNDRED:+.1f} points"
    return f"{amount:+,.0f}" if float(amount).is_integer() else f"{amount:+,.3f}"


def _change(change: Change) -> dict[str, Any]:
    return {
        "chart": change.chart,
        "subject": change.subject,
        "quantity": change.quantity,
        "unit": change.after.unit,
        "before": _cell(change.before),
        "earlier_date_now": _cell(change.between) if change.between else None,
        "after": _cell(change.after),
        "known": [number.value for number in change.known] if change.known else None,
        "news": change.news,
        "coverage": change.coverage,
    }


def _cell(number: Number) -> dict[str, Any]:
    return {"id": number.id, "value": number.value, "snapshots": list(number.snapshots)}
