"""A built edition beside the one that the project at hand gives now: every file, its pages among them.

An edition says what it was made from (`edition.json`). If the project at hand is the same, what it gives must
be the same. If that has grown since, or another version of a program sets the pages, what differs proves
nothing, and nothing is vouched for either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from briefgen.documents import output_files
from briefgen.documents.pdf.attachments import BUILD
from briefgen.editions.documents import Document
from briefgen.editions.record import CAPTURE, DOCUMENTS, NAME, EditionRecord, as_asked
from briefgen.errors import InputError
from briefgen.evidence.bundle.derived_files import CLAIMS, LEDGER
from briefgen.evidence.container.bagit import files
from briefgen.evidence.verify import pdf_attachments
from briefgen.evidence.verify.isolated import apart
from briefgen.evidence.verify.report import Report, Weight
from briefgen.project import Project

_PDF, _WORD, _PAGES = ".pdf", ".docx", (".pdf", ".html", ".docx")
#: Written with the help of programs and libraries of the system, whose versions nothing says.
_BY_MACHINE = (_PDF, _WORD, ".xlsx")
_EMBEDDED_FONT = re.compile(rb"data:font/ttf;base64,[A-Za-z0-9+/=]*")
#: The commas between documents, not those between the options of one.
_LISTED = re.compile(r", (?![^(]*\))")
#: So many inputs are named.
_MOST_NAMED = 8


@dataclass(frozen=True)
class Rebuilt:
    """The files of an edition as the project at hand gives them, and the inputs that are not as they were."""

    files: Mapping[str, bytes]
    others: tuple[str, ...]

    @property
    def why(self) -> str:
        """Why what differs proves nothing, to be added to a sentence."""
        if not self.others:
            return ""
        more = f" and {len(self.others) - _MOST_NAMED} more" if len(self.others) > _MOST_NAMED else ""
        named = ", ".join(self.others[:_MOST_NAMED])
        return f"; it was made from another project than the one at hand: {named}{more}"


def compare_folder(folder: Path, project: Project, captures: Path | None, report: Report) -> None:
    """Build the edition in `folder` again and compare every file of it."""
    standing = [name for name in files(folder) if name != output_files.MANIFEST]
    kit = [name for name in standing if output_files.of_the_kit(name)]
    if kit:
        report.leave(f"what the press kit says ({len(kit)} files): their hashes only", Weight.PAGES)
    own = [name for name in standing if name not in kit]
    if not own:
        return
    what = "what the documents, charts and references say"
    rebuilt = _rebuilt(folder / NAME, folder.parent, project, captures, what, report)
    if rebuilt is None:
        return
    same, named = 0, {one.file for one in report.differences}
    for name in sorted({*own, *rebuilt.files}):
        theirs = (folder / name).read_bytes() if name in own else None
        ours = rebuilt.files.get(name)
        if theirs == ours:
            same += 1
        elif name in named:
            continue
        elif rebuilt.others or (theirs and ours and _may_differ(name, theirs, ours)):
            report.leave(f"{name}: not what the project at hand gives{rebuilt.why}", _weight(name))
        else:
            report.differ("not what the project at hand gives", name, byte=_place(theirs or b"", ours or b""))
    report.checked.append(f"{same} files of the edition built again, the same byte for byte")


def compare_pdf(
    document: Path, attached: Path, project: Project, captures: Path | None, report: Report
) -> None:
    """Set the pages of a PDF again, whose attachments lie in `attached`, and compare its bytes."""
    what = "the pages of this PDF"
    rebuilt = _rebuilt(attached / BUILD, project.output, project, captures, what, report)
    if rebuilt is None:
        return
    theirs = document.read_bytes()
    pdfs = {name: content for name, content in rebuilt.files.items() if name.endswith(_PDF)}
    names = [name for name, content in pdfs.items() if content == theirs]
    if names:
        report.checked.append(f"the pages set again, the same byte for byte as {names[0]}, with all inside")
    else:
        ours = [attached.with_name(f"again-{number}{_PDF}") for number, _ in enumerate(pdfs)]
        for file, content in zip(ours, pdfs.values(), strict=True):
            file.write_bytes(content)
        report.add(apart(pdf_attachments.compare_pages, document, ours, rebuilt.why))


def _rebuilt(
    said: Path,
    published_in: Path,
    project: Project,
    captures: Path | None,
    what: str,
    report: Report,
) -> Rebuilt | None:
    """The edition built again as the file `said` has it; None, and reported of `what`, if it cannot be."""
    from briefgen.editions.build import again

    try:
        record = EditionRecord.model_validate_json(said.read_bytes())
    except (OSError, ValidationError):
        report.leave(f"{what}: no {said.name} says what was built", Weight.PAGES)
        return None
    asked = [name for name in record.inputs if name.startswith(CAPTURE)]
    if asked and captures is None:
        report.leave(f"{what}: it was built with captured texts; name them with --captures", Weight.PAGES)
        return None
    # Numbers of an earlier revision are asked again: not if those of this one were found to be wrong.
    revises = record.supersedes is not None and not report.differences
    try:
        made = again(
            project,
            record.edition,
            [Document.parse(one) for one in _LISTED.split(record.inputs.get(DOCUMENTS, ""))],
            published_in=published_in if revises else None,
            captures_folder=captures if asked else None,
        )
    except InputError as error:
        report.leave(f"{what}: cannot be built again: {str(error)[:300]}", Weight.PAGES)
        return None
    ours = EditionRecord.model_validate_json(made[NAME])
    return Rebuilt(made, _others(record, ours if said.name == NAME else as_asked(ours)))


def _others(theirs: EditionRecord, ours: EditionRecord) -> tuple[str, ...]:
    """What an edition says that it was made from and the project at hand has otherwise."""
    names = theirs.inputs.keys() | ours.inputs.keys()
    others = sorted(name for name in names if theirs.inputs.get(name) != ours.inputs.get(name))
    fields = [name for name in EditionRecord.model_fields if name != "inputs"]
    return (*others, *(name for name in fields if getattr(theirs, name) != getattr(ours, name)))


def _weight(name: str) -> Weight:
    if name.endswith(_PAGES):
        return Weight.PAGES
    return Weight.DATA if name in (LEDGER, CLAIMS) else Weight.TEXTS


def _may_differ(name: str, theirs: bytes, ours: bytes) -> bool:
    """Whether another machine may write such a file otherwise of the same inputs."""
    if name.endswith(_BY_MACHINE):
        return True
    return _EMBEDDED_FONT.sub(b"", theirs) == _EMBEDDED_FONT.sub(b"", ours)


def _place(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
