"""The folder in which what draws charts looks the shipped fonts up."""

from __future__ import annotations

import atexit
import functools
import io
import shutil
import tempfile
from pathlib import Path

from briefgen.text import fonts


@functools.cache
def folder() -> Path:
    """Return a folder that holds the faces of drawings, and goes when this process ends."""
    made = Path(tempfile.mkdtemp(prefix="briefgen-fonts-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    fill(made)
    return made


def fill(folder: Path) -> None:
    """Put the faces that drawings use into a folder, for a program that looks fonts up by name.

    They go by the family's name of style sheets. Such a program reads the file again for each letter, so that
    a small one costs half.
    """
    from fontTools.ttLib import TTFont

    for face in fonts.DRAWN:
        cut = io.BytesIO(fonts.cut(face, fonts.characters()))
        with TTFont(cut, recalcTimestamp=False) as font:
            family = font["name"].getBestFamilyName()
            for record in font["name"].names:
                record.string = record.toUnicode().replace(family, face.family)
            font.save(folder / face.path.name)
