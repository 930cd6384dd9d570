"""The PDF is accessible, can be found one's way in, and was made without asking anyone for anything."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from pathlib import Path

import page as validation
import pytest
from pypdf import PdfReader

from briefgen.documents.pdf import write as pdf
from briefgen.documents.pdf.attachments import Attachment
from briefgen.editions.build import Built
from briefgen.errors import InputError
from briefgen.text import fonts
from tests.markup import Markup

_CLOCK = dt.datetime(2026, 2, 28, tzinfo=dt.UTC)
_PAGE = '<html lang="en"><head><title>T</title><style>{style}</style></head><body><p>{body}</p></body></html>'


@pytest.fixture(scope="module")
def reader(sample: Built) -> PdfReader:
    return PdfReader(sample.documents[0])


@pytest.mark.parametrize("standard", ["PDF_UA_1", "PDF_A_3A"])
def test_it_obeys_both_standards(built: Built, standard: str) -> None:
    profile = validation.ValidationProfile[standard]
    limits = validation.SafetyLimits(max_table_grid_rows=5000)
    report = validation.validate_pdf(built.documents[0], profile=profile, limits=limits)
    assert report.is_compliant, str(report)


def test_what_is_wrong_would_be_found(built: Built, tmp_path: Path) -> None:
    """The two declarations stand in the file as plain text, and the checker does read them."""
    whole = built.documents[0].read_bytes()
    for standard, declared in (("PDF_UA_1", b"<pdfuaid:part>1<"), ("PDF_A_3A", b'pdfaid:part="3"')):
        assert whole.count(declared) == 1
        (tmp_path / "broken.pdf").write_bytes(whole.replace(declared, declared.replace(b"part", b"pert")))
        profile = validation.ValidationProfile[standard]
        assert not validation.validate_pdf(tmp_path / "broken.pdf", profile=profile).is_compliant


def test_title_language_and_date_are_the_editions(reader: PdfReader) -> None:
    assert reader.metadata is not None
    assert reader.metadata.title == "A made-up briefing: February 2026"
    assert reader.metadata["/CreationDate"] == "D:20260228000000Z"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"


def test_bookmarks_name_the_sections(reader: PdfReader) -> None:
    def titles(outline: list[object]) -> list[str]:
        return [
            title
            for item in outline
            for title in (titles(item) if isinstance(item, list) else [item["/Title"]])  # type: ignore[index]
        ]

    found = titles(list(reader.outline))
    assert found[0] == "A made-up briefing"
    for title in ("Contents", "Adoption", "Words", "References", "Data of the figures"):
        assert title in found


def test_pages_are_numbered_and_carry_the_running_head(reader: PdfReader) -> None:
    count = len(reader.pages)
    assert count >= 3
    for number, page in enumerate(reader.pages, 1):
        words = " ".join(page.extract_text().split())
        assert f"Page {number} of {count}" in words
        assert ("Made up, February 2026" in words) == (number > 1)


def test_the_contents_are_linked_and_numbered(reader: PdfReader) -> None:
    first = " ".join(reader.pages[0].extract_text().split())
    assert re.search(r"Adoption\W*1\b", first)
    links = {annotation.get_object().get("/Dest") for annotation in reader.pages[0]["/Annots"]}
    assert {"adoption", "words", "references", "figure-data"} <= links


def test_notes_stand_on_the_page_of_their_call(reader: PdfReader) -> None:
    # WeasyPrint once took a rounding error for lack of room, and moved or lost notes.
    first = " ".join(reader.pages[0].extract_text().split())
    assert "First said.1 Said again.2 Explained.3" in first
    for note in (
        "1. =cmd <img src=x onerror=alert(1)>, “A <script>",
        "2. =cmd <img",
        "3. A remark on windows.",
    ):
        assert note in first


def test_no_note_is_lost(built: Built, pages: tuple[str, ...]) -> None:
    html = built.documents[1].read_text(encoding="utf-8")
    notes = re.findall(r'<li id="note-(\d+)">(.*?) <a class="back"', html)
    assert len(notes) >= 3
    packed = [re.sub(r"\s", "", page) for page in pages]
    found = []
    for number, words in notes:
        plain = re.sub(r"\s", "", unescape(re.sub(r"<[^>]*>", "", words)))
        (page,) = [place for place, text in enumerate(packed) if f"{number}.{plain}" in text]
        found.append(page)
    assert found == sorted(found)


def test_every_block_of_the_screen_stands_in_print(built: Built, pages: tuple[str, ...]) -> None:
    def packed(words: str) -> str:
        return "".join(words.split())

    printed = packed("".join(pages))
    page = Markup()
    # Where the numbers come from is put shorter on paper; its own tests look there.
    page.feed(built.documents[1].read_text(encoding="utf-8").partition('<section id="numbers"')[0])
    blocks = page.blocks
    assert len(blocks) > 50
    assert [block for block in blocks if packed(block)[-20:] not in printed] == []


def test_the_paper_is_the_templates(reader: PdfReader, monthly: Built) -> None:
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    box = PdfReader(monthly.documents[0]).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (612, 792)


def test_every_font_is_a_shipped_one(built: Built) -> None:
    names = set()
    for page in PdfReader(built.documents[0]).pages:
        for font in page["/Resources"].get("/Font", {}).values():  # type: ignore[union-attr]
            names.add(font.get_object()["/BaseFont"].rpartition("+")[2])
    assert names
    assert all(name.startswith(("Source-Sans", "Source-Serif")) for name in names), names


@pytest.mark.parametrize(
    ("style", "body"),
    [
        ("", '<img alt="x" src="http://127.0.0.1:9/x.png">'),
        ("", '<img alt="x" src="https://example.org/x.png">'),
        ("", '<img alt="x" src="file:///etc/hostname">'),
        ("", '<img alt="x" src="data:image/svg+xml,&lt;svg/&gt;">'),
        ("", '<img alt="x" src="ftp://127.0.0.1/x.png">'),
        ("@import url(http://127.0.0.1:9/x.css);", "x"),
        ("@font-face { font-family: X; src: url(file:///etc/hostname) } p { font-family: X }", "x"),
        ("p { background: url(//example.org/x.png) }", "x"),
        ("", '<svg width="9" height="9"><title>t</title><image href="http://127.0.0.1:9/x.png"/></svg>'),
    ],
)
def test_every_address_is_refused(style: str, body: str) -> None:
    with pytest.raises(InputError, match=r"The page asks for .*Nothing is fetched but the shipped fonts"):
        pdf.lay_out(_PAGE.format(style=style, body=body)).write(_CLOCK)


def test_a_shipped_font_is_let_in() -> None:
    face = fonts.FACES[0]
    style = f'@font-face {{ font-family: X; src: url("{face.path.as_uri()}") }} p {{ font-family: X }}'
    assert pdf.lay_out(_PAGE.format(style=style, body="x")).write(_CLOCK).startswith(b"%PDF-1.7")


def test_a_complaint_of_the_renderer_fails_the_build() -> None:
    with pytest.raises(InputError, match=r"cannot set the page as it is:\n.*colour"):
        pdf.lay_out(_PAGE.format(style="p { colour: red }", body="x")).write(_CLOCK)


def test_the_same_page_gives_the_same_bytes() -> None:
    page = _PAGE.format(style="", body="x")
    inside = [Attachment("a.txt", b"words", "Supplement", "Words")]
    assert pdf.lay_out(page).write(_CLOCK, inside) == pdf.lay_out(page).write(_CLOCK, inside)
