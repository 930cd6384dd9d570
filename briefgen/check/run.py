"""All checks before publishing: on what the project holds, and on an edition that is set and not written."""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefgen.check import html as page_findings
from briefgen.check import html_parser, readability
from briefgen.check import project as findings
from briefgen.check.project import Finding
from briefgen.documents import template
from briefgen.editions.proof import proof as proof_of
from briefgen.library import captures
from briefgen.project import Project

_STANDARDS = ("PDF_UA_1", "PDF_A_3A")
#: A table of more cells than the validator counts by default.
_MOST_ROWS = 5000


@dataclass(frozen=True)
class CheckResult:
    """What is to be mended; `passages` are what was looked for, None where no captures were named.

    `pdf` says whether a PDF was validated, `no_pdf` why this machine makes none. `grades` are those of each
    document's first page and of all its prose (`readability`), and `empty` names the sections without data:
    advice, and no finding.
    """

    edition: str
    findings: tuple[Finding, ...]
    passages: tuple[captures.PassageCheck, ...] | None
    pdf: bool
    grades: Mapping[str, tuple[float | None, float | None]]
    no_pdf: str | None
    empty: tuple[str, ...]


def check(project: Project, edition_text: str | None, captures_folder: Path | None) -> CheckResult:
    """Check an edition and the project that it is made of; nothing is written.

    Raises InputError where it could not be built at all.
    """
    names = template.names(project.templates)
    proof = proof_of(project, edition_text, names)
    month = proof.month
    library = month.docket.library
    looked_for = captures.check(library, captures_folder) if captures_folder else None
    documents = [template.read(project, name) for name in names]
    charts = dict.fromkeys(chart for it in documents for chart in it.description.chart_ids)
    figures = {chart: drawn.figure for chart in charts if (drawn := month.draw(chart)) is not None}
    found = [
        *findings.digits(project),
        *findings.comments(project),
        *findings.passages(looked_for or ()),
        *findings.library(library, month.edition.last_day),
        *findings.coverage(figures.values()),
        *findings.headlines(template.own_charts(documents), figures),
        *(one for name in names for one in page_findings.find(f"{name}/briefing.html", proof.html[name])),
        *(_pdf(name, f"it cannot be set: {why}") for name, why in proof.unset.items()),
        *_invalid(proof.pdf),
    ]
    grades = {name: readability.grades(html_parser.read(html)) for name, html in proof.html.items()}
    validated = proof.no_pdf is None and _validator_at_hand()
    return CheckResult(
        str(month.edition), tuple(found), looked_for, validated, grades, proof.no_pdf, proof.empty
    )


def _validator_at_hand() -> bool:
    return importlib.util.find_spec("page") is not None


def _invalid(written: Mapping[str, bytes]) -> Iterator[Finding]:
    """What a validator finds against both standards, where one is installed."""
    if not _validator_at_hand():
        return
    validation = importlib.import_module("page")
    limits = validation.SafetyLimits(max_table_grid_rows=_MOST_ROWS)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in written.items():
            file = Path(folder, f"{name}.pdf")
            file.write_bytes(content)
            for standard in _STANDARDS:
                profile = validation.ValidationProfile[standard]
                report = validation.validate_pdf(file, profile=profile, limits=limits)
                if not report.is_compliant:
                    yield _pdf(name, f"it breaks {standard.replace('_', '-')}: {str(report)[:500]}")


def _pdf(name: str, what: str) -> Finding:
    return Finding(
        "PDF",
        f"{name}/briefing.pdf",
        what,
        "who reads by ear, or keeps it for long, cannot rely on it",
        "mend what the document's template or the comment adds",
    )
