"""`briefgen diff`: what changed between two editions."""

from __future__ import annotations

import click

from briefgen.commands.options import (
    as_json_text,
    common_options,
    progress,
    project_for_queries,
    query_options,
)
from briefgen.text.sanitize import visible_lines


@click.command(epilog="Example: briefgen diff 2026-08 2026-09")
@click.argument("earlier")
@click.argument("later")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON instead.")
@query_options
@common_options
def diff(earlier: str, later: str, as_json: bool) -> None:
    """Say what changed between two editions: verdicts, figures, sources, snapshots; what is news of that.

    EARLIER and LATER are months as YYYY-MM. Both are worked out from what the project holds today.
    """
    from briefgen.editions.diff import terminal
    from briefgen.editions.diff.compare import changes

    progress("Working out two editions: some seconds.")
    found = changes(project_for_queries(), earlier, later)
    if as_json:
        click.echo(as_json_text(terminal.record(found)))
    else:
        click.echo(visible_lines(terminal.page(found)))
