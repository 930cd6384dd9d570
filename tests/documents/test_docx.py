"""A document as DOCX: read by other programs, held to the HTML of the same edition."""

from __future__ import annotations

import html
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest

from briefgen.documents.docx import pandoc
from briefgen.editions.build import build
from briefgen.errors import InputError
from briefgen.project import Project
from tests.conftest import Once
from tests.made_up import HOSTILE, write_project
from tests.programs import briefgen

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TITLE = re.compile(r"<svg\b[^>]*><title>(.*?)</title>")
COMMENT = """\
---
status: draft
embargo: 2026-03-02T06:00Z
---

Look at [a picture](https://example.org/picture.png).
"""


@pytest.fixture(scope="session")
def folder(once: Once[Path]) -> Path:
    """The made-up document with a draft of a comment, written by the command."""

    def made(root: Path) -> Path:
        write_project(root)
        (root / "editions").mkdir()
        (root / "editions" / "2026-02.md").write_text(COMMENT, encoding="utf-8")
        done = briefgen("build", "--template", "sample", "--docx", folder=root)
        assert done.returncode == 0, done.stderr
        written = root / "output" / "2026-02" / "sample"
        kinds = [Path(line).name for line in done.stdout.splitlines()]
        assert kinds == ["briefing.pdf", "briefing.html", "briefing.docx"]
        return written

    return once("word", made)


@pytest.fixture
def document(folder: Path) -> docx.document.Document:
    return docx.Document(str(folder / "briefing.docx"))


def _page(folder: Path) -> str:
    return (folder / "briefing.html").read_text(encoding="utf-8")


def _part(folder: Path, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(folder / "briefing.docx") as packed:
        return ElementTree.fromstring(packed.read(name))


def _words(element: ElementTree.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def test_headings_are_headings(document: docx.document.Document) -> None:
    styled = [(it.style.name, it.text) for it in document.paragraphs]
    told = [(name, words) for name, words in styled if name.startswith(("Heading", "Title"))]
    assert told == [
        ("Title", "A made-up briefing"),
        ("Heading 1", "Key numbers"),
        ("Heading 1", "Key findings"),
        ("Heading 2", "China leads."),
        *[("Heading 1", name) for name in ("Comment", "Adoption", "Words", "References")],
        ("Heading 1", "Data of the figures"),
    ]
    assert document.core_properties.title == "A made-up briefing"


def test_notes_are_footnotes(folder: Path) -> None:
    notes = re.findall(r'<li id="note-\d+">(.*?) <a class="back"', _page(folder), re.DOTALL)
    plain = [" ".join(html.unescape(re.sub(r"<[^>]*>", "", note)).split()) for note in notes]
    assert len(plain) == 3
    footnotes = [it for it in _part(folder, "word/footnotes.xml") if it.get(f"{W}type") is None]
    assert [" ".join(_words(note).split()) for note in footnotes] == plain
    called = [it.get(f"{W}id") for it in _part(folder, "word/document.xml").iter(f"{W}footnoteReference")]
    assert called == [note.get(f"{W}id") for note in footnotes]


def test_pictures_keep_their_alternative_texts(folder: Path, document: docx.document.Document) -> None:
    alts = [html.unescape(alt) for alt in TITLE.findall(_page(folder))]
    assert len(alts) == 2
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == alts
    # Not wider than the text of an A4 page between margins of an inch.
    assert all(0 < shape.width.inches <= 6.28 for shape in document.inline_shapes)
    assert round(document.sections[0].page_width.mm) == 210


def test_tables_have_captions_headings_and_values(document: docx.document.Document) -> None:
    captions = [it.text for it in document.paragraphs if it.style.name == "Table Caption"]
    assert captions == ["Table 1 Shares", "Table 2 Likes", "Data of figure 1", "Data of figure 2"]
    assert len(document.tables) == 4
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
    shares = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert shares[0] == ["Country", "Downloads", "Share"]
    assert ["China", "500", "55.6%"] in shares
    right = document.tables[0].rows[1].cells[1].paragraphs[0].paragraph_format.alignment
    assert right == docx.enum.text.WD_PARAGRAPH_ALIGNMENT.RIGHT
    figures = [it.text for it in document.paragraphs if it.style.name == "Image Caption"]
    assert [words.partition(" ")[0] for words in figures] == ["Figure", "Figure"]


def test_a_draft_says_so_on_every_page(document: docx.document.Document) -> None:
    (section,) = document.sections
    head = " ".join(it.text for it in section.header.paragraphs)
    assert head == "Draft. Embargoed until Monday 2 March 2026, 06:00 UTC."


def test_strangers_names_stay_words(folder: Path) -> None:
    body = _words(_part(folder, "word/document.xml"))
    assert HOSTILE[0] in body
    assert HOSTILE[2] in body
    with zipfile.ZipFile(folder / "briefing.docx") as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert not any(b"fldSimple" in content or b"instrText" in content for content in parts.values())
    related = parts["word/_rels/document.xml.rels"].decode()
    targets = re.findall(r'Target="([^"]*)" TargetMode="External"', related)
    assert targets
    assert all(target.startswith("https://example.org/") for target in targets)


def test_nothing_is_left_that_only_a_screen_has(folder: Path) -> None:
    body = _words(_part(folder, "word/document.xml"))
    for words in ("Where the numbers come from", "Contents", "Skip to the text", "Back to"):
        assert words not in body
        assert words in _page(folder)
    document = _part(folder, "word/document.xml")
    anchors = {it.get(f"{W}anchor") for it in document.iter(f"{W}hyperlink")}
    marks = {it.get(f"{W}name") for it in document.iter(f"{W}bookmarkStart")}
    assert anchors - {None} <= marks


@pytest.mark.usefixtures("same_press")
def test_the_same_inputs_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    project = Project.open(folder.parents[2])
    built = build(project, "2026-02", ["sample"], tmp_path, word=True)
    assert built.documents[2].read_bytes() == (folder / "briefing.docx").read_bytes()


@pytest.fixture
def office(tmp_path: Path) -> Callable[[Path], ElementTree.Element]:
    """Opens a document in LibreOffice, and returns what it holds."""

    def opened(document: Path) -> ElementTree.Element:
        home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
        asked = ["soffice", home, "--headless", "--convert-to", "fodt", "--outdir", str(tmp_path)]
        subprocess.run([*asked, str(document)], check=True, capture_output=True, timeout=120)
        return ElementTree.parse(tmp_path / f"{document.stem}.fodt").getroot()

    return opened


def test_an_office_opens_it_and_keeps_what_counts(
    folder: Path, office: Callable[[Path], ElementTree.Element]
) -> None:
    opened = office(folder / "briefing.docx")

    def all_of(name: str) -> Iterator[ElementTree.Element]:
        return (element for element in opened.iter() if element.tag.rpartition("}")[2] == name)

    alts = [html.unescape(alt) for alt in TITLE.findall(_page(folder))]
    assert [element.text for element in all_of("desc")] == alts
    assert len(list(all_of("note"))) == 3
    assert sum(1 for _ in all_of("h")) >= 8
    assert len(list(all_of("table"))) == 4


@pytest.fixture
def without_pandoc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A machine without pandoc; what is put into the folder is found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    pandoc._program.cache_clear()
    yield tmp_path
    pandoc._program.cache_clear()


def test_without_pandoc_one_line_says_what_to_install(without_pandoc: Path) -> None:
    with pytest.raises(InputError, match=r"^A DOCX needs the program pandoc.* `pip install pypandoc-binary`"):
        build(Project(without_pandoc, without_pandoc), word=True)


def test_an_old_pandoc_is_refused(without_pandoc: Path) -> None:
    old = without_pandoc / "pandoc"
    old.write_text("#!/bin/sh\necho pandoc 2.17.1.1\n", encoding="utf-8")
    old.chmod(0o755)
    with pytest.raises(InputError, match=r"needs pandoc 3 or newer, this is “pandoc 2\.17\.1\.1”"):
        pandoc.require()
