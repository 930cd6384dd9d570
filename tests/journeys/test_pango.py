"""A machine without Pango gets one line that names what to install."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.made_up import write_project

#: Python runs this as it starts, in every process: the named library cannot be loaded.
WITHOUT = """
import cffi

load = cffi.FFI.dlopen

def without(self, name, flags=0):
    if {library!r} in name:
        raise OSError(f"cannot load library '{{name}}': {{name}}: cannot open shared object file")
    return load(self, name, flags)

cffi.FFI.dlopen = without
"""


@pytest.mark.parametrize("library", ["gobject", "pango-1.0", "pangoft2", "harfbuzz-subset"])
def test_a_missing_library_is_one_line(repository: Path, tmp_path: Path, library: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT.format(library=library), encoding="utf-8")
    project = write_project(tmp_path / "project")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from briefgen.cli import main; main()",
            *("build", "--template", "sample"),
        ],
        cwd=project.root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, repository)))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("briefgen: a PDF needs Pango, which is not there")
    assert f"cannot load library 'lib{library}" in done.stderr
    assert "libpango-1.0-0 libpangoft2-1.0-0" in done.stderr
    assert "brew install pango" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not project.output.exists()
