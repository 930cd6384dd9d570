"""Atomic writes, and the JSON of written files."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from filelock import FileLock, lock_descriptor


def as_json(content: object) -> bytes:
    """Return JSON in the format of the files of an edition and of evidence."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def write_whole(file: Path, data: bytes) -> None:
    """Write a file atomically, its folder created if it is missing; a failure leaves nothing behind.

    Raises OSError if it cannot be written.
    """
    with unfinished(file) as part:
        part.write(data)
        finish(part, file)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Wait for the lock of a folder, and hold it until the end of the block.

    Nothing is left in it. If the file system has no locks, nobody waits.
    """
    if sys.platform == "win32":
        # Windows opens no folder: a file in it is locked instead, and removed with the lock.
        with FileLock(folder / ".lock"):
            yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            lock_descriptor(handle)
        yield
    finally:
        os.close(handle)


@contextmanager
def unfinished(file: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside `file`; removed at the end of the block unless it was finished.

    Raises OSError if it cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    part = tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", suffix=".part", delete=False)  # noqa: SIM115
    try:
        with part:
            yield part
    finally:
        Path(part.name).unlink(missing_ok=True)


def finish(part: IO[bytes], file: Path) -> None:
    """Give an unfinished file its name, once its bytes are on the disk."""
    part.flush()
    os.fsync(part.fileno())
    # A temporary file is its owner's alone; this one is as readable as any other new file.
    Path(part.name).chmod(0o644)
    Path(part.name).replace(file)
