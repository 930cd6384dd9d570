"""Zips that are no bundle: none is believed, none writes outside its place, none takes the machine along."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefgen.evidence.container.zip import UnsafeArchiveError, unpack
from briefgen.evidence.verify.verify import verify
from briefgen.project import Project
from tests.evidence.tampering import zipped


def _with(target: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target


def _special(kind: int, name: str = "bag/link") -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.external_attr = (kind | 0o644) << 16
    return member


def _plain(name: str) -> zipfile.ZipInfo:
    return _special(stat.S_IFREG, name)


OUTWARD = [
    "../outside.txt",
    "bag/../../outside.txt",
    "/outside.txt",
    "bag//outside.txt",
    "bag/./outside.txt",
    "C:/outside.txt",
    "bag\\..\\outside.txt",
    "bag/outside\x00.txt",
    "bag/\u202eoutside.txt",
    "bag/.hidden",
    "bag/" + "x" * 300,
    "bag/",
]


@pytest.mark.parametrize("name", OUTWARD)
def test_a_path_that_leads_elsewhere_is_not_unpacked(tmp_path: Path, name: str) -> None:
    member = _plain("x")
    member.filename = name
    bad = _with(tmp_path / "bad.zip", (_plain("bag/good.txt"), b"good"), (member, b"bad"))
    inside = tmp_path / "room" / "inside"
    inside.mkdir(parents=True)
    with pytest.raises(UnsafeArchiveError):
        unpack(bad, inside)
    assert not list(inside.iterdir())
    assert [path.name for path in (tmp_path / "room").iterdir()] == ["inside"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR, 0])
def test_a_link_or_device_is_not_unpacked(tmp_path: Path, kind: int) -> None:
    bad = _with(tmp_path / "bad.zip", (_special(kind), b"/etc/passwd"))
    with pytest.raises(UnsafeArchiveError, match="no plain file"):
        unpack(bad, tmp_path / "inside")
    assert not (tmp_path / "inside").exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["bag/a.txt", "bag/A.TXT"])
def test_two_files_of_one_name_are_not_unpacked(tmp_path: Path, second: str) -> None:
    bad = _with(tmp_path / "bad.zip", (_plain("bag/a.txt"), b"1"), (_plain(second), b"2"))
    with pytest.raises(UnsafeArchiveError, match="two files"):
        unpack(bad, tmp_path / "inside")


def test_a_file_in_a_file_is_not_unpacked(tmp_path: Path) -> None:
    bad = _with(tmp_path / "bad.zip", (_plain("bag/a"), b"1"), (_plain("bag/a/b"), b"2"))
    with pytest.raises(UnsafeArchiveError, match="lies in a file"):
        unpack(bad, tmp_path / "inside")


def test_more_than_one_folder_is_not_unpacked(tmp_path: Path) -> None:
    for members in (("a/x", "b/y"), ("a/x", "y")):
        bad = _with(tmp_path / "bad.zip", *((_plain(name), b"1") for name in members))
        with pytest.raises(UnsafeArchiveError, match="expected one folder"):
            unpack(bad, tmp_path / "inside")


def test_a_bomb_is_told_by_its_compression(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_plain("bag/zeros"), bytes(50_000_000), zipfile.ZIP_DEFLATED)
    assert (tmp_path / "bomb.zip").stat().st_size < 100_000
    with pytest.raises(UnsafeArchiveError, match="compressed"):
        unpack(tmp_path / "bomb.zip", tmp_path / "inside")
    assert not (tmp_path / "inside").exists()


def _listing(content: bytes) -> int:
    """Where the list of members begins."""
    return content.index(b"PK\x01\x02")


def test_a_size_that_is_a_lie_is_told(tmp_path: Path) -> None:
    """A member that claims more than the whole zip has, and one that claims less than it has."""
    good = _with(tmp_path / "good.zip", (_plain("bag/a"), b"x" * 100)).read_bytes()
    for claimed in (4_000_000_000, 10):
        at = _listing(good) + 20
        lie = good[:at] + struct.pack("<II", claimed, claimed) + good[at + 8 :]
        (tmp_path / "lie.zip").write_bytes(lie)
        with pytest.raises(UnsafeArchiveError):
            unpack(tmp_path / "lie.zip", tmp_path / "inside")


def test_members_that_share_their_bytes_are_told(tmp_path: Path) -> None:
    """The other kind of bomb: a thousand members of one stretch of bytes."""
    good = _with(tmp_path / "good.zip", (_plain("bag/a0000"), b"x" * 10_000)).read_bytes()
    start = _listing(good)
    entry = good[start : good.index(b"PK\x05\x06")]
    entries = b"".join(entry.replace(b"a0000", b"a%04d" % number) for number in range(1000))
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), start, 0)
    (tmp_path / "bomb.zip").write_bytes(good[:start] + entries + end)
    with pytest.raises(UnsafeArchiveError, match="more bytes than the zip has"):
        unpack(tmp_path / "bomb.zip", tmp_path / "inside")


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    good = _with(tmp_path / "good.zip", (_plain("bag/a"), b"x")).read_bytes()
    at = _listing(good) + 8
    (tmp_path / "locked.zip").write_bytes(good[:at] + b"\x01\x00" + good[at + 2 :])
    with pytest.raises(UnsafeArchiveError, match="encrypted"):
        unpack(tmp_path / "locked.zip", tmp_path / "inside")


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _empty(_: bytes) -> bytes:
    return b""


def _before(content: bytes) -> bytes:
    return b"#!/bin/sh\n" + content


def _after(content: bytes) -> bytes:
    return content + b"and more"


def _comment(content: bytes) -> bytes:
    return content[:-2] + struct.pack("<H", 5) + b"hello"


def _no_zip(_: bytes) -> bytes:
    return b"not a zip at all"


@pytest.mark.parametrize(
    "alter", [_cut, _empty, _before, _after, _comment, _no_zip], ids=lambda it: it.__name__
)
def test_a_zip_with_less_or_more_is_not_verified(
    made: Path, project: Project, tmp_path: Path, alter: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "altered.zip").write_bytes(alter(made.read_bytes()))
    report = verify(tmp_path / "altered.zip", project)
    assert not report.verified
    assert report.differences[0].file == "altered.zip"


def test_a_compressed_bundle_is_sent_to_its_folder(bag: Path, project: Project, tmp_path: Path) -> None:
    packed = zipped(bag, tmp_path / "packed.zip", zipfile.ZIP_DEFLATED)
    (difference,) = verify(packed, project).differences
    assert "unpack it and verify the folder" in difference.what


@st.composite
def _corruptions(draw: st.DrawFn) -> tuple[str, float, bytes]:
    """What to do, where (as a part of the whole), and with which bytes."""
    kind = draw(st.sampled_from(["replace", "insert", "delete", "cut", "swap"]))
    return kind, draw(st.floats(0, 1, exclude_max=True)), draw(st.binary(min_size=1, max_size=40))


def _corrupted(content: bytes, kind: str, where: float, noise: bytes) -> bytes:
    at = int(where * len(content))
    match kind:
        case "replace":
            return content[:at] + noise + content[at + len(noise) :]
        case "insert":
            return content[:at] + noise + content[at:]
        case "delete":
            return content[:at] + content[at + len(noise) :]
        case "cut":
            return content[:at]
    return content[:at] + content[at : at + 2 * len(noise)][::-1] + content[at + 2 * len(noise) :]


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(corruption=_corruptions())
def test_no_random_corruption_is_verified(
    made: Path, project: Project, tmp_path: Path, corruption: tuple[str, float, bytes]
) -> None:
    whole = made.read_bytes()
    broken = _corrupted(whole, *corruption)
    (tmp_path / "broken.zip").write_bytes(broken)
    # Some noise is what stood there, and some turned round is the same.
    assert verify(tmp_path / "broken.zip", project).verified == (broken == whole)
