"""Holds printed ascriptions to the records: whoever is named was read saying it, on the day that is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import tinyhtml5

from briefgen.library.records import Library, Source
from briefgen.library.statements import Claim
from briefgen.text import dates

ACCOUNTS = "Second-hand accounts"
_RETELLING = ", retelling "


def page(file: Path) -> Element:
    """A page of HTML as a browser reads it."""
    root: Element = tinyhtml5.parse(file.read_text(encoding="utf-8"), namespace_html_elements=False)
    return root


def text(element: Element | None) -> str:
    """The text of an element, on one line; empty if there is none."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def entries(root: Element) -> Iterator[tuple[str, str]]:
    """Yield the statement and the ascription of each claim that a document lists with its verdict."""
    for block in root.iter("div"):
        if "verdicts" in block.get("class", "").split():
            for line in block.findall("./div/p[strong]"):
                yield text(line.find("strong")), text(line.find("span[@class='by']"))


def names(source: Source) -> set[str]:
    """What a source may be called: its by-line, its titles, its authors, and where it appeared."""
    authors = {" ".join(filter(None, (it.given, it.family, it.literal))) for it in source.csl.author}
    titles = {source.csl.title, source.csl.title_short, source.csl.container_title, source.byline}
    return {_lower(it) for it in (*authors, *titles) if it}


def read_in(library: Library, claim: Claim) -> set[str]:
    """The ids of the sources in which a claim's words were read, by its record alone."""
    source = library.source(claim.source)
    if claim.garbled:
        return {source.id} if source.condition == "garbled" else set()
    if claim.wording in ("retold", "reconstructed"):
        return set(claim.read_in)
    return set() if source.how_read in ("secondary", "from-memory") else {source.id}


def mistakes(library: Library, words: str, claims: list[Claim], dated: bool = True) -> Iterator[str]:
    """Yield what is wrong with an ascription that is printed for one of some claims."""
    for piece in re.split(r"; |\. By the same test: ", words):
        told = [it for it in claims if not dated or dates.partial_in_words(it.made_on) in piece]
        named = piece.partition(_RETELLING)[0]
        if not any(_fits(library, named, it) for it in told):
            yield f"{', '.join(it.id for it in claims)}: {piece}"


def _fits(library: Library, named: str, claim: Claim) -> bool:
    read = read_in(library, claim)
    seen = {name for source_id in read for name in names(library.source(source_id))}
    if not read:
        return named.startswith(ACCOUNTS)
    # A name is followed by nothing, by the day, or by another name.
    return any(re.match(rf"{re.escape(name)}(,| and |$)", _lower(named)) for name in seen)


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
