"""An analyst's own table, CSV or Parquet: what its map makes of it; each trap is refused by name and line."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefgen.project import InputError
from briefgen.snapshots.importing import import_table
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store

DATE = dt.date(2026, 9, 20)
ABOUT = """\
origin: my-panel
licence: CC-BY-4.0
attribution: a panel made up for a test
population:
  words: models made up for a test
  kind: selection
columns:
  repo_id: id
"""

Row = Mapping[str, Any]
Taken = tuple[Manifest, Mapping[str, Row]]
Take = Callable[..., Taken]


@pytest.fixture
def take(tmp_path: Path, store: Store) -> Take:
    """Import a table, given as text, bytes or Arrow, with more lines of the map; return manifest and rows."""

    def run(table: str | bytes | pa.Table, *columns: str, about: str = ABOUT) -> Taken:
        file, map_file = tmp_path / "panel", tmp_path / "map.yaml"
        if isinstance(table, pa.Table):
            pq.write_table(table, file)
        else:
            file.write_bytes(table if isinstance(table, bytes) else table.encode())
        map_file.write_text(about + "".join(f"  {line}\n" for line in columns), encoding="utf-8")
        manifest = import_table(store, file, map_file, DATE)
        rows = pq.read_table(store.path(manifest.id)).to_pylist()
        return manifest, {row["repo_id"]: row for row in rows}

    return run


@pytest.fixture
def refused(take: Take, store: Store) -> Callable[..., str]:
    """Import a table that must be refused, and return the message; nothing is left behind."""

    def run(*given: Any, **more: Any) -> str:
        with pytest.raises(InputError) as caught:
            take(*given, **more)
        assert not list(store.folder.glob("*"))
        return str(caught.value)

    return run


def values(taken: Taken, column: str) -> list[Any]:
    return [row[column] for row in taken[1].values()]


def test_what_a_snapshot_says_of_the_table(take: Take) -> None:
    about = ABOUT.replace("  kind: selection\n", "  kind: organisations\n  leaves_out: [image models]\n")
    about = about.replace("columns:", "organisations_in_full: [a, b]\nnotes: [made up]\ncolumns:")
    manifest, rows = take("id,hearts\nb/two,2\na/one,1\n", "likes: hearts", about=about)
    assert manifest.id == "2026-09-20-my-panel"
    assert (manifest.licence, manifest.attribution) == ("CC-BY-4.0", "a panel made up for a test")
    assert manifest.population.model_dump() == {
        "words": "models made up for a test",
        "kind": "organisations",
        "leaves_out": ("image models",),
    }
    assert (manifest.organisations_in_full, manifest.notes) == (("a", "b"), ("made up",))
    assert manifest.date_known == "exact"
    assert manifest.retrieval.parameters["columns"] == {
        "repo_id": {"column": "id"},
        "likes": {"column": "hearts"},
    }
    assert {part["name"] for part in (manifest.retrieval.parameters[one] for one in ("file", "map"))} == {
        "panel",
        "map.yaml",
    }
    assert set(manifest.absent_columns) == set(rows["a/one"]) - {"repo_id", "author", "likes"}
    assert list(rows) == ["a/one", "b/two"]
    assert [row["author"] for row in rows.values()] == ["a", "b"]


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


def test_gzipped_and_plain_give_the_same_rows(take: Take, store: Store) -> None:
    plain = "id,n\n" + "".join(f"a/m{number},{number}\n" for number in range(70_000))
    first, rows = take(plain, "likes: n")
    assert len(rows) == 70_000
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


@pytest.mark.parametrize("table", ["id,downloads\na/b,1\n", pa.table({"id": ["a/b"], "downloads": [1]})])
def test_an_unknown_column_is_shown_in_the_map(
    refused: Callable[..., str], tmp_path: Path, table: Any
) -> None:
    said = refused(table, "likes: download")
    place = rf"{re.escape(str(tmp_path))}/map\.yaml:9:10: columns\.likes\.column: "
    assert re.match(place + r"expected a column of .*panel, which has no 'download'", said)
    assert said.endswith("did you mean downloads? It has: id, downloads")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("likees: n", "map.yaml:9:3: columns.likees: unknown key; expected one of repo_id, created_at, "),
        ("author: n", "map.yaml:9:3: columns.author: unknown key"),
        ("likes: {colum: n}", "map.yaml:9:11: columns.likes.colum: unknown key; expected one of column, "),
        (
            "likes: {column: n, unit: trillions}",
            "columns.likes.unit: expected 'ones', 'thousands', 'millions'",
        ),
        (
            "likes: {column: n, zero: maybe}",
            "columns.likes.zero: expected 'zero' or 'not known', got 'maybe'",
        ),
        ("likes: {column: n, format: '%Y'}", "columns.likes.format: unknown key"),
        ("likes: [n]", "columns.likes: expected"),
        ("tags: {column: n, separator: ''}", "expected the text between two items"),
        ("created_at: {column: n, format: '%Q'}", 'created_at.format: expected a format such as "%d/%m/%Y"'),
        ("likes: n\n  likes: m", "this key stands here a second time"),
    ],
)
def test_a_mistake_in_the_map_is_placed(
    refused: Callable[..., str], tmp_path: Path, line: str, said: str
) -> None:
    told = refused("id,n\na/b,1\n", line)
    assert re.match(rf"{re.escape(str(tmp_path))}/map\.yaml:\d+:\d+: ", told)
    assert said in told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("origin: my-panel", "origin: My Panel", "map.yaml:1:9: origin: expected an id such as"),
        ("origin: my-panel", "origin: hub-stats", "map.yaml:1:9: origin: expected an id of your own"),
        ("origin: my-panel", "origin: hub-all", "origin: expected an id of your own; hub-all is taken"),
        ("licence: CC-BY-4.0\n", "", "licence: expected here, but missing"),
        (
            "kind: selection",
            "kind: census",
            "population.kind: expected 'whole', 'organisations', 'selection' or",
        ),
        ("  repo_id: id", "  likes: n", "columns.repo_id: expected here, but missing"),
    ],
)
def test_what_the_map_must_say(refused: Callable[..., str], old: str, new: str, said: str) -> None:
    assert said in refused("id,n\na/b,1\n", about=ABOUT.replace(old, new))


def test_a_map_that_is_not_there(store: Store, tmp_path: Path) -> None:
    (tmp_path / "panel").write_text("id\na/b\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"nowhere\.yaml: expected a YAML file here"):
        import_table(store, tmp_path / "panel", tmp_path / "nowhere.yaml", DATE)


def test_the_same_table_gives_the_same_snapshot_and_another_is_refused(take: Take) -> None:
    first, _ = take("id\na/b\n")
    assert take("id\na/b\n")[0] == first
    with pytest.raises(InputError, match="never altered"):
        take("id\na/c\n")


def _cell(value: Any) -> str:
    """A value as the table in the document has it."""
    if value is None:
        return "not known"
    if isinstance(value, list):
        return ", ".join(item["repo_id"] if isinstance(item, dict) else item for item in value)
    return str(value.date() if isinstance(value, dt.datetime) else value)


def test_the_example_of_the_document(repository: Path, store: Store, tmp_path: Path) -> None:
    document = (repository / "docs" / "own-tables.md").read_text(encoding="utf-8")
    for name, language in (("panel.csv", "csv"), ("panel.yaml", "yaml")):
        (block,) = re.findall(
            rf"^`{name}`.*?:\n\n```{language}\n(.*?)^```", document, re.MULTILINE | re.DOTALL
        )
        (tmp_path / name).write_text(block, encoding="utf-8")
    manifest = import_table(store, tmp_path / "panel.csv", tmp_path / "panel.yaml", dt.date(2025, 10, 20))
    assert manifest.id == "2025-10-20-example-panel"
    assert manifest.counts == {"zero_likes_not_known": 1}
    head, _, *lines = re.findall(
        r"^\|(.*)\|$", document.partition("then holds:")[2].partition("`last_")[0], re.M
    )
    names = [name.strip() for name in head.split("|")]
    told = [[cell.strip() for cell in line.split("|")] for line in lines]
    rows = pq.read_table(store.path(manifest.id)).to_pylist()
    assert [[_cell(row[name]) for name in names] for row in rows] == told
    assert len(told) == 3
    absent = document.partition("then holds:")[2].partition("\n\n`")[2].partition(" are not in the map")[0]
    assert (
        set(re.findall(r"\w+", absent)) - {"and"} == set(manifest.absent_columns) == set(rows[0]) - set(names)
    )
