"""The contact sheet of an edition's charts: each chart with its words and downloads, to search and print."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefgen.charts.theme.formats import CARD, CHART, NARROW, PORTRAIT, SQUARE, WIDE
from briefgen.documents import web_fonts
from briefgen.documents.html import Renderer
from briefgen.edition import Edition
from briefgen.errors import InputError
from briefgen.presskit.embed import colours
from briefgen.text import fonts

#: What is offered of each chart, in the order of its use; the words, then the files by name.
_OFFERED: Sequence[tuple[str, Sequence[str]]] = (
    ("Screen", ("chart.png", "chart-dark.png", "chart.svg", "chart-dark.svg")),
    ("Social", tuple(f"{one.name}{tone}.png" for one in (CARD, SQUARE, PORTRAIT) for tone in ("", "-dark"))),
    ("Print", ("chart.pdf", "chart-grey.pdf", "chart-print.png", "chart-print-grey.png")),
    ("Columns", tuple(f"{one.name}{end}" for one in (NARROW, WIDE) for end in (".pdf", ".png"))),
    ("Words", ("caption.txt", "alt.txt", "description.txt", "embed.html")),
    ("Data", ("data.csv", "data.xlsx", "spec.vl.json", "metadata.json", "datapackage.json", "ledger.json")),
)


#: What is shown of a chart's metadata.
_SHOWN = ("id", "title", "subtitle", "alt", "source_line", "not_to_be_said")


@dataclass(frozen=True)
class KitFile:
    """A file to be taken: its name, and how large it is in words."""

    name: str
    size: str


def page(edition: Edition, files: Mapping[str, bytes], order: Sequence[str], renderer: Renderer) -> bytes:
    """Return the contact sheet of the charts whose files these are, by `<id>/<name>`, as HTML.

    `order` are the ids of charts as the briefing has them. Raises InputError where a chart's metadata cannot
    be read, or the template is wrong.
    """
    there = {path.partition("/")[0] for path in files if "/" in path}
    script = renderer.source("press/index.js")
    written = renderer.text(
        "press/index.html.j2",
        edition=edition,
        charts=[_chart(chart_id, files) for chart_id in order if chart_id in there],
        preview=f"{CHART.name}.svg",
        colours=colours(),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    printable, _ = web_fonts.printable(written)
    return printable.replace("/* fonts */", web_fonts.embedded(printable, fonts.DRAWN), 1).encode()


def _chart(chart_id: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads(files[f"{chart_id}/metadata.json"])
        words = {name: about[name] for name in _SHOWN}
    except (KeyError, ValueError) as error:
        raise InputError(
            f"charts/{chart_id}/metadata.json: not the metadata of a chart ({error}). Delete the folder and "
            "make the chart again."
        ) from None
    offers = {
        kind: [
            KitFile(name, _size(files[f"{chart_id}/{name}"]))
            for name in names
            if f"{chart_id}/{name}" in files
        ]
        for kind, names in _OFFERED
    }
    return {**words, "offers": offers}


def _size(content: bytes) -> str:
    return f"{max(1, round(len(content) / 1000))} KB"
