"""A PDF with evidence inside: its attached files, laid out in a folder as a build leaves them.

Expected are the files of an edition under their own names: `ledger.json`, `claims.json`, any others, and
`manifest-sha256.txt` with the hash of each.
"""

from __future__ import annotations

from pathlib import Path

from briefgen.evidence.container.bagit import MANIFEST
from briefgen.evidence.container.zip import safe
from briefgen.evidence.verify import edition
from briefgen.evidence.verify.hashes import check_hashes
from briefgen.evidence.verify.report import Report
from briefgen.project import Project

#: How many bytes the attachments of one document may have together.
_MOST_BYTES = 1 << 28


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
    if not (folder / MANIFEST).is_file():
        report.differ(f"there is no evidence inside: no attached file is called {MANIFEST}")
        return report
    check_hashes(folder, report)
    report.add(edition.recount(folder, project, captures))
    return report
