"""Reads listings to their end, in as many rounds as it takes, and resumes an interrupted run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from queue import SimpleQueue
from typing import TypeVar
from urllib.parse import urlencode

from briefgen.errors import InputError
from briefgen.snapshots.hub import fields
from briefgen.snapshots.hub.client import Hub, UnansweredError
from briefgen.snapshots.hub.journal import Journal, ListingPage, page_of
from briefgen.snapshots.hub.listings import PAGE, Listing
from briefgen.snapshots.hub.progress import Progress

#: A ranking of several pages is read until a round adds nothing new, at most this many times.
_ROUNDS = 4
#: The Hub's status for a page link that has expired.
_FORGOTTEN = (400, 404, 410)

_Task = TypeVar("_Task")


class ListingReader:
    """Reads listings from the Hub into the journal, several at a time."""

    def __init__(
        self,
        hub: Hub,
        journal: Journal,
        progress: Progress,
        *,
        asked: Sequence[str],
        at_once: int,
        allow_partial: bool,
    ) -> None:
        self._hub, self._journal, self._progress = hub, journal, progress
        self._asked, self._at_once, self._allow_partial = tuple(asked), at_once, allow_partial
        self._stop = threading.Event()
        #: What could not be read, in words.
        self.unread: list[str] = []

    def read(self, listings: Sequence[Listing], first_place: int = 0) -> None:
        """Read listings whose places in the crawl begin at `first_place`.

        Raises InputError at the first that cannot be read, unless a partial snapshot is allowed: then it is
        recorded as unread.
        """
        self.each(self._listing, [(first_place + number, one) for number, one in enumerate(listings)])

    def each(self, work: Callable[[_Task], None], tasks: Iterable[_Task]) -> None:
        """Do some work for each task, a limited number at once; raises as `read` does.

        The threads are daemons: Ctrl-C must not wait for one that waits minutes for the rate limit.
        """
        waiting = iter(tasks)
        next_one = threading.Lock()
        ended: SimpleQueue[BaseException | None] = SimpleQueue()

        def until_done() -> None:
            try:
                while not self._stop.is_set():
                    with next_one:
                        task = next(waiting)
                    work(task)
            except StopIteration:
                ended.put(None)
            except BaseException as error:
                self._stop.set()
                ended.put(error)
            else:
                ended.put(None)

        for _ in range(self._at_once):
            threading.Thread(target=until_done, daemon=True).start()
        errors = [error for _ in range(self._at_once) if (error := ended.get())]
        if errors:
            raise errors[0]

    def refuse(self, words: str, error: Exception) -> None:
        """Record something as unread; raises InputError if it must be read."""
        problem = f"{words}: the Hub {error}"
        self._journal.log(f"not read: {problem}")
        if not self._allow_partial:
            raise InputError(
                f"{self._hub.endpoint}: {problem}. No snapshot was written; the pages read so far are kept, "
                "and the same command goes on from there. With --allow-partial it goes on without this, and "
                "the snapshot says so."
            ) from None
        self.unread.append(words)

    def _listing(self, task: tuple[int, Listing]) -> None:
        place, listing = task
        try:
            self._to_its_end(place, listing)
        except (UnansweredError, fields.DriftError) as error:
            self.refuse(listing.words, error)

    def _to_its_end(self, place: int, listing: Listing) -> None:
        pages = self._journal.pages(place, listing)
        begun_again = False
        while not self._stop.is_set() and (following := self._following(place, listing, pages)):
            url, round = following
            try:
                page = self._page(place, listing, url, pages, round)
            except UnansweredError as error:
                if error.status not in _FORGOTTEN or not pages or begun_again:
                    raise
                self._journal.forget(place, listing)
                pages, begun_again = [], True
                continue
            pages.append(page)
            self._progress.page(page.models)

    def _following(
        self, place: int, listing: Listing, pages: Sequence[ListingPage]
    ) -> tuple[str, int] | None:
        """The address to read next and the round it belongs to; None at the end of the listing."""
        if not pages:
            return self._first(listing), 1
        last = pages[-1]
        this_round = [page for page in pages if page.round == last.round]
        enough = listing.most is not None and sum(page.models for page in this_round) >= listing.most
        if last.next and not enough:
            return last.next, last.round
        if listing.most and len(this_round) > 1 and self._moving(place, listing, last.round):
            return self._first(listing), last.round + 1
        return None

    def _moving(self, place: int, listing: Listing, round: int) -> bool:
        """Whether a ranking is to be read again.

        A model that rises from a later page to one already read is on none of them: only another round finds
        it.
        """
        if round in (1, _ROUNDS):
            return round == 1
        earlier = (self._journal.held(place, listing, one) for one in range(1, round))
        return not self._journal.held(place, listing, round) <= set().union(*earlier)

    def _first(self, listing: Listing) -> str:
        query = [*listing.query, ("limit", str(PAGE)), *(("expand", name) for name in self._asked)]
        return f"{self._hub.models}?{urlencode(query)}"

    def _page(
        self, place: int, listing: Listing, url: str, pages: Sequence[ListingPage], round: int
    ) -> ListingPage:
        answer = self._hub.ask(url)
        if answer.next in {url, *(page.url for page in pages if page.round == round)}:
            raise UnansweredError("sends from page to page in a circle")
        if not isinstance(answer.body, list):
            raise fields.DriftError(
                f"gives {type(answer.body).__name__} for a page, expected a list of models"
            )
        checked = fields.rows(answer.body, self._asked)
        page = page_of(
            checked, number=len(pages), round=round, url=url, next=answer.next, instant=answer.instant
        )
        self._journal.add(place, listing, page, checked.table)
        return page
