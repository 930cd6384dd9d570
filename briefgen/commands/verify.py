"""`briefgen verify`: the check of a bundle, a PDF, a build or a site."""

from __future__ import annotations

from pathlib import Path

import click

from briefgen.commands.options import (
    as_json_text,
    captures_folder,
    common_options,
    network_option,
    progress,
    project_for_reading,
)
from briefgen.text.sanitize import visible_lines

#: A report names this many differences at most; JSON has all of them.
_MOST_NAMED = 20


@click.command(epilog="Example: briefgen verify evidence-2026-09.zip --captures captures")
@click.argument("path", type=click.Path(path_type=Path))
@captures_folder()
@network_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON instead.")
@common_options
def verify(path: Path, captures: Path | None, as_json: bool) -> int:
    """Check a bundle, a PDF with evidence inside, a build or a site.

    Every number is worked out again from its snapshots, every verdict judged again, every page set again.
    PATH is the bundle's zip or the folder that it was unpacked to, a PDF, a folder such as output/2026-09, or
    the folder of a site.

    Exit 0: verified. 1: something differs. 3: consistent, but not proven; the first lines name what was not
    checked.
    """
    from briefgen.evidence.verify.verify import verify as check

    progress("Working every number out again and setting every page again: a minute or two.")
    report = check(path, project_for_reading(), captures)
    if as_json:
        click.echo(as_json_text(report.record()))
    else:
        click.echo(visible_lines("\n".join(report.lines(_MOST_NAMED)), 2_000))
    return report.outcome.exit_code
