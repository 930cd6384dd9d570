"""Kits made once for all tests: two charts of the shipped edition."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.presskit.kit import Desk
from briefgen.presskit.make import Made, make
from briefgen.project import Project
from tests.conftest import Once

#: Lines over two panels, and a ranking.
CHARTS = ("download-share", "top-publishers")


@pytest.fixture(scope="session")
def kit(shipped: Project, once: Once[Made]) -> Path:
    """The folder `charts` with the kits of two charts."""
    return once("press-kit", lambda folder: make(shipped, "2026-09", CHARTS, folder)).folder


@pytest.fixture(scope="session")
def desk(shipped: Project) -> Desk:
    """The newest edition, to make what is asked of it."""
    return Desk.open(shipped, "2026-09")
