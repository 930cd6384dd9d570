"""Two builds at once leave one whole; the next, with nothing changed, says the same and loads nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from briefgen.documents import output_files
from tests.editions.test_build import describe, lay_out
from tests.journeys.machines import files
from tests.made_up import write_project
from tests.test_cli import HEAVY

BUILD = "from briefgen.cli import main; main()"
#: Says at its end what it loaded of all that takes long to load.
TELLING = f"""
import atexit, sys
heavy = {(*HEAVY, "jinja2", "pydantic", "yaml")!r}
atexit.register(lambda: print([it for it in heavy if it in sys.modules], file=sys.stderr))
{BUILD}
"""


def test_builds_at_once_and_again(repository: Path, tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    describe(project, "charts: [likes-leaders, download-share]", "charts: []")
    lay_out(project, "{{ page.cite('hostile') }} 通义")
    environment = {**os.environ, "PYTHONPATH": str(repository), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def start(program: str, *options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", program, "build", "--template", "sample", *options]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=project.root, env=environment, text=True, **streams)

    at_once = [start(BUILD), start(BUILD)]
    said = [process.communicate() for process in at_once]
    assert [process.returncode for process in at_once] == [0, 0], said
    assert said[0] == said[1]
    built = files(project.output)
    hashes = {path.removeprefix("2026-02/"): content for path, content in built.items()}
    assert hashes.pop(output_files.MANIFEST) == output_files.manifest(hashes)
    # Nothing is left of what either of them wrote beside the edition.
    assert [path.name for path in project.output.iterdir()] == ["2026-02"]

    (project.output / "2026-02" / "ledger.json").unlink()
    again = start(TELLING)
    printed, told = again.communicate()
    assert (again.returncode, printed) == (0, said[0][0])
    assert told.splitlines() == [*said[0][1].splitlines(), "[]"]
    assert files(project.output) == built

    anew = start(TELLING, "--no-cache", "--output", "anew")
    _, told = anew.communicate()
    assert "jinja2" in told
    assert files(project.root / "anew") == built
