"""`briefgen evidence` and `briefgen verify`: the bundle that goes with a testimony, and its check."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from briefgen.characters import visible_lines
from briefgen.options import (
    as_json_text,
    captures_folder,
    everywhere,
    named_project,
    output_folder,
    progress,
    quiet,
)
from briefgen.project import Project

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
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The day of the hearing.")
@output_folder("the bundle")
@captures_folder()
@everywhere
def evidence(
    edition: str,
    claims: tuple[str, ...],
    hearing: str | None,
    witness: str | None,
    date: dt.datetime | None,
    output: Path | None,
    captures: Path | None,
) -> None:
    """Put claims with their numbers, data, SQL and sources into one file that anybody can check.

    EDITION is the month as YYYY-MM. The file's path is printed, and its SHA-256 to be read aloud.
    """
    from briefgen.evidence import bundle
    from briefgen.evidence.bag import digest, grouped

    project = Project.open(named_project())
    occasion = {"hearing": hearing, "witness": witness, "date": date.date() if date else None}
    order = bundle.request(project, edition, claims, **occasion)
    progress("Judging the claims and writing what they rest on: some seconds.")
    written = bundle.write(project, order, output or project.output, captures)
    click.echo(written)
    if not quiet():
        click.echo(f"SHA-256: {grouped(digest(written))}", err=True)


@click.command(epilog="Example: briefgen verify evidence-2026-09.zip --captures captures")
@click.argument("path", type=click.Path(path_type=Path))
@captures_folder()
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON instead.")
@everywhere
def verify(path: Path, captures: Path | None, as_json: bool) -> int:
    """Check a bundle, a PDF with evidence inside, or the folder of a build; exit 1 if anything differs.

    Every number is worked out again from its snapshots, every verdict judged again. PATH is the bundle's zip
    or the folder that it was unpacked to, a PDF, or a folder such as output/2026-09.
    """
    from dataclasses import asdict

    from briefgen.evidence.verify import verify as check

    progress("Working every number out again from the snapshots: some seconds.")
    report = check(path, Project.open(named_project()), captures)
    if as_json:
        click.echo(as_json_text({"verified": report.verified, **asdict(report)}))
    else:
        click.echo(visible_lines("\n".join(report.lines(_MOST_NAMED)), 2_000))
    return 0 if report.verified else 1
