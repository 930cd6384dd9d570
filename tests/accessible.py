"""What axe-core finds wrong with a page, by WCAG 2.2 AA and the best practices of its authors."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What looks behind each letter, and takes three quarters of the time on a long page.
_COLOURS = ("color-contrast", "link-in-text-block")


def breaches(page: Page, *, colours: bool = True) -> list[tuple[str, str]]:
    """Return each rule that the page breaks, with the first place; its colours may be left out."""
    options = {
        # Of rules that nothing breaks, one place each is told, and not all thousands.
        "resultTypes": ["violations"],
        # Else axe would ask for a style sheet once more, which a page's policy may forbid.
        "preload": False,
        "runOnly": {"type": "tag", "values": _TAGS},
        "rules": {rule: {"enabled": colours} for rule in _COLOURS},
    }
    found = Axe().run(page, options=options).response
    assert len(found["passes"]) > 10
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]]
