"""A made-up project with two claims, its bundle made once, and that bundle laid out to be tampered with."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.evidence.bundle import write as bundle
from briefgen.evidence.verify.report import Report
from briefgen.evidence.verify.verify import verify
from briefgen.library.excerpts import as_yaml, record
from briefgen.project import Project
from tests.conftest import Once
from tests.evidence.tampering import unpacked
from tests.made_up import model, write_snapshots
from tests.metrics.conftest import REGISTRIES, Rows

#: What the article says; it is free to copy.
ARTICLE = (
    "Nobody had expected it, but in the first week of February the model called one, which Beta Lab had put "
    "on the Hub in January, became the most liked of all models that anybody counted there.\n"
)
#: What the report says; it is not.
REPORT = (
    "Models of Chinese laboratories drew more downloads than those of American companies in every month that "
    "this report looked at, and by a wide margin, its authors found after counting twice.\n"
)


#: beta/one has most likes in February alone; Beta and Gamma (CN) have 350 of 950 tracked downloads in January
#: and 500 of 900 in February. One name is a formula to a spreadsheet.
SERIES: dict[str, Rows] = {
    "2026-01-10-made": [
        model("alpha/one", 500, 40),
        model("alpha/big-two", 100, 10),
        model("beta/one", 300, 30),
        model("gamma/one", 50, 20),
    ],
    "2026-02-10-made": [
        model("=cmd|' /C calc'!A0", 5, 1),
        model("alpha/one", 300, 44),
        model("alpha/big-two", 100, 11),
        model("beta/one", 400, 60),
        model("gamma/one", 100, 21),
    ],
    "2026-02-12-other": [model("alpha/one", 300, 45)],
}

SOURCES = """\
sources:
  - id: made
    kind: data
    csl: {{type: dataset, title: A panel, author: [{{literal: Nobody}}], URL: https://example.org/panel}}
    licence: CC0-1.0
    how_read: full-text
    read_note: made up
    address_known: seen
    reviewed: 2026-11-22
  - id: article
    kind: article
    csl: {{type: webpage, title: An article, issued: 2026-01-20, URL: https://example.org/article}}
    licence: CC BY 4.0
    how_read: full-text
    read_note: made up
    address_known: seen
    capture: {article}
    reviewed: 2026-11-22
  - id: report
    kind: report
    csl: {{type: report, title: A report, issued: 2026-02-20}}
    licence: all rights reserved
    how_read: full-text
    read_note: made up
    capture: {report}
    reviewed: 2026-11-22
  - id: unrelated
    kind: report
    csl: {{type: report, title: Another report}}
    licence: all rights reserved
    how_read: full-text
    read_note: made up
    reviewed: 2026-11-22
claims:
  - id: article-01
    statement: The model one of Beta Lab has the most likes.
    theme: attention
    source: article
    locator: paragraph 1
    {article_excerpt}
    kind: hub
    made_on: 2026-01-20
    made_on_basis: stated
    subject: {{kind: model, name: beta/one}}
    test: most-liked
  - id: report-01
    statement: Chinese models have more downloads than American ones.
    theme: adoption
    source: report
    locator: page 1
    {report_excerpt}
    kind: hub
    made_on: 2026-02-20
    made_on_basis: stated
    subject: {{kind: country, name: China}}
    test: more-downloads
  - id: unrelated-01
    statement: It is so.
    theme: general
    source: unrelated
    locator: page 1
    kind: opinion
    made_on: 2026-02-20
    made_on_basis: stated
    subject: {{kind: event, name: It}}
tests:
  - id: most-liked
    asks: Is it the most liked?
    reads: Most is read as first.
    about: population
    values: {{place: {{metric: model, parameters: {{model: beta/one}}, column: likes_rank}}}}
    holds: place == 1
    populations: [{{id: made, words: made-up models, origins: [made]}}]
    would_settle: a list
  - id: more-downloads
    asks: Are they downloaded more?
    reads: More is read as a larger share of the downloads of tracked models.
    about: population
    values:
      china: {{metric: download_share, row: {{country: CN}}, column: share}}
      america: {{metric: download_share, row: {{country: US}}, column: share}}
    holds: china > america
    populations: [{{id: made, words: tracked models, origins: [made]}}]
    would_settle: a count
"""

CLAIMS = ("article-01", "report-01")


def write_project(root: Path) -> Project:
    """Lay the made-up project out in a folder, its captures in `captures` beside the rest."""
    (root / "data").mkdir(parents=True)
    for name, content in REGISTRIES.items():
        (root / "data" / name).write_text(content, encoding="utf-8")
    write_snapshots(root / "data" / "snapshots", SERIES)
    (root / "captures").mkdir()
    for source, text in (("article", ARTICLE), ("report", REPORT)):
        (root / "captures" / f"{source}.txt").write_text(text, encoding="utf-8")
    (root / "sources.yaml").write_text(
        SOURCES.format(
            article=hashlib.sha256(ARTICLE.encode()).hexdigest(),
            report=hashlib.sha256(REPORT.encode()).hexdigest(),
            article_excerpt=as_yaml(record(ARTICLE, "in the first week", "counted there.")).strip(),
            report_excerpt=as_yaml(record(REPORT, "Models of Chinese", "counting twice.")).strip(),
        ),
        encoding="utf-8",
    )
    return Project.open(root)


def make(project: Project, folder: Path, captures: bool = True) -> Path:
    """Make the bundle of both claims."""
    order = bundle.request(project, "2026-02", CLAIMS, hearing="A hearing", witness="A witness")
    return bundle.write(project, order, folder, project.root / "captures" if captures else None).bundle


@pytest.fixture(scope="session")
def made(once: Once[Path]) -> Path:
    """The bundle, made once; its project is the folder `project` beside it."""

    def both(folder: Path) -> Path:
        return make(write_project(folder / "project"), folder)

    return once("evidence", both)


@pytest.fixture(scope="session")
def project(made: Path) -> Project:
    """The project that the bundle was made from; not to be altered."""
    return Project.open(made.parent / "project")


@pytest.fixture(scope="session")
def laid_out(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked bundle; not to be altered."""
    return unpacked(made, tmp_path_factory.mktemp("laid-out"))


@pytest.fixture
def bag(laid_out: Path, tmp_path: Path) -> Path:
    """The unpacked bundle, for a test to alter."""
    return Path(shutil.copytree(laid_out, tmp_path / laid_out.name))


#: Verifies something as a user of the project that it came from, with captures or without.
Check = Callable[..., Report]


@pytest.fixture
def check(project: Project) -> Check:
    """Verify something as a user of the project that it came from."""

    def run(path: Path, captures: Path | None = None) -> Report:
        return verify(path, project, captures)

    return run


def words_of(report: Report) -> str:
    """The lines that a report prints."""
    return "\n".join(report.lines(50))
