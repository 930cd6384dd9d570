"""From the Hub's JSON to rows: what stops a crawl, what becomes unknown and is counted, what is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from briefgen.snapshots.hub.fields import DriftError, rows
from briefgen.snapshots.hub.listings import FIELDS, MODEL_FIELDS
from tests.loopback.models import Model
from tests.snapshots.hub.crawling import model

ASKED = (*FIELDS, *MODEL_FIELDS)


def _model() -> Model:
    more: dict[str, Any] = {"library": "peft", "pipeline_tag": "text-generation", "parameters": 7}
    return {**model("alpha/one", bases=[("adapter", "beta/base")], **more), "_id": "0" * 24}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda _: 1, "gives 1 as model 1 of the page, expected an object"),
        (lambda one: one | {"id": "alpha/\u202e"}, "with id '.*', expected a name"),
        (lambda one: one | {"id": "a" * 300}, "with id 'aaa.*, expected a name"),
        (lambda one: one | {"id": ""}, "with id '', expected a name"),
        (lambda one: one | {"_id": None}, "with _id None, expected a name"),
        (lambda one: one | {"downloads": -1}, "with downloads -1, expected a whole number, 0 or more"),
        (lambda one: one | {"downloads": 10**20}, "with downloads 1000.*, expected a whole number"),
        (lambda one: one | {"downloads": 1.5}, r"with downloads 1\.5, expected a whole number"),
        (lambda one: one | {"downloads": True}, "with downloads True, expected a whole number"),
        (lambda one: one | {"downloads": None}, "with downloads None, expected a whole number"),
        (lambda one: one | {"private": "no"}, "with private 'no', expected true or false"),
        (lambda one: one | {"createdAt": "yesterday"}, "with createdAt 'yesterday', expected an instant"),
        (lambda one: one | {"createdAt": "2024-01-01T00:00:00"}, "with createdAt '.*, expected an instant"),
    ],
)
def test_what_is_essential(change: Callable[[Model], Any], message: str) -> None:
    with pytest.raises(DriftError, match=rf"^(gives model 1 of the page( \('.*'\))? )?{message}"):
        rows([change(_model())], ASKED)


@pytest.mark.parametrize("name", ["_id", "id", "createdAt", "downloads", "likes", "private"])
def test_what_may_not_be_missing(name: str) -> None:
    lacking = {key: value for key, value in _model().items() if key != name}
    with pytest.raises(DriftError, match=f"^gives model 2 of the page .*without {name}$|without id$"):
        rows([_model(), lacking], ASKED)


@pytest.mark.parametrize(
    ("name", "value", "column", "left"),
    [
        ("downloadsAllTime", "many", "downloads_all_time", None),
        ("lastModified", "soon", "last_modified", None),
        ("gated", "perhaps", "gated", None),
        ("gated", True, "gated", None),
        ("tags", "gguf", "tags", None),
        ("tags", ["gguf", 7], "base_models", None),
        ("childrenModelCount", -4, "children", None),
        ("safetensors", {"total": "x"}, "parameters", None),
        ("safetensors", [7], "parameters", None),
        ("library_name", 7, "library", None),
        ("pipeline_tag", ["x"], "pipeline_tag", None),
        ("author", 7, "author", "alpha"),
        ("baseModels", {"models": 3}, "base_models", [{"relation": "adapter", "repo_id": "beta/base"}]),
        ("baseModels", "beta/base", "base_models", [{"relation": "adapter", "repo_id": "beta/base"}]),
    ],
)
def test_another_type_is_counted_and_not_known(name: str, value: object, column: str, left: object) -> None:
    checked = rows([_model(), _model() | {name: value}], ASKED)
    assert checked.changed == {name: 1}
    first, second = checked.table.to_pylist()
    assert first[column] not in (None, [])
    assert second[column] == left


@pytest.mark.parametrize("name", sorted({*ASKED} - {"createdAt", "downloads", "likes", "private"}))
def test_a_missing_field_is_counted_unless_the_hub_may_leave_it_out(name: str) -> None:
    lacking = {key: value for key, value in _model().items() if key != name}
    counted = name in ("lastModified", "downloadsAllTime", "gated", "tags")
    assert rows([lacking], ASKED).missing == ({name: 1} if counted else {})


def test_a_new_field_is_named() -> None:
    assert rows([_model() | {"novelty": 1}], ASKED).new == {"novelty"}
    assert rows([_model()], ASKED).new == set()
    assert rows([], ASKED).table.num_rows == 0
