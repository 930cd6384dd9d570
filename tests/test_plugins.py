"""What other packages add by entry points: it works like what ships, and what fails is named and left out."""

from __future__ import annotations

import datetime as dt
import logging
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

import briefgen as bg
from briefgen import plugins
from briefgen.cache import fingerprint
from briefgen.charts import registry
from briefgen.errors import InputError
from briefgen.project import Project
from briefgen.snapshots.archives import formats
from briefgen.snapshots.importing import import_archive
from briefgen.snapshots.store import Store

Install = Callable[[str, Mapping[str, str]], Path]

ARCHIVE = """
from briefgen.snapshots.archives.common import Origin, Tally, snapshot
from briefgen.snapshots.manifest import Population

ORIGIN = Origin(
    id="lines", licence="CC0-1.0", attribution="Made up", date_known="exact",
    population=Population(words="made-up models", kind="selection"),
)


def read(archive):
    rows = [line.split() for line in archive.file.read_text().splitlines()]
    records = [{"repo_id": name, "likes": int(likes)} for name, likes in rows]
    return snapshot(archive, ORIGIN, records, Tally())
"""

CHART = """
from dataclasses import replace

from briefgen.charts.gallery import coverage


def draw(engine):
    figure = coverage.draw(engine)
    return figure and replace(figure, id="models-held", title="Models held")
"""


@pytest.fixture
def install(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Return what installs a package of one module, given its entry points and its text."""
    folder = tmp_path_factory.mktemp("packages")
    monkeypatch.syspath_prepend(str(folder))
    installed = []

    def put(points: str, modules: Mapping[str, str]) -> Path:
        about = folder / "addition-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: addition\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(points)
        for name, text in modules.items():
            (folder / f"{name}.py").write_text(text)
            installed.append(name)
        plugins.added.cache_clear()
        return folder

    yield put
    for name in installed:
        sys.modules.pop(name, None)
    monkeypatch.undo()
    plugins.added.cache_clear()


def test_an_archive_format_is_imported_like_those_that_ship(
    install: Install, project: Project, tmp_path: Path
) -> None:
    install("[briefgen.archives]\nlines = added_archive\n", {"added_archive": ARCHIVE})
    assert formats()[-1] == "lines"
    file = tmp_path / "models.txt"
    file.write_text("beta/two 7\nalpha/one 3\n")
    made = import_archive(Store.of(project), "lines", file, dt.date(2026, 2, 20))
    assert (made.id, made.rows, made.attribution) == ("2026-02-20-lines", 2, "Made up")
    held = bg.open(project.root, cache=False).ask("coverage", panel="lines").frame
    assert held[["models", "likes", "downloads"]].values.tolist() == [[2, 1, 0]]


def test_a_chart_is_drawn_like_those_that_ship(install: Install, project: Project) -> None:
    install("[briefgen.charts]\nmodels-held = added_chart\n", {"added_chart": CHART})
    assert registry.names()[-1] == "models-held"
    assert "Models held" in bg.open(project.root, cache=False).chart("models-held").svg


@pytest.mark.parametrize(
    ("points", "text", "message"),
    [
        (
            "[briefgen.charts]\nheld = added",
            "x = 1\nimport no_such",
            r"added\.py:2: addition 1\.0 adds held to ",
        ),
        ("[briefgen.charts]\nheld = added", "x = 1\nx = (", r"added\.py:2: .*SyntaxError"),
        ("[briefgen.charts]\nheld = added", "raise SystemExit(3)", r"added\.py:1: .*SystemExit: 3"),
        ("[briefgen.charts]\nheld = added", "x = 1", r"entry_points\.txt:2: .*expected draw in added"),
        ("[briefgen.charts]\nheld = gone", "", r"entry_points\.txt:2: .*No module named 'gone'"),
        ("[briefgen.charts]\ncoverage = added", CHART, r"entry_points\.txt:2: .*expected a name of its own"),
    ],
)
def test_what_fails_is_named_once_with_its_place_and_the_rest_works(
    install: Install, caplog: pytest.LogCaptureFixture, points: str, text: str, message: str
) -> None:
    install(f"{points}\nmodels-held = added_chart\n", {"added": text, "added_chart": CHART})
    with caplog.at_level(logging.WARNING, "briefgen"):
        assert registry.names()[-2:] == ("coverage", "models-held")
        assert registry.names().count("coverage") == 1
    assert len(caplog.messages) == 1
    assert re.search(message, caplog.messages[0])


def test_an_archive_that_fails_is_no_format(install: Install, project: Project, tmp_path: Path) -> None:
    install("[briefgen.archives]\nlines = added_archive\n", {"added_archive": "import no_such"})
    with pytest.raises(InputError, match="'lines' is no archive format; expected one of hub-stats"):
        import_archive(Store.of(project), "lines", tmp_path, dt.date(2026, 2, 20))


def test_a_changed_plug_in_is_another_program_to_the_caches(install: Install) -> None:
    folder = install("[briefgen.charts]\nmodels-held = added_chart\n", {"added_chart": CHART})
    before = fingerprint.program.__wrapped__()
    (folder / "added_chart.py").write_text(CHART.replace("held", "there"))
    assert fingerprint.program.__wrapped__() != before
