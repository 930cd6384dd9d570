"""`briefgen build`: the briefing of a month."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from briefgen.commands.options import (
    captures_folder,
    common_options,
    output_folder,
    progress,
    project_for_queries,
    query_options,
    quiet,
    report_replaced_characters,
)
from briefgen.text.sanitize import visible


@click.command(epilog="Example: briefgen build 2026-09 --template monthly --output elsewhere")
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
    edition has already are built again with those that are named: a build removes none. Without Pango all but
    the PDF is built.
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
    if built.no_pdf:
        click.echo(f"There is no PDF: {built.no_pdf} Then build again; the rest is built.", err=True)
    if built.carried and not quiet():
        names = ", ".join(map(str, built.carried))
        click.echo(f"Built again as well, for the edition has them: {names}.", err=True)
    report_replaced_characters(built.replaced)
    for sentence in built.empty if not quiet() else ():
        click.echo(visible(sentence), err=True)
