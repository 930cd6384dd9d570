"""The benchmark's own measure: memory of all processes together, and no figure for a command that fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.measure import Cost, cost, median

HOLD = "import time; held = bytearray(60_000_000); time.sleep(0.6)"


def test_the_memory_of_children_is_added(tmp_path: Path) -> None:
    program = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {HOLD!r}])\n{HOLD}"
    measured = cost([sys.executable, "-c", program], tmp_path, os.environ)
    # Other systems than Linux do not tell.
    assert (
        120 < measured.megabytes < 200 if Path("/proc/self/smaps_rollup").exists() else not measured.megabytes
    )
    assert 0.6 < measured.seconds < 10


def test_a_command_that_fails_has_no_cost(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        cost([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, os.environ)


def test_the_median_of_each_figure() -> None:
    assert median([Cost(1, 30), Cost(3, 10), Cost(2, 20)]) == Cost(2, 20)
