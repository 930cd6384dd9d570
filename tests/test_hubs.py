"""The made-up Hubs that the benchmarks measure on: as skewed as the real one, and always the same."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from bench.hubs.making import SAMPLE, make
from briefgen.project import Project
from briefgen.snapshots.store import Store
from tests.conftest import Once

MODELS = 12_000


@pytest.fixture(scope="module")
def hub(once: Once[Project]) -> Project:
    return once("made-up-hub", lambda folder: make(folder, MODELS, months=2))


@pytest.fixture(scope="module")
def rows(hub: Project, repository: Path) -> duckdb.DuckDBPyConnection:
    """The newest month as `made`, of its models the made-up ones as `drawn`, a real `sample`."""
    database = duckdb.connect()
    newest = hub.snapshots / f"{_ids(hub)[-1]}.parquet"
    bundled = repository / "data" / "snapshots"
    database.execute(f"CREATE VIEW made AS FROM '{newest}'")
    database.execute(f"CREATE VIEW sample AS FROM '{bundled / SAMPLE}.parquet'")
    database.execute(
        "CREATE TABLE drawn AS FROM made WHERE lower(repo_id) NOT IN "
        f"(SELECT lower(repo_id) FROM '{bundled}/*.parquet')"
    )
    return database


def _ids(hub: Project) -> list[str]:
    return [one for one in Store(hub.snapshots).ids if one.endswith("-hub-all")]


def _value(rows: duckdb.DuckDBPyConnection, question: str) -> float:
    (value,) = rows.execute(question).fetchone() or (None,)
    assert value is not None
    return float(value)


def _shares(rows: duckdb.DuckDBPyConnection, table: str, column: str) -> dict[str, float]:
    """What part of a table's rows has each value, null included."""
    asked = f"SELECT coalesce({column}, ''), count(*) / sum(count(*)) OVER () FROM {table} GROUP BY 1"
    return dict(rows.execute(asked).fetchall())


def test_snapshots_obey_the_table_and_count_about_what_was_asked(hub: Project) -> None:
    store = Store(hub.snapshots)
    counts = [store.verify(one).rows for one in _ids(hub)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
    assert sum(counts) / len(counts) == pytest.approx(MODELS, rel=0.1)


def test_the_same_seed_gives_the_same_hub_and_another_seed_another(tmp_path: Path) -> None:
    made = {
        name: make(tmp_path / name, 400, months=2, seed=seed)
        for name, seed in (("one", 1), ("again", 1), ("other", 2))
    }
    hashes = {
        name: [Store(hub.snapshots).read_manifest(one).sha256 for one in _ids(hub)]
        for name, hub in made.items()
    }
    assert hashes["one"] == hashes["again"]
    assert not set(hashes["one"]) & set(hashes["other"])


@pytest.mark.parametrize("column", ["license", "pipeline_tag", "library", "gated"])
def test_what_models_declare_is_spread_as_in_the_sample(rows: duckdb.DuckDBPyConnection, column: str) -> None:
    real, drawn = _shares(rows, "sample", column), _shares(rows, "drawn", column)
    # Three points: of 9,000 models drawn, chance alone moves a share by one point at most.
    assert {value: drawn.get(value, 0) for value in real} == pytest.approx(real, abs=0.03)


def test_unknown_figures_are_null_as_often_as_in_the_sample(rows: duckdb.DuckDBPyConnection) -> None:
    for column in ("downloads_30d", "likes", "parameters"):
        asked = f"SELECT 1 - count({column}) / count(*) FROM "
        assert _value(rows, asked + "drawn") == pytest.approx(_value(rows, asked + "sample"), abs=0.03)


def test_downloads_are_few_for_most_and_very_many_for_few(rows: duckdb.DuckDBPyConnection) -> None:
    assert _value(rows, "SELECT count(*) FILTER (downloads_30d < 200) / count(*) FROM drawn") > 0.5
    # Between the sample of all kinds (median 1, nine tenths under 883) and the archives of leading models.
    assert 1 < _value(rows, "SELECT median(downloads_30d) FROM drawn") < 502
    assert 883 < _value(rows, "SELECT quantile_cont(downloads_30d, 0.9) FROM drawn") < 91_030
    top = "SELECT sum(downloads_30d) FILTER (place <= 100) / sum(downloads_30d) FROM (SELECT downloads_30d, "
    top += "row_number() OVER (ORDER BY downloads_30d DESC NULLS LAST) AS place FROM "
    assert _value(rows, top + "made)") > 0.4


def test_publishers_are_as_unequal_as_in_the_sample(rows: duckdb.DuckDBPyConnection) -> None:
    asked = (
        "SELECT avg(models) AS mean, median(models) AS median, quantile_cont(models, 0.9) AS most, "
        "quantile_cont(models, 0.99) AS large FROM (SELECT count(*) AS models FROM {} GROUP BY author)"
    )
    real, made = (rows.execute(asked.format(table)).fetchone() for table in ("sample", "made"))
    assert made == pytest.approx(real, rel=0.35)


def test_derivatives_declare_their_kind_as_in_the_sample(rows: duckdb.DuckDBPyConnection) -> None:
    asked = "(SELECT unnest(base_models).relation AS relation FROM {})"
    real, drawn = (_shares(rows, asked.format(table), "relation") for table in ("sample", "drawn"))
    assert drawn == pytest.approx(real, abs=0.05)
    part = "SELECT count(*) FILTER (len(base_models) > 0) / count(*) FROM "
    assert _value(rows, part + "drawn") == pytest.approx(_value(rows, part + "sample"), abs=0.05)


def test_lineage_has_chains_hubs_rings_and_what_is_malformed(rows: duckdb.DuckDBPyConnection) -> None:
    rows.execute(
        "CREATE OR REPLACE TEMP TABLE declared AS SELECT repo_id AS child, "
        "unnest(base_models).repo_id AS parent FROM made WHERE author IN (SELECT author FROM drawn)"
    )
    links = _value(rows, "SELECT count(*) FROM declared")
    depth = _value(
        rows,
        "WITH RECURSIVE climb(child, parent, depth) AS ("
        "SELECT child, parent, 1 FROM declared WHERE child <> parent "
        "UNION ALL SELECT climb.child, declared.parent, depth + 1 FROM climb "
        "JOIN declared ON declared.child = climb.parent WHERE depth < 60) SELECT max(depth) FROM climb",
    )
    assert depth >= 50
    most = "SELECT max(children) FROM (SELECT count(*) AS children FROM declared GROUP BY parent)"
    assert _value(rows, most) > 0.04 * links
    assert _value(rows, "SELECT count(*) FROM declared WHERE child = parent") > 10
    rings = (
        "SELECT count(*) FROM declared AS a JOIN declared AS b ON b.child = a.parent "
        "JOIN declared AS c ON c.child = b.parent AND c.parent = a.child WHERE a.child <> a.parent"
    )
    assert _value(rows, rings) >= 3
    repository = "[A-Za-z0-9._-]+/[A-Za-z0-9._-]+"
    misshapen = f"NOT regexp_full_match(parent, '{repository}') OR child = parent"
    asked = f"SELECT count(*) FROM declared WHERE {misshapen}"
    assert _value(rows, asked) / links == pytest.approx(0.05, abs=0.015)


def test_publishers_and_models_take_other_names(hub: Project) -> None:
    first, second = (hub.snapshots / f"{one}.parquet" for one in _ids(hub))
    database = duckdb.connect()
    database.execute(f"CREATE VIEW earlier AS SELECT repo_id, author FROM '{first}'")
    database.execute(f"CREATE VIEW later AS SELECT repo_id, author FROM '{second}'")
    moved = "SELECT count(DISTINCT later.author) FROM later JOIN earlier ON "
    assert _value(database, moved + "later.author = earlier.author || '-hq'") == 16
    assert (hub.data / "renames.csv").read_text(encoding="utf-8").count("-hq,") == 16
    named = "SELECT count(*) FROM later JOIN earlier ON later.repo_id = earlier.repo_id || '-renamed'"
    assert _value(database, named) > 10
