"""Checks what leaves the house as its fiercest reader would: structure, hashes, numbers, verdicts, passages.

Nothing is written outside a temporary folder, and nothing that a stranger sent is believed.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from briefgen.documents.output_files import SITE_MANIFEST
from briefgen.errors import InputError
from briefgen.evidence.bundle.request import read_request
from briefgen.evidence.container import zip
from briefgen.evidence.container.bagit import MANIFEST, TAG_MANIFEST, Bag, files, listed
from briefgen.evidence.container.zip import UnsafeArchiveError, safe
from briefgen.evidence.verify import bundle, compare_edition, edition, pdf_attachments
from briefgen.evidence.verify.compare_files import first_difference
from briefgen.evidence.verify.hashes import check_hashes, compare_hashes
from briefgen.evidence.verify.isolated import apart
from briefgen.evidence.verify.report import Report, Weight
from briefgen.project import Project

_PDF = b"%PDF-"
#: How far into a file the mark of a PDF may stand.
_PDF_HEAD = 1024


def verify(path: Path, project: Project, captures: Path | None = None) -> Report:
    """Check a bundle (the zip, or the folder that it was unpacked to), a build's folder, a site, or a PDF.

    `project` holds the snapshots and the library that a build or a PDF is held against; a bundle brings its
    own, which are compared with those. Raises InputError where there is nothing at `path`, or nothing that
    could be evidence.
    """
    if not path.is_file() and not path.is_dir():
        raise InputError(
            f"{path}: there is no such file or folder. Name a bundle, a PDF or a build's folder."
        )
    if captures is not None and not captures.is_dir():
        raise InputError(f"{captures}: no such folder; name the one that holds the captures, <source id>.txt")
    with tempfile.TemporaryDirectory(prefix="briefgen-") as name:
        return _verify(path, project, captures, Path(name))


def _verify(path: Path, project: Project, captures: Path | None, scratch: Path) -> Report:
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(_PDF_HEAD)
        if _PDF in head:
            return _pdf(path, project, captures, scratch)
        return _zip(path, project, captures, scratch)
    if any((path / name).exists() for name in ("bagit.txt", TAG_MANIFEST, "data/evidence.json")):
        # Under a name without characters that DuckDB would take for a pattern.
        link = scratch / "bag"
        link.symlink_to(path.resolve())
        return _bag(link, project, captures, scratch)
    if (path / SITE_MANIFEST).is_file():
        return _site(path, project, captures)
    if (path / MANIFEST).is_file():
        return _edition(path, project, captures)
    raise InputError(f"{path}: neither a bundle nor the folder of a build: there is no {MANIFEST} in it.")


def _edition(path: Path, project: Project, captures: Path | None) -> Report:
    report = Report()
    if _plain(path, report):
        check_hashes(path, report)
        report.add(apart(edition.recount, path.resolve(), project, captures))
        compare_edition.compare_folder(path.resolve(), project, captures, report)
    return report


def _pdf(path: Path, project: Project, captures: Path | None, scratch: Path) -> Report:
    attached = scratch / "attached"
    report = apart(pdf_attachments.recount, path.resolve(), attached, project, captures)
    # Without attachments there is nothing to set the pages from.
    if (attached / MANIFEST).is_file():
        compare_edition.compare_pdf(path, attached, project, captures, report)
    return report


def _superseded(path: Path) -> Report:
    """An earlier revision stands for what was published, not for what the project says today."""
    report = Report()
    if _plain(path, report):
        check_hashes(path, report)
    report.leave("a superseded revision: its hashes only", Weight.PAGES)
    return report


def _site(path: Path, project: Project, captures: Path | None) -> Report:
    """The site's own files by their hashes, then each edition that its list names.

    What else lies in the folder is not looked at.
    """
    report = Report()
    try:
        expected = listed((path / SITE_MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        report.differ(f"not a list of hashes ({str(error)[:200]})", SITE_MANIFEST)
        return report
    for name in expected:
        if not safe(name) or (path / name).is_symlink():
            report.differ("no plain file within the site", name[:200])
    if report.differences:
        return report
    compare_hashes(path, expected, [name for name in expected if (path / name).is_file()], report)
    report.checked.append(f"{len(expected)} files of the site by their SHA-256 in {SITE_MANIFEST}")
    report.leave("what the site's own pages and feeds say: their hashes only", Weight.PAGES)
    for name in sorted(name for name in expected if name.endswith(f"/{MANIFEST}")):
        folder = name.removesuffix(f"/{MANIFEST}")
        if (path / name).is_file():
            superseded = re.fullmatch(r"\d{4}-\d\d-r\d+", folder)
            found = _superseded(path / folder) if superseded else _edition(path / folder, project, captures)
            report.add(found.within(folder))
    return report


def _zip(path: Path, project: Project, captures: Path | None, scratch: Path) -> Report:
    report = Report()
    try:
        root = zip.unpack(path, scratch / "unpacked")
    except UnsafeArchiveError as error:
        report.differ(f"not opened: {error}", path.name)
        return report
    report.checked.append("the zip holds plain files in one folder, uncompressed, and none leads elsewhere")
    report.add(_bag(root, project, captures, scratch))
    if not report.differences:
        _pack_again(path, root, scratch, report)
    return report


def _pack_again(path: Path, root: Path, scratch: Path, report: Report) -> None:
    """Compare the zip with the one that its files give: what stands between them is evidence of nothing."""
    request = read_request(Bag(root).payload)
    packed = scratch / "again.zip"
    zip.pack(root, request.name, request.clock, packed)
    place = first_difference(path, packed)
    if place is None:
        report.checked.append("the zip is, byte for byte, the one that briefgen makes of these files")
    else:
        report.differ(
            "its files are intact, but not the zip around them. If it was packed again, unpack it and verify "
            "the folder",
            path.name,
            byte=place,
        )


def _bag(root: Path, project: Project, captures: Path | None, scratch: Path) -> Report:
    report = Report()
    if _plain(root, report):
        _hashes(root, report)
        report.add(apart(bundle.recount, root, scratch / "again", project, captures))
    if not report.differences:
        report.add(apart(bundle.set_again, root, scratch / "set"))
    else:
        report.leave("the exhibits: not set again, since what they rest on differs", Weight.PAGES)
    return report


def _plain(folder: Path, report: Report) -> bool:
    """Whether a folder holds plain files alone, with plain names; reports what else it holds."""
    for name in files(folder):
        if not safe(name):
            report.differ(
                "a name that is not made of plain letters, digits, dots, hyphens and underscores alone",
                repr(name[:80]),
            )
        elif (folder / name).is_symlink() or not (folder / name).is_file():
            report.differ("a link or something else that is no plain file", name)
    return not report.differences


def _hashes(root: Path, report: Report) -> None:
    """Hold the bag to both of its lists: every file stands in one of them, and has that hash."""
    there = list(files(root))
    payload = [name for name in there if name.startswith("data/")]
    tags = [name for name in there if not name.startswith("data/") and name != TAG_MANIFEST]
    for manifest, names in ((MANIFEST, payload), (TAG_MANIFEST, tags)):
        try:
            expected = listed((root / manifest).read_bytes())
        except (OSError, ValueError) as error:
            report.differ(f"not a list of hashes ({str(error)[:200]})", manifest)
            continue
        compare_hashes(root, expected, names, report)
        report.checked.append(f"{len(expected)} files by their SHA-256 in {manifest}")
