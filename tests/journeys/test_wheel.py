"""A stranger's first minute: the wheel, a fresh environment, an empty folder, a briefing.

The fresh environment gets what the wheel says it requires, and what that requires in turn, from the one
that runs the tests, where it was installed by its hashes, and nothing else: so a dependency that the wheel
does not declare is missed here, without a network.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from briefgen.editions.build import Built
from tests.journeys.machines import WEST, files, hold_equal, set_up

#: The machine's own briefgen, Python path and choice of environment must not help the fresh one.
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}


def _uv(*arguments: str | Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "uv", "--quiet", "--offline", *map(str, arguments)],
        env=CLEAN,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made out of the source distribution, as an index would make it."""
    folder = tmp_path_factory.mktemp("dist")
    _uv("build", "--no-build-isolation", "--python", sys.executable, "--out-dir", folder, repository)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def briefgen(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, installed into an environment that holds what it requires and nothing else."""
    environment = tmp_path_factory.mktemp("fresh") / "venv"
    _uv("venv", "--python", sys.executable, environment)
    packages = next(environment.glob("lib/python3*/site-packages"))
    for name in _required(wheel):
        _link(name, packages)
    python = environment / "bin" / "python"
    _uv("pip", "install", "--python", python, "--no-deps", wheel)
    _uv("pip", "check", "--python", python)
    return environment / "bin" / "briefgen"


def _required(wheel: Path) -> set[str]:
    """The packages that the wheel requires, and those that they require, on this machine."""
    (info,) = [path for path in zipfile.Path(wheel).iterdir() if path.name.endswith(".dist-info")]
    waiting = list(_requirements(PathDistribution(info), ()))
    required: dict[str, frozenset[str]] = {}
    while waiting:
        one = waiting.pop()
        name, extras = one.name.lower().replace("_", "-"), frozenset(one.extras)
        if name not in required or not extras <= required[name]:
            required[name] = extras | required.get(name, frozenset())
            waiting += _requirements(distribution(name), required[name])
    return set(required)


def _requirements(package: Distribution, extras: Iterable[str]) -> Iterator[Requirement]:
    for text in package.requires or ():
        one = Requirement(text)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield one


def _link(name: str, packages: Path) -> None:
    """Let an installed package's files stand in another environment's folder of packages too."""
    for file in distribution(name).files or ():
        target = packages / file
        if ".." in file.parts or target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(str(file.locate()))


def _files(repository: Path, name: str) -> set[str]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", name], cwd=repository, check=True, capture_output=True, text=True
    )
    return set(filter(None, listing.stdout.split("\0")))


def test_the_wheel_carries_a_whole_project(repository: Path, wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    names = ("sources.yaml", "templates", "data", "library")
    project = set().union(*(_files(repository, name) for name in names))
    assert len(project) > 40
    assert {f"briefgen/bundled/{name}" for name in project} <= held
    assert _files(repository, "briefgen") <= held
    tops = {name.partition("/")[0] for name in held}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"briefgen"}


def test_an_empty_folder_of_another_machine_gets_the_same_briefing(
    briefgen: Path, tmp_path: Path, monthly: Built
) -> None:
    machine, empty = tmp_path / "machine", tmp_path / "empty"
    for folder in (machine, empty):
        folder.mkdir()
    done = subprocess.run(
        [briefgen, "build", "--no-cache"],
        cwd=empty,
        env=set_up(WEST, machine),
        capture_output=True,
        text=True,
        check=False,
    )
    # A renderer remarks on a machine without fonts; that nothing is said elsewhere is held below.
    assert done.returncode == 0, done.stderr
    written = [Path(line) for line in done.stdout.splitlines()]
    assert {path.name for path in written} == {"briefing.pdf", "briefing.html"}
    for path in written:
        assert path.is_relative_to(empty / "output")
    hold_equal(files(empty / "output"), files(monthly.folder.parent))


def test_the_lock_holds_what_the_wheel_requires(repository: Path, wheel: Path) -> None:
    lock = (repository / "requirements.lock").read_text(encoding="utf-8")
    assert _required(wheel) - set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE)) == set()


def test_a_copied_project_builds_too(briefgen: Path, tmp_path: Path) -> None:
    subprocess.run([briefgen, "init", "mine"], cwd=tmp_path, env=CLEAN, check=True, capture_output=True)
    mine = tmp_path / "mine"
    description = mine / "templates" / "monthly" / "briefing.yaml"
    text = description.read_text(encoding="utf-8")
    assert text.startswith("title: ")
    description.write_text(text.replace("title: ", "title: My ", 1), encoding="utf-8")
    # The oldest month has the shortest briefing.
    done = subprocess.run(
        [briefgen, "build", "2025-01"], cwd=mine, env=CLEAN, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert all(" is left out: " in line for line in done.stderr.splitlines()), done.stderr
    (html,) = [mine / line for line in done.stdout.splitlines() if line.endswith(".html")]
    assert html.is_relative_to(mine / "output")
    assert re.search("<h1[^>]*>My ", html.read_text(encoding="utf-8"))
