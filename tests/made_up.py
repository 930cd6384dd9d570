"""A made-up project whose names and titles are hostile, and documents built once for all tests."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pyarrow as pa
import pytest
from pypdf import PdfReader

from briefgen.editions.build import Built, build
from briefgen.editions.workers import RenderWorkers
from briefgen.project import Project
from briefgen.snapshots.manifest import Draft, Population, Retrieval
from briefgen.snapshots.schema import TABLE
from briefgen.snapshots.store import Store
from tests.conftest import Once
from tests.metrics.conftest import REGISTRIES, Rows

#: What strangers might call a repository.
HOSTILE = (
    "alpha/<script>alert(1)</script>",
    "alpha/\"quoted' & <b>bold</b>",
    "=cmd|' /C calc'!A0",
    "gamma/\N{RIGHT-TO-LEFT OVERRIDE}txt.exe",
    "gamma/" + "x" * 10_000,
    "beta/通义千问",
)

SOURCES = """\
sources:
  - id: hostile
    kind: article
    csl:
      type: webpage
      title: 'A <script>alert("title")</script> & more?'
      author: [{literal: "=cmd <img src=x onerror=alert(1)>"}]
      issued: 2026-01-02
      URL: https://example.org/?a=1&b="<x>
    licence: made up
    how_read: full-text
    read_note: made up
    address_known: seen
    reviewed: 2026-11-22
"""


def model(repo_id: str, downloads: int | None, likes: int) -> dict[str, object]:
    """A row of a snapshot, as far as most figures ask for it."""
    author = repo_id.split("/")[0]
    return {"repo_id": repo_id, "author": author, "downloads_30d": downloads, "likes": likes}


#: Alpha (US) leads with 600 of 950 downloads in January; Beta and Gamma (CN) with 500 of 900 in February.
SERIES: dict[str, Rows] = {
    "2026-01-10-osir-lmts": [
        model("alpha/one", 500, 10),
        model("alpha/big-two", 100, 40),
        model("beta/one", 300, 30),
        model("gamma/one", 50, 20),
    ],
    "2026-02-10-osir-lmts": [
        model("alpha/one", 300, 11),
        model("alpha/big-two", 100, 44),
        model("beta/one", 400, 60),
        model("gamma/one", 100, 44),
    ],
    "2026-02-12-radar": [model(name, 10, 1000 - place) for place, name in enumerate(HOSTILE)],
}


def write_snapshots(folder: Path, series: dict[str, Rows], absent: tuple[str, ...] = ()) -> None:
    """Write snapshots by id through the store; they know no column that is `absent`."""
    folder.mkdir(parents=True, exist_ok=True)
    empty = dict.fromkeys(TABLE.names)
    for snapshot, rows in series.items():
        table = pa.Table.from_pylist([{**empty, **row} for row in rows], schema=TABLE)
        draft = Draft(
            date=dt.date.fromisoformat(snapshot[:10]),
            date_known="exact",
            origin=snapshot[11:],
            population=Population(
                words="made-up models",
                kind="organisations",
                # As in the real archives: who follows organisations leaves image models out.
                leaves_out=() if snapshot.endswith("radar") else ("image models",),
            ),
            absent_columns=absent,
            licence="CC0-1.0",
            attribution="Made up, by hand",
            retrieval=Retrieval(method="by hand", version="1"),
        )
        Store(folder).write(table, draft)


def write_project(root: Path) -> Project:
    """Lay the made-up project out in a folder: its own template `sample`, the shared parts."""
    here = Path(__file__).parent
    shutil.copytree(here.parent / "templates" / "shared", root / "templates" / "shared")
    shutil.copytree(here / "sample", root / "templates" / "sample")
    (root / "data").mkdir()
    for name, text in REGISTRIES.items():
        (root / "data" / name).write_text(text, encoding="utf-8")
    (root / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    write_snapshots(root / "data" / "snapshots", SERIES)
    return Project.open(root)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The made-up project, for a test to alter."""
    return write_project(tmp_path)


class LastingPress(RenderWorkers):
    """A press for more than one build: it goes on drawing charts."""

    def all_drawn(self) -> None:
        """Not yet."""


@pytest.fixture(scope="session")
def press() -> Iterator[RenderWorkers]:
    """One press for all tests of a process that would start one each."""
    with LastingPress() as ready:
        yield ready


@pytest.fixture
def same_press(press: RenderWorkers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let builds take that press, and leave it ready: to start one costs more than a small page."""
    monkeypatch.setattr("briefgen.editions.build.RenderWorkers", lambda: nullcontext(press))


@pytest.fixture(scope="session", params=["sample", "monthly"])
def built(request: pytest.FixtureRequest) -> Built:
    """Both editions, in turn."""
    edition: Built = request.getfixturevalue(request.param)
    return edition


@pytest.fixture(scope="session")
def pages(built: Built, once: Once[tuple[str, ...]]) -> tuple[str, ...]:
    """The words on each page of the PDF, taken out once: that takes longer than most builds."""
    document = built.documents[0]
    return once(
        f"pages-of-{document.parent.name}",
        lambda _: tuple(page.extract_text() for page in PdfReader(document).pages),
    )


@pytest.fixture(scope="session")
def shorter(shipped: Project, once: Once[Built]) -> Built:
    """The two pages and the statement of the newest edition."""
    return once(
        "one-pager-and-testimony",
        lambda folder: build(shipped, templates=("one-pager", "testimony"), output_folder=folder),
    )
