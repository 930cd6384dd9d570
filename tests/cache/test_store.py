"""A cache gives back what was put into it or nothing, and its folder stays within its size."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.cache.store import BYTES, JSON, Cache, Codec, folder, key_of, tidy
from briefgen.errors import InputError

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


class Work:
    """Gives a content, and counts how often it was asked to."""

    def __init__(self, content: bytes = CONTENT) -> None:
        self.content, self.done = content, 0

    def __call__(self) -> bytes:
        self.done += 1
        return self.content


def test_what_was_put_there_is_given_back(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.get("things", NAME, BYTES) is None
    for content in (CONTENT, b"", b"\n", b"another"):
        cache.put("things", NAME, content, BYTES)
        assert Cache(tmp_path).get("things", NAME, BYTES) == content
    assert cache.get("things", OTHER, BYTES) is None
    assert cache.get("others", NAME, BYTES) is None
    assert len(kept(tmp_path)) == 1


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_counts_as_missing_until_it_is_put_again(tmp_path: Path, damage: str) -> None:
    cache = Cache(tmp_path)
    cache.put("things", NAME, CONTENT, BYTES)
    DAMAGES[damage](kept(tmp_path)[0])
    assert cache.get("things", NAME, BYTES) is None
    work = Work()
    assert [cache.remember("things", NAME, work, BYTES) for _ in range(2)] == [CONTENT, CONTENT]
    assert work.done == 1
    assert cache.get("things", NAME, BYTES) == CONTENT


def test_what_is_remembered_is_made_once_for_each_key(tmp_path: Path) -> None:
    cache, work = Cache(tmp_path), Work()
    assert {cache.remember("things", NAME, work, BYTES) for _ in range(3)} == {CONTENT}
    assert work.done == 1
    work.content = b"another"
    assert cache.remember("things", OTHER, work, BYTES) == b"another"
    assert cache.remember("others", NAME, work, BYTES) == b"another"
    assert cache.remember("things", NAME, work, BYTES) == CONTENT
    assert work.done == 3


def test_without_a_folder_or_a_key_it_is_made_each_time(tmp_path: Path) -> None:
    work = Work()
    for cache, key in ((Cache(None), NAME), (Cache(tmp_path), None)):
        assert [cache.remember("things", key, work, BYTES) for _ in range(2)] == [CONTENT, CONTENT]
    assert work.done == 4
    assert kept(tmp_path) == []


def test_what_fails_is_not_cached(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise InputError("wrong")

    with pytest.raises(InputError):
        Cache(tmp_path).remember("things", NAME, fail, BYTES)
    assert kept(tmp_path) == []
    assert Cache(tmp_path).remember("things", NAME, Work(), BYTES) == CONTENT


def test_things_are_cached_as_their_codec_writes_them(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    thing = {"names": ["通义", None], "shares": [0.5, 1]}
    assert cache.remember("things", NAME, lambda: thing, JSON) == thing
    assert cache.get("things", NAME, JSON) == thing
    # What another codec cannot read counts as missing, and is made again.
    numbers: Codec[int] = Codec(lambda number: str(number).encode(), int)
    assert cache.get("things", NAME, numbers) is None
    assert cache.remember("things", NAME, lambda: 7, numbers) == 7
    assert cache.get("things", NAME, numbers) == 7


def test_each_part_and_its_place_changes_the_key() -> None:
    parts: list[tuple[object, ...]] = [
        (),
        ("",),
        ("a", "b"),
        ("ab",),
        ("b", "a"),
        (["a", "b"],),
        (b"a", "b"),
        (b"b", "b"),
        ({"a": 1, "b": None},),
        ({"a": 1},),
    ]
    assert len({key_of(*one) for one in parts}) == len(parts)
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1})


def test_the_users_cache_folder_is_where_the_system_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert folder() == tmp_path / "briefgen"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder() == tmp_path / ".cache" / "briefgen"


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "things").write_text("a file stands where the folder should be", encoding="utf-8")
    for cache in (Cache(tmp_path), Cache(None)):
        cache.put("things", NAME, CONTENT, BYTES)
        assert cache.get("things", NAME, BYTES) is None
    tidy(tmp_path / "things")
    assert len(kept(tmp_path)) == 1


def test_what_was_not_asked_for_longest_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    names = [letter * 64 for letter in "abcd"]
    for age, name in enumerate(names):
        cache.put("things", name, CONTENT, BYTES)
        (file,) = (path for path in kept(tmp_path) if path.name == name)
        os.utime(file, (1_000_000_000 - age,) * 2)
    assert cache.get("things", names[3], BYTES) == CONTENT
    # Each takes a block of 4,096 bytes.
    tidy(tmp_path, most=2 * 4096)
    left = [cache.get("things", name, BYTES) is not None for name in names]
    assert left == [True, False, False, True]


def test_the_folder_is_looked_at_once_an_hour(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    tidy(tmp_path, most=0)
    cache.put("things", NAME, CONTENT, BYTES)
    tidy(tmp_path, most=0)
    assert cache.get("things", NAME, BYTES) == CONTENT
    looked = tmp_path / "looked"
    os.utime(looked, (looked.stat().st_mtime - 3601,) * 2)
    tidy(tmp_path, most=0)
    assert cache.get("things", NAME, BYTES) is None
