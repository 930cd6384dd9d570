"""The same drawings on every machine: in another time zone, another language, without system fonts."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen.charts import export
from briefgen.charts.figure import Figure

HASHES = """
import hashlib
from briefgen.charts import export
from tests.charts.conftest import bundled, by_id, told_to_the_newest
engine = bundled("2026-09")
for figure in by_id(engine, told_to_the_newest(engine)).values():
    print(figure.id, hashlib.sha256(export.svg(figure).encode()).hexdigest())
"""

NO_FONTS = "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig></fontconfig>"


@pytest.mark.parametrize(
    ("zone", "language"),
    [("Asia/Tokyo", "tr_TR.UTF-8"), ("America/New_York", "C")],
    ids=["Tokyo", "New York"],
)
def test_drawings_do_not_depend_on_the_machine(
    zone: str, language: str, tmp_path: Path, repository: Path, figures: dict[str, dict[str, Figure]]
) -> None:
    here = [
        f"{figure.id} {hashlib.sha256(export.svg(figure).encode()).hexdigest()}"
        for figure in figures["2026-09"].values()
    ]
    (tmp_path / "fonts.conf").write_text(NO_FONTS, encoding="utf-8")
    elsewhere = {
        "TZ": zone,
        "LC_ALL": language,
        "HOME": str(tmp_path),
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
        "PYTHONPATH": str(repository),
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        [sys.executable, "-c", HASHES],
        cwd=repository,
        env=elsewhere,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == here
