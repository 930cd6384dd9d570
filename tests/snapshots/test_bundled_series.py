"""The series that ships, held against the archives it was made from, read again with pandas."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from briefgen.snapshots.bundled import SERIES, main
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store

ROWS = {
    "2025-01-14-osir-lmts": 5444,
    "2025-02-14-osir-lmts": 5578,
    "2025-03-07-osir-lmts": 5671,
    "2025-04-07-osir-lmts": 5868,
    "2025-05-07-osir-lmts": 6542,
    "2025-06-07-osir-lmts": 6687,
    "2025-07-07-osir-lmts": 6876,
    "2025-08-07-osir-lmts": 7196,
    "2025-09-07-osir-lmts": 9058 - 4,  # without the data sets
    "2026-03-01-llmfit": 514,
    "2026-04-01-llmfit": 1107,
    "2026-05-06-llmfit": 1520,
    "2026-05-23-llmfit": 5341,
    "2026-05-24-hub-stats": 4167,
    "2026-06-23-llmfit": 5473,
    "2026-07-05-llmfit": 5743,
    "2026-08-04-llmfit": 9810,
    "2026-08-19-radar": 10289,
    "2026-08-31-llmfit": 12937,
    "2026-09-20-llmfit": 15049,
}


@pytest.fixture(scope="module")
def bundled(repository: Path) -> Store:
    return Store(repository / "data" / "snapshots")


@pytest.fixture(scope="module")
def archives(shared: Path) -> Path:
    return shared / "hubdata"


@pytest.fixture(scope="module")
def manifests(bundled: Store) -> dict[str, Manifest]:
    return {manifest.id: manifest for manifest in bundled.manifests()}


def rows(bundled: Store, snapshot: str) -> pd.DataFrame:
    return pd.read_parquet(bundled.path(snapshot)).set_index("repo_id")


def llmfit(archives: Path, date: str) -> pd.DataFrame:
    return pd.DataFrame(json.loads((archives / "llmfit" / f"{date}.json").read_text())).set_index("name")


def osir(archives: Path, date: str) -> pd.DataFrame:
    frame = pd.read_json(archives / "osir-lmts" / f"{date}.jsonl", lines=True)
    frame["shown"] = frame["metadata"].map(lambda metadata: metadata["downloads_last_month"])
    return frame.set_index(frame["repo"] + "/" + frame["model_name"])


def test_every_snapshot_and_every_row(manifests: dict[str, Manifest]) -> None:
    assert {name: manifest.rows for name, manifest in manifests.items()} == ROWS
    assert sum(ROWS.values()) == 130_866
    assert len(SERIES) == 20


def test_made_again_it_has_the_same_bytes(
    bundled: Store, archives: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(archives), str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2026-08-19-radar  10,289 rows"
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    kept = {file.name: file.read_bytes() for file in bundled.folder.iterdir()}
    assert sorted(made) == sorted(kept)
    assert [name for name in made if made[name] != kept[name]] == []


def test_it_is_small(bundled: Store) -> None:
    assert sum(file.stat().st_size for file in bundled.folder.iterdir()) < 4_000_000


def test_without_the_archives_the_message_names_the_first_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), str(tmp_path / "out")]) == 2
    assert "osir-lmts/2025-01-14.jsonl: cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main([]) == 2


def test_manifests_name_origin_licence_version_and_date(manifests: dict[str, Manifest]) -> None:
    known = {name: (one.date_known, one.licence, one.retrieval.version) for name, one in manifests.items()}
    assert known["2025-09-07-osir-lmts"] == ("exact", "MIT", "commit 5afa2f4")
    assert known["2026-05-06-llmfit"] == ("commit", "MIT", "commit 93e9d67")
    assert known["2026-05-23-llmfit"] == ("estimated", "MIT", "llmfit 0.9.29 on PyPI")
    assert known["2026-05-24-hub-stats"] == ("estimated", "Apache-2.0", "commit 2b22794")
    assert known["2026-08-19-radar"] == ("commit", "CC-BY-4.0", "commit f665dae")
    assert all(manifest.attribution and manifest.population.words for manifest in manifests.values())


def test_the_gap_and_the_unexplained_step_are_declared(manifests: dict[str, Manifest]) -> None:
    def declared(words: str) -> list[str]:
        return [name for name, one in manifests.items() if words in " ".join(one.notes)]

    assert declared("from October 2025 to February 2026") == ["2025-09-07-osir-lmts", "2026-03-01-llmfit"]
    assert declared("Do not read it as growth") == ["2026-08-31-llmfit", "2026-09-20-llmfit"]


def test_attribution_credits_every_origin(repository: Path, manifests: dict[str, Manifest]) -> None:
    text = (repository / "data" / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for manifest in manifests.values():
        version = manifest.retrieval.version.split()[1]
        assert version in text, manifest.id
        assert manifest.origin in text


def test_osir_figures_and_the_1269_not_known(bundled: Store, archives: Path) -> None:
    for date in ("2025-01-14", "2025-09-07"):
        raw, got = osir(archives, date), rows(bundled, f"{date}-osir-lmts")
        raw = raw.loc[got.index]
        unknown = raw["shown"] == "-"
        assert (got["downloads_30d"].isna() == unknown).all()
        assert got["downloads_30d"].sum() == raw["downloads_last_month"].sum()
        assert (got["likes"] == raw["likes"]).all()
        assert (got["children"] == raw["descendants"]).all()
    assert (osir(archives, "2025-09-07")["shown"] == "-").sum() == 1269
    assert got["downloads_30d"].isna().sum() == 1269 - 4


def test_osir_leaves_out_four_data_sets(bundled: Store, archives: Path) -> None:
    got, raw = rows(bundled, "2025-09-07-osir-lmts"), osir(archives, "2025-09-07")
    assert set(raw.index) - set(got.index) == {
        "AI4Chem/ChemExam-mm-data-parts",
        "BAAI/ShareRobot-Bench",
        "BAAI/VideoXL2_Training_Data_Anno_Files",
        "HuggingFaceFW/Datasets-Metrics-Viewer-Data",
    }


def test_osir_organisations(manifests: dict[str, Manifest]) -> None:
    seen = {name[:10]: set(one.organisations_in_full) for name, one in manifests.items() if "osir" in name}
    assert [len(handles) for handles in seen.values()] == [39, 39, 39, 43, 46, 48, 50, 51, 65]
    assert "PaddlePaddle" not in seen["2025-05-07"]
    assert "PaddlePaddle" in seen["2025-04-07"] & seen["2025-06-07"]
    assert "baidu" not in seen["2025-06-07"]
    assert {"mistralai", "moonshotai"} <= seen["2025-09-07"] - seen["2025-08-07"]
    assert "THUDM" in seen["2025-07-07"]
    assert "THUDM" not in seen["2025-08-07"]


def test_llmfit_stale_rows_of_every_date(
    bundled: Store, archives: Path, manifests: dict[str, Manifest]
) -> None:
    dates = [part.date for part in SERIES if part.format == "llmfit"]
    stale = {}
    for before, date in pairwise(dates):
        earlier, raw = llmfit(archives, before), llmfit(archives, date)
        same = raw.merge(earlier, left_index=True, right_index=True, suffixes=("", "_before"))
        same = same[
            (same["hf_downloads"] == same["hf_downloads_before"])
            & (same["hf_likes"] == same["hf_likes_before"])
        ]
        large = same[same["hf_downloads"] >= 100]
        got = rows(bundled, f"{date}-llmfit")
        assert got.loc[large.index, ["downloads_30d", "likes"]].isna().all(axis=None)
        fresh = raw.drop(index=large.index)
        assert (got.loc[fresh.index, "downloads_30d"].fillna(0) == fresh["hf_downloads"]).all()
        assert (got.loc[fresh.index, "likes"].fillna(0) == fresh["hf_likes"]).all()
        assert manifests[f"{date}-llmfit"].counts.get("stale_rows", 0) == len(large)
        stale[date] = (len(same), len(large))
    assert stale["2026-05-23"] == (25, 0)
    assert stale["2026-06-23"] == (4204, 4192)
    assert stale["2026-07-05"] == (4010, 3998)
    assert stale["2026-09-20"] == (7441, 3512)


def test_llmfit_a_row_stale_for_three_dates_is_null_on_each(bundled: Store, archives: Path) -> None:
    dates = ("2026-05-23", "2026-06-23", "2026-07-05", "2026-08-04")
    raw = [llmfit(archives, date)[["hf_downloads", "hf_likes"]] for date in dates]
    shared = raw[0].index.intersection(raw[1].index).intersection(raw[2].index).intersection(raw[3].index)
    frozen = [name for name in shared if len({tuple(frame.loc[name]) for frame in raw}) == 1]
    frozen = [name for name in frozen if raw[0].loc[name, "hf_downloads"] >= 100]
    assert len(frozen) > 1000
    assert rows(bundled, "2026-05-23-llmfit").loc[frozen, "downloads_30d"].notna().all()
    for date in dates[1:]:
        assert rows(bundled, f"{date}-llmfit").loc[frozen, "downloads_30d"].isna().all()


def test_llmfit_false_zeros(bundled: Store, manifests: dict[str, Manifest]) -> None:
    assert manifests["2026-05-23-llmfit"].counts["false_zero_likes"] == 5200
    for name in manifests:
        if name.endswith("llmfit"):
            got = rows(bundled, name)
            assert not (got["downloads_30d"] == 0).any()
            assert not (got["likes"] == 0).any()


def test_llmfit_zero_likes_are_false_where_hub_stats_can_tell(bundled: Store, archives: Path) -> None:
    without = llmfit(archives, "2026-05-23").query("hf_likes == 0").index
    hub = rows(bundled, "2026-05-24-hub-stats")
    checked = hub.loc[hub.index.intersection(without), "likes"]
    assert (len(checked), (checked > 0).sum()) == (625, 612)


def test_llmfit_few_rows_carry_likes_before_august(bundled: Store) -> None:
    dates = ("2026-04-01", "2026-05-06", "2026-05-23", "2026-06-23", "2026-07-05")
    known = [rows(bundled, f"{date}-llmfit")["likes"].notna().sum() for date in dates]
    assert known == [110, 126, 141, 168, 176]


def test_llmfit_agrees_with_hub_stats_a_day_later(bundled: Store) -> None:
    both = rows(bundled, "2026-05-23-llmfit").merge(
        rows(bundled, "2026-05-24-hub-stats"), left_index=True, right_index=True, suffixes=("", "_hub")
    )
    both = both[(both["downloads_30d"] > 0) & (both["downloads_30d_hub"] > 0)]
    ratio = both["downloads_30d"] / both["downloads_30d_hub"]
    assert len(both) == 685
    assert ratio.median() == pytest.approx(1.0025, abs=0.0005)
    assert ((ratio - 1).abs() <= 0.1).mean() == pytest.approx(0.83, abs=0.005)


def test_impossible_parameters(bundled: Store, manifests: dict[str, Manifest]) -> None:
    parameters = rows(bundled, "2026-09-20-llmfit")["parameters"]
    assert parameters.isna()["inclusionAI/Ling-3.0-flash-base-30T"]
    assert parameters.max() <= 5_000_000_000_000
    assert manifests["2026-09-20-llmfit"].counts["impossible_parameters"] == 6
    assert manifests["2026-08-19-radar"].counts["impossible_parameters"] == 1 + 7  # too many; zero


def test_hub_stats_figures(bundled: Store, archives: Path, manifests: dict[str, Manifest]) -> None:
    raw = pd.read_parquet(archives / "hub-stats" / "2026-05-24.parquet").set_index("id")
    got = rows(bundled, "2026-05-24-hub-stats").loc[raw.index]
    for ours, theirs in (
        ("downloads_30d", "downloads"),
        ("downloads_all_time", "downloadsAllTime"),
        ("likes", "likes"),
    ):
        assert (got[ours] == raw[theirs]).all()
    assert got["license"].notna().sum() == 2993
    assert got["parameters"].notna().sum() == 3760
    assert got["created_at"].min() == pd.Timestamp("2022-03-02 23:29:04", tz="UTC")
    assert manifests["2026-05-24-hub-stats"].counts == {"self_references": 6}


def test_radar_figures(bundled: Store, archives: Path, manifests: dict[str, Manifest]) -> None:
    raw = pd.read_json(archives / "radar" / "2026-08-19.jsonl", lines=True).set_index("id")
    got = rows(bundled, "2026-08-19-radar").loc[raw.index]
    kept = ~raw["removed"]
    assert (~kept).sum() == manifests["2026-08-19-radar"].counts["removed_rows"] == 298
    assert got.loc[~kept, ["downloads_30d", "likes"]].isna().all(axis=None)
    assert (got.loc[kept, "downloads_30d"] == raw.loc[kept, "downloads_30d"]).all()
    assert (got.loc[kept, "likes"] == raw.loc[kept, "likes"]).all()
    assert (got["created_at"] >= pd.Timestamp("2026-08-01", tz="UTC")).sum() == 8879
    assert manifests["2026-08-19-radar"].counts["self_references"] == 14


def test_references_are_whole_in_every_snapshot(bundled: Store) -> None:
    for name in ("2026-05-24-hub-stats", "2026-08-19-radar"):
        bases: list[dict[str, Any]] = [base for row in rows(bundled, name)["base_models"] for base in row]
        assert len(bases) > 3000
        assert all(base["repo_id"].count("/") == 1 for base in bases)
        assert {base["relation"] for base in bases} <= {"finetune", "quantized", "adapter", "merge", None}
