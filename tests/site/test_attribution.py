"""Every attribution on the site of the shipped edition, held to the library."""

from __future__ import annotations

from pathlib import Path

from briefgen.library.load import load_library
from briefgen.project import Project
from tests.ascribed import mistakes, page, text


def test_each_claim_of_a_list_names_who_was_read(shipped: Project, shipped_site: Path) -> None:
    library, found = load_library(shipped.sources), 0
    for file in (shipped_site / "claims.html", *sorted((shipped_site / "sources").glob("*.html"))):
        for item in page(file).iter("li"):
            link = item.find("a")
            if link is not None and "claims/" in link.get("href", ""):
                claim = library.claim(Path(link.get("href", "")).stem)
                assert list(mistakes(library, text(item.find("span[@class='by']")), [claim])) == []
                found += 1
    assert found >= 800


def test_each_page_of_a_claim_names_who_was_read(shipped: Project, shipped_site: Path) -> None:
    library, found = load_library(shipped.sources), 0
    for file in sorted((shipped_site / "claims").glob("*.html")):
        claim = library.claim(file.stem)
        named, others, *_ = map(text, page(file).findall(".//section[@aria-labelledby='said']/p"))
        assert list(mistakes(library, named, [claim])) == []
        if others.startswith("By the same test: "):
            sharing = [it for it in library.claims if it.test == claim.test]
            witnesses = others.removeprefix("By the same test: ").rstrip(".")
            assert list(mistakes(library, witnesses, sharing)) == []
        found += 1
    assert found >= 400


def test_feeds_ascribe_nothing(shipped: Project, shipped_site: Path) -> None:
    """They hold the findings alone, which are briefgen's own."""
    library = load_library(shipped.sources)
    for name in ("feed.atom", "feed.json"):
        feed = (shipped_site / name).read_text(encoding="utf-8")
        assert not [source.id for source in library.sources if source.byline and source.byline in feed]
        assert ", retelling " not in feed
