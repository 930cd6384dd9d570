"""The edition: the briefing of one month, and the one clock that stamps everything in it."""

from __future__ import annotations

import calendar
import datetime as dt
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefgen.errors import InputError
from briefgen.snapshots.manifest import Manifest
from briefgen.text import dates


@dataclass(frozen=True, order=True)
class Edition:
    """The briefing of one month, written `YYYY-MM`.

    >>> str(Edition(2026, 9)), Edition(2026, 9).title, Edition(2026, 9).last_day.isoformat()
    ('2026-09', 'September 2026', '2026-09-30')
    >>> str(Edition(2026, 12).following)
    '2027-01'
    """

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @classmethod
    def parse(cls, text: str) -> Edition:
        """Read `YYYY-MM`. Raises InputError for anything else."""
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII) or text < "0001":
            raise InputError(f"{text}: expected an edition as year and month, such as 2026-09.")
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def of(cls, date: dt.date) -> Edition:
        """Return the edition of the month of `date`."""
        return cls(date.year, date.month)

    @property
    def last_day(self) -> dt.date:
        """The last day that the edition may know anything of."""
        return dates.last_day(str(self))

    @property
    def following(self) -> Edition:
        """The edition of the month after."""
        return Edition(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def title(self) -> str:
        """The month in words."""
        return f"{calendar.month_name[self.month]} {self.year}"

    @property
    def clock(self) -> dt.datetime:
        """The time stamped on everything that is built: the last day's midnight in UTC.

        `SOURCE_DATE_EPOCH` (seconds since 1970, https://reproducible-builds.org/specs/source-date-epoch/)
        replaces it. Raises InputError if that is not a number of seconds.
        """
        return _source_date() or dt.datetime.combine(self.last_day, dt.time(), dt.UTC)


def choose(text: str | None, manifests: Sequence[Manifest]) -> Edition:
    """Return the edition asked for, or else that of the newest month with a snapshot.

    Raises InputError if there is no snapshot on or before its last day, if the edition is later than the
    month after the newest snapshot's, or if it could not be stamped: before the work, not in the middle of
    it.
    """
    _source_date()
    whole = [manifest for manifest in manifests if not manifest.partial]
    if not whole:
        raise InputError(
            "There is no snapshot to write about, or only parts of one. Take or import one: "
            "`briefgen snapshot --help`."
        )
    days = sorted(manifest.date for manifest in whole)
    edition = Edition.of(days[-1]) if text is None else Edition.parse(text)
    if edition.last_day < days[0]:
        raise InputError(
            f"{edition}: no snapshot is as old as that. "
            f"They begin in {Edition.of(days[0])} and end in {Edition.of(days[-1])}."
        )
    newest = max(whole, key=lambda manifest: (manifest.date, manifest.origin))
    if edition > (latest := Edition.of(newest.date).following):
        raise InputError(
            f"{edition}: no snapshot is as new as that. The newest is {newest.id}, so that the latest "
            f"edition is {latest}. Bring a newer snapshot in (`briefgen snapshot take` or `briefgen snapshot "
            "import`), or name an earlier month."
        )
    return edition


def previous(edition: Edition, manifests: Sequence[Manifest]) -> Edition | None:
    """Return the edition of the newest earlier month with a snapshot; None if there is none."""
    months = {Edition.of(manifest.date) for manifest in manifests if not manifest.partial}
    return max((month for month in months if month < edition), default=None)


def _source_date() -> dt.datetime | None:
    """The time in `SOURCE_DATE_EPOCH`; None if it is not set."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if not seconds:
        return None
    try:
        if not (seconds.isascii() and seconds.isdigit()):
            raise ValueError
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise InputError(
            f"SOURCE_DATE_EPOCH={seconds[:40]}: expected whole seconds since 1970; correct or unset it."
        ) from None
