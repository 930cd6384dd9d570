"""A panel of one's own fills the briefing, a crawl is used throughout, and no section is empty."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefgen.charts import registry
from briefgen.cli import cli
from briefgen.documents import template
from briefgen.documents.html import Renderer
from briefgen.edition import choose
from briefgen.editions import empty_sections
from briefgen.editions.build_context import BuildContext
from briefgen.editions.workers import RenderWorkers
from briefgen.errors import InputError
from briefgen.metrics.engine import Engine
from briefgen.presskit.kit import Desk
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store
from tests.made_up import model, write_project, write_snapshots
from tests.markup import Markup
from tests.metrics.by_hand import Rows

CHINESE, AMERICAN = "Qwen/Qwen2.5-7B", "meta-llama/Llama-3.1-8B-Instruct"
SOURCE = """
  - id: my-panel
    kind: data
    csl: {type: dataset, title: My panel, author: [{literal: An institute}], issued: 2026-09}
    licence: made up
    how_read: full-text
    read_note: made up
    reviewed: 2026-11-22
"""


def rows(chinese: int, american: int) -> Rows:
    return [model(CHINESE, chinese, 20), model(AMERICAN, american, 10)]


@pytest.fixture
def project(repository: Path, tmp_path: Path) -> Project:
    """The project that ships, without its snapshots, and with a source for `my-panel`."""
    for folder in ("templates", "library"):
        shutil.copytree(repository / folder, tmp_path / folder)
    (tmp_path / "data").mkdir()
    for registry_file in (repository / "data").glob("*.csv"):
        shutil.copy(registry_file, tmp_path / "data")
    sources = (repository / "sources.yaml").read_text(encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(sources + SOURCE, encoding="utf-8")
    return Project.open(tmp_path)


def drawn(project: Project) -> dict[str, str]:
    """The title of every chart of the newest month, by its id."""
    manifests = Store.of(project).manifests()
    engine = Engine(project, Catalog.until(manifests, choose(None, manifests).last_day))
    figures = [registry.draw(chart, engine) for chart in registry.names()]
    return {figure.id: figure.title for figure in figures if figure}


def renamed(snapshots: Path, origin: str, new: str) -> None:
    """Give the snapshots of an origin another one: in the names of the files and in the manifests."""
    for file in snapshots.glob(f"*-{origin}.json"):
        manifest = json.loads(file.read_text(encoding="utf-8"))
        attribution = manifest["attribution"].replace(origin, new)
        manifest |= {"origin": new, "id": f"{manifest['date']}-{new}", "attribution": attribution}
        (snapshots / f"{manifest['id']}.json").write_text(json.dumps(manifest), encoding="utf-8")
        file.with_suffix(".parquet").rename(snapshots / f"{manifest['id']}.parquet")
        file.unlink()


def test_an_archive_under_another_name_draws_what_it_draws_under_its_own(
    project: Project, repository: Path
) -> None:
    project.snapshots.mkdir()
    for file in (repository / "data" / "snapshots").glob("*-llmfit.*"):
        shutil.copy(file, project.snapshots)
    own = drawn(project)
    renamed(project.snapshots, "llmfit", "my-panel")
    assert drawn(project) == {chart: title.replace("llmfit", "my-panel") for chart, title in own.items()}
    assert set(own) == {
        *("download-share", "top-publishers", "releases", "release-calendar"),
        *("licence-tiers", "concentration", "coverage"),
    }


def test_a_table_of_ones_own_draws_what_it_knows_under_any_name(project: Project) -> None:
    for origin in ("llmfit", "my-panel"):
        days = {f"2026-08-01-{origin}": rows(60, 40), f"2026-09-01-{origin}": rows(70, 30)}
        write_snapshots(project.snapshots, days)
        found = drawn(project)
        shutil.rmtree(project.snapshots)
        assert {"download-share", "turning-point", "top-publishers", "concentration"} < set(found)
        assert found["download-share"].startswith("On 1 September 2026 China had 70.0% of the downloads")


def printed(project: Project, press: RenderWorkers, name: str = "monthly") -> tuple[BuildContext, str]:
    """The newest month of a project, and a document of it as HTML."""
    document = template.read(project, name)
    month = BuildContext.open(project, None, press, documents=[document])
    page = month.page("screen", document)
    html, _ = Renderer(project.templates).html(name, page, month.context)
    return month, html


def words(html: str) -> str:
    markup = Markup()
    markup.feed(html)
    return " ".join(markup.text.split())


def test_a_first_crawl_says_the_same_in_text_key_numbers_chart_and_kit(
    project: Project, press: RenderWorkers
) -> None:
    archive = {"2026-08-01-llmfit": rows(60, 40), "2026-09-01-llmfit": rows(70, 30)}
    write_snapshots(project.snapshots, {**archive, "2026-09-20-hub-tracked": rows(75, 25)})
    month, html = printed(project, press)
    said = words(html)
    assert "75.0% of tracked models’ downloads go to Chinese organisations" in said
    assert "In the 30 days to 20 September 2026, models of Chinese organisations drew 75.0%" in said
    title = "On 20 September 2026 China had 75.0% of the downloads of tracked models"
    assert title in said
    kit = Desk.open(project, "2026-09").draw("download-share")
    assert kit
    assert kit.title.startswith(title)
    (share,) = (
        entry
        for entry in month.ledger.entries
        if (entry.number.metric, entry.number.column) == ("download_share", "share")
        and dict(entry.number.row) == {"date": "2026-09-20", "country": "CN"}
        and dict(entry.number.parameters) == {"population": "tracked", "compare": "organisations"}
    )
    assert share.number.snapshots == ("2026-09-20-hub-tracked",)
    assert {"key-numbers", "adoption", "download-share"} <= set(share.places)


def test_sections_without_data_have_no_heading_and_are_named(project: Project, press: RenderWorkers) -> None:
    absent = ("children", "base_models", "created_at", "license", "parameters")
    days = {f"2026-0{month}-01-my-panel": rows(60, 40) for month in (8, 9)}
    write_snapshots(project.snapshots, days, absent)
    month, html = printed(project, press)
    sections = re.findall(r'<section id="([^"]+)"', html)
    assert {"key-numbers", "findings", "adoption", "attention", "few-models"} <= set(sections)
    assert not {"foundations", "new-models", "openness"} & set(sections)
    assert "Foundations: whose models others build on" not in words(html)
    document = template.read(project, "monthly")
    page = month.page("screen", document)
    Renderer(project.templates).html("monthly", page, month.context)
    assert empty_sections.messages("monthly", page, month.engine.panels) == (
        "monthly: the section foundations (Foundations: whose models others build on) is left out: "
        "derivatives: my-panel does not know children; lineage: my-panel does not know base_models.",
        "monthly: the section new-models (Releases: who publishes, and how large) is left out: "
        "releases: my-panel does not know created_at; sizes: my-panel does not know created_at, parameters.",
        "monthly: the section openness (Openness: under which licences) is left out: "
        "licences: my-panel does not know created_at, license.",
    )


@pytest.mark.parametrize("likes", [True, False], ids=["likes known", "nothing known"])
def test_without_downloads_the_first_page_has_no_empty_heading(
    project: Project, press: RenderWorkers, likes: bool
) -> None:
    absent = ("downloads_30d", "children", "base_models", "created_at", "license", "parameters")
    unknown: Rows = [{**row, "downloads_30d": None} for row in rows(0, 0)]
    if not likes:
        absent, unknown = (*absent, "likes"), [{**row, "likes": None} for row in unknown]
    write_snapshots(project.snapshots, {"2026-09-01-my-panel": unknown}, absent)
    for name in ("monthly", "one-pager", "testimony"):
        _, html = printed(project, press, name)
        sections = set(re.findall(r'<section id="([^"]+)"', html))
        assert "limits" in sections
        assert not {"key-numbers", "findings", "adoption", "attention", "few-models"} & sections


@pytest.fixture
def bare(tmp_path: Path, same_press: None) -> Path:  # noqa: ARG001
    """A made-up project whose one document needs sizes in a section, and whose panel does not know them."""
    project = write_project(tmp_path)
    shutil.rmtree(project.snapshots)
    write_snapshots(project.snapshots, {"2026-02-10-my-panel": rows(60, 40)}, ("created_at", "parameters"))
    shutil.rmtree(project.templates / "sample")
    folder = project.templates / "small"
    folder.mkdir()
    (folder / "briefing.yaml").write_text(
        "title: Small\nshort_title: Small\nstrapline: For tests\ncitation_style: notes\npaper: a4\n"
        "sections:\n  - {id: sizes, title: How large, needs: [sizes]}\n  - {id: words, title: Words}\n",
        encoding="utf-8",
    )
    (folder / "briefing.html.j2").write_text(
        '{% extends "shared/document.html.j2" %}\n'
        '{% from "shared/parts.html.j2" import section with context %}\n'
        '{% block front %}{% endblock %}\n{% block body %}{% call section("sizes") %}\n'
        '{% if ask("largest_releases", newest(knows=("parameters",))) %}Large.{% endif %}{% endcall %}\n'
        '{% call section("words") %}<p>Words.</p>{% endcall %}{% endblock %}\n',
        encoding="utf-8",
    )
    return tmp_path


SIZES = (
    "small: the section sizes (How large) is left out: sizes: my-panel does not know created_at, parameters."
)


def test_build_and_check_say_which_sections_have_no_data(
    bare: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    command = ("build", "--template", "small", "--project", str(bare))
    # The second time the files are put back as they were, and it is said again.
    for _ in range(2):
        result = CliRunner().invoke(cli, command)
        assert result.exit_code == 0, result.output
        assert SIZES in result.stderr.splitlines()
        assert SIZES not in result.stdout
    assert SIZES not in CliRunner().invoke(cli, ("--quiet", *command)).output
    checked = CliRunner().invoke(cli, ("check", "--project", str(bare)))
    assert SIZES in checked.stderr.splitlines()
    as_json = json.loads(CliRunner().invoke(cli, ("check", "--json", "--project", str(bare))).stdout)
    assert as_json["sections_without_data"] == [SIZES]


def test_a_section_can_need_only_what_panels_are_asked(bare: Path) -> None:
    description = bare / "templates" / "small" / "briefing.yaml"
    description.write_text(
        description.read_text(encoding="utf-8").replace("[sizes]", "[size]"), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"briefing.yaml:7:\d+: .*expected one of downloads, turning point"):
        template.read(Project.open(bare), "small")
