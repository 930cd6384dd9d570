"""Cut off at any instant, the next run goes on, and the snapshot is that of an unbroken run."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefgen.errors import InputError
from briefgen.snapshots.hub.journal import Journal
from tests.loopback.catalogue import Catalogue
from tests.loopback.faults import FOREVER, ResetAtOnce, SilenceBeforeHeaders, Status
from tests.loopback.server import LoopbackHub
from tests.snapshots.hub.crawling import Taken, crawl, environment, lay_out, model, only, run, start

ORGANISATIONS = ("made-org-000", "made-org-001", "made-org-002")
KILLS = 6


def project(root: Path) -> Path:
    """A project that lists three organisations, and tracks models that are there, elsewhere, and nowhere."""
    tracked = ["made-org-001/model-000007", "nobody/gone", "made-org-000/old-name", "nobody/lost"]
    return lay_out(root, ORGANISATIONS, tracked)


def catalogue() -> Catalogue:
    """Some 200 models with what descends from them, one of them renamed."""
    made = Catalogue.made(200, [*ORGANISATIONS, "another", "one-more"])
    made.rename(next(name for name in made if name.startswith("made-org-000/")), "made-org-000/new-name")
    made.renamed["made-org-000/old-name"] = "made-org-000/new-name"
    return made


def same(one: Taken, other: Taken) -> None:
    """Hold two snapshots to be the same, byte for byte, and their manifests but for instants."""
    assert one.lasting == other.lasting
    assert one.file.read_bytes() == other.file.read_bytes()


def killed_and_resumed(data: Path, hub: LoopbackHub, after: float) -> int:
    """Start a crawl, kill it with SIGKILL so many seconds after its first page, and let another go on.

    Returns how many pages were at hand when it was killed.
    """
    hub.requests.clear()
    process = start(data, environment(hub), "--scope", "lineage")
    while len(hub.requests) < 2 and process.poll() is None:
        time.sleep(0.005)
    time.sleep(after)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    pages = len(list(data.glob("snapshots/.crawl/lineage/pages/*/*.parquet")))
    if process.returncode != 0:
        code, _, errors = run(data, environment(hub), "--scope", "lineage")
        assert code == 0, errors
    return pages


@pytest.fixture(scope="module")
def hub() -> Iterator[LoopbackHub]:
    with LoopbackHub(catalogue(), page_limit=40) as hub:
        yield hub


@pytest.fixture(scope="module")
def unbroken(hub: LoopbackHub, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    with pytest.MonkeyPatch.context() as nobody:
        nobody.setattr("huggingface_hub.constants.HF_TOKEN_PATH", os.devnull)
        return crawl(project(tmp_path_factory.mktemp("unbroken")), hub, "lineage")


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_at_a_random_instant(hub: LoopbackHub, unbroken: Taken, tmp_path: Path, seed: int) -> None:
    data = project(tmp_path)
    # Each answer takes a little, so that the instants spread over the whole crawl.
    hub.before = lambda _: time.sleep(0.005)
    killed_and_resumed(data, hub, random.Random(seed).random() * 1.2)
    same(only(data), unbroken)
    assert not list((data / "snapshots").glob(".crawl/lineage/*"))


@pytest.mark.parametrize("number", [1, 2, 3, 9, 20])
def test_a_lost_network(hub: LoopbackHub, unbroken: Taken, tmp_path: Path, number: int) -> None:
    data = project(tmp_path)
    hub.before = []
    hub.faults.add(ResetAtOnce(), at=number, times=FOREVER)
    with pytest.raises(InputError, match="does not answer"):
        crawl(data, hub, "lineage", at_once=1)
    hub.faults.clear()
    hub.requests.clear()
    taken = crawl(data, hub, "lineage")
    same(taken, unbroken)
    if number > 1:
        assert taken.said[1].startswith("Going on with the crawl begun on ")
        # What was read is not asked for again: the probe, and the rest.
        assert len(hub.requests) == 1 + taken.crawl.pages + len(taken.absent) - (number - 2)


@pytest.mark.parametrize("write", range(1, 30, 7))
def test_a_full_disk(hub: LoopbackHub, unbroken: Taken, tmp_path: Path, write: int) -> None:
    data = project(tmp_path)
    hub.before = []
    sync, done = os.fsync, iter(range(1, 1000))

    def full(descriptor: int) -> None:
        if next(done) >= write:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(descriptor)

    with pytest.MonkeyPatch.context() as disk:
        disk.setattr("os.fsync", full)
        with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)\. Make room"):
            crawl(data, hub, "lineage")
    assert not [*(data / "snapshots").glob("[!.]*")]
    same(crawl(data, hub, "lineage"), unbroken)


def test_a_disk_that_holds_no_whole_page(hub: LoopbackHub, unbroken: Taken, tmp_path: Path) -> None:
    data = project(tmp_path)
    hub.before = []
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, limit[1]))  # SIGXFSZ is ignored by Python
    try:
        with pytest.raises(InputError, match=r"cannot be written \(File too large\)"):
            crawl(data, hub, "lineage")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert not list(data.rglob("*.part"))
    same(crawl(data, hub, "lineage"), unbroken)


def test_a_folder_that_cannot_be_written(hub: LoopbackHub, tmp_path: Path) -> None:
    data = project(tmp_path)
    (data / "snapshots").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(InputError, match=r"snapshots.*cannot be written"):
        crawl(data, hub)


@pytest.mark.parametrize("moment", ["reading", "waiting"])
def test_ctrl_c_leaves_the_journal_and_one_line(tmp_path: Path, moment: str) -> None:
    data = project(tmp_path)
    with LoopbackHub(catalogue(), page_limit=40) as hub:
        hub.faults.add(
            SilenceBeforeHeaders(20) if moment == "reading" else Status(503, {"Retry-After": "60"}),
            at=6,
            times=FOREVER,
        )
        process = start(data, environment(hub, PYTHONSTARTUP=""), "--scope", "tracked")
        while len(hub.requests) < 5:
            time.sleep(0.01)
        time.sleep(0.3)
        pressed = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=20)
        assert time.monotonic() - pressed < 5
        assert (process.returncode, output) == (130, "")
        stopped = "Stopped. The pages read so far are kept, and the same command goes on from there."
        assert [line for line in errors.splitlines() if line][1:] == [stopped]
        assert list(data.glob("snapshots/.crawl/tracked/pages/*/*.parquet"))
        hub.faults.clear()
        assert crawl(data, hub).said[1].startswith("Going on")


def _broken_off(data: Path, hub: LoopbackHub, at: int = 9) -> Path:
    """Leave a crawl unfinished; return its folder."""
    hub.before = []
    hub.faults.add(Status(403), at=at)
    with pytest.raises(InputError, match="403"):
        crawl(data, hub, "lineage", at_once=1)
    return data / "snapshots" / ".crawl" / "lineage"


def _older(folder: Path, age: timedelta) -> None:
    plan = Journal(folder).plan()
    assert plan
    Journal(folder)._plan.write_text(
        plan.model_copy(update={"started": datetime.now(UTC) - age}).model_dump_json(), encoding="utf-8"
    )


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _first_page(folder: Path) -> Path:
    return sorted(folder.glob("pages/*/*.parquet"))[0]


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda folder: _older(folder, timedelta(days=3)), "was not finished, and its figures are too old"),
        (lambda folder: _cut(folder / "plan.json"), "plan.json: not a whole file of a crawl"),
        (lambda folder: (folder / "plan.json").write_text("{}"), "plan.json: not a whole file of a crawl"),
        (lambda folder: _cut(_first_page(folder)), "parquet: not a whole file of a crawl"),
        (lambda folder: _first_page(folder).write_bytes(b""), "parquet: not a whole file of a crawl"),
        (lambda folder: (folder / "models.jsonl").write_text("{}\n"), "models.jsonl: not a whole file"),
        (
            lambda folder: (folder.parents[2] / "organisations.csv").write_text("handle\nbeta\n"),
            "an unfinished crawl there asked for other things",
        ),
        (
            lambda folder: (folder.parents[2] / "tracked_models.csv").write_text("repo_id\na/b\n"),
            "an unfinished crawl there asked for other things",
        ),
    ],
    ids=["old", "cut-plan", "other-version", "cut-page", "empty-page", "models", "organisations", "tracked"],
)
def test_a_journal_that_is_of_no_use(hub: LoopbackHub, tmp_path: Path, harm: Any, message: str) -> None:
    data = project(tmp_path)
    folder = _broken_off(data, hub)
    harm(folder)
    with pytest.raises(InputError, match=f"{message}.*--restart"):
        crawl(data, hub, "lineage")
    hub.requests.clear()
    taken = crawl(data, hub, "lineage", restart=True)
    assert len(hub.requests) >= taken.crawl.pages
    assert not any("Going on" in line for line in taken.said)


def test_a_journal_of_yesterday_keeps_its_date(hub: LoopbackHub, unbroken: Taken, tmp_path: Path) -> None:
    data = project(tmp_path)
    _older(_broken_off(data, hub), timedelta(days=1))
    taken = crawl(data, hub, "lineage")
    assert taken.manifest.date == (datetime.now(UTC) - timedelta(days=1)).date()
    assert taken.file.read_bytes() == unbroken.file.read_bytes()


def test_a_last_line_that_was_cut_short(hub: LoopbackHub, unbroken: Taken, tmp_path: Path) -> None:
    data = project(tmp_path)
    folder = _broken_off(data, hub, at=unbroken.crawl.pages + 3)  # the second model looked up
    assert (folder / "models.jsonl").read_text(encoding="utf-8").count("\n") == 1
    with (folder / "models.jsonl").open("a") as models:
        models.write('{"repo_id": "nobody/go')
    same(crawl(data, hub, "lineage"), unbroken)


@pytest.mark.parametrize("step", ["rows", "manifest", "cleared"])
def test_killed_while_the_snapshot_is_put_in_its_place(
    hub: LoopbackHub, unbroken: Taken, tmp_path: Path, step: str
) -> None:
    data = project(tmp_path)
    hub.before = []

    def die(*_: object, **__: object) -> None:
        raise SystemExit("killed")

    with pytest.MonkeyPatch.context() as killed:
        if step == "rows":
            killed.setattr("briefgen.snapshots.hub.sanity.report", die)
        elif step == "manifest":
            killed.setattr("briefgen.snapshots.store._as_json", _first_only(die))
        else:
            killed.setattr("briefgen.snapshots.hub.journal.Journal.discard", _first_only(die))
        with pytest.raises(SystemExit):
            crawl(data, hub, "lineage")
    same(crawl(data, hub, "lineage"), unbroken)


def _first_only(die: Any) -> Any:
    """Let the first call pass: it is that of the staged snapshot, or of the beginning; then die."""
    calls = iter(range(10))

    def call(self: Any) -> Any:
        if next(calls):
            die()
        if isinstance(self, Journal):
            return None
        return f"{self.model_dump_json(indent=2, exclude_none=True)}\n".encode()

    return call


def test_a_snapshot_of_the_day_is_told_of_before_it_is_read(tmp_path: Path) -> None:
    data = lay_out(tmp_path, ["alpha"])
    with LoopbackHub(Catalogue([model("alpha/one")])) as hub:
        taken = crawl(data, hub)
        hub.requests.clear()
        again = crawl(data, hub)
        assert (again.manifest, len(hub.requests)) == (taken.manifest, 1)
        assert again.said[1].startswith(
            f"{taken.manifest.id} is there already, and a snapshot is never altered"
        )
        assert not (data / "snapshots" / ".crawl" / "tracked").exists()
        assert crawl(data, hub, "all").rows == taken.rows


def test_a_broken_snapshot_is_told_of_before_it_is_read(tmp_path: Path) -> None:
    data = lay_out(tmp_path, ["alpha"])
    with LoopbackHub(Catalogue([model("alpha/one")])) as hub:
        taken = crawl(data, hub)
        _cut(taken.file)
        hub.requests.clear()
        with pytest.raises(InputError, match="was altered or cut short"):
            crawl(data, hub, "all")
        assert not hub.requests


def test_two_crawls_at_once(tmp_path: Path) -> None:
    data = project(tmp_path)
    with LoopbackHub(catalogue(), page_limit=40) as hub:
        going_on = threading.Event()
        hub.before = lambda number: going_on.wait(20) if number == 5 else None  # type: ignore[func-returns-value]
        first = start(data, environment(hub), "--scope", "all")
        while not list(data.glob("snapshots/.crawl/all/pages/*/*.parquet")):
            time.sleep(0.01)
        code, output, errors = run(data, environment(hub), "--scope", "tracked")
        going_on.set()
        first.communicate(timeout=20)
    assert (code, output) == (2, "")
    assert errors.splitlines() == [
        f"briefgen: {data / 'snapshots' / '.crawl'}: another crawl is running in this project. Wait until it "
        "has ended."
    ]
    assert first.returncode == 0
    assert only(data).manifest.rows == 200
