"""What is wrong with a built page of HTML: its headings, links, alternative texts, words and sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from briefgen.briefing.findings import Finding

#: Longer sentences are lost on a reader with four minutes.
MOST_WORDS = 35
_VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
_BLOCKS = ("p", "li", "dd", "h2", "h3", "h4")
#: What is not ours, or no sentence: where numbers come from, what is cited, what a source says.
_LEFT_OUT = {"numbers", "references", "notes", "number", "said", "by", "contents"}
_NO_PROSE = ("svg", "table", "script", "style", "sup", "q", "blockquote", "pre", "summary")
#: A drawing that has its alternative text.
_TITLED = "titled"
_ENDS = re.compile(r"(?<=[.!?])[”’)]?\s+(?=[A-Z“‘0-9])")

#: Words of the field that a reader need not know.
_JARGON = (
    "adapter", "base model", "checkpoint", "derivative", "distillation", "embedding", "fine-tune", "GGUF",
    "inference", "lineage", "LoRA", "merge", "mixture of experts", "open-weight", "permissive",
    "quantisation", "repackager", "snapshot", "tracked model",
)  # fmt: skip


@dataclass
class _Open:
    tag: str
    id: str
    names: frozenset[str]
    text: str = ""


@dataclass
class _Page(HTMLParser):
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
        if self._open:
            self._open[-1].text += data


def find(name: str, html: str) -> Iterator[Finding]:
    """Find what is to be mended in a page that stands at `name` in the edition's folder."""
    page = _Page()
    page.feed(html)
    page.close()
    yield from _structure(name, page)
    yield from _pictures(name, page)
    yield from _words(name, page)


def _structure(name: str, page: _Page) -> Iterator[Finding]:
    for key in ("lang", "title"):
        if not page.whole.get(key):
            yield Finding(
                "HTML", name, f"the page has no {key}", "readers of screens begin with it", f"give it a {key}"
            )
    for one, times in Counter(page.ids).items():
        if times > 1:
            why = "links to it lead to the first alone"
            yield Finding("HTML", f"{name}#{one}", f"{times} elements have this id", why, "rename the others")
    known = set(page.ids)
    for target, place in page.links:
        if target not in known:
            yield Finding(
                "broken link",
                f"{name}#{place}",
                f"#{target} leads nowhere in this document",
                "a reader who follows it stays where they are",
                "link to a section, figure or table that is printed",
            )
    before = 0
    for level, words, place in page.headings:
        if level > before + 1:
            yield Finding(
                "heading skips",
                f"{name}#{place}",
                f"“{words}” is of level {level}, after one of level {before}",
                "readers of screens find their way by the levels",
                f"make it h{before + 1}",
            )
        before = level


def _pictures(name: str, page: _Page) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for alt, place in page.pictures:
        if not alt:
            yield Finding(
                "alternative text",
                f"{name}#{place}",
                "a picture has none",
                "who cannot see it learns nothing of it",
                "say type, subject and finding in its alternative text",
            )
        elif alt in seen:
            yield Finding(
                "alternative text",
                f"{name}#{place}",
                f"it is that of #{seen[alt]}",
                "two pictures cannot be told apart",
                "say what is different in this one",
            )
        seen.setdefault(alt, place)


def _words(name: str, page: _Page) -> Iterator[Finding]:
    for words, place in page.prose:
        for sentence in _ENDS.split(words):
            count = len(sentence.split())
            if count > MOST_WORDS:
                yield Finding(
                    "long sentence",
                    f"{name}#{place}",
                    f"{count} words: “{sentence[:100]}…”",
                    f"sentences of more than {MOST_WORDS} words are lost on a reader with four minutes",
                    "make two of it",
                )
    said = " ".join(words for words, _ in page.prose)
    explained = page.glossary.lower()
    for term in _JARGON:
        if re.search(rf"\b{re.escape(term)}", said, re.IGNORECASE) and term.lower() not in explained:
            yield Finding(
                "jargon",
                name,
                f"“{term}” stands in the text and not in the glossary",
                "a reader from outside the field does not know it",
                "explain it in a line of the glossary, or use a plain word",
            )
