"""What `briefgen snapshot list` and `show` print, by hand on a few rows and on the real series."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.errors import InputError
from briefgen.snapshots.overview import Coverage, coverage, listing, page
from briefgen.snapshots.store import Store
from tests.snapshots.conftest import Imported


def test_an_empty_store_says_so(store: Store) -> None:
    assert listing(store) == f"No snapshots in {store.folder}."


def test_the_list_counts_what_is_known(imported: Callable[..., Imported], store: Store) -> None:
    imported("llmfit", {"hf_likes": 0}, {"name": "alpha/two"}, {"name": "beta/three", "license": None})
    lines = listing(store).splitlines()
    assert re.split(r" {2,}", lines[0])[2:] == [
        "rows",
        "publishers",
        "downloads %",
        "likes %",
        "licence %",
        "created %",
    ]
    assert lines[1].split() == ["2026-06-23-llmfit", "estimated", "3", "2", "100", "67", "67", "100"]
    assert len({len(line) for line in lines[:2]}) == 1


def test_coverage_counts_rows_and_publishers(imported: Callable[..., Imported], store: Store) -> None:
    manifest, _ = imported("osir-lmts", {}, {"repo": "Alpha"}, {"model_name": "two"})
    assert coverage(store, manifest) == Coverage(
        rows=3, publishers=2, known={"downloads_30d": 3, "likes": 3, "license": 0, "created_at": 0}
    )


@pytest.mark.parametrize(
    ("known", "shown"),
    [(0, "0"), (1, "<1"), (10, "1"), (505, "50"), (515, "52"), (990, "99"), (991, ">99"), (1000, "100")],
)
def test_few_is_not_none_and_most_is_not_all(known: int, shown: str) -> None:
    assert Coverage(rows=1000, publishers=1, known={"likes": known}).share("likes") == shown


def test_the_page_of_a_snapshot(imported: Callable[..., Imported], store: Store) -> None:
    manifest, _ = imported("llmfit", {"hf_likes": 0})
    text = page(store, manifest.id)
    flat = " ".join(text.split())
    assert text.startswith("2026-06-23-llmfit\ndate        2026-06-23 (estimated)\n")
    assert "rows 1 from 1 publishers known downloads in 100 %, likes in 0 %, licence in 100 %" in flat
    assert "in full none" in flat
    assert "counted false_zero_likes 1" in flat
    assert "No earlier file was at hand" in flat
    assert manifest.sha256 in text
    assert max(map(len, text.splitlines())) <= 100


def test_a_strangers_manifest_is_printed_in_part_and_commands_nothing(
    imported: Callable[..., Imported], store: Store
) -> None:
    manifest, _ = imported("llmfit", {})
    hostile = manifest.model_copy(
        update={
            "attribution": "\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}" + "x" * 100_000,
            "notes": ("a note",) * 500,
        }
    )
    store.path(manifest.id).with_suffix(".json").write_text(hostile.model_dump_json(), encoding="utf-8")
    text = page(store, manifest.id)
    assert "<U+001B>[2J<U+202E>xxx" in text
    assert {character for character in text if not character.isprintable()} == {"\n"}
    assert text.count("a note") == 20
    assert "… and 480 more; --json prints all" in text
    assert len(text) < 5_000


def test_the_page_of_nothing(store: Store) -> None:
    with pytest.raises(InputError, match="no snapshot '2026-06-23-llmfit'"):
        page(store, "2026-06-23-llmfit")


def test_the_bundled_series(repository: Path) -> None:
    bundled = Store(repository / "data" / "snapshots")
    lines = {line.split()[0]: line.split()[1:] for line in listing(bundled).splitlines()[1:21]}
    assert lines["2025-09-07-osir-lmts"] == ["exact", "9,054", "65", "86", "100", "0", "0"]
    assert lines["2026-06-23-llmfit"] == ["estimated", "5,473", "1,547", "23", "3", "20", "3"]
    assert lines["2026-05-24-hub-stats"] == ["estimated", "4,167", "728", "100", "100", "72", "100"]
    text = " ".join(page(bundled, "2025-09-07-osir-lmts").split())
    assert (
        "Data sets among the models, left out: AI4Chem/ChemExam-mm-data-parts, BAAI/ShareRobot-Bench" in text
    )
    assert "in full 01-ai, AI4Chem, Alibaba-NLP" in text
