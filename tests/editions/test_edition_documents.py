"""A build never removes a document: those that the edition has are built again with those that are named."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefgen.cli import cli
from briefgen.documents import output_files
from briefgen.documents.html import Renderer
from briefgen.editions import build_cache
from briefgen.editions.build import build
from briefgen.editions.documents import Document, held
from briefgen.errors import InputError
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from tests.editions.test_build import describe, lay_out
from tests.editions.test_build_cache import contents
from tests.made_up import write_project

#: A number of the newest date: of a country, in a column.
_NUMBER = (
    "{{ ask('download_share', series('osir-lmts'))"
    ".row(date=manifest('osir-lmts').date, country='%s').%s | number }}"
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The made-up project with two documents that are quickly built: each has a number of its own."""
    made = write_project(tmp_path)
    describe(made, "charts: [likes-leaders, download-share]", "charts: []")
    other = made.templates / "other"
    for name, number in (("other", _NUMBER % ("US", "downloads")), ("sample", _NUMBER % ("CN", "share"))):
        lay_out(made, f"{{{{ page.cite('hostile') }}}} {number}")
        if name == "other":
            shutil.copytree(made.templates / "sample", other)
    return made


def record(folder: Path) -> dict[str, object]:
    read: dict[str, object] = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    return read


def rename_source(project: Project) -> None:
    text = project.sources.read_text(encoding="utf-8")
    project.sources.write_text(text.replace("& more?", "& less?"), encoding="utf-8")


@pytest.mark.usefixtures("same_press")
def test_a_document_is_added_and_the_other_made_from_the_same(project: Project, tmp_path: Path) -> None:
    folder = build(project, templates=("sample",)).folder
    assert record(folder)["documents"] == ["sample"]
    rename_source(project)
    built = build(project, templates=("other",))
    assert built.carried == (Document("sample"),)
    assert [path.relative_to(folder).as_posix() for path in built.documents] == [
        *("other/briefing.pdf", "other/briefing.html"),
        *("sample/briefing.pdf", "sample/briefing.html"),
    ]
    assert (record(folder)["documents"], record(folder)["paper"]) == (["other", "sample"], {})
    # One set of inputs, one ledger, one list of references and one of hashes.
    pages = [(folder / name / "briefing.html").read_text(encoding="utf-8") for name in ("other", "sample")]
    assert all("&amp; less?" in page and "&amp; more?" not in page for page in pages)
    ledger = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))["numbers"]
    assert {(it["row"]["country"], it["column"]) for it in ledger} == {("US", "downloads"), ("CN", "share")}
    said = {alias for page in pages for alias in re.findall(r"N-\d{4}", page)}
    assert said == {it["alias"] for it in ledger}
    references = json.loads((folder / "references.json").read_text(encoding="utf-8"))
    assert [it["id"] for it in references] == ["hostile"]
    found = contents(folder)
    hashes = found.pop(output_files.MANIFEST).decode().splitlines()
    files = {path: content for path, content in found.items() if (folder / path).is_file()}
    assert hashes == [
        f"{hashlib.sha256(content).hexdigest()}  {path}" for path, content in sorted(files.items())
    ]
    # How it came about does not show: at once, and in another order, the same is built.
    at_once = build(project, templates=("sample", "other"), output_folder=tmp_path / "at-once")
    assert contents(at_once.folder) == contents(folder)
    assert at_once.carried == ()


@pytest.mark.usefixtures("same_press")
def test_paper_and_docx_of_a_document_stay(project: Project) -> None:
    folder = build(project, templates=("sample",), paper="letter", word=True).folder
    before = (folder / "sample" / "briefing.docx").read_bytes()
    built = build(project, templates=("other",))
    assert built.carried == (Document("sample", "letter", word=True),)
    assert record(folder)["paper"] == {"sample": "letter"}
    assert record(folder)["inputs"]["documents"] == "other, sample (letter, docx)"  # type: ignore[index]
    assert (folder / "sample" / "briefing.docx").read_bytes() == before
    assert not (folder / "other" / "briefing.docx").exists()
    assert held(folder) == (Document("other"), Document("sample", "letter", word=True))


@pytest.mark.usefixtures("same_press")
def test_who_takes_a_document_out_deletes_its_folder(project: Project) -> None:
    folder = build(project, templates=("sample", "other")).folder
    shutil.rmtree(folder / "other")
    assert build(project, templates=("sample",)).carried == ()
    assert record(folder)["documents"] == ["sample"]


@pytest.mark.usefixtures("same_press")
def test_a_document_without_its_template_is_not_dropped(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = build(project, templates=("sample", "other")).folder
    before = contents(folder)
    shutil.rmtree(project.templates / "other")
    monkeypatch.setattr(Renderer, "html", never)
    with pytest.raises(InputError) as refused:
        build(project, templates=("sample",))
    assert str(refused.value) == (
        f"{folder / 'other'}: a document of this edition, whose template is gone. Put templates/other "
        "back, or move this folder away, to have an edition without it."
    )
    assert contents(folder) == before


def test_a_document_that_another_build_put_there_meanwhile_stays(tmp_path: Path) -> None:
    folder = tmp_path / "2026-02"
    output_files.replace_folder(folder, {"other/briefing.html": b"<p>", "ledger.json": b"[]"})
    with pytest.raises(InputError, match=r"another build put other/briefing\.html there meanwhile"):
        output_files.replace_folder(folder, {"sample/briefing.html": b"<p>", "ledger.json": b"[]"})
    assert (folder / "other" / "briefing.html").is_file()


@pytest.mark.usefixtures("same_press")
def test_an_unchanged_edition_is_put_back_with_all_its_documents(project: Project, tmp_path: Path) -> None:
    project = replace(project, cache=tmp_path / "cache")

    def again(place: Path) -> build_cache.Built | None:
        name = build_cache.name(project, None, ("other",), None, None, False)
        return build_cache.restore(project, name, place)

    build(project, templates=("sample",))
    built = build(project, templates=("other",))
    whole = contents(built.folder)
    (built.folder / "ledger.json").unlink()
    assert again(project.output) == built
    assert contents(built.folder) == whole
    # Where the other document is not, it was not asked for; where another one is, it is not put over it.
    assert again(tmp_path / "empty") is None
    (built.folder / "third").mkdir()
    (built.folder / "third" / "briefing.html").write_text("<p>", encoding="utf-8")
    assert again(project.output) is None


def test_the_command_says_what_it_built_again(project: Project) -> None:
    def run(*options: str) -> tuple[list[str], str]:
        asked = ["--project", str(project.root), "build", "--no-cache", *options]
        done = CliRunner().invoke(cli, asked)
        assert done.exception is None, done.exception
        return [Path(line).parent.name for line in done.stdout.splitlines()], done.stderr

    assert run("--template", "sample") == (["sample", "sample"], "")
    documents, said = run("--template", "other")
    assert documents == ["other", "other", "sample", "sample"]
    assert said == "Built again as well, for the edition has them: sample.\n"


def never(*_: object, **__: object) -> None:
    raise AssertionError("the work began")


def comment(project: Project, words: str = "A word.", head: str = "") -> None:
    project.editions.mkdir(exist_ok=True)
    text = f"---\nauthors: [A. Writer]\nstatus: final\n{head}---\n{words}\n"
    (project.editions / "2026-02.md").write_text(text, encoding="utf-8")


def remove_a_snapshot(project: Project) -> None:
    for kind in ("json", "parquet"):
        (project.snapshots / f"2026-01-10-osir-lmts.{kind}").unlink()


@pytest.mark.usefixtures("same_press")
@pytest.mark.parametrize(
    ("change", "templates", "named"),
    [
        (lambda _: None, ("other",), "documents"),
        (lambda it: comment(it, "Another word."), ("sample",), "editions/2026-02.md"),
        (remove_a_snapshot, ("sample",), "snapshot 2026-01-10-osir-lmts"),
    ],
)
def test_a_published_edition_is_refused_before_a_question_is_asked(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Project], None],
    templates: tuple[str, ...],
    named: str,
) -> None:
    comment(project)
    before = contents(build(project, templates=("sample",)).folder)
    change(project)
    monkeypatch.setattr(Engine, "run", never)
    with pytest.raises(InputError) as refused:
        build(project, templates=templates)
    assert "is published, and this build would be another: it is made from something else." in str(
        refused.value
    )
    assert f"Changed since: {named}. Say what was corrected" in str(refused.value)
    assert contents(project.output / "2026-02") == before


@pytest.mark.usefixtures("same_press")
def test_a_published_number_that_is_another_now_is_found_before_a_page_is_made(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment(project)
    build(project, templates=("sample",))
    file = project.data / "organisations.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("gamma,Gamma Lab,CN", "gamma,Gamma Lab,FR"), encoding="utf-8")
    monkeypatch.setattr(Renderer, "html", never)
    with pytest.raises(InputError, match=r"would be another: 1 of its 1 numbers differ, the first N-0001\."):
        build(project, templates=("sample",))


@pytest.mark.usefixtures("same_press")
def test_another_page_of_a_published_edition_is_found_before_its_workbook(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment(project)
    build(project, templates=("sample",))
    rename_source(project)
    monkeypatch.setattr("briefgen.documents.workbook.edition.edition_workbook", never)
    with pytest.raises(InputError, match=r"1 files differ, the first sample/briefing\.html\."):
        build(project, templates=("sample",))


def test_a_place_that_cannot_be_written_to_is_found_before_the_work(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "run", never)
    with pytest.raises(InputError, match=r"^/proc/x: cannot be written to \(.*\)\. Name another --output\."):
        build(project, templates=("sample",), output_folder=Path("/proc/x"))


def test_an_archive_without_a_source_is_found_before_the_work(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    describe(project, "id: adoption", "id: methods")
    monkeypatch.setattr(Engine, "run", never)
    with pytest.raises(InputError) as refused:
        build(project, templates=("sample",))
    assert str(refused.value).startswith(
        f"{project.sources}: expected a source of the id osir-lmts, for the snapshot 2026-01-10-osir-lmts "
    )
