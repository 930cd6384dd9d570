"""The monthly briefing, month by month: what it says follows the data, and strangers' words stay words."""

from __future__ import annotations

import csv
import functools
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from briefgen.documents import template
from briefgen.documents.html import Renderer
from briefgen.editions.build import Built, build
from briefgen.editions.build_context import BuildContext
from briefgen.editions.workers import RenderWorkers
from briefgen.library.captures import Captures
from briefgen.library.statements import Reply
from briefgen.project import Project
from tests.made_up import write_project, write_snapshots
from tests.markup import Markup

EVIL = '<script>alert(1)</script>"\N{RIGHT-TO-LEFT OVERRIDE}'


@pytest.fixture(scope="module")
def words(shipped: Project, press: RenderWorkers) -> Callable[[str], str]:
    """Return the visible text of the shipped project's briefing of a month."""
    document = template.read(shipped, "monthly")

    @functools.cache
    def read(edition: str) -> str:
        month = BuildContext.open(shipped, edition, press)
        page, _ = Renderer(shipped.templates).html("monthly", month.page("screen", document), month.context)
        markup = Markup()
        markup.feed(page)
        return " ".join(markup.text.split())

    return read


def test_september_prints_every_reading_of_the_turning_point(words: Callable[[str], str]) -> None:
    text = words("2026-09")
    # First ahead; China, US and deciding models then; the same three at the end.
    readings = (
        "organisations that every snapshot observed 951 7 May 2025 50.9% 46.3% 2 56.5% 42.8% 4",
        "Tracked models, every row 1,091 7 May 2025 49.2% 48.2% 1 51.2% 46.0% 1",
        "every snapshot, no new releases 593 7 July 2025 56.6% 41.6% 1 51.2% 47.4% 1",
        "each country's largest model left out 949 7 March 2025 50.5% 47.6% 1 59.5% 39.6% 8",
        "Every row of the archive 9,054 never – – – 18.9% 59.7% 38",
    )
    assert [reading for reading in readings if reading not in text] == []
    assert "dates its own crossover to the summer of 2025" in text


def test_a_reply_stands_beside_the_verdict_with_its_source(shipped: Project, press: RenderWorkers) -> None:
    """Every claim is given an answer; those that are printed print it."""
    month = BuildContext.open(shipped, "2025-09", press)
    docket = month.docket
    answer = Reply(by="The author", date="2025-09-01", source="atom-2025", words="It was meant otherwise.")
    claims = tuple(claim.model_copy(update={"reply": answer}) for claim in docket.library.claims)
    docket.library = docket.library.model_copy(update={"claims": claims})
    document = template.read(shipped, "monthly")
    page, _ = Renderer(shipped.templates).html("monthly", month.page("screen", document), month.context)
    markup = Markup()
    markup.feed(page)
    text = " ".join(markup.text.split())
    said = re.findall(r"The author answered, 1 September 2025 \((.+?)\): It was meant otherwise\.", text)
    assert len(said) >= 10
    assert set(said) == {month.page("screen", document).mention("atom-2025")}


def test_september_shows_the_weaker_readings_beside_the_strongest(words: Callable[[str], str]) -> None:
    text = words("2026-09")
    for said in (
        "every row of llmfit it was 52.2% for China and 23.4% for the United States, with 21.7% not assigned",
        "the Chinese share rose by 0.4 points and the American one fell by 0.6 points. This rests on the 596",
        "the two windows of 30 days overlap, since the dates are 20 days apart",
        "Who licenses more permissively depends on what is counted.",
        "copies left out it is 79.4% of 68 and 80.5% of 41",
        "(Qwen/Qwen1.5-0.5B, Qwen/Qwen1.5-1.8B, google/gemma-2b) it is 22.2%",
        "[known at second hand]",
    ):
        assert said in text


def test_may_2026_counts_no_month_with_a_handful_of_creation_dates(words: Callable[[str], str]) -> None:
    text = words("2026-05")
    assert "too few to count releases by month" in text
    assert "largest observed release" not in text
    assert "declare a permissive licence" not in text


def test_september_judges_claims_then_and_now(words: Callable[[str], str]) -> None:
    text = words("2026-09")
    for said in (
        "What moved since the last edition",
        "Then and now contradicted. Between 14 January 2025 and 14 February 2025",
        "1 ZB == 1e9 TB is true.",
        "One question, as many denominators as answers",
        "Its chief executive wrote one of the sources judged here",
        "Policy tracker: what became of the recommendations",
    ):
        assert said in text


def test_january_2025_knows_one_date_and_says_so(words: Callable[[str], str]) -> None:
    text = words("2025-01")
    assert "American organisations’ models led in downloads" in text
    assert "No comparable earlier figure" in text
    # Sections that have nothing to say are left out, of the contents too.
    for heading in ("Releases: who publishes", "When the lead changed hands", "Corrections worth making"):
        assert heading not in text
    for later in ("first ahead of American", "ATOM Report", "llmfit", "The Action Plan", "FLUX.1-dev"):
        assert later not in text


def test_march_2026_crowns_no_model_while_one_with_more_likes_is_missing(words: Callable[[str], str]) -> None:
    text = words("2026-03")
    assert (
        "No first place is given for 1 March 2026: 1 model that had more likes at an earlier date is" in text
    )
    assert "most liked model on 1 March" not in text


def test_a_passage_is_quoted_from_a_capture_at_hand_by_leave_of_the_user(
    repository: Path, shared: Path, shipped: Project, press: RenderWorkers, tmp_path: Path
) -> None:
    for name in ("data", "library", "templates"):
        shutil.copytree(repository / name, tmp_path / name)
    shutil.copy(repository / "sources.yaml", tmp_path)
    claims = tmp_path / "library" / "claims" / "implicator-2025.yaml"
    text = claims.read_text(encoding="utf-8")
    before, found, after = text.partition("  - id: implicator-08\n")
    assert found
    claims.write_text(f"{before}{found}    quote: true\n{after}", encoding="utf-8")
    project = replace(Project.open(tmp_path), cache=shipped.cache)
    document = template.read(project, "monthly")
    opening = "Meta's Llama generated tens of thousands of variations"

    def quotations(captures: Captures | None) -> list[str]:
        month = BuildContext.open(project, "2025-08", press, captures)
        page, _ = Renderer(project.templates).html("monthly", month.page("screen", document), month.context)
        return re.findall(r"<q>(.*?)</q>", page)

    assert quotations(None) == []
    (quotation,) = quotations(Captures(shared / "captures"))
    assert opening in quotation.replace("&#39;", "'")
    assert len(quotation.split()) <= 25


@pytest.fixture(scope="module")
def hostile(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The monthly briefing of a project in which every stranger's word is an attack."""
    root = tmp_path_factory.mktemp("hostile")
    write_project(root)
    shutil.copytree(repository / "templates" / "monthly", root / "templates" / "monthly")
    shutil.copytree(repository / "library", root / "library")
    sources = (repository / "sources.yaml").read_text(encoding="utf-8")
    assert "title: Models Download Stats" in sources
    title = f"title: '{EVIL.strip(chr(0x202E))} =cmd & more?'"
    (root / "sources.yaml").write_text(
        sources.replace("title: Models Download Stats", title), encoding="utf-8"
    )
    with (root / "data" / "organisations.csv").open("a", encoding="utf-8", newline="") as registry:
        csv.writer(registry, lineterminator="\n").writerow(["=evil", f"=cmd {EVIL}", "US", "publisher"])
    names = [f"=evil/{EVIL}", "=evil/" + "x" * 10_000, "beta/one", "gamma/one"]
    for month in (3, 4, 5):
        rows = [
            {
                "repo_id": name,
                "author": name.split("/")[0],
                "downloads_30d": 10**7 * (place + 1) * (1000 if month == 4 and place == 0 else 1),
                "likes": 1000 - place,
                "children": 50 - place,
                "license": f"=cmd{EVIL}",
                "tags": [f"license:=cmd{EVIL}"],
            }
            for place, name in enumerate(names)
        ]
        write_snapshots(root / "data" / "snapshots", {f"2026-0{month}-10-osir-lmts": rows})
    return build(Project.open(root))


def test_strangers_words_reach_the_page_as_words(hostile: Built) -> None:
    page = Markup.read(hostile.documents[1])
    assert "<script>alert(1)</script>" in page.text
    assert {tag for tag, _ in page.elements} & {"img", "iframe", "object"} == set()
    # Linked data, which nothing runs, and the page's own script; and no mark-up can end either early.
    scripts = [kept for tag, kept in page.elements if tag == "script"]
    assert scripts == [{"type": "application/ld+json"}, {}]
    assert [name for _, attributes in page.elements for name in attributes if name.startswith("on")] == []
    assert "x" * 200 not in page.text
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page.text


def test_strangers_words_are_no_formulas_in_the_data(hostile: Built) -> None:
    files = sorted((hostile.folder / "monthly" / "charts").glob("*.csv"))
    cells = [
        cell
        for file in files
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8")))
        for cell in row
    ]
    assert any("=cmd" in cell or "=evil" in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in "=+@\t\r" and cell] == []
    assert [cell for cell in cells if cell.startswith("-") and not cell[1:].replace(".", "").isdigit()] == []
