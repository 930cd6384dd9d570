"""A shelf gives back what was put on it or nothing, and the cache folder stays within its size."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.cache.store import Cache, tidy

NAME, OTHER = "a" * 64, "b" * 64
CONTENT = b"first line\nsecond line\n\x00\xff"


def _directory(file: Path) -> None:
    file.unlink()
    (file / "inside").mkdir(parents=True)


#: What may become of a file.
DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"\n"),
    "one bit": lambda file: file.write_bytes(file.read_bytes()[:-1] + b"\xfe"),
    "another hash": lambda file: file.write_bytes(b"0" + file.read_bytes()[1:]),
    "gone": Path.unlink,
    "a folder": _directory,
}


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_put_there_is_given_back(tmp_path: Path) -> None:
    shelf = Cache(tmp_path, "things")
    assert shelf.get(NAME) is None
    for content in (CONTENT, b"", b"\n", b"another"):
        shelf.put(NAME, content)
        assert Cache(tmp_path, "things").get(NAME) == content
    assert shelf.get(OTHER) is None
    assert Cache(tmp_path, "others").get(NAME) is None
    assert len(kept(tmp_path)) == 1


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_counts_as_missing_until_it_is_put_again(tmp_path: Path, damage: str) -> None:
    shelf = Cache(tmp_path, "things")
    shelf.put(NAME, CONTENT)
    DAMAGES[damage](kept(tmp_path)[0])
    assert shelf.get(NAME) is None
    shelf.put(NAME, CONTENT)
    assert shelf.get(NAME) == CONTENT


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "things").write_text("a file stands where the folder should be", encoding="utf-8")
    for shelf in (Cache(tmp_path, "things"), Cache(None, "things")):
        shelf.put(NAME, CONTENT)
        assert shelf.get(NAME) is None
    tidy(tmp_path / "things")
    assert len(kept(tmp_path)) == 1


def test_what_was_not_asked_for_longest_goes_first(tmp_path: Path) -> None:
    shelf = Cache(tmp_path, "things")
    names = [letter * 64 for letter in "abcd"]
    for age, name in enumerate(names):
        shelf.put(name, CONTENT)
        (file,) = (path for path in kept(tmp_path) if path.name == name)
        os.utime(file, (1_000_000_000 - age,) * 2)
    assert shelf.get(names[3]) == CONTENT
    # Each takes a block of 4,096 bytes.
    tidy(tmp_path, most=2 * 4096)
    assert [shelf.get(name) is not None for name in names] == [True, False, False, True]


def test_the_folder_is_looked_at_once_an_hour(tmp_path: Path) -> None:
    shelf = Cache(tmp_path, "things")
    tidy(tmp_path, most=0)
    shelf.put(NAME, CONTENT)
    tidy(tmp_path, most=0)
    assert shelf.get(NAME) == CONTENT
    looked = tmp_path / "looked"
    os.utime(looked, (looked.stat().st_mtime - 3601,) * 2)
    tidy(tmp_path, most=0)
    assert shelf.get(NAME) is None
