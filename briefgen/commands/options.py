"""What several commands share: common options, and printing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from briefgen.project import Project
from briefgen.text.sanitize import code_points, visible

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    if value:
        context.meta[f"briefgen.{parameter.name}"] = value


def common_options(command: _Function) -> _Function:
    """Give a command the options that may come before or after its name."""
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


def query_options(command: _Function) -> _Function:
    """Give a command that asks the snapshots the choice of what answers, and to work everything out again."""
    no_cache = click.option(
        "--no-cache",
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Work every answer out again, and keep none for the next time.",
    )
    engine = click.option(
        "--engine",
        type=click.Choice(["duckdb", "spark"]),
        expose_value=False,
        callback=_remember,
        help="What answers the questions: DuckDB, unless Spark is asked for.",
    )
    remote = click.option(
        "--spark-remote",
        metavar="URL",
        expose_value=False,
        callback=_remember,
        help="A Spark Connect server, sc://host:port, instead of Spark on this machine.",
    )
    return no_cache(engine(remote(network_option(command))))


def network_option(command: _Function) -> _Function:
    """Give a command the option to fetch remote snapshots."""
    return click.option(
        "--allow-network",
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Fetch snapshots that lie elsewhere (https://, s3://, hf://), each once.",
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


def project_for_queries() -> Project:
    """The project to read, with the backend of its metrics and the folder of cached answers.

    Spark's answers are cached separately: otherwise a query of it could return DuckDB's answer, and vice
    versa.
    """
    from dataclasses import replace

    from briefgen.cache import store

    project = Project.open(project_option())
    context = click.get_current_context()
    spark = context.meta.get("briefgen.engine") == "spark"
    remote = context.meta.get("briefgen.spark_remote", "")
    if remote and not spark:
        raise click.UsageError("--spark-remote says which Spark is meant; add --engine spark.")
    if spark:
        project = replace(project, spark=remote)
    if "briefgen.no_cache" in context.meta:
        return _with_remote_snapshots(project)
    cache = store.folder()
    context.call_on_close(lambda: store.tidy(cache))
    return _with_remote_snapshots(replace(project, cache=cache / "spark" if spark else cache))


def project_for_reading() -> Project:
    """The project to read, with those remote snapshots that were fetched."""
    return _with_remote_snapshots(Project.open(project_option()))


def project_for_writing() -> Project:
    """The project to write to; nothing is fetched for it."""
    return _with_fetched(Project.own(project_option()))


def network_allowed() -> bool:
    """Whether remote snapshots may be fetched."""
    return "briefgen.allow_network" in click.get_current_context().meta


def _with_fetched(project: Project) -> Project:
    from dataclasses import replace

    from briefgen.cache import store

    return replace(project, fetched=store.folder() / store.FETCHED, network=network_allowed())


def _with_remote_snapshots(project: Project) -> Project:
    """A project whose remote snapshots are fetched first, if that is allowed."""
    project = _with_fetched(project)
    if project.network:
        from briefgen.snapshots.remote.fetch import fetch_missing

        fetch_missing(project, progress)
    return project


def project_option() -> Path | None:
    """The folder that `--project` names."""
    folder: Path | None = click.get_current_context().meta.get("briefgen.project")
    return folder


def quiet() -> bool:
    """Whether only results are to be printed."""
    return "briefgen.quiet" in click.get_current_context().meta


def progress(text: str) -> None:
    """Print what is being done, if standard error is a terminal."""
    if sys.stderr.isatty() and not quiet():
        click.echo(text, err=True)


def as_json_text(value: object) -> str:
    """The value as JSON, in which characters that a terminal would obey are escaped."""
    import json

    text = json.dumps(value, indent=2, ensure_ascii=False)
    return "".join(one if one == "\n" or visible(one) == one else json.dumps(one)[1:-1] for one in text)


def report_replaced_characters(characters: Sequence[str]) -> None:
    """Print the characters that a page shows as ?, if any, on standard error."""
    if characters and not quiet():
        click.echo(f"No shipped font holds these, a ? stands for each: {code_points(characters)}", err=True)
