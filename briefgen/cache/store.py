"""Shelves in the user's cache folder: each thing under the hash of what it was made from.

The folder may be deleted at any time. Things appear whole, so that programs at the same time do not hurt each
other; one that is damaged counts as missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from briefgen.files import unfinished

#: The cache folder holds so many bytes; what was not asked for longest goes first.
MOST_BYTES = 500_000_000
#: Large snapshots as they are laid out for questions: a folder that looks after itself, and is not counted.
LAID_OUT = "laid-out"
#: Snapshots that lie elsewhere, as they were fetched: they stay, and are not counted.
FETCHED = "snapshots"
#: So many seconds pass between two looks at how much that is.
_BETWEEN_LOOKS = 3600
_LOOKED = "looked"
#: A file takes whole blocks on the disk.
_BLOCK = 4096


def folder() -> Path:
    """Return the user's cache folder of briefgen, where this system has such folders."""
    return platformdirs.user_cache_path("briefgen", appauthor=False)


class Cache:
    """The things of one kind that are kept in a cache folder; without a folder nothing is kept."""

    def __init__(self, cache: Path | None, kind: str) -> None:
        self._folder = cache / kind if cache else None

    def get(self, name: str) -> bytes | None:
        """Return what is kept under a name, a hash; None where there is nothing, or it is damaged."""
        if self._folder is None:
            return None
        file = self._file(self._folder, name)
        try:
            digest, _, content = file.read_bytes().partition(b"\n")
            # It was asked for: what was not goes first.
            os.utime(file)
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest().encode() == digest else None

    def put(self, name: str, content: bytes) -> None:
        """Keep something. A folder that cannot be written to keeps nothing, and that is no error."""
        if self._folder is None:
            return
        file = self._file(self._folder, name)
        digest = hashlib.sha256(content).hexdigest().encode()
        with contextlib.suppress(OSError), unfinished(file) as part:
            part.write(digest + b"\n" + content)
            part.flush()
            if file.is_dir():
                shutil.rmtree(file)
            # Its hash tells later whether it reached the disk: nothing waits for that.
            Path(part.name).replace(file)

    @staticmethod
    def _file(folder: Path, name: str) -> Path:
        return folder / name[:2] / name


def tidy(cache: Path, most: int = MOST_BYTES) -> None:
    """Remove what was not asked for longest, as far as a cache folder holds more than `most` bytes.

    At most once an hour; what cannot be removed stays, and that is no error.
    """
    looked = cache / _LOOKED
    with contextlib.suppress(OSError):
        if looked.exists() and abs(time.time() - looked.stat().st_mtime) < _BETWEEN_LOOKS:
            return
        looked.touch()
        files = sorted(_files(cache), reverse=True)
        held = 0
        for _, size, path in files:
            held += size
            if held > most:
                path.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[tuple[int, int, Path]]:
    """Every file of a cache folder: when it was asked for last, how many bytes it takes, and its path."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in (LAID_OUT, FETCHED)]
        for name in names:
            path = Path(parent, name)
            with contextlib.suppress(FileNotFoundError):
                state = path.stat()
                yield state.st_mtime_ns, -(-state.st_size // _BLOCK) * _BLOCK, path
