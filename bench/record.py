"""Build the newest edition once, and keep what it hands to WeasyPrint and to vl-convert, for bare.py.

python bench/record.py FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unittest.mock import patch

import vl_convert
import weasyprint

from briefgen import fonts
from briefgen.briefing.build import build
from briefgen.project import Project

folder = Path(sys.argv[1])
with (
    patch.object(vl_convert, "vegalite_to_svg", wraps=vl_convert.vegalite_to_svg) as draw,
    patch.object(weasyprint, "HTML", wraps=weasyprint.HTML) as html,
):
    build(Project.open(), output_folder=folder / "output")

for number, call in enumerate(draw.call_args_list):
    (folder / f"{number:02}.vl.json").write_text(json.dumps(call.args[0]), encoding="utf-8")
(folder / "page.html").write_text(html.call_args.kwargs["string"], encoding="utf-8")
(folder / "fonts.txt").write_text("\n".join(map(str, fonts.FOLDERS)), encoding="utf-8")
