"""A build leaves everything or nothing, and says what is wrong with what it was given."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

from briefgen.documents import output_files, template
from briefgen.documents.html import Renderer
from briefgen.documents.output_files import replace_folder
from briefgen.editions.build import Built, build
from briefgen.editions.build_context import BuildContext
from briefgen.editions.workers import RenderWorkers
from briefgen.errors import InputError
from briefgen.ledger.prose import Prose
from briefgen.project import Project
from tests.made_up import SERIES, write_snapshots
from tests.markup import Markup

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


def render(project: Project, press: RenderWorkers) -> None:
    """Render the sample for print, as a build does first."""
    month = BuildContext.open(project, None, press)
    page = month.page("print", template.read(project, "sample"))
    Renderer(project.templates).html("sample", page, month.context)


def test_what_a_build_leaves(sample: Built) -> None:
    assert sorted(tree(sample.folder)) == [
        "claims.csv",
        "claims.json",
        "edition.json",
        "edition.xlsx",
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
        "sample/front.json",
    ]
    assert sample.folder.name == "2026-02"
    assert [path.name for path in sample.folder.parent.iterdir()] == ["2026-02"]


OWN_CHART = """charts:
  - likes-leaders
  - id: leading-countries
    metric: download_share
    origin: osir-lmts
    form: bars
    by: name
    value: share
    title: "On {date} {name} had {share} of the downloads, {second.name} {second.share}"
    plain_title: "On {when}: shares of the downloads"
    subtitle: Share of 30-day downloads, %.
"""


def test_a_document_has_charts_of_its_own(project: Project, press: RenderWorkers) -> None:
    describe(project, "charts: [likes-leaders, download-share]\n", OWN_CHART)
    document = template.read(project, "sample")
    month = BuildContext.open(project, None, press, documents=[document])
    drawn = month.draw("leading-countries")
    assert drawn
    assert drawn.figure.title.startswith("On 10 February 2026 ")
    assert Prose(drawn.figure.title).numbers
    assert "leading-countries" in {place for entry in month.ledger.entries for place in entry.places}
    lay_out(project, '{{ page.figure("leading-countries").figure.title }}')
    written, _ = Renderer(project.templates).html("sample", month.page("print", document), month.context)
    assert drawn.figure.title in written


def test_a_document_has_charts_of_what_the_month_tells(
    project: Project, shipped: Project, press: RenderWorkers
) -> None:
    """Over the bundled data: the made-up library has too few claims that were judged twice."""
    told = ("claims-then-now", "published-shares")
    describe(project, "[likes-leaders, download-share]", f"[{', '.join(told)}]")
    figures = "".join(f'{{{{ figure("{chart}") }}}}' for chart in told)
    parts = '{% from "shared/parts.html.j2" import figure, figure_tables with context %}'
    lay_out(project, f"{parts}{figures}{{{{ figure_tables() }}}}")
    document = template.read(project, "sample")
    month = BuildContext.open(shipped, "2026-09", press, documents=[document])
    written, _ = Renderer(project.templates).html("sample", month.page("print", document), month.context)
    for chart in told:
        drawn = month.draw(chart)
        assert drawn
        assert drawn.figure.alt in unescape(written)
        lines = output_files.table_csv(drawn.figure.table).decode().splitlines()
        assert len(lines) == 1 + len(drawn.figure.table.rows)
    assert "claims-then-now" in {place for entry in month.ledger.entries for place in entry.places}


def test_two_documents_do_not_write_two_charts_under_one_id(project: Project) -> None:
    describe(project, "charts: [likes-leaders, download-share]\n", OWN_CHART)
    other = project.root / "templates" / "other"
    shutil.copytree(project.root / "templates" / "sample", other)
    documents = [template.read(project, name) for name in ("sample", "other")]
    assert list(template.own_charts(documents)) == ["leading-countries"]
    (other / "briefing.yaml").write_text(
        (other / "briefing.yaml").read_text(encoding="utf-8").replace("by: name", "by: country"),
        encoding="utf-8",
    )
    documents[1] = template.read(project, "other")
    with pytest.raises(InputError, match=r"other/briefing\.yaml: charts: another document has another chart"):
        template.own_charts(documents)


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


@pytest.mark.usefixtures("same_press")
def test_the_month_is_the_newest_unless_named(project: Project) -> None:
    lay_out(project, "{{ manifests | length }} snapshots until {{ page.edition.clock.date() }}")
    assert build(project, templates=("sample",)).folder.name == "2026-02"
    january = build(project, "2026-01", templates=("sample",))
    assert january.folder == project.output / "2026-01"
    assert "1 snapshots until 2026-01-31" in Markup.read(january.documents[1]).text


@pytest.mark.usefixtures("same_press")
def test_each_of_two_documents_is_set_from_its_own_page(project: Project) -> None:
    shutil.copytree(project.templates / "sample", project.templates / "other")
    describe(project, "title: A made-up briefing", "title: The first")
    lay_out(project, "<figure id='likes-leaders'>{{ page.figure('likes-leaders').figure.id }}</figure>")
    built = build(project, templates=("sample", "other"))
    titles = [PdfReader(path).metadata for path in built.documents if path.suffix == ".pdf"]
    assert [told and told.title for told in titles] == [
        "The first: February 2026",
        "A made-up briefing: February 2026",
    ]


@pytest.mark.usefixtures("same_press")
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


@pytest.mark.usefixtures("same_press")
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


@pytest.mark.usefixtures("same_press")
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
def test_a_wrong_template_is_named_with_its_line(
    project: Project, press: RenderWorkers, body: str, message: str
) -> None:
    lay_out(project, body)
    with pytest.raises(InputError, match=message):
        render(project, press)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("paper: a4", "paper: a3", r"briefing\.yaml:15:8: paper: expected 'letter' or 'a4', got 'a3'"),
        (
            "title: Words",
            "titel: Words",
            r"briefing\.yaml:8:5: sections\[1\]\.titel: unknown key; expected one of id, title",
        ),
        ("strapline: For tests\n", "", r"briefing\.yaml:1:1: strapline: expected here, but missing"),
        (
            "- id: adoption",
            "- id: Not an id",
            r"briefing\.yaml:5:9: sections\[0\]\.id: expected an id such as",
        ),
        (
            "charts: [likes-leaders, download-share]",
            "charts: [no-such-chart]",
            r"briefing\.yaml:13:10: charts\[0\]: expected one of download-share, .*, got 'no-such-chart'",
        ),
        (
            "citation_style: notes",
            "citation_style: apa",
            r":14:17: citation_style: expected one of notes, got",
        ),
        (
            "- id: words",
            "- id: adoption",
            r":7:9: sections\[1\]\.id: expected an id of its own; an earlier section has this one",
        ),
        ("title: Adoption", "title: |-\n      Two\n      lines", r"sections\[0\]\.title: expected one line"),
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


def test_every_mistake_of_a_description_is_told_at_once(project: Project) -> None:
    describe(project, "paper: a4", "paper: a3")
    describe(project, "charts: [likes-leaders,", "charts: [no-such-chart,")
    describe(project, "title: Words", "titel: Words")
    with pytest.raises(InputError) as caught:
        build(project, templates=("sample",))
    places = [line.partition("briefing.yaml")[2].split(":")[1:3] for line in str(caught.value).splitlines()]
    # The key that is unknown, the one that is missing for it, the chart and the paper, from the top down.
    assert places == [["7", "5"], ["8", "5"], ["13", "10"], ["15", "8"]]


def test_a_style_sheet_in_another_encoding_is_named_with_its_line(
    project: Project, press: RenderWorkers
) -> None:
    sheet = project.templates / "sample" / "print.css"
    sheet.write_bytes(b"p { margin: 0 }\n/* na\xefve */\n")
    with pytest.raises(InputError, match=r"^templates/sample/print\.css:2: expected UTF-8 text; save"):
        render(project, press)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("na\xefve", r"^templates/sample/briefing\.html\.j2:1: expected UTF-8 text"),
        (
            "{% include 'sample/other.j2' %}",
            r"briefing\.html\.j2:1: templates/sample/other\.j2:3: expected UTF-8",
        ),
    ],
)
def test_a_template_in_another_encoding_is_named_with_its_line(
    project: Project, press: RenderWorkers, body: str, message: str
) -> None:
    (project.root / _LAYOUT).write_text(_FRAME.replace("BODY", body), encoding="latin-1")
    (project.templates / "sample" / "other.j2").write_bytes(b"\n\nna\xefve")
    with pytest.raises(InputError, match=message):
        render(project, press)


@pytest.mark.usefixtures("same_press")
def test_a_document_named_twice_is_built_once(project: Project) -> None:
    lay_out(project, "Once.")
    built = build(project, templates=("sample", "sample"))
    assert [path.name for path in built.documents] == ["briefing.pdf", "briefing.html"]


def _never(*_: object) -> None:
    raise AssertionError("the work began")


@pytest.mark.parametrize("place", ["taken", "taken/below"])
def test_a_file_in_the_place_of_the_output_is_found_before_the_work(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    monkeypatch.setattr(Renderer, "html", _never)
    with pytest.raises(InputError, match=r"taken: a file stands where a folder is needed"):
        build(project, templates=("sample",), output_folder=tmp_path / place)
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_a_folder_of_something_else_is_found_before_the_work(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.output / "2026-02").mkdir(parents=True)
    (project.output / "2026-02" / "thesis.txt").touch()
    monkeypatch.setattr(Renderer, "html", _never)
    with pytest.raises(InputError, match="this is no folder of an earlier build"):
        build(project, templates=("sample",))


def test_a_wrong_clock_is_found_before_the_work(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Renderer, "html", _never)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH=tomorrow: expected whole seconds"):
        build(project, templates=("sample",))


def test_an_unknown_template_lists_those_there_are(project: Project) -> None:
    with pytest.raises(InputError, match=r"nonsense: no such template\. The templates are: sample\."):
        build(project, templates=("nonsense",))


def test_the_same_inputs_give_the_same_bytes(sample: Built, project: Project) -> None:
    assert tree(build(project, templates=("sample",)).folder) == tree(sample.folder)


@pytest.mark.usefixtures("same_press")
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


def test_a_manifest_counts_for_what_is_there(tmp_path: Path) -> None:
    """A file deleted by hand, a line that is none and a way out of the folder stop no later build."""
    (tmp_path / "outside.txt").write_text("x", encoding="utf-8")
    folder = tmp_path / "2026-02"
    folder.mkdir()
    (folder / "here.txt").write_text("x", encoding="utf-8")
    lines = ["a  here.txt", "b  gone.txt", "c  ../outside.txt", "no line", ""]
    (folder / output_files.MANIFEST).write_text("\n".join(lines), encoding="utf-8")
    assert output_files.listed(folder) == {"here.txt": "a"}


def test_a_document_needs_no_block(project: Project) -> None:
    (project.root / _LAYOUT).write_text('{% extends "shared/document.html.j2" %}\n', encoding="utf-8")
    html = build(project, "2026-02", ["sample"]).documents[1].read_text(encoding="utf-8")
    assert '<div class="front" id="front">\n\n</div>' in html
