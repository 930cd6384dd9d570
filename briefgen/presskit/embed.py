"""One chart as a page to be embedded: it asks nobody for anything, and works without its script."""

from __future__ import annotations

import base64
import hashlib

from briefgen.charts.figure import Figure
from briefgen.charts.output import svg_export
from briefgen.charts.output.svg_export import Drawer
from briefgen.charts.theme import palettes, style
from briefgen.charts.theme.sizes import Shape
from briefgen.documents import web_fonts
from briefgen.documents.html import Renderer
from briefgen.ledger.ledger import Ledger
from briefgen.ledger.prose import shorten
from briefgen.presskit.data import Data
from briefgen.text import fonts

#: The drawing for a window as wide as an article's column, and that for a phone.
_WIDE = Shape("embed", 640, size=15, tips=True)
_NARROW = Shape("embed-narrow", 316, size=13, brief=True, tips=True)


def page(
    figure: Figure, data: Data, credit: str, renderer: Renderer, ledger: Ledger, draw: Drawer | None = None
) -> str:
    """Return a self-contained page of HTML; its numbers are entered in the ledger.

    Raises InputError where its template is wrong.
    """
    specs = [figure.spec(shape) for shape in (_WIDE, _NARROW)]
    ledger.enter(specs)
    wide, narrow = ((draw or svg_export.drawn)(spec, figure.alt) for spec in specs)
    script = renderer.source("shared/tips.js")
    written = renderer.text(
        "press/embed.html.j2",
        figure=figure,
        credit=credit,
        wide=wide,
        narrow=narrow,
        headings=data.names,
        lines=[[shorten(ledger.say(field.of(row))) for field in data.fields] for row in data.rows],
        colours=colours(),
        dark_marks=palettes.dark_rules(wide + narrow),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    printable, _ = web_fonts.printable(written)
    return printable.replace("/* fonts */", web_fonts.embedded(printable, fonts.DRAWN), 1)


def colours() -> dict[str, tuple[str, str]]:
    """Return the colours of pages around charts by their role: on a light page, and on a dark one."""
    roles = {
        "paper": style.PAPER,
        "ink": style.INK,
        "muted": style.MUTED,
        "grid": style.GRID,
        "accent": style.COUNTRIES["US"],
    }
    return {role: (light, palettes.dark(light)) for role, light in roles.items()}
