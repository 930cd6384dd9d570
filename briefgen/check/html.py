"""What is wrong with a built page of HTML: its headings, links, alternative texts, words and sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from briefgen.check import html_parser
from briefgen.check.html_parser import ENDS, PageParts
from briefgen.check.project import Finding

#: Longer sentences are lost on a reader with four minutes.
MOST_WORDS = 35
#: Words of the field that a reader need not know.
_JARGON = (
    "adapter", "base model", "checkpoint", "derivative", "distillation", "embedding", "fine-tune", "GGUF",
    "inference", "lineage", "LoRA", "merge", "mixture of experts", "open-weight", "permissive",
    "quantisation", "repackager", "snapshot", "tracked model",
)  # fmt: skip


def find(name: str, html: str) -> Iterator[Finding]:
    """Find what is to be mended in a page that stands at `name` in the edition's folder."""
    page = html_parser.read(html)
    yield from _structure(name, page)
    yield from _pictures(name, page)
    yield from _words(name, page)


def _structure(name: str, page: PageParts) -> Iterator[Finding]:
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


def _pictures(name: str, page: PageParts) -> Iterator[Finding]:
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


def _words(name: str, page: PageParts) -> Iterator[Finding]:
    for words, place in page.prose:
        for sentence in ENDS.split(words):
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
