"""What a file at an address is, however it is asked for: a stream of bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: So many bytes are held in memory at a time; S3 is asked once for each.
CHUNK = 1 << 23


@dataclass(frozen=True)
class Stream:
    """What comes from an address: its size in bytes, None where that is not said, and the bytes."""

    size: int | None
    chunks: Iterator[bytes]


class UnreachableError(Exception):
    """A file cannot be had from its address; the message says why and what to do, and not the address."""
