"""A comment to begin with: what moved since the edition before, what turned, and what went stale.

All of it stands where it is not printed, each number beside the reference that prints it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from briefgen.claims.load import load_validated
from briefgen.edition import Edition, choose, previous
from briefgen.editions.comment.number_lookup import named
from briefgen.editions.diff.compare import Changes, changes
from briefgen.editions.diff.figures import Change
from briefgen.editions.diff.terminal import line, moved
from briefgen.errors import InputError
from briefgen.files import write_whole
from briefgen.library.records import Source
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store
from briefgen.text import dates

_MOST_MOVES = 12
_A_FEW_DAYS = dt.timedelta(days=2)
_HEAD = """\
---
authors: []
# contact: whom to write to
status: draft
# embargo: {day}T06:00Z
---

{{# {notes}
#}}
"""


def start(project: Project, edition_text: str) -> Path:
    """Write the comment that a month begins with, and return its path.

    Raises InputError where there is one already, or the edition can have none.
    """
    manifests = Store.of(project).manifests()
    edition = choose(edition_text, manifests)
    path = project.editions / f"{edition}.md"
    if path.exists():
        raise InputError(f"{path}: there is a comment already. Edit it, or move it away to begin again.")
    holdings = Catalog.until(manifests, edition.last_day)
    notes = "\n\n".join(_notes(project, edition, holdings, previous(edition, manifests)))
    # Strangers' names must not end the note that they stand in.
    text = _HEAD.format(day=edition.last_day + _A_FEW_DAYS, notes=notes.replace("#}", "# }"))
    write_whole(path, text.encode())
    return path


def without_snapshot(project: Project, edition_text: str) -> str:
    """Say that a month has no snapshot of its own; empty where it has one.

    Raises InputError as `start` does.
    """
    manifests = Store.of(project).manifests()
    edition = choose(edition_text, manifests)
    newest = Catalog.until(manifests, edition.last_day).manifests[-1]
    if Edition.of(newest.date) == edition:
        return ""
    return (
        f"{edition.title} has no snapshot of its own. The newest is {newest.id}, of "
        f"{dates.in_words(newest.date)}; take or import one before you write: `briefgen snapshot --help`."
    )


def _notes(project: Project, edition: Edition, holdings: Catalog, before: Edition | None) -> Iterator[str]:
    yield (
        f"Notes on {edition.title}. What stands between these signs is not printed; write below. "
        "References print what stands beside them (docs/editions.md)."
    )
    if lacking := without_snapshot(project, str(edition)):
        yield lacking
    if before is None:
        yield "There is no earlier edition to compare with."
    else:
        yield from _moves(changes(project, str(before), str(edition)), Engine(project, holdings))
    sources = load_validated(project).sources
    stale = (_stale(source) for source in sources if source.stale_by(edition.last_day))
    yield _part("Sources not looked at for half a year", stale)


def _moves(found: Changes, engine: Engine) -> Iterator[str]:
    figures = (_change(it, engine) for it in found.figures.changes[:_MOST_MOVES])
    yield _part(f"What moved since {found.earlier}, the largest moves first", figures)
    verdicts = (
        f'{moved(it)}\n    {it.verdict.claim.statement}\n    {{{{ claim("{it.verdict.claim.id}") }}}}'
        for it in found.moves
    )
    yield _part("Verdicts that changed", verdicts)
    yield _part("Sources that came out since", (f"{it.id}: {it.csl.title}" for it in found.sources))


def _change(change: Change, engine: Engine) -> str:
    reference = named(change.row, change.after.column, engine)
    return "\n    ".join([line(change), *([f"{{{{ {reference} }}}}"] if reference else [])])


def _stale(source: Source) -> str:
    return f"{source.id}: reviewed {dates.partial_in_words(source.reviewed)}; {source.csl.title}"


def _part(title: str, lines: Iterable[str]) -> str:
    listed = [f"  {one}" for one in lines]
    return "\n".join([f"{title}:", *(listed or ["  none"])])
