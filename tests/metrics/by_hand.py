"""What the figures worked out by hand stand on: two dates, and rows that hold only what a test is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from briefgen.metrics.engine import Engine

JANUARY, FEBRUARY = "2025-01-10-made", "2025-02-10-made"
TWO = (JANUARY, FEBRUARY)
FIRST, SECOND = dt.date(2025, 1, 10), dt.date(2025, 2, 10)
Rows = Sequence[Mapping[str, Any]]
Ask = Callable[[Mapping[str, Rows]], Engine]


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def model(
    repo_id: str, downloads: int | None = None, created: str | None = None, **more: object
) -> dict[str, object]:
    author = repo_id.split("/")[0]
    return {"repo_id": repo_id, "author": author, "downloads_30d": downloads, **more} | (
        {"created_at": day(created)} if created else {}
    )
