"""The bare cost of a document: its charts through vl-convert and its pages through WeasyPrint, nothing else.

    python bench/bare.py FOLDER

FOLDER holds `page.html`, a chart's Vega-Lite specification in each `*.vl.json`, and in `fonts.txt` the
folders of fonts, one a line. Nothing of briefgen is imported: the measure stands on the two libraries alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

import vl_convert
import weasyprint

folder = Path(sys.argv[1])
for fonts in (folder / "fonts.txt").read_text(encoding="utf-8").splitlines():
    vl_convert.register_font_directory(fonts)
for specification in sorted(folder.glob("*.vl.json")):
    drawn = vl_convert.vegalite_to_svg(specification.read_text(encoding="utf-8"))
    specification.with_suffix(".svg").write_text(drawn, encoding="utf-8")
page = folder / "page.html"
weasyprint.HTML(page).write_pdf(page.with_suffix(".pdf"), pdf_variant="pdf/a-3a")
