"""What other packages add to briefgen by entry points: archive formats and charts."""

from __future__ import annotations

import functools
import logging
import multiprocessing
import traceback
from collections.abc import Collection, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: The groups of entry points, and what an object under each of them must offer (docs/extending.md).
ARCHIVES, CHARTS = "briefgen.archives", "briefgen.charts"
_OFFERS: Mapping[str, Collection[str]] = {ARCHIVES: ("read",), CHARTS: ("draw",)}

#: What is added, by name.
Added = Mapping[str, Any]

_log = logging.getLogger("briefgen")


@functools.cache
def added(group: str, taken: tuple[str, ...]) -> Added:
    """Load what other packages add under a group, by name; `taken` are the names that ship with briefgen.

    What cannot be used is left out, with one message on standard error that names the place and reason.
    """
    found: dict[str, Any] = {}
    for entry in _entries(group):
        try:
            if entry.name in (*taken, *found):
                raise ValueError("expected a name of its own; briefgen or another package has this one")
            loaded = entry.load()
            if lacking := [name for name in _OFFERS[group] if not hasattr(loaded, name)]:
                raise ValueError(f"expected {', '.join(lacking)} in {entry.value}")
            found[entry.name] = loaded
        # A package of others may fail, or exit, in any way as it is imported.
        except (Exception, SystemExit) as error:
            # Processes that work for this one find the same.
            if multiprocessing.parent_process() is None:
                _log.warning(_message(entry, error))
    return found


def sources() -> Iterator[Path]:
    """Yield the Python files of the packages that add anything, for caches; none of them is imported."""
    for package in sorted({entry.module.partition(".")[0] for group in _OFFERS for entry in _entries(group)}):
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            yield from sorted(Path(folder).rglob("*.py"))
        if spec and spec.origin and not spec.submodule_search_locations:
            yield Path(spec.origin)


def _entries(group: str) -> list[EntryPoint]:
    return sorted(entry_points(group=group), key=lambda entry: (entry.name, entry.value))


def _message(entry: EntryPoint, error: BaseException) -> str:
    package = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "a package"
    reason = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
    return (
        f"{_place(entry, error)}: {package} adds {entry.name} to {entry.group}, which is left out: "
        f"{reason}. Mend, update or uninstall the package."
    )


def _place(entry: EntryPoint, error: BaseException) -> str:
    """The file and line at which an entry point fails: of its module, or else of its declaration."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if "importlib" not in frame.filename and frame.filename != __file__:
            return f"{frame.filename}:{frame.lineno}"
    text = (entry.dist and entry.dist.read_text("entry_points.txt")) or ""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith(entry.name)]
    return f"entry_points.txt:{lines[0]}" if lines else entry.value
