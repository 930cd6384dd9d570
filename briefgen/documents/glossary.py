"""The words of the field in a document: explained where it uses them, abbreviations written out once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path
from typing import Literal

from markupsafe import Markup, escape

from briefgen.yaml_files.fields import Record, Text
from briefgen.yaml_files.load import load_record
from briefgen.yaml_files.source import Location

#: Where a template wants the lines of the words that its document uses.
PLACE = "<!-- glossary -->"

#: What is done with a text: its words explained, only counted, or nothing.
_How = Literal["prose", "left", "unread"]

#: What is not read for words: data, drawings, what is cited, where numbers come from.
_UNREAD = frozenset(["script", "style", "svg", "pre"])
_UNREAD_CLASSES = frozenset(["citation", "glossary", "notes", "numbers", "offers", "references"])
#: What is read, and left as it stands: headings, links, tables, captions, what a source says.
_LEFT = frozenset([
    "a", "blockquote", "button", "cite", "code", "details", "dfn", "figcaption", "h1", "h2", "h3", "h4",
    "label", "nav", "q", "summary", "table",
])  # fmt: skip
_LEFT_CLASSES = frozenset(["by", "figure-title", "footnote", "key-numbers", "mark", "said", "small-print"])


class Term(Record):
    """A word of the field, the `forms` in which texts print it, and the line that explains it.

    Without forms it is looked for as it stands, in whatever case.
    """

    term: Text
    forms: tuple[Text, ...] = ()
    line: Text

    @property
    def id(self) -> str:
        """Its anchor on a page.

        >>> Term(term="Mixture of experts", line="…").id
        'term-mixture-of-experts'
        """
        return f"term-{'-'.join(re.findall('[a-z0-9]+', self.term.lower()))}"


class Glossary(Record):
    """What a `glossary.yaml` says: terms, and what each abbreviation stands for."""

    terms: tuple[Term, ...] = ()
    abbreviations: Mapping[Text, Text] = {}

    @cached_property
    def _by_form(self) -> Mapping[str, Term]:
        return {form.lower(): term for term in self.terms for form in term.forms or (term.term,)}

    @cached_property
    def _wanted(self) -> re.Pattern[str]:
        """Any term or abbreviation; of two that begin alike the longer one. Abbreviations are capitals."""
        forms = sorted(self._by_form, key=lambda form: (-len(form), form))
        ways = [f"(?i:{'|'.join(map(re.escape, forms))})"] if forms else []
        ways.extend(re.escape(short) for short in self.abbreviations)
        return re.compile(rf"(?<![\w/-])(?:{'|'.join(ways)})(?![\w/-])") if ways else re.compile(r"(?!)")

    def explain(self, html: str, links: bool) -> str:
        """Write out abbreviations where the page first has them, and print the lines of the terms it uses.

        With `links`, a term leads to its line where a section first uses it.
        """
        used = _Used(links)
        reader = _Reader(html, lambda words, how: self._told(words, how, used), used.in_section.clear)
        lines = [term for term in self.terms if term.id in used.terms]
        return "".join(reader.written).replace(PLACE, _lines(lines), 1)

    def _told(self, piece: str, how: _How, used: _Used) -> str:
        if how == "prose":
            return self._wanted.sub(lambda found: self._one(found[0], used), piece)
        if how == "left":
            found = (self._by_form.get(words.lower()) for words in self._wanted.findall(piece))
            used.terms.update(term.id for term in found if term)
        return piece

    def _one(self, words: str, used: _Used) -> str:
        if words in self.abbreviations:
            first = words not in used.abbreviations
            used.abbreviations.add(words)
            return f"{words} ({escape(self.abbreviations[words])})" if first else words
        term = self._by_form[words.lower()]
        used.terms.add(term.id)
        if not used.links or term.id in used.in_section:
            return words
        used.in_section.add(term.id)
        return f'<a class="term" href="#{term.id}">{words}</a>'


@dataclass
class _Used:
    """What a page has used so far, and what the section at hand."""

    links: bool
    terms: set[str] = field(default_factory=set)
    in_section: set[str] = field(default_factory=set)
    abbreviations: set[str] = field(default_factory=set)


def read(path: Path) -> Glossary:
    """Read a `glossary.yaml`; without the file there are no words.

    Raises InputError with every mistake in it, its line and column.
    """
    return load_record(path, Glossary, _mistakes) if path.is_file() else Glossary()


def _mistakes(glossary: Glossary) -> Iterator[tuple[Location, str]]:
    seen: dict[str, str] = {}
    for place, term in enumerate(glossary.terms):
        for form in term.forms or (term.term,):
            if form.lower() in seen:
                yield ("terms", place), f"{form!r} stands under {seen[form.lower()]!r} already"
            seen.setdefault(form.lower(), term.term)


class _Reader(HTMLParser):
    """Takes a page apart into tags and texts, and writes each as `explain` gives it back.

    That is called with what stands in the page, to the letter, and with what is to be done with it;
    `begin_section` is called where a section begins.
    """

    def __init__(self, html: str, explain: Callable[[str, _How], str], begin_section: Callable[[], None]):
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self._html = html
        self._lines = list(accumulate((len(line) + 1 for line in html.split("\n")), initial=0))
        self._explain = explain
        self._begin_section = begin_section
        self._how: _How = "unread"
        #: The element that is left or unread, and how often it is open.
        self._around, self._depth = "", 0
        #: Where the piece at hand starts, what is done with it, and whether it is a text.
        self._start, self._text = 0, False
        self._doing: _How = "unread"
        self.feed(html)
        self.close()
        self._end(len(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look whether the texts in an element are read."""
        self._begin("unread", text=False)
        if tag == "section":
            self._begin_section()
        if tag == "body":
            self._how = "prose"
        elif self._around:
            self._depth += tag == self._around
        elif self._how == "prose" and (other := _apart(tag, dict(attrs).get("class") or "")):
            self._around, self._depth, self._how = tag, 1, other

    def handle_startendtag(self, *_: object) -> None:
        """Pass a tag that closes itself, as those of drawings do: there are no texts in it."""
        self._begin("unread", text=False)

    def handle_endtag(self, tag: str) -> None:
        """Read on as before where the element ends that was left or unread."""
        self._begin("unread", text=False)
        if tag == "body":
            self._how = "unread"
        elif tag == self._around:
            self._depth -= 1
            if self._depth == 0:
                self._around, self._how = "", "prose"

    def handle_data(self, _: str) -> None:
        """Read a text; one with characters that stand by name or number in it is one text."""
        if not self._text:
            self._begin(self._how, text=True)

    def handle_entityref(self, name: str) -> None:
        """Read a character reference by name."""
        self.handle_data(name)

    def handle_charref(self, name: str) -> None:
        """Read a character reference by number."""
        self.handle_data(name)

    def handle_comment(self, _: str) -> None:
        """Pass what is neither a tag nor a text."""
        self._begin("unread", text=False)

    def handle_decl(self, decl: str) -> None:
        """Pass the type of the document."""
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        """Pass what is for programs."""
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        """Pass what is no HTML."""
        self.handle_comment(data)

    def _begin(self, how: _How, text: bool) -> None:
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        self._end(start)
        self._start, self._doing, self._text = start, how, text

    def _end(self, end: int) -> None:
        self.written.append(self._explain(self._html[self._start : end], self._doing))


def _apart(name: str, names: str) -> _How | None:
    """What is done with the texts of an element, if it is not what is done with those around it."""
    classes = frozenset(names.split())
    if name in _UNREAD or classes & _UNREAD_CLASSES:
        return "unread"
    return "left" if name in _LEFT or classes & _LEFT_CLASSES else None


def _lines(terms: Iterable[Term]) -> str:
    line = Markup('<p id="{}"><dfn>{}</dfn> {}</p>\n')
    return Markup("").join(line.format(term.id, term.term, term.line) for term in terms)
