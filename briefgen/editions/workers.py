"""The press: processes beside this one that draw charts and then set pages, so that two cores are at work."""

from __future__ import annotations

import datetime as dt
import gc
import itertools
import locale
import multiprocessing
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from briefgen.documents.pdf.pango import PangoMissingError, require_pango

if TYPE_CHECKING:
    from briefgen.documents.pdf.attachments import Attachment
    from briefgen.documents.pdf.write import LaidOutPages


class Processes:
    """Processes that draw charts and set pages, and leave Ctrl-C to this one.

    They start afresh rather than as copies of this process: copies of a process with threads can hang. What
    each does `first` loads what it works with.
    """

    def __init__(self, count: int, first: Callable[[], None] = require_pango) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="briefgen-")
        others = set(multiprocessing.active_children())
        self.pool = ProcessPoolExecutor(
            count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(self._scratch.name,),
        )
        # Ctrl-C reaches every process of a terminal. These leave it to this one: a process that is still
        # starting would print where it was.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._ready = [self.pool.submit(first) for _ in range(count)]
            self._started = set(multiprocessing.active_children()) - others
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Whoever leaves has all that was asked for, or wants none of it. A process that is let go by itself
        # spends a fifth of a second on clearing up; what it leaves stands in one folder.
        for process in self._started:
            process.terminate()
        self.pool.shutdown(cancel_futures=True)
        self._scratch.cleanup()

    def why_no_pages(self) -> str | None:
        """Wait until one can work, and return why it cannot set pages on paper; None if it can.

        Raises whatever else kept it from starting.
        """
        try:
            self._ready[0].result()
        except PangoMissingError as error:
            return str(error)
        return None


class RenderWorkers:
    """A process that draws charts and one that sets pages, while the caller asks its questions.

    What draws charts keeps more memory than it takes to set a page: it ends before a page is set.
    """

    def __init__(self) -> None:
        self._drawing, self._setting = Processes(1, warm_up), Processes(1)
        self._setting.pool.submit(disable_gc)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for processes in (self._drawing, self._setting):
            processes.__exit__(kind, error, trace)

    def why_no_pages(self) -> str | None:
        """Wait until it can work, and return why it cannot set pages on paper; None if it can."""
        return self._setting.why_no_pages()

    def svg(self, spec: Mapping[str, Any], alt: str) -> Future[str]:
        """Have a chart in Vega-Lite drawn as SVG, with its alternative text."""
        return self._drawing.pool.submit(_svg, spec, alt)

    def all_drawn(self) -> None:
        """Let the process that draws charts end with the last that it was asked for."""
        self._drawing.pool.shutdown(wait=False)

    def lay_out(self, page: str) -> Future[int]:
        """Have a page of HTML laid out on sheets, which stay with the press under the number that it gives.

        The result raises InputError where that cannot be done.
        """
        return self._setting.pool.submit(_lay_out, page)

    def pdf(self, number: int, clock: dt.datetime, inside: Sequence[Attachment]) -> Future[bytes]:
        """Have sheets written as PDF, with files inside that are stamped with the edition's clock.

        The press lets go of the sheets. The result raises InputError where that cannot be done.
        """
        return self._setting.pool.submit(_pdf, number, clock, inside)


def _start(scratch: str) -> None:
    set_c_locale()
    tempfile.tempdir = scratch


def set_c_locale() -> None:
    """Keep this machine's language out of the pages: Pango asks it how to join letters inside drawings."""
    locale.setlocale(locale.LC_ALL, "C")


@contextmanager
def c_locale() -> Iterator[None]:
    """Do so for a while, in a process that also does other things: it reads texts by its language."""
    before = locale.setlocale(locale.LC_ALL)
    set_c_locale()
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, before)


def warm_up() -> None:
    """Load what draws the charts, while the other process asks its questions."""
    from briefgen.charts.output import svg_export

    svg_export.warm_up()
    disable_gc()


def disable_gc() -> None:
    """Such a process lives for one build: what it would save by looking for garbage it spends on looking."""
    gc.disable()


def _svg(spec: Mapping[str, Any], alt: str) -> str:
    from briefgen.charts.output.svg_export import drawn

    return drawn(spec, alt)


_numbers = itertools.count()
#: What the press has laid out and not yet written.
_sheets: dict[int, LaidOutPages] = {}


def _lay_out(page: str) -> int:
    from briefgen.documents.pdf.write import lay_out

    number = next(_numbers)
    _sheets[number] = lay_out(page)
    return number


def _pdf(number: int, clock: dt.datetime, inside: Sequence[Attachment]) -> bytes:
    return _sheets.pop(number).write(clock, inside)
