"""What the site holds, worked out by hand for the made-up project; and what it refuses."""

from __future__ import annotations

import hashlib
import json
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import tinyhtml5

from briefgen.errors import InputError
from briefgen.evidence.verify.verify import verify
from briefgen.project import Project
from briefgen.site.make import make
from tests.programs import briefgen
from tests.site.conftest import ADDRESS, Standing


def _text(file: Path) -> str:
    """The words of a page, as one line."""
    body = tinyhtml5.parse(file.read_text(encoding="utf-8"), namespace_html_elements=False).find("body")
    return " ".join("".join(body.itertext()).split())


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


def _links(file: Path) -> list[str]:
    links = _Links()
    links.feed(file.read_text(encoding="utf-8"))
    return links.found


@pytest.fixture
def copied(standing: Standing, tmp_path: Path) -> Standing:
    """The made-up site, for a test to alter."""
    shutil.copytree(standing.folder, tmp_path / "output")
    return Standing(standing.project, tmp_path / "output")


def test_the_archive_lists_the_editions_newest_first(standing: Standing) -> None:
    words = _text(standing.folder / "index.html")
    assert 0 < words.index("February 2026 China leads.") < words.index("January 2026 The United States ")
    links = _links(standing.folder / "index.html")
    for edition in ("2026-01", "2026-02"):
        for path in ("sample/briefing.html", "sample/briefing.pdf", "claims.json", "manifest-sha256.txt"):
            assert f"{edition}/{path}" in links
        assert f"{edition}/charts/press-kit.zip" not in links


def test_the_page_of_a_claim_tells_its_history(standing: Standing) -> None:
    words = _text(standing.folder / "claims" / "beta-first.html")
    assert "No model has more likes than <script>alert(1)</script> Beta & others." in words
    assert "As a whole borne out" in words
    assert "Then contradicted." in words
    assert "Now supported." in words
    assert "What would settle it a list of likes" in words
    assert "February 2026 supported borne out place 1 made-up models, 2026-02-10-osir-lmts" in words
    assert "January 2026 contradicted contradicted place 2 made-up models, 2026-01-10-osir-lmts" in words
    page = (standing.folder / "claims" / "beta-first.html").read_text(encoding="utf-8")
    assert (
        "The verdict for each edition to February 2026: contradicted from January 2026, "
        "supported from February 2026." in page
    )
    assert page.count("<circle") == 2


def test_an_opinion_has_a_page_without_a_verdict(standing: Standing) -> None:
    words = _text(standing.folder / "claims" / "index.html")
    assert "As a whole opinion" in words
    assert "Over the editions" not in words


def test_the_page_of_a_source_lists_its_claims(standing: Standing) -> None:
    words = _text(standing.folder / "sources" / "hostile.html")
    assert "Licence made up Read In full. made up" in words
    assert "Beta deserves it." in words
    assert "borne out" in words


def test_strangers_words_are_no_markup(standing: Standing) -> None:
    for file in standing.folder.glob("**/*.html"):
        if "sample" not in file.parts:
            page = file.read_text(encoding="utf-8")
            assert "<script>alert" not in page, file
            assert "<img" not in page, file
            assert "javascript:" not in page.lower(), file


@pytest.mark.parametrize("site", ["standing", "shipped_site"])
def test_every_link_within_the_site_leads_somewhere(site: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(site)
    folder = found.folder if isinstance(found, Standing) else found
    parts = ("claims", "sources", "summaries")
    pages = [*folder.glob("*.html"), *(page for part in parts for page in (folder / part).glob("*.html"))]
    assert len(pages) > 8
    seen: set[Path] = set()
    for page in pages:
        for link in _links(page):
            split = urlsplit(link)
            if split.scheme or not split.path:
                assert not split.scheme or link.startswith(("https://", "http://")), link
            else:
                seen.add((page.parent / unquote(split.path)).resolve())
    assert [path for path in seen if not path.is_file()] == []


def test_the_summary_survives_a_mail_program(standing: Standing) -> None:
    file = standing.folder / "summaries" / "2026-02.html"
    page = file.read_text(encoding="utf-8")
    assert len(page.encode()) < 100_000
    for lost in ("<style", "<script", "<link", "<img", "class=", "url(", "<svg", "@media"):
        assert lost not in page
    assert all(link.startswith(ADDRESS) for link in _links(file))
    words = _text(file)
    # 500 of 900 downloads and 600 of 950 the month before; the country's share of likes plays no part.
    assert "55.6% China’s share of known downloads" in words
    assert "China leads. With 55.6% against 44.4%." in words
    assert "Verdicts that turned since January 2026" in words
    assert "Contradicted before, supported now." in words


def test_the_summary_has_a_twin_in_plain_text(standing: Standing) -> None:
    html = _text(standing.folder / "summaries" / "2026-02.html").lower()
    plain = (standing.folder / "summaries" / "2026-02.txt").read_text(encoding="utf-8")
    assert max(map(len, plain.splitlines())) <= 78
    for word in plain.lower().replace("*", " ").split():
        assert word.strip(".:") in html or word.startswith(ADDRESS), word


def test_the_same_editions_give_the_same_bytes(copied: Standing) -> None:
    make(copied.project, copied.folder, ADDRESS.rstrip("/"))
    files = [path.relative_to(copied.folder) for path in copied.folder.rglob("*") if path.is_file()]
    assert len(files) > 20
    for path in files:
        assert (copied.folder / path).read_bytes() == (copied.project.output / path).read_bytes(), path


def test_the_list_of_hashes_names_every_file_and_every_edition(standing: Standing) -> None:
    folder = standing.folder
    lines = (folder / "site-sha256.txt").read_text(encoding="utf-8").splitlines()
    listed = {path: hashed for hashed, path in (line.split("  ") for line in lines)}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    outside = {path for path in there if not path.startswith("2026-")} - {"site-sha256.txt"}
    assert set(listed) == outside | {f"2026-0{month}/manifest-sha256.txt" for month in (1, 2)}
    for path, hashed in listed.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == hashed


def test_a_site_is_verified_with_its_editions(copied: Standing) -> None:
    assert verify(copied.folder, copied.project).differences == []
    page = copied.folder / "claims" / "beta-first.html"
    page.write_text(page.read_text(encoding="utf-8").replace("contradicted", "supported"), encoding="utf-8")
    ledger = copied.folder / "2026-01" / "ledger.json"
    ledger.write_bytes(ledger.read_bytes() + b" ")
    told = [str(one) for one in verify(copied.folder, copied.project).differences]
    assert [line.partition(":")[0] for line in told] == ["claims/beta-first.html", "2026-01/ledger.json"]


def test_pages_that_a_site_has_no_longer_go(copied: Standing) -> None:
    (copied.folder / "notes.html").write_text("mine", encoding="utf-8")
    shutil.rmtree(copied.folder / "2026-02")
    make(copied.project, copied.folder)
    # The opinion was voiced in February.
    assert not (copied.folder / "claims" / "index.html").exists()
    assert not (copied.folder / "summaries" / "2026-02.html").exists()
    assert (copied.folder / "claims" / "beta-first.html").is_file()
    assert (copied.folder / "notes.html").read_text(encoding="utf-8") == "mine"


def test_what_an_edition_printed_stands_beside_what_is_known_today(copied: Standing) -> None:
    january = copied.folder / "2026-01"
    claims = (january / "claims.json").read_text(encoding="utf-8")
    _put(january, "claims.json", claims.replace('"word": "contradicted"', '"word": "partly-supported"'))
    make(copied.project, copied.folder)
    words = _text(copied.folder / "claims" / "beta-first.html")
    assert "January 2026 contradicted Printed in that month’s edition: partly supported" in words


def _put(folder: Path, name: str, text: str) -> None:
    """Write a file of an edition, and the hash that it would have been built with."""
    file, listing = folder / name, folder / "manifest-sha256.txt"
    before, after = hashlib.sha256(file.read_bytes()).hexdigest(), hashlib.sha256(text.encode()).hexdigest()
    file.write_text(text, encoding="utf-8")
    listing.write_text(listing.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def _marked(folder: Path) -> None:
    """Let an edition be the draft of a comment."""
    record = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    _put(folder, "edition.json", json.dumps({**record, "status": "draft"}))


def test_a_revision_is_dated_and_leads_to_the_one_before(copied: Standing) -> None:
    """The earlier revision is held to its hashes alone: the project has moved on."""
    january = copied.folder / "2026-01"
    shutil.copytree(january, copied.folder / "2026-01-r1")
    record = json.loads((january / "edition.json").read_text(encoding="utf-8"))
    corrected = {**record, "status": "final", "revision": 2, "corrected_on": "2026-03-04"}
    _put(january, "edition.json", json.dumps(corrected))
    make(copied.project, copied.folder)
    archive = (copied.folder / "index.html").read_text(encoding="utf-8")
    assert 'href="2026-01-r1/sample/briefing.html">Revision 1, superseded' in archive
    feed = json.loads((copied.folder / "feed.json").read_text(encoding="utf-8"))
    assert [it["date_modified"] for it in feed["items"]] == ["2026-02-28T00:00:00Z", "2026-03-04T00:00:00Z"]
    assert "<updated>2026-03-04T00:00:00Z</updated>" in (copied.folder / "feed.atom").read_text("utf-8")
    report = verify(copied.folder, copied.project)
    assert report.differences == []
    assert any("2026-01-r1" in line and "hashes only" in line for line in report.not_checked)
    (copied.folder / "2026-01-r1" / "ledger.json").write_text("{}", encoding="utf-8")
    assert [it.file for it in verify(copied.folder, copied.project).differences] == ["2026-01-r1/ledger.json"]


def test_a_draft_is_left_out(copied: Standing) -> None:
    _marked(copied.folder / "2026-02")
    assert make(copied.project, copied.folder).drafts == ("2026-02",)
    for name in ("index.html", "feed.atom", "feed.json", "claims/beta-first.html"):
        words = (copied.folder / name).read_text(encoding="utf-8")
        assert "2026-02" not in words, name
        assert "February 2026" not in words, name
    _marked(copied.folder / "2026-01")
    with pytest.raises(InputError, match="only drafts stand in it"):
        make(copied.project, copied.folder)


def test_an_edition_built_without_its_front_is_listed_without_key_numbers(copied: Standing) -> None:
    january = copied.folder / "2026-01"
    (january / "sample" / "front.json").unlink()
    make(copied.project, copied.folder)
    archive = _text(copied.folder / "index.html")
    assert "January 2026 Its key numbers and findings are in the edition itself. Summary" in archive
    assert "February 2026 China leads." in archive
    summary = (copied.folder / "summaries" / "2026-01.txt").read_text(encoding="utf-8")
    assert summary.startswith("Sample\nJanuary 2026\n\nIts key numbers and findings are in the edition")
    assert "KEY NUMBERS" not in summary


def _nothing(folder: Path) -> None:
    for edition in folder.glob("2026-*"):
        shutil.rmtree(edition)


def _changed(folder: Path) -> None:
    file = folder / "2026-01" / "sample" / "briefing.html"
    file.write_text(file.read_text(encoding="utf-8") + " ", encoding="utf-8")


def _no_front(folder: Path) -> None:
    _put(folder / "2026-02", "sample/front.json", '{"format": "briefgen/front/2"}')


def _in_the_way(folder: Path) -> None:
    (folder / "site-sha256.txt").unlink()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_nothing, "no edition stands in it"),
        (_changed, "2026-01/sample/briefing.html: not as it was built. Build 2026-01 again"),
        (_no_front, "2026-02/sample/front.json: not what a build writes. Build 2026-02 again"),
        (_in_the_way, "index.html: this is no file of an earlier site"),
    ],
)
def test_what_no_site_can_be_made_of_is_refused(harm: object, said: str, copied: Standing) -> None:
    assert callable(harm)
    harm(copied.folder)
    before = {path: path.read_bytes() for path in copied.folder.rglob("*") if path.is_file()}
    with pytest.raises(InputError) as refused:
        make(copied.project, copied.folder)
    assert said in str(refused.value)
    assert before == {path: path.read_bytes() for path in copied.folder.rglob("*") if path.is_file()}


def test_an_edition_that_the_project_contradicts_today_is_refused(copied: Standing, tmp_path: Path) -> None:
    shutil.copytree(copied.project.root, tmp_path / "mine", ignore=shutil.ignore_patterns("output"))
    project = Project.open(tmp_path / "mine")
    text = project.sources.read_text(encoding="utf-8")
    project.sources.write_text(text.replace("holds: place == 1", "holds: place == 2"), encoding="utf-8")
    with pytest.raises(InputError, match="something else of beta-first than the project does today"):
        make(project, copied.folder)


def test_the_command_prints_the_first_page(standing: Standing) -> None:
    done = briefgen("site", "--base-url", ADDRESS, folder=standing.project.root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{standing.folder / 'index.html'}\n"


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org/", "https://a b/", "https://a/?x", ""])
def test_an_address_that_is_none_is_refused(address: str, standing: Standing) -> None:
    with pytest.raises(InputError, match="expected the address of the site's folder"):
        make(standing.project, standing.folder, address)
