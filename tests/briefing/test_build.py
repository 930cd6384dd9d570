"""A build leaves everything or nothing, and says what is wrong with what it was given."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from briefgen.briefing.build import Built, build
from briefgen.briefing.output import replace_folder
from briefgen.project import InputError, Project
from tests.briefing.conftest import SERIES, write_snapshots
from tests.briefing.markup import Markup

_LAYOUT = Path("templates", "sample", "briefing.html.j2")
_DESCRIPTION = Path("templates", "sample", "briefing.yaml")

_FRAME = (
    '{% extends "shared/document.html.j2" %}{% block front %}{% endblock %}{% block body %}BODY{% endblock %}'
)


def lay_out(project: Project, body: str) -> None:
    """Replace the sample's layout by one with nothing but this body."""
    (project.root / _LAYOUT).write_text(_FRAME.replace("BODY", body), encoding="utf-8")


def describe(project: Project, old: str, new: str) -> None:
    """Change the sample's briefing.yaml."""
    file = project.root / _DESCRIPTION
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_a_build_leaves(sample: Built) -> None:
    assert sorted(tree(sample.folder)) == [
        "ledger.json",
        "manifest-sha256.txt",
        "references.bib",
        "references.json",
        "sample/briefing.html",
        "sample/briefing.pdf",
        "sample/charts/download-share.csv",
        "sample/charts/download-share.svg",
        "sample/charts/likes-leaders.csv",
        "sample/charts/likes-leaders.svg",
    ]
    assert sample.folder.name == "2026-02"
    assert [path.name for path in sample.folder.parent.iterdir()] == ["2026-02"]


def test_sha256sum_checks_the_folder(built: Built) -> None:
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "manifest-sha256.txt"],
        cwd=built.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert len(checked.stdout.splitlines()) == len(tree(built.folder)) - 1


def test_a_figures_data_are_its_full_values(sample: Built) -> None:
    with (sample.folder / "sample" / "charts" / "download-share.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    (china,) = [row for row in rows if row["Date"] == "2026-02-10" and row["Country"] == "China"]
    assert float(china["Share"]) == 500 / 900


def test_the_month_is_the_newest_unless_named(project: Project) -> None:
    lay_out(project, "{{ manifests | length }} snapshots until {{ page.edition.clock.date() }}")
    assert build(project, templates=("sample",)).folder.name == "2026-02"
    january = build(project, "2026-01", templates=("sample",))
    assert january.folder == project.output / "2026-01"
    assert "1 snapshots until 2026-01-31" in Markup.read(january.documents[1]).text


def test_a_month_without_some_data_leaves_the_chart_out(project: Project) -> None:
    lay_out(project, '{{ parts.figure("likes-leaders") }}{{ parts.figure("download-share") }}')
    written = (project.root / _LAYOUT).read_text(encoding="utf-8")
    imported = '{% import "shared/parts.html.j2" as parts with context %}'
    (project.root / _LAYOUT).write_text(written.replace("%}{%", "%}" + imported + "{%", 1), encoding="utf-8")
    shutil.rmtree(project.snapshots)
    project.snapshots.mkdir()
    write_snapshots(project.snapshots, {"2026-02-12-radar": SERIES["2026-02-12-radar"]})
    built = build(project, templates=("sample",))
    assert "Figure 1 " in Markup.read(built.documents[1]).text
    assert "Figure 2 " not in Markup.read(built.documents[1]).text
    assert not (built.folder / "sample" / "charts" / "download-share.svg").exists()


def test_a_build_that_fails_leaves_the_old_one(project: Project) -> None:
    before = tree(build(project, templates=("sample",)).folder)
    lay_out(project, '<p style="background: url(http://example.org/x.png)">late failure, in the PDF</p>')
    with pytest.raises(InputError, match=r"The page asks for http://example\.org/x\.png"):
        build(project, templates=("sample",))
    assert tree(project.output / "2026-02") == before
    assert [path.name for path in project.output.iterdir()] == ["2026-02"]


def test_a_first_build_that_fails_leaves_nothing(project: Project) -> None:
    lay_out(project, "<p style='background: url(x.png)'>x</p>")
    with pytest.raises(InputError):
        build(project, templates=("sample",))
    assert not project.output.exists()


def test_a_new_build_takes_the_place_of_the_old(project: Project) -> None:
    build(project, templates=("sample",))
    lay_out(project, "Second.")
    built = build(project, templates=("sample",))
    assert "sample/charts/likes-leaders.svg" not in tree(built.folder)
    assert "Second." in Markup.read(built.documents[1]).text


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "2026-02").mkdir()
    (tmp_path / "2026-02" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="2026-02: this is no folder of an earlier build"):
        replace_folder(tmp_path / "2026-02", {"ledger.json": b"{}"})
    assert tree(tmp_path) == {"2026-02/thesis.txt": b"years of work"}


def test_files_and_their_hashes_are_written_together(tmp_path: Path) -> None:
    replace_folder(tmp_path / "new", {"b.txt": b"b", "a/c.txt": b"c"})
    lines = (tmp_path / "new" / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    assert lines == [
        f"{hashlib.sha256(b'c').hexdigest()}  a/c.txt",
        f"{hashlib.sha256(b'b').hexdigest()}  b.txt",
    ]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("\n\n{{ nothing }}", r"templates/sample/briefing\.html\.j2:3: 'nothing' is undefined"),
        ("\n{% if %}", r"templates/sample/briefing\.html\.j2:2: "),
        ("\n{{ 52.3 | number }}", r"briefing\.html\.j2:2: 52\.3 is no number of a metric"),
        ("\n{{ ask('nonsense', newest('radar')) }}", r"briefing\.html\.j2:2: nonsense: no such metric"),
        ("\n{{ page.figure('nonsense') }}", r"j2:2: nonsense: briefing\.yaml lists no such chart"),
        ("\n{{ page.open_section('nonsense') }}", r"j2:2: nonsense: briefing\.yaml lists no such section"),
        ("\n{{ page.cite('nonsense') }}", r"j2:2: nonsense: expected the id of a source"),
        ("\n{% include '../../../etc/passwd' %}", r"briefing\.html\.j2:2: "),
        ("\n{{ page._ledger }}", r"briefing\.html\.j2:2: .*unsafe"),
        ("\n{{ page.notes.append(1) }}", r"briefing\.html\.j2:2: .*unsafe"),
        ("\n{{ ''.__class__.__mro__ }}", r"briefing\.html\.j2:2: .*unsafe"),
    ],
)
def test_a_wrong_template_is_named_with_its_line(project: Project, body: str, message: str) -> None:
    lay_out(project, body)
    with pytest.raises(InputError, match=message):
        build(project, templates=("sample",))
    assert not project.output.exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("paper: a4", "paper: a3", r"briefing\.yaml:13:8: paper: "),
        ("title: Words", "titel: Words", r"briefing\.yaml:8:5: sections\[1\]\.titel"),
        ("strapline: For tests\n", "", r"briefing\.yaml:1:1: strapline: "),
        ("- id: adoption", "- id: Not an id", r"briefing\.yaml:5:9: sections\[0\]\.id: "),
        ("charts: [likes-leaders, download-share]", "charts: [no-such-chart]", r"charts\[0\]: no-such-chart"),
        ("charts:", "charts: [", r"briefing\.yaml:\d+:\d+: "),
    ],
)
def test_a_wrong_description_is_named_with_its_place(
    project: Project, old: str, new: str, message: str
) -> None:
    describe(project, old, new)
    with pytest.raises(InputError, match=message):
        build(project, templates=("sample",))
    assert not project.output.exists()


def test_an_unknown_template_lists_those_there_are(project: Project) -> None:
    with pytest.raises(InputError, match=r"nonsense: no such template\. The templates are: sample\."):
        build(project, templates=("nonsense",))


def test_the_same_inputs_give_the_same_bytes(sample: Built, project: Project) -> None:
    assert tree(build(project, templates=("sample",)).folder) == tree(sample.folder)


def test_the_clock_is_the_editions(sample: Built, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert b'content="2026-02-28T00:00:00Z"' in sample.documents[1].read_bytes()
    lay_out(project, "x")
    monkeypatch.setenv(
        "SOURCE_DATE_EPOCH", str(int(dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC).timestamp()))
    )
    built = build(project, templates=("sample",))
    assert b'content="2026-03-02T09:30:00Z"' in built.documents[1].read_bytes()


def test_references_are_those_cited(sample: Built) -> None:
    items = json.loads((sample.folder / "references.json").read_text(encoding="utf-8"))
    assert [item["id"] for item in items] == ["hostile"]
    assert (sample.folder / "references.bib").read_text(encoding="utf-8").count("@") == 1
