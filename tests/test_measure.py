"""The benchmark's own measure: memory of all processes together, and no figure for a command that fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.measure import Cost, TooMuchError, cost, in_turn, median

HOLD = "import time; held = bytearray(60_000_000); time.sleep(0.6)"


def test_the_memory_of_children_is_added(tmp_path: Path) -> None:
    program = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {HOLD!r}])\n{HOLD}"
    measured = cost([sys.executable, "-c", program], tmp_path, os.environ)
    # Other systems than Linux do not tell.
    assert (
        120 < measured.megabytes < 200 if Path("/proc/self/smaps_rollup").exists() else not measured.megabytes
    )
    assert 0.6 < measured.seconds < 10


def test_the_processor_of_children_is_added(tmp_path: Path) -> None:
    work = "import time\nwhile time.process_time() < 0.3: pass"
    program = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {work!r}])\n{work}"
    assert 0.6 < cost([sys.executable, "-c", program], tmp_path, os.environ).processor < 3


def test_what_holds_too_much_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    children = tmp_path / "children"
    program = (
        f"import pathlib, subprocess, sys\nchild = subprocess.Popen([sys.executable, '-c', {HOLD!r}])\n"
        f"pathlib.Path({str(children)!r}).write_text(str(child.pid))\nchild.wait()\nraise SystemExit(3)"
    )
    with pytest.raises(TooMuchError, match="ended at") as ended:
        cost([sys.executable, "-c", program], tmp_path, os.environ, most=40)
    assert ended.value.cost.megabytes > 40
    status = Path(f"/proc/{children.read_text()}/status")
    assert not status.exists() or "State:\tZ" in status.read_text()


def test_a_command_that_fails_has_no_cost(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        cost([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, os.environ)


def test_the_median_of_each_figure() -> None:
    assert median([Cost(1, 6, 30), Cost(3, 4, 10), Cost(2, 5, 20)]) == Cost(2, 5, 20)


def test_commands_in_turn_take_the_sum_of_times_and_the_largest_peak() -> None:
    assert in_turn([Cost(1, 6, 30), Cost(3, 4, 10)]) == Cost(4, 10, 30)
