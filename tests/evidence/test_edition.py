"""The folder of a build, and a PDF with the same files inside, held against the project."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pypdf
import pytest

from briefgen.editions.build import Built, build
from briefgen.evidence.verify.report import Outcome, Report
from briefgen.evidence.verify.verify import verify
from briefgen.project import Project
from tests import made_up
from tests.conftest import Once

MANIFEST = "manifest-sha256.txt"


@pytest.fixture
def files(laid_out: Path) -> dict[str, bytes]:
    """What a build leaves besides its documents, as the made-up project gives it."""
    names = ("ledger.json", "claims.json", "references.json")
    return {name: (laid_out / "data" / name).read_bytes() for name in names}


def _with_manifest(files: Mapping[str, bytes]) -> dict[str, bytes]:
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return {**files, MANIFEST: "".join(lines).encode()}


def _folder(files: Mapping[str, bytes], target: Path) -> Path:
    target.mkdir()
    for name, content in _with_manifest(files).items():
        (target / name).write_bytes(content)
    return target


def _pdf(files: Mapping[str, bytes], target: Path) -> Path:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    for name, content in files.items():
        writer.add_attachment(name, content)
    writer.write(target)
    return target


def _as_folder(files: Mapping[str, bytes], folder: Path) -> Path:
    return _folder(files, folder / "2026-02")


def _as_pdf(files: Mapping[str, bytes], folder: Path) -> Path:
    return _pdf(_with_manifest(files), folder / "briefing.pdf")


Lay = Callable[[Mapping[str, bytes], Path], Path]


@pytest.fixture(params=[_as_folder, _as_pdf], ids=["folder", "PDF"])
def lay(request: pytest.FixtureRequest) -> Lay:
    """Lay files out as a folder and as a PDF, in turn."""
    chosen: Lay = request.param
    return chosen


def _edited(files: Mapping[str, bytes], name: str, change: Callable[[Any], None]) -> dict[str, bytes]:
    content = json.loads(files[name])
    change(content)
    return {**files, name: json.dumps(content).encode()}


def _told(report: Report) -> str:
    return "\n".join(report.lines(50))


def test_what_a_build_leaves_is_worked_out_again(
    files: dict[str, bytes], lay: Lay, project: Project, tmp_path: Path
) -> None:
    report = verify(lay(files, tmp_path), project, project.root / "captures")
    assert report.differences == []
    told = _told(report)
    assert "3 files by their SHA-256" in told
    assert "10 numbers worked out again" in told
    assert "2 claims judged again" in told
    assert "2 passages found" in told
    # Nothing says what it was built from.
    assert told.startswith("NOT CHECKED: ")
    assert report.outcome is Outcome.NOT_PROVEN


def test_a_forged_number_is_named(
    files: dict[str, bytes], lay: Lay, project: Project, tmp_path: Path
) -> None:
    forged = _edited(files, "ledger.json", lambda it: it["numbers"][1].update(value=3))
    (difference,) = verify(lay(forged, tmp_path), project).differences
    assert str(difference) == "N-0002, ledger.json: the ledger says 3, the data say 1"


def test_a_forged_verdict_is_named(
    files: dict[str, bytes], lay: Lay, project: Project, tmp_path: Path
) -> None:
    forged = _edited(files, "claims.json", lambda it: it["claims"][0].update(word="supported", more=1))
    told = [str(one) for one in verify(lay(forged, tmp_path), project).differences]
    assert told == [
        "claims.json: article-01: more: it says 1, the data say null",
        'claims.json: article-01: word: it says "supported", the data say "borne-out"',
    ]


@pytest.mark.parametrize("name", ["ledger.json", "claims.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"claims": [{}]}', b"\xff"])
def test_a_file_that_is_none_is_a_finding(
    files: dict[str, bytes], lay: Lay, project: Project, tmp_path: Path, name: str, content: bytes
) -> None:
    report = verify(lay({**files, name: content}, tmp_path), project)
    assert not report.verified
    assert f"{name}: not " in _told(report)


def test_a_claim_that_the_project_does_not_know_is_a_finding(
    files: dict[str, bytes], lay: Lay, project: Project, tmp_path: Path
) -> None:
    forged = _edited(files, "claims.json", lambda it: it["claims"][0].update(id="nobody-01"))
    assert "expected the id of a claim" in _told(verify(lay(forged, tmp_path), project))


def test_without_a_ledger_there_is_nothing_to_verify(
    files: dict[str, bytes], lay: Lay, project: Project, tmp_path: Path
) -> None:
    del files["ledger.json"]
    assert "ledger.json: there is no such file" in _told(verify(lay(files, tmp_path), project))


def test_changed_missing_and_added_files_are_told(
    files: dict[str, bytes], project: Project, tmp_path: Path
) -> None:
    folder = _folder({**files, "chart.csv": b"a\n"}, tmp_path / "2026-02")
    (folder / "references.json").write_bytes(b"[]\n")
    (folder / "chart.csv").unlink()
    (folder / "more.txt").write_bytes(b"a\n")
    told = {one.file: one.what.partition(":")[0] for one in verify(folder, project).differences}
    assert told == {"chart.csv": "missing", "more.txt": "added", "references.json": "changed"}


def test_a_pdf_without_evidence_is_told(project: Project, tmp_path: Path) -> None:
    (difference,) = verify(_pdf({}, tmp_path / "empty.pdf"), project).differences
    assert difference.what.startswith("there is no evidence inside")


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "a\\b", ".hidden"])
def test_an_attachment_that_leads_elsewhere_is_not_opened(
    files: dict[str, bytes], project: Project, tmp_path: Path, name: str
) -> None:
    (difference,) = verify(_pdf({name: b"bad", **files}, tmp_path / "bad.pdf"), project).differences
    assert "not opened" in difference.what
    assert [path.name for path in tmp_path.iterdir()] == ["bad.pdf"]


def test_a_pdf_cut_short_is_a_finding(files: dict[str, bytes], project: Project, tmp_path: Path) -> None:
    whole = _as_pdf(files, tmp_path).read_bytes()
    for part in (10, len(whole) // 2, len(whole) - 40):
        (tmp_path / "cut.pdf").write_bytes(whole[:part])
        report = verify(tmp_path / "cut.pdf", project)
        # What lacks its end alone may still be read whole.
        assert not report.verified or part == len(whole) - 40


def test_a_real_build_is_verified_and_its_altered_ledger_is_not(once: Once[Built], tmp_path: Path) -> None:
    built = once("made-up", lambda folder: build(made_up.write_project(folder), templates=("sample",)))
    project = Project.open(built.folder.parents[1])
    assert verify(built.folder, project).verified
    folder = Path(shutil.copytree(built.folder, tmp_path / "copy"))
    text = (folder / "ledger.json").read_text(encoding="utf-8")
    (folder / "ledger.json").write_text(
        text.replace('"unit": "share"', '"unit": "ratio"', 1), encoding="utf-8"
    )
    told = _told(verify(folder, project))
    assert "ledger.json: changed: its SHA-256 is" in told
    assert "the ledger says its unit is ratio, it is share" in told
