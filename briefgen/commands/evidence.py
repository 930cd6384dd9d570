"""`briefgen evidence` and `briefgen verify`: the bundle that goes with a testimony, and its check."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from briefgen.commands.options import (
    as_json_text,
    captures_folder,
    common_options,
    network_option,
    output_folder,
    progress,
    project_for_reading,
    quiet,
    report_replaced_characters,
)
from briefgen.text.sanitize import visible_lines

_DAY = click.DateTime(["%Y-%m-%d"])
#: A report names so many differences; JSON has all of them.
_MOST_NAMED = 20


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
    told = {key: said.date() if isinstance(said, dt.datetime) else said for key, said in occasion.items()}
    order = bundle.request(project, edition, claims, **told)
    progress("Judging the claims, setting the exhibits and writing what they rest on: some seconds.")
    written = bundle.write(project, order, output or project.output, captures, supersedes)
    click.echo(written.bundle)
    click.echo(written.exhibits)
    report_replaced_characters(written.replaced)
    if not quiet():
        click.echo(f"SHA-256 of the bundle: {grouped(digest(written.bundle))}", err=True)


@click.command(epilog="Example: briefgen verify evidence-2026-09.zip --captures captures")
@click.argument("path", type=click.Path(path_type=Path))
@captures_folder()
@network_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON instead.")
@common_options
def verify(path: Path, captures: Path | None, as_json: bool) -> int:
    """Check a bundle, a PDF with evidence inside, a build or a site; exit 1 if anything differs.

    Every number is worked out again from its snapshots, every verdict judged again. PATH is the bundle's zip
    or the folder that it was unpacked to, a PDF, a folder such as output/2026-09, or the folder of a site.
    """
    from dataclasses import asdict

    from briefgen.evidence.verify.verify import verify as check

    progress("Working every number out again from the snapshots: some seconds.")
    report = check(path, project_for_reading(), captures)
    if as_json:
        click.echo(as_json_text({"verified": report.verified, **asdict(report)}))
    else:
        click.echo(visible_lines("\n".join(report.lines(_MOST_NAMED)), 2_000))
    return 0 if report.verified else 1
