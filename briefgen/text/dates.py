"""Dates in words, one way everywhere; and dates known by their month or year alone."""

from __future__ import annotations

import calendar
import datetime as dt


def in_words(date: dt.date) -> str:
    """Print a day.

    >>> in_words(dt.date(2025, 5, 7))
    '7 May 2025'
    """
    return f"{date.day} {date:%B %Y}"


def partial_in_words(partial: str) -> str:
    """Print a date as precisely as it is known: `2025-08-02`, `2025-08` or `2025`.

    >>> partial_in_words("2025-08-02"), partial_in_words("2025-08"), partial_in_words("2025")
    ('2 August 2025', 'August 2025', '2025')
    """
    start = first_day(partial)
    return {4: partial, 7: f"{start:%B %Y}"}.get(len(partial), in_words(start))


def first_day(partial: str) -> dt.date:
    """Return the first day that a partial date may mean. Raises ValueError if the text is not a date."""
    return dt.date.fromisoformat(partial + "1970-01-01"[len(partial) :])


def last_day(partial: str) -> dt.date:
    """Return the last day that a partial date may mean.

    >>> last_day("2025-02"), last_day("2025"), last_day("2025-02-03")
    (datetime.date(2025, 2, 28), datetime.date(2025, 12, 31), datetime.date(2025, 2, 3))
    """
    start = first_day(partial)
    if len(partial) == 4:
        return start.replace(month=12, day=31)
    if len(partial) == 7:
        return start.replace(day=calendar.monthrange(start.year, start.month)[1])
    return start
