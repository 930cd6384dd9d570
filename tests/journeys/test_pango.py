"""A machine without Pango gets one line that names what to install."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: Runs `briefgen build` where the named library cannot be loaded, as the loader would say it.
PROGRAM = """
import sys
import cffi

load = cffi.FFI.dlopen

def without(self, name, flags=0):
    if {library!r} in name:
        raise OSError(f"cannot load library '{{name}}': {{name}}: cannot open shared object file")
    return load(self, name, flags)

cffi.FFI.dlopen = without
sys.argv = ["briefgen", "build"]
from briefgen.cli import main
main()
"""


@pytest.mark.parametrize("library", ["gobject", "pango-1.0", "pangoft2", "harfbuzz-subset"])
def test_a_missing_library_is_one_line(repository: Path, library: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(library=library)],
        cwd=repository,
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
