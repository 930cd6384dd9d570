"""The editor's comment: numbers by reference, its mistakes by place, and the mark on every page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import page as validation
import pytest
from pypdf import PdfReader

from briefgen.claims.judged_edition import judge_edition
from briefgen.edition import Edition
from briefgen.editions.build import Built, build
from briefgen.editions.comment import expressions, markdown
from briefgen.editions.comment import read as comment
from briefgen.errors import InputError
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store
from briefgen.yaml_files.fields import expected
from tests.made_up import write_project

_HEAD = "---\nauthors: [A. Writer, B. Other]\ncontact: desk@example.org\nstatus: draft\n"
_EMBARGO = """embargo: 2026-03-02T08:00+02:00
corrections:
  - {date: 2026-03-04, what: A name was wrong., why: "It was <misread>."}
"""
_TEXT = """---
{# For us alone,
on two lines. #}
# What moved

China drew {{ n("download_share", country="CN") }} of *known* downloads.{{ cite("hostile", page=4) }}
<script>alert(1)</script> and [the web](https://example.org) and [this](javascript:alert).

- {{ n("download_share", "downloads", style="full", name="United States", date="2026-01-10") }} in January
"""
_MARK = "Draft. Embargoed until Monday 2 March 2026, 08:00 (UTC+02:00); in UTC Monday 2 March 2026, 06:00."


def write(project: Project, text: str) -> None:
    project.editions.mkdir(exist_ok=True)
    (project.editions / "2026-02.md").write_text(text, encoding="utf-8")


def read(project: Project) -> comment.Comment | None:
    edition = Edition(2026, 2)
    holdings = Catalog.until(Store(project.snapshots).manifests(), edition.last_day)
    docket = judge_edition(project, edition.last_day)
    return comment.read(project, edition, Engine(project, holdings), docket)


def mistakes(project: Project, body: str, head: str = f"{_HEAD}---\n") -> list[str]:
    write(project, head + body)
    with pytest.raises(InputError) as told:
        read(project)
    return [line.partition("2026-02.md:")[2] for line in str(told.value).splitlines()]


@pytest.fixture(scope="module")
def commented(tmp_path_factory: pytest.TempPathFactory) -> Built:
    project = write_project(tmp_path_factory.mktemp("commented"))
    write(project, _HEAD + _EMBARGO + _TEXT)
    return build(project, templates=("sample",))


def test_it_stands_after_the_findings_with_numbers_of_the_ledger(commented: Built) -> None:
    page = commented.documents[1].read_text(encoding="utf-8")
    section = page[page.index('<section id="comment"') : page.index('<nav class="contents"')]
    assert page.index('id="findings"') < page.index('<section id="comment"')
    assert '<h2 id="comment-heading">Comment</h2>\n' in section
    assert "<h3>What moved</h3>" in section
    assert "For us alone" not in page
    # By hand: 500 of 900 known downloads in February, 600 in January.
    assert re.findall(r'href="#N-\d+">([^<]*)<', section) == ["55.6%", "600"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in section
    assert '<a href="https://example.org">the web</a> and [this](javascript:alert).' in section
    assert '<a id="note-call-1" href="#note-1"' in section
    assert "A. Writer and B. Other. Contact: desk@example.org" in section
    assert "<li>Corrected on 4 March 2026: A name was wrong. It was &lt;misread&gt;.</li>" in section
    ledger = json.loads((commented.folder / "ledger.json").read_text(encoding="utf-8"))["numbers"]
    assert [it["texts"] for it in ledger if "comment" in it["places"]] == [["55.6%"], ["600"]]


def test_a_draft_says_so_on_every_page_and_stays_accessible(commented: Built) -> None:
    html = commented.documents[1].read_text(encoding="utf-8")
    assert f'<p class="mark">{_MARK}</p>' in html
    pages = [" ".join(it.extract_text().split()) for it in PdfReader(commented.documents[0]).pages]
    assert len(pages) > 2
    # At the foot of each page, and at the top of the first.
    assert [it.count(_MARK) for it in pages] == [2] + [1] * (len(pages) - 1)
    for standard in ("PDF_UA_1", "PDF_A_3A"):
        profile = validation.ValidationProfile[standard]
        report = validation.validate_pdf(commented.documents[0], profile=profile)
        assert report.is_compliant, str(report)


def test_a_final_edition_bears_no_mark_and_a_bare_head_prints_nothing(project: Project) -> None:
    write(project, (_HEAD + _EMBARGO + "---\n").replace("draft", "final"))
    found = read(project)
    assert found is not None
    assert (found.mark, found.by, list(found.words)) == ("", "A. Writer and B. Other", [])
    (project.editions / "2026-02.md").unlink()
    assert read(project) is None


_FORMS = 'expected n("metric", country="CN"), claim("id") or cite("source", page=4)'


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('\nIt is {{ n("shares") }}.', "7:7: shares: expected a metric; the nearest are "),
        ('{{ n("lead", count="CN") }}', "6:1: count: expected a column or a parameter of lead; the nearest"),
        (
            '{{ n("lead", origin="radr") }}',
            "6:1: radr: expected an archive of this edition; the nearest are radar",
        ),
        ('{{ n("lead", style="x") }}', "6:1: x: no such style of number"),
        ('{{ n("lead", population="some") }}', "6:1: lead: population is one of"),
        (
            '{{ n("lead", date="2026-02-11") }}',
            "6:1: lead: expected a row of its answer; none has date '2026-02-11'",
        ),
        (
            '{{ n("download_share") }}',
            "6:1: download_share: expected words that leave one row, not 2; country is",
        ),
        ('{{ claim("r1") }}', "6:1: r1: expected the id of a claim of the library"),
        (
            '{{ cite("hostil") }}',
            "6:1: hostil: expected the id of a source of the library; the nearest are host",
        ),
        ("{{ 7 }}", f"6:1: {_FORMS}, got '7'"),
        ("{{ m(1) }}", f"6:1: {_FORMS}: 'm' is undefined"),
        ("{{ n.__globals__ }}", f"6:1: {_FORMS}"),
        ("{{ n(", "6:1: expected its end"),
        ("{% if true %}", "6:1: expected no statement in a comment"),
        ("a\n\n[b](c.html)", "8:1: expected a link to https://…, mailto:… or #a-section, got c.html"),
        ('[b](https://a/{{ cite("hostile") }})', "6:1: expected a link to https://"),
        ('[{{ cite("hostile") }}](https://a)', "6:1: expected plain words within a link"),
        ("![b](https://a/b.png)", "6:1: expected no picture in a comment"),
        ('`{{ cite("hostile") }}`', "6:1: expected no reference within code"),
        ("\ufdd0", "6:1: expected printable text, but here is U+FDD0; take it out"),
    ],
)
def test_each_mistake_is_told_with_its_place(project: Project, body: str, told: str) -> None:
    found = mistakes(project, body)
    assert found[0].startswith(told), found


def test_the_head_is_held_to_its_keys(project: Project) -> None:
    head = "---\nauthors: []\nstatus: finished\nembargo: 2026-03-02\ncontakt: x\n---\n"
    assert mistakes(project, "{{ 7 }}", head) == [
        "3:9: status: expected 'draft' or 'final', got 'finished'",
        "4:10: embargo: expected an instant such as 2026-10-02T06:00Z or 2026-10-02T08:00+02:00, "
        "got '2026-03-02'",
        "5:1: contakt: unknown key; expected one of authors, contact, status, embargo, corrections; "
        "did you mean contact?",
        f"7:1: {_FORMS}, got '7'",
    ]
    (told,) = mistakes(project, "", "---\nstatus: final\n---\n")
    assert told.endswith("authors: expected here once the status is final: who signs the comment?")
    (told,) = mistakes(project, "Words.", "")
    assert told.startswith("1:1: expected a head between two lines of ---")


def test_verdicts_are_named(shipped: Project) -> None:
    docket = judge_edition(shipped, Edition(2026, 9).last_day)
    holdings = Catalog.until(Store(shipped.snapshots).manifests(), docket.day)
    said = '{{ claim("implicator-03-b") }} {{ claim("implicator-03-b", "statement") }}'

    def never(line: int, column: int, message: str) -> None:
        raise expected(f"{line}:{column}: {message}")

    marked, meant = expressions.resolve(said, Engine(shipped, holdings), docket, never)
    tokens = markdown.parse(marked, never)
    page: object = None
    printed = markdown.html(tokens, lambda mark: expressions.printed(meant[mark], page, page))  # type: ignore[arg-type]
    assert printed.startswith("<p>contradicted then and now American developers had not built")


def test_the_docs_example_is_a_comment(shipped: Project, repository: Path) -> None:
    """What docs/editions.md shows is read as it stands, from the newest edition's snapshots."""
    page = (repository / "docs" / "editions.md").read_text(encoding="utf-8")
    example = re.findall(r"```markdown\n(.*?)```", page, re.DOTALL)[0]
    table = "\n\n".join(re.findall(r"^\| `(\{\{.*?\}\})` \|", page, re.MULTILINE))
    docket = judge_edition(shipped, Edition(2026, 9).last_day)
    engine = Engine(shipped, Catalog.until(Store(shipped.snapshots).manifests(), docket.day))
    told: list[str] = []
    _, meant = expressions.resolve(
        example + table, engine, docket, lambda *mistake: told.append(str(mistake))
    )
    assert (told, len(meant)) == ([], 11)
