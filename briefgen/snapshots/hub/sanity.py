"""Does a new snapshot look like the Hub, or like a fault of measurement? Compared with the last one.

The bounds are far outside what a month of news does to a whole snapshot. If there is no snapshot of the same
scope, the newest of any origin is used for the checks of models in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store

#: Downloads in 30 days from which a model counts as in use; below, the figures say little.
_IN_USE = 100
#: An author with at least this many models is reported if missing.
_MISSED_FROM = 5
_TOP = 20
_LEAST_ROWS = 0.9
_LEAST_TOP = 10
_FACTOR = 2.0
_MOST_FALLEN = 0.02
_MOST_UNCHANGED = 0.2
_MOST_LOST = 0.1
_MOST_DRIFTED = 0.01

_COMPARED = """
SELECT (SELECT count(*) FROM before), (SELECT count(*) FROM after), count(*),
    sum(b.downloads_30d)::BIGINT, sum(a.downloads_30d)::BIGINT,
    median(a.downloads_30d / b.downloads_30d) FILTER (b.downloads_30d >= $in_use),
    count(*) FILTER (a.likes < b.likes) / nullif(count(b.likes), 0),
    count(*) FILTER (a.downloads_all_time < b.downloads_all_time) / nullif(count(b.downloads_all_time), 0),
    count(*) FILTER (b.downloads_30d >= $in_use AND a.downloads_30d = b.downloads_30d AND a.likes = b.likes)
        / nullif(count(*) FILTER (b.downloads_30d >= $in_use), 0)
FROM after AS a JOIN before AS b ON lower(a.repo_id) = lower(b.repo_id)
WHERE a.downloads_30d IS NOT NULL AND b.downloads_30d IS NOT NULL
"""
_GONE = """
WITH renamed AS (SELECT unnest($old::VARCHAR[]) AS old, lower(unnest($new::VARCHAR[])) AS new),
held AS (
    SELECT coalesce(new, lower(before.author)) AS present, min(before.author) AS author
    FROM before LEFT JOIN renamed ON old = lower(author) WHERE author IS NOT NULL
    GROUP BY present HAVING count(*) >= $missed
)
SELECT author FROM held WHERE present NOT IN (SELECT lower(author) FROM after WHERE author IS NOT NULL)
ORDER BY author
"""
_HIGHEST = "SELECT lower(repo_id) FROM {table} ORDER BY downloads_30d DESC NULLS LAST, repo_id LIMIT $top"
_KNOWN = "SELECT count({column}) / count(*) FROM {table}"


@dataclass(frozen=True)
class SanityReport:
    """A new snapshot compared with the last one: lines to print in any case, and what looks like a fault."""

    told: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class _Compared:
    rows_before: int
    rows_after: int
    both: int
    downloads_before: int | None
    downloads_after: int | None
    median_ratio: float | None
    likes_fallen: float | None
    all_time_fallen: float | None
    unchanged: float | None


def report(
    store: Store, rows: Path, manifest: Manifest, drift: Mapping[str, float], renamed: Mapping[str, str]
) -> SanityReport:
    """Compare the rows of a new snapshot with the last one.

    `drift` is what the Hub's answers lacked, and in which share of them; `renamed` maps earlier handles in
    small letters to present ones.
    """
    drifted = tuple(words for words, share in drift.items() if share > _MOST_DRIFTED)
    slightly = tuple(f"{words}." for words in drift if words not in drifted)
    if not manifest.rows:
        return SanityReport((), ("the Hub lists not one model",))
    earlier = _earlier(store, manifest)
    if earlier is None:
        return SanityReport(
            (f"{manifest.id}: {manifest.rows:,} models; no earlier snapshot to compare.", *slightly), drifted
        )
    with duckdb.connect() as database:
        for table, file in (("before", store.path(earlier.id)), ("after", rows)):
            database.read_parquet(str(file)).create_view(table)
        given = {"in_use": _IN_USE}
        (found,) = database.execute(_COMPARED, given).fetchall()
        compared = _Compared(*found)
        common = len(_highest(database, "before") & _highest(database, "after"))
        same_scope = earlier.origin == manifest.origin
        faults = [*drifted, *_of_figures(compared, same_scope)]
        if same_scope:
            faults += _of_scope(database, compared, common, renamed)
    return SanityReport((*_comparison(manifest, earlier, compared, common), *slightly), tuple(faults))


def _earlier(store: Store, manifest: Manifest) -> Manifest | None:
    """The last whole snapshot of the same scope, or else of any origin, of an earlier day."""
    others = [store.read_manifest(snapshot_id) for snapshot_id in store.ids]
    whole = [other for other in others if not other.partial and other.date < manifest.date]
    return next((it for it in reversed(whole) if it.origin == manifest.origin), whole[-1] if whole else None)


def _comparison(manifest: Manifest, earlier: Manifest, compared: _Compared, common: int) -> tuple[str, ...]:
    return (
        f"{manifest.id} beside {earlier.id}: {compared.rows_after:,} models beside {compared.rows_before:,}, "
        f"{compared.both:,} in both.",
        f"Models in both: {_number(compared.downloads_after)} downloads of 30 days, "
        f"{_number(compared.downloads_before)} before; the middle one of those in use has "
        f"{_number(compared.median_ratio)} times its earlier downloads.",
        f"{common} of the {_TOP} most downloaded are the same.",
    )


def _of_figures(compared: _Compared, same_scope: bool) -> Iterator[str]:
    """Faults of measurement that the models in both snapshots show."""
    if compared.median_ratio is not None and not 1 / _FACTOR <= compared.median_ratio <= _FACTOR:
        yield (
            f"the middle model has {compared.median_ratio:.2f} times its earlier downloads: another window, "
            "or another way of counting"
        )
    before, after = compared.downloads_before, compared.downloads_after
    if same_scope and before and after is not None and not 1 / _FACTOR <= after / before <= _FACTOR:
        yield f"the same models have {after / before:.2f} times the downloads"
    for fallen, what in ((compared.likes_fallen, "likes"), (compared.all_time_fallen, "all-time downloads")):
        if fallen is not None and fallen > _MOST_FALLEN:
            yield f"{what} fell for {fallen:.1%} of the models, though they only add up"
    if compared.unchanged is not None and compared.unchanged > _MOST_UNCHANGED:
        yield f"{compared.unchanged:.0%} of the models in use have the same figures as before: stale answers"


def _of_scope(
    database: duckdb.DuckDBPyConnection, compared: _Compared, common: int, renamed: Mapping[str, str]
) -> Iterator[str]:
    """What two snapshots of one scope should share."""
    if compared.rows_after < _LEAST_ROWS * compared.rows_before:
        yield f"only {compared.rows_after:,} models, {compared.rows_before:,} before: listings cut short"
    given = {"missed": _MISSED_FROM, "old": list(renamed), "new": list(renamed.values())}
    gone = [author for (author,) in database.execute(_GONE, given).fetchall()]
    if gone:
        named = ", ".join(gone[:10]) + (f" and {len(gone) - 10} more" if len(gone) > 10 else "")
        yield f"nothing of {named}, each with {_MISSED_FROM} models or more before: renamed, or not read"
    if common < min(_LEAST_TOP, compared.rows_before):
        yield f"only {common} of the {_TOP} most downloaded models are the same"
    for column in ("downloads_30d", "likes", "created_at", "license", "children", "base_models"):
        before, after = (_known(database, column, table) for table in ("before", "after"))
        if before - after > _MOST_LOST:
            yield f"{column} is known of {after:.0%} of the models, {before:.0%} before"
    zero = "CASE WHEN downloads_30d = 0 THEN 0 END"
    before, after = (_known(database, zero, table) for table in ("before", "after"))
    if after - before > _MOST_LOST:
        yield f"{after:.0%} of the models have no downloads, {before:.0%} before: false zeros"


def _highest(database: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    rows = database.execute(_HIGHEST.format(table=table), {"top": _TOP}).fetchall()
    return {repo_id for (repo_id,) in rows}


def _known(database: duckdb.DuckDBPyConnection, column: str, table: str) -> float:
    found: Any = database.execute(_KNOWN.format(column=column, table=table)).fetchone()
    return float(found[0] or 0)


def _number(value: float | None) -> str:
    if value is None:
        return "an unknown number of"
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"
