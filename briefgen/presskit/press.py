"""Who makes the pictures of a sheet: this process, or one beside it, where alone then pages are set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Future

from briefgen.charts.compose import Sheet

#: Makes the pictures of a sheet, each by the name of its file, here or in another process.
Pressing = Callable[[Sheet, dt.datetime], Future[dict[str, bytes]]]


def at_once(sheet: Sheet, clock: dt.datetime) -> Future[dict[str, bytes]]:
    """Make the pictures of a sheet here and now."""
    made: Future[dict[str, bytes]] = Future()
    made.set_result(pressed(sheet, clock))
    return made


def pressed(sheet: Sheet, clock: dt.datetime) -> dict[str, bytes]:
    """Return the pictures of a sheet. Raises InputError where WeasyPrint cannot set the drawing."""
    from briefgen.presskit.pictures import pictures

    return pictures(sheet, clock)


def warm_up() -> None:
    """Load what sets pages and draws pixels, before there is a sheet."""
    import briefgen.presskit.pictures  # noqa: F401
