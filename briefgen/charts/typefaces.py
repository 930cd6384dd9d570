"""The folder in which what draws charts looks the shipped fonts up."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from briefgen import fonts
from briefgen.files import write_whole

#: The folder for the faces that drawings use, once there is one.
_folder: Path | None = None


def folder() -> Path:
    """Return a folder for the faces that drawings use, which goes when the process ends that made it."""
    global _folder
    if _folder is None:
        _folder = Path(tempfile.mkdtemp(prefix="briefgen-fonts-"))
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    return _folder


def share(other: Path) -> None:
    """Let this process use the folder of the one that started it."""
    global _folder
    _folder = other


def fill(folder: Path) -> None:
    """Put the faces that drawings use into a folder, for a program that looks fonts up by name.

    The folders that they come from hold each face twice, as TrueType and as OpenType, and which one such a
    program takes depends on the disk. It also reads the file again for each letter, so that a small one
    costs half.
    """
    for face in fonts.DRAWN:
        file = folder / face.path.name
        if not file.exists():
            write_whole(file, fonts.cut(face, fonts.characters()))
