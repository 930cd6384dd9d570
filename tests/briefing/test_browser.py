"""The HTML in a real browser: accessible, and as wide as the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from briefgen.briefing.build import Built

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module", params=[390, 1280])
def shown(request: pytest.FixtureRequest, browser: Browser, built: Built) -> Iterator[tuple[Page, list[str]]]:
    """The document at the width of a phone and of a desk, and what the browser asked for or complained of.

    What can be folded away is open.
    """
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    heard: list[str] = []
    page.on("request", lambda asked: heard.append(asked.url))
    page.on("console", lambda message: heard.append(message.text))
    page.goto(built.documents[1].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    yield page, heard
    page.close()


def test_it_meets_wcag_22_aa(shown: tuple[Page, list[str]]) -> None:
    page, _ = shown
    # Of rules that nothing breaks, one place each is told, and not all thousands.
    options = {"runOnly": {"type": "tag", "values": _TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]] == []
    assert len(found["passes"]) > 20


def test_nothing_is_wider_than_the_window(shown: tuple[Page, list[str]]) -> None:
    page, _ = shown
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_browser_asks_for_the_file_alone(shown: tuple[Page, list[str]], built: Built) -> None:
    _, heard = shown
    assert [entry for entry in heard if not entry.startswith("data:font/")] == [built.documents[1].as_uri()]


def test_lines_are_short_enough_to_read(shown: tuple[Page, list[str]]) -> None:
    page, _ = shown
    longest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.body section > p, .findings p')].map("
        "p => p.clientWidth / parseFloat(getComputedStyle(p).fontSize)))"
    )
    # Source Sans has about 2.2 characters an em: 42 em are some 90 characters.
    assert 10 < longest <= 42


def test_the_keyboard_can_skip_to_the_text(shown: tuple[Page, list[str]]) -> None:
    page, _ = shown
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")


def test_text_is_set_in_the_fonts_inside(shown: tuple[Page, list[str]]) -> None:
    page, _ = shown
    loaded = page.evaluate(
        "document.fonts.ready.then(fonts => [...fonts].filter(f => f.status == 'loaded').map(f => f.family))"
    )
    assert {family.strip('"') for family in loaded} == {"Source Sans Pro", "Source Serif Pro"}
