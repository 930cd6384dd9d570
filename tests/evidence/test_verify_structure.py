"""What is handed to be verified need not be a bundle: files missing, links, pipes, other names."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from briefgen.errors import InputError
from briefgen.evidence.verify.verify import verify
from briefgen.project import Project
from tests.evidence.conftest import Check
from tests.evidence.tampering import paths, zipped


def test_a_bag_without_its_lists(bag: Path, check: Check) -> None:
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        (bag / name).unlink()
    assert [one.file for one in check(bag).differences][:2] == [
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
    ]


def test_links_in_a_folder_are_not_followed(bag: Path, check: Check, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (bag / "data/link.txt").symlink_to(secret)
    report = check(bag)
    assert [(one.file, one.what) for one in report.differences] == [
        ("data/link.txt", "a link or something else that is no plain file")
    ]


def test_a_folder_that_is_linked_to_is_a_link(bag: Path, check: Check, tmp_path: Path) -> None:
    (bag / "data/more").symlink_to(tmp_path, target_is_directory=True)
    assert [one.file for one in check(bag).differences] == ["data/more"]


@pytest.mark.parametrize("name", ["nothing.zip", "empty"])
def test_what_is_not_there_or_no_evidence_is_bad_input(check: Check, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="bundle"):
        check(tmp_path / name)


def test_a_bundle_packed_again_is_told_to_be_so(bag: Path, check: Check, tmp_path: Path) -> None:
    report = check(zipped(bag, tmp_path / "again.zip"))
    assert ["its files are intact" in one.what for one in report.differences] == [True]
    assert report.differences[0].byte is not None


def test_nothing_is_left_behind(
    made: Path, bag: Path, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    before = {name: (bag / name).read_bytes() for name in paths(bag)}
    assert verify(bag, replace(project), None).verified
    assert verify(made, project, None).verified
    assert {name: (bag / name).read_bytes() for name in paths(bag)} == before
    assert not list(scratch.iterdir())


@pytest.mark.parametrize("name", ["it's [odd] * (1) ünïcode", "-leading"])
def test_a_folder_of_any_name(laid_out: Path, tmp_path: Path, check: Check, name: str) -> None:
    assert check(Path(shutil.copytree(laid_out, tmp_path / name))).verified


def test_a_pipe_is_no_file(tmp_path: Path, check: Check) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="no such file or folder"):
        check(tmp_path / "pipe")
