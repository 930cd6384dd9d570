"""The PDF carries its edition's data inside, whole and checkable."""

from __future__ import annotations

import functools
import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from briefgen.editions.build import Built, build
from briefgen.metrics import catalogue
from briefgen.project import Project
from tests.made_up import SERIES


@functools.cache
def inside(built: Built) -> dict[str, bytes]:
    """Every file in a PDF by its name."""
    found = PdfReader(built.documents[0]).attachments
    assert all(len(contents) == 1 for contents in found.values())
    return {name: contents[0] for name, contents in found.items()}


@functools.cache
def filespecs(built: Built) -> list[DictionaryObject]:
    return [one.get_object() for one in PdfReader(built.documents[0]).trailer["/Root"]["/AF"]]


def test_what_stands_in_the_folder_stands_in_the_pdf_byte_for_byte(built: Built) -> None:
    files = inside(built)
    for name in ("ledger.json", "claims.json", "claims.csv", "references.json", "references.bib"):
        assert files[name] == (built.folder / name).read_bytes()
    charts = sorted((built.documents[0].parent / "charts").glob("*.csv"))
    assert len(charts) >= 2
    for chart in charts:
        assert files[f"charts/{chart.name}"] == chart.read_bytes()


def test_every_question_and_snapshot_of_the_ledger_is_inside(built: Built) -> None:
    files = inside(built)
    numbers = json.loads(files["ledger.json"])["numbers"]
    asked = {entry["metric"] for entry in numbers}
    assert {name for name in files if name.startswith("sql/")} == {
        "sql/schema.sql",
        *(f"sql/{metric}.sql" for metric in asked),
    }
    for metric in asked:
        assert catalogue.metric(metric).sql.encode() in files[f"sql/{metric}.sql"]
        assert catalogue.metric(metric).question.encode() in files[f"sql/{metric}.sql"]
    snapshots = {snapshot for entry in numbers for snapshot in entry["snapshots"]}
    assert {name for name in files if name.startswith("snapshots/")} == {
        f"snapshots/{snapshot}.json" for snapshot in snapshots
    }


def test_manifests_inside_are_the_projects_own(monthly: Built, shipped: Project) -> None:
    manifests = {name: content for name, content in inside(monthly).items() if name.startswith("snapshots/")}
    assert len(manifests) >= 15
    for name, content in manifests.items():
        assert content == (shipped.data / name).read_bytes()


def test_the_made_up_manifests_are_inside(sample: Built) -> None:
    assert {name for name in inside(sample) if name.startswith("snapshots/")} == {
        f"snapshots/{snapshot}.json" for snapshot in SERIES
    }


def test_sha256sum_checks_what_was_taken_out(built: Built, tmp_path: Path) -> None:
    files = inside(built)
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "manifest-sha256.txt"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert len(checked.stdout.splitlines()) == len(files) - 1


def test_each_file_is_associated_once_and_says_what_it_is(built: Built) -> None:
    said = {spec["/UF"]: spec for spec in filespecs(built)}
    assert len(said) == len(filespecs(built))
    assert set(said) == set(inside(built))
    kinds = {name: spec["/AFRelationship"] for name, spec in said.items()}
    assert kinds["ledger.json"] == kinds["claims.csv"] == kinds["charts/download-share.csv"] == "/Data"
    assert kinds["sql/schema.sql"] == kinds["sql/download_share.sql"] == "/Source"
    assert kinds["references.bib"] == kinds["manifest-sha256.txt"] == "/Supplement"
    assert all(spec["/Desc"] for spec in said.values())


def test_each_file_has_its_type_its_checksum_and_the_editions_time(sample: Built) -> None:
    types = {"json": "json", "csv": "csv", "sql": "sql", "bib": "x-bibtex", "txt": "plain"}
    for spec in filespecs(sample):
        stream = spec["/EF"]["/F"].get_object()  # type: ignore[index]
        parameters = stream["/Params"]
        ending = str(spec["/UF"]).rpartition(".")[2]
        assert stream["/Subtype"].rpartition("/")[2] == types[ending]
        assert parameters["/CheckSum"].original_bytes == hashlib.md5(stream.get_data()).digest()
        assert parameters["/Size"] == len(stream.get_data())
        assert parameters["/CreationDate"] == parameters["/ModDate"] == "D:20260228000000Z"


@pytest.mark.usefixtures("same_press")
def test_the_hashes_of_captures_go_in_where_there_are_any(project: Project, tmp_path: Path) -> None:
    built = build(project, templates=("sample",), captures_folder=tmp_path)
    assert inside(built)["captures.json"] == (built.folder / "captures.json").read_bytes()


def test_no_file_of_another_document_goes_in(built: Built) -> None:
    folders = {name.partition("/")[0] for name in inside(built) if "/" in name}
    assert folders == {"charts", "snapshots", "sql"}
