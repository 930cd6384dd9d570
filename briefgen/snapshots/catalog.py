"""What a month may look at: the snapshots dated on or before its last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from briefgen.snapshots.manifest import Manifest


@dataclass(frozen=True)
class Catalog:
    """The available manifests, sorted by date and origin.

    A *series* is all snapshots of one origin; figures of two origins are never joined in one series.
    """

    manifests: tuple[Manifest, ...]

    @classmethod
    def until(cls, manifests: Iterable[Manifest], last_day: dt.date) -> Catalog:
        """Select what is dated on or before `last_day`, and whole: a partial one is left out."""
        chosen = (it for it in manifests if it.date <= last_day and not it.partial)
        return cls(tuple(sorted(chosen, key=lambda manifest: (manifest.date, manifest.origin))))

    @property
    def ids(self) -> tuple[str, ...]:
        """Every snapshot's id."""
        return tuple(manifest.id for manifest in self.manifests)

    def series(self, origin: str) -> tuple[Manifest, ...]:
        """Return the snapshots of one origin, oldest first; empty if the month has none."""
        return tuple(manifest for manifest in self.manifests if manifest.origin == origin)

    def latest(self, origin: str) -> Manifest | None:
        """Return the newest snapshot of one origin."""
        series = self.series(origin)
        return series[-1] if series else None
