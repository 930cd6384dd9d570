"""What is kept from one run to the next, by the hash of all that it rests on: pictures, and whole kits."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefgen.cache import fingerprint
from briefgen.cache.store import Cache
from briefgen.documents import template
from briefgen.edition import Edition
from briefgen.metrics import catalogue, events, registries
from briefgen.project import Project, bundled_root
from briefgen.snapshots.manifest import Manifest

_FOLDER = "pictures"
#: In a kept kit: the names of its kept pictures, one a line.
_PICTURES = ".pictures"

Files = dict[str, bytes]


@dataclass(frozen=True)
class CachedKit:
    """A chart's files, all that is no picture apart; `kept` are the names under which the pictures are kept.

    Where the month has no data for the chart it is empty.
    """

    words: Files = field(default_factory=dict)
    pictures: Files = field(default_factory=dict)
    kept: tuple[str, ...] = ()

    @property
    def files(self) -> Files:
        """All files by their names."""
        return {**self.pictures, **self.words}


class KitCache:
    """What is kept in a folder for one state of briefgen; without a folder nothing is kept.

    A file is a zip under the hash of what it was made from.
    """

    def __init__(self, folder: Path | None) -> None:
        self._shelf = Cache(folder, _FOLDER)

    def get(self, name: str) -> Files | None:
        """Return the files kept under a name, None where there are none."""
        content = self._shelf.get(name)
        if content is None:
            return None
        with zipfile.ZipFile(io.BytesIO(content)) as kept:
            return {entry: kept.read(entry) for entry in kept.namelist()}

    def put(self, name: str, files: Mapping[str, bytes]) -> None:
        """Keep files. A folder that cannot be written to keeps nothing, and that is no error."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as kept:
            for entry, file in files.items():
                kept.writestr(entry, file)
        self._shelf.put(name, content.getvalue())

    def kit(self, name: str) -> CachedKit | None:
        """Return a whole kit, None where any of it is missing."""
        words = self.get(name)
        if words is None:
            return None
        kept = tuple(words.pop(_PICTURES, b"").decode().split())
        pictures: Files = {}
        for one in kept:
            found = self.get(one)
            if found is None:
                return None
            pictures |= found
        return CachedKit(words, pictures, kept)

    def put_kit(self, name: str, kit: CachedKit) -> None:
        """Keep a whole kit; its pictures are kept already."""
        self.put(name, {**kit.words, _PICTURES: "\n".join(kit.kept).encode()})


def named(key: Iterable[str | bytes]) -> str:
    """Return the name for what is made from `key` by this state of briefgen."""
    made_from = hashlib.sha256(json.dumps(fingerprint.program(), sort_keys=True).encode())
    for part in key:
        made_from.update(hashlib.sha256(part if isinstance(part, bytes) else part.encode()).digest())
    return made_from.hexdigest()


def inputs(project: Project, edition: Edition, manifests: Sequence[Manifest]) -> Iterator[str | bytes]:
    """Give all that the kits of an edition are made from, but for which chart is meant."""
    yield from (str(edition), edition.clock.isoformat(), catalogue.views())
    yield from (repr(one) for one in manifests if one.date <= edition.last_day)
    yield from registries.contents(project.data)
    yield from _read([project.data / events.FILE, *fingerprint.library_files(project)])
    for templates in dict.fromkeys((project.templates, bundled_root() / "templates")):
        for used in ("press/*", "shared/*", f"*/{template.DESCRIPTION}"):
            yield from _read(sorted(templates.glob(used)))


def _read(files: Iterable[Path]) -> Iterator[str | bytes]:
    for file in files:
        if file.is_file():
            yield file.name
            yield file.read_bytes()
