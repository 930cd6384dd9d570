"""The charts of what a month tells, by hand: verdicts at two moments, and figures with their denominators."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest

from briefgen.charts import registry
from briefgen.charts.figure import Figure
from briefgen.charts.inputs import ChartInputs, JudgedClaim, JudgedValue, PublishedShare
from briefgen.charts.output import svg_export
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import PAGE, Shape
from briefgen.ledger.ledger import Ledger
from briefgen.ledger.prose import prose
from briefgen.metrics.numbers import Number
from briefgen.snapshots.manifest import Manifest, Population, Retrieval
from tests.charts.boxes import boxes
from tests.charts.test_odd_series import LONG, SHAPES, sound

OLD, NEW, OTHER = "2025-07-07-osir-lmts", "2026-09-20-llmfit", "2026-04-01-llmfit"


def _manifest(snapshot: str) -> Manifest:
    return Manifest(
        id=snapshot,
        date=dt.date.fromisoformat(snapshot[:10]),
        date_known="exact",
        origin=snapshot[11:],
        population=Population(words="models made up for a test", kind="organisations"),
        rows=1,
        absent_columns=(),
        sha256="0" * 64,
        licence="CC0-1.0",
        attribution="Made up, by hand",
        retrieval=Retrieval(method="by hand", version="1"),
    )


def _moment(word: str, value: float | None = None, snapshot: str = NEW) -> JudgedValue:
    if value is None:
        return JudgedValue(word)
    unit: Any = "share" if isinstance(value, float) else "count"
    number = Number(value, unit, "download_share", (), (snapshot,), (("country", str(value)),), "share")
    shows = prose("{} of it", number)
    return JudgedValue(word, number, shows, dt.date.fromisoformat(snapshot[:10]), snapshot[11:])


def _judged(name: str, then: JudgedValue, now: JudgedValue, statement: str = "It leads.") -> JudgedClaim:
    value = then.value or now.value
    place = value is not None and isinstance(value.value, int)
    return JudgedClaim(
        name, statement, "Somebody, 1 May 2025", "a-source", "place" if place else "share", then, now
    )


TURNED = _judged("turned", _moment("supported", 1, OLD), _moment("contradicted", 4), "It is first.")
SAME = _judged("same", _moment("supported", 0.25, OTHER), _moment("supported", 0.75))
APART = _judged("apart", _moment("supported", 0.5, OLD), _moment("supported", 0.625))
HALF = _judged("half", _moment("untestable"), _moment("partly-supported", 0.125))
MANIFESTS = {it: _manifest(it) for it in (OLD, OTHER, NEW)}


def _claims(*judged: JudgedClaim) -> Figure | None:
    return registry.draw_from_inputs("claims-then-now", ChartInputs(judged, manifests=MANIFESTS))


def _drawn(figure: Figure | None, shape: Shape = PAGE) -> str:
    assert figure
    return svg_export.svg(figure, shape)


def test_claims_stand_by_value_and_say_both_moments() -> None:
    figure = _claims(HALF, TURNED, SAME, APART)
    assert figure
    assert [row.values["claim"] for row in figure.table.rows] == ["same", "apart", "half", "turned"]
    assert figure.title == (
        "In September 2026 ‘It is first’ stood contradicted at place 4; when said, supported at place 1"
    )
    said = " ".join(box.text for box in boxes(_drawn(figure)))
    assert (
        "Then supported, 1 April 2026, llmfit: 25.0% of it. Now supported, 20 September 2026, llmfit" in said
    )
    assert "Then untestable. Now partly supported, 20 September 2026, llmfit: 12.5% of it." in said
    assert "Places in a ranking: each line runs from the first, left, to 4" in said
    assert figure.sources == ("a-source",)
    assert figure.snapshots == (OLD, OTHER, NEW)


def test_where_no_verdict_has_turned_the_title_says_so() -> None:
    figure = _claims(SAME, HALF)
    assert figure
    assert figure.title.startswith(
        "In September 2026 no verdict on a claim of a share or a place stood otherwise"
    )


def test_one_claim_with_a_value_makes_no_chart() -> None:
    assert _claims(SAME, _judged("none", _moment("untestable"), _moment("untestable"))) is None
    assert _claims() is None


def test_a_line_joins_values_of_one_archive_alone() -> None:
    def joins(*judged: JudgedClaim) -> int:
        lines = re.findall(r"<line[^>]*>", _drawn(_claims(*judged, HALF)))
        return sum(f'stroke="{style.INK}"' in line for line in lines)

    assert joins(SAME) == 1
    assert joins(APART) == 0


def test_then_is_hollow_now_filled_and_a_verdict_has_its_shape() -> None:
    svg = _drawn(_claims(TURNED, SAME))
    marks = re.findall(r'<path[^>]*fill="(#\w{6})" stroke="#1a1a1a"[^>]*>', svg)
    assert sorted(marks) == [style.INK, style.INK, style.PAPER, style.PAPER]
    alike = _drawn(_claims(replace(TURNED, now=replace(TURNED.now, word="supported")), SAME))
    assert alike != svg


def test_in_little_room_a_verdict_that_turned_stays_and_the_rest_is_named() -> None:
    many = [_judged(f"c{n}", _moment("untestable"), _moment("supported", n / 100)) for n in range(50)]
    figure = _claims(*many, TURNED)
    said = [box.text for box in boxes(_drawn(figure, Shape("card", 1100, 300, 19, brief=True)))]
    assert "It is first." in said
    assert any("More stand in the data." in line for line in said)


def test_words_enter_no_ledger_and_values_keep_their_metric() -> None:
    figure = _claims(SAME, TURNED)
    assert figure
    ledger = Ledger()
    for row in figure.table.rows:
        for heading in figure.table.headings:
            ledger.say(row[heading.column])
    assert {entry.number.metric for entry in ledger.entries} == {"download_share"}
    assert sorted(str(entry.number.value) for entry in ledger.entries) == ["0.25", "0.75", "1", "4"]


def _figure(
    source: str, country: str, value: float, second_hand: bool = False, title: str = ""
) -> PublishedShare:
    return PublishedShare(
        source=source,
        title=title or source,
        issued="2026-03-17",
        window="2025",
        counted="a hundred models",
        country=country,
        value=value,
        unit="share" if value < 1 else "downloads",
        stated=f"{value:.0%}" if value < 1 else f"{value:,.0f}",
        second_hand=second_hand,
    )


def _both(source: str, china: float, america: float, **more: Any) -> list[PublishedShare]:
    return [_figure(source, "China", china, **more), _figure(source, "United States", america, **more)]


PUBLISHED = (
    *_both("one", 0.25, 0.5, second_hand=True),
    *_both("two", 0.75, 0.125),
    *_both("counts", 1000, 2000),
)


def test_published_figures_stand_beside_what_they_count() -> None:
    figure = registry.draw_from_inputs("published-shares", ChartInputs(published=PUBLISHED))
    assert figure
    assert figure.title == (
        "In figures published to March 2026 China had 25.0% to 75.0% of the downloads, the United States "
        "12.5% to 50.0%, by what was counted"
    )
    assert figure.sources == ("one", "two", "counts")
    said = [box.text for box in boxes(_drawn(figure))]
    assert said.count("second hand") == 2
    assert said.count("A hundred models; 2025") == 3
    assert {"25%", "50%", "1,000", "2,000"} <= set(said)
    assert [row["downloads"].value for row in figure.table.rows] == [None] * 4 + [1000, 2000]


@pytest.mark.parametrize(
    "published",
    [(), PUBLISHED[:2], PUBLISHED[4:], (PUBLISHED[0], PUBLISHED[2])],
    ids=["none", "one source", "no shares", "one country"],
)
def test_fewer_than_two_shares_of_both_countries_are_nothing_to_compare(
    published: tuple[PublishedShare, ...],
) -> None:
    assert registry.draw_from_inputs("published-shares", ChartInputs(published=published)) is None


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_odd_claims_and_figures_are_sound(shape: Shape) -> None:
    words = f"{LONG} {LONG} {LONG}"
    many = [
        _judged(f"c{n}", _moment("supported", n / 100), _moment("contradicted", 0.0), words)
        for n in range(100)
    ]
    last = _judged("last", _moment("supported", 10**9), _moment("supported", 1))
    for judged in ((*many, last), (SAME, last), (TURNED, replace(TURNED, claim="again", then=TURNED.now))):
        sound(_drawn(_claims(*judged), shape), shape)
    long = ChartInputs(published=(*_both("a", 0.0, 0.999, title=words), *PUBLISHED))
    figure = registry.draw_from_inputs("published-shares", long)
    sound(_drawn(figure, shape), shape)
