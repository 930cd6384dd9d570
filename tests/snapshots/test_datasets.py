"""History from data sets: a file of the Hub, pinned to a commit, becomes a snapshot; its failures are clear.

Everything is asked of a loopback Hub by the Hub's own client, in a process of its own, since the client reads
its settings once.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from briefgen.project import create_project
from briefgen.snapshots.store import Store
from tests.loopback import server
from tests.loopback.answers import JSON, Answer, Request
from tests.loopback.catalogue import Catalogue
from tests.loopback.faults import FOREVER, Fault, HtmlPage, ResetInBody, Status, too_many_requests
from tests.programs import briefgen
from tests.snapshots.conftest import HUB_STATS, write_archive

COMMIT = "0123456789abcdef0123456789abcdef01234567"
DATASET = "cfahlgren1/hub-stats"
TOKEN = "hf_never_to_be_seen_anywhere"
ID = "2026-05-24-cfahlgren1-hub-stats"

Run = Callable[..., subprocess.CompletedProcess[str]]


class DatedHub(server.LoopbackHub):
    """Says also when a file was last changed, as the Hub does to `POST …/paths-info/…`."""

    def _route(self, request: Request) -> Answer:
        if request.path == f"/api/datasets/{DATASET}/paths-info/{COMMIT}":
            changed = {"id": COMMIT, "title": "daily", "date": "2026-05-24T23:30:00.000Z"}
            file = {"type": "file", "path": "models.parquet", "size": 1, "oid": "1", "lastCommit": changed}
            return Answer(200, JSON, json.dumps([file]).encode())
        return super()._route(request)


def _answer_posts(handler: BaseHTTPRequestHandler) -> None:
    handler.rfile.read(int(handler.headers["Content-Length"]))
    handler.server.hub.handle(handler)  # type: ignore[attr-defined]


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """Two models in the Hub's own columns."""
    second = {"id": "beta/two", "baseModels": None, "safetensors": {"total": 0}, "downloadsAllTime": None}
    return write_archive(tmp_path / "shipped.parquet", "hub-stats", [HUB_STATS, HUB_STATS | second])


@pytest.fixture
def hub(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatedHub]:
    """A Hub with one data set of one file, at one commit, which `main` names."""
    monkeypatch.setattr(server._Handler, "do_POST", _answer_posts, raising=False)
    with DatedHub(Catalogue()) as started:
        started.publish(DATASET, "main", COMMIT, "models.parquet", shipped)
        yield started


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return create_project(tmp_path / "project")


@pytest.fixture
def run(tmp_path: Path, hub: DatedHub, project: Path) -> Run:
    """Import from the Hub with the words and settings given."""

    def importing(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        hubs = {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "hf"), "HF_TOKEN": TOKEN}
        environment = {**os.environ, **hubs, **settings}
        return briefgen(*("snapshot", "import", "hub-stats", *words), folder=project, environment=environment)

    return importing


def asked_for(hub: DatedHub) -> list[Request]:
    """The requests for files; the client asks by itself for other things at times."""
    return [request for request in hub.requests if request.path.startswith("/datasets/")]


def refused(done: subprocess.CompletedProcess[str], project: Path) -> str:
    """What a run that failed said: one line, without the token, with nothing written."""
    assert (done.returncode, done.stdout) == (2, "")
    assert TOKEN not in done.stderr
    assert not list((project / "data/snapshots").glob("*cfahlgren1*"))
    *others, said = done.stderr.splitlines()
    assert not [line for line in others if "Traceback" in line]
    assert said.startswith("briefgen: ")
    return said


def test_a_file_at_a_commit_becomes_a_snapshot(run: Run, hub: DatedHub, shipped: Path, project: Path) -> None:
    done = run("--revision", COMMIT, "--date", "2026-05-24")
    store = Store(project / "data/snapshots")
    assert (done.returncode, done.stdout) == (0, f"{store.path(ID)}\n")
    assert TOKEN not in done.stderr
    manifest = store.verify(ID)
    assert (manifest.rows, manifest.date_known, manifest.population.kind) == (2, "estimated", "whole")
    assert manifest.retrieval.version == f"commit {COMMIT}"
    assert manifest.retrieval.parameters == {
        "file": {"name": "models.parquet", "sha256": hashlib.sha256(shipped.read_bytes()).hexdigest()},
        "data_set": DATASET,
        "path": "models.parquet",
        "commit": COMMIT,
    }
    one, two = pq.read_table(store.path(ID)).to_pylist()
    assert (one["repo_id"], one["author"], one["downloads_30d"], one["parameters"]) == (
        "alpha/one",
        "alpha",
        30,
        8,
    )
    assert (two["repo_id"], two["downloads_all_time"], two["parameters"]) == ("beta/two", None, None)
    assert (one["base_models"], two["base_models"]) == (
        [{"relation": "finetune", "repo_id": "beta/base"}],
        [],
    )
    assert manifest.counts == {"impossible_parameters": 1}
    assert TOKEN not in store.path(ID).with_suffix(".json").read_text(encoding="utf-8")
    assert {request.headers["user-agent"].split("/")[0] for request in asked_for(hub)} == {"briefgen"}


def test_a_name_is_resolved_to_the_commit_that_it_stands_for(run: Run, hub: DatedHub, project: Path) -> None:
    assert run("--revision", "main", "--date", "2026-05-24").returncode == 0
    first, *rest = [request.path for request in asked_for(hub)]
    assert first == f"/datasets/{DATASET}/resolve/main/models.parquet"
    assert set(rest) == {f"/datasets/{DATASET}/resolve/{COMMIT}/models.parquet"}
    assert Store(project / "data/snapshots").verify(ID).retrieval.parameters["commit"] == COMMIT


def test_without_a_date_it_is_the_day_of_the_commit(run: Run, project: Path) -> None:
    assert run("--revision", COMMIT).returncode == 0
    manifest = Store(project / "data/snapshots").verify(ID)
    assert (str(manifest.date), manifest.date_known) == ("2026-05-24", "commit")


def test_another_data_set_is_a_series_of_its_own_and_no_whole(
    run: Run, hub: DatedHub, shipped: Path, project: Path
) -> None:
    hub.publish("someone/Their.Stats", "v1", COMMIT, "old/2025.parquet", shipped)
    done = run(
        *("--dataset", "someone/Their.Stats", "--file", "old/2025.parquet", "--revision", "v1"),
        *("--date", "2025-01-01"),
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(f"someone-their-stats is no source of {project}/sources.yaml yet: add one")
    manifest = Store(project / "data/snapshots").verify("2025-01-01-someone-their-stats")
    assert manifest.population.kind == "sample"
    assert manifest.licence == "not recorded; see the card of someone/Their.Stats on the Hub"


def test_a_file_fetched_once_is_at_hand_offline(run: Run, hub: DatedHub, project: Path) -> None:
    offline = {"HF_HUB_OFFLINE": "1"}
    assert "HF_HUB_OFFLINE is set. Unset it" in refused(
        run("--revision", COMMIT, "--date", "2026-05-24", **offline), project
    )
    assert hub.requests == []
    assert run("--revision", COMMIT, "--date", "2026-05-24").returncode == 0
    asked = len(hub.requests)
    (project / f"data/snapshots/{ID}.json").unlink()
    assert run("--revision", COMMIT, "--date", "2026-05-24", **offline).returncode == 0
    assert len(hub.requests) == asked
    # A name may stand for another commit by now, so an old copy does not answer for it.
    (project / f"data/snapshots/{ID}.json").unlink()
    (project / f"data/snapshots/{ID}.parquet").unlink()
    assert "HF_HUB_OFFLINE" in refused(run("--revision", "main", "--date", "2026-05-24", **offline), project)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--revision", "no-such-branch"), "models.parquet at no-such-branch: has no such revision."),
        (("--revision", "f" * 40), "has no such revision."),
        (("--revision", COMMIT, "--file", "spaces.parquet"), "has no such file at this revision."),
        (("--revision", COMMIT, "--dataset", "no/such"), "no/such, models.parquet at 0123"),
        (("--revision", COMMIT, "--dataset", "a/b/c"), "a/b/c, models.parquet at 0123"),
        (
            ("--revision", COMMIT, "--file", "../../models.parquet"),
            "at 0123456789abcdef0123456789abcdef01234567: is no path of a file in a data set.",
        ),
        (("--revision", "main", "--file", "../../models.parquet"), "../../models.parquet at main"),
    ],
)
def test_what_is_not_there_is_named(run: Run, project: Path, words: tuple[str, ...], said: str) -> None:
    assert said in refused(run(*words, "--date", "2026-05-24"), project)


@pytest.mark.parametrize(
    ("fault", "method", "said"),
    [
        (Status(403), "HEAD", "is forbidden to this token"),
        (Status(403, {"X-Error-Code": "GatedRepo"}), "HEAD", "is gated. Accept its terms"),
        (Status(401), "HEAD", "is refused to this token. Mend HF_TOKEN"),
        (Status(404), "HEAD", "was answered with an error (404)"),
        (Status(410), "GET", "was answered with an error (410)"),
        (too_many_requests(0), "GET", "was asked for too often (429)"),
        (Status(500), "GET", "was answered with an error (500)"),
        (Status(503), "GET", "was answered with an error (503)"),
        (ResetInBody(), "GET", "did not come: the connection failed"),
        (HtmlPage(), "GET", "did not come whole"),
        (HtmlPage(), "HEAD", "is not described there as the Hub does it. Check HF_ENDPOINT"),
    ],
)
def test_each_failure_of_the_hub_is_one_clear_message(
    run: Run, hub: DatedHub, project: Path, fault: Fault, method: str, said: str
) -> None:
    hub.faults.add(fault, where=lambda request: request.method == method, times=FOREVER)
    assert said in refused(run("--revision", COMMIT, "--date", "2026-05-24"), project)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--date", "2026-05-24"),
            "hub-stats needs FILE and --date, or, to be fetched from the Hub, --revision.",
        ),
        (("--revision", COMMIT, "--previous", "old"), "--previous is for llmfit with FILE alone."),
        (
            ("here.parquet", "--date", "2026-05-24", "--file", "x"),
            "--file is for hub-stats without FILE alone.",
        ),
        (("--revision", COMMIT, "--map", "map.yaml"), "--map is for csv with FILE alone."),
    ],
)
def test_options_that_do_not_go_together(run: Run, project: Path, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert done.stderr.endswith(f"Error: {said}\n")
    assert not list((project / "data/snapshots").glob("*cfahlgren1*"))


def test_without_a_server_it_is_one_clear_message(run: Run, project: Path) -> None:
    nobody = {"HF_ENDPOINT": "http://127.0.0.1:9"}
    said = refused(run("--revision", "main", "--date", "2026-05-24", **nobody), project)
    assert "did not come: the connection failed (ConnectError). Try again later." in said
