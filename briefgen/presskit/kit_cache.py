"""What is cached of press kits from one run to the next: the pictures of a format, and whole kits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefgen.cache import fingerprint
from briefgen.cache.store import Cache, Codec, key_of
from briefgen.documents import template
from briefgen.edition import Edition
from briefgen.metrics import catalogue, events, registries
from briefgen.project import Project, bundled_root
from briefgen.snapshots.manifest import Manifest

#: The kind of both.
KIND = "pictures"
#: In a cached kit: the keys of its pictures, one a line.
_PICTURES = ".pictures"

Files = dict[str, bytes]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, file in files.items():
            archive.writestr(name, file)
    return content.getvalue()


def _unzipped(content: bytes) -> Files:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from None


FILES: Codec[Files] = Codec(_zipped, _unzipped)


@dataclass(frozen=True)
class CachedKit:
    """A chart's files, all that is no picture apart; `keys` are those under which the pictures are cached.

    If the month has no data for the chart it is empty.
    """

    words: Files = field(default_factory=dict)
    pictures: Files = field(default_factory=dict)
    keys: tuple[str, ...] = ()

    @property
    def files(self) -> Files:
        """All files by their names."""
        return {**self.pictures, **self.words}


def get_kit(cache: Cache, key: str) -> CachedKit | None:
    """Return a whole kit, None if any of it is missing."""
    words = cache.get(KIND, key, FILES)
    if words is None:
        return None
    keys = tuple(words.pop(_PICTURES, b"").decode().split())
    pictures: Files = {}
    for one in keys:
        found = cache.get(KIND, one, FILES)
        if found is None:
            return None
        pictures |= found
    return CachedKit(words, pictures, keys)


def put_kit(cache: Cache, key: str, kit: CachedKit) -> None:
    """Cache a whole kit; its pictures are cached already."""
    cache.put(KIND, key, {**kit.words, _PICTURES: "\n".join(kit.keys).encode()}, FILES)


def kit_key(*made_from: str | bytes) -> str:
    """Return the key of what this state of briefgen makes from these."""
    return key_of(fingerprint.program(), *made_from)


def inputs(project: Project, edition: Edition, manifests: Sequence[Manifest]) -> Iterator[str | bytes]:
    """Give all that the kits of an edition are made from, but for which chart is meant."""
    yield from (str(edition), edition.clock.isoformat(), catalogue.schema())
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
