"""The library that ships: complete, honest about what was read, and true to the captures."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from briefgen.library.load import load_library
from briefgen.library.records import Library, Source, StatedFigure
from briefgen.snapshots.hub import ORIGINS

ROOT = Path(__file__).parents[2]
LIBRARY = load_library(ROOT / "sources.yaml")
CAPTURED = {"implicator-2025", "unnamed-blog-2025", "vb-delangue-mangled-2025"}
FIGURES = [(source.id, figure) for source in LIBRARY.sources for figure in source.figures]


@pytest.fixture(scope="module")
def library() -> Library:
    return LIBRARY


def test_it_is_large_enough_and_holds_what_a_briefing_leans_on(library: Library) -> None:
    assert len(library.sources) >= 24
    assert {source.id for source in library.sources} >= CAPTURED | {
        *("aap-2025", "atom-2025", "atom-report-2026", "longpre-2025", "hf-hub-docs", "hf-spring-2026"),
        *(
            "hf-summer-2026",
            "hf-deepseek-1y-2026",
            "hf-deepseek-1y-3-2026",
            "caisi-deepseek-2025",
            "openrouter-a16z-2025",
            "epoch-gap",
        ),
        *("ntia-2024", "uscc-2026", "casado-80", "stanford-digichina-2025", "ai-index-2026", "wired-2025"),
        *(
            "hf-noisy",
            "china-plan-2025",
            "eu-ai-act",
            "osaid",
            "org-registry",
            "nvidia-hf-2026",
            "fdaudens-2025",
        ),
    }


def test_the_origins_of_data_are_five_archives_and_our_own_crawls(library: Library) -> None:
    origins = {source.id: source.licence for source in library.sources if source.kind == "data"}
    crawls = {origin: origins.pop(origin) for origin in ORIGINS}
    assert set(crawls.values()) == {"not stated; figures as the Hub publishes them"}
    assert origins.pop("cfahlgren1-hub-stats") == "Apache-2.0 (known at second hand)"
    assert origins == {
        "osir-lmts": "MIT",
        "llmfit": "MIT",
        "hub-stats": "Apache-2.0",
        "radar": "CC BY 4.0",
        "tracked-models": "Apache-2.0",
    }
    assert all(re.search(r"[0-9a-f]{7}", library.source(origin).csl.version or "") for origin in origins)


def test_the_captures_are_those_at_hand(library: Library, shared: Path) -> None:
    captures = {source.id: source.capture for source in library.sources if source.capture}
    at_hand = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (shared / "captures").glob("*.txt")
    }
    assert captures == at_hand
    assert set(captures) == CAPTURED


def test_retellings_lead_back_to_their_originals(library: Library) -> None:
    derived = {source.id: source.derived_from for source in library.sources if source.derived_from}
    assert derived == {
        "implicator-2025": "vb-delangue-2025",
        "vb-delangue-mangled-2025": "vb-delangue-2025",
        "unnamed-blog-2025": "wired-2025",
    }


def test_only_the_mangled_copy_is_garbled(library: Library) -> None:
    assert [source.id for source in library.sources if source.condition == "garbled"] == [
        "vb-delangue-mangled-2025"
    ]


@pytest.mark.parametrize("source", LIBRARY.sources, ids=lambda source: source.id)
def test_addresses_are_of_the_web(source: Source) -> None:
    assert source.csl.url is None or re.fullmatch(r"https?://[!-~]+", source.csl.url)


def test_addresses_that_were_not_seen_are_marked(library: Library) -> None:
    unseen = {source.id: source.address_known for source in library.sources if source.address_known != "seen"}
    assert {source_id: known for source_id, known in unseen.items() if known} == {
        "cfahlgren1-hub-stats": "inferred",
        "vb-delangue-2025": "inferred",
        "wired-2025": "inferred",
        "stanford-digichina-2025": "from-memory",
        "lf-economic-2025": "from-memory",
    }


WORDS = {"one": 1, "first": 1, "four": 4, "five": 5, "eight": 8, "ten": 10, "thirteen": 13}
SCALES = {"million": 1e6, "billion": 1e9, "trillion": 1e12}


def numbers_in(states: str) -> set[float]:
    """The numbers of a sentence, in digits or in words: `1.15 billion`, `151,448`, `five`."""
    found = {
        float(digits.replace(",", "")) * SCALES.get(scale, 1)
        for digits, scale in re.findall(r"(\d[\d,]*(?:\.\d+)?)(?: (million|billion|trillion))?", states)
    }
    return found | {float(WORDS[word]) for word in re.findall(r"[a-z]+", states.lower()) if word in WORDS}


@pytest.mark.parametrize("figure", [figure for _, figure in FIGURES], ids=[f"{s}/{f.id}" for s, f in FIGURES])
def test_a_figure_states_its_own_number(figure: StatedFigure) -> None:
    numbers = {float(number) for number in (figure.value, figure.low, figure.high) if number is not None}
    assert {round(number, 6) for number in numbers} <= {
        round(number, 6) for number in numbers_in(figure.states)
    }


@pytest.mark.parametrize(
    ("source_id", "figure_id", "number"),
    [
        ("aap-2025", "open-model-actions", 5),
        ("atom-2025", "us-downloads", 300_000_000),
        ("atom-2025", "china-downloads", 300_000_000),
        ("atom-2025", "qwen-derivatives", 40),
        ("atom-2025", "llama-derivatives", 15),
        ("atom-report-2026", "china-downloads", 1_150_000_000),
        ("atom-report-2026", "us-downloads", 723_000_000),
        ("longpre-2025", "china-share", 17.1),
        ("longpre-2025", "us-share", 15.8),
        ("longpre-2025", "international-share", 23.8),
        ("hf-spring-2026", "china-share", 41),
        ("hf-spring-2026", "us-share", 36.5),
        ("hf-summer-2026", "qwen-derivatives", 151_448),
        ("hf-summer-2026", "chinese-apache", 59),
        ("hf-summer-2026", "chinese-mit", 22),
        ("hf-summer-2026", "american-apache-or-mit", 29),
        ("hf-summer-2026", "top-25-overlap", 1),
        ("hf-summer-2026", "under-200-downloads", 85.6),
        ("hf-deepseek-1y-3-2026", "qwen-derivatives", 113_000),
        ("hf-deepseek-1y-3-2026", "llama-derivatives", 27_000),
        ("hf-deepseek-1y-3-2026", "deepseek-derivatives", 6_000),
        ("implicator-2025", "most-liked", 1),
    ],
)
def test_the_figures_set_beside_the_data(
    library: Library, source_id: str, figure_id: str, number: float
) -> None:
    figure = library.source(source_id).figure(figure_id)
    assert (figure.low if figure.value is None else figure.value) == number


def test_the_crossover_is_dated_to_the_summer(library: Library) -> None:
    assert library.source("atom-report-2026").figure("crossover").dated == "2025-06/2025-08"


def test_what_is_known_at_second_hand_is_never_of_high_confidence(library: Library) -> None:
    bold = [
        f"{source.id}/{figure.id}"
        for source in library.sources
        for figure in source.figures
        if "known through" in figure.locator or source.how_read in {"secondary", "from-memory"}
        if figure.confidence == "high"
    ]
    assert not bold
