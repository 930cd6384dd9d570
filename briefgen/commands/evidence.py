"""`briefgen evidence`: the evidence bundle for a testimony."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from briefgen.commands.options import (
    captures_folder,
    common_options,
    network_option,
    output_folder,
    progress,
    project_for_reading,
    quiet,
    report_replaced_characters,
)

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    epilog="Example: briefgen evidence 2026-09 --claim implicator-08 --hearing Title --date 2026-10-14"
)
@click.argument("edition")
@click.option(
    "--claim", "claims", multiple=True, required=True, metavar="ID", help="A claim; may be repeated."
)
@click.option("--hearing", metavar="TEXT", help="The hearing that it is for.")
@click.option("--witness", metavar="TEXT", help="Whose statement it goes with.")
@click.option("--date", type=_DAY, help="The day of the hearing.")
@click.option("--prepared-by", metavar="TEXT", help="Who prepared the exhibits.")
@click.option("--prepared-for", metavar="TEXT", help="For whom.")
@click.option("--prepared-on", type=_DAY, help="The day on which.")
@click.option(
    "--interest",
    "interests",
    multiple=True,
    metavar="TEXT",
    help="An interest that the witness discloses; may be repeated.",
)
@click.option(
    "--supersedes",
    type=click.Path(path_type=Path),
    metavar="BUNDLE",
    help="The bundle of which this is the next revision; the cover says what changed.",
)
@output_folder("what is made")
@captures_folder()
@network_option
@common_options
def evidence(
    edition: str,
    claims: tuple[str, ...],
    supersedes: Path | None,
    output: Path | None,
    captures: Path | None,
    **occasion: object,
) -> None:
    """Set claims as exhibits, and put them with their numbers, data, SQL and sources into one bundle.

    EDITION is the month as YYYY-MM. The paths of bundle and exhibits are printed, and the bundle's SHA-256 to
    be read aloud.
    """
    from briefgen.evidence.bundle import write as bundle
    from briefgen.evidence.container.bagit import digest, grouped

    project = project_for_reading()
    details = {key: it.date() if isinstance(it, dt.datetime) else it for key, it in occasion.items()}
    order = bundle.request(project, edition, claims, **details)
    progress("Judging the claims, setting the exhibits and writing what they rest on: some seconds.")
    written = bundle.write(project, order, output or project.output, captures, supersedes)
    click.echo(written.bundle)
    click.echo(written.exhibits)
    report_replaced_characters(written.replaced)
    if not quiet():
        click.echo(f"SHA-256 of the bundle: {grouped(digest(written.bundle))}", err=True)
