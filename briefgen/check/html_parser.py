"""What a built page of HTML holds, as far as checks ask for it: headings, links, pictures, prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
_BLOCKS = ("p", "li", "dd", "h2", "h3", "h4")
#: What is not ours, or no sentence: where numbers come from, what is cited, what a source says.
_LEFT_OUT = {"numbers", "references", "notes", "number", "said", "by", "contents"}
_NO_PROSE = ("svg", "table", "script", "style", "sup", "q", "blockquote", "pre", "summary")
#: A drawing that has its alternative text.
_TITLED = "titled"
#: Between two sentences.
ENDS = re.compile(r"(?<=[.!?])[”’)]?\s+(?=[A-Z“‘0-9])")


@dataclass
class _Open:
    tag: str
    id: str
    names: frozenset[str]
    text: str = ""


@dataclass
class PageParts(HTMLParser):
    """What the checks ask of a page, in its order."""

    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    headings: list[tuple[int, str, str]] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    prose: list[tuple[str, str]] = field(default_factory=list)
    glossary: str = ""
    unnamed: list[str] = field(default_factory=list)
    whole: dict[str, str] = field(default_factory=dict)
    _open: list[_Open] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @property
    def _place(self) -> str:
        """The nearest thing around that has an id, headings of sections left out."""
        return next((it.id for it in reversed(self._open) if it.id and not it.id.endswith("-heading")), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and given.get("href", "").startswith("#"):
            self.links.append((given["href"][1:], self._place))
        if tag == "img":
            self.pictures.append((given.get("alt", ""), self._place))
        if tag == "html":
            self.whole["lang"] = given.get("lang", "")
        if tag not in _VOID:
            names = frozenset({given.get("id", ""), *given.get("class", "").split()})
            self._open.append(_Open(tag, given.get("id", ""), names))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and keep what it says."""
        if not any(it.tag == tag for it in self._open):
            return
        while (closed := self._open.pop()).tag != tag:
            pass
        words = " ".join(closed.text.split())
        parent = self._open[-1].tag if self._open else ""
        if tag == "title" and parent == "svg":
            self._open[-1].names |= {_TITLED}
            self.pictures.append((words, self._place))
        elif tag == "title":
            self.whole["title"] = words
        elif tag == "svg" and _TITLED not in closed.names:
            self.pictures.append(("", self._place))
        elif re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), words, self._place))
        if any("glossary" in it.names for it in self._open):
            self.glossary += f" {words}"
        if tag in _BLOCKS and self._ours(closed):
            self.prose.append((words, closed.id or self._place))
        # What is no sentence of the block around it is not counted there.
        elif self._open and tag not in (*_NO_PROSE, *_BLOCKS, "title"):
            self._open[-1].text += closed.text

    def _ours(self, closed: _Open) -> bool:
        around = [*self._open, closed]
        inside = any(it.tag in _NO_PROSE for it in around)
        return not inside and not any(it.names & (_LEFT_OUT - {"number"}) for it in around)

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self._open:
            self._open[-1].text += data


def read(html: str) -> PageParts:
    """Read a page of HTML."""
    page = PageParts()
    page.feed(html)
    page.close()
    return page
