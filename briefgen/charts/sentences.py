"""The words that charts share: where the data come from, names inside a sentence, periods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from briefgen.charts.layout.labels import brief
from briefgen.charts.values import amount
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Row
from briefgen.metrics.numbers import Style
from briefgen.snapshots.manifest import Manifest
from briefgen.text import dates

_CRAWL = "briefgen’s crawl of the Hub"

DOWNLOADS = "Downloads are requests for files, not people."

_WITH_ARTICLE = ("United ", "Netherlands", "Philippines")


def in_sentence(country: str) -> str:
    """Return a country's name as it stands inside a sentence.

    >>> in_sentence("United States"), in_sentence("China")
    ('the United States', 'China')
    """
    return f"the {country}" if country.startswith(_WITH_ARTICLE) else country


def sentences(*parts: str) -> Prose:
    """Join sentences, leaving out the empty ones.

    None of them begins with a name that strangers chose: no letter of such a name may change.

    >>> str(sentences("Likes are attention.", "", "They carry no date."))
    'Likes are attention. They carry no date.'
    """
    return Prose(" ").join(part for part in parts if part)


def span(rows: Iterable[Row], column: str, style: Style = "unit") -> Prose:
    """Return the range of a column over rows, "5.5% to 25.6%", or one value where both ends print alike.

    The column is known in one row at least.
    """
    known = sorted((row for row in rows if row[column].known), key=lambda row: amount(row, column) or 0)
    low, high = printed(known[0][column], style), printed(known[-1][column], style)
    return low if low == high else prose("{} to {}", low, high)


#: What the markers of countries' points are called, in the order of a key.
_MARKERS = {"US": "circles", "CN": "squares", "FR": "diamonds"}


def markers(countries: Iterable[str]) -> str:
    """Return the key to the markers of these countries (ISO 3166 codes, empty for unassigned).

    >>> markers(["CN", "US", "KR", ""])
    'Circles: United States; squares: China; triangles: other countries; crosses: no country'
    """
    there = set(countries)
    names = {"US": "United States", "CN": "China", "FR": "France"}
    parts = [f"{_MARKERS[code]}: {names[code]}" for code in _MARKERS if code in there]
    if there - {*_MARKERS, ""}:
        parts.append("triangles: other countries")
    if "" in there:
        parts.append("crosses: no country")
    key = "; ".join(parts)
    return key[:1].upper() + key[1:]


def archive(manifest: Manifest) -> str:
    """Return the short name of what a snapshot comes from."""
    return _CRAWL if manifest.scope else brief(manifest.attribution.split(",")[0])


def named(manifest: Manifest) -> str:
    """Return what an origin is called within a sentence: its id as its attribution spells it, or that."""
    whole = archive(manifest)
    first = whole[: len(manifest.origin)]
    return first if first.casefold() == manifest.origin.casefold() else whole


def the_archive(manifest: Manifest) -> str:
    """Return what a snapshot's origin is called, and that it is an archive unless it is a crawl."""
    return named(manifest) if manifest.scope else f"the archive {named(manifest)}"


def at_a_date(who: str, row: Row, column: str) -> Callable[[], str]:
    """Return what says, when it is asked, who had how much on the date of a row."""
    return lambda: prose("{}, {}: {}", who, row["date"], row[column])


def source(manifests: Iterable[Manifest]) -> str:
    """Return the source line: each archive once, with its licence."""
    named = dict.fromkeys(f"{manifest.attribution} ({manifest.licence})" for manifest in manifests)
    return f"Source: {'; '.join(named)}. Figures: briefgen."


def estimated(manifests: Sequence[Manifest]) -> str:
    """Return a sentence on dates that are estimates, empty where there is none."""
    guessed = [manifest.date for manifest in manifests if manifest.date_known == "estimated"]
    if not guessed:
        return ""
    first = dates.in_words(guessed[0])
    if len(guessed) == 1:
        return f"The date, {first}, is an estimate, give or take a few days."
    return f"Dates from {first} on are estimates, give or take a few days."


def period(manifests: Sequence[Manifest]) -> str:
    """Return the months that a series spans: "January to September 2025"."""
    first, last = manifests[0].date, manifests[-1].date
    if (first.year, first.month) == (last.year, last.month):
        return f"{last:%B %Y}"
    return f"{first:%B} to {last:%B %Y}" if first.year == last.year else f"{first:%B %Y} to {last:%B %Y}"
