"""`briefgen snapshot`: bring dated statistics of the Hub in, and say what there is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.characters import visible_lines
from briefgen.options import as_json_text, everywhere, named_project, quiet
from briefgen.project import Project
from briefgen.snapshots.archives import FORMATS

if TYPE_CHECKING:
    from briefgen.snapshots.manifest import DateKnown


@click.group(epilog="Example: briefgen snapshot list")
@everywhere
def snapshot() -> None:
    """Bring dated statistics of the Hub in, and say what there is."""


@snapshot.command(
    "import",
    epilog="Example: briefgen snapshot import llmfit new.json --date 2026-10-01 --previous old.json",
)
@click.argument("format", type=click.Choice(FORMATS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--date", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day the figures are of.")
@click.option(
    "--date-known",
    type=click.Choice(["exact", "commit", "estimated"]),
    help="How the date is known, where that is not what the format usually says.",
)
@click.option(
    "--previous", type=click.Path(path_type=Path), help="The same archive's file of the date before."
)
@click.option("--revision", default="not recorded", help="The archive's commit or version.")
@everywhere
def import_(
    format: str,
    file: Path,
    date: dt.datetime,
    date_known: DateKnown | None,
    previous: Path | None,
    revision: str,
) -> None:
    """Turn FILE, as the publisher of an archive shipped it, into a snapshot of the project."""
    from briefgen.snapshots.importing import doubt, import_archive
    from briefgen.snapshots.store import Store

    store = Store(Project.own(named_project()).snapshots)
    made = import_archive(
        store, format, file, date.date(), date_known=date_known, previous=previous, version=revision
    )
    click.echo(store.path(made.id))
    if (remark := doubt(store, made)) and not quiet():
        click.echo(visible_lines(remark), err=True)


@snapshot.command("list", epilog="Example: briefgen snapshot list")
@click.option("--json", "as_json", is_flag=True, help="Print every manifest as JSON instead.")
@everywhere
def list_(as_json: bool) -> None:
    """Print each snapshot with its date, rows, publishers and coverage."""
    from briefgen.snapshots.overview import listing
    from briefgen.snapshots.store import Store

    store = Store(Project.open(named_project()).snapshots)
    if as_json:
        click.echo(as_json_text([manifest.model_dump(mode="json") for manifest in store.manifests()]))
    else:
        click.echo(listing(store))


@snapshot.command(epilog="Example: briefgen snapshot show 2026-09-20-llmfit")
@click.argument("snapshot_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON instead.")
@everywhere
def show(snapshot_id: str, as_json: bool) -> None:
    """Print all that is known of one snapshot: population, coverage, licence, what was counted, notes."""
    from briefgen.snapshots.overview import page
    from briefgen.snapshots.store import Store

    store = Store(Project.open(named_project()).snapshots)
    if as_json:
        click.echo(as_json_text(store.verify(snapshot_id).model_dump(mode="json")))
    else:
        click.echo(page(store, snapshot_id))
