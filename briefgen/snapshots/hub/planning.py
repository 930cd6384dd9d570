"""What a crawl will cost, as an estimate: pages, requests, and minutes at the Hub's current limit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc
import pyarrow.parquet as pq

from briefgen.snapshots.hub.client import Limit
from briefgen.snapshots.hub.listings import PAGE, RELATIONS, Listing, Scope
from briefgen.snapshots.store import Store

#: Models of the Hub in August 2026, by harvardMadsys/hf-hub-characterization.
_WHOLE_HUB = 3_034_516
#: Seconds per page without waits: an assumption.
_SECONDS_A_PAGE = 0.5
#: The Hub's published limit for a visitor without a token, if a response does not name the limit.
ANONYMOUS = Limit(left=500, quota=500, window=300)


@dataclass(frozen=True)
class Forecast:
    """An estimate from the existing snapshots; `look_ups` is the most that will be looked up one by one."""

    listings: int
    pages: int
    look_ups: int
    limit: Limit

    @property
    def requests(self) -> int:
        """Requests at most, the first one that asks for the limit included."""
        return 1 + self.pages + self.look_ups

    @property
    def minutes(self) -> int:
        """Minutes at the present limit, waits included, rounded up."""
        beyond = max(0, self.requests - self.limit.left)
        waits = math.ceil(beyond / self.limit.quota) * self.limit.window
        return math.ceil(max(waits, self.requests * _SECONDS_A_PAGE) / 60)

    def words(self, scope: Scope) -> str:
        """Return it as text."""
        return (
            f"Scope {scope}: about {self.listings:,} listings, {self.pages:,} pages; up to {self.look_ups:,} "
            f"models looked up one by one. About {self.requests:,} requests, {self.limit.left:,} of which "
            f"the limit leaves now ({self.limit.quota:,} in {self.limit.window // 60} minutes): about "
            f"{self.minutes:,} minutes."
        )


def pages_of(listings: Sequence[Listing], store: Store) -> int:
    """Estimate the pages of listings from the models of each author in the existing snapshots."""
    by_author = _most_by_author(store)
    total = 0
    for listing in listings:
        query = dict(listing.query)
        if listing.most is not None:
            total += math.ceil(listing.most / PAGE)
        elif "author" in query:
            total += max(1, math.ceil(by_author.get(query["author"].lower(), 0) / PAGE))
        else:
            total += math.ceil(max(_WHOLE_HUB, sum(by_author.values())) / PAGE)
    return total


def derivative_listings(store: Store, tracked: Iterable[str]) -> int:
    """Estimate how many listings of derivatives a crawl of the scope `lineage` reads, a page each."""
    wanted = {repo_id.lower() for repo_id in tracked}
    parents: set[str] = set()
    for snapshot_id in store.ids:
        table = pq.read_table(store.path(snapshot_id), columns=["repo_id", "children"])
        known = table.filter(pc.greater(table["children"], 0))["repo_id"].to_pylist()
        parents |= wanted & {repo_id.lower() for repo_id in known}
    return len(RELATIONS) * len(parents or wanted)


def _most_by_author(store: Store) -> dict[str, int]:
    """The most models that any snapshot holds of each author, in lower case."""
    most: dict[str, int] = {}
    for snapshot_id in store.ids:
        authors = pq.read_table(store.path(snapshot_id), columns=["author"])["author"]
        for count in pc.value_counts(pc.utf8_lower(authors)).to_pylist():
            if count["values"] is not None:
                most[count["values"]] = max(most.get(count["values"], 0), count["counts"])
    return most
