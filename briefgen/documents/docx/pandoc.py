"""Pandoc, run as a program of its own: found, and asked to read or to write."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from briefgen.errors import InputError

#: The oldest that knows figures as blocks and writes alternative texts of them.
_LEAST = (3, 0)
_INSTALL = "Install it with `pip install pypandoc-binary`, or from https://pandoc.org/installing.html."


def read_html(html: str) -> dict[str, Any]:
    """Return a document of HTML as pandoc's tree. Raises InputError where pandoc is not at hand."""
    tree: dict[str, Any] = json.loads(_run(["--from=html", "--to=json"], html.encode()))
    return tree


def reference() -> bytes:
    """Return the DOCX whose styles pandoc gives to others. Raises InputError where pandoc is not at hand."""
    return _run(["--print-default-data-file=reference.docx"], b"")


def write_docx(tree: dict[str, Any], folder: Path, reference: Path, seconds: int) -> bytes:
    """Return a tree as DOCX, stamped with a time in seconds since 1970; pictures stand in `folder`.

    Raises InputError where pandoc is not at hand.
    """
    asked = ["--from=json", "--to=docx", "--output=-"]
    asked += [f"--resource-path={folder}", f"--reference-doc={reference}"]
    return _run(asked, json.dumps(tree).encode(), SOURCE_DATE_EPOCH=str(seconds))


def require() -> None:
    """Raise InputError where pandoc is not at hand, or too old; what to do stands in the message."""
    _program()


def found() -> str:
    """Return where the program is. Raises InputError where it is not at hand."""
    program = shutil.which("pandoc")
    packaged = importlib.util.find_spec("pypandoc")
    if packaged is not None and packaged.origin is not None:
        inside = Path(packaged.origin).parent / "files" / "pandoc"
        program = str(inside) if inside.is_file() else program
    if program is None:
        raise InputError(f"A DOCX needs the program pandoc, which is not at hand. {_INSTALL}")
    return program


@functools.cache
def _program() -> str:
    program = found()
    asked = [program, "--version"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603
    version = re.match(r"pandoc(?:\.exe)? (\d+)\.(\d+)", told)
    if version is None or (int(version[1]), int(version[2])) < _LEAST:
        this = told.partition("\n")[0][:40]
        raise InputError(f"{program}: a DOCX needs pandoc {_LEAST[0]} or newer, this is “{this}”. {_INSTALL}")
    return program


def _run(arguments: list[str], given: bytes, **environment: str) -> bytes:
    done = subprocess.run(  # noqa: S603
        [_program(), *arguments],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )
    if done.returncode:
        raise InputError(f"pandoc failed: {done.stderr.decode(errors='replace').strip()[:300]}")
    return done.stdout
