"""briefgen's commands, each in a process of its own.

To start Python and to load the libraries takes longer than most commands. So each process here is a copy of a
clean one that has loaded them, and that no test has touched. What a command meets as Python starts (another
language, what lies on its path) needs a Python of its own: such tests start one.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

#: What most commands need; the Hub's client is not among them, since it reads its settings as it is loaded.
LOADED = [
    "briefgen.cli",
    "briefgen.claims.judged_edition",
    "briefgen.evidence.verify.bundle",
    "briefgen.snapshots.hub.crawl",
    "briefgen.snapshots.importing",
    "duckdb",
    "pyarrow.parquet",
]


def briefgen(
    *words: str, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a folder and an environment (else those of the tests)."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    with tempfile.TemporaryDirectory() as name:
        said = Path(name, "output"), Path(name, "errors")
        given = (words, folder or Path.cwd(), dict(os.environ if environment is None else environment), said)
        process = context.Process(target=_run, args=given)
        process.start()
        process.join()
        output, errors = (file.read_text(encoding="utf-8") for file in said)
    assert process.exitcode is not None
    return subprocess.CompletedProcess(words, process.exitcode, output, errors)


def _run(words: tuple[str, ...], folder: Path, environment: dict[str, str], said: tuple[Path, Path]) -> None:
    assert "huggingface_hub" not in sys.modules
    for descriptor, file in zip((1, 2), said, strict=True):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["briefgen", *words]
    from briefgen.cli import main

    try:
        main()
    finally:
        # A copy of a process leaves out what a program does as it ends.
        atexit._run_exitfuncs()
