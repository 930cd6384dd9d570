"""The month that several commands ask of, and its verdicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from briefgen.commands.options import progress, project_for_queries

if TYPE_CHECKING:
    from briefgen.claims.judged_edition import JudgedEdition
    from briefgen.project import Project
    from briefgen.snapshots.manifest import Manifest


def month(edition: str | None) -> tuple[Project, Sequence[Manifest], dt.date]:
    """Return the project, its snapshots and the last day of a month that can be an edition of it.

    Raises InputError if `edition` is not a month, or one for which there can be no data.
    """
    from briefgen.edition import choose
    from briefgen.snapshots.store import Store

    project = project_for_queries()
    manifests = Store.of(project).manifests()
    return project, manifests, choose(edition, manifests).last_day


def judged_edition(edition: str | None) -> JudgedEdition:
    """Return the claims of the project as a month judges them. Raises InputError as `month` does."""
    from briefgen.claims.judged_edition import judge_edition

    project, manifests, day = month(edition)
    progress("Asking the snapshots of every edition: some seconds.")
    return judge_edition(project, day, manifests)
