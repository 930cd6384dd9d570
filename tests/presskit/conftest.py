"""Kits made once for all tests: two charts of the shipped edition."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.charts.layout.canvas import compose
from briefgen.charts.output import svg_export
from briefgen.charts.theme.formats import NARROW
from briefgen.editions.workers import c_locale
from briefgen.ledger.ledger import Ledger
from briefgen.metrics.own_metrics import SHIPPED
from briefgen.presskit import embed, metadata
from briefgen.presskit.data import data_of
from briefgen.presskit.images import pictures
from briefgen.presskit.kit import Desk
from briefgen.presskit.make import BuiltKits, make
from briefgen.project import Project
from tests.charts.conftest import EVERY
from tests.conftest import Once

#: Lines over two panels, and a ranking.
CHARTS = ("download-share", "top-publishers")


@pytest.fixture(scope="session")
def kit(shipped: Project, once: Once[BuiltKits]) -> Path:
    """The folder `charts` with the kits of two charts."""
    return once("press-kit", lambda folder: make(shipped, "2026-09", CHARTS, folder)).folder


@pytest.fixture(scope="session")
def desk(shipped: Project) -> Desk:
    """The newest edition, to make what is asked of it."""
    return Desk.open(shipped, "2026-09")


@pytest.fixture(scope="session")
def embeds(desk: Desk, once: Once[Path]) -> Path:
    """A folder with the page to embed of every chart, by its id."""

    def write(folder: Path) -> Path:
        folder.mkdir()
        for chart in EVERY:
            figure = desk.draw(chart)
            assert figure
            page = embed.page(
                figure, data_of(figure, (), SHIPPED), metadata.credit(desk.edition), desk.renderer, Ledger()
            )
            (folder / f"{chart}.html").write_text(page, encoding="utf-8")
        return folder

    return once("embeds", write)


def hashes(desk: Desk, kinds: str) -> Iterator[str]:
    """Name and hash of every chart as SVG; of `all` kinds, in the smallest layout as PDF and PNG, too."""
    for chart in EVERY:
        figure = desk.draw(chart)
        assert figure
        drawn = {"chart.svg": svg_export.svg(figure).encode()}
        if kinds == "all":
            with c_locale():
                sheet = compose(figure, NARROW, metadata.credit(desk.edition))
                drawn |= pictures(sheet, desk.edition.clock)
        for name, content in drawn.items():
            yield f"{chart}/{name} {hashlib.sha256(content).hexdigest()}"
