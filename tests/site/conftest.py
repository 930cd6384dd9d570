"""Sites made once for all tests: of a made-up project with hostile names, and of the project that ships."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefgen.editions.build import Built, build
from briefgen.project import Project
from briefgen.site.make import make
from tests.conftest import Once
from tests.made_up import SERIES, SOURCES, write_project, write_snapshots

#: Beta's model has the second most likes in January (30, after 40), and the most in February (60).
CLAIMS = """\
  - id: osir-lmts
    kind: data
    csl: {type: dataset, title: Made-up data}
    licence: CC0
    how_read: full-text
    read_note: made up
    reviewed: 2026-11-22
tests:
  - id: most-liked
    asks: Has it the most likes?
    reads: Most is read as first.
    about: population
    values: {place: {metric: model, parameters: {model: beta/one}, column: likes_rank}}
    holds: place == 1
    populations: [{id: made-up, words: made-up models, origins: [osir-lmts]}]
    would_settle: a list of likes
claims:
  - id: beta-first
    statement: 'No model has more likes than <script>alert(1)</script> Beta & others.'
    theme: attention
    source: hostile
    locator: page 1
    kind: hub
    made_on: 2026-01-10
    made_on_basis: stated
    subject: {kind: model, name: beta/one}
    test: most-liked
  - id: index
    statement: Beta deserves it.
    theme: general
    source: hostile
    locator: page 2
    kind: opinion
    made_on: 2026-02-01
    made_on_basis: stated
    subject: {kind: model, name: beta/one}
"""
ADDRESS = "https://example.org/briefings/"


@dataclass(frozen=True)
class Standing:
    """A project whose editions were built, and the folder of their site."""

    project: Project
    folder: Path


@pytest.fixture(scope="session")
def standing(once: Once[Standing]) -> Standing:
    """Two editions of the made-up project and their site, whose address is known."""

    def made(folder: Path) -> Standing:
        project = write_project(folder)
        project.sources.write_text(SOURCES + CLAIMS, encoding="utf-8")
        # The document asks for both archives, in January too.
        write_snapshots(project.snapshots, {"2026-01-12-radar": SERIES["2026-02-12-radar"]})
        for edition in ("2026-01", "2026-02"):
            build(project, edition, ["sample"])
        make(project, base_url=ADDRESS)
        return Standing(project, project.output)

    return once("site", made)


@pytest.fixture(scope="session")
def shipped_site(shipped: Project, monthly: Built, once: Once[Path]) -> Path:
    """The site of the newest edition of the project that ships."""

    def made(folder: Path) -> Path:
        shutil.copytree(monthly.folder, folder / monthly.folder.name)
        make(shipped, folder)
        return folder

    return once("shipped-site", made)
