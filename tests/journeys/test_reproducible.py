"""The same inputs give the same bytes of every file, whatever machine the build runs on.

The newest edition of the project that ships is held to this in test_wheel.py, as it is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from briefgen.editions.build import Built
from tests.journeys.machines import EAST, WEST, files, hold_equal, set_up
from tests.made_up import write_project


@pytest.mark.parametrize("machine", [EAST, WEST], ids=["east", "west"])
def test_another_machine_leaves_the_same_bytes(
    repository: Path, tmp_path: Path, sample: Built, machine: Mapping[str, str]
) -> None:
    language = machine["LC_ALL"]
    if os.environ.get("CI") and language != "C":
        known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True).stdout.lower()
        assert language.lower().replace("-", "") in known, f"the locale {language} is not on this machine"
    project = write_project(tmp_path / "project")
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from briefgen.cli import main; main()"),
            *("build", "--no-cache", "--template", "sample"),
        ],
        cwd=project.root,
        env=set_up(machine, tmp_path, repository),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    hold_equal(files(project.output), files(sample.folder.parent))


def test_the_manifest_checks_with_the_usual_program(tmp_path: Path, monthly: Built) -> None:
    built = files(monthly.folder.parent)
    for name, content in built.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    edition = next(path.parent for path in tmp_path.glob("*/manifest-sha256.txt"))
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt"],
        cwd=edition,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    listed = (edition / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    assert len(listed) == len(built) - 1
