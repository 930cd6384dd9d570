"""The commands: parse, call, print; nothing else.

What a command needs is imported inside it, so that `briefgen --help` stays quick.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

import briefgen
from briefgen.commands import explain as explaining
from briefgen.commands.charts import charts
from briefgen.commands.check import check
from briefgen.commands.evidence import evidence, verify
from briefgen.commands.library import library
from briefgen.commands.options import (
    as_json_text,
    captures_folder,
    common_options,
    output_folder,
    progress,
    project_for_queries,
    project_option,
    query_options,
    quiet,
    report_replaced_characters,
)
from briefgen.commands.site import site
from briefgen.commands.snapshots import snapshot
from briefgen.errors import InputError
from briefgen.project import Project, create_project
from briefgen.text.sanitize import visible_lines

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from briefgen.claims.judged_edition import JudgedEdition
    from briefgen.snapshots.manifest import Manifest

_INTERRUPTED = 130
_BAD_INPUT = 2
_UNEXPECTED = 70

#: A message may quote what a stranger wrote; each of its lines is cut here, and a library's reason sooner.
_LONGEST_LINE = 2_000
_LONGEST_REASON = 300


def main() -> None:
    """Run briefgen and leave with its exit code: 0 done, 1 findings, 2 bad use or bad input.

    Every failure is one clear message on standard error, never a traceback.
    """
    sys.exit(_run())


def _run() -> int:
    try:
        return cli.main(prog_name="briefgen", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return _INTERRUPTED
    except InputError as error:
        return _refuse(str(error), _BAD_INPUT)
    except OSError as error:
        return _refuse(f"{error.filename}: {error.strerror}" if error.filename else str(error), _BAD_INPUT)
    except Exception as error:
        # DuckDB's word for Ctrl-C while it answers a query.
        if str(error) == "Query interrupted":
            return _INTERRUPTED
        import traceback

        place = traceback.extract_tb(error.__traceback__)[-1]
        what = str(error).strip().partition("\n")[0][:_LONGEST_REASON]
        return _refuse(
            f"an error of briefgen's own, please report it with the command that you gave: "
            f"{type(error).__name__}: {what} ({Path(place.filename).name}:{place.lineno})",
            _UNEXPECTED,
        )


def _refuse(message: str, code: int) -> int:
    click.echo(f"briefgen: {visible_lines(message, _LONGEST_LINE)}", err=True)
    return code


@click.group(epilog="Example: briefgen build 2026-09")
@click.version_option(briefgen.__version__, message="%(prog)s %(version)s")
@common_options
def cli() -> None:
    """Policy briefings from dated statistics of the Hugging Face Hub, every number traced to its row."""


cli.add_command(snapshot)
cli.add_command(library)
cli.add_command(charts)
cli.add_command(check)
cli.add_command(site)
cli.add_command(evidence)
cli.add_command(verify)


@cli.command(epilog="Example: briefgen build 2026-09 --template monthly --output elsewhere")
@click.argument("edition", required=False)
@click.option(
    "--template",
    "templates",
    multiple=True,
    default=("monthly",),
    show_default=True,
    metavar="NAME",
    help="A document to build; may be given several times.",
)
@click.option(
    "--paper",
    type=click.Choice(("letter", "a4")),
    help="The size of the pages, in place of each document's own.",
)
@output_folder("the edition's folder")
@click.option("--docx", is_flag=True, help="Write each document as DOCX, too; pandoc does it.")
@captures_folder()
@query_options
@common_options
def build(
    edition: str | None,
    templates: tuple[str, ...],
    paper: Literal["letter", "a4"] | None,
    output: Path | None,
    captures: Path | None,
    docx: bool,
) -> None:
    """Build the briefing of a month as PDF and HTML, and print their paths.

    EDITION is the month as YYYY-MM, by default the newest month with a snapshot. The documents that the
    edition has already are built again with those that are named: a build removes none.
    """
    from briefgen.editions import build_cache

    project = project_for_queries()
    name = build_cache.name(project, edition, templates, captures, paper, docx)
    built = build_cache.restore(project, name, output or project.output)
    if built is None:
        from briefgen.editions.build import build as build_edition

        progress("Asking the snapshots, drawing the charts, setting the pages: about ten seconds.")
        built = build_edition(project, edition, templates, output, captures, paper, docx)
    for path in built.documents:
        click.echo(path)
    if built.carried and not quiet():
        names = ", ".join(map(str, built.carried))
        click.echo(f"Built again as well, for the edition has them: {names}.", err=True)
    report_replaced_characters(built.replaced)


@cli.command(epilog="Example: briefgen new 2026-10")
@click.argument("edition")
@query_options
@common_options
def new(edition: str) -> None:
    """Begin the editor's comment on a month, and print its path.

    What moved since the edition before, which verdicts changed and which sources went stale stand in it as
    notes that are not printed. EDITION is the month as YYYY-MM.
    """
    from briefgen.editions.comment import draft

    Project.own(project_option())
    progress("Working out two editions: some seconds.")
    click.echo(draft.start(project_for_queries(), edition))
    if lacking := draft.without_snapshot(project_for_queries(), edition):
        click.echo(lacking, err=True)


@cli.command(epilog="Example: briefgen claims 2026-09 --claim implicator-02-a")
@click.argument("edition", required=False)
@click.option("--claim", "claim_ids", multiple=True, metavar="ID", help="One claim in full; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON instead.")
@query_options
@common_options
def claims(edition: str | None, claim_ids: tuple[str, ...], as_json: bool) -> None:
    """Judge what the sources say, as of when it was said and as of a month.

    EDITION is the month as YYYY-MM, by default the newest month with a snapshot.
    """
    from briefgen.cache import output as printed

    asked = {"claims": claim_ids, "edition": edition, "json": as_json}
    click.echo(printed.once(project_for_queries(), asked, lambda: _judged(edition, claim_ids, as_json)))


def _judged(edition: str | None, claim_ids: tuple[str, ...], as_json: bool) -> str:
    """The verdicts as a table or as JSON, or those on single claims a page each."""
    from briefgen.claims import export, terminal

    docket = _docket(edition)
    chosen = [docket.verdict(claim_id) for claim_id in dict.fromkeys(claim_ids)] or docket.verdicts
    if as_json:
        return as_json_text([export.record(verdict, docket.history(verdict.claim)) for verdict in chosen])
    if claim_ids:
        return visible_lines("\n\n\n".join(terminal.page(docket, verdict) for verdict in chosen))
    return visible_lines(terminal.table(chosen))


def _docket(edition: str | None) -> JudgedEdition:
    """The claims of the project as a month judges them."""
    from briefgen.claims.judged_edition import judge_edition

    project, manifests, day = _month(edition)
    progress("Asking the snapshots of every edition: some seconds.")
    return judge_edition(project, day, manifests)


def _month(edition: str | None) -> tuple[Project, Sequence[Manifest], dt.date]:
    """The project, its snapshots and the last day of a month that can be an edition of it."""
    from briefgen.edition import choose
    from briefgen.snapshots.store import Store

    project = project_for_queries()
    manifests = Store.of(project).manifests()
    return project, manifests, choose(edition, manifests).last_day


@cli.command(epilog="Example: briefgen diff 2026-08 2026-09")
@click.argument("earlier")
@click.argument("later")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON instead.")
@query_options
@common_options
def diff(earlier: str, later: str, as_json: bool) -> None:
    """Say what changed between two editions: verdicts, figures, sources, snapshots; what is news of that.

    EARLIER and LATER are months as YYYY-MM. Both are worked out from what the project holds today.
    """
    from briefgen.editions.diff import terminal as changes_printed
    from briefgen.editions.diff.compare import changes

    progress("Working out two editions: some seconds.")
    found = changes(project_for_queries(), earlier, later)
    if as_json:
        click.echo(as_json_text(changes_printed.record(found)))
    else:
        click.echo(visible_lines(changes_printed.page(found)))


@cli.command(epilog="Example: briefgen explain N-0002 --edition 2026-09")
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
    from briefgen.metrics import catalogue

    if name in catalogue.names():
        if edition:
            _month(edition)
        click.echo(catalogue.explain(name))
        return
    if explaining.names_a_number(name):
        click.echo(visible_lines(explaining.number(name, edition)))
        return
    from briefgen.claims import terminal
    from briefgen.library.captures import Captures

    docket = _docket(edition)
    if name not in {claim.id for claim in docket.library.claims}:
        raise InputError(
            f"{name}: no such metric, and no claim of that id. `briefgen claims` lists the claims, a built "
            f"edition its numbers (as N-0002); "
            f"the metrics are: {', '.join(catalogue.names())}."
        )
    verdict = docket.verdict(name)
    passage = Captures(captures).passage(verdict.claim) if captures else None
    click.echo(visible_lines(terminal.explanation(docket, verdict, passage)))


@cli.command(epilog="Example: briefgen init my-briefings")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@common_options
def init(folder: Path) -> None:
    """Copy the sources, templates and data that ship with briefgen into DIR, to be edited."""
    click.echo(create_project(folder))
