"""Parts of a drawing, put together as Vega-Lite: this loads Altair, which colours and letters do not need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode

from briefgen.charts.theme.sizes import Shape
from briefgen.charts.theme.style import Spec, config


def marks(records: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """Return a layer of these records, to be given marks; each record is one mark.

    Channels are given as objects, `alt.Text("words:N")` or `alt.XValue(0)`: Altair searches its whole schema,
    20 ms, for one that is given as a string or a dictionary.
    """
    return alt.Chart(alt.InlineData(values=[dict(record) for record in records]))


def with_tooltips(shape: Shape, drawn: alt.Chart) -> alt.Chart:
    """Return marks that carry the words `tip` of their records, in a shape that has tips."""
    if not shape.tips:
        return drawn
    told: alt.Chart = drawn.encode(description=alt.Description("tip:N"))
    mark: Any = told.mark
    described = {"type": mark} if isinstance(mark, str) else mark.to_dict()
    told.mark = alt.MarkDef(**described, aria=True)
    return told


def layered(
    layers: Sequence[alt.Chart],
    width: float,
    height: float,
    title: alt.TitleParams | None = None,
    data: Sequence[Mapping[str, Any]] = (),
) -> Spec:
    """Return layers over one another; `data` are those of layers that have none of their own.

    Altair's own class for this copies every layer with its data several times, which takes longer than all
    the rest of a chart.
    """
    return {
        **({"data": {"values": list(data)}} if data else {}),
        "layer": [plain(layer) for layer in layers],
        "width": width,
        "height": height,
        **({"title": title.to_dict(validate=False)} if title else {}),
    }


def plain(layer: alt.Chart) -> Spec:
    """Return one layer as Vega-Lite, its data inside it."""
    bare = layer.copy(deep=False)
    bare.data = alt.Undefined
    drawn: Spec = bare.to_dict(validate=False, context={"top_level": False})
    # Altair names data that it does not know as empty.
    drawn.pop("data", None)
    data: Any = layer.data
    return drawn if data is alt.Undefined else {"data": {"values": data.values}, **drawn}


def unchecked() -> AbstractContextManager[None]:
    """Keep Altair from checking each part of a chart against its schema as it is made; the tests do it."""
    return debug_mode(False)


def specification(drawing: Spec, shape: Shape) -> Spec:
    """Return a drawing that was laid out for a shape as Vega-Lite in the house style.

    A check against the schema of Vega-Lite is left out here (30 ms a chart, 0.1 s more for the first): the
    tests make it.
    """
    return {"$schema": alt.SCHEMA_URL, **drawing, "config": config(shape)}
