"""What each archive's rows become, one trap a test; expected values are worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.snapshots.conftest import ROWS, Imported

Import = Callable[..., Imported]


def test_osir_row(imported: Import) -> None:
    manifest, rows = imported("osir-lmts", {})
    row = rows["alpha/one"]
    assert (row["author"], row["downloads_30d"], row["likes"], row["children"]) == ("alpha", 1234, 5, 2)
    assert manifest.date_known == "exact"
    assert manifest.population.kind == "organisations"
    assert {"created_at", "license", "parameters", "base_models"} <= set(manifest.absent_columns)
    assert not {"downloads_30d", "likes", "children"} & set(manifest.absent_columns)


def test_osir_dash_is_not_known_and_zero_is_zero(imported: Import) -> None:
    manifest, rows = imported(
        "osir-lmts",
        {"downloads_last_month": 0, "metadata": {"downloads_last_month": "-"}},
        {"model_name": "two", "downloads_last_month": 0, "metadata": {"downloads_last_month": "0"}},
    )
    assert rows["alpha/one"]["downloads_30d"] is None
    assert rows["alpha/two"]["downloads_30d"] == 0
    assert manifest.counts == {"downloads_not_known": 1}


def test_osir_data_sets_are_left_out_and_named(imported: Import) -> None:
    uncounted = {"downloads_last_month": 0, "metadata": {"downloads_last_month": "-"}}
    manifest, rows = imported(
        "osir-lmts",
        {"model_name": "Share-Bench", **uncounted},
        {"model_name": "Training_Data_Files", **uncounted},
        {"model_name": "pythia-160m-data-seed1", **uncounted},
        {"model_name": "VBench_Used_Models", **uncounted},
        {"model_name": "chat-bench"},
    )
    assert set(rows) == {"alpha/pythia-160m-data-seed1", "alpha/VBench_Used_Models", "alpha/chat-bench"}
    assert manifest.counts["datasets_left_out"] == 2
    assert any("alpha/Share-Bench, alpha/Training_Data_Files" in note for note in manifest.notes)


def test_osir_names_the_organisations_it_saw_and_how_long_it_took(imported: Import) -> None:
    manifest, _ = imported(
        "osir-lmts", {}, {"repo": "THUDM"}, {"repo": "Beta", "date_crawl": "2025-09-08"}, {"repo": "beta"}
    )
    assert manifest.organisations_in_full == ("alpha", "Beta", "beta", "THUDM")
    assert any("took 2 days, until 2025-09-08" in note for note in manifest.notes)
    assert manifest.counts["ids_differing_in_case_only"] == 2


def test_renamed_handles_stay_as_they_were_on_the_date(imported: Import) -> None:
    _, rows = imported("osir-lmts", {"repo": "THUDM", "model_name": "glm-4"})
    assert rows["THUDM/glm-4"]["author"] == "THUDM"


def test_llmfit_row(imported: Import) -> None:
    manifest, rows = imported(
        "llmfit", {}, {"name": "alpha/bare", "release_date": None, "pipeline_tag": "unknown"}
    )
    row = rows["alpha/one"]
    assert row["created_at"] == dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    assert (row["downloads_30d"], row["likes"], row["license"]) == (500, 7, "mit")
    assert row["parameters"] == 7_000_000_000
    assert rows["alpha/bare"]["created_at"] is rows["alpha/bare"]["pipeline_tag"] is None
    assert manifest.date_known == "estimated"
    assert manifest.population.kind == "selection"


def test_llmfit_zeros_are_not_known(imported: Import) -> None:
    manifest, rows = imported(
        "llmfit",
        {"hf_downloads": 0},
        {"name": "alpha/two", "hf_likes": 0},
        {"name": "alpha/three", "hf_likes": 0},
    )
    assert rows["alpha/one"]["downloads_30d"] is rows["alpha/two"]["likes"] is None
    assert rows["alpha/one"]["likes"] == 7
    assert manifest.counts == {"false_zero_downloads": 1, "false_zero_likes": 2}


def test_llmfit_rows_that_did_not_move_are_stale(imported: Import) -> None:
    same = {"name": "alpha/same", "hf_downloads": 100, "hf_likes": 0}
    small = {"name": "alpha/small", "hf_downloads": 99}
    manifest, rows = imported(
        "llmfit",
        same,
        small,
        {"name": "alpha/liked", "hf_likes": 8},
        {"name": "alpha/loaded", "hf_downloads": 501},
        {"name": "alpha/new"},
        previous=[same, small, {"name": "alpha/liked"}, {"name": "alpha/loaded"}, {"name": "alpha/gone"}],
    )
    known = {name: (row["downloads_30d"], row["likes"]) for name, row in rows.items()}
    assert known == {
        "alpha/same": (None, None),
        "alpha/small": (99, 7),
        "alpha/liked": (500, 8),
        "alpha/loaded": (501, 7),
        "alpha/new": (500, 7),
    }
    assert manifest.counts["stale_rows"] == 1
    assert manifest.counts["rows_in_previous"] == 4
    assert set(manifest.retrieval.parameters) == {"file", "previous"}


def test_llmfit_without_the_earlier_file_says_that_staleness_is_not_known(imported: Import) -> None:
    manifest, rows = imported("llmfit", {})
    assert rows["alpha/one"]["downloads_30d"] == 500
    assert any("No earlier file" in note for note in manifest.notes)


def test_hub_stats_row(imported: Import) -> None:
    manifest, rows = imported("hub-stats", {})
    row = rows["alpha/one"]
    assert row["created_at"] == dt.datetime(2024, 2, 28, 15, 24, 14, tzinfo=dt.UTC)
    assert row["last_modified"] == dt.datetime(2024, 3, 22, 2, 39, 37, tzinfo=dt.UTC)
    assert (row["downloads_30d"], row["downloads_all_time"], row["likes"]) == (30, 300, 0)
    assert (row["license"], row["library"], row["parameters"]) == ("mit", "transformers", 8)
    assert row["tags"] == ["license:mit", "dataset:alpha/text", "gguf"]
    assert row["base_models"] == [{"relation": "finetune", "repo_id": "beta/base"}]
    assert manifest.absent_columns == ("children", "gated")
    assert (manifest.date_known, manifest.population.kind) == ("estimated", "sample")


def test_hub_stats_unknown_is_null(imported: Import) -> None:
    _, rows = imported(
        "hub-stats", {}, {"id": "alpha/bare", "safetensors": None, "baseModels": None, "tags": []}
    )
    bare = rows["alpha/bare"]
    assert bare["license"] is bare["parameters"] is None
    assert bare["base_models"] == bare["tags"] == []


def test_hub_stats_keeps_self_references_and_counts_malformed_ones(imported: Import) -> None:
    bases = {
        "relation": "merge",
        "models": [{"_id": "", "id": name} for name in ("z/z", "alpha/one", "bad id/x")],
    }
    manifest, rows = imported("hub-stats", {"baseModels": bases})
    assert [base["repo_id"] for base in rows["alpha/one"]["base_models"]] == ["alpha/one", "z/z"]
    assert manifest.counts == {"malformed_base_models": 1, "self_references": 1}


def test_radar_row(imported: Import) -> None:
    manifest, rows = imported("radar", {})
    row = rows["alpha/one"]
    assert row["created_at"] == dt.datetime(2026, 8, 18, 6, 9, 20, tzinfo=dt.UTC)
    assert (row["downloads_30d"], row["likes"], row["gated"], row["library"]) == (40, 3, "true", "mlx")
    assert row["base_models"] == [{"relation": "quantized", "repo_id": "beta/base"}]
    assert row["tags"] == ["base_model:beta/base", "base_model:quantized:beta/base", "license:apache-2.0"]
    assert manifest.population.kind == "sample"


def test_radar_removed_models_are_kept_as_not_observed(imported: Import) -> None:
    manifest, rows = imported("radar", {"removed": True, "downloads_30d": 0, "likes": 4})
    assert rows["alpha/one"]["downloads_30d"] is rows["alpha/one"]["likes"] is None
    assert manifest.counts == {"removed_rows": 1}


@pytest.mark.parametrize(
    ("named", "tags", "expected"),
    [
        ("beta/base", [], [(None, "beta/base")]),
        (None, ["base_model:merge:beta/base"], [("merge", "beta/base")]),
        (None, ["base_model:beta/base"], []),
        # Of several, the Hub tags one: the card's list is the longer.
        (
            "beta/base, gamma/base",
            ["base_model:finetune:Gamma/Base"],
            [(None, "beta/base"), ("finetune", "gamma/base")],
        ),
        # A renamed base model, of which the tag holds the present id.
        ("old/base", ["base_model:adapter:new/base"], [("adapter", "new/base")]),
        ("gpt2", ["base_model:finetune:openai-community/gpt2"], [("finetune", "openai-community/gpt2")]),
    ],
)
def test_radar_base_models(
    imported: Import, named: str | None, tags: list[str], expected: list[tuple[str | None, str]]
) -> None:
    _, rows = imported("radar", {"base_model": named, "tags": tags})
    assert [(base["relation"], base["repo_id"]) for base in rows["alpha/one"]["base_models"]] == expected


def test_radar_malformed_references_are_left_out_and_counted(imported: Import) -> None:
    named = "None, C:\\Models\\x/y, beta/base, alpha/one"
    manifest, rows = imported("radar", {"base_model": named, "tags": []})
    assert [base["repo_id"] for base in rows["alpha/one"]["base_models"]] == ["alpha/one", "beta/base"]
    assert manifest.counts == {"malformed_base_models": 2, "self_references": 1}


@pytest.mark.parametrize(
    ("given", "kept"),
    [(5_000_000_000_000, 5_000_000_000_000), (5_000_000_000_001, None), (0, None), (1, 1), (None, None)],
)
@pytest.mark.parametrize(("format", "column"), [("llmfit", "parameters_raw"), ("radar", "parameters")])
def test_numbers_of_parameters_that_cannot_be(
    imported: Import, format: str, column: str, given: int | None, kept: int | None
) -> None:
    manifest, rows = imported(format, {column: given})
    assert rows["alpha/one"]["parameters"] == kept
    assert manifest.counts.get("impossible_parameters", 0) == (given is not None and kept is None)


@pytest.mark.parametrize("format", ["llmfit", "hub-stats", "radar"])
def test_ids_that_differ_in_case_only_stay_two_rows(imported: Import, format: str) -> None:
    key = "name" if format == "llmfit" else "id"
    manifest, rows = imported(format, {key: "a/Phi-3"}, {key: "a/phi-3"}, {key: "a/other"})
    assert set(rows) == {"a/Phi-3", "a/phi-3", "a/other"}
    assert manifest.counts["ids_differing_in_case_only"] == 2


@pytest.mark.parametrize("format", ROWS)
def test_strangers_text_is_kept_as_it_is(imported: Import, format: str) -> None:
    hostile = "<script>alert(1)</script>\u202e'\"=cmd|" + "x" * 10_000
    column = {"hub-stats": "library_name", "radar": "library", "llmfit": "license"}.get(format)
    manifest, rows = imported(format, {column: hostile} if column else {"community": hostile})
    kept = {"hub-stats": "library", "radar": "library", "llmfit": "license"}.get(format)
    assert manifest.rows == 1
    assert kept is None or rows["alpha/one"][kept] == hostile
