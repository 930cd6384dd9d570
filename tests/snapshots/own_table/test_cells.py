"""What becomes of each cell of an analyst's table: counts, moments, lists, strangers' text, ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.snapshots.own_table.conftest import Take, values


@pytest.mark.parametrize(
    ("cell", "map_", "value"),
    [
        ("12", "", 12),
        ("0", "", 0),
        ("", "", None),
        ("  7 ", "", 7),
        ("12.0", "", 12),
        ("9223372036854775807", "", 9223372036854775807),
        ("-", "not_known: ['-', n/a]", None),
        ("n/a", "not_known: ['-', n/a]", None),
        ("0", "zero: not known", None),
        ('"1,234,567"', "thousands_separator: ','", 1_234_567),
        ("1.234.567", "thousands_separator: '.'", 1_234_567),
        ("1234", "thousands_separator: '.'", 1234),
        ("1 234", "thousands_separator: ' '", 1234),
        ("1'234", 'thousands_separator: "\'"', 1234),
        ("1_234", "thousands_separator: _", 1234),
        ("7.6", "unit: billions", 7_600_000_000),
        ("0.1", "unit: thousands", 100),
        ("1.0000005", "unit: millions", 1_000_001),
        ('"1,234.5"', "{thousands_separator: ',', unit: thousands}", 1_234_500),
    ],
)
def test_a_count(take: Take, cell: str, map_: str, value: int | None) -> None:
    more = map_.strip("{}")
    taken = take(
        f"id,n\na/b,{cell}\n", f"downloads_30d: {{column: n, {more}}}" if more else "downloads_30d: n"
    )
    assert values(taken, "downloads_30d") == [value]


def test_zeros_that_are_not_known_are_counted(take: Take) -> None:
    manifest, _ = take("id,n\na/b,0\na/c,0\na/d,1\n", "likes: {column: n, zero: not known}")
    assert manifest.counts == {"zero_likes_not_known": 2}


@pytest.mark.parametrize("cell", ["0", "5000000000001"])
def test_numbers_of_parameters_that_cannot_be(take: Take, cell: str) -> None:
    taken = take(f"id,n\na/b,{cell}\n", "parameters: n")
    assert values(taken, "parameters") == [None]
    assert taken[0].counts == {"impossible_parameters": 1}


@pytest.mark.parametrize(
    "cell", ["-1", "1,234", "1.5", "1e3", "many", "9223372036854775808", "=1+1", "١٢", "+5", "0x10", "1_000"]
)
def test_a_count_that_is_none_is_placed(refused: Callable[..., str], tmp_path: Path, cell: str) -> None:
    said = refused(f'id,n\na/b,1\na/c,"{cell}"\n', "likes: n")
    assert said.startswith(
        f"{tmp_path}/panel:3: n: expected a whole number from 0 to 9,223,372,036,854,775,807"
    )
    assert f"got {cell!r}" in said
    assert "under columns.likes in" in said
    assert "thousands_separator" in said


@pytest.mark.parametrize("cell", ["12,34", "1,2345", ",123", "1,234,56"])
def test_thousands_stand_in_threes(refused: Callable[..., str], cell: str) -> None:
    said = refused(f'id,n\na/b,"{cell}"\n', "likes: {column: n, thousands_separator: ','}")
    assert ":2: n: expected a whole number" in said


def test_of_several_wrong_cells_the_first_line_is_named(refused: Callable[..., str]) -> None:
    said = refused("id,n,m\na/b,1,1\na/c,1,x\na/d,y,1\na/e,1,z\n", "likes: n", "children: m")
    assert ":3: m: expected" in said
    assert "got 'x' (2 cells of this column are so)" in said


@pytest.mark.parametrize(
    ("cell", "format_", "value"),
    [
        ("2026-01-02", None, dt.datetime(2026, 1, 2)),
        ("2026-01-02 03:04", None, dt.datetime(2026, 1, 2, 3, 4)),
        ("2026-01-02T03:04:05.678", None, dt.datetime(2026, 1, 2, 3, 4, 5)),
        ("2026-01-02T03:04:05Z", None, dt.datetime(2026, 1, 2, 3, 4, 5)),
        ("2026-01-02T03:04:05+02:30", None, dt.datetime(2026, 1, 2, 0, 34, 5)),
        ("2026-01-02T03:04:05-0100", None, dt.datetime(2026, 1, 2, 4, 4, 5)),
        ("02/01/2026", "%d/%m/%Y", dt.datetime(2026, 1, 2)),
        ("02.01.2026 03:04 +0200", "%d.%m.%Y %H:%M %z", dt.datetime(2026, 1, 2, 1, 4)),
        ("", None, None),
    ],
)
def test_a_moment(take: Take, cell: str, format_: str | None, value: dt.datetime | None) -> None:
    column = f"{{column: t, format: '{format_}'}}" if format_ else "t"
    taken = take(f"id,t\na/b,{cell}\n", f"created_at: {column}")
    assert values(taken, "created_at") == [value and value.replace(tzinfo=dt.UTC)]


@pytest.mark.parametrize(
    "cell", ["02/01/2026", "2026-02-30", "2026", "epoch", "infinity", "20260102", "yesterday"]
)
def test_a_moment_that_is_none_is_placed(refused: Callable[..., str], cell: str) -> None:
    said = refused(f"id,t\na/b,{cell}\n", "last_modified: t")
    assert f":2: t: expected a date such as 2026-09-20 or 2026-09-20T14:30:00Z, got {cell!r}" in said
    assert "(format, not_known)" in said


def test_a_moment_after_the_date_of_the_snapshot(refused: Callable[..., str]) -> None:
    assert "created_at 2026-09-21, after the date 2026-09-20" in refused(
        "id,t\na/b,2026-09-21\n", "created_at: t"
    )


def test_tags_and_base_models(take: Take) -> None:
    table = 'id,t,b\na/b,"gguf; en;license:mit;","a/b; c/d;none; c/d"\na/c,,\na/d,en,e/f\n'
    taken = take(
        table, "tags: {column: t, separator: ;}", "base_models: {column: b, separator: ;, relation: merge}"
    )
    assert values(taken, "tags") == [["gguf", "license:mit"], None, []]
    merged = [{"relation": "merge", "repo_id": name} for name in ("a/b", "c/d")]
    assert values(taken, "base_models") == [merged, None, [{"relation": "merge", "repo_id": "e/f"}]]
    assert taken[0].counts == {"malformed_base_models": 1, "self_references": 1}


def test_one_base_model_without_a_separator_or_a_relation(take: Take) -> None:
    taken = take("id,b\na/b,c/d\n", "base_models: b")
    assert values(taken, "base_models") == [[{"relation": None, "repo_id": "c/d"}]]


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "<script>", "通义\u202e", "x" * 9000]
)
def test_a_strangers_text_is_text(take: Take, text: str) -> None:
    taken = take(f'id,l\na/b,"{text}"\n', "license: l", "gated: l", "pipeline_tag: l", "library: l")
    assert [taken[1]["a/b"][name] for name in ("license", "gated", "pipeline_tag", "library")] == [text] * 4


@pytest.mark.parametrize("cell", ["", "no-owner", "=cmd|x", "a/b/c", "a b/c", "https://a/b", "a/" + "x" * 97])
def test_an_id_that_is_none_is_placed(refused: Callable[..., str], cell: str) -> None:
    said = refused(f"id,n\na/b,1\n{cell},2\n", "likes: n")
    assert f":3: id: expected the id of a model as owner/name, got {cell[:60]!r}; mend the cell." in said


def test_a_repository_that_stands_twice_is_named_with_both_lines(refused: Callable[..., str]) -> None:
    said = refused("id\na/b\n\nc/d\na/b\nc/d\na/b\n")
    assert ":5: a/b stands already in line 2 (2 repositories stand more than once); keep one row" in said


def test_ids_that_differ_in_case_only_are_two(take: Take) -> None:
    manifest, rows = take("id\na/Phi\na/phi\n")
    assert set(rows) == {"a/Phi", "a/phi"}
    assert manifest.counts == {"ids_differing_in_case_only": 2}
