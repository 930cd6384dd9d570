"""Fetch remote rows: once, whole, and only if they match the manifest's hash."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from pydantic import ValidationError

from briefgen.cache import fingerprint
from briefgen.errors import InputError
from briefgen.files import finish, locked, unfinished
from briefgen.project import Project
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.remote.streams import Stream, UnreachableError
from briefgen.snapshots.remote.urls import checked
from briefgen.snapshots.store import Store
from briefgen.text.sanitize import visible

#: The most bytes that are fetched: of a manifest, and of rows, of which a snapshot's take about 30 bytes
#: each.
_MOST_OF_A_MANIFEST = 20_000_000
_MOST_OF_ROWS, _MOST_OF_A_ROW = 1_000_000, 4_096

Say = Callable[[str], None]


def fetch_missing(project: Project, say: Say) -> None:
    """Fetch the rows of every remote snapshot of a project that are not fetched yet.

    `say` is called with a message before each. Raises InputError at the first that cannot be fetched or does
    not match its manifest.
    """
    store = Store.of(project)
    for snapshot_id in store.ids:
        manifest = store.read_manifest(snapshot_id)
        if manifest.url is not None and not store.path(snapshot_id).exists():
            _fetch(manifest, manifest.url, store, say)


def add(project: Project, address: str, say: Say) -> Manifest:
    """Add a snapshot by the address of its Parquet file, and return its manifest.

    The manifest is the one beside it there (`.json` for `.parquet`); it is written into the project, with the
    address, once the rows are fetched and match it. Raises InputError, with nothing added, if either cannot
    be fetched or is not valid, or if the snapshot exists with other content.
    """
    try:
        url = checked(address)
    except ValueError as error:
        raise InputError(f"This cannot be added: {error}.") from None
    manifest = _manifest(url)
    with tempfile.TemporaryDirectory(prefix="briefgen-") as folder:
        staged = Store(Path(folder), project.cache, project.fetched)
        staged.name(manifest)
        _fetch(manifest, url, staged, say)
        staged.verify(manifest.id)
    return Store.of(project).name(manifest)


def _manifest(url: str) -> Manifest:
    """The manifest beside the rows at an address, with that address."""
    beside = f"{url.removesuffix('.parquet')}.json"
    content = b""
    try:
        with _opened(beside) as stream:
            for chunk in stream.chunks:
                content += chunk
                if len(content) > _MOST_OF_A_MANIFEST:
                    raise InputError(f"{beside}: too long for a manifest of a snapshot.")
        manifest = Manifest.model_validate_json(content)
        return Manifest.model_validate({**manifest.model_dump(), "url": url})
    except UnreachableError as error:
        raise InputError(f"{beside}: {error}.") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(
            f"{beside}: not the manifest of the snapshot beside it ({visible(place)[:100]}: "
            f"{first['msg'][:200]}). Give the address of a Parquet file that briefgen wrote."
        ) from None


def _fetch(manifest: Manifest, url: str, store: Store, say: Say) -> None:
    """Have the rows of a snapshot here; programs that want the same ones wait for the first."""
    file = store.rows(manifest.id)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with locked(file.parent):
            if not file.is_file() or fingerprint.digest(file, store.cache) != manifest.sha256:
                say(f"Fetching {url}")
                _take(manifest, url, file)
    except OSError as error:
        raise InputError(
            f"{file.parent}: cannot be written ({error.strerror}). Make room or give write permission."
        ) from None
    finally:
        # Empty if nothing came.
        with suppress(OSError):
            file.parent.rmdir()


def _take(manifest: Manifest, url: str, file: Path) -> None:
    """Write the response of an address to `file`, which appears only if it matches the manifest."""
    for left in file.parent.glob(".*.part"):
        left.unlink()
    most = _MOST_OF_ROWS + manifest.rows * _MOST_OF_A_ROW
    hashed, came = hashlib.sha256(), 0
    try:
        with _opened(url) as stream, unfinished(file) as part:
            for chunk in stream.chunks:
                came += len(chunk)
                if max(came, stream.size or 0) > most:
                    raise InputError(
                        f"{url}: larger than {manifest.rows:,} rows can be ({most:,} bytes). It was not "
                        "taken; ask who keeps it."
                    )
                hashed.update(chunk)
                part.write(chunk)
            if hashed.hexdigest() != manifest.sha256:
                raise InputError(
                    f"{url}: its SHA-256 is {hashed.hexdigest()} ({came:,} bytes), the manifest of "
                    f"{manifest.id} says {manifest.sha256}. It was not taken; ask who keeps it, or remove "
                    "the manifest and add the snapshot again."
                )
            finish(part, file)
    except UnreachableError as error:
        raise InputError(f"{url}: {error}.") from None


def _opened(url: str) -> AbstractContextManager[Stream]:
    if url.startswith("s3://"):
        from briefgen.snapshots.remote import s3

        return s3.opened(url)
    from briefgen.snapshots.remote import https

    return https.opened(url)
