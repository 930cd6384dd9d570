"""Two files side by side: by their bytes, by the values of a Parquet file, by the words of a PDF's pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PageObject

_CHUNK = 1 << 20
#: So many pages are named.
_MOST_PAGES = 8


def first_difference(one: Path, other: Path) -> int | None:
    """Return the place of the first byte in which two files differ, None if they are the same.

    A file that is missing differs from its first byte on.
    """
    if not one.is_file():
        return 0
    with one.open("rb") as left, other.open("rb") as right:
        for start in count(0, _CHUNK):
            here, there = left.read(_CHUNK), right.read(_CHUNK)
            if here != there:
                pairs = enumerate(zip(here, there, strict=False))
                shorter = min(len(here), len(there))
                return start + next((place for place, (a, b) in pairs if a != b), shorter)
            if not here:
                return None
    return None


def same_values(one: Path, other: Path) -> bool:
    """Return whether two Parquet files hold the same columns, rows and values, however they are written.

    A file that cannot be read as Parquet holds none.
    """
    import duckdb

    with duckdb.connect(config={"autoinstall_known_extensions": False}) as database:
        try:
            tables = [database.read_parquet(str(file)) for file in (one, other)]
            if tables[0].columns != tables[1].columns or tables[0].types != tables[1].types:
                return False
            rows = [table.fetchall() for table in tables]
        except duckdb.Error:
            return False
    # As text, in which "not a number" is itself: rows are sorted, and a float is written whole.
    return repr(rows[0]) == repr(rows[1])


def other_pages(theirs: Path, ours: Path) -> list[int]:
    """Return the pages of two PDFs that do not have the same words, by their numbers from 1."""
    import pypdf

    written = [[_words(page) for page in pypdf.PdfReader(file).pages] for file in (theirs, ours)]
    return [number for number, (one, other) in enumerate(zip_longest(*written), start=1) if one != other]


def pages(others: Sequence[int]) -> str:
    """Say how the pages of a PDF differ from those of one that was set again, by those with other words."""
    if not others:
        return "every page has the same words, and other bytes: whether it looks the same was not compared"
    more = f" and {len(others) - _MOST_PAGES} more" if len(others) > _MOST_PAGES else ""
    return f"other words stand on page {', '.join(map(str, others[:_MOST_PAGES]))}{more}"


def _words(page: PageObject) -> str:
    return "".join(page.extract_text().split())
