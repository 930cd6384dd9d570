"""The lists that ship: whole, at one with themselves, harmless in a spreadsheet, and covering enough."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

HEADS = {
    "organisations.csv": "handle,name,country,kind,role,parent,legal_domicile,ambiguity,evidence,reference,"
    "conflicts,confidence,notes",
    "tracked_models.csv": "repo_id,list,total_parameters_b",
    "renames.csv": "old_handle,new_handle,since,evidence",
    "licences.csv": "licence,tier,name",
    "families.csv": "family,handle,name_prefix",
}
TIERS = {"permissive", "copyleft", "use-restricted", "non-commercial", "other"}
CONFIDENCE = {
    "verified",
    "verified_region_only",
    "verified_but_conflict",
    "verified_no_single_country",
    "unverified",
    "unverified_and_conflict",
}
OSIR_ONLY = [
    "AI4Chem",
    "Alpha-VLLM",
    "CofeAI",
    "FlagRelease",
    "HWERI",
    "OmniGen2",
    "OpenDILabCommunity",
    "OpenDriveLab",
    "OpenMEDLab",
    "Tencent-Hunyuan",
    "UKPLab",
    "alibaba-pai",
    "alibabasglab",
    "bytedance-research",
    "deepmind",
    "ernie-research",
    "meituan",
    "mlfoundations",
    "openmmlab",
    "princeton-nlp",
    "stanfordnlp",
]
REPACKAGERS = [
    "unsloth",
    "Comfy-Org",
    "RedHatAI",
    "lmstudio-community",
    "mlx-community",
    "bartowski",
    "TheBloke",
    "mradermacher",
    "QuantFactory",
    "MaziyarPanahi",
    "Kijai",
    "onnx-community",
    "neuralmagic",
    "FlagRelease",
    "ggml-org",
]


@pytest.fixture(scope="module")
def data(repository: Path) -> Path:
    return repository / "data"


def read(data: Path, name: str) -> list[dict[str, str]]:
    with (data / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def organisations(data: Path) -> dict[str, dict[str, str]]:
    return {row["handle"].lower(): row for row in read(data, "organisations.csv")}


def present(data: Path) -> dict[str, str]:
    return {row["old_handle"].lower(): row["new_handle"].lower() for row in read(data, "renames.csv")}


@pytest.mark.parametrize("name", HEADS)
def test_every_row_is_whole_and_harmless(data: Path, name: str) -> None:
    text = (data / name).read_text(encoding="utf-8")
    assert text.splitlines()[0] == HEADS[name]
    assert "\r" not in text
    for number, row in enumerate(read(data, name), start=2):
        for column, cell in row.items():
            assert isinstance(cell, str), f"{name}:{number} has too few cells"
            assert cell == cell.strip(), f"{name}:{number} {column}: blanks around {cell!r}"
            assert not re.match(r"[=+\-@\t]", cell), (
                f"{name}:{number} {column}: a spreadsheet would run {cell!r}"
            )
            assert re.fullmatch(r"[^\x00-\x1f\x7f<>\u202a-\u202e]*", cell), f"{name}:{number} {column}"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("organisations.csv", "handle"),
        ("tracked_models.csv", "repo_id"),
        ("renames.csv", "old_handle"),
        ("licences.csv", "licence"),
    ],
)
def test_keys_are_unique_without_regard_to_case(data: Path, name: str, key: str) -> None:
    keys = Counter(row[key].lower() for row in read(data, name))
    assert [key for key, many in keys.items() if many > 1] == []
    assert "" not in keys


def test_organisations_hold_to_the_closed_lists(data: Path, organisations: dict[str, dict[str, str]]) -> None:
    codes = {row["code"] for row in read(data, "countries.csv")}
    for handle, row in organisations.items():
        assert re.fullmatch(r"[A-Za-z0-9_.-]+", row["handle"])
        assert row["name"]
        assert row["country"] in codes | {""}, handle
        assert row["legal_domicile"] in codes | {""}, handle
        assert row["role"] in {"publisher", "repackager"}, handle
        assert row["confidence"] in CONFIDENCE, handle
        assert row["kind"] in {
            "company",
            "university",
            "nonprofit",
            "lab",
            "government",
            "community",
            "individual",
        }, handle


def test_people_communities_and_repackagers_have_no_country(organisations: dict[str, dict[str, str]]) -> None:
    for handle, row in organisations.items():
        if row["role"] == "repackager" or row["kind"] in {"individual", "community"}:
            assert row["country"] == "", handle
        elif handle not in {"hweri", "utter-project"}:  # nobody found; several countries
            assert row["country"] != "", handle
        if row["confidence"] == "verified_no_single_country":
            assert row["country"] == "", handle


def test_repackagers_are_told_from_publishers(organisations: dict[str, dict[str, str]]) -> None:
    assert {organisations[handle.lower()]["role"] for handle in REPACKAGERS} == {"repackager"}
    assert {organisations[handle]["role"] for handle in ("nvidia", "qwen", "amd", "google-bert")} == {
        "publisher"
    }


def test_what_is_verified_has_its_evidence(organisations: dict[str, dict[str, str]]) -> None:
    for handle, row in organisations.items():
        addresses = row["evidence"].split(" | ") if row["evidence"] else []
        assert all(re.fullmatch(r"https?://\S+", address) for address in [*addresses, row["reference"]]), (
            handle
        )
        if row["confidence"] != "unverified":
            assert addresses, handle


def test_disagreements_between_registries_are_kept(organisations: dict[str, dict[str, str]]) -> None:
    assert organisations["ai21labs"]["country"] == "IL"
    assert organisations["ai21labs"]["conflicts"] == "ATOM: United States"
    assert organisations["black-forest-labs"]["country"] == "DE"
    assert organisations["black-forest-labs"]["legal_domicile"] == "US"
    conflicting = {handle for handle, row in organisations.items() if "conflict" in row["confidence"]}
    assert conflicting == {handle for handle, row in organisations.items() if row["conflicts"]}


def test_the_list_agrees_with_the_research_but_for_blanks(
    shared: Path, organisations: dict[str, dict[str, str]]
) -> None:
    with (shared / "research" / "organisations.csv").open(encoding="utf-8", newline="") as file:
        research = list(csv.DictReader(file))
    assert len(research) == 237
    for row in research:
        ours = organisations[row["hub_handle"].lower()]
        assert ours["country"] in {row["country_iso2"], ""}
        assert ours["confidence"] == row["verification"]
        assert ours["evidence"] == row["evidence_url_seen"]


def test_every_osir_handle_is_listed(data: Path, organisations: dict[str, dict[str, str]]) -> None:
    for file in sorted((data / "snapshots").glob("*-osir-lmts.parquet")):
        authors = pd.read_parquet(file, columns=["author"])["author"]
        assert {author.lower() for author in authors} - set(organisations) == set()
    assert {organisations[handle.lower()]["confidence"] for handle in OSIR_ONLY} == {"unverified"}
    assert organisations["deepmind"]["parent"] == organisations["google"]["parent"] == "Alphabet Inc."
    assert organisations["tencent-hunyuan"]["parent"] == organisations["tencent"]["parent"]


def test_renamed_handles_keep_their_country(data: Path, organisations: dict[str, dict[str, str]]) -> None:
    renames = present(data)
    assert {("thudm", "zai-org"), ("aidc-ai", "ath-maas"), ("cohereforai", "coherelabs")} <= set(
        renames.items()
    )
    for old, new in renames.items():
        assert new not in renames, "a rename leads to a present handle"
        if old in organisations:
            assert organisations[old]["country"] == organisations[new]["country"]


def test_the_rename_of_thudm_is_in_the_snapshots(data: Path) -> None:
    def names(date: str, handle: str) -> set[str]:
        ids = pd.read_parquet(data / "snapshots" / f"{date}-osir-lmts.parquet", columns=["repo_id"])[
            "repo_id"
        ]
        return {name for owner, name in (repo_id.split("/") for repo_id in ids) if owner == handle}

    before, after = names("2025-07-07", "THUDM"), names("2025-08-07", "zai-org")
    assert len(before) == 102
    assert len(before & after) >= 100


def test_tracked_models_are_those_of_the_atom_project(data: Path, shared: Path) -> None:
    ours = read(data, "tracked_models.csv")
    assert Counter(row["list"] for row in ours) == {"models": 1772, "extra": 186}
    theirs = {
        (row["modelId"], name.removesuffix("_models.csv").removesuffix(".csv"))
        for name in ("models.csv", "extra_models.csv")
        for row in csv.DictReader((shared / "hubdata" / "atom-tracked-models" / name).open(encoding="utf-8"))
    }
    assert {(row["repo_id"], row["list"]) for row in ours} == theirs
    sizes = {row["repo_id"]: row["total_parameters_b"] for row in ours}
    assert sizes["deepseek-ai/DeepSeek-R1"] == "671"
    assert sum(size != "" for size in sizes.values()) == 295


def test_licences_cover_every_tag_of_listed_organisations(
    data: Path, organisations: dict[str, dict[str, str]]
) -> None:
    tiers = {row["licence"]: row["tier"] for row in read(data, "licences.csv")}
    assert set(tiers.values()) == TIERS
    assert all(tag == tag.lower() for tag in tiers)
    for file in sorted((data / "snapshots").glob("2026-*.parquet")):
        rows = pd.read_parquet(file, columns=["author", "license"]).dropna()
        listed = rows[rows["author"].str.lower().isin(list(organisations))]
        assert set(listed["license"].str.lower()) - set(tiers) == set(), file.name
    expected = {
        "apache-2.0": "permissive",
        "gpl-3.0": "copyleft",
        "gemma": "use-restricted",
        "llama3.1": "use-restricted",
        "nvidia-open-model-license": "use-restricted",
        "creativeml-openrail-m": "use-restricted",
        "cc-by-nc-4.0": "non-commercial",
        "other": "other",
    }
    assert {tag: tiers[tag] for tag in expected} == expected


def test_families_name_listed_handles_and_never_twice(
    data: Path, organisations: dict[str, dict[str, str]]
) -> None:
    families = read(data, "families.csv")
    assert {row["handle"].lower() for row in families} <= set(organisations)
    rules = Counter((row["handle"].lower(), row["name_prefix"].lower()) for row in families)
    assert max(rules.values()) == 1
    assert {"Qwen", "Llama", "DeepSeek", "Gemma", "Mistral", "Phi", "GLM", "gpt-oss"} <= {
        row["family"] for row in families
    }
