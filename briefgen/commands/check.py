"""`briefgen check`: what an editor must mend before publishing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.commands.options import (
    as_json_text,
    captures_folder,
    common_options,
    progress,
    project_for_queries,
    query_options,
    quiet,
)
from briefgen.text.sanitize import visible

if TYPE_CHECKING:
    from briefgen.check.run import CheckResult


@click.command(epilog="Example: briefgen check 2026-09 --captures captures")
@click.argument("edition", required=False)
@captures_folder()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON instead.")
@query_options
@common_options
def check(edition: str | None, captures: Path | None, as_json: bool) -> int:
    """Look for what an editor must mend before publishing: each finding with why it matters and what to do.

    EDITION is the month as YYYY-MM, by default the newest month with a snapshot; it is built, and not
    written. Passages are looked for only where --captures names the captured texts. Exit 1 with findings.
    """
    from dataclasses import asdict

    from briefgen.check.run import check as look

    progress("Building the edition, to look at what would be published: about half a minute.")
    found = look(project_for_queries(), edition, captures)
    if as_json:
        record = {
            "format": "briefgen/check/1",
            "edition": found.edition,
            "findings": [asdict(one) for one in found.findings],
            "passages": None if found.passages is None else [asdict(one) for one in found.passages],
            "pdf_validated": found.pdf,
            "sections_without_data": found.empty,
            "reading_grades": {
                name: {"first_page": first, "document": whole}
                for name, (first, whole) in found.grades.items()
            },
        }
        click.echo(as_json_text(record))
    else:
        for one in found.findings:
            click.echo(visible(f"{one.place}: {one.check}: {one.what}"))
            click.echo(visible(f"    {one.why}; {one.mend}"))
        if not quiet():
            _sum_up(found)
    return 1 if found.findings else 0


def _sum_up(found: CheckResult) -> None:
    """Report what was found of each kind, and what could not be checked, on standard error."""
    from briefgen.check.readability import AIM

    for one in found.passages or ():
        if one.outcome == "no capture":
            click.echo(visible(f"{one.place}: {one.source_id}: {one.outcome}: {one.words}"), err=True)
    if found.passages is None:
        click.echo("Passages were not looked for (--captures DIR names the captured texts).", err=True)
    else:
        found_passages = sum(one.outcome == "found" for one in found.passages)
        click.echo(f"{found_passages} passages found.", err=True)
    if found.no_pdf:
        click.echo(f"The PDF was not looked at: {found.no_pdf}", err=True)
    elif not found.pdf:
        click.echo("The PDF was not validated (`pip install briefgen[check]` brings a validator).", err=True)
    for name, (first, whole) in found.grades.items():
        grades = f"{_grade(first)} on the first page (aim: {AIM}), {_grade(whole)} in all"
        click.echo(f"{name}: reading grade (Flesch-Kincaid) {grades}.", err=True)
    for sentence in found.empty:
        click.echo(visible(sentence), err=True)
    kinds = Counter(one.check for one in found.findings)
    listed = ", ".join(f"{name} {count}" for name, count in sorted(kinds.items()))
    by_kind = f": {listed}" if listed else ""
    click.echo(f"{len(found.findings)} findings{by_kind}.", err=True)


def _grade(grade: float | None) -> str:
    return "none" if grade is None else f"{grade:.1f}"
