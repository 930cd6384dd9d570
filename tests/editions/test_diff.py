"""What changed between two editions: news apart from coverage, by hand on a made-up series."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from markupsafe import Markup

from briefgen.charts import registry
from briefgen.documents import template
from briefgen.documents.html import Renderer
from briefgen.edition import Edition
from briefgen.editions.build_context import BuildContext
from briefgen.editions.diff import terminal
from briefgen.editions.diff.compare import Changes, changes
from briefgen.editions.diff.figures import Change
from briefgen.editions.workers import RenderWorkers
from briefgen.errors import InputError
from briefgen.metrics.engine import Engine, Row
from briefgen.metrics.numbers import Value
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store
from tests.made_up import SOURCES, write_snapshots
from tests.metrics.conftest import REGISTRIES, Rows, model

#: Gamma (CN) is not observed in March. February's share of China is 500 of 1,000 over the three that January
#: and February observed, and 300 of 800 over the two that March observed as well; March's is 600 of 1,000.
SERIES: dict[str, Rows] = {
    "2026-01-10-osir-lmts": [model("alpha/one", 600), model("beta/one", 300), model("gamma/one", 100)],
    "2026-02-10-osir-lmts": [model("alpha/one", 500), model("beta/one", 300), model("gamma/one", 200)],
    "2026-03-10-osir-lmts": [model("alpha/one", 400), model("beta/one", 600)],
}

MARCH = """\
  - id: march
    kind: report
    csl: {type: report, title: A report of March, issued: 2026-03-05}
    licence: made up
    how_read: full-text
    read_note: made up
    reviewed: 2026-11-22
  - id: osir-lmts
    kind: data
    csl: {type: dataset, title: A panel}
    licence: CC0-1.0
    how_read: full-text
    read_note: made up
    reviewed: 2026-11-22
claims:
  - id: march-01
    statement: Chinese models have more downloads than American ones.
    theme: adoption
    source: march
    locator: page 1
    kind: hub
    made_on: 2026-03-05
    made_on_basis: stated
    subject: {kind: country, name: China}
    test: more-downloads
  - id: january-01
    statement: Chinese models have more downloads than American ones.
    theme: adoption
    source: hostile
    locator: page 1
    kind: hub
    made_on: 2026-01-10
    made_on_basis: stated
    subject: {kind: country, name: China}
    test: more-downloads
tests:
  - id: more-downloads
    asks: Are they downloaded more?
    reads: More is read as a larger share of the downloads of tracked models.
    about: population
    values:
      china: {metric: download_share, row: {country: CN}, column: share}
      america: {metric: download_share, row: {country: US}, column: share}
    holds: china > america
    populations: [{id: made, words: tracked models, origins: [osir-lmts]}]
    would_settle: a count
"""

#: A document of that section alone.
SMALL = """\
title: What changed
short_title: Changes
strapline: A test
sections: [{id: changed, title: What changed}]
charts: [download-share]
citation_style: notes
paper: a4
"""
SMALL_LAYOUT = """\
{% extends "shared/document.html.j2" %}
{% from "shared/parts.html.j2" import change, section with context %}
{% from "shared/verdicts.html.j2" import word with context %}
{% block front %}{% endblock %}
{% block body %}{% include "monthly/sections/changed.html.j2" %}{% endblock %}
"""


def _project(root: Path, series: dict[str, Rows]) -> Project:
    write_snapshots(root / "data" / "snapshots", series)
    for name, table in REGISTRIES.items():
        (root / "data" / name).write_text(table, encoding="utf-8")
    (root / "sources.yaml").write_text(SOURCES + MARCH, encoding="utf-8")
    return Project.open(root)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Changes:
    return changes(_project(tmp_path_factory.mktemp("changes"), SERIES), "2026-02", "2026-03")


def _one(found: Changes, subject: str) -> Change:
    (only,) = (it for it in found.figures.changes if it.chart == "download-share" and it.subject == subject)
    return only


def test_news_and_coverage_add_up_to_the_change(found: Changes) -> None:
    china = _one(found, "China")
    assert (china.before.value, china.after.value) == (0.5, 0.6)
    assert china.between is not None
    assert china.between.value == 0.375
    assert china.news == pytest.approx(0.225)
    assert china.coverage == pytest.approx(-0.125)
    assert china.total == pytest.approx(0.1)


def test_the_page_says_which_is_which(found: Changes) -> None:
    page = " ".join(terminal.page(found).split())
    assert (
        "China, share of the compared downloads: 50.0% → 60.0% [news +22.5 points, coverage -12.5 points]"
        in page
    )
    assert "2026-03-10-osir-lmts: 2 models; made-up models" in page
    assert "march: A report of March" in page
    assert "march-01: Chinese models have more downloads" in page
    # 300 of 1,000 of all rows were Chinese in January, 500 in February (a tie), 600 in March.
    assert "january-01: contradicted (as a whole" in page
    assert "supported (as a whole" in page


def test_the_largest_moves_stand_first(found: Changes) -> None:
    sizes = [change.size for change in found.figures.changes]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) > 3


def test_another_part_known_leaves_them_mixed(tmp_path: Path) -> None:
    series = {**SERIES, "2026-03-10-osir-lmts": [model("alpha/one", None), model("beta/one", 600)]}
    series["2026-03-10-osir-lmts"] += [model("alpha/big-two", 400)]
    china = _one(changes(_project(tmp_path, series), "2026-02", "2026-03"), "China")
    assert china.known_otherwise
    assert (china.news, china.coverage) == (None, None)


def test_json_has_all_of_it(found: Changes) -> None:
    told = json.loads(json.dumps(terminal.record(found)))
    assert told["editions"] == ["2026-02", "2026-03"]
    (china,) = (it for it in told["figures"] if (it["chart"], it["subject"]) == ("download-share", "China"))
    assert china["earlier_date_now"]["value"] == 0.375
    assert len(china["after"]["id"]) == 16
    assert told["claims"] == ["march-01"]
    assert [it["claim"] for it in told["verdicts"]] == ["january-01"]


def test_each_chart_is_named_once_by_its_largest_move(found: Changes) -> None:
    largest = found.figures.largest
    assert len({it.chart for it in largest}) == len(largest) > 1
    assert largest[0] == found.figures.changes[0]
    assert next(it for it in largest if it.chart == "download-share") == next(
        it for it in found.figures.changes if it.chart == "download-share"
    )


def test_the_section_says_what_moved_and_what_of_it_is_news(tmp_path: Path, repository: Path) -> None:
    """Its numbers are the ledger's: the one that the edition before printed, too."""
    project = _project(tmp_path, SERIES)
    shutil.copytree(repository / "templates", project.templates)
    small = project.templates / "small"
    small.mkdir()
    (small / "briefing.yaml").write_text(SMALL, encoding="utf-8")
    (small / "briefing.html.j2").write_text(SMALL_LAYOUT, encoding="utf-8")
    document = template.read(project, "small")
    with RenderWorkers() as press:
        month = BuildContext.open(project, "2026-03", press, documents=[document])
        html, _ = Renderer(project.templates).html("small", month.page("screen", document), month.context)
    section = Markup(html.split('<section id="changed"')[1].split("</section>")[0]).striptags()
    assert "Compared with the edition of February 2026" in section
    assert "Added since: 2026-03-10-osir-lmts." in section
    assert "China, share of the compared downloads: 50.0% then, 60.0% now." in section
    assert (
        "For the earlier date this edition gives 37.5%: the way from there is news, the rest is coverage."
        in section
    )
    assert "On one test of claims the data turned" in section
    assert "Out since then: A report of March" in section
    entered = {entry.number.value for entry in month.ledger.entries if "changed" in entry.places}
    assert {0.5, 0.375, 0.6} <= entered


@pytest.mark.parametrize("edition", ["2025-06", "2026-03"])
def test_an_answer_depends_on_the_snapshots_asked_alone(shipped: Project, edition: str) -> None:
    """So an edition may ask for the numbers of the one before without laying out its snapshots again."""
    manifests = Store(shipped.snapshots).manifests()
    day = Edition.parse(edition).last_day
    alone = Engine(shipped, Catalog.until(manifests, day))
    whole = Engine(shipped, Catalog.until(manifests, manifests[-1].date))
    assert alone.holdings == whole.until(day).holdings != whole.holdings
    for chart in registry.names():
        one, other = (registry.draw(chart, engine) for engine in (alone, whole.until(day)))
        assert (one and list(map(_values, one.table.rows))) == (
            other and list(map(_values, other.table.rows))
        )


def _values(row: Row) -> dict[str, Value]:
    return dict(row.values)


@pytest.mark.parametrize("pair", [("2026-03", "2026-02"), ("2026-03", "2026-03")])
def test_the_earlier_edition_comes_first(tmp_path: Path, pair: tuple[str, str]) -> None:
    with pytest.raises(InputError, match="expected the earlier edition first"):
        changes(_project(tmp_path, SERIES), *pair)


def test_the_bundled_series_across_its_gap(shipped: Project) -> None:
    """Another archive stands behind the charts after the gap: nothing is compared across it."""
    found = changes(shipped, "2025-09", "2026-05")
    assert "download-share" in found.figures.unlike
    assert not [it for it in found.figures.changes if it.chart == "download-share"]
