"""A PDF with evidence inside: its attached files, laid out in a folder as a build leaves them.

Expected are the files of an edition under their own names: `ledger.json`, `claims.json`, any others, and
`manifest-sha256.txt` with the hash of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from briefgen.evidence.container.bagit import MANIFEST, digest
from briefgen.evidence.container.zip import safe
from briefgen.evidence.verify import compare_files, edition
from briefgen.evidence.verify.hashes import check_hashes
from briefgen.evidence.verify.report import Report, Weight
from briefgen.project import Project

#: How many bytes the attachments of one document may have together.
_MOST_BYTES = 1 << 28
#: How the title of exhibits begins.
_EXHIBITS = "Exhibits, "


def recount(document: Path, folder: Path, project: Project, captures: Path | None) -> Report:
    """Lay the files attached to a document out in `folder` and work them out again from a project's data."""
    import pypdf

    report, left = Report(), _MOST_BYTES
    for name, copies in pypdf.PdfReader(document).attachments.items():
        left -= sum(map(len, copies))
        if not safe(name) or len(copies) != 1 or left < 0:
            report.differ("an attachment that is not opened: its name, a second copy or its size", name[:80])
            return report
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(copies[0])
    if not (folder / MANIFEST).is_file() and _title(document).startswith(_EXHIBITS):
        report.leave(
            "the pages of this PDF: it is the print of a bundle's exhibits. Verify the bundle, a zip; its "
            f"manifest-sha256.txt names them as data/exhibits.pdf, and the SHA-256 of this file is "
            f"{digest(document)}",
            Weight.PAGES,
        )
        return report
    if not (folder / MANIFEST).is_file():
        report.differ(f"there is no evidence inside: no attached file is called {MANIFEST}")
        return report
    check_hashes(folder, report)
    report.add(edition.recount(folder, project, captures))
    return report


def compare_pages(document: Path, again: Sequence[Path], why: str) -> Report:
    """Say how the pages of a document differ from those set again, the nearest of the files in `again`.

    `why` says why that proves nothing, if anything does.
    """
    report = Report()
    others = min((compare_files.other_pages(document, ours) for ours in again), key=len)
    told = f"not those that the project at hand gives, {compare_files.pages(others)}{why}"
    report.leave(f"the pages of this PDF: {told}", Weight.PAGES)
    return report


def _title(document: Path) -> str:
    import pypdf

    metadata = pypdf.PdfReader(document).metadata
    return str(metadata.title or "") if metadata else ""
