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
    """Check a bundle, a PDF with evidence inside, a build or a site; exit 1 if anything differs.

    Every number is worked out again from its snapshots, every verdict judged again. PATH is the bundle's zip
    or the folder that it was unpacked to, a PDF, a folder such as output/2026-09, or the folder of a site.
    """
    from dataclasses import asdict

    from briefgen.evidence.verify.verify import verify as check

    progress("Working every number out again from the snapshots: some seconds.")
    report = check(path, project_for_reading(), captures)
    if as_json:
        click.echo(as_json_text({"verified": report.verified, **asdict(report)}))
    else:
        click.echo(visible_lines("\n".join(report.lines(_MOST_NAMED)), 2_000))
    return 0 if report.verified else 1
