"""The embedded chart and the contact sheet in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.accessible import breaches
from tests.charts.conftest import EVERY
from tests.presskit.conftest import CHARTS

#: A phone on a light page, a desk on a dark one.
WINDOWS = ((390, "light"), (1280, "dark"))


@pytest.fixture(params=WINDOWS, ids=["phone, light", "desk, dark"])
def window(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, scheme = request.param
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    yield page
    page.close()


@pytest.mark.parametrize("chart", [*EVERY, None], ids=lambda chart: chart or "contact sheet")
def test_a_page_is_accessible_and_asks_for_nothing_else(
    chart: str | None, browser: Browser, kit: Path, embeds: Path
) -> None:
    # Half of the charts in either window: what does not depend on the drawing is the same in all of them.
    at = WINDOWS[EVERY.index(chart) % 2] if chart else WINDOWS[0]
    path = embeds / f"{chart}.html" if chart else kit / "index.html"
    window = browser.new_page(viewport={"width": at[0], "height": 900}, color_scheme=at[1])
    heard: list[str] = []
    window.on("request", lambda asked: heard.append(asked.url))
    window.on("console", lambda message: heard.append(message.text))
    window.on("pageerror", lambda error: heard.append(str(error)))
    window.goto(path.as_uri())
    if chart:
        _reach_by_keyboard(window)
    window.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert breaches(window) == []
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert window.evaluate(wider) == 0
    pictures = set() if chart else {(kit / one / "chart.svg").as_uri() for one in CHARTS}
    asked = {entry for entry in heard if not entry.startswith("data:font/")}
    assert asked == {path.as_uri(), *pictures}
    window.close()


def _reach_by_keyboard(window: Page) -> None:
    """Go by keyboard from the drawing, where its marks tell something, to the data and what they hold."""
    stops = []
    if window.locator("[data-tip]").count():
        window.keyboard.press("Tab")
        stops.append(window.evaluate("document.activeElement.id"))
        window.keyboard.press("ArrowRight")
        assert window.inner_text(".tip")
    window.keyboard.press("Tab")
    stops.append(window.evaluate("document.activeElement.tagName"))
    window.keyboard.press("Enter")
    window.keyboard.press("Tab")
    stops.append(window.evaluate("document.activeElement.className"))
    assert stops[-2:] == ["SUMMARY", "rows"]
    assert stops[:-2] in ([], ["drawing"])
    assert window.locator("tbody tr:visible").count() > 0


@pytest.mark.parametrize("chart", CHARTS)
def test_the_drawing_follows_window_and_scheme(chart: str, window: Page, kit: Path) -> None:
    window.goto((kit / chart / "embed.html").as_uri())
    shown = window.evaluate(
        "[...document.querySelectorAll('#drawing svg')].filter(svg => svg.getClientRects().length).length"
    )
    assert shown == 1
    smallest = window.evaluate(
        "Math.min(...[...document.querySelectorAll('#drawing svg text')]"
        ".map(text => text.getBoundingClientRect().height).filter(height => height > 0))"
    )
    assert smallest >= 11
    dark = window.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    paper = window.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(16, 22, 29)" if dark else "rgb(255, 255, 255)")


@pytest.mark.parametrize("chart", CHARTS)
def test_the_keyboard_leads_from_mark_to_mark(chart: str, window: Page, kit: Path) -> None:
    window.goto((kit / chart / "embed.html").as_uri())
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.id") == "drawing"
    said = []
    for _ in range(3):
        window.keyboard.press("ArrowRight")
        said.append(window.inner_text(".tip"))
    assert len(set(said)) == 3
    assert all(said)
    window.keyboard.press("Escape")
    assert window.inner_text(".tip") == ""
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_without_a_script_the_chart_and_its_data_are_there(browser: Browser, kit: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((kit / "top-publishers" / "embed.html").as_uri())
    assert page.locator("#drawing svg text:visible").count() > 20
    page.locator("summary").click()
    assert page.locator("table tbody tr:visible").count() == 12
    context.close()


def test_the_contact_sheet_can_be_searched(browser: Browser, kit: Path) -> None:
    page = browser.new_page()
    page.goto((kit / "index.html").as_uri())
    assert page.locator("article:visible").count() == len(CHARTS)
    page.fill("input", "ranking of nothing at all")
    assert page.locator("article:visible").count() == 0
    page.fill("input", "BAR chart")
    assert page.locator("article:visible").evaluate_all("all => all.map(one => one.id)") == ["top-publishers"]
    links = page.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert all((kit / link).is_file() for link in links)
    page.close()
