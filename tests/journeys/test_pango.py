"""A machine without Pango gets everything but the PDF, and one line that names what to install."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from briefgen.documents.output_files import MANIFEST, manifest
from briefgen.editions.build_cache import Built
from briefgen.project import Project
from tests.journeys.machines import files
from tests.made_up import write_project

#: Python runs this as it starts, in every process: the named library cannot be loaded.
WITHOUT = """
import cffi

load = cffi.FFI.dlopen

def without(self, name, flags=0):
    if {library!r} in name:
        raise OSError(f"cannot load library '{{name}}': {{name}}: cannot open shared object file")
    return load(self, name, flags)

cffi.FFI.dlopen = without
"""
FINAL = "---\nauthors: [A. Analyst]\nstatus: final\n---\n\nA comment.\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return write_project(tmp_path / "project")


@pytest.fixture
def environment(repository: Path, tmp_path: Path) -> dict[str, str]:
    """An environment with answers kept of its own, in which Python finds every library."""
    return {**os.environ, "PYTHONPATH": str(repository), "XDG_CACHE_HOME": str(tmp_path / "cache")}


def without(library: str, environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment of a machine that lacks a library."""
    (folder / "sitecustomize.py").write_text(WITHOUT.format(library=library), encoding="utf-8")
    return {**environment, "PYTHONPATH": os.pathsep.join((str(folder), environment["PYTHONPATH"]))}


def briefgen(
    project: Project, environment: Mapping[str, str], *words: str
) -> subprocess.CompletedProcess[str]:
    program = "from briefgen.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=project.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def holds_the_advice(text: str, library: str) -> None:
    assert f"cannot load library 'lib{library}" in text
    assert "libpango-1.0-0 libpangoft2-1.0-0" in text
    assert "brew install pango" in text


@pytest.mark.parametrize("library", ["gobject", "pango-1.0", "pangoft2", "harfbuzz-subset"])
def test_all_but_the_pdf_is_built(
    project: Project, environment: Mapping[str, str], tmp_path: Path, library: str, sample: Built
) -> None:
    done = briefgen(project, without(library, environment, tmp_path), "build", "--template", "sample")
    assert done.returncode == 0
    page = project.output / "2026-02" / "sample" / "briefing.html"
    assert done.stdout.splitlines() == [str(page)]
    said = done.stderr.splitlines()[0]
    assert said.startswith("There is no PDF: a PDF needs Pango, which is not there")
    holds_the_advice(said, library)
    expected = files(sample.folder)
    del expected["sample/briefing.pdf"], expected[MANIFEST]
    assert files(page.parents[1]) == {**expected, MANIFEST: manifest(expected)}


def test_the_next_build_adds_the_pdf_once_pango_is_there(
    project: Project, environment: Mapping[str, str], tmp_path: Path, sample: Built
) -> None:
    words = ("build", "--template", "sample")
    lacking = without("pango-1.0", environment, tmp_path)
    for _ in range(2):
        assert "There is no PDF" in briefgen(project, lacking, *words).stderr
    done = briefgen(project, environment, *words)
    assert "There is no PDF" not in done.stderr
    assert [Path(line).name for line in done.stdout.splitlines()] == ["briefing.pdf", "briefing.html"]
    assert files(project.output / "2026-02") == files(sample.folder)


def test_a_final_edition_is_not_built_without_its_pdf(
    project: Project, environment: Mapping[str, str], tmp_path: Path
) -> None:
    project.editions.mkdir()
    (project.editions / "2026-02.md").write_text(FINAL, encoding="utf-8")
    done = briefgen(project, without("pango-1.0", environment, tmp_path), "build", "--template", "sample")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("briefgen: editions/2026-02.md: `status: final`, and a final edition comes")
    assert done.stderr.count("\n") == 1
    holds_the_advice(done.stderr, "pango-1.0")
    assert not project.output.exists()


@pytest.mark.parametrize("charts", [["download-share"], ["download-share", "top-publishers"]])
def test_charts_are_made_but_for_what_a_page_is_needed_for(
    project: Project, environment: Mapping[str, str], tmp_path: Path, charts: list[str]
) -> None:
    words = ["charts", *(word for chart in charts for word in ("--chart", chart))]
    done = briefgen(project, without("pango-1.0", environment, tmp_path), *words)
    assert done.returncode == 0
    folder = project.output / "2026-02" / "charts"
    lacking = files(folder / "download-share")
    assert {"chart.svg", "chart-dark.svg", "card.png", "data.csv", "embed.html"} <= lacking.keys()
    assert done.stderr.startswith("PDF, and PNG of the chart and of columns of print, are missing: a PDF")
    holds_the_advice(done.stderr, "pango-1.0")
    assert 'href="download-share/chart.pdf"' not in (folder / "index.html").read_text(encoding="utf-8")

    assert briefgen(project, environment, *words).stderr == ""
    whole = files(folder / "download-share")
    assert {name: whole[name] for name in lacking} == lacking
    assert sorted(whole.keys() - lacking.keys()) == [
        "chart-dark.png",
        "chart-grey.pdf",
        "chart-print-grey.png",
        "chart-print.png",
        "chart.pdf",
        "chart.png",
        "column-183mm.pdf",
        "column-183mm.png",
        "column-89mm.pdf",
        "column-89mm.png",
    ]


def test_a_check_says_that_no_pdf_was_looked_at(
    project: Project, environment: Mapping[str, str], tmp_path: Path
) -> None:
    lacking = without("harfbuzz-subset", environment, tmp_path)
    whole, done = (briefgen(project, it, "check", "--json") for it in (environment, lacking))
    assert done.returncode == whole.returncode
    assert json.loads(whole.stdout)["pdf_validated"]
    assert json.loads(done.stdout) == {**json.loads(whole.stdout), "pdf_validated": False}
    said = briefgen(project, lacking, "check").stderr
    assert "The PDF was not looked at: a PDF needs Pango" in said
    holds_the_advice(said, "harfbuzz-subset")
