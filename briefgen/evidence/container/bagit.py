"""The bag: payload, hashes and a note for the archivist (BagIt, RFC 8493).

Written by hand, because it must be the same bytes everywhere: `bagit` stamps today's date. The tests hold
what is written here to `bagit`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefgen.evidence.bundle.request import Request
from briefgen.project import Project

MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
_INFO = "bag-info.txt"
_DECLARATION = "bagit.txt"

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


@dataclass(frozen=True)
class Bag:
    """A bag by its base folder. Its payload holds a project folder that briefgen itself can work on."""

    root: Path

    @property
    def payload(self) -> Path:
        """What the bag is about."""
        return self.root / "data"

    @property
    def project(self) -> Project:
        """The data, registries and records that everything else in the payload was made from."""
        return Project(self.payload / "project", self.payload / "project" / "output")


def files(folder: Path) -> Iterator[str]:
    """Yield the path of every file in a folder, sorted; links are not followed and count as files."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    yield from sorted(path.relative_to(folder).as_posix() for path in found)


def digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def grouped(sha256: str) -> str:
    """Return a hash as it can be read aloud and typed.

    >>> grouped("0123456789abcdef" * 4)[:24]
    '0123 4567 89ab cdef 0123'
    """
    return " ".join(sha256[place : place + 4] for place in range(0, len(sha256), 4))


def manifest(bag: Bag) -> bytes:
    """Return the hashes of the payload, as `sha256sum -c` reads them in the bag's folder."""
    return _hashes(bag.root, [f"data/{name}" for name in files(bag.payload)])


def tags(bag: Bag, request: Request, notes: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files around a complete payload: those of BagIt beside `notes`, its manifest among them."""
    payload = [bag.payload / name for name in files(bag.payload)]
    size = sum(file.stat().st_size for file in payload)
    told = {
        "Bag-Software-Agent": f"briefgen {request.program}",
        "Bagging-Date": request.clock.date().isoformat(),
        "External-Description": f"Evidence for the edition {request.edition}: {', '.join(request.claims)}",
        "External-Identifier": request.name,
        "Payload-Oxum": f"{size}.{len(payload)}",
    }
    written = {
        **notes,
        _DECLARATION: b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        _INFO: "".join(f"{name}: {value}\n" for name, value in told.items()).encode(),
    }
    hashes = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(written.items()))
    return {**written, TAG_MANIFEST: "".join(hashes).encode()}


def listed(content: bytes) -> dict[str, str]:
    """Read a list of hashes: the SHA-256 by path. Raises ValueError for a line that is none or repeated."""
    found: dict[str, str] = {}
    for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in found:
            raise ValueError(f"line {number}: expected a SHA-256, two blanks and a path that stands once")
        found[match[2]] = match[1]
    return found


def _hashes(root: Path, names: list[str]) -> bytes:
    return "".join(f"{digest(root / name)}  {name}\n" for name in names).encode()
