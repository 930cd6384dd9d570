"""In continuous integration a test runs or fails: the rule of conftest.py, tried on a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LEFT_OUT = """
import pytest

def test_one(): pass

def test_two(): pytest.{how}("no reason")
"""
LEFT_OUT_WHOLE = """
import pytest

pytest.importorski{p}("no_such_module")
"""


@pytest.mark.parametrize(("ci", "processes", "code"), [("true", 0, 1), ("true", 2, 1), ("", 0, 0)])
def test_a_test_left_out_fails_the_run(tmp_path: Path, ci: str, processes: int, code: int) -> None:
    shutil.copyfile(Path(__file__).with_name("conftest.py"), tmp_path / "conftest.py")
    for how in ("ski" + "p", "xfai" + "l"):
        (tmp_path / f"test_{how}.py").write_text(LEFT_OUT.format(how=how), encoding="utf-8")
    (tmp_path / "test_whole.py").write_text(LEFT_OUT_WHOLE.format(p="p"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", str(processes), "."],
        cwd=tmp_path,
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    said = sorted(line for line in done.stdout.splitlines() if line.startswith("not run: "))
    assert said == [
        "not run: test_ski" + "p.py::test_two",
        "not run: test_whole.py",
        "not run: test_xfai" + "l.py::test_two",
    ]
