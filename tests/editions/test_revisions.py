"""A published edition: never silently another; a revision says what changed, and the earlier one stays."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from briefgen.editions.build import Built, build
from briefgen.errors import InputError
from briefgen.project import Project
from tests.markup import Markup

_FINAL = "---\nauthors: [A. Writer]\nstatus: final\n"
_CORRECTED = """corrections:
  - {date: 2026-03-04, what: Gamma is no Chinese organisation., why: Its register was misread.}
"""

pytestmark = pytest.mark.usefixtures("same_press")


def comment(project: Project, head: str) -> None:
    project.editions.mkdir(exist_ok=True)
    (project.editions / "2026-02.md").write_text(f"{head}---\nA word.\n", encoding="utf-8")


def move_gamma(project: Project) -> None:
    """Gamma's 100 of 900 downloads were China's."""
    file = project.data / "organisations.csv"
    text = file.read_text(encoding="utf-8")
    assert "gamma,Gamma Lab,CN" in text
    file.write_text(text.replace("gamma,Gamma Lab,CN", "gamma,Gamma Lab,FR"), encoding="utf-8")


def make(project: Project) -> Built:
    return build(project, templates=("sample",))


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its content and the time of its writing."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(it.relative_to(folder)): (it.read_bytes(), it.stat().st_mtime_ns) for it in files}


def contents(folder: Path) -> dict[str, bytes]:
    return {path: content for path, (content, _) in tree(folder).items()}


@pytest.fixture
def final(project: Project) -> Built:
    comment(project, _FINAL)
    return make(project)


def test_what_a_build_was_made_from_is_recorded(final: Built) -> None:
    record = json.loads((final.folder / "edition.json").read_text(encoding="utf-8"))
    assert (record["status"], record["revision"], record["supersedes"]) == ("final", 1, None)
    named = {
        "sources.yaml",
        "editions/2026-02.md",
        "data/organisations.csv",
        "templates/sample/briefing.yaml",
    }
    assert named <= record["inputs"].keys()
    assert record["inputs"]["documents"] == "sample"
    assert len(record["inputs"]["snapshot 2026-02-10-osir-lmts"]) == 64
    assert "edition.json" in (final.folder / "manifest-sha256.txt").read_text(encoding="utf-8")


def test_the_same_again_is_left_as_it_stands(project: Project, final: Built) -> None:
    before = tree(final.folder)
    make(project)
    assert tree(final.folder) == before


def test_what_changes_no_file_is_no_revision(project: Project, final: Built) -> None:
    before = tree(final.folder)
    unused = project.data / "licences.csv"
    unused.write_text(unused.read_text(encoding="utf-8") + "never-declared,other\n", encoding="utf-8")
    make(project)
    assert tree(final.folder) == before


@pytest.mark.usefixtures("final")
def test_another_edition_under_the_same_number_is_refused(project: Project) -> None:
    before = tree(project.output)
    move_gamma(project)
    with pytest.raises(InputError) as told:
        make(project)
    assert "revision 1 of this edition is published, and this build would be another" in str(told.value)
    assert "Changed since: data/organisations.csv." in str(told.value)
    assert "under `corrections` in editions/2026-02.md; that makes revision 2" in str(told.value)
    assert tree(project.output) == before


def test_a_revision_says_what_changed_and_keeps_the_earlier_one(project: Project, final: Built) -> None:
    earlier = contents(final.folder)
    move_gamma(project)
    comment(project, _FINAL + _CORRECTED)
    html = Markup.read(make(project).documents[1]).text
    assert contents(project.output / "2026-02-r1") == earlier
    assert "February 2026, revision 2" in html
    assert "February 2026, revision 2. Newest snapshot" in html
    assert "Gamma is no Chinese organisation. Its register was misread." in html
    assert "Changed since: data/organisations.csv, editions/2026-02.md." in html
    assert "share: 55.6% in revision 1, 44.4% now." in html
    told = json.loads((final.folder / "revision.json").read_text(encoding="utf-8"))
    shares = [it for it in told["numbers"] if (it["metric"], it["column"]) == ("download_share", "share")]
    (china,) = (it for it in shares if it["row"] == {"date": "2026-02-10", "country": "CN"})
    assert (china["before"], china["now"]) == (pytest.approx(5 / 9), pytest.approx(4 / 9))
    record = json.loads((final.folder / "edition.json").read_text(encoding="utf-8"))
    assert (record["revision"], record["corrected_on"]) == (2, "2026-03-04")


def test_a_revision_built_again_is_left_as_it_stands(project: Project, final: Built) -> None:
    move_gamma(project)
    comment(project, _FINAL + _CORRECTED)
    make(project)
    before = tree(project.output)
    make(project)
    assert tree(project.output) == before
    # Without the earlier one it cannot say again what changed.
    shutil.rmtree(final.folder.with_name("2026-02-r1"))
    with pytest.raises(InputError, match="revision 2 of this edition is published"):
        make(project)


def test_a_number_that_nothing_gives_any_more_is_named(project: Project, final: Built) -> None:
    for path in project.snapshots.glob("2026-01-10-osir-lmts.*"):
        path.unlink()
    comment(project, _FINAL + _CORRECTED)
    make(project)
    told = json.loads((final.folder / "revision.json").read_text(encoding="utf-8"))
    gone = [it for it in told["numbers"] if not it["known"]]
    assert "download_share" in {it["metric"] for it in gone}
    assert {it["now"] for it in gone} == {None}
    assert "snapshot 2026-01-10-osir-lmts" in told["inputs"]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("---\nauthors: [A. Writer]\nstatus: draft\n", "is no longer final"),
        (None, "is no longer final"),
    ],
)
def test_a_published_edition_stays_final(
    project: Project, final: Built, head: str | None, message: str
) -> None:
    before = tree(final.folder)
    if head:
        comment(project, head)
    else:
        (project.editions / "2026-02.md").unlink()
    with pytest.raises(InputError, match=message):
        make(project)
    assert tree(final.folder) == before


def test_a_correction_is_not_taken_back(project: Project, final: Built) -> None:
    comment(project, _FINAL + _CORRECTED)
    make(project)
    comment(project, _FINAL)
    with pytest.raises(InputError, match="has fewer corrections than before"):
        make(project)
    assert (final.folder.with_name("2026-02-r1")).is_dir()


def test_an_earlier_revision_is_never_overwritten(project: Project, final: Built) -> None:
    comment(project, _FINAL + _CORRECTED)
    place = final.folder.with_name("2026-02-r1")
    place.mkdir()
    with pytest.raises(InputError, match=r"2026-02-r1: stands where the earlier revision is to be kept"):
        make(project)


@pytest.mark.usefixtures("final")
def test_a_revision_built_elsewhere_has_its_number(project: Project, tmp_path: Path) -> None:
    comment(project, _FINAL + _CORRECTED)
    built = build(project, templates=("sample",), output_folder=tmp_path / "elsewhere")
    assert "February 2026, revision 2" in Markup.read(built.documents[1]).text
    assert not (built.folder / "revision.json").exists()


def test_files_that_were_touched_are_no_published_edition(project: Project, final: Built) -> None:
    (final.folder / "claims.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"claims\.json: not as it was built, and this edition is published"):
        make(project)


def test_a_draft_is_replaced(project: Project) -> None:
    comment(project, "---\nstatus: draft\n")
    make(project)
    move_gamma(project)
    html = Markup.read(make(project).documents[1]).text
    assert "revision" not in html
    assert not (project.output / "2026-02-r1").exists()
