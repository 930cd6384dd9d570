"""The Hub's programming interface for models: the listing, and one model."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Collection
from typing import get_args
from urllib.parse import urlencode

from huggingface_hub.hf_api import ExpandModelProperty_T

from tests.loopback.answers import JSON, Answer, Request, refusal
from tests.loopback.catalogue import Catalogue, Place

_SORTS = ("likes", "downloads", "createdAt", "lastModified", "trendingScore")
_EXPAND = frozenset(get_args(ExpandModelProperty_T))

#: What the Hub's listing refused in 2025, though `GET /api/models/<id>` took it.
_NOT_LISTED = frozenset({"baseModels", "childrenModelCount", "usedStorage"})
_LISTED_UNASKED = frozenset(
    ("likes", "trendingScore", "private", "downloads", "tags", "pipeline_tag", "library_name", "createdAt")
)


class BadQueryError(Exception):
    """A query that the Hub answers with 400."""


def list_models(
    catalogue: Catalogue, request: Request, address: str, page_limit: int, lenient: bool, trusted: bool
) -> Answer:
    """Answer `GET /api/models` with one page; `address` is where the next one is asked for.

    A cursor holds the last place of its page, not a count of rows: a model whose sort value moves across it
    between two pages is listed twice or not at all, as on the Hub. Private models are listed to `trusted`
    requests alone.
    """
    try:
        expand = _expand(request, _EXPAND if lenient else _EXPAND - _NOT_LISTED, _LISTED_UNASKED)
        limit = min(_limit(request, page_limit), page_limit)
        sort = _one_of(_SORTS, "sort", request.one("sort") or "trendingScore")
        _one_of(("-1",), "direction", request.one("direction") or "-1")
        after = _decode(request.one("cursor"))
    except BadQueryError as error:
        return refusal(400, str(error))
    places = catalogue.places(sort, request.one("author"), request.query.get("filter", ()))
    start = 0 if after is None else bisect_right(places, after)
    page = places[start : start + limit]
    hidden: Collection[str] = () if trusted else catalogue.private
    listed = [catalogue.encoded(name, expand) for _, _, name in page if name not in hidden]
    answer = Answer(200, JSON, b"[" + b",".join(listed) + b"]")
    if start + limit >= len(places):
        return answer
    query = {**request.query, "cursor": (_encode(page[-1]),)}
    return answer.but({"Link": f'<{address}?{urlencode(query, doseq=True)}>; rel="next"'})


def show_model(catalogue: Catalogue, request: Request, repo_id: str, trusted: bool) -> Answer:
    """Answer `GET /api/models/<id>`: the model, or where it went, or that it cannot be had."""
    if repo_id in catalogue.renamed and repo_id not in catalogue:
        query = urlencode(request.query, doseq=True)
        address = f"/api/models/{catalogue.renamed[repo_id]}" + (f"?{query}" if query else "")
        return Answer(307, {"Location": address})
    if repo_id not in catalogue or (repo_id in catalogue.private and not trusted):
        return refusal(401, "Repository not found", "RepoNotFound")
    if catalogue[repo_id].get("disabled"):
        return refusal(403, "Access to this resource is disabled.")
    try:
        return Answer(200, JSON, catalogue.encoded(repo_id, _expand(request, _EXPAND, _EXPAND)))
    except BadQueryError as error:
        return refusal(400, str(error))


def _expand(request: Request, known: frozenset[str], unasked: frozenset[str]) -> frozenset[str]:
    asked = request.query.get("expand")
    return unasked if asked is None else frozenset(_one_of(known, "expand", name) for name in asked)


def _one_of(known: Collection[str], parameter: str, value: str) -> str:
    if value not in known:
        raise BadQueryError(f"{parameter}: {value!r} is none of {', '.join(sorted(known))}")
    return value


def _limit(request: Request, page_limit: int) -> int:
    text = request.one("limit")
    if text is None:
        return page_limit
    if not text.isdecimal() or not int(text):
        raise BadQueryError(f"limit: {text!r} is no number above 0")
    return int(text)


def _encode(place: Place) -> str:
    value, hub_id, _ = place
    return base64.urlsafe_b64encode(json.dumps([-value, hub_id]).encode()).decode()


def _decode(cursor: str | None) -> Place | None:
    """The place after which a page begins; its name is above every name, since it is not to come again."""
    if cursor is None:
        return None
    try:
        value, hub_id = json.loads(base64.urlsafe_b64decode(cursor))
        return -int(value), str(hub_id), "\U0010ffff"
    except (ValueError, TypeError, binascii.Error):
        raise BadQueryError("cursor: not one that this listing gave") from None
