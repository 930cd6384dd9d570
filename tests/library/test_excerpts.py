"""A passage is found again by its ends, its length and its hash, and its words are not carried."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from playwright.sync_api import Browser
from pydantic import ValidationError

from briefgen.errors import InputError
from briefgen.library.capture_text import normalise
from briefgen.library.excerpts import (
    Excerpt,
    Missing,
    Passage,
    as_yaml,
    deep_link,
    find,
    of_passage,
    record,
)
from briefgen.yaml_files.source import PlacedYaml

CAPTURE = """\
The great reversal

Open models were American once. Then, within days, the “R1” model — free for all – was the most liked of all.
Nobody’s plan had foreseen it; the plans came later, and slowly.

For years they led. For years they lost. U.S. AI was closed. It stays so?
"""
HASH = "0" * 64


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert once == " ".join(once.split())


@given(st.text(), st.text(), st.sampled_from(["\u00ad", "\u200b", "\ufeff", "\u202e"]))
def test_what_is_not_seen_does_not_count(before: str, after: str, invisible: str) -> None:
    assert normalise(before + invisible + after) == normalise(before + after)


@given(st.lists(st.text()), st.sampled_from([" ", "\n", "\t", "\u00a0", "\u3000", "\r\n \n"]))
def test_all_white_space_is_one_blank(parts: list[str], blank: str) -> None:
    assert normalise(blank.join(parts)) == normalise(" ".join(parts))


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="`"), max_size=60))
def test_plain_text_keeps_its_characters_and_their_case(text: str) -> None:
    assert normalise(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("‘a’ ‚b‛ `c´ d′s eʼs", "'a' 'b' 'c' d's e's"),
        ("“a” „b‟ «c» ″d″", '"a" "b" "c" "d"'),
        ("a‐b‑c‒d–e—f―g−h﹘i－j", "a-b-c-d-e-f-g-h-i-j"),
        ("ﬁve Ａ１ x² … é", "five A1 x2 ... é"),
        ("e\u0301 = é", "é = é"),
        ("e\u00ad\u0301", "é"),
    ],
)
def test_quotes_dashes_and_compatible_characters_become_plain(written: str, plain: str) -> None:
    assert normalise(written) == plain


WORDS = st.lists(
    st.sampled_from(["ab", "b.", "c,", "Dd", "e!", "f’s", "“g”", "h—", "i-j", "5"]), min_size=24, max_size=60
)


@given(WORDS, st.data())
def test_whatever_excerpt_is_made_finds_a_passage_that_holds_the_words(
    words: list[str], data: st.DataObject
) -> None:
    text = "Opening here. " + " ".join(words) + " and closing."
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    wanted = " ".join(words[start:end])
    try:
        excerpt = of_passage(text, wanted)
    except InputError:
        reject()
    found = find(excerpt, text.replace(" ", "\n"))
    assert isinstance(found, Passage)
    assert wanted.strip("“”,.!—") in found.text.replace("\n", " ")
    assert excerpt.words == len(found.text.split())
    assert excerpt.sha256 == hashlib.sha256(normalise(found.text).encode()).hexdigest()
    shown = len(normalise(excerpt.first).split()) + len(normalise(excerpt.last).split())
    assert shown <= 12 if excerpt.words >= 24 else 3 * shown <= excerpt.words


def test_a_passage_is_found_with_its_line() -> None:
    passage = "within days, the “R1” model — free for all – was the most liked"
    excerpt = record(CAPTURE, "within days,", "most  liked")
    assert excerpt == Excerpt(
        first="within days,",
        last="most liked",
        words=14,
        sha256=hashlib.sha256(normalise(passage).encode()).hexdigest(),
    )
    assert find(excerpt, CAPTURE) == Passage(passage, 3)


def test_a_word_that_a_passage_cuts_is_cut() -> None:
    text = "He said: “—Yes, it ﬁts all of these models’—here, and so on."
    excerpt = record(text, "Yes,", "models")
    assert find(excerpt, text) == Passage("Yes, it ﬁts all of these models", 1)


def test_other_typography_is_the_same_passage() -> None:
    excerpt = record(CAPTURE, "within days,", "most liked")
    plain = (
        CAPTURE.replace("“", '"')
        .replace("”", '"')
        .replace("—", "-")
        .replace(" ", "\u00a0")
        .replace("\n\n", "\n")
    )
    assert isinstance(find(excerpt, plain), Passage)


@pytest.mark.parametrize(
    ("changed", "why", "line", "nearest"),
    [
        (
            ("free for all – was the most liked", "free of charge – was the most liked,"),
            "the words between its ends are others",
            3,
            "within days, the",
        ),
        (("free for all", "free of charge"), "the words between its ends are others", 3, "within days, the"),
        (
            ("most liked of", "best known of"),
            "its first words are there, but not its last ones 14 words on",
            3,
            "",
        ),
        (("within days", "within weeks"), "its first words are not in it", 3, "within weeks, the"),
        (("Within", "Within"), "its first words are not in it", 3, "within days, the"),
    ],
)
def test_a_passage_that_is_not_there_is_answered_with_the_nearest(
    changed: tuple[str, str], why: str, line: int, nearest: str
) -> None:
    first = "Within a day," if changed[0] == changed[1] else "within days,"
    excerpt = record(CAPTURE, "within days,", "most liked").model_copy(update={"first": first})
    found = find(excerpt, CAPTURE.replace(*changed))
    assert isinstance(found, Missing)
    assert (found.why, found.line) == (why, line)
    assert found.nearest.startswith(nearest)


def test_nothing_is_found_in_an_empty_capture() -> None:
    found = find(Excerpt(first="a", last="b", words=24, sha256=HASH), "\n")
    assert found == Missing("its first words are not in it", 1, "")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (
            "For years",
            "lost.",
            r"'For years': expected words that stand once, but they begin on the lines 6, 6",
        ),
        (
            "for years they led.",
            "once.",
            r"'once\.': not in the capture after 'for years they led\.' on line 6",
        ),
        (
            "Within a day",
            "once.",
            r"'Within a day': not in the capture; the nearest is 'within days, the .* line 3",
        ),
        ("Open models", "once.", r"hold 1 words together at most, a third of a passage of 5; got 3"),
        ("Open models were American once. Then, within", "led.", r"expected one to 6 words, got 7"),
        ("odels were", "later,", r"'odels were': not in the capture"),
    ],
)
def test_words_that_name_no_passage_are_refused(first: str, last: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        record(CAPTURE, first, last)


def test_an_excerpt_has_the_fewest_words_that_name_it() -> None:
    excerpt = of_passage(
        CAPTURE, "Then, within days, the “R1” model — free for all – was the most liked of all"
    )
    assert (excerpt.first, excerpt.last, excerpt.words) == ("Then,", "of all", 17)


def test_a_short_passage_is_widened_to_its_sentence() -> None:
    excerpt = of_passage(CAPTURE, "free for all")
    found = find(excerpt, CAPTURE)
    assert isinstance(found, Passage)
    assert found.text == "Then, within days, the “R1” model — free for all – was the most liked of all."


def test_a_sentence_that_will_not_do_is_widened_within_its_paragraph() -> None:
    found = find(of_passage(CAPTURE, "U.S. AI was closed."), CAPTURE)
    assert isinstance(found, Passage)
    assert found.line == 6
    assert found.text == "U.S. AI was closed. It stays so?"


def test_a_passage_that_is_not_in_the_capture_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"'within weeks': not in the capture; the nearest is 'within days, the"
    ):
        of_passage(CAPTURE, "within weeks")


def test_a_capture_too_short_for_any_excerpt_is_told_as_such() -> None:
    with pytest.raises(
        InputError, match=r"'Only this\.': no few words name it on line 1; choose a longer passage"
    ):
        of_passage("Only this.", "Only this.")


@pytest.mark.parametrize(
    ("first", "last", "words", "told"),
    [
        ("a b c d e f", "a b c d e f", 24, ""),
        ("a b c d", "e f g", 23, ""),
        ("a b c d", "e f g h", 23, "expected `first` and `last` to hold 7 words together at most"),
        ("a b c d e f g", "a", 24, "expected one to 6 words, got 7"),
        ("\u00ad", "a", 24, "expected one to 6 words, got 0"),
        ("a", "b", 5, "1 words together at most, a third of a passage of 5; got 2"),
    ],
)
def test_an_excerpt_shows_little(first: str, last: str, words: int, told: str) -> None:
    if not told:
        assert Excerpt(first=first, last=last, words=words, sha256=HASH).words == words
        return
    with pytest.raises(ValidationError, match=told):
        Excerpt(first=first, last=last, words=words, sha256=HASH)


def test_the_record_reads_back_as_it_was_written(tmp_path: Path) -> None:
    excerpt = Excerpt(first="no, 1e3: #", last="“it’s” {so}", words=30, sha256="1e" + "3" * 62)
    (tmp_path / "a.yaml").write_text(as_yaml(excerpt), encoding="utf-8")
    assert Excerpt.model_validate(PlacedYaml(tmp_path / "a.yaml").content["excerpt"]) == excerpt
    assert as_yaml(excerpt).count("\n") == 1


def test_a_link_keeps_what_means_something_in_it() -> None:
    excerpt = Excerpt(first="R&D, open-source", last="50 % – é", words=24, sha256=HASH)
    assert deep_link("https://a.org/b", excerpt) == (
        "https://a.org/b#:~:text=R%26D%2C%20open%2Dsource,50%20%25%20%E2%80%93%20%C3%A9"
    )
    assert deep_link("https://a.org/b#c", excerpt).startswith("https://a.org/b#c:~:text=R%26D")


def test_a_browser_opens_a_page_at_the_passage(browser: Browser, tmp_path: Path) -> None:
    passage = "“Open-weight, R&D models” rise – it’s said – by 5 %; " + "then " * 20 + "they fell, or so."
    page = tmp_path / "page.html"
    filler = "<p>Nothing here.</p>" * 300
    page.write_text(f"<meta charset=utf-8>{filler}<p id=here>{passage}</p>{filler}", encoding="utf-8")
    link = deep_link(page.as_uri(), record(passage, "“Open-weight, R&D models”", "or so."))
    elsewhere = deep_link(page.as_uri(), Excerpt(first="Something else", last="so.", words=24, sha256=HASH))
    scrolled = []
    for address in (link, elsewhere):
        tab = browser.new_page()
        tab.goto(address)
        # Two frames: the browser scrolls to the words once the page is laid out.
        tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        scrolled.append(tab.evaluate("() => window.scrollY"))
        tab.close()
    assert scrolled[0] > 1000
    assert scrolled[1] == 0
