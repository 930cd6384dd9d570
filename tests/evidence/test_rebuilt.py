"""A built edition is built again beside its project: pages, charts and tables are compared, not believed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.documents import output_files
from briefgen.editions.build import Built, build
from briefgen.evidence.verify.report import Outcome, Report
from briefgen.evidence.verify.verify import verify
from briefgen.project import Project
from tests import made_up
from tests.conftest import Once
from tests.evidence.conftest import words_of
from tests.evidence.tampering import one_page, painted

HTML, PDF = "sample/briefing.html", "sample/briefing.pdf"


@pytest.fixture
def built(once: Once[Built]) -> Built:
    """An edition of the made-up project; not to be altered."""
    return once("made-up", lambda folder: build(made_up.write_project(folder), templates=("sample",)))


@pytest.fixture
def project(built: Built) -> Project:
    """The project that it was built from; not to be altered."""
    return Project.open(built.folder.parents[1])


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Path:
    """The edition's folder, for a test to alter."""
    return Path(shutil.copytree(built.folder, tmp_path / built.folder.name))


def _hash_again(folder: Path) -> None:
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    files = {name: (folder / name).read_bytes() for name in names if name != output_files.MANIFEST}
    (folder / output_files.MANIFEST).write_bytes(output_files.manifest(files))


def _put(folder: Path, name: str, change: Callable[[str], str]) -> None:
    file = folder / name
    before = file.read_text(encoding="utf-8")
    file.write_text(change(before), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != before
    _hash_again(folder)


def _say_made_from_another(folder: Path) -> None:
    """Let it say that it was made from another library, which is how a forger would have it excused."""

    def change(text: str) -> str:
        record = json.loads(text)
        record["inputs"]["sources.yaml"] = "0" * 64
        return json.dumps(record)

    _put(folder, "edition.json", change)


def _first(report: Report) -> str:
    return words_of(report).partition("\n")[0]


def test_an_untouched_build_is_plainly_verified(built: Built, project: Project) -> None:
    report = verify(built.folder, project)
    assert report.verified, words_of(report)
    assert re.search(r"[1-9]\d* files of the edition built again, the same byte", words_of(report))
    assert re.search(rf"[1-9]\d* numbers in {HTML} printed as the ledger says", words_of(report))


def test_an_untouched_pdf_is_plainly_verified(built: Built, project: Project, tmp_path: Path) -> None:
    file = Path(shutil.copyfile(built.folder / PDF, tmp_path / "any-name.pdf"))
    report = verify(file, project)
    assert report.verified, words_of(report)
    assert f"the pages set again, the same byte for byte as {PDF}" in words_of(report)


@pytest.mark.parametrize("forge", [painted, one_page])
def test_other_pages_are_not_proven_by_true_attachments(
    built: Built, project: Project, tmp_path: Path, forge: Callable[[Path, Path], Path]
) -> None:
    report = verify(forge(built.folder / PDF, tmp_path / "forged.pdf"), project)
    assert report.outcome is Outcome.NOT_PROVEN
    assert _first(report).startswith("NOT CHECKED: the pages of this PDF: not those that the project at hand")
    assert "other words stand on page 1" in _first(report)


def test_a_pdf_of_another_template_is_not_proven(built: Built, project: Project, tmp_path: Path) -> None:
    other = Project.open(Path(shutil.copytree(project.root, tmp_path / "other")))
    layout = other.templates / "sample" / "briefing.html.j2"
    text = layout.read_text(encoding="utf-8")
    layout.write_text(text.replace("First said.", "First sung.", 1), encoding="utf-8")
    report = verify(built.folder / PDF, other)
    assert report.outcome is Outcome.NOT_PROVEN
    assert "not those that the project at hand gives, other words stand on page" in _first(report)


def test_a_library_in_another_form_gives_the_same_pdf(built: Built, project: Project, tmp_path: Path) -> None:
    other = Project.open(Path(shutil.copytree(project.root, tmp_path / "other")))
    text = other.sources.read_text(encoding="utf-8")
    other.sources.write_text(f"# A remark.\n{text}", encoding="utf-8")
    assert verify(built.folder / PDF, other).verified


def test_a_revision_is_built_again_beside_the_one_before(tmp_path: Path) -> None:
    project = made_up.write_project(tmp_path)
    project.editions.mkdir(exist_ok=True)
    comment = project.editions / "2026-02.md"
    final = "---\nauthors: [A. Writer]\nstatus: final\n"
    comment.write_text(f"{final}---\nA word.\n", encoding="utf-8")
    build(project, templates=("sample",))
    corrected = "corrections:\n  - {date: 2026-03-04, what: A word., why: It was another.}\n"
    comment.write_text(f"{final}{corrected}---\nAnother word.\n", encoding="utf-8")
    folder = build(project, templates=("sample",)).folder
    assert (folder / "revision.json").is_file()
    for path in (folder, folder / PDF):
        report = verify(path, project)
        assert report.verified, words_of(report)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (HTML, lambda text: text.replace("</h1>", " and more</h1>", 1)),
        ("references.json", lambda text: text.replace('"title": "', '"title": "Not ', 1)),
        ("sample/charts/*.csv", lambda text: f"{text}x\n"),
        ("sample/charts/*.svg", lambda text: text.replace("<svg", "<svg ", 1)),
    ],
)
def test_what_the_project_does_not_give_is_found(
    copy: Path, project: Project, name: str, change: Callable[[str], str]
) -> None:
    file = min(copy.glob(name)).relative_to(copy).as_posix()
    _put(copy, file, change)
    assert [one.file for one in verify(copy, project).differences] == [file]
    # Whatever it says that it was made from, it is not verified.
    _say_made_from_another(copy)
    report = verify(copy, project)
    assert report.outcome is Outcome.NOT_PROVEN
    assert any(line.startswith(f"{file}: not what the project") for line in report.not_checked)


def test_a_claim_that_was_cut_out_is_found(copy: Path, project: Project) -> None:
    def cut(text: str) -> str:
        content = json.loads(text)
        return json.dumps({**content, "claims": content["claims"][:1]})

    _put(copy, "claims.json", cut)
    assert [one.file for one in verify(copy, project).differences] == ["claims.json"]


def _empty(text: str) -> str:
    return json.dumps({**json.loads(text), "numbers": []})


def test_an_emptied_ledger_lacks_what_the_html_prints(copy: Path, project: Project) -> None:
    _put(copy, "ledger.json", _empty)
    _say_made_from_another(copy)
    report = verify(copy, project)
    assert "printed, and the ledger holds no such number" in {one.what for one in report.differences}
    assert {one.file for one in report.differences} == {HTML}
    assert "ledger.json: it holds no number" in report.not_checked
    assert "0 numbers" not in words_of(report)


def test_numbers_that_the_html_prints_otherwise_are_found(copy: Path, project: Project) -> None:
    _put(copy, HTML, lambda text: re.sub(r"(>)[\d.]+(\s?%</a>)", r"\g<1>99\2", text))
    _say_made_from_another(copy)
    told = [one.what for one in verify(copy, project).differences]
    assert told
    assert all(re.search(r"^printed as '99\s?%', which the ledger does not say$", what) for what in told)


def test_a_value_beside_a_number_is_the_ledgers(copy: Path, project: Project) -> None:
    _put(copy, HTML, lambda text: re.sub(r'<data value="[^"]*"', '<data value="0.99"', text, count=1))
    _say_made_from_another(copy)
    (told,) = verify(copy, project).differences
    assert re.match(r"printed with the value 0\.99, the ledger says ", told.what)


def test_captured_texts_that_it_was_built_with_are_asked_for(copy: Path, project: Project) -> None:
    def change(text: str) -> str:
        record = json.loads(text)
        record["inputs"]["capture article"] = "0" * 64
        return json.dumps(record)

    _put(copy, "edition.json", change)
    report = verify(copy, project)
    assert report.outcome is Outcome.NOT_PROVEN
    assert "name them with --captures" in _first(report)
