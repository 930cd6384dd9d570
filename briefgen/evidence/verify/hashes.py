"""Files held against a list of their hashes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from briefgen.evidence.container.bagit import MANIFEST, digest, files, listed
from briefgen.evidence.verify.report import Report


def check_hashes(folder: Path, report: Report, manifest: str = MANIFEST) -> None:
    """Compare every file of a folder with the list of hashes in it, and report what was changed or added."""
    try:
        expected = listed((folder / manifest).read_bytes())
    except (OSError, ValueError) as error:
        report.differ(f"not a list of hashes ({str(error)[:200]})", manifest)
        return
    compare_hashes(folder, expected, [name for name in files(folder) if name != manifest], report)
    report.checked.append(f"{len(expected)} files by their SHA-256 in {manifest}")


def compare_hashes(folder: Path, expected: dict[str, str], there: Iterable[str], report: Report) -> None:
    """Report which files are missing, changed or added, by the hashes expected of them."""
    found = set(there)
    for name in sorted(set(expected) - found):
        report.differ("missing", name[:200])
    for name in sorted(found - set(expected)):
        report.differ("added: no list of hashes names it", name[:200])
    for name in sorted(found & set(expected)):
        at_hand = digest(folder / name)
        if at_hand != expected[name]:
            report.differ(f"changed: its SHA-256 is {at_hand}, expected {expected[name]}", name)
