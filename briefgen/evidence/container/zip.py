"""The bundle as one file: a zip whose every byte follows from what is in it, and that is opened with care.

Nothing in it is compressed (snapshots are already), so that no version of a compressor changes its bytes and
nothing in it can be larger than it is.
"""

from __future__ import annotations

import datetime as dt
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from briefgen.evidence.container.bagit import files
from briefgen.files import finish, unfinished

_MOST_FILES = 10_000
_CHUNK = 1 << 20
_ENCRYPTED = 1
#: What Python's zipfile raises for a zip that is none, or not whole.
_BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
#: The letters that a path may have; no part of it begins with a dot.
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*", re.ASCII)
_LONGEST_PATH = 200


class UnsafeArchiveError(Exception):
    """A zip that is not opened, or that breaks while it is; the message says why."""


def pack(folder: Path, name: str, clock: dt.datetime, target: Path) -> None:
    """Write the files of `folder`, under the folder `name`, to a zip that appears whole or not at all.

    Raises OSError where it cannot be written.
    """
    with unfinished(target) as part:
        write(folder, name, clock, part)
        finish(part, target)


def write(folder: Path, name: str, clock: dt.datetime, target: IO[bytes]) -> None:
    """Write such a zip to an open file."""
    # A zip knows no time before 1980 and no odd second.
    stamp = max(clock.astimezone(dt.UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in files(folder):
            member = zipfile.ZipInfo(f"{name}/{path}", stamp)
            member.create_system = 3
            member.external_attr = (stat.S_IFREG | 0o644) << 16
            member.file_size = (folder / path).stat().st_size
            with (folder / path).open("rb") as content, archive.open(member, "w") as out:
                while chunk := content.read(_CHUNK):
                    out.write(chunk)


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a zip of one folder into `folder`, and return that one.

    Raises UnsafeArchiveError before anything is written where it holds what a bundle never does: compressed
    or encrypted files, links, paths that lead elsewhere, two files of one name, more bytes than the zip.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = opened.infolist()
            names = list(_checked(members, archive.stat().st_size))
            for member, name in zip(members, names, strict=True):
                _extract(opened, member, folder / name)
    except _BROKEN as error:
        raise UnsafeArchiveError(f"damaged, cut short or no zip ({str(error)[:200] or 'it ends'})") from None
    return folder / names[0].partition("/")[0]


def _checked(members: list[zipfile.ZipInfo], size: int) -> Iterator[str]:
    """The path of each member, once all of it is found to be harmless."""
    if not members or len(members) > _MOST_FILES:
        raise UnsafeArchiveError(f"expected 1 to {_MOST_FILES} files, got {len(members)}")
    seen: set[str] = set()
    left = size
    for member in members:
        name = member.orig_filename
        _harmless(member, name)
        left -= member.file_size
        if left < 0:
            raise UnsafeArchiveError(
                f"its files claim more bytes than the zip has ({size:,}), from {name!r} on"
            )
        if name.lower() in seen:
            raise UnsafeArchiveError(f"two files have the name {name!r}")
        seen.add(name.lower())
        yield name
    for name in seen:
        above = name.split("/")
        if any("/".join(above[:depth]) in seen for depth in range(1, len(above))):
            raise UnsafeArchiveError(f"{name!r} lies in a file")
    if len({name.partition("/")[0] for name in seen}) != 1 or any("/" not in name for name in seen):
        raise UnsafeArchiveError("expected one folder, with everything in it")


def _harmless(member: zipfile.ZipInfo, name: str) -> None:
    shown = repr(name[:80])
    if not safe(name):
        raise UnsafeArchiveError(f"the path {shown} is not one of plain ASCII names within the folder")
    if not stat.S_ISREG(member.external_attr >> 16):
        raise UnsafeArchiveError(f"{shown} is no plain file, but a link, a folder or something else")
    if member.flag_bits & _ENCRYPTED:
        raise UnsafeArchiveError(f"{shown} is encrypted")
    if member.compress_type != zipfile.ZIP_STORED or member.compress_size != member.file_size:
        raise UnsafeArchiveError(
            f"{shown} is compressed, and briefgen compresses nothing: it was packed again, or is a bomb. If "
            "you trust it, unpack it and verify the folder"
        )


def safe(name: str) -> bool:
    """Return whether a path is made of plain names alone, and leads nowhere else.

    >>> safe("data/a.csv"), safe("../a"), safe("/a"), safe("a//b"), safe("a/.b"), safe("C:a"), safe("a" * 201)
    (True, False, False, False, False, False, False)
    """
    return len(name) <= _LONGEST_PATH and _SAFE.fullmatch(name) is not None


def _extract(opened: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    left = member.file_size
    with opened.open(member) as content, target.open("xb") as out:
        while chunk := content.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise UnsafeArchiveError(f"{member.filename!r} holds more bytes than it claims")
            out.write(chunk)
    if left:
        raise UnsafeArchiveError(f"{member.filename!r} holds fewer bytes than it claims")
