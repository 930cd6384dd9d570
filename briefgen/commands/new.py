"""`briefgen new`: the editor's comment on a month, begun."""

from __future__ import annotations

import click

from briefgen.commands.options import (
    common_options,
    progress,
    project_for_queries,
    project_option,
    query_options,
)
from briefgen.project import Project


@click.command(epilog="Example: briefgen new 2026-10")
@click.argument("edition")
@query_options
@common_options
def new(edition: str) -> None:
    """Begin the editor's comment on a month, and print its path.

    What moved since the edition before, which verdicts changed and which sources went stale stand in it as
    notes that are not printed. EDITION is the month as YYYY-MM.
    """
    from briefgen.editions.comment import draft

    Project.own(project_option())
    progress("Working out two editions: some seconds.")
    click.echo(draft.start(project_for_queries(), edition))
    if lacking := draft.without_snapshot(project_for_queries(), edition):
        click.echo(lacking, err=True)
