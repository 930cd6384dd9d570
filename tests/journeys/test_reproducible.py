"""The same inputs give the same bytes of every file, whatever machine the build runs on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen.briefing.build import Built

#: No fonts, no aliases, no folders: a machine on which nobody has installed a font.
NO_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir></fontconfig>
"""

#: Python runs this as it starts, in every process of the build: there is no network.
NO_NETWORK = """
import socket

connect = socket.socket.connect

def only_here(self, address):
    if self.family != socket.AF_UNIX:
        raise AssertionError(f"the build reaches for the network: {address}")
    connect(self, address)

socket.socket.connect = only_here
"""

OTHER_MACHINES = {
    "east, Turkish, another order of sets": {
        "TZ": "Asia/Tokyo",
        "LC_ALL": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "7",
    },
    "west, no locale, another home, no system fonts": {
        "TZ": "America/St_Johns",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "HOME": "{folder}",
        "FONTCONFIG_FILE": "{folder}/fonts.conf",
        "XDG_CACHE_HOME": "{folder}",
    },
}


def _build(repository: Path, folder: Path, changes: dict[str, str]) -> dict[str, bytes]:
    """Build the newest edition on another machine, and return every file by its path."""
    (folder / "fonts.conf").write_text(NO_FONTS.format(cache=folder / "cache"), encoding="utf-8")
    (folder / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from briefgen.cli import main; main()",
            "build",
            "--no-cache",
            "--output",
            str(folder / "output"),
        ],
        cwd=repository,
        env={
            **os.environ,
            "TZ": "UTC",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": f"{folder}{os.pathsep}{repository}",
        }
        | {name: value.format(folder=folder) for name, value in changes.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return _files(folder / "output")


def _files(output: Path) -> dict[str, bytes]:
    return {
        path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def built(monthly: Built) -> dict[str, bytes]:
    """What a build leaves on this machine."""
    files = _files(monthly.folder.parent)
    assert {name.rpartition("/")[2] for name in files} >= {
        "briefing.html",
        "briefing.pdf",
        "ledger.json",
        "manifest-sha256.txt",
        "references.bib",
        "references.json",
    }
    return files


@pytest.mark.parametrize("machine", OTHER_MACHINES)
def test_another_machine_leaves_the_same_bytes(
    repository: Path, tmp_path: Path, built: dict[str, bytes], machine: str
) -> None:
    language = OTHER_MACHINES[machine].get("LC_ALL", "C")
    if os.environ.get("CI") and language != "C":
        known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True).stdout.lower()
        assert language.lower().replace("-", "") in known, f"the locale {language} is not on this machine"
    there = _build(repository, tmp_path, OTHER_MACHINES[machine])
    assert sorted(there) == sorted(built)
    assert [name for name in built if there[name] != built[name]] == []


def test_the_manifest_checks_with_the_usual_program(tmp_path: Path, built: dict[str, bytes]) -> None:
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
