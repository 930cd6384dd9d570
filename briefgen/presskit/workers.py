"""Who draws a chart and makes its pictures: this process, or two beside it that divide the work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from briefgen.charts.output import svg_export
from briefgen.documents.pdf.pango import require_pango
from briefgen.editions.workers import Processes, disable_gc, warm_up

if TYPE_CHECKING:
    from briefgen.charts.layout.canvas import Canvas


class KitWorkers(Protocol):
    """Draws charts, and makes the pictures of sheets."""

    def why_no_pages(self) -> str | None:
        """Return why it cannot set sheets on pages; None if it can."""

    def draw(self, spec: Mapping[str, Any], alt: str) -> str:
        """Return Vega-Lite as SVG text, with its alternative text."""

    def pictures(self, sheet: Canvas, clock: dt.datetime) -> Future[dict[str, bytes]]:
        """Make the pictures of a sheet, each by the name of its file.

        The result raises InputError where WeasyPrint cannot set the drawing.
        """


class InThisProcess:
    """This process, at once; `no_pages` says why it cannot set sheets on pages."""

    def __init__(self, no_pages: str | None = None) -> None:
        self._no_pages = no_pages

    def why_no_pages(self) -> str | None:
        """Return why it cannot set sheets on pages; None if it can."""
        return self._no_pages

    def draw(self, spec: Mapping[str, Any], alt: str) -> str:
        """Return Vega-Lite as SVG text, with its alternative text."""
        return svg_export.drawn(spec, alt)

    def pictures(self, sheet: Canvas, clock: dt.datetime) -> Future[dict[str, bytes]]:
        """Make the pictures of a sheet before returning."""
        made: Future[dict[str, bytes]] = Future()
        made.set_result(_pictures(sheet, clock, self._no_pages is None))
        return made


class InWorkers:
    """Two processes beside this one: one draws, and makes pictures for screens; the other sets pages."""

    def __init__(self) -> None:
        self._drawing, self._setting = Processes(1, warm_up), Processes(1)
        self._drawing.pool.submit(_load)
        self._setting.pool.submit(_load_pages)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for processes in (self._drawing, self._setting):
            processes.__exit__(kind, error, trace)

    def why_no_pages(self) -> str | None:
        """Wait until both can work, and return why sheets cannot be set on pages; None if they can."""
        return self._setting.why_no_pages()

    def draw(self, spec: Mapping[str, Any], alt: str) -> str:
        """Return Vega-Lite as SVG text, with its alternative text."""
        return self._drawing.pool.submit(_drawn, spec, alt).result()

    def pictures(self, sheet: Canvas, clock: dt.datetime) -> Future[dict[str, bytes]]:
        """Have the pictures of a sheet made, by the process that has loaded what that takes."""
        processes = self._setting if sheet.format.is_page else self._drawing
        return processes.pool.submit(_pictures, sheet, clock, self.why_no_pages() is None)


def _load() -> None:
    """Load what makes pictures, before there is a sheet."""
    import briefgen.presskit.images  # noqa: F401

    disable_gc()


def _load_pages() -> None:
    """Load what sets pages as well, and its own style."""
    # Without Pango it ends here; WeasyPrint would print advice of its own.
    require_pango()
    from briefgen.documents.pdf import write as pdf

    _load()
    pdf.lay_out("<!DOCTYPE html>")


def _drawn(spec: Mapping[str, Any], alt: str) -> str:
    return svg_export.drawn(spec, alt)


def _pictures(sheet: Canvas, clock: dt.datetime, pages: bool) -> dict[str, bytes]:
    from briefgen.presskit.images import pictures

    return pictures(sheet, clock, pages)
