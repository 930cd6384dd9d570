"""A chart in words: its long description, and the caption that a newsroom pastes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefgen.charts.figure import Figure, Heading
from briefgen.charts.layout.labels import brief
from briefgen.charts.values import amount
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Row

#: AP shortens a month beside a day, but not these (AP Stylebook, "months").
_SHORT = {
    "January": "Jan.",
    "February": "Feb.",
    "August": "Aug.",
    "September": "Sept.",
    "October": "Oct.",
    "November": "Nov.",
    "December": "Dec.",
}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(rf"\b(\d{{1,2}}) ({_MONTHS}) (\d{{4}})\b(,?)(?=(.?.?))")
#: What AP spells otherwise than the briefing.
_SPELLING = {
    "licence": "license",
    "licences": "licenses",
    "organisation": "organization",
    "organisations": "organizations",
    "quantisation": "quantization",
    "quantisations": "quantizations",
}
_SPELLED = re.compile(rf"\b(?:{'|'.join(_SPELLING)})\b")
#: A chart of more lines than this tells their extremes alone.
_MOST_TRENDS = 8


def in_ap_style(words: str) -> str:
    """Return a sentence with dates and spelling as the AP Stylebook has them.

    >>> in_ap_style("On 20 September 2026 China had more licences than on 7 May 2025.")
    'On Sept. 20, 2026, China had more licenses than on May 7, 2025.'
    >>> in_ap_style("A release, 20 January 2025 [A source].")
    'A release, Jan. 20, 2025 [A source].'
    """

    def date(found: re.Match[str]) -> str:
        day, month, year, comma, then = found.groups()
        # A comma goes before more of the sentence, and not before a source in brackets.
        after = "," if comma or (then.startswith(" ") and then != " [") else ""
        return f"{_SHORT.get(month, month)} {day}, {year}{after}"

    return _SPELLED.sub(lambda found: _SPELLING[found[0]], _DATE.sub(date, words))


def caption(figure: Figure, credit: str, cite: str) -> str:
    """Return the words to print with a chart, and those that may not be said with it."""
    sentence = in_ap_style(str(figure.title))
    parts = {
        "HEADLINE": sentence,
        "CAPTION": in_ap_style(f"{figure.subtitle!s} {figure.guard!s}"),
        "SOURCE": _origins(figure),
        "CREDIT": credit,
        "SENTENCE TO PASTE": f"{sentence}, according to a briefgen analysis of {_origins(figure)}.",
        "CITE AS": cite,
        "NOTES": in_ap_style(str(figure.note)),
        "NOT TO BE SAID WITH THIS CHART": "\n".join(f"- {one}" for one in figure.never),
    }
    return "\n\n".join(f"{name}\n{words}" for name, words in parts.items()) + "\n"


def _origins(figure: Figure) -> str:
    """The source line without the words around it."""
    return figure.source.removeprefix("Source: ").removesuffix(" Figures: briefgen.").rstrip(".")


def description(figure: Figure) -> Prose:
    """Return the long description of a chart: structure, extremes and trend, for those who cannot see it."""
    paragraphs = [figure.alt, prose("{} {}", figure.subtitle, _structure(figure)), _extremes(figure)]
    return Prose("\n\n").join([*filter(None, paragraphs), *_trends(figure), figure.note]) + "\n"


def _labels(figure: Figure) -> list[Heading]:
    """The headings that say which row is meant: of a wide table the first two, else a name and a date."""
    table = figure.table
    if table.wide:
        return list(table.headings[:2])
    columns = table.rows[0].result.metric.columns
    free = [heading for heading in table.headings if heading.column not in figure.measures]
    firsts = ([one for one in free if columns[one.column].unit == unit][:1] for unit in ("name", "date"))
    return [heading for first in firsts for heading in first]


def _label(figure: Figure, row: Row) -> Prose:
    return prose(", ").join(brief(printed(row[heading.column])) for heading in _labels(figure))


def _measure(figure: Figure) -> Heading | None:
    """The main column that is drawn, where it is a quantity."""
    found = next(one for one in figure.table.headings if one.column == figure.measures[0])
    unit = figure.table.rows[0].result.metric.columns[found.column].unit
    return None if unit in ("name", "date") else found


def _structure(figure: Figure) -> str:
    across = " and ".join(heading.text.lower() for heading in _labels(figure))
    drawn = [heading.text.lower() for heading in figure.table.headings if heading.column in figure.measures]
    return f"There is one value for each {across or 'line'}; drawn are: {', '.join(drawn)}."


def _known(figure: Figure, column: str) -> list[Row]:
    return [row for row in figure.table.rows if row[column].known]


def _extremes(figure: Figure) -> str:
    measure = _measure(figure)
    if measure is None or not (rows := _known(figure, measure.column)):
        return ""
    ordered = sorted(rows, key=lambda row: amount(row, measure.column) or 0)
    highest, lowest = ordered[-1], ordered[0]
    name = measure.text.lower()
    return prose(
        "Highest {}: {}: {}. Lowest {}: {}: {}.",
        name,
        _label(figure, highest),
        highest[measure.column],
        name,
        _label(figure, lowest),
        lowest[measure.column],
    )


def _trends(figure: Figure) -> Sequence[str]:
    """From the first to the last date, for each line of the chart that has both."""
    measure, labels = _measure(figure), _labels(figure)
    columns = figure.table.rows[0].result.metric.columns
    dated = [heading for heading in labels if columns[heading.column].unit == "date"]
    if measure is None or not dated:
        return []
    when, named = dated[0], [heading for heading in labels if heading not in dated]
    lines: dict[tuple[object, ...], list[Row]] = {}
    for row in _known(figure, measure.column):
        # Another archive is another line: its population is not the same.
        key = (row.result.snapshots, *(row.values[heading.column] for heading in named))
        lines.setdefault(key, []).append(row)
    told = [
        prose(
            "{}: from {} on {} to {} on {}.",
            prose(", ").join(brief(printed(rows[0][heading.column])) for heading in named) or measure.text,
            rows[0][measure.column],
            rows[0][when.column],
            rows[-1][measure.column],
            rows[-1][when.column],
        )
        for rows in lines.values()
        if len(rows) > 1
    ]
    return told[:_MOST_TRENDS]
