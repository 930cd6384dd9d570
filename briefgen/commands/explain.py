"""`briefgen explain N-0002`: a number of an edition that was built."""

from __future__ import annotations

import re

from briefgen.commands.options import project_for_reading
from briefgen.errors import InputError


def names_a_number(name: str) -> bool:
    """Whether a name is that of a number: within an edition, or its own id.

    >>> names_a_number("N-0002"), names_a_number("bdfd6f3cd6c94bb6"), names_a_number("download_share")
    (True, True, False)
    """
    return re.fullmatch(r"N-\d{4,}|[0-9a-f]{16}", name, re.ASCII) is not None


def number(name: str, edition_text: str | None) -> str:
    """Return all that stands behind a number of a built edition.

    Raises InputError where the edition was not built, or printed no such number.
    """
    from briefgen.edition import choose
    from briefgen.ledger.explain import explanation
    from briefgen.ledger.file import read_ledger
    from briefgen.snapshots.catalog import Catalog
    from briefgen.snapshots.store import Store

    project = project_for_reading()
    manifests = Store.of(project).manifests()
    edition = choose(edition_text, manifests)
    file = project.output / str(edition) / "ledger.json"
    if not file.is_file():
        raise InputError(
            f"{file}: not there, so that nothing is known of {name}. Run `briefgen build {edition}` first."
        )
    entries = read_ledger(file.read_bytes())
    entry = next((one for one in entries if name in (one.alias, one.id)), None)
    if entry is None:
        raise InputError(f"{file}: no number {name}; the edition printed {len(entries)}, from N-0001 on.")
    return explanation(project, Catalog.until(manifests, edition.last_day), entry)
