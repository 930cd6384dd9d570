"""The worker processes and threads of a build, so that two cores are at work.

The timeline of a build, from left to right; each line is a process or a thread, and `|` is where one waits:

    this process   ask, compose charts --> what changed |> pages as HTML, claims, workbook, evidence |> files
    two threads    judge claim after claim ------------>|
    drawing        load Vega, draw chart after chart -->| ends
    setting        load Pango                            lay out page after page -> write the PDFs ->|

- Judging shares this process: DuckDB works without Python's lock, and what it answers is cached here.
- A chart is drawn while the next is composed, and all are drawn before a page, which holds them, is laid out.
- What draws has more memory than it takes to set a page: that process ends before a page is set.
- Pages are laid out while the edition's data are put together, and written once those are there: a PDF
  carries them inside.

A press kit of one chart uses the same two processes (`presskit.jobs`): what draws makes the pictures for
screens, what sets pages those on paper. Of many charts each of two processes makes whole kits.
"""

from __future__ import annotations

import datetime as dt
import gc
import itertools
import json
import locale
import multiprocessing
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

from briefgen.documents.pdf.pango import PangoMissingError, require_pango

if TYPE_CHECKING:
    from briefgen.claims.judged_edition import JudgedEdition
    from briefgen.documents.pdf.attachments import Attachment
    from briefgen.documents.pdf.write import LaidOutPages

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")

#: One claim's answers come while another's questions are put.
_CLAIMS_AT_ONCE = 2


class Processes:
    """Processes that work beside this one, and leave Ctrl-C to it.

    They start afresh rather than as copies of this process: copies of a process with threads can hang. What
    each does `first` loads what it works with.
    """

    def __init__(self, count: int, first: Callable[[], None] = require_pango) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="briefgen-")
        others = set(multiprocessing.active_children())
        self._pool = ProcessPoolExecutor(
            count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(self._scratch.name,),
        )
        with _without_interrupts():
            self._ready = [self._pool.submit(first) for _ in range(count)]
            self._started = set(multiprocessing.active_children()) - others

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Whoever leaves has all that was asked for, or wants none of it. A process that is let go by itself
        # spends a fifth of a second on clearing up; what it leaves stands in one folder.
        for process in self._started:
            process.terminate()
        self._pool.shutdown(cancel_futures=True)
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

    def submit(
        self, work: Callable[_Given, _Made], /, *given: _Given.args, **named: _Given.kwargs
    ) -> Future[_Made]:
        """Have work done by the next process that is free."""
        return self._pool.submit(work, *given, **named)

    def end_when_done(self) -> None:
        """Let the processes end with the last work that they were asked for."""
        self._pool.shutdown(wait=False)


class RenderWorkers:
    """A process that draws charts and one that sets pages, while the caller asks its questions."""

    def __init__(self) -> None:
        self.drawing, self.setting = Processes(1, warm_up), Processes(1)
        self.setting.submit(disable_gc)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for processes in (self.drawing, self.setting):
            processes.__exit__(kind, error, trace)

    def why_no_pages(self) -> str | None:
        """Wait until pages can be set, and return why they cannot be; None if they can."""
        return self.setting.why_no_pages()

    def svg(self, spec: Mapping[str, Any], alt: str) -> Future[str]:
        """Have a chart in Vega-Lite drawn as SVG, with its alternative text."""
        return self.drawing.submit(_svg, json.dumps(spec), str(alt))

    def draw(self, spec: Mapping[str, Any], alt: str) -> str:
        """Return a chart in Vega-Lite as SVG, with its alternative text."""
        return self.svg(spec, alt).result()

    def all_drawn(self) -> None:
        """Let the process that draws charts end with the last that it was asked for."""
        self.drawing.end_when_done()

    def lay_out(self, page: str) -> Future[int]:
        """Have a page of HTML laid out; its sheets stay in the process under the number that it gives.

        The result raises InputError if that cannot be done.
        """
        return self.setting.submit(_lay_out, page)

    def pdf(self, number: int, clock: dt.datetime, inside: Sequence[Attachment]) -> Future[bytes]:
        """Have sheets written as PDF, with files inside that are stamped with the edition's clock.

        The process lets go of the sheets. The result raises InputError if that cannot be done.
        """
        return self.setting.submit(_pdf, number, clock, inside)


class JudgingThreads:
    """Two threads that judge claim by claim, so that they can be stopped between two.

    The edition that is judged caches what they find.
    """

    def __init__(self, judged: JudgedEdition) -> None:
        self._pool = ThreadPoolExecutor(_CLAIMS_AT_ONCE)
        self._verdicts = [self._pool.submit(judged.verdict, claim.id) for claim in judged.claims]
        self._moves = self._pool.submit(lambda: judged.moves)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def wait(self) -> None:
        """Wait for the verdicts and what moved. Raises InputError if a test cannot be asked."""
        for verdict in self._verdicts:
            verdict.result()
        self._moves.result()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Start processes that ignore Ctrl-C, which reaches every process of a terminal.

    A process that is still starting would print where it was. On Windows it may: signals cannot be blocked.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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


def _svg(spec: str, alt: str) -> str:
    from briefgen.charts.output.svg_export import drawn

    return drawn(json.loads(spec), alt)


_numbers = itertools.count()
#: What was laid out in this process and is not written yet.
_sheets: dict[int, LaidOutPages] = {}


def _lay_out(page: str) -> int:
    from briefgen.documents.pdf.write import lay_out

    number = next(_numbers)
    _sheets[number] = lay_out(page)
    return number


def _pdf(number: int, clock: dt.datetime, inside: Sequence[Attachment]) -> bytes:
    return _sheets.pop(number).write(clock, inside)
