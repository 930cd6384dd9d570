"""The numbers that an edition's HTML prints, held to its ledger: each carries its name there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path

from briefgen.documents import web_fonts
from briefgen.evidence.verify.report import Report
from briefgen.ledger.file import LedgerEntry

_DOCUMENTS = "*/briefing.html"
#: A report names so many numbers of one document.
_MOST = 5
#: So much of a name.
_LONGEST = 40
#: How the name of a number begins.
_ALIAS = "#N-"


def compare(folder: Path, entries: Sequence[LedgerEntry], report: Report) -> None:
    """Hold every number that the documents in `folder` print to the ledger's entry of that name.

    The text must be one that the ledger says was printed, and the full value beside it the ledger's.
    """
    known = {entry.alias: entry for entry in entries}
    texts = {entry.alias: {web_fonts.printable(text)[0] for text in entry.texts} for entry in entries}
    for file in sorted(folder.glob(_DOCUMENTS)):
        found = _Numbers()
        found.feed(file.read_text(encoding="utf-8", errors="replace"))
        name = file.relative_to(folder).as_posix()
        wrong = [it for it in _wrong(found.printed, known, texts) if it]
        for alias, what in wrong[:_MOST]:
            report.differ(what, name, alias[:_LONGEST])
        if len(wrong) > _MOST:
            report.differ(f"and {len(wrong) - _MOST} more numbers that are not as the ledger says", name)
        if found.printed and not wrong:
            report.checked.append(f"{len(found.printed)} numbers in {name} printed as the ledger says")


def _wrong(
    printed: Sequence[tuple[str, str, str | None]],
    known: Mapping[str, LedgerEntry],
    texts: Mapping[str, set[str]],
) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for alias, text, value in printed:
        if alias not in known:
            found[alias, "printed, and the ledger holds no such number"] = None
        elif text not in texts[alias]:
            found[alias, f"printed as {text[:80]!r}, which the ledger does not say"] = None
        elif value is not None and value != _full(known[alias]):
            found[alias, f"printed with the value {value[:80]}, the ledger says {_full(known[alias])}"] = None
    return list(found)


def _full(entry: LedgerEntry) -> str:
    """The value as HTML carries it."""
    value = entry.number.value
    return value.isoformat() if isinstance(value, dt.date) else repr(value)


class _Numbers(HTMLParser):
    """Collects what is printed as a number: its name, its text and, if it is there, its full value."""

    def __init__(self) -> None:
        super().__init__()
        self.printed: list[tuple[str, str, str | None]] = []
        self._value: str | None = None
        self._alias: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the beginning of a number, or its full value."""
        told = dict(attrs)
        if tag == "data":
            self._value = told.get("value")
        href = told.get("href") or ""
        if tag == "a" and told.get("class") == "number" and href.startswith(_ALIAS):
            self._alias, self._text = href[1:], ""

    def handle_data(self, data: str) -> None:
        """Note the text of a number."""
        if self._alias is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Note a number that was read whole."""
        if tag == "a" and self._alias is not None:
            self.printed.append((self._alias, self._text, self._value))
            self._alias = None
        if tag == "data":
            self._value = None
