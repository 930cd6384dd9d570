"""A build that would be the one before: nothing that it rests on has changed, so its files are put back.

They are cached by their hashes, and under the name of what they rest on a list of them. This loads nothing
that a build needs: it is done within the time that those libraries take to load.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from briefgen.cache import fingerprint
from briefgen.cache.store import BYTES, JSON, Cache
from briefgen.documents import output_files
from briefgen.documents.docx import pandoc
from briefgen.editions import documents
from briefgen.editions.documents import RECORD, Document
from briefgen.errors import InputError
from briefgen.files import locked
from briefgen.project import Project

_KIND = "editions"
#: What sets the pages and is no Python package; the first two tell their version.
_LIBRARIES = {
    "pango-1.0": "pango_version_string",
    "harfbuzz": "hb_version_string",
    "pangoft2-1.0": None,
    "harfbuzz-subset": None,
}


@dataclass(frozen=True)
class Built:
    """An edition on disk: its folder, its documents (of each template PDF, HTML and, where asked for, DOCX),
    and the characters that no shipped font holds and that were therefore replaced. `carried` are documents
    that nobody named, or not with a DOCX: the edition had them, and they were built again with the others.
    `empty` are sentences on sections without data. `no_pdf` says why there is no PDF among the documents;
    None if there is.
    """

    folder: Path
    documents: tuple[Path, ...]
    replaced: tuple[str, ...]
    carried: tuple[Document, ...] = ()
    empty: tuple[str, ...] = ()
    no_pdf: str | None = None


def name(
    project: Project,
    edition_text: str | None,
    templates: Sequence[str],
    captures_folder: Path | None,
    paper: str | None,
    word: bool,
) -> str | None:
    """Return the name for what a build would leave; None where that cannot be known."""
    if project.cache is None:
        return None
    try:
        asked = {
            "build": edition_text,
            "templates": list(templates),
            "captures": _captures(captures_folder) if captures_folder else None,
            "paper": paper,
            "pandoc": _pandoc() if word else None,
            "pages set by": _setters(),
        }
    except (OSError, AttributeError, InputError):
        return None
    return fingerprint.key(project, asked)


def save(
    project: Project, name: str, files: Mapping[str, bytes], built: Built, revises: bool = False
) -> None:
    """Cache the files of a build, by their paths within its folder.

    What `revises` an earlier revision was made from that, too, and is right only where it stands already.
    """
    cache = Cache(project.cache)
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    for path, content in files.items():
        cache.put(_KIND, hashes[path], content, BYTES)
    paths = [path.relative_to(built.folder).as_posix() for path in built.documents]
    record = {
        "edition": built.folder.name,
        "files": hashes,
        "documents": paths,
        "replaced": built.replaced,
        "carried": [asdict(document) for document in built.carried],
        "empty": built.empty,
        "revises": revises,
    }
    cache.put(_KIND, name, record, JSON)


def restore(project: Project, name: str | None, place: Path) -> Built | None:
    """Leave in `place` what the build of this name left, and return it; None where it has to be built.

    So it has if anything cached is missing or damaged, if the edition there has other documents, or if
    another one is published there.
    Raises InputError where `place` is no place for a build.
    """
    cache = Cache(project.cache)
    record = cache.get(_KIND, name, JSON)
    if record is None:
        return None
    hashes: dict[str, str] = record["files"]
    folder = place / record["edition"]
    output_files.check_place(folder)
    carried = tuple(Document(**document) for document in record["carried"])
    if not _stands(folder, hashes):
        output_files.check_writable(place)
        if not _has(folder, carried, hashes):
            return None
        files = {path: cache.get(_KIND, hashed, BYTES) for path, hashed in hashes.items()}
        whole = {path: content for path, content in files.items() if content is not None}
        if record["revises"] or len(whole) < len(files) or _published(folder):
            return None
        output_files.replace_folder(folder, whole)
    paths = tuple(folder / path for path in record["documents"])
    return Built(folder, paths, tuple(record["replaced"]), carried, tuple(record["empty"]))


def _has(folder: Path, carried: Sequence[Document], files: Mapping[str, str]) -> bool:
    """Whether a folder has all documents that were carried along, and none that `files` lack."""
    held = documents.held(folder)
    paths = {f"{it.name}/briefing.{kind}" for it in held for kind in it.kinds}
    return set(carried) <= set(held) and paths <= files.keys()


def _stands(folder: Path, hashes: Mapping[str, str]) -> bool:
    """Whether a folder holds just these files and, it may be, a press kit, as a build would leave it."""
    if not folder.is_dir():
        return False
    with locked(folder.parent):
        kit = {
            path: hashed
            for path, hashed in output_files.listed(folder).items()
            if output_files.of_the_kit(path)
        }
        expected = {**kit, **hashes}
        names = {output_files.MANIFEST, *expected}
        folders = {parent.as_posix() for path in names for parent in Path(path).parents} - {"."}
        found = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
        return (
            found == names | folders
            and (folder / output_files.MANIFEST).read_bytes() == output_files.listing(expected)
            and all(_is(folder / path, hashed) for path, hashed in hashes.items())
        )


def _is(file: Path, hashed: str) -> bool:
    return file.is_file() and not file.is_symlink() and fingerprint.digest(file) == hashed


def _published(folder: Path) -> bool:
    """Whether what stands in a folder may be a published edition, which is never replaced without a look."""
    hashed = output_files.listed(folder).get(RECORD)
    if hashed is None:
        return False
    record = (folder / RECORD).read_bytes()
    if hashlib.sha256(record).hexdigest() != hashed:
        return True
    return bool(json.loads(record)["status"] == "final")


def _captures(folder: Path) -> dict[str, str]:
    """The captured texts at hand. Raises OSError where there is no such folder."""
    return {file.name: fingerprint.digest(file) for file in sorted(folder.iterdir()) if file.suffix == ".txt"}


def _pandoc() -> list[object]:
    """Which pandoc writes the DOCX. Raises InputError where there is none."""
    file = Path(pandoc.found())
    return [str(file), file.stat().st_size, file.stat().st_mtime_ns]


def _setters() -> list[str]:
    """The versions of what sets the pages. Raises OSError where one of them is not at hand."""
    versions = []
    for library, asked in _LIBRARIES.items():
        loaded = _loaded(library)
        if asked:
            tell = getattr(loaded, asked)
            tell.restype = ctypes.c_char_p
            versions.append(tell().decode())
    return versions


def _loaded(library: str) -> ctypes.CDLL:
    """A library of the system by one of the names that it has on Linux and on macOS."""
    try:
        return ctypes.CDLL(f"lib{library}.so.0")
    except OSError:
        return ctypes.CDLL(f"lib{library}.0.dylib")
