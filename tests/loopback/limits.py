"""The Hub's limit of requests in a fixed window of time."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class RateLimit:
    """So many requests (`quota`) in so many seconds (`window`); the Hub's own for all is 500 in 300."""

    quota: int
    window: float


class Meter:
    """Counts requests against a limit; a window begins with the first request after the last one ended."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._begun = -math.inf
        self._used = 0

    def count(self) -> tuple[bool, dict[str, str]]:
        """Count one request: return whether it may pass, and the headers that tell what is left."""
        now = time.monotonic()
        if now >= self._begun + self._limit.window:
            self._begun, self._used = now, 0
        self._used += 1
        left = max(self._limit.quota - self._used, 0)
        reset = math.ceil(self._begun + self._limit.window - now)
        policy = f'"fixed window";"api";q={self._limit.quota};w={math.ceil(self._limit.window)}'
        headers = {"RateLimit": f'"api";r={left};t={reset}', "RateLimit-Policy": policy}
        return self._used <= self._limit.quota, headers
