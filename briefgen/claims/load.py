"""The curated library of a project, checked by those who know the metrics, and cached as it was read.

Reading takes half a second; what was read without a mistake comes from the cache while nothing changed.
"""

from __future__ import annotations

import io
import pickle

from briefgen.cache import fingerprint
from briefgen.cache.store import Cache, Codec, key_of
from briefgen.library.records import Library
from briefgen.project import Project


def load_validated(project: Project) -> Library:
    """Return the library of a project. Raises InputError with every mistake in it, one a line."""
    return Cache(project.cache).remember("libraries", _key(project), lambda: _read(project), _LIBRARY)


def _read(project: Project) -> Library:
    # What reads and checks is not loaded for a library that is cached.
    from briefgen.claims.validate import mistakes
    from briefgen.library.load import load_library
    from briefgen.metrics import own_metrics

    metrics = own_metrics.of(project.data)
    return load_library(project.sources, lambda record: mistakes(record, metrics))


def _key(project: Project) -> str | None:
    """The hash of what a library is read from; None without a cache, or if a file cannot be read."""
    if project.cache is None:
        return None
    try:
        own = sorted(project.data.glob("metrics/*.sql"))
        files = [fingerprint.digest(file) for file in (*fingerprint.library_files(project), *own)]
    except OSError:
        return None
    return key_of(fingerprint.program(), files)


def _unpickled(content: bytes) -> Library:
    try:
        library = _Records(io.BytesIO(content)).load()
    except pickle.UnpicklingError as error:
        raise ValueError(str(error)) from None
    if not isinstance(library, Library):
        raise ValueError("not a library")
    return library


class _Records(pickle.Unpickler):
    """Reads records of the library, and nothing else that a file in the cache folder may name."""

    def find_class(self, module: str, name: str) -> type:
        """Return a class of records; raise UnpicklingError for anything else."""
        found = super().find_class(module, name) if module.startswith("briefgen.library.") else None
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name}: no record of the library")
        return found


_LIBRARY: Codec[Library] = Codec(pickle.dumps, _unpickled)
