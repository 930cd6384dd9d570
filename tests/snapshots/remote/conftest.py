"""A small project of which one snapshot lies on a server of this machine, which serves it in three ways."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from briefgen.cache.store import FETCHED
from briefgen.project import Project
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store
from tests.evidence.conftest import write_project
from tests.loopback.answers import Answer, Request
from tests.loopback.catalogue import Catalogue
from tests.loopback.server import LoopbackHub
from tests.programs import briefgen

ID = "2026-02-10-made"
DATASET, COMMIT = "someone/panels", "0123456789abcdef0123456789abcdef01234567"
TOKEN = "hf_never_to_be_seen_anywhere"
_OBJECT = re.compile(r"/panels/(?P<path>.+)")

Run = Callable[..., CompletedProcess[str]]


class Server(LoopbackHub):
    """A Hub whose data set is the bucket `panels`, too, for those who ask as S3 is asked."""

    def _route(self, request: Request) -> Answer:
        if named := _OBJECT.fullmatch(request.path):
            return self._files.resolve(request, DATASET, "main", named["path"])
        return super()._route(request)

    def asked(self, method: str = "GET") -> list[Request]:
        """The requests for rows."""
        return [it for it in self.requests if it.path.endswith(f"{ID}.parquet") and it.method == method]

    def addresses(self, name: str = f"{ID}.parquet") -> dict[str, str]:
        """The three addresses of a file."""
        return {
            "https": f"{self.endpoint}/datasets/{DATASET}/resolve/main/{name}",
            "hf": f"hf://datasets/{DATASET}@main/{name}",
            "s3": f"s3://panels/{name}",
        }


@dataclass(frozen=True)
class Place:
    """A project without the rows of ID, that of whoever publishes them, and the user's cache folder."""

    project: Project
    theirs: Project
    cache: Path

    @property
    def store(self) -> Store:
        return Store.of(self.project)

    @property
    def fetched(self) -> Path:
        """Where the rows are once they were fetched."""
        return self.cache / FETCHED / self.manifest.sha256 / f"{ID}.parquet"

    @property
    def manifest(self) -> Manifest:
        return Store.of(self.theirs).read_manifest(ID)

    def left(self) -> list[str]:
        """What lies in the cache folder for snapshots, empty folders included."""
        return sorted(path.name for path in (self.cache / FETCHED).rglob("*"))

    def name(self, url: str, **others: object) -> None:
        """Let the project have ID at an address."""
        told = self.manifest.model_copy(update={"url": url, **others})
        file = self.project.snapshots / f"{ID}.json"
        file.write_text(told.model_dump_json(exclude_none=True), encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    theirs, mine = write_project(tmp_path / "theirs"), write_project(tmp_path / "mine")
    for ending in ("json", "parquet"):
        (mine.snapshots / f"{ID}.{ending}").unlink()
    cache = tmp_path / "cache" / "briefgen"
    # Nobody's own credentials help, or are sent.
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    return Place(replace(mine, fetched=cache / FETCHED, network=True), theirs, cache)


@pytest.fixture
def server(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server, with rows and manifest; whoever asks for S3 asks it."""
    with Server(Catalogue()) as started:
        for ending in ("json", "parquet"):
            name = f"{ID}.{ending}"
            started.publish(DATASET, "main", COMMIT, name, place.theirs.snapshots / name)
        monkeypatch.setenv("AWS_ENDPOINT_URL", started.endpoint)
        yield started


@pytest.fixture
def run(place: Place, server: Server, tmp_path: Path) -> Run:
    """Run a command on the project, with the settings of a user."""

    def running(*words: str, **settings: str) -> CompletedProcess[str]:
        user: Mapping[str, str] = {
            "XDG_CACHE_HOME": str(place.cache.parent),
            "HF_ENDPOINT": server.endpoint,
            "HF_HOME": str(tmp_path / "hf"),
            "HF_TOKEN": TOKEN,
        }
        return briefgen(*words, folder=place.project.root, environment={**os.environ, **user, **settings})

    return running
