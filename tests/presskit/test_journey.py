"""A newsroom takes a chart: the command as it is typed, on a made-up project with hostile names."""

from __future__ import annotations

import csv
import hashlib
import html
import json
import os
import zipfile
from pathlib import Path

import pytest

from briefgen.editions.build import build
from briefgen.errors import InputError
from briefgen.evidence.verify.verify import verify
from briefgen.presskit.kit import Desk
from briefgen.presskit.make import make
from briefgen.project import Project
from tests.made_up import HOSTILE, write_project
from tests.programs import briefgen

#: A chart without Python.
OWN_CHART = """\
charts:
  - likes-leaders
  - download-share
  - id: largest
    metric: top_publishers
    origin: osir-lmts
    form: bars
    by: organisation
    value: downloads
    title: "{organisation} had {share} of the downloads"
    plain_title: "The publishers with most downloads"
    subtitle: 30-day downloads.
    note: Made up.
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project without templates of its own for a kit's pages; two of its charts have been made."""
    root = tmp_path_factory.mktemp("made-up")
    write_project(root)
    done = briefgen("charts", "--chart", "likes-leaders", "--chart", "top-publishers", folder=root)
    assert (done.returncode, done.stderr) == (0, "")
    charts = root / "output" / "2026-02" / "charts"
    assert done.stdout.splitlines() == [str(charts / "likes-leaders"), str(charts / "top-publishers")]
    return Project.open(root)


def test_the_manifest_lists_every_file(project: Project) -> None:
    folder = project.output / "2026-02"
    listing = (folder / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    hashes = {path: hashed for hashed, path in (line.split("  ", 1) for line in listing)}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(there) == {*hashes, "manifest-sha256.txt"}
    for name, hashed in hashes.items():
        assert hashlib.sha256(there[name].read_bytes()).hexdigest() == hashed


def test_one_chart_alone_has_the_same_files(project: Project, tmp_path: Path) -> None:
    """The work on it is divided over processes; they and what they need are gone afterwards."""
    scratch, place = tmp_path / "scratch", tmp_path / "place"
    scratch.mkdir()
    arguments = ("--chart", "likes-leaders", "--no-cache", "--output", str(place))
    environment = {**os.environ, "TMPDIR": str(scratch)}
    done = briefgen("charts", *arguments, folder=project.root, environment=environment)
    assert (done.returncode, done.stderr) == (0, "")
    whole = project.output / "2026-02" / "charts" / "likes-leaders"
    for file in whole.iterdir():
        divided = place / "2026-02" / "charts" / "likes-leaders" / file.name
        assert divided.read_bytes() == file.read_bytes(), file.name
    assert list(scratch.iterdir()) == []


def test_the_press_kit_holds_every_file_under_one_folder(project: Project) -> None:
    charts = project.output / "2026-02" / "charts"
    with zipfile.ZipFile(charts / "press-kit.zip") as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    there = {path.relative_to(charts).as_posix(): path for path in charts.rglob("*") if path.is_file()}
    del there["press-kit.zip"]
    assert held == {f"press-kit-2026-02/{name}": path.read_bytes() for name, path in there.items()}


def test_hostile_names_stay_words(project: Project) -> None:
    folder = project.output / "2026-02" / "charts" / "likes-leaders"
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    assert f"'{HOSTILE[2]}" in cells
    page = (folder / "embed.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert page.count("<script>") == 1
    assert b"\x00" not in (folder / "caption.txt").read_bytes()


def test_a_build_and_a_kit_leave_each_other_alone(project: Project, tmp_path: Path) -> None:
    make(project, "2026-02", ["top-publishers"], tmp_path)
    folder = tmp_path / "2026-02"
    assert verify(folder, project).differences == []
    build(project, "2026-02", ["sample"], tmp_path)
    assert (folder / "charts" / "top-publishers" / "card.png").is_file()
    assert (folder / "sample" / "briefing.pdf").is_file()
    make(project, "2026-02", ["likes-leaders"], tmp_path)
    both = {path.name for path in (folder / "charts").iterdir()}
    assert both == {"index.html", "likes-leaders", "press-kit.zip", "top-publishers"}
    assert (folder / "sample" / "briefing.pdf").is_file()
    assert verify(folder, project).differences == []
    caption = folder / "charts" / "top-publishers" / "caption.txt"
    caption.write_text("China won", encoding="utf-8")
    with pytest.raises(InputError, match=r"caption\.txt: changed since it was made"):
        make(project, "2026-02", ["likes-leaders"], tmp_path)
    build(project, "2026-02", ["sample"], tmp_path)
    # What was altered is not made true by being carried along.
    assert [one.file for one in verify(folder, project).differences] == ["charts/top-publishers/caption.txt"]


def test_wherever_a_chart_goes_its_events_bear_their_own_date(tmp_path: Path) -> None:
    project = write_project(tmp_path)
    (project.data / "events.csv").write_text(
        'date,words,source,cited\n2026-01-20,A release,hostile,"A Year Later, February 2027"\n',
        encoding="utf-8",
    )
    folder = make(project, None, ["download-share"]).folder / "download-share"
    said = "not as causes: A release, 20 January 2026 [A Year Later, February 2027]."
    about = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    assert said in about["note"]
    texts = [it for it in folder.iterdir() if it.suffix in (".html", ".json", ".txt", ".md")]
    telling = {it.name for it in texts if "A Year Later" in it.read_text(encoding="utf-8")}
    assert {"caption.txt", "embed.html", "metadata.json"} <= telling
    # The caption is in the style of newspapers.
    said_in = {"caption.txt": said.replace("20 January 2026", "Jan. 20, 2026")}
    for name in telling:
        text = html.unescape((folder / name).read_text(encoding="utf-8"))
        assert said_in.get(name, said) in text, name


def test_a_chart_that_the_month_has_no_data_for_is_named(project: Project) -> None:
    done = briefgen("charts", "--chart", "releases", folder=project.root)
    assert done.returncode == 0
    assert done.stdout == ""
    assert done.stderr == "The month has no data for: releases.\n"


def test_a_chart_that_a_document_writes_out_has_a_kit_too(tmp_path: Path) -> None:
    written = write_project(tmp_path)
    description = tmp_path / "templates" / "sample" / "briefing.yaml"
    listed = "charts: [likes-leaders, download-share]\n"
    text = description.read_text(encoding="utf-8")
    assert listed in text
    description.write_text(text.replace(listed, OWN_CHART), encoding="utf-8")
    kit = Desk.open(written, "2026-02").kit("largest").files
    assert b"not_to_be_said" in kit["metadata.json"]
    assert kit["data.csv"].count(b"\n") > 1


def test_an_unknown_chart_is_refused_before_the_work(project: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^pie: no such chart\. The charts are: download-share, "):
        make(project, "2026-02", ["pie"], tmp_path)
    assert list(tmp_path.iterdir()) == []
