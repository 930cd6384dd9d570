"""Derivatives as a tree laid flat: families, the base models of each, and the kinds that stand on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import altair as alt

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import vegalite
from briefgen.charts.layout.labels import brief, fitted
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, enough, name
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Engine, Row
from briefgen.text import dates

_FAMILIES, _BASES = 5, 3
_HEIGHT = 470
#: The widths of families and of bases, as parts of the shape; kinds take the rest.
_FAMILY, _BASE = 0.2, 0.42
#: Room for the kinds' key.
_LEGEND = 54
_PAD = 6
#: The least height of a box with words in it, in lines.
_LEAST = 0.95
_OTHERS, _ALL = "Other bases", "All bases"

#: Each kind by its declared relation, in the order of every row: its words, and its colour.
_KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "finetune": ("Fine-tunes", style.STROKES[1][0]),
        "adapter": ("Adapters", style.STROKES[2][0]),
        "merge": ("Merges", style.STROKES[0][0]),
        "quantized": ("Quantisations", style.STROKES[3][0]),
        "": ("Kind not given", style.STROKES[4][0]),
    }
)

#: Room for a name in the alternative text, which holds five.
_ALT_NAME = 100

_COLUMNS = (
    Heading("Family", "family"),
    Heading("Base model", "base"),
    Heading("Kind", "relation"),
    Heading("Links", "links"),
    Heading("Links to the base", "base_links"),
    Heading("Of these, base not in the file", "unresolved"),
    Heading("Links to the family", "family_links"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw the five families that most links of the newest snapshot lead to, three bases of each."""
    panel = engine.panels.answering("base models")
    if panel is None:
        return None
    manifest = panel.newest
    rows = tuple(engine.run("family_tree", [manifest.id], families=_FAMILIES, bases=_BASES))
    named = [row for row in rows if row.place.known]
    if not named:
        return None
    first, when = named[0], dates.in_words(manifest.date)
    return Figure(
        id="family-tree",
        title=_title(named, when),
        subtitle=prose(
            "Links from a derivative to a base that it names, by family, base model and kind of derivative; "
            "the families that most links lead to. Population: {} derivatives among {}.",
            first.derivatives,
            manifest.population.words,
        ),
        source=sentences.source([manifest]),
        note=sentences.sentences(
            "A cut of the derivatives, not all of them. Base and kind as declared by whoever publishes; a "
            "re-upload by another account is a base outside the family.",
            prose(
                "Of all links, {} lead to bases that the archive does not hold and that are known by their "
                "names alone; bases with an asterisk are among them.",
                first.all_unresolved,
            )
            if amount(first, "all_unresolved")
            else "",
        ),
        alt=prose(
            "Icicle chart of {} links from derivatives to bases in a sample of {}: families, base models, "
            "kinds. {}.",
            first.all_links,
            when,
            _families_with_links(named),
        ),
        guard="A cut of the derivatives, not all of them.",
        drawing=lambda shape: _chart(shape, named),
        table=Table(_COLUMNS, rows),
        measures=("links", "base_links", "family_links"),
        never=(
            "That these are the families with most derivatives on the Hub: the archive holds a sample.",
            "That a model with many derivatives is much used: a derivative may never be downloaded.",
        ),
        snapshots=(manifest.id,),
    )


def _firsts(rows: Sequence[Row]) -> list[Row]:
    """One row of each family, in order of their places."""
    return list({name(row, "family"): row for row in reversed(rows)}.values())[::-1]


def _families_with_links(rows: Sequence[Row]) -> Prose:
    named = ((fitted(name(row, "family"), _ALT_NAME), row) for row in _firsts(rows))
    return prose(", ").join(prose("{} {}", family, row.family_links) for family, row in named)


def _title(rows: Sequence[Row], when: str) -> str:
    """Say what part of the links led to the first family; of few links only what is drawn."""
    first, *others = _firsts(rows)
    if not enough(first, "family_links"):
        return f"In a sample of {when}: derivatives by family, base model and kind"
    second = prose(", {} to {}", others[0].family_share, brief(name(others[0], "family"))) if others else ""
    return prose(
        "In a sample of {}, {} of {} links from derivatives to their bases led to {}{}",
        when,
        first.family_share,
        first.all_links,
        brief(name(first, "family")),
        second,
    )


def _chart(shape: Shape, rows: Sequence[Row]) -> style.Spec:
    """Three columns of boxes, each as high as its links are many; kinds divide the width of the third."""
    high = shape.px(_HEIGHT) if shape.height is None else shape.height - shape.px(_LEGEND)
    rows, per_link = _readable(shape, rows, high)
    parts = _Parts(shape, per_link)
    for family in _firsts(rows):
        parts.add_family(family, [row for row in rows if name(row, "family") == name(family, "family")])
    kinds = [kind for kind in _KINDS if any(name(row, "relation") == kind for row in rows)]
    y = alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[high, 0], nice=False, zero=False))
    x = alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, shape.width], nice=False, zero=False))
    gap = shape.px(1)
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=[_KINDS[k][0] for k in kinds], range=[_KINDS[k][1] for k in kinds]),
        legend=alt.Legend(orient="top", columns=2 if shape.narrow else 3, symbolType="square"),
    )
    own = alt.Color("fill:N", scale=None)
    layers = [
        vegalite.with_tooltips(
            shape,
            vegalite.marks(parts.containers)
            .mark_rect(stroke=style.PAPER, strokeWidth=gap)
            .encode(x=x, x2=alt.X2("right:Q"), y=y, y2=alt.Y2("bottom:Q"), color=own),
        ),
        vegalite.marks(parts.kinds)
        .mark_rect(stroke=style.PAPER, strokeWidth=gap)
        .encode(x=x, x2=alt.X2("right:Q"), y=y, y2=alt.Y2("bottom:Q"), color=colour),
        vegalite.marks(parts.texts)
        .mark_text(align="left", baseline="middle")
        .encode(x=x, y=y, text=alt.Text("text:N"), color=own),
    ]
    tree = vegalite.layered(layers, shape.width, high)
    return {**tree, "resolve": {"scale": {"color": "independent"}}}


def _readable(shape: Shape, rows: Sequence[Row], high: float) -> tuple[Sequence[Row], float]:
    """The rows of the families that are high enough for their names, and how high one link is."""
    while True:
        families = _firsts(rows)
        per_link = high / (sum(amount(row, "family_links") or 0 for row in families) or 1)
        last = families[-1]
        if len(families) == 1 or per_link * (amount(last, "family_links") or 0) >= shape.line * _LEAST:
            return rows, per_link
        rows = [row for row in rows if name(row, "family") != name(last, "family")]


class _Parts:
    """Lays the boxes out, one family under the other."""

    def __init__(self, shape: Shape, per_link: float) -> None:
        self.containers: list[dict[str, object]] = []
        self.kinds: list[dict[str, object]] = []
        self.texts: list[dict[str, object]] = []
        self._shape = shape
        self._per_link = per_link
        self._top = 0.0
        self._columns = shape.width * _FAMILY, shape.width * (_FAMILY + _BASE)

    def add_family(self, family: Row, rows: Sequence[Row]) -> None:
        """Add a family with its bases; those too small for a name are one box with the others."""
        high = self._high(family, "family_links")
        words = prose("{} {}", name(family, "family"), family.family_links)
        self._container(0, self._columns[0], high, words, style.MUTED, style.ON_DARK)
        large = [row for row in rows if row.base_place.known and self._high(row, "base_links") >= self._least]
        named = dict.fromkeys(name(row, "base") for row in large)
        for base in named:
            self._base([row for row in rows if name(row, "base") == base])
        others = [row for row in rows if name(row, "base") not in named]
        if others:
            self._base(others, _OTHERS if named else _ALL)

    @property
    def _least(self) -> float:
        """The least height of a box with words in it."""
        return self._shape.line * _LEAST

    def _high(self, row: Row, column: str) -> float:
        return self._per_link * (amount(row, column) or 0)

    def _base(self, rows: Sequence[Row], several: str = _OTHERS) -> None:
        """Add one base, or several as one; the numbers of several are not those of any row."""
        links = sum(amount(row, "links") or 0 for row in rows) or 1
        one = len({name(row, "base") for row in rows}) == 1
        high, (left, start) = self._per_link * links, self._columns
        words = prose("{} {}", _called(rows[0]), rows[0].base_links) if one else several
        self._container(left, start, high, words, style.GRID, style.INK)
        for kind, (called, colour) in _KINDS.items():
            own = [row for row in rows if name(row, "relation") == kind]
            end = (
                start
                + (self._shape.width - self._columns[1]) * sum(amount(r, "links") or 0 for r in own) / links
            )
            if own:
                box = {"left": start, "right": end, "top": self._top, "bottom": self._top + high}
                self.kinds.append(box | {"kind": called})
                if one:
                    self._text(start, end, high, printed(own[0].links), style.ink_on(colour))
            start = end
        self._top += high

    def _container(self, left: float, right: float, high: float, words: str, fill: str, ink: str) -> None:
        bottom = self._top + high
        self.containers.append(
            {"left": left, "right": right, "top": self._top, "bottom": bottom, "fill": fill, "tip": words}
        )
        self._text(left, right, high, words, ink)

    def _text(self, left: float, right: float, high: float, words: str, ink: str) -> None:
        """Words on the middle of a box; a number that has no room is left out, and so is all in a low box."""
        pad = self._shape.px(_PAD)
        room = right - left - 2 * pad
        cut = fitted(words, room, self._shape.size)
        if high >= self._least and (cut == words or not words[:1].isdigit()):
            self.texts.append({"left": left + pad, "top": self._top + high / 2, "text": cut, "fill": ink})


def _called(row: Row) -> str:
    """A base by its name without its publisher's handle, with an asterisk where the file does not hold it."""
    base = name(row, "base").rpartition("/")[2] or _OTHERS
    return f"{base}*" if amount(row, "unresolved") == amount(row, "base_links") else base
