"""From a page of HTML to a DOCX."""

from __future__ import annotations

import html as markup
import io
import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from briefgen.charts.output import png_export
from briefgen.documents.docx import ast, pandoc
from briefgen.documents.page import Page, PlacedFigure

#: CSS pixels in an inch, and the resolution of pictures on paper.
_SCREEN, _PRESS = 96, 300
#: As wide as a line of text between margins of an inch.
_WIDTH = {"letter": 6.5, "a4": 6.27}
#: Twentieths of a point (ECMA-376, 17.6.13).
_PAPER = {"letter": (12240, 15840), "a4": (11906, 16838)}
#: What a page of HTML has for the screen alone; pandoc would take long to read it.
_FOR_THE_SCREEN = re.compile(
    r'<style>.*?</style>|<nav class="contents".*?</nav>|<div class="offers".*?</div>'
    r'|<a class="permalink".*?</a>|<summary>.*?</summary>|<script>.*?</script>',
    re.DOTALL,
)
_NUMBERS = re.compile(r'<section id="numbers".*</section>', re.DOTALL)
_FIGURE = re.compile(r'(<figure id="([a-z0-9-]+)".*?)<svg\b.*?</svg>', re.DOTALL)
#: Text of ten and a half points, and of nine in tables, whose cells stand closer.
_TABLE_STYLE = re.compile(r'(w:styleId="Table">.*?)<w:tblPr>(.*?)w:w="108"(.*?)w:w="108"', re.DOTALL)
_SMALLER = r'\1<w:rPr><w:sz w:val="18"/></w:rPr><w:tblPr>\2w:w="60"\3w:w="60"'
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def docx(page: Page, written: str, mark: str) -> bytes:
    """Return a page that was written as HTML for the screen as DOCX.

    `mark` says that it is a draft; it then stands at the top of every page. The same page gives the same
    bytes. Raises InputError where pandoc is not at hand.
    """
    clock, document = page.edition.clock, page.document
    read = pandoc.read_html(_for_paper(written, page.drawings, _WIDTH[document.paper]))
    told = {
        "title": document.title,
        "subtitle": document.strapline,
        "date": page.edition.title,
        "lang": "en-GB",
    }
    read["meta"] = {name: {"t": "MetaInlines", "c": ast.words(said)} for name, said in told.items() if said}
    read["blocks"] = ast.rewritten(read)
    with tempfile.TemporaryDirectory(prefix="briefgen-") as name:
        folder = Path(name)
        for drawing in page.drawings:
            picture = png_export.of_svg(drawing.svg, _PRESS / _SCREEN, _PRESS)
            (folder / f"{drawing.figure.id}.png").write_bytes(picture)
        reference = folder / "reference.docx"
        reference.write_bytes(_reference(pandoc.reference(), document.paper, mark))
        return pandoc.write_docx(read, folder, reference, int(clock.timestamp()))


def _for_paper(written: str, drawings: Sequence[PlacedFigure], width: float) -> str:
    """The page without what only a screen needs, its drawings as pictures with their alternative texts."""
    alts = {drawing.figure.id: drawing.figure.alt for drawing in drawings}

    def pictured(found: re.Match[str]) -> str:
        alt = markup.escape(alts[found[2]])
        return f'{found[1]}<img src="{found[2]}.png" alt="{alt}" style="width: {width}in">'

    # The data of a figure stand under it in any case.
    plain = _NUMBERS.sub("", _FOR_THE_SCREEN.sub("", written))
    return _FIGURE.sub(pictured, plain)


def _reference(styles: bytes, paper: str, mark: str) -> bytes:
    """The document whose paper, styles and head of the page others get."""
    width, height = _PAPER[paper]
    head = '<w:headerReference w:type="default" r:id="rIdMark"/>' if mark else ""
    section = (
        f'<w:sectPr>{head}<w:pgSz w:w="{width}" w:h="{height}"/>'
        '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" '
        'w:gutter="0"/></w:sectPr>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(styles)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == "word/document.xml":
                content = re.sub(r"<w:sectPr>.*?</w:sectPr>|<w:sectPr */>", section, content, flags=re.DOTALL)
            elif name == "word/styles.xml":
                content = _TABLE_STYLE.sub(_SMALLER, content.replace('w:val="24"', 'w:val="21"'))
            elif mark and name == "[Content_Types].xml":
                part = f'<Override PartName="/word/header1.xml" ContentType="{_TYPE}"/>'
                content = content.replace("</Types>", f"{part}</Types>")
            elif mark and name == "word/_rels/document.xml.rels":
                related = f'<Relationship Id="rIdMark" Type="{_RELATION}" Target="header1.xml"/>'
                content = content.replace("</Relationships>", f"{related}</Relationships>")
            new.writestr(zipfile.ZipInfo(name, _EARLIEST), content)
        if mark:
            new.writestr(zipfile.ZipInfo("word/header1.xml", _EARLIEST), _HEAD.format(escape(mark)))
    return made.getvalue()


_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:rPr><w:b/>'
    '<w:color w:val="8C1D18"/></w:rPr><w:t>{}</w:t></w:r></w:p></w:hdr>'
)
