"""A file at an address, by whatever protocol: a stream of bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: Bytes held in memory at a time; S3 gets one request for each.
CHUNK = 1 << 23


@dataclass(frozen=True)
class Stream:
    """The response of an address: its size in bytes, None if unknown, and the bytes."""

    size: int | None
    chunks: Iterator[bytes]


class UnreachableError(Exception):
    """A file cannot be fetched; the message says why and what to do, and does not name the address."""
