"""Small Hubs at random: unknown figures, ties, a repository listed twice, cycles, odd case, other scripts."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from tests.metrics.by_hand import Rows, day

SNAPSHOTS = ("2025-01-10-made", "2025-02-10-made", "2025-03-10-made")
ORGANISATIONS = {
    "alpha": ("Alpha Inc", "US"),
    "beta": ("Beta Lab", "CN"),
    "gamma": ("Gamma Lab", "CN"),
    "late": ("Late Inc", "US"),
    "fran": ("Fran SA", "FR"),
}
TRACKED = {"alpha/one", "alpha/big-two", "beta/one", "gamma/one", "late/one"}
_NAMES = (
    *(
        "alpha/one",
        "ALPHA/One",
        "alpha/big-two",
        "Alpha/Three-GGUF",
        "OldBeta/one",
        "beta/one",
        "BETA/ÉTÉ-模型",
    ),
    *("gamma/one", "gamma/awq-ü", "late/one", "fran/un", "Fran/deux 'quoted'", "repack/one", "repack/x-FP8"),
    *("nobody/one", "nobody/Ω", "gpt"),
)
_FIGURE = st.none() | st.integers(0, 4) | st.sampled_from([100, 2**40])
_CREATED = ("2022-03-02", "2024-12-31", "2025-01-01", "2025-01-31", "2025-02-01", "2025-02-10", "2025-03-09")
_BASES = st.lists(
    st.fixed_dictionaries(
        {
            "relation": st.sampled_from([None, "finetune", "quantized", "merge"]),
            "repo_id": st.sampled_from([*_NAMES, "missing/base"]),
        }
    ),
    max_size=3,
)


def _model(name: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "repo_id": st.just(name),
            "author": st.just(name.split("/")[0])
            if "/" in name
            else st.sampled_from([None, "late", "nobody"]),
            "downloads_30d": _FIGURE,
            "likes": _FIGURE,
            "children": _FIGURE,
            "created_at": st.none() | st.sampled_from(_CREATED).map(day),
            "license": st.sampled_from([None, "", "mit", "MIT", "llama3.1", "of-its-own"]),
            "parameters": _FIGURE,
            "base_models": st.none() | _BASES,
        }
    )


#: One to three snapshots by id, each with one model at least.
HUBS: st.SearchStrategy[Mapping[str, Rows]] = st.integers(1, 3).flatmap(
    lambda number: st.fixed_dictionaries(
        {
            snapshot: st.lists(st.sampled_from(_NAMES), unique=True, min_size=1, max_size=12).flatmap(
                lambda names: st.tuples(*map(_model, names)).map(list)
            )
            for snapshot in SNAPSHOTS[:number]
        }
    )
)


def thrown(seed: int, snapshots: Sequence[str]) -> Mapping[str, Rows]:
    """Snapshots of few models: ties, unknown figures, cycles, a repository listed twice."""
    dice = random.Random(seed)
    names = [
        "alpha/one",
        "ALPHA/One",
        "alpha/big-two",
        "OldBeta/one",
        "beta/ÉTÉ-模型",
        "gamma/awq-ü",
        "gamma/one",
    ]
    names += ["late/one", "fran/deux 'quoted'", "repack/x-FP8", "nobody/Ω", "gpt"]
    created = ["2024-12-31", "2025-01-01", "2025-01-31", "2025-02-01"]

    def row(name: str) -> dict[str, Any]:
        bases = [
            {
                "relation": dice.choice(["finetune", "quantized", None]),
                "repo_id": dice.choice([*names, "missing/base"]),
            }
            for _ in range(dice.randrange(3))
        ]
        figures = {
            of: dice.choice([None, 0, 1, 3, 3, 5, 2**40]) for of in ("downloads_30d", "likes", "children")
        }
        return {
            "repo_id": name,
            "author": name.split("/")[0] if "/" in name else "late",
            "created_at": dice.choice([None, *map(day, created)]),
            "license": dice.choice([None, "", "MIT", "llama3.1", "of-its-own"]),
            "parameters": dice.choice([None, 1, 7, 7]),
            "base_models": dice.choice([None, bases]),
            **figures,
        }

    return {snapshot: [row(name) for name in names if dice.random() < 0.9] for snapshot in snapshots}


def handle(name: str) -> str:
    return {"oldbeta": "beta"}.get(name.lower(), name.lower())


def identity(repo_id: str) -> str:
    owner, slash, name = repo_id.partition("/")
    return handle(owner) + slash + name.lower() if slash else repo_id.lower()


def laid_out(hub: Mapping[str, Rows]) -> pd.DataFrame:
    """Every row of a Hub, a repository once in a snapshot, with what the registries say of it."""
    rows = [_row(snapshot, row) for snapshot, listed in hub.items() for row in listed]
    rows.sort(key=lambda row: (row["snapshot"], row["id"], row["unknown"], row["repo_id"]))
    return pd.DataFrame(rows).astype(object).drop_duplicates(["snapshot", "id"]).reset_index(drop=True)


def _row(snapshot: str, row: Mapping[str, Any]) -> dict[str, Any]:
    path = identity(row["repo_id"])
    owner = path.split("/")[0] if "/" in path else row["author"] and handle(row["author"])
    organisation, country = ORGANISATIONS.get(owner or "", ("Repack" if owner == "repack" else None, None))
    created: dt.datetime | None = row["created_at"]
    return {
        **row,
        "snapshot": snapshot,
        "date": dt.date.fromisoformat(snapshot[:10]),
        "id": path,
        "handle": owner,
        "organisation": organisation,
        # As it is named: the organisation, or the handle as the row writes it.
        "publisher": organisation or (row["repo_id"].split("/")[0] if "/" in path else row["author"]),
        "country": country,
        "downloads": row["downloads_30d"],
        "created": created and created.date(),
        "tracked": path in TRACKED,
        "copy": any(word in path for word in ("gguf", "awq", "fp8")),
        "unknown": tuple(row[name] is None for name in ("downloads_30d", "likes", "created_at")),
        "base_models": row["base_models"] or [],
    }
