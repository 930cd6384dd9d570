"""`briefgen charts`: press kits of the charts."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from briefgen.commands.options import common_options, progress, project_for_queries, query_options, quiet


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
@query_options
@common_options
def charts(edition: str | None, charts: tuple[str, ...], output: Path | None) -> None:
    """Make each chart ready for the press, and print the folders: pictures, data, words, evidence.

    EDITION is the month as YYYY-MM, by default the newest month with a snapshot.
    """
    from briefgen.editions.workers import RenderWorkers
    from briefgen.presskit import jobs

    progress("Drawing each chart in every size: about half a minute for all of them.")
    # The work on one chart is divided; what draws starts while all that asks and words is loaded here.
    with RenderWorkers() if len(charts) == 1 else nullcontext() as beside:
        if beside:
            beside.drawing.submit(jobs.load)
            beside.setting.submit(jobs.load_pages)
        from briefgen.presskit.make import make

        made = make(project_for_queries(), edition, charts, output, beside)
    for chart_id in made.charts:
        click.echo(made.folder / chart_id)
    if made.without_data and not quiet():
        click.echo(f"The month has no data for: {', '.join(made.without_data)}.", err=True)
    if made.no_pages:
        click.echo(
            f"PDF, and PNG of the chart and of columns of print, are missing: {made.no_pages} "
            "Then make the charts again.",
            err=True,
        )
