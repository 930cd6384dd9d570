"""Ctrl-C stops a build at once: no complaint, and the edition that was there stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.mark.parametrize("seconds", [0.5, 1.5, 3.0])
def test_an_interrupted_build_leaves_things_as_they_were(
    repository: Path, tmp_path: Path, seconds: float
) -> None:
    kept = tmp_path / "2026-09" / "manifest-sha256.txt"
    kept.parent.mkdir()
    kept.write_text("", encoding="utf-8")
    build = subprocess.Popen(
        [sys.executable, "-c", "from briefgen.cli import main; main()", "build", "--output", str(tmp_path)],
        cwd=repository,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(seconds)
    # A terminal sends it to every process of the build.
    os.killpg(build.pid, signal.SIGINT)
    said = build.communicate(timeout=30)
    assert build.returncode == 130
    assert [text.strip() for text in said] == ["", ""]
    assert list(tmp_path.rglob("*")) == [kept.parent, kept]
