"""`briefgen charts`: what a newsroom takes."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from briefgen.commands.options import asked_project, asking, everywhere, progress, quiet


@click.command(epilog="Example: briefgen charts 2026-09 --chart download-share --output elsewhere")
@click.argument("edition", required=False)
@click.option(
    "--chart", "charts", multiple=True, metavar="ID", help="A chart, instead of all; may be repeated."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the edition's folder is, instead of the project's output folder.",
)
@asking
@everywhere
def charts(edition: str | None, charts: tuple[str, ...], output: Path | None) -> None:
    """Make each chart ready for the press, and print the folders: pictures, data, words, evidence.

    EDITION is the month as YYYY-MM, by default the newest month with a snapshot.
    """
    from briefgen.presskit.workers import Beside

    progress("Drawing each chart in every size: about half a minute for all of them.")
    # The work on one chart is divided; what draws starts while all that asks and words is loaded here.
    with Beside() if len(charts) == 1 else nullcontext() as beside:
        from briefgen.presskit.make import make

        made = make(asked_project(), edition, charts, output, beside)
    for chart_id in made.charts:
        click.echo(made.folder / chart_id)
    if made.without_data and not quiet():
        click.echo(f"The month has no data for: {', '.join(made.without_data)}.", err=True)
