"""Build the newest edition once, and keep what it hands to WeasyPrint and to vl-convert, for bare.py.

python bench/record.py FOLDER
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import vl_convert
import weasyprint

from briefgen import fonts
from briefgen.briefing.build import build
from briefgen.project import Project

folder = Path(sys.argv[1])
draw, html = vl_convert.vegalite_to_svg, weasyprint.HTML
drawn: list[Path] = []


def recording_draw(specification: Mapping[str, Any]) -> str:
    """Draw a chart, and keep its specification."""
    drawn.append(folder / f"{len(drawn):02}.vl.json")
    drawn[-1].write_text(json.dumps(specification), encoding="utf-8")
    svg: str = draw(specification)
    return svg


def recording_html(*, string: str, **options: Any) -> weasyprint.HTML:
    """Open a page, and keep it."""
    (folder / "page.html").write_text(string, encoding="utf-8")
    return html(string=string, **options)


vl_convert.vegalite_to_svg = recording_draw
weasyprint.HTML = recording_html
(folder / "fonts.txt").write_text("\n".join(map(str, fonts.FOLDERS)), encoding="utf-8")
build(Project.open(), output_folder=folder / "output")
