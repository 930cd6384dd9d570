"""The one cache: each thing in the user's cache folder under the hash of what it was made from.

The folder may be deleted at any time. Files are written atomically, so that concurrent programs do not damage
each other's; a damaged one counts as missing. The caller alone decides the key: all that the thing was made
from, and nothing else.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import platformdirs

from briefgen.files import unfinished

#: The most bytes in the cache folder; what was not used for longest is removed first.
MOST_BYTES = 500_000_000
#: Databases of large snapshots: a folder with its own limit, which is not counted.
LAID_OUT = "laid-out"
#: Fetched rows of remote snapshots: they are never removed, and not counted.
FETCHED = "snapshots"
#: Seconds between two checks of the size.
_BETWEEN_LOOKS = 3600
_LOOKED = "looked"
#: A file takes whole blocks on the disk.
_BLOCK = 4096

_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Codec(Generic[_Thing]):
    """Encodes things of a kind as bytes, and decodes them; `decode` raises ValueError for other bytes."""

    encode: Callable[[_Thing], bytes]
    decode: Callable[[bytes], _Thing]


BYTES: Codec[bytes] = Codec(bytes, bytes)
#: What JSON can hold: lists for tuples, text for dates.
JSON: Codec[Any] = Codec(
    lambda thing: json.dumps(thing, separators=(",", ":"), default=dt.date.isoformat).encode(), json.loads
)


def folder() -> Path:
    """Return the user's cache folder of briefgen, in the place that this system has for caches."""
    return platformdirs.user_cache_path("briefgen", appauthor=False)


def key_of(*made_from: object) -> str:
    """Return the key of what is made from these: JSON values, and bytes of which the hash counts.

    >>> key_of("a", b"file") == key_of("a", b"file") != key_of("a", b"another")
    True
    """
    text = json.dumps(made_from, sort_keys=True, default=_hashed)
    return hashlib.sha256(text.encode()).hexdigest()


def _hashed(content: bytes) -> list[str]:
    # In a list: no text of the same letters has the same key.
    return [hashlib.sha256(content).hexdigest()]


@dataclass(frozen=True)
class Cache:
    """A cache folder, each kind of thing in a folder of its own; without a folder nothing is cached."""

    folder: Path | None

    def remember(
        self, kind: str, key: str | None, make: Callable[[], _Thing], codec: Codec[_Thing]
    ) -> _Thing:
        """Return the result of `make`, from the cache if it is there; without a key it is always made.

        Exceptions of `make` are passed on, and nothing is cached.
        """
        found = self.get(kind, key, codec)
        if found is None:
            found = make()
            self.put(kind, key, found, codec)
        return found

    def get(self, kind: str, key: str | None, codec: Codec[_Thing]) -> _Thing | None:
        """Return what is cached under a key; None if nothing is, or it is damaged."""
        if self.folder is None or key is None:
            return None
        file = self._file(self.folder, kind, key)
        try:
            digest, _, content = file.read_bytes().partition(b"\n")
            # Mark it as used: what was not is removed first.
            os.utime(file)
            return codec.decode(content) if hashlib.sha256(content).hexdigest().encode() == digest else None
        except (OSError, ValueError):
            return None

    def put(self, kind: str, key: str | None, thing: _Thing, codec: Codec[_Thing]) -> None:
        """Cache a thing. If the folder cannot be written to, nothing is cached, and that is no error."""
        if self.folder is None or key is None:
            return
        file = self._file(self.folder, kind, key)
        content = codec.encode(thing)
        digest = hashlib.sha256(content).hexdigest().encode()
        with contextlib.suppress(OSError), unfinished(file) as part:
            part.write(digest + b"\n" + content)
            part.close()
            if file.is_dir():
                shutil.rmtree(file)
            # Its hash shows later whether it reached the disk, so no fsync is needed.
            Path(part.name).replace(file)

    @staticmethod
    def _file(folder: Path, kind: str, key: str) -> Path:
        return folder / kind / key[:2] / key


def tidy(cache: Path, most: int = MOST_BYTES) -> None:
    """Remove what was not used for longest, as far as a cache folder holds more than `most` bytes.

    At most once an hour; what cannot be removed is left, and that is no error.
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
    """Every file of a cache folder: when it was last used, how many bytes it takes, and its path."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in (LAID_OUT, FETCHED)]
        for name in names:
            path = Path(parent, name)
            with contextlib.suppress(FileNotFoundError):
                state = path.stat()
                yield state.st_mtime_ns, -(-state.st_size // _BLOCK) * _BLOCK, path
