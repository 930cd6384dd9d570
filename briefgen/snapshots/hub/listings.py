"""What a crawl asks the Hub for: the listings of each scope, and the fields of each model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

#: How much of the Hub a crawl reads, each scope holding the one before it.
Scope = Literal["tracked", "lineage", "all"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

#: The fields that the schema needs, by the Hub's own names.
FIELDS = (
    "author",
    "createdAt",
    "lastModified",
    "downloads",
    "downloadsAllTime",
    "likes",
    "gated",
    "private",
    "disabled",
    "pipeline_tag",
    "library_name",
    "tags",
    "safetensors",
)
#: Those that the Hub has at times refused in listings, and gives of one model at a time.
MODEL_FIELDS = ("baseModels", "childrenModelCount")

#: How a model can descend from another, in the Hub's words.
RELATIONS = ("adapter", "finetune", "merge", "quantized")

#: Models that are read of each ranking of the whole Hub.
RANKED = 1_000

#: Models that the Hub gives on a page, at most.
PAGE = 1_000


@dataclass(frozen=True)
class Listing:
    """One list of models, read page by page.

    `words` names it to a reader. `query` is the query sent to the Hub; in the order of creation nothing
    moves. Of a ranking only the first `most` models are read; if they take several pages, models move between
    them, and it is read again until nothing new comes.
    """

    key: str
    words: str
    query: tuple[tuple[str, str], ...]
    most: int | None = None


def of_scope(scope: Scope, handles: Iterable[str]) -> tuple[Listing, ...]:
    """Return the listings that a scope starts from; `handles` are the listed organizations."""
    if scope == "all":
        return (Listing("all", "the whole Hub", (("sort", "createdAt"),)),)
    authors = (
        Listing(f"author-{handle}", f"models of {handle}", (("author", handle), ("sort", "createdAt")))
        for handle in sorted(handles, key=lambda handle: (handle.casefold(), handle))
    )
    return *authors, _ranking("likes", "the most liked models"), _ranking("downloads", "the most downloaded")


def derivatives(repo_ids: Iterable[str]) -> tuple[Listing, ...]:
    """Return the listings of what descends directly from these models, one for each relation."""
    return tuple(
        Listing(
            f"{relation}-of-{re.sub('[^A-Za-z0-9_.-]', '--', repo_id)}",
            f"what {relation} makes of {repo_id}",
            (("filter", f"base_model:{relation}:{repo_id}"), ("sort", "createdAt")),
        )
        for repo_id in sorted(repo_ids)
        for relation in RELATIONS
    )


def _ranking(by: str, words: str) -> Listing:
    return Listing(f"by-{by}", words, (("sort", by),), most=RANKED)
