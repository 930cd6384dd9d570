"""The HTML in a real browser: accessible, and as wide as the window."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from briefgen.editions.build import Built
from tests.accessible import breaches


@pytest.fixture(scope="module", params=product([390, 768, 1280], ["light", "dark"]), ids=lambda it: f"{it}")
def shown(
    request: pytest.FixtureRequest, browser: Browser, monthly: Built
) -> Iterator[tuple[Page, list[str]]]:
    """The monthly on a phone, a tablet and a desk, and what the browser asked for or complained of.

    What can be folded away is open.
    """
    width, scheme = request.param
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    heard: list[str] = []
    page.on("request", lambda asked: heard.append(asked.url))
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto(monthly.documents[1].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    yield page, heard
    page.close()


@pytest.fixture
def desk(browser: Browser, monthly: Built) -> Iterator[Page]:
    """The monthly on a desk, as it opens, for a test to use."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.goto(monthly.documents[1].as_uri())
    yield page
    page.close()


# Markup and sizes at each width; colours, which follow the scheme, once in either.
@pytest.mark.parametrize(
    ("shown", "colours"),
    [((390, "dark"), True), ((768, "light"), False), ((1280, "light"), True)],
    indirect=["shown"],
    ids=["phone, dark", "tablet", "desk, light"],
)
def test_it_meets_wcag_22_aa(shown: tuple[Page, list[str]], colours: bool) -> None:
    page, _ = shown
    assert breaches(page, colours=colours) == []


def test_nothing_is_wider_than_the_window(shown: tuple[Page, list[str]]) -> None:
    page, _ = shown
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_browser_asks_for_the_file_alone(shown: tuple[Page, list[str]], monthly: Built) -> None:
    _, heard = shown
    assert [entry for entry in heard if not entry.startswith("data:font/")] == [monthly.documents[1].as_uri()]


def test_paper_and_drawings_follow_the_scheme(shown: tuple[Page, list[str]]) -> None:
    page, _ = shown
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    paper = "rgb(16, 22, 29)" if dark else "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper
    inks = page.evaluate(
        "[...document.querySelectorAll('.drawing svg text')].map(text => getComputedStyle(text).fill)"
    )
    assert ("rgb(240, 243, 246)" in inks, "rgb(26, 26, 26)" in inks) == (dark, not dark)


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
    assert {family.strip('"') for family in loaded} == {"Source Sans", "Source Serif"}


def test_the_keyboard_alone_leads_from_the_top_to_the_references(desk: Page) -> None:
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    link = ".contents a[href='#references']"
    for _ in range(200):
        desk.keyboard.press("Tab")
        if desk.evaluate(f'document.activeElement.matches("{link}")'):
            break
    desk.keyboard.press("Enter")
    desk.wait_for_url("**#references")
    assert 0 <= desk.evaluate("document.getElementById('references').getBoundingClientRect().top") < 100
    assert desk.evaluate("document.querySelector('.contents [aria-current]').hash") == "#references"
    # The next stop is inside the references.
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.closest('section').id") == "references"


def test_the_page_says_the_same_without_javascript(browser: Browser, desk: Page, monthly: Built) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(monthly.documents[1].as_uri())
    without = plain.locator("body").text_content()
    context.close()
    desk.evaluate("document.querySelectorAll('.scripted').forEach(made => made.remove())")
    assert without is not None
    assert len(without) > 50_000
    assert desk.locator("body").text_content() == without


def test_a_table_can_be_sorted_and_filtered(desk: Page) -> None:
    table = desk.locator(".scroll:visible > table").filter(has=desk.locator("th.figures button")).first
    head = table.locator("th.figures").filter(has=desk.locator("button")).first
    column = head.evaluate("head => head.cellIndex")
    values = (
        "(table, column) => [...table.tBodies[0].rows].map(row => row.cells[column].querySelector('data'))"
        ".filter(Boolean).map(data => Number(data.value))"
    )
    before = table.evaluate(values, column)
    assert len(set(before)) > 1
    for order, descending in (("descending", True), ("ascending", False)):
        head.locator("button").press("Enter")
        assert head.get_attribute("aria-sort") == order
        assert table.evaluate(values, column) == sorted(before, reverse=descending)
    field = desk.locator(".filter input:visible").first
    rows = desk.locator(".filter:visible + .scroll tbody").first.locator("tr")
    everything = rows.count()
    word = rows.last.locator("th").inner_text()
    field.fill(word.upper())
    left = [row.inner_text() for row in rows.all() if row.is_visible()]
    assert 0 < len(left) < everything
    assert all(part in row.lower() for row in left for part in word.lower().split())
    field.fill("")
    assert all(row.is_visible() for row in rows.all())


def test_a_drawing_tells_pointer_and_keyboard_what_its_marks_stand_for(desk: Page) -> None:
    drawing = desk.locator("#download-share .drawing")
    drawing.focus()
    said = []
    for _ in range(2):
        desk.keyboard.press("ArrowRight")
        said.append(drawing.locator(".tip").inner_text())
    assert len(set(said)) == 2
    desk.keyboard.press("Escape")
    assert drawing.locator(".tip").text_content() == ""
    mark = drawing.locator("[data-tip]").last
    # A pointer on the mark, however small it is.
    mark.dispatch_event("pointermove", {"bubbles": True})
    assert drawing.locator(".tip").inner_text() == mark.get_attribute("data-tip")


def test_a_word_of_the_field_is_explained_beside_it(desk: Page) -> None:
    word = desk.locator("#adoption .term").first
    card = desk.locator(".card")
    line = desk.evaluate(
        "link => document.getElementById(link.hash.slice(1)).textContent", word.element_handle()
    )
    word.hover()
    assert card.text_content() == line
    assert word.get_attribute("aria-describedby") == card.get_attribute("id")
    # It stays under the pointer, and goes with Escape.
    card.hover()
    desk.wait_for_timeout(400)
    assert card.is_visible()
    desk.keyboard.press("Escape")
    assert card.is_hidden()
    word.focus()
    assert card.is_visible()
    frame = card.bounding_box()
    assert frame is not None
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= 1280
    word.press("Enter")
    assert desk.url.endswith(str(word.get_attribute("href")))
    assert card.is_hidden()


def test_a_finger_gets_the_explanation_first(browser: Browser, monthly: Built) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800}, has_touch=True, reduced_motion="reduce")
    page.goto(monthly.documents[1].as_uri())
    word = page.locator("#adoption .term").first
    word.tap()
    assert page.locator(".card").is_visible()
    assert "#" not in page.url
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    word.tap()
    assert page.url.endswith(str(word.get_attribute("href")))
    page.close()


def test_the_citation_can_be_copied(browser: Browser, monthly: Built) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(monthly.documents[1].as_uri())
    page.locator("summary", has_text="Cite this edition").click()
    page.locator(".copy").click()
    page.wait_for_function("document.querySelector('.copy').textContent == 'Copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    context.close()
    assert copied.startswith(
        "Who leads in open-weight AI: Monthly briefing for policymakers, September 2026."
    )


def test_what_is_offered_for_download_is_there(desk: Page, monthly: Built) -> None:
    offered = desk.locator(".offers a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(offered) > 8
    assert all((monthly.documents[1].parent / href).is_file() for href in offered)


def test_print_is_light_and_complete(browser: Browser, monthly: Built) -> None:
    page = browser.new_page(color_scheme="dark", reduced_motion="reduce")
    page.goto(monthly.documents[1].as_uri())
    page.locator(".filter input").first.evaluate(
        "field => { field.value = 'nothing'; field.dispatchEvent(new Event('input')) }"
    )
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('main')).color") == "rgb(27, 31, 36)"
    assert page.locator("tr[hidden]").count() > 0
    assert page.locator("tr[hidden]").first.evaluate("row => getComputedStyle(row).display") == "table-row"
    assert page.locator(".contents, .offers, .filter, .permalink").locator("visible=true").count() == 0
    assert page.locator(".body > section").evaluate_all(
        "all => all.every(one => one.getClientRects().length)"
    )
    page.close()
