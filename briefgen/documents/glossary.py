"""The words of the field in a document: explained where it uses them, abbreviations written out once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from markupsafe import Markup, escape

from briefgen.yaml_files.fields import Record, Text
from briefgen.yaml_files.load import load_record
from briefgen.yaml_files.source import Location

#: Where a template wants the lines of the words that its document uses.
PLACE = "<!-- glossary -->"

_PIECES = re.compile(r"<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)
#: What is done with a text: its words explained, only counted, or nothing.
_How = Literal["prose", "left", "unread"]

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NAMES = re.compile(r'\bclass="([^"]*)"')
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
        told = "".join(self._told(piece, how, used) for piece, how in _pieces(html, used))
        lines = [term for term in self.terms if term.id in used.terms]
        return told.replace(PLACE, _lines(lines), 1)

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


def _pieces(html: str, used: _Used) -> Iterator[tuple[str, _How]]:
    """Take a page apart into tags and texts, and tell how each is to be treated."""
    #: The element that is left or unread, how often it is open, and which of the two it is.
    around, depth = "", 0
    how: _How = "unread"
    for found in _PIECES.finditer(html):
        piece = found[0]
        tag = _TAG.match(piece)
        if tag is None:
            yield piece, "unread" if piece.startswith("<") else how
            continue
        end, name = bool(tag[1]), tag[2].lower()
        if name == "section" and not end:
            used.in_section.clear()
        if name == "body":
            how = "unread" if end else "prose"
        elif around:
            depth += (name == around) * (-1 if end else 1)
            if depth == 0:
                around, how = "", "prose"
        elif how == "prose" and not end and (other := _apart(name, piece)):
            around, depth, how = name, 1, other
        yield piece, "unread"


def _apart(name: str, tag: str) -> _How | None:
    names = _NAMES.search(tag)
    classes = frozenset(names[1].split()) if names else frozenset()
    if name in _UNREAD or classes & _UNREAD_CLASSES:
        return "unread"
    return "left" if name in _LEFT or classes & _LEFT_CLASSES else None


def _lines(terms: Iterable[Term]) -> str:
    line = Markup('<p id="{}"><dfn>{}</dfn> {}</p>\n')
    return Markup("").join(line.format(term.id, term.term, term.line) for term in terms)
