"""Progress of a crawl: pages, models, rate, time left at a terminal; one line per minute in a log."""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from tqdm import tqdm

from briefgen.snapshots.hub.journal import Journal

_MINUTE = 60
_WAIT = re.compile(r"Waiting (\d+)")


class Progress:
    """Counts what comes in, from several threads."""

    def __init__(self, journal: Journal, pages: int, quiet: bool) -> None:
        """`pages` is how many are expected; those in the journal are read already."""
        earlier = journal.all_pages()
        self._journal = journal
        self._counting = threading.Lock()
        self._logged = time.monotonic()
        self._expected = pages
        self._pages, self._models = len(earlier), sum(page.models for page in earlier)
        self._bar = tqdm(
            total=pages,
            initial=self._pages,
            unit=" pages",
            disable=quiet or not sys.stderr.isatty(),
            dynamic_ncols=True,
            leave=False,
        )

    def page(self, models: int) -> None:
        """Count a page."""
        with self._counting:
            self._pages += 1
            self._models += models
            self._expected = self._bar.total = max(self._expected, self._pages)
            self._bar.set_description_str("", refresh=False)
            self._bar.set_postfix_str(f"{self._models:,} models", refresh=False)
            self._bar.update()
            if time.monotonic() - self._logged >= _MINUTE:
                self._logged = time.monotonic()
                self._journal.log(
                    f"{self._pages:,} of about {self._expected:,} pages, {self._models:,} models"
                )

    def wait(self, seconds: int) -> None:
        """Print that the crawl waits for the Hub's rate limit."""
        with self._counting:
            self._bar.set_description_str(f"waiting {seconds} s for the Hub’s rate limit", refresh=True)
        self._journal.log(f"waiting {seconds} s for the rate limit of the Hub")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._bar.close()


@contextmanager
def heard(waits: Callable[[int], None]) -> Iterator[None]:
    """Hear the Hub's client on its waits for the rate limit, in seconds, instead of letting it print them.

    What else it retries is its own affair.
    """
    client = logging.getLogger("huggingface_hub")
    before = client.handlers[:], client.propagate
    client.handlers[:] = [_Waits(waits)]
    client.propagate = False
    try:
        yield
    finally:
        client.handlers[:], client.propagate = before


class _Waits(logging.Handler):
    def __init__(self, waits: Callable[[int], None]) -> None:
        super().__init__(logging.WARNING)
        self._waits = waits

    def emit(self, record: logging.LogRecord) -> None:
        if found := _WAIT.search(record.getMessage()):
            self._waits(int(found.group(1)))
