"""Build the newest edition once, and keep what it hands to WeasyPrint and to vl-convert, for bare.py.

python bench/record.py FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unittest.mock import patch

from briefgen.editions.build import build
from briefgen.editions.workers import RenderWorkers
from briefgen.project import Project
from briefgen.text import fonts


def main(folder: Path) -> None:
    """Write each chart's specification, the page and the folders of fonts to `folder`."""
    with (
        patch.object(RenderWorkers, "svg", autospec=True, side_effect=RenderWorkers.svg) as drawn,
        patch.object(RenderWorkers, "lay_out", autospec=True, side_effect=RenderWorkers.lay_out) as laid_out,
    ):
        build(Project.open(), output_folder=folder / "output")
    for number, call in enumerate(drawn.call_args_list):
        specification = json.dumps(call.args[1])
        (folder / f"{number:02}.vl.json").write_text(specification, encoding="utf-8")
    (folder / "page.html").write_text(laid_out.call_args.args[1], encoding="utf-8")
    folders = sorted({str(face.path.parent) for face in fonts.FACES})
    (folder / "fonts.txt").write_text("\n".join(folders), encoding="utf-8")


# The press starts a process that imports this file again, under another name.
if __name__ == "__main__":
    main(Path(sys.argv[1]))
