"""The words of the field: explained where a page uses them, abbreviations written out once."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.documents import glossary
from briefgen.documents.glossary import Glossary, Term
from briefgen.editions.build import Built
from briefgen.errors import InputError

WORDS = Glossary(
    terms=(
        Term(term="Model", forms=("model", "models"), line="What was trained."),
        Term(
            term="Base model", forms=("base model", "base models"), line="What <b>another</b> was made from."
        ),
        Term(term="Merge", line="Two in one."),
    ),
    abbreviations={"ATOM": "American Truly Open Models"},
)


def _page(body: str) -> str:
    return f"<html><head><title>Models of ATOM</title></head><body>{body}</body></html>"


def _explained(body: str, links: bool = True) -> str:
    return WORDS.explain(_page(body), links).partition("<body>")[2].removesuffix("</body></html>")


def test_a_term_leads_to_its_line_where_a_section_first_uses_it() -> None:
    told = _explained("<section><p>Models, more models.</p></section><section><p>A model.</p></section>")
    assert told == (
        '<section><p><a class="term" href="#term-model">Models</a>, more models.</p></section>'
        '<section><p>A <a class="term" href="#term-model">model</a>.</p></section>'
    )


def test_a_term_with_forms_is_looked_for_in_them_alone() -> None:
    words = Glossary(terms=(Term(term="Like", forms=("likes",), line="A bookmark."),))
    assert words.explain(_page("<p>Like this: likes</p>"), links=False) == _page("<p>Like this: likes</p>")
    linked = words.explain(_page("<p>Like this: likes</p>"), links=True)
    assert '<p>Like this: <a class="term" href="#term-like">likes</a></p>' in linked


def test_of_two_terms_the_longer_one_is_meant() -> None:
    assert (
        _explained("<p>Base models</p>") == '<p><a class="term" href="#term-base-model">Base models</a></p>'
    )


@pytest.mark.parametrize("word", ["supermodels", "model-free", "org/model", "remodel"])
def test_a_part_of_another_word_is_no_term(word: str) -> None:
    assert _explained(f"<p>{word}</p>") == f"<p>{word}</p>"


@pytest.mark.parametrize(
    "body",
    [
        "<h2>ATOM models</h2>",
        '<a href="#x">ATOM models</a>',
        "<q>ATOM <em>models</em></q>",
        "<table><tr><td>ATOM models</td></tr></table>",
        '<span class="said by">ATOM <span>models</span> models</span>',
        "<svg><text>ATOM models</text></svg>",
        "<!-- ATOM models -->",
        '<p title="ATOM models">It</p>',
    ],
)
def test_what_is_no_sentence_of_ours_stays_as_it_is(body: str) -> None:
    assert _explained(body) == body


def test_after_an_element_that_is_left_alone_the_text_goes_on() -> None:
    told = _explained("<p><q>A <q>model</q> model</q> is a model.</p>")
    assert told == '<p><q>A <q>model</q> model</q> is a <a class="term" href="#term-model">model</a>.</p>'


def test_what_is_no_word_stays_to_the_letter() -> None:
    """Characters by name, tags in their letters, scripts, and signs that begin no tag."""
    body = (
        '<svg viewBox="0 0 1 1"><clipPath id=a ></clipPath ><path d="M0"/></svg>\n<!-- > --><?it?>'
        "<P CLASS='said'>models</P><script>if (1 < 2) models = '<p>&amp;</p>'</script>"
        "R&D &amp; &copy 1 < 2 &#8217;"
    )
    assert _explained(body) == body
    assert WORDS.explain("<!DOCTYPE html>\n<body>x", links=True) == "<!DOCTYPE html>\n<body>x"


@pytest.mark.parametrize("mark", ["title='>'", "title='class=\"said\"'", "data-class='said'"])
def test_what_an_attribute_holds_is_no_tag_and_no_class(mark: str) -> None:
    told = _explained(f"<p {mark}>A model.</p>")
    assert told == f'<p {mark}>A <a class="term" href="#term-model">model</a>.</p>'


def test_an_abbreviation_is_written_out_once() -> None:
    told = _explained("<h2>ATOM</h2><section><p>ATOM and ATOM.</p></section><section><p>ATOM</p></section>")
    assert told.count("ATOM (American Truly Open Models)") == 1
    assert "<p>ATOM (American Truly Open Models) and ATOM.</p>" in told


def test_the_lines_are_those_of_the_words_that_the_page_uses_in_headings_too() -> None:
    told = _explained(f'<h2>Base models</h2><div class="glossary">{glossary.PLACE}</div>')
    assert told == (
        '<h2>Base models</h2><div class="glossary"><p id="term-base-model"><dfn>Base model</dfn> '
        "What &lt;b&gt;another&lt;/b&gt; was made from.</p>\n</div>"
    )


def test_on_paper_nothing_is_a_link() -> None:
    assert (
        _explained("<p>Models of ATOM</p>", links=False)
        == "<p>Models of ATOM (American Truly Open Models)</p>"
    )


def test_without_a_file_nothing_is_explained(tmp_path: Path) -> None:
    none = glossary.read(tmp_path / "glossary.yaml")
    assert none.explain(_page("<p>Models of ATOM</p>"), links=True) == _page("<p>Models of ATOM</p>")


def test_a_word_that_two_terms_claim_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(
        "terms:\n- {term: Model, line: It.}\n- term: Network\n  forms: [model]\n  line: It too.\n", "utf-8"
    )
    told = r"glossary\.yaml:3:3: terms\[1\]: 'model' stands under 'Model' already"
    with pytest.raises(InputError, match=told):
        glossary.read(path)


def test_every_line_of_the_monthly_explains_a_word_that_it_prints(monthly: Built) -> None:
    html = monthly.documents[1].read_text(encoding="utf-8")
    text = html.partition('<section id="glossary"')[0].lower()
    shipped = glossary.read(Path("templates/shared/glossary.yaml"))
    printed = [term for term in shipped.terms if f'<p id="{term.id}">' in html]
    assert len(printed) > 10
    for term in printed:
        assert any(form.lower() in text for form in term.forms or (term.term,)), term.term
