"""`briefgen init`: what ships with briefgen, copied to be edited."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.commands.options import common_options
from briefgen.project import create_project


@click.command(epilog="Example: briefgen init my-briefings")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@common_options
def init(folder: Path) -> None:
    """Copy the sources, templates and data that ship with briefgen into DIR, to be edited."""
    click.echo(create_project(folder))
