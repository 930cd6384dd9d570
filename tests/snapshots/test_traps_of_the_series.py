"""What a figure from the bundled series must not hide: each trap is really in the data, and can be found."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

R1, FLUX = "deepseek-ai/DeepSeek-R1", "black-forest-labs/FLUX.1-dev"


class Series:
    """The bundled snapshots as frames, by id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, snapshot: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / f"{snapshot}.parquet").set_index("repo_id")

    def osir(self) -> dict[str, pd.DataFrame]:
        return {file.name[:10]: self[file.stem] for file in sorted(self.folder.glob("*-osir-lmts.parquet"))}


@pytest.fixture(scope="module")
def series(repository: Path) -> Series:
    return Series(repository / "data" / "snapshots")


def test_populations_differ_on_the_most_liked_model(series: Series) -> None:
    assert not any((frame["author"] == "black-forest-labs").any() for frame in series.osir().values())
    assert FLUX not in series["2026-09-20-llmfit"].index
    hub_stats, radar = series["2026-05-24-hub-stats"]["likes"], series["2026-08-19-radar"]["likes"]
    assert list(hub_stats.nlargest(2).index) == [R1, FLUX]
    assert list(radar.nlargest(2).index) == [FLUX, R1]


def test_an_absent_subject_would_crown_another(series: Series) -> None:
    likes = series["2026-03-01-llmfit"]["likes"]
    assert R1 not in likes.index
    assert likes.idxmax() == "meta-llama/Meta-Llama-3-8B"


def test_likes_step_without_growth(series: Series) -> None:
    before, after = series["2026-08-31-llmfit"]["likes"], series["2026-09-20-llmfit"]["likes"]
    assert after[R1] - before[R1] == 679
    assert after["Qwen/Qwen3-8B"] - before["Qwen/Qwen3-8B"] == 701


def test_one_model_spikes(series: Series) -> None:
    downloads = [frame["downloads_30d"]["Qwen/Qwen2-7B-Instruct"] for frame in series.osir().values()]
    assert downloads[5:8] == [259_340, 14_543_208, 265_921]
    assert series["2026-05-06-llmfit"]["downloads_30d"]["Qwen/Qwen3-VL-2B-Instruct"] == 186_982_016


def test_three_small_parents_carry_a_family(series: Series) -> None:
    frame = series["2025-08-07-osir-lmts"]
    children = frame.loc[frame["author"] == "Qwen", "children"]
    assert children.sum() == 99_819
    assert children.nlargest(3).sum() == 69_569


def test_populations_grow(series: Series) -> None:
    handles = [set(frame["author"]) for frame in series.osir().values()]
    assert [len(handles[0]), len(handles[-1])] == [39, 65]
    assert [len(series[f"{date}-llmfit"]) for date in ("2026-05-06", "2026-05-23")] == [1520, 5341]


def test_licences_are_known_for_2026_only(series: Series) -> None:
    assert all(frame["license"].isna().all() for frame in series.osir().values())
    assert series["2026-05-23-llmfit"]["license"].isna().all()
    assert series["2026-06-23-llmfit"]["license"].notna().any()
    assert series["2026-09-20-llmfit"]["created_at"].isna().mean() == pytest.approx(0.45, abs=0.005)
