"""`briefgen library`: help to curate the sources and what they say."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.commands.options import captures_folder, common_options, project_option
from briefgen.project import Project


@click.group(
    epilog="Example: briefgen library excerpt implicator-2025 'Within hours,' startups. --captures captures"
)
@common_options
def library() -> None:
    """Help to curate the sources and what they say."""


@library.command(
    epilog="Example: briefgen library excerpt implicator-2025 'Within hours,' startups. --captures captures"
)
@click.argument("source_id", metavar="SOURCE")
@click.argument("first")
@click.argument("last")
@captures_folder(required=True)
@common_options
def excerpt(source_id: str, first: str, last: str, captures: Path) -> None:
    """Print the record of the passage of SOURCE that begins with the words FIRST and ends with LAST."""
    from briefgen.library.captures import Captures
    from briefgen.library.excerpts import as_yaml
    from briefgen.library.load import load_library

    source = load_library(Project.open(project_option()).sources).source(source_id)
    click.echo(as_yaml(Captures(captures).record(source, first, last)), nl=False)
