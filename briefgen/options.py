"""What several commands share: the options that stand everywhere, and how they print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from briefgen.characters import code_points, visible
from briefgen.project import Project

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    if value:
        context.meta[f"briefgen.{parameter.name}"] = value


def everywhere(command: _Function) -> _Function:
    """Give a command the options that stand before or after its name alike."""
    saying_little = click.option(
        "--quiet", is_flag=True, expose_value=False, callback=_remember, help="Print results only."
    )
    project = click.option(
        "--project",
        metavar="DIR",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_remember,
        help="The project folder, instead of the working directory or what ships with briefgen.",
    )
    return project(saying_little(command))


def keeping(command: _Function) -> _Function:
    """Give a command that asks the snapshots the choice to work everything out again."""
    return click.option(
        "--no-cache",
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Work every answer out again, and keep none for the next time.",
    )(command)


def output_folder(what: str) -> Callable[[_Function], _Function]:
    """Give a command the folder that `what` is written to, as its parameter `output`."""
    return click.option(
        "--output",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help=f"Where {what} is written, instead of the project's output folder.",
    )


def captures_folder(required: bool = False) -> Callable[[_Function], _Function]:
    """Give a command the folder of captured texts, as its parameter `captures`."""
    return click.option(
        "--captures",
        required=required,
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The folder of captured texts, each SOURCE.txt; passages are shown from there.",
    )


def asked_project() -> Project:
    """The project that is meant, with the place where answers are kept."""
    from dataclasses import replace

    from briefgen.metrics import kept

    project = Project.open(named_project())
    forgetful = "briefgen.no_cache" in click.get_current_context().meta
    return project if forgetful else replace(project, cache=kept.folder())


def named_project() -> Path | None:
    """The folder that `--project` names."""
    folder: Path | None = click.get_current_context().meta.get("briefgen.project")
    return folder


def quiet() -> bool:
    """Whether only results are to be printed."""
    return "briefgen.quiet" in click.get_current_context().meta


def progress(text: str) -> None:
    """Say what is being done, to a person who waits at a terminal."""
    if sys.stderr.isatty() and not quiet():
        click.echo(text, err=True)


def as_json_text(value: object) -> str:
    """The value as JSON, in which characters that a terminal would obey are escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return "".join(one if one == "\n" or visible(one) == one else json.dumps(one)[1:-1] for one in text)


def tell_replaced(characters: Sequence[str]) -> None:
    """Name the characters for which a ? stands on a page, if any, on standard error."""
    if characters and not quiet():
        click.echo(f"No shipped font holds these, a ? stands for each: {code_points(characters)}", err=True)
