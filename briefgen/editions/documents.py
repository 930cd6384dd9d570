"""Which documents a build makes: those that are named, and those that the edition has already.

A ledger, references and hashes belong to an edition as a whole, and each PDF carries them inside. So a build
makes all documents of its edition, from the same inputs: none is left out, and none is older than the others.
This loads nothing that a build needs (see `build_cache`).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from briefgen.documents import output_files
from briefgen.documents.paper import Paper
from briefgen.files import locked

#: What a build says of itself.
RECORD = "edition.json"


@dataclass(frozen=True)
class Document:
    """One document of an edition: the name of its template, and how it is set.

    `paper` takes the place of the template's own; `word` is whether it is written as DOCX, too.

    >>> str(Document("monthly")), str(Document("one-pager", "a4", word=True))
    ('monthly', 'one-pager (a4, docx)')
    """

    name: str
    paper: Paper | None = None
    word: bool = False

    def __str__(self) -> str:
        options = ", ".join([*([self.paper] if self.paper else []), *(["docx"] if self.word else [])])
        return f"{self.name} ({options})" if options else self.name

    @classmethod
    def parse(cls, text: str) -> Document:
        """Return the document that prints as `text`.

        >>> Document.parse("one-pager (a4, docx)") == Document("one-pager", "a4", word=True)
        True
        """
        name, _, options = text.partition(" (")
        chosen = options.removesuffix(")").split(", ")
        paper = next((size for size in get_args(Paper) if size in chosen), None)
        return cls(name, paper, "docx" in chosen)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The endings of its files."""
        return ("pdf", "html", "docx") if self.word else ("pdf", "html")


def held(folder: Path) -> tuple[Document, ...]:
    """Return the documents that the folder of an edition has, in alphabetical order; none without a build."""
    if not folder.is_dir():
        return ()
    # No build puts another in its place while it is read.
    with locked(folder.parent):
        paper = _paper(folder)
        return tuple(
            Document(file.parent.name, paper.get(file.parent.name), file.with_suffix(".docx").is_file())
            for file in sorted(folder.glob("*/briefing.html"))
            if file.parent.name != output_files.CHARTS
        )


def wanted(
    before: Iterable[Document], names: Sequence[str], paper: Paper | None, word: bool
) -> tuple[Document, ...]:
    """Return what a build makes of an edition that has the documents `before`, in alphabetical order.

    The named ones are set on `paper`, the others as they were. A DOCX that is there is written again.
    """
    made = {document.name: document for document in before}
    for name in names:
        made[name] = Document(name, paper, word or (name in made and made[name].word))
    return tuple(made[name] for name in sorted(made))


def carried(
    made: Iterable[Document], names: Sequence[str], paper: Paper | None, word: bool
) -> tuple[Document, ...]:
    """Return those of the documents that were not asked for, or not with a DOCX."""
    asked = wanted((), names, paper, word)
    return tuple(document for document in made if document not in asked)


def _paper(folder: Path) -> dict[str, Paper]:
    """The sizes that were chosen in place of the templates' own, as the record of the build says."""
    with contextlib.suppress(OSError, ValueError):
        record = json.loads((folder / RECORD).read_bytes())
        paper = record.get("paper") if isinstance(record, dict) else None
        if isinstance(paper, dict):
            return {name: it for name, it in paper.items() if it in ("letter", "a4")}
    return {}
