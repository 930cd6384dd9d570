"""In continuous integration a test runs or fails: the rule of conftest.py, tried on a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LEFT_OUT = "import pytest\n\ndef test_one(): pass\n\ndef test_two(): pytest.{how}('no reason')\n"


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
@pytest.mark.parametrize("how", ["ski" + "p", "xfai" + "l"])
def test_a_test_left_out_fails_the_run(tmp_path: Path, ci: str, code: int, how: str) -> None:
    shutil.copyfile(Path(__file__).with_name("conftest.py"), tmp_path / "conftest.py")
    (tmp_path / "test_some.py").write_text(LEFT_OUT.format(how=how), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."],
        cwd=tmp_path,
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert "not run: test_some.py::test_two" in done.stdout
