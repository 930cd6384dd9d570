"""What the first page of a built document says, read from the document itself: the site says nothing else."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from html.parser import HTMLParser

_BLANKS = re.compile(r"[ \t\r\n]+")
#: The parts of a first page that hold a list (templates/shared/parts.html.j2), and single lines by class.
_LISTS = ("key-numbers", "findings")
_LINES = ("mark", "strapline", "standfirst", "table-note")
#: Where the first page ends.
_END = '<div class="body">'
#: What stands in a line without being part of it: calls of notes.
_LEFT_OUT = "sup"


@dataclass(frozen=True)
class KeyNumber:
    """A key number as it is printed: its value, what that is, of when and of whom, and how it changed."""

    value: str
    label: str
    basis: str
    change: str


@dataclass(frozen=True)
class FrontFinding:
    """A finding as it is printed: its headline, and the sentences under it."""

    headline: str
    words: str


@dataclass(frozen=True)
class Front:
    """The first page of a document; what the document does not have is empty.

    `mark` says that it is a draft, and until when it is embargoed; `basis` what the key numbers are about.
    """

    title: str
    strapline: str
    standfirst: str
    basis: str
    mark: str
    key_numbers: tuple[KeyNumber, ...]
    findings: tuple[FrontFinding, ...]


def read(html: str) -> Front:
    """Read the first page of a document that briefgen wrote as HTML.

    >>> front = read("<h1>Who leads</h1><section id=findings><li><h3>A <a>lead</a></h3><p>So.</p></section>")
    >>> front.title, front.findings
    ('Who leads', (FrontFinding(headline='A lead', words='So.'),))
    """
    reader = _Reader()
    reader.feed(html.partition(_END)[0])
    reader.close()
    lines = {name: _line(pieces) for name, pieces in reader.lines.items()}
    items = {
        name: [{field: _line(pieces) for field, pieces in item.items()} for item in found]
        for name, found in reader.items.items()
    }
    return Front(
        lines.get("h1", ""),
        lines.get("strapline", ""),
        lines.get("standfirst", ""),
        lines.get("table-note", ""),
        lines.get("mark", ""),
        tuple(
            KeyNumber(*(item.get(field, "") for field in ("value", "label", "basis", "change")))
            for item in items["key-numbers"]
        ),
        tuple(FrontFinding(item.get("h3", ""), item.get("p", "")) for item in items["findings"]),
    )


class _Reader(HTMLParser):
    """Gathers the text of lines and of the fields of list items, which are named by class or element."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, list[str]] = {}
        self.items: dict[str, list[dict[str, list[str]]]] = {name: [] for name in _LISTS}
        self._within: str | None = None
        self._into: list[str] | None = None
        self._left_out = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Begin a list, an item, a field or a line."""
        told = defaultdict(str, {name: value or "" for name, value in attributes})
        if tag == "section":
            self._within = told["id"] if told["id"] in _LISTS else None
        elif tag == "li" and self._within:
            self.items[self._within].append({})
        elif tag in ("h1", "h3", "p"):
            self._into = self._opened(tag, told["class"])
        elif tag == _LEFT_OUT:
            self._left_out += 1

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        if tag == "section":
            self._within = None
        elif tag in ("h1", "h3", "p"):
            self._into = None
        elif tag == _LEFT_OUT:
            self._left_out -= 1

    def handle_data(self, data: str) -> None:
        """Take text that stands in a field or a line."""
        if self._into is not None and not self._left_out:
            self._into.append(data)

    def _opened(self, tag: str, name: str) -> list[str] | None:
        """Where the text of a field or a line goes; the first of a name counts."""
        if self._within:
            item = self.items[self._within][-1:] or [{}]
            return item[0].setdefault(name or tag, [])
        name = "h1" if tag == "h1" else name
        return self.lines.setdefault(name, []) if name in ("h1", *_LINES) and name not in self.lines else None


def _line(pieces: list[str]) -> str:
    return _BLANKS.sub(" ", "".join(pieces)).strip()
