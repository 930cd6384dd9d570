"""The curated library of a project, checked by those who know the metrics, and kept as it was read.

Reading takes half a second; what was read without a mistake is taken up again while nothing changed.
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle

from briefgen.cache import fingerprint
from briefgen.cache.store import Cache
from briefgen.library.records import Library
from briefgen.project import Project


def load_validated(project: Project) -> Library:
    """Return the library of a project. Raises InputError with every mistake in it, one a line."""
    shelf, name = Cache(project.cache, "libraries"), _name(project)
    kept = shelf.get(name) if name else None
    library = _taken_up(kept) if kept else None
    if library is None:
        # What reads and checks is not loaded for a library that is taken up.
        from briefgen.claims.validate import mistakes
        from briefgen.library.load import load_library

        library = load_library(project.sources, mistakes)
        if name:
            shelf.put(name, pickle.dumps(library))
    return library


def _taken_up(kept: bytes) -> Library | None:
    try:
        library = _Records(io.BytesIO(kept)).load()
    except pickle.UnpicklingError:
        return None
    return library if isinstance(library, Library) else None


class _Records(pickle.Unpickler):
    """Takes up records of the library, and nothing else that a file in the cache folder may name."""

    def find_class(self, module: str, name: str) -> type:
        """Return a class of records; raise UnpicklingError for anything else."""
        found = super().find_class(module, name) if module.startswith("briefgen.library.") else None
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name}: no record of the library")
        return found


def _name(project: Project) -> str | None:
    """The hash of what a library is read from; None where nothing is kept, or a file cannot be read."""
    if project.cache is None:
        return None
    try:
        rests_on = [fingerprint.program(), *map(fingerprint.digest, fingerprint.library_files(project))]
    except OSError:
        return None
    return hashlib.sha256(json.dumps(rests_on).encode()).hexdigest()
