"""Notes, a reference list and exports of the sources that a document cites, through CSL.

Strangers' text is shielded before the CSL processor sees it: each character that means something to HTML or
to the processor is exchanged for a noncharacter of Unicode, which no record can contain, and is restored
afterwards, escaped. So mark-up in a title stays text, and the processor cannot alter a field.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    Locator,
    formatter,
)
from citeproc.source.json import CiteProcJSON

from briefgen.library.bibtex import bibtex_entry
from briefgen.library.records import Library, Source

_STYLES = Path(__file__).parent / "styles"

# The processor drops doubled punctuation, makes dashes of hyphens and reads `<span class="nocase">`.
_TO_SHIELD = {ord(plain): chr(0xFDD0 + place) for place, plain in enumerate("?!.…<>&\"',;:-")}
_FROM_SHIELD = {ord(shield): html.escape(chr(plain)) for plain, shield in _TO_SHIELD.items()}
_STOPS = "".join(_TO_SHIELD[ord(stop)] for stop in "?!.…")
# A full stop of the style after a field that already ends in a stop.
_SECOND_STOP = re.compile(rf"(?<=[{_STOPS}])((?:</i>)?)\.")

_ADDRESS_START, _ADDRESS_END = "\ufdee", "\ufdef"
_ADDRESS = re.compile(f"{_ADDRESS_START}(.*?){_ADDRESS_END}")
_LINKABLE = re.compile(r"https?://[0-9a-z\[][!-~]*", re.IGNORECASE | re.ASCII)

# Characters that turn the direction of the text after them, and those that turn it back.
_TURNING = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")


@dataclass(frozen=True)
class CitationNote:
    """A numbered note: safe HTML with no elements but `i` and `a`, and none inside a link."""

    number: int
    html: str


@dataclass(frozen=True)
class ReferenceEntry:
    """A line of the reference list, safe in the same way."""

    source_id: str
    html: str


def styles() -> tuple[str, ...]:
    """Return the names of the citation styles that ship, in alphabetical order.

    >>> "notes" in styles()
    True
    """
    return tuple(sorted(file.stem for file in _STYLES.glob("*.csl")))


class Citations:
    """The notes of one document, in order; a later note to the same source is short.

    `style_name` is one of `styles()`.

    The reference list and the exports have the sources cited so far, sorted by author.
    """

    def __init__(self, sources: Iterable[Source], style_name: str = "notes") -> None:
        self._library = Library(sources=tuple(sources))
        items = [_shielded(_csl_item(source)) for source in self._library.sources]
        style = CitationStylesStyle(str(_STYLES / f"{style_name}.csl"), validate=False)
        self._processor = CitationStylesBibliography(style, CiteProcJSON(items), formatter.html)
        self._notes = 0
        self._mentioned: dict[str, None] = {}

    def mention(self, source_id: str) -> str:
        """Enter a source in the reference list without a note, and return its short title as plain text.

        Raises InputError if the library has no such source.
        """
        source = self._library.source(source_id)
        self._mentioned[source.id] = None
        return source.csl.title_short or source.csl.title

    def note(self, source_id: str, locator: str | None = None) -> CitationNote:
        """Write the next note. `locator` is printed unchanged ("p. 4", "section 2").

        Raises InputError if the library has no such source.
        """
        source = self._library.source(source_id)
        place = {"locator": Locator("page", _shield(locator))} if locator else {}
        citation = Citation([CitationItem(source.id, **place)])
        self._processor.register(citation)
        self._notes += 1
        return CitationNote(self._notes, _finished(str(self._processor.cite(citation, callback=None))))

    def bibliography(self) -> list[ReferenceEntry]:
        """Return the reference list."""
        items = self._cited()
        lines = self._processor.style.render_bibliography(items)
        return [
            ReferenceEntry(item.key, _finished(str(line))) for item, line in zip(items, lines, strict=True)
        ]

    def csl_json(self) -> list[dict[str, Any]]:
        """Return the reference list as CSL-JSON 1.0.2; what is uncertain of a source is in `note`."""
        return [_csl_item(self._library.source(item.key)) for item in self._cited()]

    def bibtex(self) -> str:
        """Return the reference list as BibTeX."""
        return "".join(f"{bibtex_entry(item)}\n" for item in self.csl_json())

    def _cited(self) -> list[CitationItem]:
        # Only now: a note after a mention is still the first of its source, and cites it in full.
        for source_id in self._mentioned:
            self._processor.register(Citation([CitationItem(source_id)]))
        self._mentioned.clear()
        return list(self._processor.style.sort_bibliography(self._processor.items))


def _csl_item(source: Source) -> dict[str, Any]:
    item = {"id": source.id, **source.csl.model_dump(by_alias=True, exclude_none=True)}
    item["author"] = list(item["author"])
    if source.csl.issued is not None:
        item["issued"] = {"date-parts": [[int(part) for part in source.csl.issued.split("-")]]}
    if marks := _marks(source):
        item["note"] = "; ".join(marks)
    return {name: value for name, value in item.items() if value}


def _marks(source: Source) -> list[str]:
    """What a reader must know before relying on a source, in a few words each."""
    marks = {
        "address inferred": source.address_known == "inferred",
        "address from memory": source.address_known == "from-memory",
        "read in part": source.how_read == "abstract",
        "known at second hand": source.how_read == "secondary",
        "known from memory": source.how_read == "from-memory",
        "garbled copy": source.condition == "garbled",
    }
    return [mark for mark, holds in marks.items() if holds]


def _shielded(item: dict[str, Any]) -> dict[str, Any]:
    """The item with every field that is free text shielded, and the bounds of the address marked."""
    shielded = {name: _shield(value) if isinstance(value, str) else value for name, value in item.items()}
    shielded |= {"id": item["id"], "type": item["type"]}
    if "author" in item:
        shielded["author"] = [{part: _shield(text) for part, text in name.items()} for name in item["author"]]
    if "URL" in item:
        shielded["URL"] = f"{_ADDRESS_START}{shielded['URL']}{_ADDRESS_END}"
    return shielded


def _shield(text: str) -> str:
    turned: list[str] = []
    for character in text:
        if character in _TURNING:
            turned.append(_TURNING[character])
        elif turned and character == turned[-1]:
            turned.pop()
    return text.translate(_TO_SHIELD) + "".join(reversed(turned))


def _finished(rendered: str) -> str:
    """The processor's output as HTML: stops mended, addresses linked, shields lifted."""
    single = _SECOND_STOP.sub(r"\1", rendered)
    return _ADDRESS.sub(_link, single).translate(_FROM_SHIELD)


def _link(address: re.Match[str]) -> str:
    text = address[1].translate(_FROM_SHIELD)
    return f'<a href="{text}">{text}</a>' if _LINKABLE.fullmatch(html.unescape(text)) else text
