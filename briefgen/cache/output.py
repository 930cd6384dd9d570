"""What a command printed, kept until anything that it rests on changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefgen.cache import fingerprint
from briefgen.cache.store import Cache
from briefgen.project import Project


def once(project: Project, asked: Mapping[str, object], work_out: Callable[[], str]) -> str:
    """Return the text that `work_out` gives for what is asked of a project, kept from the last time."""
    shelf, name = Cache(project.cache, "printed"), fingerprint.key(project, asked)
    found = shelf.get(name) if name else None
    if found is not None:
        return found.decode()
    text = work_out()
    # What changed while it was worked out may be in it or not.
    if name and fingerprint.key(project, asked) == name:
        shelf.put(name, text.encode())
    return text
