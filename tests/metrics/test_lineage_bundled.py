"""The metrics of derivatives on the bundled series, against pandas."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from briefgen.metrics.engine import Engine
from tests.metrics.by_pandas import (
    identity,
    ids,
    newest,
    organisations,
    present_at_every_date,
    series,
)


def test_direct_derivatives(engine: Engine) -> None:
    rows = present_at_every_date(series("osir-lmts"), "handle")
    day = rows[rows.date == rows.date.max()]
    qwen = engine.run("direct_derivatives", ids(engine, "osir-lmts")).row(date=rows.date.max(), base="Qwen")
    assert qwen is not None
    children = day[day.handle == "qwen"].children.sum()
    largest = day.sort_values(["children", "id"], ascending=[False, True]).head(3)
    assert qwen.children.value == children
    assert qwen.share.value == children / day.children.sum()
    before = rows[rows.date == dt.date(2025, 8, 7)].set_index("id").children
    net = (day.set_index("id").children - before).dropna()
    of_family = net[net.index.str.startswith("qwen/")].sum()
    assert (qwen.added.value, qwen.added_share.value) == (of_family, of_family / net.sum())
    assert qwen.parents.value == ", ".join(largest.repo_id)
    assert qwen.organisations.value == day.handle.nunique() == 35
    rest = children - largest[largest.handle == "qwen"].children.sum()
    assert qwen.rest_share.value == rest / (day.children.sum() - largest.children.sum())


def climb(origin: str) -> tuple[dict[str, set[str]], set[str]]:
    """Each model's roots by a plain walk upwards, and the quantised models."""
    parents: dict[str, set[str]] = {}
    quantised: set[str] = set()
    for row in newest(origin).itertuples():
        bases: list[dict[str, Any]] = [] if row.base_models is None else list(row.base_models)
        for base in bases:
            parent = identity(base["repo_id"])
            if parent != row.id:
                parents.setdefault(row.id, set()).add(parent)
                if base["relation"] == "quantized":
                    quantised.add(row.id)
    roots: dict[str, set[str]] = {}
    for child in parents:
        seen: set[str] = set()
        waiting = list(parents[child])
        while waiting:
            ancestor = waiting.pop()
            if ancestor not in seen:
                seen.add(ancestor)
                waiting.extend(parents.get(ancestor, ()))
        roots[child] = {ancestor for ancestor in seen if ancestor not in parents and ancestor != child}
    return roots, quantised


def country_of(repo_id: str) -> str:
    listed = organisations()
    handle = repo_id.split("/")[0]
    if handle not in listed.index or listed.role[handle] != "publisher":
        return ""
    return str(listed.country[handle])


@pytest.mark.parametrize("origin", ["hub-stats", "radar"])
def test_transitive_derivatives(engine: Engine, origin: str) -> None:
    roots, quantised = climb(origin)
    plain = {
        child: {country_of(root) for root in of}
        for child, of in roots.items()
        if child not in quantised and of
    }
    result = engine.run("transitive_derivatives", ids(engine, origin))
    assert len(result) > 10
    for row in result:
        assert row.derivatives.value == sum(row.base.value in countries for countries in plain.values())
        assert row.total.value == len(plain)


def test_publisher_base(engine: Engine) -> None:
    roots, quantised = climb("hub-stats")
    rows = newest("hub-stats").set_index("id")
    american = [
        child for child in roots if child not in quantised and roots[child] and rows.country[child] == "US"
    ]
    found = engine.run("publisher_base", ids(engine, "hub-stats")).row(publisher="US", base="CN")
    assert found is not None
    expected = sum(any(country_of(root) == "CN" for root in roots[child]) for child in american)
    assert (found.models.value, found.all_models.value) == (expected, len(american))
