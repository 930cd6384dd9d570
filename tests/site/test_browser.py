"""The pages in a real browser: accessible, no wider than the window, content complete without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.accessible import breaches

PAGES = (
    "index.html",
    "claims.html",
    "sources.html",
    "claims/implicator-02-a.html",
    "sources/implicator-2025.html",
    "summaries/2026-09.html",
)


@pytest.fixture(
    params=[(390, "light"), (768, "light"), (1280, "dark")], ids=["phone", "tablet", "desk, dark"]
)
def window(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, scheme = request.param
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    yield page
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_asks_for_nothing_elsewhere(
    name: str, window: Page, shipped_site: Path
) -> None:
    heard: list[str] = []
    window.on("request", lambda asked: heard.append(asked.url))
    window.on("console", lambda message: heard.append(message.text))
    window.on("pageerror", lambda error: heard.append(str(error)))
    window.goto((shipped_site / name).as_uri())
    assert breaches(window) == []
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert window.evaluate(wider) == 0
    styles = {(shipped_site / "style.css").as_uri()} if "summaries" not in name else set()
    asked = {entry for entry in heard if not entry.startswith("data:font/")}
    assert asked == {(shipped_site / name).as_uri(), *styles}


def test_the_scheme_of_the_machine_is_followed(window: Page, shipped_site: Path) -> None:
    window.goto((shipped_site / "index.html").as_uri())
    dark = window.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    paper = window.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == ("rgb(16, 22, 29)" if dark else "rgb(255, 255, 255)")


def test_the_claims_can_be_searched(browser: Browser, shipped_site: Path) -> None:
    page = browser.new_page()
    page.goto((shipped_site / "claims.html").as_uri())
    everything = page.locator(".claims li:visible").count()
    page.fill("input", "more LIKES deepseek-r1")
    left = page.locator(".claims li:visible").all_inner_texts()
    assert 0 < len(left) < everything
    assert all("deepseek-r1" in words.lower() for words in left)
    assert page.locator("main section:visible").count() < 8
    page.fill("input", "")
    assert page.locator(".claims li:visible").count() == everything
    page.close()


def test_without_a_script_every_claim_is_there(browser: Browser, shipped_site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((shipped_site / "claims.html").as_uri())
    assert page.locator(".claims li:visible").count() == len(list((shipped_site / "claims").glob("*.html")))
    assert page.locator("input:visible").count() == 0
    context.close()
