"""What is to be mended before publishing is found: each kind on an example that is wrong, and a good one."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from briefgen.check import html
from briefgen.check import project as findings
from briefgen.cli import cli
from briefgen.documents.template import own_charts, read
from briefgen.editions.build_context import BuildContext
from briefgen.editions.workers import RenderWorkers
from briefgen.library import captures
from briefgen.library.records import Library
from briefgen.library.statements import Untested
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store
from tests.library.making import claim, source
from tests.made_up import model, write_snapshots

_PAGE = '<html lang="en"><head><title>T</title></head><body><h1>T</h1>{body}</body></html>'
_GOOD = """
<section id="one"><h2>One</h2><p>Short. See <a href="#two">two</a>.</p>
<svg role="img"><title>A chart of one.</title><text>7</text></svg></section>
<section id="two"><h2>Two</h2><h3>Part</h3><p>An adapter is meant.</p>
<svg role="img"><title>A chart of two.</title></svg>
<dl class="glossary"><dt>Adapter</dt><dd>A small addition.</dd></dl></section>
"""
_LONG = " ".join(["word"] * 36) + "."


def test_a_sound_page_has_no_finding() -> None:
    assert list(html.find("m", _PAGE.format(body=_GOOD))) == []
    barely = _GOOD.replace("Short.", _LONG.replace("word ", "", 1))
    assert list(html.find("m", _PAGE.format(body=barely))) == []


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("Short.", _LONG, ("long sentence", "m#one")),
        ("Short.", f"<span>{_LONG}</span>", ("long sentence", "m#one")),
        ('href="#two"', 'href="#three"', ("broken link", "m#one")),
        ('id="two"', 'id="one"', ("HTML", "m#one")),
        ("<h3>Part</h3>", "<h4>Part</h4>", ("heading skips", "m#two")),
        ("<title>A chart of one.</title>", "", ("alternative text", "m#one")),
        ("A chart of two.", "A chart of one.", ("alternative text", "m#two")),
        ("<p>Short.", '<p><img src="x">Short.', ("alternative text", "m#one")),
        ("An adapter is meant.", "A merge, an adapter.", ("jargon", "m")),
    ],
)
def test_what_is_wrong_with_a_page_is_named_with_its_place(
    good: str, bad: str, told: tuple[str, str]
) -> None:
    page = _PAGE.format(body=_GOOD.replace(good, bad))
    assert told in {(one.check, one.place) for one in html.find("m", page)}


def test_what_is_not_ours_is_not_measured() -> None:
    others = (
        f'<p class="said">{_LONG}</p><p><q>{_LONG}</q></p><table><tr><td><p>{_LONG}</p></td></tr></table>'
    )
    others += f'<section id="references"><ul><li>{_LONG} An adapter.</li></ul></section>'
    assert list(html.find("m", _PAGE.format(body=others))) == []


def test_a_page_needs_a_language_and_a_title() -> None:
    found = html.find("m", "<html><head></head><body></body></html>")
    assert [one.what for one in found] == ["the page has no lang", "the page has no title"]


def test_a_source_is_due_half_a_year_after_its_review() -> None:
    library = Library(sources=(source("one", reviewed="2026-01-01"),))
    due = dt.date(2026, 1, 1) + dt.timedelta(days=184)
    assert list(findings.library(library, due - dt.timedelta(days=1))) == []
    (found,) = findings.library(library, due)
    assert (found.check, found.place) == ("source due for review", "source one")


def test_a_claim_needs_a_test_or_what_would_settle_it() -> None:
    settled = Untested(reason="No figure.", would_settle="A figure.")
    for untested, places in ((settled, []), (Untested(reason="No figure."), ["claim one-01"])):
        library = Library(sources=(source("one"),), claims=(claim(kind="document", untested=untested),))
        assert [one.place for one in findings.library(library, dt.date(2026, 1, 1))] == places


def test_a_comment_of_no_month_is_found(project: Project) -> None:
    project.editions.mkdir()
    for name in ("2026-02.md", "2026-2.md", "notes.txt"):
        (project.editions / name).write_text("x", encoding="utf-8")
    assert [one.place for one in findings.comments(project)] == ["editions/2026-2.md", "editions/notes.txt"]


def test_passages_are_findings_where_they_are_gone() -> None:
    looked_for = [
        captures.PassageCheck("found", "one", "one-01", "one.txt:3", ""),
        captures.PassageCheck("no capture", "two", None, "two.txt", "could not be looked for"),
        captures.PassageCheck("not found", "one", "one-02", "one.txt:4", "the words are others"),
    ]
    (found,) = findings.passages(looked_for)
    assert (found.check, found.place) == ("passage not found", "one.txt:4")


_OWN = """charts:
  - likes-leaders
  - download-share
  - id: own
    metric: download_share
    origin: osir-lmts
    form: bars
    by: name
    value: share
    title: "{title}"
    plain_title: Shares on {{when}}
    subtitle: Shares
"""


@pytest.mark.parametrize(
    ("title", "checks"),
    [
        ("{name} had {share}", []),
        ("China had {share}", ["headline names nobody"]),
        # No change is known of the first date of a series, and none at all of one alone.
        ("{name} moved by {change}", ["headline without its data"]),
    ],
)
def test_a_headline_is_held_to_its_data(
    project: Project, press: RenderWorkers, title: str, checks: list[str]
) -> None:
    for file in project.snapshots.glob("2026-02-10*"):
        file.unlink()
    described = project.templates / "sample" / "briefing.yaml"
    text = described.read_text(encoding="utf-8")
    own = _OWN.format(title=title)
    described.write_text(text.replace("charts: [likes-leaders, download-share]\n", own), encoding="utf-8")
    document = read(project, "sample")
    opened = BuildContext.open(project, "2026-02", press, documents=[document])
    drawn = opened.draw("own")
    assert drawn is not None
    found = findings.headlines(own_charts([document]), {"own": drawn.figure})
    assert [one.check for one in found] == checks


@pytest.mark.parametrize(("unknown", "places"), [(2, []), (3, ["chart concentration"])])
def test_a_figure_of_which_little_is_known_is_named(
    project: Project, unknown: int, places: list[str]
) -> None:
    march = [model("alpha/one", 400, 10), model("beta/one", 600, 30)]
    march += [model(name, None, 1) for name in ("alpha/big-two", "gamma/one", "gamma/two")[:unknown]]
    write_snapshots(project.snapshots, {"2026-03-10-osir-lmts": march})
    holdings = Catalog.until(Store(project.snapshots).manifests(), dt.date(2026, 3, 31))
    engine = Engine(project, holdings)
    rows = tuple(engine.run("concentration", holdings.ids, population="all", compare="rows"))
    figure = SimpleNamespace(id="concentration", table=SimpleNamespace(rows=rows))
    assert [one.place for one in findings.coverage([figure])] == places  # type: ignore[list-item]


def test_the_command_says_what_why_and_how(project: Project) -> None:
    template = project.templates / "sample" / "briefing.html.j2"
    text = template.read_text(encoding="utf-8")
    bad = f'<p>That is 7 times more. {_LONG}</p><p><a href="#nowhere">x</a></p>'
    template.write_text(text.replace("<p>First said.", f"{bad}\n<p>First said."), encoding="utf-8")
    asked = ["--project", str(project.root), "check", "--json"]
    told = CliRunner().invoke(cli, asked, standalone_mode=False)
    assert told.return_value == 1
    found = json.loads(told.stdout)
    assert (found["format"], found["edition"], found["passages"]) == ("briefgen/check/1", "2026-02", None)
    assert found["pdf_validated"] is True
    # The findings: "China leads. With 55.6% against 44.4%." Six words of eight syllables in two sentences.
    assert found["reading_grades"]["sample"]["first_page"] == 1.31
    line = text[: text.index("<p>First said.")].count("\n") + 1
    places = {one["check"]: one["place"] for one in found["findings"]}
    assert places["bare digits"] == f"templates/sample/briefing.html.j2:{line}"
    assert places["broken link"] == places["long sentence"] == "sample/briefing.html#adoption"
    # A link that leads nowhere cannot be set on paper.
    assert places["PDF"] == "sample/briefing.pdf"
    assert all(one["why"] and one["mend"] for one in found["findings"])
    assert not (project.root / "output").exists()
