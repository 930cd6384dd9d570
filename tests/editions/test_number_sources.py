"""Each printed number leads to its entry at the end of the document, and the entry back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from pypdf import PdfReader

from briefgen.documents import web_fonts
from briefgen.editions.build import Built
from briefgen.ledger.prose import shorten
from briefgen.metrics import catalogue
from briefgen.project import Project
from briefgen.snapshots.store import Store
from tests.markup import Markup


def ledger(built: Built) -> dict[str, dict[str, Any]]:
    """The entries of the ledger by alias."""
    numbers = json.loads((built.folder / "ledger.json").read_text(encoding="utf-8"))["numbers"]
    return {entry["alias"]: entry for entry in numbers}


def links(built: Built) -> list[dict[str, str]]:
    """The numbers of the page, as links."""
    elements = Markup.read(built.documents[1]).elements
    return [found for tag, found in elements if tag == "a" and found.get("class") == "number"]


def standing(built: Built) -> tuple[set[str], set[str]]:
    """The numbers that stand in the words of the page, and those that stand in its tables."""
    html = built.documents[1].read_text(encoding="utf-8")
    tables = "".join(re.findall(r"<table>.*?</table>", html, re.DOTALL))
    words = re.sub(r"<table>.*?</table>", "", html, flags=re.DOTALL)
    number = r'<a class="number" id="C-\d+" href="#(N-\d+)">'
    return set(re.findall(number, words)), set(re.findall(number, tables))


def entries(built: Built) -> dict[str, str]:
    """The entries of the HTML, as mark-up, by alias."""
    html = built.documents[1].read_text(encoding="utf-8")
    return dict(re.findall(r'<li id="(N-\d+)">(.*?)</li>', html))


def printed(text: str) -> str:
    """What a page prints of a text: cut where it is long, in the characters that the fonts hold."""
    return web_fonts.printable(shorten(text))[0]


def text_of(markup: str) -> str:
    """The visible text of a piece of mark-up."""
    said = Markup()
    said.feed(f"<p>{markup}</p>")
    return said.text


def test_every_number_of_the_ledger_has_one_entry(built: Built) -> None:
    assert sorted(entries(built)) == list(ledger(built))


def test_every_link_of_a_number_leads_to_the_entry_that_says_it(built: Built) -> None:
    html, numbers, sources = built.documents[1].read_text(encoding="utf-8"), ledger(built), entries(built)
    found = re.findall(r'<a class="number" id="(C-\d+)" href="#(N-\d+)">(.*?)</a>', html)
    assert len(found) == len(links(built)) > 10
    for anchor, alias, words in found:
        assert text_of(words) in map(printed, numbers[alias]["texts"])
        assert f'href="#{anchor}"' in sources[alias]


def test_an_entry_gives_all_texts_and_the_row(built: Built) -> None:
    numbers = ledger(built)
    for alias, words in entries(built).items():
        entry = numbers[alias]
        said = " or ".join(map(printed, entry["texts"]))
        row = ", ".join(printed(value) or "empty" for value in entry["row"].values())
        assert text_of(words).startswith(f"{alias} {said}" + (f" ({row})" if row else ""))


def test_entries_stand_under_their_question(monthly: Built, shipped: Project) -> None:
    parts = monthly.documents[1].read_text(encoding="utf-8").split('<div class="metric">')[1:]
    numbers = ledger(monthly)
    assert len(parts) == len({entry["metric"] for entry in numbers.values()}) > 15
    hashes = {manifest.id: manifest.sha256[:16] for manifest in Store(shipped.snapshots).manifests()}
    for part in parts:
        terms, *questions = unescape(part).split('<div class="asked">')
        for question in questions:
            for alias in re.findall(r'<li id="(N-\d+)">', question):
                entry = numbers[alias]
                metric = catalogue.metric(entry["metric"])
                told = (metric.title, metric.question, metric.population, metric.window, metric.sql)
                assert [words for words in (*told, *metric.caveats) if words.strip() not in terms] == []
                assert [it for it in entry["parameters"].items() if "{} {}".format(*it) not in question] == []
                for snapshot in entry["snapshots"]:
                    assert f"{snapshot} ({hashes[snapshot]})" in question


def test_a_link_back_names_the_part_where_it_leads(sample: Built) -> None:
    (words,) = [text for text in entries(sample).values() if ">55.6%<" in text and "Key numbers" in text]
    assert re.findall(r'<a href="#C-\d+">(.*?)</a>', words) == [
        "Key numbers",
        "Key findings",
        "Figure 2",
        "Figure 2",
        "Table 1",
    ]


def test_the_pdf_links_both_ways_and_describes_its_links(built: Built) -> None:
    reader = PdfReader(built.documents[0])
    names = set(reader.named_destinations)
    described: dict[str, set[str]] = {}
    for page in reader.pages:
        for annotation in page.get("/Annots", ()):
            link = annotation.get_object()
            if "/Dest" in link:
                described.setdefault(str(link["/Dest"]), set()).add(str(link["/Contents"]))
    assert set(described) <= names
    numbers = ledger(built)
    words, _ = standing(built)
    assert len(words) > 10
    assert words <= set(described)
    for alias in words:
        assert described[alias] <= {f"{printed(text)}, {alias}" for text in numbers[alias]["texts"]}
    back = {words for place, said in described.items() if place not in numbers for words in said}
    assert {f"{alias}, back to the text" for alias in words} <= back


def test_the_pdf_prints_the_entry_of_every_number_that_no_table_holds(
    built: Built, pages: tuple[str, ...]
) -> None:
    printed_words = "".join("".join(pages).split())
    words, tables = standing(built)
    assert set(re.findall(r"N-\d{4}", printed_words)) == set(ledger(built)) - (tables - words)
    assert "sql/schema.sql" in printed_words


def test_tables_of_the_pdf_lead_to_their_questions(built: Built, pages: tuple[str, ...]) -> None:
    text = " ".join("".join(pages).split())
    asked = dict(
        re.findall(r"(Q-\d+) (.*?)(?=Q-\d+ |$)", text[text.index("Every number in the text is a link") :])
    )
    led = {
        name
        for line in re.findall(r"Where these numbers come from: ([^.]+)\.", text)
        for name in line.split(", ")
    }
    assert led
    assert led <= set(asked)
    numbers = ledger(built)
    _, tables = standing(built)
    told = [asked[name] for name in led]
    for alias in tables:
        parameters = [f"{name} {value}" for name, value in numbers[alias]["parameters"].items()]
        assert any(all(one in question for one in parameters) for question in told), numbers[alias]


@pytest.fixture(scope="module", params=[390, 1280])
def plain(request: pytest.FixtureRequest, browser: Browser, monthly: Built) -> Iterator[Page]:
    """The page in a browser that runs no script."""
    size: ViewportSize = {"width": request.param, "height": 800}
    page = browser.new_page(java_script_enabled=False, viewport=size, reduced_motion="reduce")
    page.goto(monthly.documents[1].as_uri())
    yield page
    page.close()


def test_a_number_opens_a_card_and_the_text_stays_where_it_is(plain: Page, monthly: Built) -> None:
    number = plain.locator("#adoption p a.number").nth(1)
    number.scroll_into_view_if_needed()
    before = number.bounding_box()
    alias = str(number.get_attribute("href"))[1:]
    number.click()
    card = plain.locator(f".metric:has(#{alias})")
    box, window = card.bounding_box(), plain.viewport_size
    assert box is not None
    assert window is not None
    assert round(box["y"] + box["height"]) == window["height"]
    assert box["height"] <= 0.66 * window["height"]
    assert box["width"] == window["width"]
    assert number.bounding_box() == before
    entry = ledger(monthly)[alias]
    assert card.locator("li:visible").count() == 1
    assert entry["texts"][0] in card.locator(f"#{alias}").inner_text()
    for words in (catalogue.metric(entry["metric"]).title, entry["snapshots"][-1]):
        assert words in card.inner_text()


def test_the_keyboard_goes_from_the_card_back_to_the_number(plain: Page) -> None:
    number = plain.locator("#adoption p a.number").first
    number.focus()
    plain.keyboard.press("Enter")
    alias = str(number.get_attribute("href"))[1:]
    plain.wait_for_url(f"**#{alias}")
    plain.keyboard.press("Tab")
    back = plain.locator(f"#{alias} a").first
    target = str(back.get_attribute("href"))
    assert plain.locator(f"#{alias} a:focus").count() == 1
    plain.keyboard.press("Enter")
    plain.wait_for_url(f"**{target}")
    assert plain.locator(f".metric:has(#{alias})").evaluate_all("all => all.length") == 1
    assert plain.locator(f"{target}:target").is_visible()
    assert plain.locator("li:target").count() == 0


def test_printed_from_a_browser_the_card_is_no_card(plain: Page) -> None:
    alias = plain.locator("#adoption p a.number").first.get_attribute("href")
    plain.goto(plain.url.partition("#")[0] + str(alias))
    plain.emulate_media(media="print")
    position = plain.locator(f".metric:has({alias})").evaluate("it => getComputedStyle(it).position")
    assert position == "static"
    plain.emulate_media(media="screen")
