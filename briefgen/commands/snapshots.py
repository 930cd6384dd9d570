"""`briefgen snapshot`: import dated statistics of the Hub, and list what there is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen.commands.options import (
    as_json_text,
    common_options,
    network_allowed,
    network_option,
    progress,
    project_for_reading,
    project_for_writing,
    quiet,
)
from briefgen.errors import InputError
from briefgen.project import Project
from briefgen.snapshots.archives import FORMATS, HUB_STATS, OWN_TABLE, formats
from briefgen.snapshots.hub.listings import SCOPES, Scope
from briefgen.text.sanitize import visible, visible_lines

if TYPE_CHECKING:
    from briefgen.snapshots.manifest import DateKnown, Manifest


@click.group(epilog="Example: briefgen snapshot list")
@common_options
def snapshot() -> None:
    """Bring dated statistics of the Hub in, and say what there is."""


#: The options that one format alone accepts, and whether with a FILE.
_TAKEN_BY = {
    "--map": (OWN_TABLE, True),
    "--previous": ("llmfit", True),
    "--dataset": ("hub-stats", False),
    "--file": ("hub-stats", False),
}
_NEEDS = {
    OWN_TABLE: f"{OWN_TABLE} needs FILE, --map and --date.",
    "hub-stats": "hub-stats needs FILE and --date, or, to be fetched from the Hub, --revision.",
}


class _Format(click.Choice[str]):
    """A format of archives; which ones other packages add is looked up when a format is named."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return click.Choice([OWN_TABLE, *formats()]).convert(value, param, ctx)


@snapshot.command(
    "import",
    epilog="Example: briefgen snapshot import llmfit new.json --date 2026-10-01 --previous old.json",
)
@click.argument("format", type=_Format([OWN_TABLE, *FORMATS]))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The day the figures are of.")
@click.option(
    "--date-known",
    type=click.Choice(["exact", "commit", "estimated"]),
    help="How the date is known, where that is not what the format usually says.",
)
@click.option("--map", "map_file", type=click.Path(path_type=Path), help="For csv: the map of its columns.")
@click.option(
    "--previous", type=click.Path(path_type=Path), help="For llmfit: the archive's file of the date before."
)
@click.option("--revision", help="The commit or version of the archive.")
@click.option(
    "--dataset", metavar="OWNER/NAME", help=f"For hub-stats without FILE, in place of {HUB_STATS[0]}."
)
@click.option(
    "--file", "path", metavar="PATH", help=f"The file of that data set, in place of {HUB_STATS[1]}."
)
@common_options
def import_(
    format: str,
    file: Path | None,
    date: dt.datetime | None,
    date_known: DateKnown | None,
    map_file: Path | None,
    previous: Path | None,
    revision: str | None,
    dataset: str | None,
    path: str | None,
) -> None:
    """Turn FILE, an archive's own or a table of yours, into a snapshot of the project.

    Without FILE, hub-stats is fetched from the Hub at --revision: the 40 digits of a commit, or a name that
    is resolved to them.
    """
    from briefgen.snapshots import importing
    from briefgen.snapshots.store import Store

    given = {"--map": map_file, "--previous": previous, "--dataset": dataset, "--file": path}
    for option, value in given.items():
        if value and _TAKEN_BY[option] != (format, file is not None):
            wanted, with_file = _TAKEN_BY[option]
            raise click.UsageError(
                f"{option} is for {wanted} {'with' if with_file else 'without'} FILE alone."
            )
    project = project_for_writing()
    store, day, version = Store.of(project), date and date.date(), revision or "not recorded"
    if format == "hub-stats" and not file and revision:
        made = importing.import_dataset(
            store, dataset or HUB_STATS[0], path or HUB_STATS[1], revision, day, date_known=date_known
        )
    elif format == OWN_TABLE and file and day and map_file:
        made = importing.import_table(store, file, map_file, day, date_known=date_known, version=version)
    elif format != OWN_TABLE and file and day:
        made = importing.import_archive(
            store, format, file, day, date_known=date_known, previous=previous, version=version
        )
    else:
        raise click.UsageError(_NEEDS.get(format, f"{format} needs FILE and --date."))
    click.echo(store.path(made.id))
    _remark(project, made)


def _remark(project: Project, made: Manifest) -> None:
    """Print what to consider about a new snapshot."""
    from briefgen.snapshots.importing import doubt
    from briefgen.snapshots.store import Store

    for remark in filter(None, (doubt(Store.of(project), made), _uncited(project, made.origin))):
        if not quiet():
            click.echo(visible_lines(remark), err=True)


def _uncited(project: Project, origin: str) -> str | None:
    """Return a warning that no briefing can cite an origin; None if the library has it."""
    from briefgen.library.load import load_library

    try:
        known = {source.id for source in load_library(project.sources).sources}
    except InputError as error:
        return str(error)
    if origin in known:
        return None
    return (
        f"{origin} is no source of {project.sources} yet: add one of this id, for a briefing cites origins."
    )


@snapshot.command(
    epilog="Example: briefgen snapshot add s3://panels/2026-09-20-llmfit.parquet --allow-network"
)
@click.argument("url", metavar="URL")
@network_option
@common_options
def add(url: str) -> None:
    """Add a snapshot that lies elsewhere, by the address of its Parquet file: https://, s3:// or hf://.

    Its manifest is taken from beside it (.json for .parquet) and stays in the project, with the address; the
    rows are fetched into the user's cache folder, once.
    """
    from briefgen.snapshots.remote.fetch import add as add_snapshot

    project = project_for_writing()
    if not network_allowed():
        raise click.UsageError("the manifest has to be fetched from there; add --allow-network.")
    made = add_snapshot(project, url, progress)
    click.echo(project.snapshots / f"{made.id}.json")
    _remark(project, made)


@snapshot.command("list", epilog="Example: briefgen snapshot list")
@click.option("--json", "as_json", is_flag=True, help="Print every manifest as JSON instead.")
@common_options
def list_(as_json: bool) -> None:
    """Print each snapshot with its date, rows, publishers and coverage."""
    from briefgen.snapshots.overview import listing
    from briefgen.snapshots.store import Store

    store = Store.of(project_for_reading())
    if as_json:
        looked = [store.look(snapshot_id) for snapshot_id in store.ids]
        click.echo(as_json_text([manifest.model_dump(mode="json") for manifest in looked]))
    else:
        click.echo(listing(store))


@snapshot.command(epilog="Example: briefgen snapshot show 2026-09-20-llmfit")
@click.argument("snapshot_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON instead.")
@common_options
def show(snapshot_id: str, as_json: bool) -> None:
    """Print all that is known of one snapshot: population, coverage, licence, what was counted, notes."""
    from briefgen.snapshots.overview import page
    from briefgen.snapshots.store import Store

    store = Store.of(project_for_reading())
    if as_json:
        click.echo(as_json_text(store.look(snapshot_id).model_dump(mode="json")))
    else:
        click.echo(page(store, snapshot_id))


@snapshot.command(epilog="Example: briefgen snapshot take --scope tracked --dry-run")
@click.option(
    "--scope",
    type=click.Choice(SCOPES),
    default="tracked",
    show_default=True,
    help="Listed organisations and the top 1,000s; with derivatives of tracked models; or all models.",
)
@click.option("--dry-run", is_flag=True, help="Say what the crawl would cost, and stop there.")
@click.option("--restart", is_flag=True, help="Throw an unfinished crawl away and begin again.")
@click.option(
    "--children",
    is_flag=True,
    help="Ask for the number of derivatives one tracked model at a time, where listings do not give it.",
)
@click.option(
    "--allow-partial", is_flag=True, help="Go on without what the Hub does not give; the manifest says so."
)
@click.option("--force", is_flag=True, help="Accept a snapshot that looks like a fault of measurement.")
@click.option(
    "--at-once",
    type=click.IntRange(1, 8),
    default=2,
    show_default=True,
    help="Requests under way at the same time.",
)
@common_options
def take(scope: Scope, **wishes: Any) -> None:
    """Crawl the Hub and write a snapshot of today; a crawl that was cut off is gone on with.

    The Hub is the one of HF_ENDPOINT, asked with the token of HF_TOKEN or `hf auth login` where there is one.
    """
    from briefgen.snapshots.hub.client import Hub
    from briefgen.snapshots.hub.crawl import Wishes
    from briefgen.snapshots.hub.crawl import take as take_snapshot
    from briefgen.snapshots.store import Store

    project = project_for_writing()

    def say(line: str) -> None:
        if wishes["dry_run"]:
            click.echo(visible(line))
        elif not quiet():
            click.echo(visible(line), err=True)

    made = take_snapshot(project.data, scope, Wishes(**wishes), Hub(), say, quiet())
    if made is not None:
        click.echo(Store.of(project).path(made.id))
