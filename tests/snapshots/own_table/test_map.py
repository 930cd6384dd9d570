"""The map of an analyst's table, and the snapshot that both give; mistakes in it are named by their place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefgen.errors import InputError
from briefgen.snapshots.importing import import_table
from briefgen.snapshots.store import Store
from tests.snapshots.own_table.conftest import ABOUT, DATE, Take


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
