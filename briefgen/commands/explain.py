"""`briefgen explain`: what a metric, a claim or a number of a built edition is, and its SQL."""

from __future__ import annotations

import re
from pathlib import Path

import click

from briefgen.commands.months import judged_edition, month
from briefgen.commands.options import captures_folder, common_options, project_for_reading, query_options
from briefgen.errors import InputError
from briefgen.text.sanitize import visible_lines


@click.command(epilog="Example: briefgen explain N-0002 --edition 2026-09")
@click.argument("name")
@click.option(
    "--edition", metavar="YYYY-MM", help="The month of a number or of a verdict, by default the newest."
)
@captures_folder()
@query_options
@common_options
def explain(name: str, edition: str | None, captures: Path | None) -> None:
    """Say what a metric, a claim or a number of a built edition is, what it rests on, and its SQL.

    NAME is the name of a metric, the id of a claim, or a number's N-0002 or own id.
    """
    from briefgen.metrics import catalogue, own_metrics

    metrics = own_metrics.of(project_for_reading().data)
    if name in metrics.names:
        if edition:
            month(edition)
        click.echo(visible_lines(catalogue.description(metrics.metric(name))))
        return
    if names_a_number(name):
        click.echo(visible_lines(number(name, edition)))
        return
    from briefgen.claims import terminal
    from briefgen.library.captures import Captures

    docket = judged_edition(edition)
    if name not in {claim.id for claim in docket.library.claims}:
        raise InputError(
            f"{name}: no such metric, and no claim of that id. `briefgen claims` lists the claims, a built "
            f"edition its numbers (as N-0002); "
            f"the metrics are: {', '.join(metrics.names)}."
        )
    verdict = docket.verdict(name)
    passage = Captures(captures).passage(verdict.claim) if captures else None
    click.echo(visible_lines(terminal.explanation(docket, verdict, passage)))


def names_a_number(name: str) -> bool:
    """Whether a name is that of a number: within an edition, or its own id.

    >>> names_a_number("N-0002"), names_a_number("bdfd6f3cd6c94bb6"), names_a_number("download_share")
    (True, True, False)
    """
    return re.fullmatch(r"N-\d{4,}|[0-9a-f]{16}", name, re.ASCII) is not None


def number(name: str, edition_text: str | None) -> str:
    """Return the provenance of a number of a built edition.

    Raises InputError if the edition was not built, or printed no such number.
    """
    from briefgen.edition import choose
    from briefgen.ledger.explain import explanation
    from briefgen.ledger.file import read_ledger
    from briefgen.snapshots.catalog import Catalog
    from briefgen.snapshots.store import Store

    project = project_for_reading()
    manifests = Store.of(project).manifests()
    edition = choose(edition_text, manifests)
    file = project.output / str(edition) / "ledger.json"
    if not file.is_file():
        raise InputError(
            f"{file}: not there, so that nothing is known of {name}. Run `briefgen build {edition}` first."
        )
    entries = read_ledger(file.read_bytes())
    entry = next((one for one in entries if name in (one.alias, one.id)), None)
    if entry is None:
        raise InputError(f"{file}: no number {name}; the edition printed {len(entries)}, from N-0001 on.")
    return explanation(project, Catalog.until(manifests, edition.last_day), entry)
