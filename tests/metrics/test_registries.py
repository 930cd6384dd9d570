"""A slip in a registry is named with its file and line, and never moves a figure unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.errors import InputError
from briefgen.metrics import registries
from tests.metrics.conftest import REGISTRIES


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name, text in REGISTRIES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_good_registries_pass(data: Path, repository: Path) -> None:
    registries.check(data)
    registries.check(repository / "data")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("organisations.csv", "late,", "ALPHA,", r"organisations\.csv:5: alpha stands here a second time"),
        (
            "organisations.csv",
            "Inc,US,publisher\nbeta",
            "Inc,us,publisher\nbeta",
            r":2: country: expected one of",
        ),
        ("organisations.csv", "Lab,CN", "Lab,China", r"organisations\.csv:3: .*got 'China'"),
        ("organisations.csv", "repackager", "Repackager", r":7: role: expected one of publisher, repackager"),
        ("organisations.csv", "country,role", "land,role", r":1: expected the column country; found handle,"),
        ("organisations.csv", "fran,Fran SA,", "fran,Fran, SA,", r":6: expected 4 cells"),
        ("organisations.csv", "gamma,", ",", r":4: handle: expected a value"),
        ("licences.csv", "permissive", "free", r"licences\.csv:2: tier: expected one of permissive,"),
        ("renames.csv", "OldBeta,beta", "OldBeta,beta\nbeta,new", r"renames\.csv:2: beta is renamed too"),
        ("tracked_models.csv", "gamma/one", "Alpha/One", r"models\.csv:5: alpha/one stands here a second"),
    ],
)
def test_a_slip_is_named_with_its_line(data: Path, file: str, old: str, new: str, message: str) -> None:
    text = (data / file).read_text(encoding="utf-8")
    assert old in text
    (data / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        registries.check(data)


def test_a_missing_file_and_one_that_is_not_utf8_are_named(data: Path) -> None:
    (data / "families.csv").write_bytes(b"family,handle,name_prefix\nCaf\xe9,a,\n")
    with pytest.raises(InputError, match=r"families\.csv: not UTF-8"):
        registries.check(data)
    (data / "families.csv").unlink()
    with pytest.raises(InputError, match=r"families\.csv: missing"):
        registries.check(data)
