"""The first page as `front.json` holds it, worked out by hand for the made-up project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefgen.documents import template
from briefgen.documents.html import Renderer
from briefgen.documents.page import Medium
from briefgen.editions.build import Built
from briefgen.editions.build_context import BuildContext
from briefgen.editions.workers import RenderWorkers
from briefgen.project import Project

_LAYOUT = """\
{% extends "shared/document.html.j2" %}
{% import "shared/parts.html.j2" as parts with context %}
{% block front %}
{% set shares = ask("download_share", series("osir-lmts")) %}
{% set row = shares.row(date=shares.dates[-1], country="CN") %}
{% call parts.standfirst() %}R&D in {{ row.share | number }}.{{ parts.note("hostile") }}{% endcall %}
{% call parts.standfirst() %}Not the first.{% endcall %}
{% call parts.findings() %}
{% call parts.finding([row.share, " of <all>, ", (row.share, "whole")]) %}
So <em>much</em>.{% call parts.remark() %}A remark.{% endcall %} {{ "no <markup>" }}
{% endcall %}
{% endcall %}
{% call parts.key_basis() %}All models.{% endcall %}
{% call parts.change("p") %}From {{ row.share | number }}.{% endcall %}
{% endblock %}
"""


def _ids(folder: Path) -> dict[tuple[str, str, str], str]:
    """The ids of the numbers of the shares by date, country and column."""
    ledger = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    return {
        (it["row"].get("date", ""), it["row"].get("country", ""), it["column"]): it["id"]
        for it in ledger["numbers"]
        if it["metric"] == "download_share"
    }


def test_the_first_page_of_the_made_up_edition(sample: Built) -> None:
    """China has 500 of 900 downloads, and had 350 of 950; America 400, and 600 before."""
    front = json.loads((sample.folder / "sample" / "front.json").read_text(encoding="utf-8"))
    ids = _ids(sample.folder)
    china, america = ids["2026-02-10", "CN", "share"], ids["2026-02-10", "US", "share"]
    asked = {
        "date": "2026-02-10",
        "populations": ["made-up models"],
        "snapshots": ["2026-01-10-osir-lmts", "2026-02-10-osir-lmts"],
    }
    assert front == {
        "format": "briefgen/front/1",
        "edition": "2026-02",
        "document": "sample",
        "title": "A made-up briefing",
        "strapline": "For tests",
        "mark": "",
        "standfirst": "",
        "key_numbers": [
            {
                "text": "55.6%",
                "label": "China’s share",
                "basis": "of known downloads",
                "change": "+18.7 points since 10 January 2026",
                "value": 500 / 900,
                "unit": "share",
                "number": china,
                **asked,
            },
            {
                "text": "400",
                "label": "American downloads",
                "basis": "in 30 days",
                "change": "No comparable earlier figure",
                "value": 400,
                "unit": "downloads",
                "number": ids["2026-02-10", "US", "downloads"],
                **asked,
            },
        ],
        "basis": "",
        "findings": [
            {
                "headline": "China leads.",
                "text": "With 55.6% against 44.4%.",
                "numbers": [china, america],
            }
        ],
        "changed": [],
    }


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_one_source_prints_html_and_text(project: Project, press: RenderWorkers, medium: Medium) -> None:
    """Text has no links and no notes, and what it is made of is no part of the page's own count."""
    (project.templates / "sample" / "briefing.html.j2").write_text(_LAYOUT, encoding="utf-8")
    month = BuildContext.open(project, None, press)
    page = month.page(medium, template.read(project, "sample"))
    html, _ = Renderer(project.templates).html("sample", page, month.context)
    said = page.front.front("2026-02", "sample", "Title", "Strapline", "", ())
    assert (said.standfirst, said.basis) == ("R&D in 55.6%.", "All models.")
    (finding,) = said.findings
    assert (finding.headline, finding.text) == ("55.6% of <all>, 56%", "So much. no <markup>")
    assert finding.numbers == (month.ledger.entries[0].number.id,)
    (changed,) = said.changed
    assert (changed.text, changed.numbers) == ("From 55.6%.", finding.numbers)
    assert [note.number for note in page.notes] == [1, 2]
    assert [html.count(f'id="C-000{place}"') for place in range(1, 6)] == [1, 1, 1, 1, 0]
    assert " of &lt;all&gt;, <" in html
