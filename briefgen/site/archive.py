"""The editions that stand in an output folder, as they were built."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ValidationError

from briefgen.documents import front as front_page
from briefgen.documents import output_files
from briefgen.documents.front import Front
from briefgen.edition import Edition
from briefgen.editions import record as edition_record
from briefgen.editions.record import EditionRecord
from briefgen.errors import InputError

_CLAIMS = "claims.json"
_MONTHS = "[0-9][0-9][0-9][0-9]-[01][0-9]"
#: The document whose first page stands for an edition, where the edition has it.
_FIRST = "monthly"

#: Files of an edition beside its documents, and what they are called.
_OFFERED: Mapping[str, str] = {
    "edition.xlsx": "Every table, as a workbook",
    "charts/index.html": "Charts for the press",
    "charts/press-kit.zip": "The press kit",
    "claims.csv": "Verdicts, CSV",
    "claims.json": "Verdicts, JSON",
    "ledger.json": "Every number, JSON",
    "references.bib": "References, BibTeX",
    output_files.MANIFEST: "Hashes of all files",
}
#: What is printed of an edition in place of its first page, if it was built without `front.json`.
_WITHOUT_FRONT = "Its key numbers and findings are in the edition itself."
_KINDS: Mapping[str, str] = {"html": "HTML", "pdf": "PDF", "docx": "Word"}


class HistoryMonth(BaseModel):
    """One line of a claim's history as an edition printed it."""

    edition: str
    word: str


class PublishedClaim(BaseModel):
    """What an edition said of a claim, as far as the site tells it."""

    id: str
    statement: str
    test: str | None
    word: str
    history: tuple[HistoryMonth, ...]


class _Claims(BaseModel):
    claims: tuple[PublishedClaim, ...]


@dataclass(frozen=True)
class Download:
    """A file to be opened or taken: its path from the site's root, what it is, and its size in bytes."""

    path: str
    words: str
    size: int


@dataclass(frozen=True)
class SiteEdition:
    """One edition in an output folder. Raises InputError, when asked, where a file is not as it was built."""

    folder: Path
    edition: Edition
    hashes: Mapping[str, str]

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """Its documents by name, the one whose first page stands for it first."""
        names = sorted({Path(path).parts[0] for path in self.hashes if path.endswith("/briefing.html")})
        return tuple(sorted(names, key=lambda name: name != _FIRST))

    @cached_property
    def front(self) -> Front:
        """What the first page of its first document says; little of one that was built without the file."""
        name = self.documents[0]
        # The site leads to the page: that has to be what was built, too.
        self.read(f"{name}/briefing.html")
        path = f"{name}/{front_page.NAME}"
        if path not in self.hashes:
            title = name.replace("-", " ").capitalize()
            return Front(edition=str(self.edition), document=name, title=title, standfirst=_WITHOUT_FRONT)
        try:
            return Front.model_validate_json(self.read(path))
        except ValidationError:
            raise InputError(
                f"{self.folder / path}: not what a build writes. Build {self.edition} again."
            ) from None

    @cached_property
    def claims(self) -> tuple[PublishedClaim, ...]:
        """What it said of each claim."""
        try:
            return _Claims.model_validate_json(self.read(_CLAIMS)).claims
        except ValidationError as error:
            why = error.errors(include_url=False)[0]["msg"][:200]
            raise InputError(
                f"{self.folder / _CLAIMS}: not the claims of an edition ({why}). Build it again."
            ) from None

    @cached_property
    def record(self) -> EditionRecord | None:
        """What its build says of itself; None if it says nothing."""
        if edition_record.NAME not in self.hashes:
            return None
        try:
            return EditionRecord.model_validate_json(self.read(edition_record.NAME))
        except ValidationError:
            raise InputError(
                f"{self.folder / edition_record.NAME}: not what a build writes. Build {self.edition} again."
            ) from None

    @property
    def earlier(self) -> tuple[Download, ...]:
        """Its earlier revisions as far as they are kept: the page of each."""
        page = self.page.partition("/")[2]
        return tuple(
            Download(f"{place.name}/{page}", f"Revision {place.name.rpartition('r')[2]}, superseded", size)
            for place in edition_record.superseded(self.folder)
            if page in output_files.listed(place) and (size := (place / page).stat().st_size)
        )

    @property
    def draft(self) -> bool:
        """Whether its comment is not final: it bears the mark of a draft, and is not to be published."""
        return self.record is not None and self.record.status == "draft"

    @property
    def corrected_on(self) -> str | None:
        """The day of its last correction; None where nothing was corrected."""
        return self.record.corrected_on if self.record else None

    @property
    def page(self) -> str:
        """The path of its first document's page, from the site's root."""
        return f"{self.edition}/{self.documents[0]}/briefing.html"

    @cached_property
    def offers(self) -> tuple[Download, ...]:
        """Its documents and files, in the order of their use."""
        documents = {
            f"{name}/briefing.{kind}": f"{name.replace('-', ' ').capitalize()}, {words}"
            for name in self.documents
            for kind, words in _KINDS.items()
        }
        there = {*self.hashes, output_files.MANIFEST}
        return tuple(
            Download(f"{self.edition}/{path}", words, (self.folder / path).stat().st_size)
            for path, words in {**documents, **_OFFERED}.items()
            if path in there
        )

    def read(self, path: str) -> bytes:
        """Return one of its files. Raises InputError where that is missing, or not what was built."""
        content = (self.folder / path).read_bytes() if path in self.hashes else None
        if content is None or hashlib.sha256(content).hexdigest() != self.hashes[path]:
            raise InputError(
                f"{self.folder / path}: not as it was built. Build {self.edition} again before the site."
            )
        return content


def standing(folder: Path) -> tuple[SiteEdition, ...]:
    """Return the editions in an output folder, newest first; a press kit without its documents is none.

    Drafts are among them: `draft` tells. Raises InputError where there is none at all.
    """
    found = []
    for place in sorted(folder.glob(_MONTHS), reverse=True):
        hashes = output_files.listed(place)
        if _CLAIMS in hashes and any(path.endswith("/briefing.html") for path in hashes):
            found.append(SiteEdition(place, Edition.parse(place.name), hashes))
    if not found:
        raise InputError(
            f"{folder}: no edition stands in it. Build one with `briefgen build`, or name another --output."
        )
    return tuple(found)
