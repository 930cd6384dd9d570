"""Parse the Hub's JSON into rows: each field has its declared type, or its drift is counted.

A row without its identity, or whose downloads or likes are no numbers, stops the crawl: it is useless without
them. Any other field that is missing or of another type becomes null and is counted, and the sanity report of
the snapshot calls it out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from briefgen.snapshots.archives.common import Tally, metric_tags
from briefgen.snapshots.schema import TABLE

#: A row of a journalled page: the schema's columns, the Hub's own id, and what a snapshot leaves out.
COLUMNS = pa.schema(
    [
        *TABLE,
        pa.field("hub_id", pa.string(), nullable=False),
        pa.field("private", pa.bool_(), nullable=False),
        ("disabled", pa.bool_()),
        ("malformed_base_models", pa.int64()),
        ("self_references", pa.int64()),
        ("impossible_parameters", pa.int64()),
    ]
)

_ESSENTIAL = ("_id", "id", "createdAt", "downloads", "likes", "private")
#: Fields that the Hub leaves out if a model has no value for them.
_OPTIONAL = frozenset(
    ("author", "baseModels", "childrenModelCount", "disabled", "library_name", "pipeline_tag", "safetensors")
)
_MOST = 2**63 - 1
_LONGEST_ID = 200


class DriftError(Exception):
    """The Hub's response no longer has the expected format; the message says how it differs."""


@dataclass(frozen=True)
class CheckedRows:
    """The rows of a page, and how its fields differ from what was asked.

    `missing` and `changed` count rows by field; `new` names fields that nobody asked for.
    """

    table: pa.Table
    missing: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    new: frozenset[str] = frozenset()


def rows(models: Sequence[object], asked: Sequence[str]) -> CheckedRows:
    """Turn the models of a page into rows; raises DriftError if one lacks identity or figures."""
    missing: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    seen: set[str] = set()
    records = []
    for place, model in enumerate(models, start=1):
        if not isinstance(model, Mapping):
            raise DriftError(f"gives {_shown(model)} as model {place} of the page, expected an object")
        seen |= model.keys()
        _check_essential(model, place)
        for name in asked:
            if name not in model and name not in _OPTIONAL:
                missing[name] += 1
        records.append(_record(model, changed))
    return CheckedRows(
        pa.Table.from_pylist(records, schema=COLUMNS),
        missing,
        changed,
        frozenset(seen - {"_id", "id", "modelId", *asked}),
    )


def _check_essential(model: Mapping[str, Any], place: int) -> None:
    """Stop at a row that has no identity or no figures."""
    name = model.get("id")
    about = f"model {place} of the page" + (f" ({name[:60]!r})" if isinstance(name, str) else "")
    for key in _ESSENTIAL:
        if key not in model:
            raise DriftError(f"gives {about} without {key}")
        value = model[key]
        if not _KINDS[key](value):
            raise DriftError(f"gives {about} with {key} {_shown(value)}, expected {_WORDS[_KINDS[key]]}")


def _record(model: Mapping[str, Any], changed: Counter[str]) -> dict[str, Any]:
    """One model as a row; a field of another type is null and counted."""

    def get(key: str, fits: Callable[[Any], bool]) -> Any:
        value = model.get(key)
        if value is None or fits(value):
            return value
        changed[key] += 1
        return None

    repo_id, tags = model["id"], get("tags", _texts)
    safetensors = get("safetensors", _object) or {}
    total = safetensors.get("total")
    if not (total is None or _count(total)):
        changed["safetensors"] += 1
        total = None
    gated = get("gated", _gate)
    modified = get("lastModified", _instant)
    tally = Tally()
    return {
        "repo_id": repo_id,
        "author": get("author", _text) or (repo_id.partition("/")[0] if "/" in repo_id else None),
        "created_at": _moment(model["createdAt"]),
        "last_modified": modified and _moment(modified),
        "downloads_30d": model["downloads"],
        "downloads_all_time": get("downloadsAllTime", _count),
        "likes": model["likes"],
        "children": get("childrenModelCount", _count),
        "license": next((tag[len("license:") :] for tag in tags or () if tag.startswith("license:")), None),
        "gated": gated if gated is None or isinstance(gated, str) else str(gated).lower(),
        "pipeline_tag": get("pipeline_tag", _text),
        "library": get("library_name", _text),
        "parameters": tally.parameters(total),
        "tags": None if tags is None else metric_tags(tags),
        "base_models": None if tags is None else tally.base_models(repo_id, _relations(model, tags, changed)),
        "hub_id": model["_id"],
        "private": model["private"],
        "disabled": get("disabled", _truth),
        "malformed_base_models": tally.counts["malformed_base_models"],
        "self_references": tally.counts["self_references"],
        "impossible_parameters": tally.counts["impossible_parameters"],
    }


def _relations(model: Mapping[str, Any], tags: Sequence[str], changed: Counter[str]) -> dict[str, str | None]:
    """The models that this one names as its bases, with the relation; the Hub copies them into the tags."""
    named = model.get("baseModels")
    if named is not None:
        try:
            return {parent["id"]: named["relation"] for parent in named["models"]}
        except (KeyError, TypeError):
            changed["baseModels"] += 1
    relations: dict[str, str | None] = {}
    for tag in tags:
        if tag.startswith("base_model:"):
            relation, colon, parent = tag[len("base_model:") :].partition(":")
            if colon:
                relations[parent] = relation
            else:
                relations.setdefault(relation, None)
    return relations


def _moment(text: str) -> dt.datetime:
    """An instant of the Hub, to the second, in UTC."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC).replace(microsecond=0)


def _instant(value: object) -> bool:
    try:
        return isinstance(value, str) and dt.datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _count(value: object) -> bool:
    return type(value) is int and 0 <= value <= _MOST


def _text(value: object) -> bool:
    return isinstance(value, str)


def _name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isprintable()


def _truth(value: object) -> bool:
    return isinstance(value, bool)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _object(value: object) -> bool:
    return isinstance(value, Mapping)


def _gate(value: object) -> bool:
    return value is False or value in ("auto", "manual")


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "_id": _name,
    "id": _name,
    "createdAt": _instant,
    "downloads": _count,
    "likes": _count,
    "private": _truth,
}
_WORDS: Mapping[Callable[[Any], bool], str] = {
    _name: "a name",
    _instant: "an instant such as 2025-05-07T12:00:00.000Z",
    _count: "a whole number, 0 or more",
    _truth: "true or false",
}


def _shown(value: object) -> str:
    return f"{value!r:.60}"
