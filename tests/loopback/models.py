"""A model as the Hub's JSON has it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

Model = dict[str, Any]

#: What the Hub gives as creation date to repositories older than its records.
EARLIEST = datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC)


def hub_id(name: str) -> str:
    """Return the Hub's lasting id of what was first called `name`: 24 hexadecimal digits.

    >>> hub_id("deepseek-ai/DeepSeek-R1")
    '56112bef5d5024e21bb7ea19'
    """
    return hashlib.blake2b(name.encode(), digest_size=12).hexdigest()


def moment(when: datetime) -> str:
    """Return an instant as the Hub writes it, to the millisecond.

    >>> moment(EARLIEST)
    '2022-03-02T23:29:04.000Z'
    """
    return when.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def make_model(
    repo_id: str,
    *,
    downloads: int,
    downloads_all_time: int,
    likes: int,
    children: int,
    created: datetime,
    modified: datetime,
    gated: str | bool = False,
    pipeline_tag: str | None = None,
    library: str | None = None,
    license_: str | None = None,
    tags: Sequence[str] = (),
    parameters: int | None = None,
    bases: Sequence[tuple[str | None, str]] = (),
) -> Model:
    """Return a public model. `bases` are pairs of relation and repository; a relation may be unknown.

    What the Hub leaves out where it knows nothing (pipeline_tag, library_name, safetensors) is left out.
    """
    optional = {
        "pipeline_tag": pipeline_tag,
        "library_name": library,
        "safetensors": parameters and {"parameters": {"BF16": parameters}, "total": parameters},
    }
    return {
        "_id": hub_id(repo_id),
        "id": repo_id,
        "author": repo_id.rpartition("/")[0],
        "createdAt": moment(created),
        "lastModified": moment(modified),
        "downloads": downloads,
        "downloadsAllTime": downloads_all_time,
        "likes": likes,
        "childrenModelCount": children,
        "baseModels": _base_models(bases),
        "gated": gated,
        "private": False,
        "disabled": False,
        "tags": _tags(tags, license_, bases),
        **{name: value for name, value in optional.items() if value},
    }


def _base_models(bases: Sequence[tuple[str | None, str]]) -> Model | None:
    """The Hub shows one relation: the first that is known here, with every model it holds for."""
    relation = next((relation for relation, _ in bases if relation), None)
    if relation is None:
        return None
    models = [{"_id": hub_id(base), "id": base} for each, base in bases if each == relation]
    return {"relation": relation, "models": models}


def _tags(tags: Sequence[str], license_: str | None, bases: Sequence[tuple[str | None, str]]) -> list[str]:
    lineage = [f"base_model:{base}" for _, base in bases]
    lineage += [f"base_model:{relation}:{base}" for relation, base in bases if relation]
    return list(dict.fromkeys([*tags, *([f"license:{license_}"] if license_ else []), *lineage]))
