"""Every chart is the same on every machine: in another time zone, another language, without system fonts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen.presskit.kit import Desk
from tests.presskit.conftest import hashes

HASHES = """
import sys
from briefgen.presskit.kit import Desk
from briefgen.project import Project
from dataclasses import replace
from briefgen.cache import store
from tests.presskit.conftest import hashes
desk = Desk.open(replace(Project.open(), cache=store.folder()), "2026-09")
print("\\n".join(hashes(desk, sys.argv[1])))
"""

NO_FONTS = "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig></fontconfig>"


@pytest.fixture(scope="module")
def here(desk: Desk) -> list[str]:
    return list(hashes(desk, "all"))


@pytest.mark.parametrize(
    ("zone", "language", "seed", "kinds"),
    [("Asia/Tokyo", "tr_TR.UTF-8", "1", "all"), ("America/New_York", "C", "2", "svg")],
    ids=["Tokyo", "New York"],
)
def test_drawings_do_not_depend_on_the_machine(
    zone: str, language: str, seed: str, kinds: str, tmp_path: Path, repository: Path, here: list[str]
) -> None:
    (tmp_path / "fonts.conf").write_text(NO_FONTS, encoding="utf-8")
    elsewhere = {
        "TZ": zone,
        "LC_ALL": language,
        "HOME": str(tmp_path),
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": str(repository),
        "PATH": os.environ["PATH"],
        "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
    }
    done = subprocess.run(
        [sys.executable, "-c", HASHES, kinds],
        cwd=repository,
        env=elsewhere,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == [one for one in here if kinds == "all" or ".svg " in one]
