"""The state of all that a document can rest on, as hashes: the program, and the files of a project.

Nothing here parses the files, so that an unchanged project is recognized without loading any parser.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import briefgen
from briefgen import plugins
from briefgen.cache.store import JSON, Cache, key_of
from briefgen.project import Project

#: A file of this many bytes or more is read again only if its size, its times or its inode changed.
LARGE = 8_000_000
#: Seconds that a file must be unmodified: two changes at one instant leave the same times.
_SETTLED = 2


def key(project: Project, asked: Mapping[str, object]) -> str | None:
    """Return the cache key for what the program makes of a project as it is, with these arguments.

    Whatever may change the result changes the key. None without a cache, or if a file cannot be read.
    """
    if project.cache is None:
        return None
    try:
        files = hashes(project)
    except OSError:
        return None
    clock = os.environ.get("SOURCE_DATE_EPOCH")
    return key_of({"asked": asked, "clock": clock, "files": files, "root": str(project.root)}, program())


@functools.cache
def program() -> dict[str, str]:
    """Return what the program is: the hash of its files and of its plug-ins', Python, and the packages."""
    folder = Path(briefgen.__file__).parent
    code = hashlib.sha256()
    # What ships as a project folder is read as any other project.
    for file in sorted(_within(folder, folder / "bundled")):
        code.update(f"{file.relative_to(folder).as_posix()} {digest(file)}\n".encode())
    for file in plugins.sources():
        code.update(f"{file} {digest(file)}\n".encode())
    return {"code": code.hexdigest(), "python": sys.version, "packages": " ".join(_packages())}


def _packages() -> list[str]:
    """The installed packages, each with its version, by the names of the folders that describe them."""
    folders = [path for path in map(Path, dict.fromkeys(sys.path)) if path.is_dir()]
    described = (it for path in folders for it in path.iterdir() if it.suffix in (".dist-info", ".egg-info"))
    return sorted(it.name for it in described)


def hashes(project: Project) -> dict[str, str]:
    """Return the SHA-256 of every file that anything is made from, by its path within the project.

    Raises OSError if one is missing or cannot be read.
    """
    files = {
        *library_files(project),
        *project.editions.glob("*.md"),
        *project.snapshots.glob("*.json"),
        *project.snapshots.glob("*.parquet"),
    }
    for folder in (project.data, project.root / "library", project.templates):
        files |= {*_within(folder, project.snapshots)}
    return {os.path.relpath(file, project.root): digest(file, project.cache) for file in sorted(files)}


def digest(file: Path, cache: Path | None = None) -> str:
    """Return the SHA-256 of a file; that of a large one is cached in `cache`.

    Raises OSError if it cannot be read.
    """
    state = file.stat()
    if cache is None or state.st_size < LARGE:
        return _read(file)
    settled = time.time() - max(state.st_mtime, state.st_ctime) > _SETTLED
    key = key_of(str(file), state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
    found: str = Cache(cache).remember("hashes", key if settled else None, lambda: _read(file), JSON)
    return found


def _read(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def library_files(project: Project) -> Iterator[Path]:
    """Yield the files of the library; their names are cached, since parsing YAML is slow.

    If `sources.yaml` is not valid, it includes none: nothing is made from such a library.
    """
    yield project.sources
    hashed = digest(project.sources)
    included = Cache(project.cache).remember("includes", hashed, lambda: _included(project.sources), JSON)
    yield from (project.root / name for name in included)


def _included(sources: Path) -> list[str]:
    import yaml

    try:
        library = yaml.load(sources.read_bytes(), yaml.CBaseLoader)  # noqa: S506
    except yaml.YAMLError:
        return []
    include = library.get("include") if isinstance(library, dict) else None
    return [it for it in include if isinstance(it, str)] if isinstance(include, list) else []


def _within(folder: Path, but: Path) -> Iterator[Path]:
    """Every file of a folder, except those in `but` and Python's own caches."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__" and Path(parent, name) != but]
        yield from (Path(parent, name) for name in names)
