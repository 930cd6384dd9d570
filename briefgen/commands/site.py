"""`briefgen site`: the editions as a static web site."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.commands.options import (
    common_options,
    output_folder,
    progress,
    project_for_queries,
    query_options,
    quiet,
    report_replaced_characters,
)


@click.command(epilog="Example: briefgen site --base-url https://example.org/briefings/")
@output_folder("the site, and the editions that it is made of are found,")
@click.option(
    "--base-url", metavar="URL", help="The address that the site will have: feeds and e-mails hold it."
)
@query_options
@common_options
def site(output: Path | None, base_url: str | None) -> None:
    """Make a web site of the editions in the output folder, and print the path of its first page.

    It holds the archive with its feeds, a page for each claim and each source, and a summary of each edition
    to be sent by e-mail. Any server of static files serves it.
    """
    from briefgen.site.make import make

    progress("Judging the claims of every edition and writing their pages: some seconds.")
    made = make(project_for_queries(), output, base_url)
    click.echo(made.index)
    if made.drafts and not quiet():
        click.echo(f"Drafts, left out: {', '.join(made.drafts)}.", err=True)
    report_replaced_characters(made.replaced)
