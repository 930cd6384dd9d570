"""What a test wants to know of a page of HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

#: Elements whose whole text is one block; what only the screen has (links to skip, notes, and what says so
#: by `data-medium`) is none.
_BLOCKS = {"p", "h1", "h3", "figcaption", "th", "td", "dt", "dd"}
_VOID = {"meta", "link", "br", "img", "wbr", "hr", "input"}


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Markup(HTMLParser):
    """Elements with their attributes, numbers with their places, blocks of text, and all visible text."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    numbers: list[tuple[str, str, str, list[str]]] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    text: str = ""
    _open: list[_Open] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @classmethod
    def read(cls, file: Path) -> Markup:
        page = cls()
        page.feed(file.read_text(encoding="utf-8"))
        page.close()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag not in _VOID:
            self._open.append(_Open(tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        closed = self._open.pop()
        assert closed.tag == tag, f"<{closed.tag}> is closed by </{tag}>"
        if tag in _BLOCKS and not any("data-medium" in opened.attributes for opened in self._open):
            self.blocks.append(closed.text)
        if self._open:
            self._open[-1].text += closed.text
        if tag == "data":
            places = [opened.attributes["id"] for opened in self._open if "id" in opened.attributes]
            value = closed.attributes["value"]
            self.numbers.append((closed.attributes["data-number"], value, closed.text, places))

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].tag not in ("style", "script"):
            self._open[-1].text += data
            self.text += data
