"""What draws finds the faces of drawings, and no others that the disk might put first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from briefgen.charts.output import vega_fonts
from briefgen.text import fonts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    vega_fonts.fill(tmp_path)
    return tmp_path


def test_every_face_of_drawings_is_there_whole(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(face.path.name for face in fonts.DRAWN)
    for face in fonts.DRAWN:
        with TTFont(folder / face.path.name) as cut, TTFont(face.path) as whole:
            assert fonts.characters() == cut.getBestCmap().keys()
            names, widths = cut.getBestCmap(), cut["hmtx"].metrics
            for code, name in names.items():
                assert widths[name][0] == whole["hmtx"].metrics[whole.getBestCmap()[code]][0], hex(code)
            assert cut["name"].getBestFamilyName() == fonts.SANS
            assert cut["OS/2"].usWeightClass == face.weight


def test_the_folder_goes_with_the_process_that_made_it(tmp_path: Path) -> None:
    code = "from briefgen.charts.output.vega_fonts import folder; print(folder(), *folder().iterdir())"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    )
    made, *held = map(Path, done.stdout.split())
    assert (made.parent, len(held)) == (tmp_path, len(fonts.DRAWN))
    assert list(tmp_path.iterdir()) == []
