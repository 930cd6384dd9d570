"""The month's routine, `briefgen snapshot take && briefgen build`, from the loopback Hub to the briefing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pyarrow.parquet as pq

from briefgen.project import create_project
from tests.loopback.bundled import bundled_models
from tests.loopback.catalogue import Catalogue
from tests.loopback.models import Model
from tests.loopback.server import LoopbackHub
from tests.snapshots.hub.crawling import COMMAND, environment


def _later(place: int, model: Model) -> Model:
    """A model some weeks later: most have a little more of everything."""
    return {
        **model,
        "downloads": model["downloads"] * (96 + place % 12) // 100 + place % 5,
        "downloadsAllTime": model["downloadsAllTime"] + model["downloads"] // 2,
        "likes": model["likes"] + place % 3,
    }


def _run(project: Path, environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *arguments, "--project", str(project)]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=300)


def _names(registry: Path) -> set[str]:
    """The first column of a registry."""
    return {line.partition(",")[0] for line in registry.read_text(encoding="utf-8").splitlines()[1:]}


def test_from_the_hub_to_a_briefing(tmp_path: Path) -> None:
    project = create_project(tmp_path / "project")
    # Without the years before, whose numbers fill most of the pages.
    for file in (project / "data" / "snapshots").glob("202*"):
        if file.name < "2026-09":
            file.unlink()
    catalogue = Catalogue(_later(place, model) for place, model in enumerate(bundled_models()))
    with LoopbackHub(catalogue) as hub:
        environ = environment(hub)
        taken = _run(project, environ, "snapshot", "take")
        assert taken.returncode == 0, taken.stderr
        asked = len(hub.requests)
        built = _run(project, environ, "build")
        assert len(hub.requests) == asked <= 500
    assert built.returncode == 0, built.stderr

    rows = Path(taken.stdout.strip())
    assert rows.parent == project / "data" / "snapshots"
    table = pq.read_table(rows, columns=["repo_id", "downloads_30d", "likes"]).to_pylist()
    listed, tracked = (
        _names(project / "data" / "organisations.csv"),
        _names(project / "data" / "tracked_models.csv"),
    )
    expected = {name for name, model in catalogue.items() if model["author"] in listed}
    for figure in ("likes", "downloads"):
        expected |= {name for _, _, name in catalogue.places(figure)[:1000]}
    found = {row["repo_id"] for row in table}
    assert len(expected) > 5000
    assert expected <= found <= expected | tracked
    for row in table:
        held = catalogue[row["repo_id"]]
        assert (row["downloads_30d"], row["likes"]) == (held["downloads"], held["likes"])

    edition = project / "output" / rows.stem[:7]
    assert edition / "monthly" / "briefing.pdf" in map(Path, built.stdout.split())
    assert (edition / "monthly" / "briefing.pdf").read_bytes().startswith(b"%PDF-")
    ledger = json.loads((edition / "ledger.json").read_text(encoding="utf-8"))
    assert rows.stem in json.dumps(ledger)
