"""`briefgen claims`: the verdicts of a month."""

from __future__ import annotations

import click

from briefgen.commands.months import judged_edition
from briefgen.commands.options import as_json_text, common_options, query_options
from briefgen.text.sanitize import visible_lines


@click.command(epilog="Example: briefgen claims 2026-09 --claim implicator-02-a")
@click.argument("edition", required=False)
@click.option("--claim", "claim_ids", multiple=True, metavar="ID", help="One claim in full; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON instead.")
@query_options
@common_options
def claims(edition: str | None, claim_ids: tuple[str, ...], as_json: bool) -> None:
    """Judge what the sources say, as of when it was said and as of a month.

    EDITION is the month as YYYY-MM, by default the newest month with a snapshot.
    """
    from briefgen.claims import export, terminal

    docket = judged_edition(edition)
    chosen = [docket.verdict(claim_id) for claim_id in dict.fromkeys(claim_ids)] or docket.verdicts
    if as_json:
        text = as_json_text([export.record(verdict, docket.history(verdict.claim)) for verdict in chosen])
    elif claim_ids:
        text = visible_lines("\n\n\n".join(terminal.page(docket, verdict) for verdict in chosen))
    else:
        text = visible_lines(terminal.table(chosen))
    click.echo(text)
