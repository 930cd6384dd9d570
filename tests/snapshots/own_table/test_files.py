"""An analyst's table as a file, CSV or Parquet: what is wrong with it is named by its line."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefgen.snapshots.store import Store
from tests.snapshots.own_table.conftest import ABOUT, Take, values


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", ":1: expected a header with the names of the columns, but the file is empty."),
        ("\n\n", ":1: expected a header"),
        ("id,n\n", ":2: expected a row a model below the header; there is none."),
        ("id,n,n\na/b,1,2\n", ":1: the column 'n' stands here twice"),
        ("id,n\na/b,1\nid,n\na/c,1\n", ":3: the header stands here a second time"),
        ("id,n\na/b,1\na/c\n", ":3: expected 2 cells as in the header, got 1"),
        ("id,n\na/b,1\na/c,1,234\n", ":3: expected 2 cells as in the header, got 3"),
        ('id,n\na/b,1\na/c,"2\na/d,3\n', ":3: this is not CSV (unexpected end of data)"),
        ('id,n\na/b,"1"2\n', ":2: this is not CSV"),
        (b"id,n\na/b,caf\xe9\n", ":2: expected UTF-8 text, got the byte 0xe9; save the file as UTF-8."),
        ("id,n\na/b,1\n".encode("utf-16"), ":1: expected UTF-8 text, got the byte 0xff"),
        (gzip.compress(b"id,n\n" + b"a/b,1\n" * 9000)[:-20], "the gzipped file is cut short or damaged"),
    ],
)
def test_a_broken_file_is_placed(
    refused: Callable[..., str], tmp_path: Path, table: str | bytes, said: str
) -> None:
    told = refused(table, "likes: n")
    assert told.startswith(f"{tmp_path}/panel:")
    assert said in told
    assert "\n" not in told


def test_lines_are_those_of_the_file_even_where_cells_break_them(refused: Callable[..., str]) -> None:
    assert ":6: n: expected" in refused('id,t,n\r\na/b,"x\r\ny",1\r\n\r\na/c,"z",1\r\na/d,,x\r\n', "likes: n")


def test_a_mark_of_byte_order_is_no_part_of_the_first_name(take: Take) -> None:
    assert values(take(b"\xef\xbb\xbfid,n\na/b,1\n", "likes: n"), "likes") == [1]


def test_gzipped_and_plain_give_the_same_rows(
    take: Take, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several batches, the last of which is not full."""
    for reading in ("text_table", "workbench"):
        monkeypatch.setattr(f"briefgen.snapshots.archives.{reading}._ROWS_AT_A_TIME", 1000)
    plain = "id,n\n" + "".join(f"a/m{number},{number}\n" for number in range(3500))
    first, rows = take(plain, "likes: n")
    assert len(rows) == 3500
    for file in store.folder.iterdir():
        file.unlink()
    assert take(gzip.compress(plain.encode()), "likes: n")[0].sha256 == first.sha256


@pytest.mark.parametrize(("delimiter", "word"), [(";", "';'"), ("\t", "tab"), ("|", "'|'")])
def test_other_delimiters(take: Take, delimiter: str, word: str) -> None:
    about = ABOUT.replace("columns:", f"delimiter: {word}\ncolumns:")
    taken = take(f"id{delimiter}n\na/b{delimiter}7\n", "likes: n", about=about)
    assert values(taken, "likes") == [7]


def test_a_parquet_table(take: Take) -> None:
    table = pa.table(
        {
            "id": ["a/b", "a/c"],
            "n": pa.array([1.0, None]),
            "size": [7.5, float("nan")],
            "when": pa.array([dt.datetime(2026, 1, 2, 3), None], pa.timestamp("us", tz="Asia/Tokyo")),
            "day": pa.array([dt.date(2026, 1, 2), None]),
            "tags": [["gguf", "en"], None],
            "bases": [["c/d"], []],
            "gated": [True, False],
        }
    )
    taken = take(
        table,
        *("likes: n", "parameters: {column: size, unit: billions}", "created_at: when", "last_modified: day"),
        *("tags: tags", "base_models: bases", "gated: gated"),
    )
    assert values(taken, "likes") == [1, None]
    assert values(taken, "parameters") == [7_500_000_000, None]
    assert values(taken, "created_at") == [dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC), None]
    assert values(taken, "last_modified") == [dt.datetime(2026, 1, 2, tzinfo=dt.UTC), None]
    assert values(taken, "tags") == [["gguf"], None]
    assert values(taken, "base_models") == [[{"relation": None, "repo_id": "c/d"}], []]
    assert values(taken, "gated") == ["true", "false"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"id": ["a/b", "a/c"], "n": [1, -1]}, ": row 2: n: expected a whole number"),
        ({"id": ["a/b", "a/c"], "n": [1.5, 1.0]}, ": row 1: n: expected a whole number"),
        ({"id": ["a/b", "a/c"], "n": [float("inf"), 1.0]}, ": row 1: n: expected a whole number"),
        ({"id": ["a/b", None], "n": [1, 1]}, ": row 2: id: expected the id of a model as owner/name, got ''"),
        ({"id": ["a/b", "a/b"], "n": [1, 1]}, ": row 2: a/b stands already in row 1"),
        ({"id": [], "n": []}, ": expected a row a model"),
    ],
)
def test_a_wrong_row_of_a_parquet_table(
    refused: Callable[..., str], columns: dict[str, list[Any]], said: str
) -> None:
    assert said in refused(pa.table(columns), "likes: n")


def test_a_parquet_table_cut_short(refused: Callable[..., str], tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["a/b"]}), tmp_path / "whole")
    assert "panel: cannot be read as " in refused((tmp_path / "whole").read_bytes()[:-9])
