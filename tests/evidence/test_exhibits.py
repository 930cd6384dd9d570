"""The exhibits as a clerk, a witness and a hostile reader take them: one PDF that follows from the data."""

from __future__ import annotations

import hashlib
import json
import locale
import shutil
from pathlib import Path

import page as validation
import pytest
from pypdf import PdfReader

from briefgen.errors import InputError
from briefgen.evidence.bundle import write as bundle
from briefgen.evidence.bundle.derived_files import Contents
from briefgen.evidence.bundle.request import read_request
from briefgen.evidence.container.bagit import Bag, grouped
from briefgen.evidence.verify.report import Report
from briefgen.evidence.verify.verify import verify
from briefgen.project import Project
from tests.evidence.conftest import ARTICLE, CLAIMS
from tests.evidence.tampering import edit, unpacked

EXHIBITS = "data/exhibits.pdf"
#: The words of the article that its claim's passage has.
PASSAGE = ARTICLE[ARTICLE.index("in the first week") :].strip()


def _pages(file: Path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(file).pages]


@pytest.fixture(scope="module")
def pages(laid_out: Path) -> list[str]:
    return _pages(laid_out / EXHIBITS)


def _stamp(number: int) -> str:
    return f"BG-2026-02-{number:04}"


def _numbers(pages: list[str], title: str) -> list[int]:
    """The numbers of the pages of a part, by their running head."""
    found = [number for number, text in enumerate(pages, 1) if f"revision 1 {title} Page {number} " in text]
    assert found, title
    return found


def _of(pages: list[str], title: str) -> str:
    """The words of a part."""
    return " ".join(pages[number - 1] for number in _numbers(pages, title))


@pytest.mark.parametrize("standard", ["PDF_UA_1", "PDF_A_3A"])
def test_they_obey_both_standards(laid_out: Path, standard: str) -> None:
    profile = validation.ValidationProfile[standard]
    report = validation.validate_pdf(laid_out / EXHIBITS, profile=profile)
    assert report.is_compliant, str(report)


def test_every_page_is_stamped_and_the_index_names_the_stamps(pages: list[str]) -> None:
    for number, text in enumerate(pages, 1):
        assert _stamp(number) in text
    cover = pages[0]
    for title in ("Summary", "Exhibit 1", "Exhibit 2", "Declaration", "Hashes of the data"):
        assert _stamp(_numbers(pages, title)[0]) in cover
    for words in ("A hearing", "A witness", "The model one of Beta Lab has the most likes.", "Revision 1"):
        assert words in cover
    assert "Prepared by not stated" in cover
    assert "The witness: none was given for this cover." in cover


def test_an_exhibit_stands_alone(pages: list[str]) -> None:
    words = _of(pages, "Exhibit 1")
    for told in (
        "The model one of Beta Lab has the most likes.",
        "As a whole Borne out: it did not hold when it was said, and does now",
        "When it was said, 20 January 2026 Contradicted",
        "Now, 28 February 2026 Supported",
        "“An article” (20 January 2026), paragraph 1",
        "https://example.org/article#:~:text=",
        "Is it the most liked? Most is read as first. It holds where place == 1.",
        "likes are attention",
        "2026-01-10-made 2",
        "2026-02-10-made 1",
        "A panel",
    ):
        assert told.lower() in words.lower(), told


def test_a_passage_is_quoted_where_its_licence_allows_it(
    pages: list[str], project: Project, tmp_path: Path
) -> None:
    assert f"“{PASSAGE}”" in _of(pages, "Exhibit 1")
    assert "Its passage has 31 words, from “Models of Chinese” to “counting twice.”" in _of(
        pages, "Exhibit 2"
    )
    without = bundle.write(project, bundle.request(project, "2026-02", CLAIMS[:1]), tmp_path)
    assert PASSAGE not in " ".join(_pages(without.exhibits))
    assert (
        without.exhibits.read_bytes() == (unpacked(without.bundle, tmp_path / "bag") / EXHIBITS).read_bytes()
    )


def test_the_forms_are_never_filled_in(pages: list[str]) -> None:
    forms = _of(pages, "Declaration") + _of(pages, "What the rules ask a witness to disclose: a checklist")
    assert "article-01: The model one of Beta Lab" in forms
    assert "House Rule XI" in forms
    assert "A witness " not in forms.replace("A witness to", "")
    assert "A hearing" not in forms.replace("A hearing’s", "")


def test_every_hash_can_be_read_and_typed(laid_out: Path) -> None:
    text = " ".join(PdfReader(laid_out / EXHIBITS).pages[-1].extract_text().split())
    made_from = [path for path in (laid_out / "data/project").rglob("*") if path.is_file()]
    for path in (*made_from, laid_out / "data/captures/article.txt"):
        assert grouped(hashlib.sha256(path.read_bytes()).hexdigest()) in text, path


def test_each_printed_number_leads_to_its_entry_and_back(laid_out: Path) -> None:
    reader = PdfReader(laid_out / EXHIBITS)
    targets = set(reader.named_destinations)
    ledger = json.loads((laid_out / "data/ledger.json").read_bytes())["numbers"]
    assert {one["alias"] for one in ledger} <= targets
    links = [link for page in reader.pages for link in page.get("/Annots", [])]
    inside = [link.get_object() for link in links if "/Dest" in link.get_object()]
    assert len(inside) > 2 * len(ledger)
    assert {str(link["/Dest"]) for link in inside} <= targets


def _forged(bag: Path, project: Project) -> Report:
    """Make all that follows from what stands in a bag fit it, with briefgen itself, and verify it."""
    bundle.derive(Contents(Bag(bag), read_request(bag / "data")), bag)
    return verify(bag, project)


def test_other_exhibits_are_found_at_their_byte(bag: Path, project: Project) -> None:
    content = (bag / EXHIBITS).read_bytes()
    place = content.rindex(b"%%EOF")
    (bag / EXHIBITS).write_bytes(content[:place] + b"%%OEF" + content[place + 5 :])
    (told,) = _forged(bag, project).differences
    assert (told.file, told.byte) == (EXHIBITS, place + 2)


def test_words_put_into_a_sources_mouth_are_found(bag: Path, project: Project) -> None:
    edit(bag, "data/evidence.json", lambda order: order["quotations"].update({"article-01": "It is so."}))
    told = str(_forged(bag, project).differences)
    assert "the words quoted for article-01 are not those of its passage" in told


def test_a_number_that_the_exhibits_print_and_the_ledger_lacks_is_found(bag: Path, project: Project) -> None:
    """Cut out of the ledger is one that no verdict rests on: only the exhibits' table has it."""

    def cut(ledger: dict[str, list[dict[str, object]]]) -> None:
        kept = [it for it in ledger["numbers"] if it["column"] != "likes_known"]
        ledger["numbers"] = [{**it, "alias": f"N-{place:04}"} for place, it in enumerate(kept, 1)]

    edit(bag, "data/ledger.json", cut)
    assert "the ledger lacks model.likes_known of 2026-01-10-made" in str(_forged(bag, project).differences)


def test_exhibits_of_another_typesetter_are_told_not_to_be_compared(bag: Path, project: Project) -> None:
    edit(bag, "data/evidence.json", lambda order: order.update(typesetting="WeasyPrint 1.0"))
    first = next(_forged(bag, project).lines(1))
    assert first.startswith(f"NOT CHECKED: the exhibits ({EXHIBITS}): not those that follow from the data")
    assert first.endswith("made with WeasyPrint 1.0")


def test_a_revision_says_what_changed(made: Path, project: Project, tmp_path: Path) -> None:
    altered = Project.open(Path(shutil.copytree(project.root, tmp_path / "project")))
    text = altered.sources.read_text(encoding="utf-8")
    altered.sources.write_text(text.replace("holds: place == 1", "holds: place <= 2"), encoding="utf-8")
    order = bundle.request(altered, "2026-02", ["article-01"], witness="Another", interests=("A grant",))
    written = bundle.write(altered, order, tmp_path, supersedes=made)
    cover = _pages(written.exhibits)[0]
    earlier = unpacked(made, tmp_path / "earlier") / "manifest-sha256.txt"
    for told in (
        "Revision 2",
        grouped(hashlib.sha256(earlier.read_bytes()).hexdigest()),
        "article-01: the verdict is supported; it was borne-out.",
        "report-01: no longer among the exhibits.",
        "The cover says something else of this: witness.",
        "The witness: A grant",
    ):
        assert told in cover, told
    assert verify(written.bundle, altered).verified


def test_what_cannot_be_superseded_is_named(project: Project, tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK made up")
    order = bundle.request(project, "2026-02", ["article-01"])
    with pytest.raises(InputError, match=r"no\.zip: expected the bundle to be superseded"):
        bundle.write(project, order, tmp_path / "out", supersedes=tmp_path / "no.zip")
    with pytest.raises(InputError, match=r"nowhere\.zip: there is no such bundle"):
        bundle.write(project, order, tmp_path / "out", supersedes=tmp_path / "nowhere.zip")
    assert not (tmp_path / "out").exists()


def test_the_summary_of_many_keeps_to_one_page(shipped: Project, tmp_path: Path) -> None:
    claims = [f"implicator-{number}" for number in ("01", "04", "09", "10", "19", "11", "07", "37-a")]
    written = bundle.write(shipped, bundle.request(shipped, "2026-09", claims), tmp_path)
    pages = _pages(written.exhibits)
    (only,) = _numbers(pages, "Summary")
    assert "No recommendation." in pages[only - 1]


def test_an_exhibit_is_ascribed_to_who_was_read(shipped: Project, tmp_path: Path) -> None:
    """A retelling, a garbled copy, a reconstruction from it, and what others tell of a report."""
    retold = {
        "implicator-01": "Implicator.ai, retelling Clément Delangue in VentureBeat. Said about",
        "mangled-01": "A machine-translated copy, retelling Clément Delangue in VentureBeat. Known through a "
        "garbled copy only: nobody said it in these words. Said about",
        "delangue-34": "A machine-translated copy, retelling Clément Delangue in VentureBeat. Its wording "
        "was not seen in the original: it is reconstructed from what was read. Said about",
        "hf-spring-05": "Second-hand accounts, retelling State of Open Source on Hugging Face: Spring 2026. "
        "Known through others: its wording was not seen in the original. Said",
        "delangue-01": "Clément Delangue in VentureBeat. Said about",
    }
    written = bundle.write(shipped, bundle.request(shipped, "2026-09", [*retold]), tmp_path)
    pages = _pages(written.exhibits)
    for number, words in enumerate(retold.values(), 1):
        assert f"Ascribed to: {words}" in " ".join(_of(pages, f"Exhibit {number}").split())
    assert verify(written.bundle, shipped).verified


def test_strangers_words_on_the_cover_are_harmless(project: Project, tmp_path: Path) -> None:
    hearing = "<script>alert(1)</script> 通 " + "x" * 200
    order = bundle.request(project, "2026-02", ["unrelated-01"], hearing=hearing, interests=("=cmd|' & <b>",))
    written = bundle.write(project, order, tmp_path)
    assert written.replaced == ("通",)
    cover = _pages(written.exhibits)[0]
    assert "<script>alert(1)</script> ? xxx" in cover
    assert "The witness: =cmd|' & <b>" in cover
    assert "x" * 200 in cover.replace(" ", "")


def test_a_file_in_the_way_is_named_before_the_work(project: Project, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    order = bundle.request(project, "2026-02", ["unrelated-01"])
    with pytest.raises(InputError, match="a file stands where a folder is needed"):
        bundle.write(project, order, tmp_path / "out")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_the_machines_language_is_as_it_was_afterwards(project: Project, tmp_path: Path) -> None:
    before = locale.setlocale(locale.LC_ALL)
    bundle.write(project, bundle.request(project, "2026-02", ["unrelated-01"]), tmp_path)
    assert locale.setlocale(locale.LC_ALL) == before
