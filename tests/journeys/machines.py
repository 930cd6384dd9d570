"""Other machines to build on, as far as an environment makes one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

#: Far east, in Turkish: its letters i are joined to others in another way.
EAST = {"TZ": "Asia/Tokyo", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "0"}

#: Far west, with another order of sets, no language, another home, and no system fonts.
WEST = {
    "TZ": "America/St_Johns",
    "LC_ALL": "C",
    "PYTHONHASHSEED": "7",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "HOME": "{folder}",
    "FONTCONFIG_FILE": "{folder}/fonts.conf",
    "XDG_CACHE_HOME": "{folder}",
}

#: No fonts, no aliases, no folders: a machine on which nobody has installed a font.
_NO_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{folder}/cache</cachedir></fontconfig>
"""

#: Python runs this as it starts, in every process of the build: there is no network.
_NO_NETWORK = """
import socket

connect = socket.socket.connect

def only_here(self, address):
    if self.family != socket.AF_UNIX:
        raise AssertionError(f"the build reaches for the network: {address}")
    connect(self, address)

socket.socket.connect = only_here
"""


def set_up(machine: Mapping[str, str], folder: Path, *on_path: Path) -> dict[str, str]:
    """Lay out what a machine without a network needs in a folder, and return the environment of a program.

    This machine's own Python path and choice of environment are none of it.
    """
    (folder / "fonts.conf").write_text(_NO_FONTS.format(folder=folder), encoding="utf-8")
    (folder / "sitecustomize.py").write_text(_NO_NETWORK, encoding="utf-8")
    changes = {name: value.format(folder=folder) for name, value in machine.items()}
    own = {name: it for name, it in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return {**own, **changes, "PYTHONPATH": os.pathsep.join(map(str, (folder, *on_path)))}


def files(output: Path) -> dict[str, bytes]:
    """Every file that a build left, by its path."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()
    }


def hold_equal(there: Mapping[str, bytes], here: Mapping[str, bytes]) -> None:
    """Hold two builds to be the same, byte for byte."""
    assert sorted(there) == sorted(here)
    assert [name for name in here if there[name] != here[name]] == []
