"""The documents of one edition: the monthly, two pages for a desk, and the frame of a written statement."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import page as validation
import pytest
from pypdf import PdfReader

from briefgen.documents import template
from briefgen.documents.html import Renderer
from briefgen.documents.pdf import write as pdf
from briefgen.editions.build import Built, build
from briefgen.editions.build_context import BuildContext
from briefgen.editions.workers import RenderWorkers
from briefgen.project import Project
from briefgen.snapshots.store import Store


def words(document: Path) -> Sequence[str]:
    """The words on each page."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(document).pages]


def sheets(project: Project, edition: str, name: str, press: RenderWorkers) -> int:
    """How many pages a document takes, without writing it."""
    document = template.read(project, name)
    month = BuildContext.open(project, edition, press, documents=[document])
    html, _ = Renderer(project.templates).html(name, month.page("print", document), month.context)
    month.engine.close()
    return pdf.lay_out(html).count


@pytest.fixture
def every_month(shipped: Project) -> list[str]:
    """Each month of the bundled series that can be an edition."""
    return sorted({f"{one.date:%Y-%m}" for one in Store(shipped.snapshots).manifests()})


def test_the_two_pages_are_two_in_every_month_of_the_series(
    shipped: Project, every_month: list[str], press: RenderWorkers
) -> None:
    assert len(every_month) > 10
    pages = {month: sheets(shipped, month, "one-pager", press) for month in every_month}
    assert pages == dict.fromkeys(every_month, 2)


def test_the_mark_of_a_draft_and_a_comment_leave_them_two(
    shipped: Project, press: RenderWorkers, tmp_path: Path
) -> None:
    for part in ("data", "library", "templates"):
        shutil.copytree(shipped.root / part, tmp_path / part)
    shutil.copy(shipped.sources, tmp_path)
    (tmp_path / "editions").mkdir()
    head = "authors: [First Author]\nstatus: draft\nembargo: 2026-10-02T08:00+02:00\n"
    words = 'Chinese organisations drew {{ n("download_share", country="CN") }}.\n'
    (tmp_path / "editions/2026-09.md").write_text(f"---\n{head}---\n\n{words}", encoding="utf-8")
    project = replace(Project.open(tmp_path), cache=shipped.cache)
    assert sheets(project, "2026-09", "one-pager", press) == 2


def test_what_is_read_of_the_monthly_is_eight_to_sixteen_pages(monthly: Built) -> None:
    annex = [
        place for place, page in enumerate(words(monthly.documents[0])) if "September 2026: annex" in page
    ]
    assert 8 <= annex[0] <= 16
    assert annex == list(range(annex[0], len(words(monthly.documents[0]))))


@pytest.mark.parametrize("place", [0, 2])
@pytest.mark.parametrize("standard", ["PDF_UA_1", "PDF_A_3A"])
def test_both_obey_both_standards(shorter: Built, place: int, standard: str) -> None:
    profile = validation.ValidationProfile[standard]
    limits = validation.SafetyLimits(max_table_grid_rows=5000)
    report = validation.validate_pdf(shorter.documents[place], profile=profile, limits=limits)
    assert report.is_compliant, str(report)


def test_two_pages_have_no_annex_and_carry_the_ledger_inside(shorter: Built) -> None:
    pages = words(shorter.documents[0])
    assert not re.search(r"N-\d{4}|Data of figure|Where the numbers come from", " ".join(pages))
    assert "ledger.json" in PdfReader(shorter.documents[0]).attachments
    assert 'href="#N-0001"' in shorter.documents[1].read_text(encoding="utf-8")


def test_a_statement_leaves_the_witness_blank_and_numbers_its_exhibits(shorter: Built) -> None:
    text = " ".join(words(shorter.documents[2]))
    assert text.count("to be filled in by the witness") == 5
    exhibits = re.findall(r"Exhibit (\d) ", text)
    assert set(exhibits) == set("123456789")
    assert "Figure 1" not in text
    assert "It recommends no policy." in text


@pytest.mark.usefixtures("same_press")
@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_paper_is_what_was_asked_for(project: Project, paper: template.Paper, size: tuple[int, int]) -> None:
    built = build(project, templates=("sample",), paper=paper)
    box = PdfReader(built.documents[0]).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size
