"""A file that is no whole archive gets one clear message, and nothing is written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from briefgen.errors import InputError
from briefgen.snapshots.archives import FORMATS
from briefgen.snapshots.importing import import_archive
from briefgen.snapshots.store import Store
from tests.snapshots.conftest import DATES, ROWS, write_archive

REQUIRED = {
    "osir-lmts": "metadata",
    "llmfit": "hf_likes",
    "hub-stats": "downloads",
    "radar": "downloads_30d",
}


def refused(store: Store, format: str, file: Path, date: dt.date | None = None) -> str:
    with pytest.raises(InputError) as caught:
        import_archive(store, format, file, date or DATES[format])
    assert not store.folder.exists(), "something was left behind"
    message = str(caught.value)
    assert str(file) in message
    assert "\n" not in message
    return message


@pytest.fixture(params=FORMATS)
def format(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_truncated(tmp_path: Path, store: Store, format: str) -> None:
    file = write_archive(tmp_path / "archive", format, [ROWS[format], ROWS[format]])
    file.write_bytes(file.read_bytes()[:-20])
    message = refused(store, format, file)
    assert f"not a whole {format} archive" in message
    if format in ("osir-lmts", "radar"):
        assert f"{file}:2: " in message


def test_empty(tmp_path: Path, store: Store, format: str) -> None:
    file = tmp_path / "archive"
    file.touch()
    assert f"not a whole {format} archive" in refused(store, format, file)


def test_no_rows(tmp_path: Path, store: Store, format: str) -> None:
    file = write_archive(tmp_path / "archive", format, [ROWS[format]])
    if format == "hub-stats":
        import pyarrow.parquet as pq

        pq.write_table(pq.read_table(file).slice(0, 0), file)
    else:
        file.write_text("[]" if format == "llmfit" else "")
    assert f"not a whole {format} archive" in refused(store, format, file)


@pytest.mark.parametrize("other", FORMATS)
def test_another_format(tmp_path: Path, store: Store, format: str, other: str) -> None:
    file = write_archive(tmp_path / "archive", other, [ROWS[other]])
    if other == format:
        assert import_archive(store, format, file, DATES[format]).rows == 1
    else:
        assert f"not a whole {format} archive" in refused(store, format, file)


def test_a_missing_column_is_named(tmp_path: Path, store: Store, format: str) -> None:
    row = {name: value for name, value in ROWS[format].items() if name != REQUIRED[format]}
    file = write_archive(tmp_path / "archive", format, [row])
    assert REQUIRED[format] in refused(store, format, file)


@pytest.mark.parametrize(
    ("format", "change", "place"),
    [
        ("osir-lmts", {"likes": -1}, ":2: not a whole osir-lmts archive: likes"),
        ("osir-lmts", {"likes": "1,234"}, ":2: not a whole osir-lmts archive: likes"),
        ("osir-lmts", {"repo": "<script>"}, ":2: not a whole osir-lmts archive: repo"),
        ("llmfit", {"hf_downloads": -5}, "1.hf_downloads"),
        ("llmfit", {"name": "no-owner"}, "1.name"),
        ("llmfit", {"release_date": "yesterday"}, "1.release_date"),
        ("hub-stats", {"likes": -1}, "row 2: likes"),
        ("hub-stats", {"id": "=cmd|x"}, "row 2: id"),
        ("radar", {"id": "a/" + "x" * 97}, ":2: not a whole radar archive: id"),
        ("radar", {"downloads_30d": 1.5}, ":2: not a whole radar archive: downloads_30d"),
    ],
)
def test_a_wrong_value_is_placed(
    tmp_path: Path, store: Store, format: str, change: dict[str, object], place: str
) -> None:
    file = write_archive(tmp_path / "archive", format, [ROWS[format], ROWS[format] | change])
    assert place in refused(store, format, file)


def test_a_missing_file(tmp_path: Path, store: Store, format: str) -> None:
    assert "cannot be read (No such file or directory)" in refused(store, format, tmp_path / "archive")
    assert "cannot be read" in refused(store, format, tmp_path)


def test_a_date_before_the_newest_row(tmp_path: Path, store: Store, format: str) -> None:
    file = write_archive(tmp_path / "archive", format, [ROWS[format]])
    message = refused(store, format, file, dt.date(2022, 1, 1))
    assert "2022-01-01" in message
    assert "Give th" in message


def test_a_date_still_to_come(tmp_path: Path, store: Store, format: str) -> None:
    file = write_archive(tmp_path / "archive", format, [ROWS[format]])
    today = dt.datetime.now(dt.UTC).date()
    message = refused(store, format, file, today + dt.timedelta(days=2))
    assert "is still to come" in message
    assert "Give the day on which the figures were taken" in message


def test_a_repository_listed_twice(tmp_path: Path, store: Store, format: str) -> None:
    file = write_archive(tmp_path / "archive", format, [ROWS[format], ROWS[format]])
    with pytest.raises(InputError, match="stand in several rows, first 'alpha/one'"):
        import_archive(store, format, file, DATES[format])
    assert not list(store.folder.iterdir())


def test_an_unknown_format(tmp_path: Path, store: Store) -> None:
    with pytest.raises(InputError, match="expected one of hub-stats, llmfit, osir-lmts, radar"):
        import_archive(store, "kaggle", tmp_path, dt.date(2026, 1, 1))


def test_an_earlier_file_is_of_use_to_llmfit_alone(tmp_path: Path, store: Store) -> None:
    file = write_archive(tmp_path / "archive", "radar", [ROWS["radar"]])
    with pytest.raises(InputError, match="of use to llmfit alone"):
        import_archive(store, "radar", file, DATES["radar"], previous=file)


def test_a_broken_earlier_file_is_the_one_named(tmp_path: Path, store: Store) -> None:
    file = write_archive(tmp_path / "archive", "llmfit", [ROWS["llmfit"]])
    (tmp_path / "earlier").write_text("[{}]")
    with pytest.raises(InputError, match=r"earlier: not a whole llmfit archive: no 0\.name"):
        import_archive(store, "llmfit", file, DATES["llmfit"], previous=tmp_path / "earlier")
