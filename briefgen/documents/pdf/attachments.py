"""What a PDF carries inside: its edition's numbers, what they rest on, and how they were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from briefgen.documents import output_files
from briefgen.ledger.ledger import Ledger
from briefgen.metrics import catalogue
from briefgen.project import Project

#: What a file is to the document that carries it (ISO 32000-2, 7.11.3): what it shows, what that was made
#: from, or what else helps to use it.
Relationship = Literal["Data", "Source", "Supplement"]

#: What says which edition and documents were built.
BUILD = "build.json"
_CHARTS = "charts/"

_EDITION: Mapping[str, tuple[Relationship, str]] = {
    "ledger.json": ("Data", "Every number that the edition printed, and where it comes from"),
    "claims.json": ("Data", "The verdict on every claim, then and now, with its history"),
    "claims.csv": ("Data", "The verdict on every claim, then and now, as a table"),
    "references.json": ("Supplement", "The sources cited, as CSL-JSON"),
    "references.bib": ("Supplement", "The sources cited, as BibTeX"),
    "captures.json": ("Supplement", "The hashes of the captured texts that passages were looked for in"),
}


@dataclass(frozen=True)
class Attachment:
    """One file inside a PDF; `name` is its path there."""

    name: str
    content: bytes
    relationship: Relationship
    description: str

    @property
    def media_type(self) -> str:
        """What kind of file it is; never asked of the machine, whose tables differ."""
        return _MEDIA_TYPES[PurePosixPath(self.name).suffix]


_MEDIA_TYPES: Mapping[str, str] = {
    ".bib": "application/x-bibtex",
    ".csv": "text/csv",
    ".json": "application/json",
    ".sql": "application/sql",
    ".txt": "text/plain",
}


def evidence(
    project: Project, ledger: Ledger, files: Mapping[str, bytes], document: str, built: bytes
) -> tuple[Attachment, ...]:
    """Return what goes into one document's PDF: its edition's data, the SQL, the manifests and the hashes.

    `files` are those of the edition by their paths; of the charts, those of `document` go in. `built` says
    which edition and documents were built.
    """
    charts = f"{document}/{_CHARTS}"
    inside = [
        *(Attachment(name, files[name], *about) for name, about in _EDITION.items() if name in files),
        *(
            Attachment(path.removeprefix(f"{document}/"), content, "Data", "The data of a figure")
            for path, content in files.items()
            if path.startswith(charts) and path.endswith(".csv")
        ),
        Attachment(BUILD, built, "Data", "What was built: edition, documents, revision"),
        Attachment(
            "sql/schema.sql", catalogue.schema().encode(), "Source", "The tables that every metric asks"
        ),
        *(
            Attachment(
                f"sql/{name}.sql",
                ledger.catalogue.source(name),
                "Source",
                f"{ledger.catalogue.metric(name).title}: SQL",
            )
            for name in ledger.metrics
        ),
        *(
            Attachment(
                f"snapshots/{snapshot}.json",
                (project.snapshots / f"{snapshot}.json").read_bytes(),
                "Supplement",
                "What a snapshot holds, its origin and licence, and its hash",
            )
            for snapshot in ledger.snapshots
        ),
    ]
    hashes = output_files.manifest({one.name: one.content for one in inside})
    inside.append(
        Attachment(output_files.MANIFEST, hashes, "Supplement", "The SHA-256 of every other file in here")
    )
    # A PDF looks its files up by name: they have to stand in that order.
    return tuple(sorted(inside, key=lambda one: one.name))
