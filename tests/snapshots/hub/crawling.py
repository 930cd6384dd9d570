"""A small project, and crawls for it in this process and in one of their own."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from briefgen.snapshots.hub.client import Hub, Patience
from briefgen.snapshots.hub.crawl import Wishes, take
from briefgen.snapshots.hub.listings import Scope
from briefgen.snapshots.manifest import Crawl, Manifest
from briefgen.snapshots.store import Store
from tests.loopback.models import EARLIEST, Model, make_model
from tests.loopback.server import LoopbackHub
from tests.programs import briefgen

ROOT = Path(__file__).parents[3]
IMPATIENT = Patience(tries=2, first_wait=0.01, longest_wait=0.01, silence=1)
COMMAND = (sys.executable, "-c", "from briefgen.cli import main; main()")

Row = dict[str, Any]


def lay_out(
    root: Path,
    handles: Iterable[str] = ("alpha", "beta"),
    tracked: Iterable[str] = (),
    renames: Mapping[str, str] = {},
) -> Path:
    """Write the registries of a project that lists these organisations; return its data folder."""
    data = root / "data"
    data.mkdir(parents=True, exist_ok=True)
    (root / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    columns = {
        "organisations": ("handle", *handles),
        "tracked_models": ("repo_id", *tracked),
        "renames": ("old_handle,new_handle", *(f"{old},{new}" for old, new in renames.items())),
    }
    for name, lines in columns.items():
        (data / f"{name}.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return data


def model(repo_id: str, downloads: int = 100, likes: int = 10, **more: Any) -> Model:
    """Return a model as the Hub has it; the Hub's list of the newest follows the downloads."""
    values = {"downloads_all_time": 10 * downloads, "children": 0, "created": EARLIEST, "modified": EARLIEST}
    return make_model(repo_id, downloads=downloads, likes=likes, **{**values, **more})


@dataclass(frozen=True)
class Taken:
    """A finished crawl: its manifest, its rows by id, what was said, and the Parquet file."""

    manifest: Manifest
    rows: Mapping[str, Row]
    said: tuple[str, ...]
    file: Path

    @property
    def crawl(self) -> Crawl:
        assert self.manifest.crawl
        return self.manifest.crawl

    @property
    def absent(self) -> dict[str, str]:
        """What became of the models that were looked for and not found, by their names."""
        return {one.repo_id: one.state + (f": {one.now}" if one.now else "") for one in self.crawl.absent}

    @property
    def lasting(self) -> Mapping[str, Any]:
        """What of the manifest another crawl of the same Hub would say too: all but instants and the port."""
        instants = {"first", "last", "seconds"}
        assert " seconds" in self.manifest.notes[0]
        return self.manifest.model_dump(
            exclude={"crawl": instants, "notes": {0}, "retrieval": {"parameters": {"endpoint"}}}
        )


def crawl(
    data: Path, hub: LoopbackHub, scope: Scope = "tracked", patience: Patience = IMPATIENT, **wishes: Any
) -> Taken:
    """Crawl in this process, with little patience, and read what was written."""
    said: list[str] = []
    manifest = take(data, scope, Wishes(**wishes), Hub(hub.endpoint, patience), said.append)
    assert manifest
    return read(data, manifest, said)


def read(data: Path, manifest: Manifest, said: Iterable[str] = ()) -> Taken:
    """Read the snapshot that a crawl wrote, once it is verified."""
    store = Store(data / "snapshots")
    assert store.verify(manifest.id) == manifest
    file = store.path(manifest.id)
    rows = {row["repo_id"]: row for row in pq.read_table(file).to_pylist()}
    return Taken(manifest, rows, tuple(said), file)


def antedate(taken: Taken, date: dt.date) -> Taken:
    """Make a snapshot that was just taken one of an earlier day, for the next crawl to be compared with."""
    store, manifest = Store(taken.file.parent), taken.manifest
    earlier = manifest.model_copy(update={"date": date, "id": f"{date}-{manifest.origin}"})
    taken.file.replace(store.path(earlier.id))
    taken.file.with_suffix(".json").unlink()
    store.path(earlier.id).with_suffix(".json").write_text(earlier.model_dump_json(), encoding="utf-8")
    return read(taken.file.parents[1], earlier, taken.said)


def only(data: Path) -> Taken:
    """Read the one snapshot of a project."""
    (manifest,) = Store(data / "snapshots").manifests()
    return read(data, manifest)


def environment(hub: LoopbackHub | None = None, **more: str) -> dict[str, str]:
    """Return the environment of a process that takes a snapshot, without what the user has set.

    Unless told otherwise, the client asks the Hub once a day which programs it may be run by.
    """
    own = {name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY")}
    home = {"HF_TOKEN_PATH": os.devnull, "HF_HUB_DISABLE_TELEMETRY": "1", "PYTHONPATH": str(ROOT)}
    endpoint = {"HF_ENDPOINT": hub.endpoint} if hub else {}
    return {**own, **home, **endpoint, **more}


def start(data: Path, environ: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    """Start `briefgen snapshot take` in a process of its own."""
    return subprocess.Popen(
        [*COMMAND, *_words(data, arguments)],
        env=dict(environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _words(data: Path, arguments: Iterable[str]) -> tuple[str, ...]:
    return ("snapshot", "take", "--project", str(data.parent), *arguments)


def run(data: Path, environ: Mapping[str, str], *arguments: str) -> tuple[int, str, str]:
    """Run it to its end; return the exit code and what it printed on standard output and error."""
    done = briefgen(*_words(data, arguments), environment=environ)
    return done.returncode, done.stdout, done.stderr
