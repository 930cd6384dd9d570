"""Bare digits: figures that a template or a comment prints by itself, past the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefgen.errors import InputError
from briefgen.project import Project

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"

#: What is no prose, and is left out with all that stands in it.
_NO_PROSE = {
    ".j2": (
        r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}",
        r"<!--.*?-->",
        r"<(style|script|code|pre|q|blockquote)\b.*?</\1>",
        r"<[^>]*>",
        r"&#?\w+;",
    ),
    ".md": (
        r"\A---[ \t]*\n.*?^---[ \t]*$",
        r"\{#.*?#\}|\{\{.*?\}\}",
        r"^(```|~~~).*?^\1",
        r"`[^`\n]*`",
        r"^>.*?$",
        r"^\s*\d+[.)](?=\s)",
        r"^#+\s*[\d.]+",
        r"\]\([^)\n]*\)",
        r"<?https?://\S+",
    ),
}

#: Digits in prose that count nothing.
_ALLOWED = (
    # Somebody else's words.
    r"“[^”]*”",
    r"‘[^’\n]*’(?!\w)",
    r'"[^"\n]*"',
    # Dates: a day, a month, a year, a span of years.
    rf"\b\d{{1,2}}( and \d{{1,2}})? ({_MONTH})\b( \d{{4}}\b)?",
    rf"\b({_MONTH}) (\d{{1,2}}, )?\d{{4}}\b",
    r"\b(19|20)\d\d(-\d\d(-\d\d)?)?\b(?![%,.]?\d)(?!%)",
    # Ordinals, and numbers of sections, pages and figures.
    r"\b\d+(st|nd|rd|th)\b",
    r"(§+|\b(sections?|chapter|article|clause|pages?|pp?\.|figure|table|note|step)) ?\d[\d.–-]*",
    # The window in which the Hub counts downloads: it belongs to the name of that measure.
    r"\b30[- ]days?\b",
    # Part of a name: SHA-256, Qwen1.5, FLUX.1-dev, Apache 2.0.
    r"[^\W\d_][\w./+-]*\d[\w./+-]*",
    r"\b(Apache|Llama|Version|version|RFC|ISO|WCAG) \d[\d.]*",
)

_FLAGS = re.DOTALL | re.MULTILINE | re.IGNORECASE


#: How to mend them.
ADVICE = (
    "print it through the ledger, as {{ row.column | number }}; or write it in words, or in quotation marks "
    "where it is quoted"
)


@dataclass(frozen=True)
class BareDigits:
    """Digits that come from no ledger: the file and line (`file:line`), the digits and the words around."""

    place: str
    digits: str
    words: str


def find(project: Project) -> list[BareDigits]:
    """Return the bare digits of a project's templates and comments, by file and line.

    Raises InputError where a file is not UTF-8.
    """
    files = [*project.templates.rglob("*.j2"), *project.editions.glob("*.md")]
    return [
        BareDigits(f"{file.relative_to(project.root).as_posix()}:{line}", digits, words)
        for file in sorted(files)
        for line, digits, words in bare(_text(file), file.suffix)
    ]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{file}: expected UTF-8 text; save the file as UTF-8.") from None


def bare(text: str, kind: str) -> Iterator[tuple[int, str, str]]:
    """Find the bare digits of a text, with the line of each and the words around it.

    `kind` is the file's suffix: `.j2` for HTML with Jinja, `.md` for Markdown.

    >>> list(bare("In 2025 the {{ share }}\\nof 7 of them, <td colspan='2'>the 2nd</td>", ".j2"))
    [(2, '7', "of 7 of them, <td colspan='2'>the 2nd</td>")]
    """
    prose = text
    for pattern in (*_NO_PROSE[kind], *_ALLOWED):
        prose = re.sub(pattern, _blank, prose, flags=_FLAGS)
    lines = text.split("\n")
    for found in re.finditer(r"\d+([.,]\d+)*%?", prose):
        line = prose.count("\n", 0, found.start())
        yield (
            line + 1,
            found[0],
            _around(lines[line], found.start() - prose.rfind("\n", 0, found.start()) - 1),
        )


def _blank(found: re.Match[str]) -> str:
    """As long and as many lines as what was found, so that places stay."""
    return re.sub(r"[^\n]", " ", found[0])


def _around(line: str, place: int) -> str:
    start = max(0, place - 30)
    return line[start : place + 40].strip()
