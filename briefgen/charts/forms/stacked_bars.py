"""Bars of equal length, each divided into parts: the drawing that several charts share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from briefgen.charts.forms import vegalite
from briefgen.charts.layout.labels import fitted
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.ledger.prose import Prose, prose

_STEP = 34
_THICKNESS = 0.7
#: What the key takes above the bars.
_LEGEND = 56
_GAP = 8
#: The widest place for names, as a part of the shape; longer ones are cut.
_NAMES = 0.37
#: Room that a number needs on both sides together.
_AROUND = 8


@dataclass(frozen=True)
class BarPart:
    """One part of a bar: its kind, its share of the bar from 0 to 1, and the words on it where they fit."""

    kind: str
    share: float
    words: str


@dataclass(frozen=True)
class Stack:
    """One bar: the name before it, and its parts from left to right."""

    name: str
    parts: tuple[BarPart, ...]


def stacked(shape: Shape, stacks: Sequence[Stack], colours: Mapping[str, str]) -> style.Spec:
    """Draw bars of 100 per cent in the given order; `colours` holds each kind's, in the order of the key."""
    labels = [fitted(stack.name, shape.width * _NAMES, shape.size) for stack in stacks]
    gap = shape.px(_GAP)
    wide = shape.width - gap - max(shape.letters(label) for label in labels)
    step = shape.px(_STEP) if shape.height is None else (shape.height - shape.px(_LEGEND)) / len(stacks)
    names = vegalite.marks([{"place": place, "text": label} for place, label in enumerate(labels)])
    parts = vegalite.marks(
        [
            {"place": place, **record}
            for place, stack in enumerate(stacks)
            for record in _records(shape, stack, colours, wide)
        ]
    )
    y = alt.Y("place:O", axis=None)
    x = alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
    used = {part.kind for stack in stacks for part in stack.parts}
    kinds = [kind for kind in colours if kind in used]
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=kinds, range=[colours[kind] for kind in kinds]),
        legend=alt.Legend(
            orient="top",
            columns=2 if shape.narrow else 3,
            symbolType="square",
            symbolStrokeColor=style.UNASSIGNED,
            symbolStrokeWidth=shape.px(1),
        ),
    )
    layers = [
        vegalite.with_tooltips(
            shape,
            parts.mark_bar(height=step * _THICKNESS, strokeWidth=shape.px(1)).encode(
                x=x, x2="end", y=y, color=colour, stroke=alt.Stroke("edge:N", scale=None)
            ),
        ),
        parts.mark_text().encode(
            x=alt.X("middle:Q"), y=y, text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None)
        ),
        names.mark_text(align="right", dx=-gap).encode(x=alt.XValue(0), y=y, text=alt.Text("text:N")),
    ]
    return vegalite.layered(layers, width=wide, height=step * len(stacks))


def _records(shape: Shape, stack: Stack, colours: Mapping[str, str], wide: float) -> list[dict[str, object]]:
    """The parts of one bar, from its left end to its right."""
    records: list[dict[str, object]] = []
    start = 0.0
    for part in stack.parts:
        end = start + part.share
        fits = shape.letters(part.words) + shape.px(_AROUND) <= part.share * wide
        records.append(
            {"kind": part.kind, "start": start, "end": end, "middle": (start + end) / 2}
            | {
                "text": part.words if fits else "",
                "tip": Prose(": ").join(filter(None, (prose("{}, {}", stack.name, part.kind), part.words))),
            }
            | _paint(colours[part.kind])
        )
        start = end
    return records


def _paint(colour: str) -> dict[str, str]:
    """What is written on a part in, and its edge: a part as pale as the paper is seen by its edge."""
    if style.contrast(colour, style.PAPER) < style.SEEN:
        return {"ink": style.INK, "edge": style.UNASSIGNED}
    return {"ink": style.ink_on(colour), "edge": style.PAPER}
