"""Ledgers held against the data: every number worked out again, every printed text derived from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from briefgen.errors import InputError
from briefgen.evidence.verify.report import Report
from briefgen.ledger.file import LedgerEntry
from briefgen.ledger.prose import shorten
from briefgen.metrics.engine import Engine
from briefgen.metrics.numbers import Number, Style, text


def count(entries: Sequence[LedgerEntry], engine: Engine, report: Report, file: str) -> None:
    """Work out every number of a ledger again by running its metric's SQL, and report what differs."""
    for place, entry in enumerate(entries, start=1):
        if entry.alias != f"N-{place:04}":
            report.differ(f"expected the alias N-{place:04}", file, entry.alias)
        for what in _wrong(entry, engine):
            report.differ(what, file, entry.alias)
    repeated = len(entries) - len({entry.id for entry in entries})
    if repeated:
        report.differ(f"{repeated} numbers stand in it twice", file)
    # A count of zero is no check.
    if entries:
        report.checked.append(f"{len(entries)} numbers worked out again from the snapshots by their SQL")


def complete(entries: Iterable[LedgerEntry], expected: Iterable[Number], report: Report, file: str) -> None:
    """Report every number that a verdict rests on and the ledger does not hold."""
    held = {entry.id for entry in entries}
    for number in expected:
        if number.id not in held:
            report.differ(
                f"the ledger lacks {number.metric}.{number.column} of {', '.join(number.snapshots)}", file
            )


def agrees(entry: LedgerEntry, value: object) -> bool:
    """Whether a value is that of a ledger's entry, in kind as well."""
    ours = entry.number.value
    return type(ours) is type(value) and ours == value


def _wrong(entry: LedgerEntry, engine: Engine) -> Iterable[str]:
    """What is wrong with one number, in words."""
    number = entry.number
    if number.id != entry.id:
        yield f"its id is {entry.id[:40]}, but what it says of itself gives {number.id}"
    try:
        found = engine.again(number)
    except InputError as error:
        yield f"cannot be worked out: {str(error)[:300]}"
        return
    if found is None:
        yield "no single row of its metric's answer is the one that it names"
        return
    if not agrees(entry, found.value):
        yield f"the ledger says {_shown(number.value)}, the data say {_shown(found.value)}"
    if number.unit != found.unit:
        yield f"the ledger says its unit is {number.unit}, it is {found.unit}"
    allowed = {_printed(found, style) for style in get_args(Style)}
    for printed in entry.texts:
        if printed not in allowed:
            yield f"printed as {printed[:80]!r}, which is none of the ways to print {_shown(found.value)}"


def _printed(number: Number, style: Style) -> str:
    printed = text(number, style)
    return shorten(printed) if isinstance(number.value, str) else printed


def _shown(value: object) -> str:
    return "not known" if value is None else repr(value)[:80] if isinstance(value, str) else str(value)[:80]
