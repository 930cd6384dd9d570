"""The program: its commands, each in a file of `commands/`, and what becomes of a failure.

Commands import what they need when they run, so that `briefgen --help` stays quick.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

import briefgen
from briefgen.commands.build import build
from briefgen.commands.charts import charts
from briefgen.commands.check import check
from briefgen.commands.claims import claims
from briefgen.commands.diff import diff
from briefgen.commands.evidence import evidence
from briefgen.commands.explain import explain
from briefgen.commands.init import init
from briefgen.commands.library import library
from briefgen.commands.new import new
from briefgen.commands.options import common_options
from briefgen.commands.site import site
from briefgen.commands.snapshots import snapshot
from briefgen.commands.verify import verify
from briefgen.errors import InputError
from briefgen.text.sanitize import visible_lines

_INTERRUPTED = 130
_BAD_INPUT = 2
_UNEXPECTED = 70

#: A message may quote what a stranger wrote; each of its lines is cut here, and a library's reason sooner.
_LONGEST_LINE = 2_000
_LONGEST_REASON = 300


def main() -> None:
    """Run briefgen and leave with its exit code: 0 done, 1 findings, 2 bad use or bad input, 3 not proven.

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


for command in (
    build,
    new,
    check,
    diff,
    claims,
    charts,
    explain,
    evidence,
    verify,
    site,
    snapshot,
    library,
    init,
):
    cli.add_command(command)
