"""Models looked up one by one: those expected in the listings and missing there, and children.

A tracked model may have been renamed, deleted, hidden or disabled; or it belongs to an owner that is not
listed, and its row is read here. If listings do not have `childrenModelCount`, it is looked up here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace

from briefgen.snapshots.hub import fields
from briefgen.snapshots.hub.client import Hub, UnansweredError
from briefgen.snapshots.hub.journal import ONE_BY_ONE, Journal, LookUp, page_of
from briefgen.snapshots.hub.listings import FIELDS, MODEL_FIELDS, Listing
from briefgen.snapshots.hub.progress import Progress
from briefgen.snapshots.hub.reading import ListingReader

_FIELDS = (*FIELDS, *MODEL_FIELDS)
_LISTING = Listing("one-by-one", "models asked for one by one", ())


class OneByOne:
    """Looks models up, each once, however often the crawl is cut off."""

    def __init__(
        self,
        hub: Hub,
        journal: Journal,
        progress: Progress,
        reader: ListingReader,
        belongs: Callable[[str], bool],
    ) -> None:
        """`belongs` returns whether a model is of the crawl's population."""
        self._hub, self._journal, self._progress, self._reader = hub, journal, progress, reader
        self._belongs = belongs
        self._done = {(found.purpose, found.repo_id) for found in journal.look_ups()}

    def whereabouts(self, repo_ids: Iterable[str]) -> None:
        """Look up the state of models that no listing had.

        Those that are there after all, under whichever name, are read if they belong to the population: a
        ranking may have dropped them, their owner may not be listed, or they moved while the crawl went on.
        """
        wanted = [repo_id for repo_id in repo_ids if ("whereabouts", repo_id) not in self._done]
        self._reader.each(self._whereabouts, wanted)

    def children(self, repo_ids: Iterable[str]) -> None:
        """Ask how many models name each of these as their base."""
        wanted = [repo_id for repo_id in sorted(repo_ids) if ("children", repo_id) not in self._done]
        self._reader.each(self._children, wanted)

    def _whereabouts(self, repo_id: str) -> None:
        try:
            found = self._hub.state(repo_id, _FIELDS)
            last = self._hub.state(found.now, _FIELDS) if found.now else found
            checked = fields.rows([last.model], _FIELDS) if last.model else None
        except (UnansweredError, fields.DriftError) as error:
            self._reader.refuse(repo_id, error)
            return
        row = checked and checked.table.to_pylist()[0]
        if row and row["private"]:
            # Only its owner sees it, and a snapshot records what anybody can see.
            last, row = replace(last, state="deleted or private"), None
        if checked and row and (self._belongs(repo_id) or self._belongs(row["repo_id"])):
            # A number that no other run gives to another model.
            number = int.from_bytes(hashlib.sha256(repo_id.encode()).digest()[:4]) >> 1
            page = page_of(checked, number=number, round=1, url="", next=None, instant=last.instant)
            self._journal.add(ONE_BY_ONE, _LISTING, page, checked.table)
        outcome = found if row else last
        self._journal.record(
            LookUp(repo_id=repo_id, purpose="whereabouts", state=outcome.state, now=outcome.now)
        )
        self._progress.page(int(row is not None))

    def _children(self, repo_id: str) -> None:
        try:
            found = self._hub.state(repo_id, ("childrenModelCount",))
        except UnansweredError as error:
            self._reader.refuse(f"the children of {repo_id}", error)
            return
        count = found.model.get("childrenModelCount") if found.model else None
        children = count if type(count) is int and count >= 0 else None
        self._journal.record(
            LookUp(repo_id=repo_id, purpose="children", state=found.state, children=children)
        )
        self._progress.page(0)
