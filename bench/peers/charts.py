"""The charts that everybody draws, in Altair: the same for briefgen and for its peers.

A chart takes the records of its table: dates as text `YYYY-MM-DD`, a country that is not known empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt

#: A chart of Altair's, which is typed for no more.
Chart = Any
Records = Sequence[Mapping[str, Any]]

#: What never reaches this share has no line of its own.
_LEAST = 0.02
_WIDTH = 480


def download_share(records: Records) -> Chart:
    return _lines(records, "country", "Share of downloads by publisher's country")


def direct_derivatives(records: Records) -> Chart:
    return _lines(records, "base", "Share of direct derivatives by family of the base")


def concentration(records: Records) -> Chart:
    tops = [
        {"date": record["date"], "models": f"largest {top}", "share": record[f"top_{top}"]}
        for record in records
        for top in (1, 10, 25, 100)
    ]
    return _lines(tops, "models", "Share of downloads of the largest models")


def attention_overlap(records: Records) -> Chart:
    drawn = _chart([_part(record, "date", "both") for record in records], "Models in both of the first 25")
    return drawn.mark_bar().encode(x="yearmonth(date):O", y="both:Q")


def most_liked(records: Records) -> Chart:
    newest = [_part(record, "repo_id", "likes", "country") for record in _newest(records)]
    drawn = _chart(newest, "Likes of the most-liked models")
    return drawn.mark_bar().encode(x="likes:Q", y=alt.Y("repo_id:N").sort("-x"), color="country:N")


def top_publishers(records: Records) -> Chart:
    newest = [_part(record, "organisation", "downloads", "country") for record in _newest(records)]
    drawn = _chart(newest, "Downloads of the largest publishers")
    return drawn.mark_bar().encode(x="downloads:Q", y=alt.Y("organisation:N").sort("-x"), color="country:N")


def releases(records: Records) -> Chart:
    months = [_part(record, "month", "releases", "country") for record in records]
    drawn = _chart(months, "Observed releases by publisher's country")
    return drawn.mark_bar().encode(x="yearmonth(month):O", y="releases:Q", color="country:N")


def licence_tiers(records: Records) -> Chart:
    cells = [_part(record, "country", "tier", "models") for record in records]
    drawn = _chart(cells, "Licences by publisher's country")
    return drawn.mark_bar().encode(x=alt.X("models:Q").stack("normalize"), y="country:N", color="tier:N")


def transitive_derivatives(records: Records) -> Chart:
    bases = [_part(record, "base", "derivatives") for record in records]
    drawn = _chart(bases, "Derivatives at any depth by country of the root")
    return drawn.mark_bar().encode(x="derivatives:Q", y=alt.Y("base:N").sort("-x"))


#: Every chart by its table.
CHARTS: Mapping[str, Callable[[Records], Chart]] = {
    "download_share": download_share,
    "concentration": concentration,
    "most_liked": most_liked,
    "attention_overlap": attention_overlap,
    "top_publishers": top_publishers,
    "releases": releases,
    "licence_tiers": licence_tiers,
    "direct_derivatives": direct_derivatives,
    "transitive_derivatives": transitive_derivatives,
}


def _lines(records: Records, group: str, title: str) -> Chart:
    large = {record[group] for record in records if (record["share"] or 0) >= _LEAST}
    shares = [_part(record, "date", group, "share") for record in records if record[group] in large]
    drawn = _chart(shares, title).mark_line(point=True)
    return drawn.encode(x="yearmonth(date):T", y=alt.Y("share:Q").axis(format=".0%"), color=f"{group}:N")


def _chart(records: Records, title: str) -> Chart:
    return alt.Chart(alt.InlineData(values=records), title=title, width=_WIDTH)


def _newest(records: Records) -> Records:
    last = max(record["date"] for record in records)
    return [record for record in records if record["date"] == last]


def _part(record: Mapping[str, Any], *columns: str) -> dict[str, Any]:
    return {column: record[column] for column in columns}
