"""What claims compared when they were made, and what it is now: a value and a verdict at either end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms.statement_strips import Strip, StripMark, StripPanel, strips
from briefgen.charts.inputs import ChartInputs, JudgedClaim, JudgedValue, Scale, gathered
from briefgen.charts.layout.labels import brief
from briefgen.charts.theme.sizes import Shape
from briefgen.ledger.prose import printed, prose
from briefgen.metrics.catalogue import Column
from briefgen.metrics.numbers import Number, Value
from briefgen.text import dates

#: The marker of each verdict: a ring of its shape then, a disc now.
_SHAPES = {"supported": "circle", "partly-supported": "triangle-up", "contradicted": "square"}
_KEY = (
    "Hollow: when it was said; filled: now. Circle: supported; triangle: partly supported; square: "
    "contradicted. A line joins values of one archive."
)
#: A narrower shape has no room for the days and archives of all moments.
_IN_FULL = 500
_SCALES: Mapping[Scale, str] = {"share": "Shares", "place": "Places in a ranking"}
_COLUMNS = {
    "statement": Column(unit="name", text="The claim, in our words.", key=True),
    "claim": Column(unit="name", text="The id of the claim in the library."),
    "said": Column(unit="name", text="Who said it, and when."),
    "then_word": Column(unit="name", text="The verdict for when it was said."),
    "then_share": Column(unit="share", text="The share that the test compares, then."),
    "then_place": Column(unit="count", text="The place that the test compares, then."),
    "then_day": Column(unit="date", text="The day of the snapshot that speaks for then."),
    "then_archive": Column(unit="name", text="The archive of that snapshot."),
    "now_word": Column(unit="name", text="The verdict now."),
    "now_share": Column(unit="share", text="The share that the test compares, now."),
    "now_place": Column(unit="count", text="The place that the test compares, now."),
    "now_day": Column(unit="date", text="The day of the snapshot that speaks for now."),
    "now_archive": Column(unit="name", text="The archive of that snapshot."),
}
_HEADINGS = (
    Heading("Claim", "statement"),
    Heading("Said by", "said"),
    Heading("Verdict then", "then_word"),
    Heading("Share then", "then_share"),
    Heading("Place then", "then_place"),
    Heading("Snapshot then", "then_day"),
    Heading("Archive then", "then_archive"),
    Heading("Verdict now", "now_word"),
    Heading("Share now", "now_share"),
    Heading("Place now", "now_place"),
    Heading("Snapshot now", "now_day"),
    Heading("Archive now", "now_archive"),
    Heading("Id", "claim"),
)


def draw(told: ChartInputs) -> Figure | None:
    """Draw the claims whose test compares a share or a place; None where no two of them have a value."""
    drawn = _ordered([one for one in told.judged if one.then.value or one.now.value])
    if len(drawn) < 2:
        return None
    snapshots = {id for one in drawn for value in _values(one) for id in value.snapshots}
    manifests = [manifest for id, manifest in told.manifests.items() if id in snapshots]
    scales = list(dict.fromkeys(one.scale for one in drawn))
    turned = [one for one in drawn if one.turned]
    first = (turned or drawn)[0]
    newest = f"{max(manifest.date for manifest in manifests):%B %Y}"
    return Figure(
        id="claims-then-now",
        title=_title(turned, newest),
        subtitle="The share or the place that each claim’s test compares, at the snapshots that speak for "
        "when it was said and for now, with the verdict of either moment. Population: that of each test.",
        source=sentences.source(manifests),
        note=sentences.sentences(
            "A verdict rests on the whole of its test, the value here on one part of it.",
            "Where the two moments rest on different archives, no line joins them: they count other models.",
            sentences.DOWNLOADS,
            sentences.estimated(manifests),
        ),
        alt=prose(
            "Dumbbell chart of claims when they were made and in {}, by {}. {}: then {}, now {}.",
            newest,
            " and ".join(_SCALES[one].lower() for one in scales),
            _quoted(first),
            _said(first.then, first.scale),
            _said(first.now, first.scale),
        ),
        guard="A verdict holds for its population and date; values of two archives are not compared.",
        drawing=lambda shape: strips(shape, _KEY, _panels(shape, drawn)),
        table=Table(_HEADINGS, gathered("claims_then_now", _COLUMNS, [_line(one) for one in drawn])),
        measures=tuple(f"{moment}_{scale}" for scale in scales for moment in ("now", "then")),
        never=(
            "That a value rose or fell where the two moments rest on different archives.",
            "That a claim is true or false at large: each verdict holds for its population and date.",
        ),
        snapshots=tuple(manifest.id for manifest in manifests),
        sources=tuple(dict.fromkeys(one.source for one in drawn)),
    )


def _ordered(judged: Sequence[JudgedClaim]) -> list[JudgedClaim]:
    """Shares from the largest, then places from the first, by the value now, else by that then."""

    def order(one: JudgedClaim) -> tuple[int, float, str]:
        size = _size(_values(one)[-1])
        return (0, -size, one.claim) if one.scale == "share" else (1, size, one.claim)

    return sorted(judged, key=order)


def _values(one: JudgedClaim) -> list[Number]:
    return [moment.value for moment in (one.then, one.now) if moment.value]


def _title(turned: Sequence[JudgedClaim], newest: str) -> str:
    """Tell the first verdict that has turned, or that none has."""
    if not turned:
        return (
            f"In {newest} no verdict on a claim of a share or a place stood otherwise than when it was said"
        )
    one = turned[0]
    return prose(
        "In {} {} stood {}; when said, {}",
        newest,
        _quoted(one),
        _said(one.now, one.scale),
        _said(one.then, one.scale),
    )


def _quoted(one: JudgedClaim) -> str:
    return f"‘{brief(one.statement.rstrip('.'))}’"


def _said(moment: JudgedValue, scale: Scale) -> str:
    """A moment in words: its verdict, and the value behind it."""
    word = moment.word.replace("-", " ")
    return prose("{} at {}", word, _value(moment, scale)) if moment.value else word


def _value(moment: JudgedValue, scale: Scale) -> str:
    if moment.value is None:
        return ""
    return prose("place {}", moment.value) if scale == "place" else printed(moment.value)


def _line(one: JudgedClaim) -> dict[str, Value | Number]:
    line: dict[str, Value | Number] = {"statement": one.statement, "claim": one.claim, "said": one.said}
    for name, moment in (("then", one.then), ("now", one.now)):
        line |= {
            f"{name}_word": moment.word.replace("-", " "),
            f"{name}_share": moment.value if one.scale == "share" else None,
            f"{name}_place": moment.value if one.scale == "place" else None,
            f"{name}_day": moment.day,
            f"{name}_archive": moment.archive or None,
        }
    return line


def _panels(shape: Shape, judged: Sequence[JudgedClaim]) -> list[StripPanel]:
    """A panel a scale: shares from nothing to all, places from the first to the last of any claim."""
    found = []
    for scale in dict.fromkeys(one.scale for one in judged):
        own = [one for one in judged if one.scale == scale]
        values = [number for one in own for number in _values(one)]
        last = max(values, key=_size)
        low, high = (0.0, 1.0) if scale == "share" else (1.0, max(_size(last), 2.0))
        ends = "from 0 to 100%" if scale == "share" else prose("from the first, left, to {}", last)
        strips = tuple(_strip(shape, one, low, high) for one in own)
        found.append(StripPanel(prose("{}: each line runs {}", _SCALES[scale], ends), strips))
    return found


def _strip(shape: Shape, one: JudgedClaim, low: float, high: float) -> Strip:
    """A claim, its two moments in words, and their marks; it goes last that has one value alone.

    With days and archives, which the data have, all claims would make a column of print longer than a page.
    """
    marks = tuple(
        StripMark((_size(moment.value) - low) / (high - low), _SHAPES[moment.word], filled, tip)
        for name, moment, filled in (("then", one.then, False), ("now", one.now, True))
        if moment.value and moment.word in _SHAPES
        for tip in [prose("{}{}: {}", name, _where(moment), _said(moment, one.scale))]
    )
    if shape.brief or shape.width < shape.px(_IN_FULL):
        told = prose("Then {}; now {}", _said(one.then, one.scale), _said(one.now, one.scale))
    else:
        told = prose("Then {} Now {}", _in_full(one.then), _in_full(one.now))
    joined = one.then.archive == one.now.archive
    weight = 2 if one.turned else len(marks) - 1
    return Strip(one.statement, told, marks, joined, weight)


def _in_full(moment: JudgedValue) -> str:
    """A moment as a sentence: its verdict, what speaks for it, and what that shows."""
    word = moment.word.replace("-", " ")
    if not moment.value:
        return f"{word}."
    return prose("{}{}: {}.", word, _where(moment), moment.shows)


def _where(moment: JudgedValue) -> str:
    """The day and the archive that speak for a moment, where there are any."""
    return f", {dates.in_words(moment.day)}, {moment.archive}" if moment.day else ""


def _size(number: Number) -> float:
    return float(number.value) if isinstance(number.value, int | float) else 0.0
