"""A stranger's first minute: the wheel, a fresh environment, an empty folder, a briefing.

The fresh environment gets the packages of `requirements.lock` from the one that runs the tests, where they
were installed by their hashes, and no others: so a dependency that the lock lacks is missed here, without a
network.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

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
def briefgen(repository: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, installed into an environment that holds its locked dependencies and nothing else."""
    environment = tmp_path_factory.mktemp("fresh") / "venv"
    _uv("venv", "--python", sys.executable, environment)
    packages = next(environment.glob("lib/python3*/site-packages"))
    lock = (repository / "requirements.lock").read_text(encoding="utf-8")
    for name, marker in re.findall(r"^([a-z0-9-]+)==\S+( ;)?", lock, re.MULTILINE):
        try:
            _link(name, packages)
        except PackageNotFoundError:
            assert marker, f"{name} is locked for every machine and not installed on this one"
    _uv("pip", "install", "--python", environment / "bin" / "python", "--no-deps", wheel)
    return environment / "bin" / "briefgen"


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


def test_an_empty_folder_gets_a_briefing(briefgen: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [briefgen, "build"], cwd=tmp_path, env=CLEAN, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    written = [Path(line) for line in done.stdout.splitlines()]
    assert {path.name for path in written} == {"briefing.pdf", "briefing.html"}
    for path in written:
        assert path.is_relative_to(tmp_path / "output")
    pdf, html = sorted(written, key=lambda path: path.suffix, reverse=True)
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert "</html>" in html.read_text(encoding="utf-8")


def test_a_copied_project_builds_too(briefgen: Path, tmp_path: Path) -> None:
    subprocess.run([briefgen, "init", "mine"], cwd=tmp_path, env=CLEAN, check=True, capture_output=True)
    done = subprocess.run(
        [briefgen, "explain", "download_share"],
        cwd=tmp_path / "mine",
        env=CLEAN,
        check=True,
        capture_output=True,
    )
    assert done.stdout.startswith(b"download_share: ")
    assert (tmp_path / "mine" / "sources.yaml").is_file()
