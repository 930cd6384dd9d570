"""Ctrl-C stops a build at once, whatever it is at: no complaint, and the edition that was there stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.made_up import write_project

#: Python runs this as it starts, in every process of the build: the first process to come to the moment says
#: so and waits there. A shell may have started the tests deaf to Ctrl-C, and the build with them.
WAIT_AT = """
import os, signal, sys, time

signal.signal(signal.SIGINT, signal.default_int_handler)
told = False

def wait(event, arguments):
    global told
    if not told and (event, str(arguments[0]).rpartition("/")[2]) == {moment!r}:
        told = True
        os.write(2, b"here\\n")
        # In short pieces: a Ctrl-C that comes just before a sleep is heard after it.
        for _ in range(600):
            time.sleep(0.1)

sys.addaudithook(wait)
"""

MOMENTS = {
    "reading the library": ("open", "sources.yaml"),
    "starting the press": ("import", "weasyprint.pdf"),
    "asking the snapshots": ("open", "schema.sql"),
    "drawing charts": ("import", "vl_convert"),
    "laying out the page": ("open", "briefing.html.j2"),
    "writing the files": ("open", "ledger.json"),
    "putting the new in place of the old": ("os.rename", "new"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_interrupted_build_leaves_things_as_they_were(
    repository: Path, tmp_path: Path, moment: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(WAIT_AT.format(moment=MOMENTS[moment]), encoding="utf-8")
    project = write_project(tmp_path / "project")
    kept = project.output / "2026-02" / "manifest-sha256.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("kept", encoding="utf-8")
    build = subprocess.Popen(
        [
            *(sys.executable, "-c", "from briefgen.cli import main; main()"),
            # What is kept is looked for first, which opens the same files at other moments.
            *("build", "--no-cache", "--template", "sample"),
        ],
        cwd=project.root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, repository)))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert build.stderr is not None
    assert build.stderr.readline() == "here\n"
    # A terminal sends it to every process of the build.
    os.killpg(build.pid, signal.SIGINT)
    said = build.communicate(timeout=30)
    assert build.returncode == 130
    assert [text.strip() for text in said] == ["", ""]
    assert list(project.output.rglob("*")) == [kept.parent, kept]
    assert kept.read_text(encoding="utf-8") == "kept"
