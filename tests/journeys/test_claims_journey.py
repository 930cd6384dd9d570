"""An analyst asks what became of the claims: the commands as they are typed, on the project that ships."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.programs import briefgen

KEYS = {
    "id", "statement", "source", "kind", "made_on", "basis", "test", "confidence", "word", "then", "now",
    "reason", "would_settle", "history", "numbers",
}  # fmt: skip


def told(folder: Path, *arguments: str) -> str:
    done = briefgen(*arguments, folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_table_of_an_early_month_fits_100_columns(repository: Path) -> None:
    lines = told(repository, "claims", "2025-08").splitlines()
    assert lines[0].split() == ["Claim", "As", "a", "whole", "Then", "Now", "What", "is", "claimed"]
    assert max(map(len, lines)) <= 100
    assert any(line.startswith("implicator-02-a ") for line in lines)
    # Nothing that was said later.
    assert not any(line.startswith(("wired-", "hf-summer-", "atom-report-")) for line in lines)
    assert re.fullmatch(r"\d+ claims, \d+ distinct tests; \d+ opinions, not judged\.", lines[-2])


def test_claims_as_json_are_nothing_but_the_contract(repository: Path) -> None:
    asked = ("--claim", "implicator-02-a", "--claim", "blog-31")
    printed = told(repository, "claims", "2026-09", *asked, "--json")
    most_liked, sum_ = json.loads(printed)
    assert (most_liked["id"], sum_["id"]) == ("implicator-02-a", "blog-31")
    for record in (most_liked, sum_):
        assert set(record) >= KEYS
    assert (most_liked["word"], most_liked["then"]["word"], most_liked["now"]["word"]) == (
        "partly-supported",
        "partly-supported",
        "contradicted",
    )
    assert most_liked["then"]["snapshot"] == "2025-07-07-osir-lmts"
    assert [entry["edition"] for entry in most_liked["history"]][::8] == ["2025-08", "2026-09"]
    assert (sum_["kind"], sum_["word"], sum_["numbers"]) == ("arithmetic", "supported", [])


def test_one_claim_in_full_with_its_history_as_a_chart(repository: Path) -> None:
    lines = told(repository, "claims", "--claim", "implicator-02-a").splitlines()
    assert max(map(len, lines)) <= 100
    assert "Would settle   a dated list of the likes of the whole Hub" in lines
    chart = lines[lines.index("Edition   contradicted  partly        supported") :]
    marks = {line[:7]: line[10:].strip() for line in chart[1:]}
    assert (marks["2025-08"], marks["2026-03"], marks["2026-09"]) == ("●", "?", "●")
    assert chart[1].index("●") > chart[-1].index("●")


def test_a_claim_is_explained_with_its_passage_its_rows_and_its_sql(repository: Path, shared: Path) -> None:
    captures = str(shared / "captures")
    said = told(repository, "explain", "implicator-02-a", "--captures", captures)
    assert "Passage of 11 words: “DeepSeek-R1 became … days”" in said
    assert "#:~:text=DeepSeek%2DR1%20became,days" in said
    assert "In its capture at line 11:" in said
    assert "likes_rank = 1" in said
    assert "SQL of model" in said
    passage = said.partition("In its capture at line 11:\n")[2].partition("\n\n")[0]
    assert len(passage.split()) == 11
    # Without the capture, the few words of the record and no more.
    assert passage.strip() not in told(repository, "explain", "implicator-02-a")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("claims", "--claim", "implicator-02a"),
            "briefgen: implicator-02a: expected the id of a claim of the library; the nearest are "
            "implicator-02-a",
        ),
        (
            ("claims", "2025-09", "--claim", "atom-report-02"),
            "briefgen: atom-report-02: this claim was made on 2026-0",
        ),
        (("claims", "2024-12", "--claim", "implicator-02-a"), "briefgen: 2024-12: no snapshot is as old"),
        (("explain", "implicator-02a"), "briefgen: implicator-02a: "),
    ],
)
def test_a_claim_that_there_is_not_is_told(
    repository: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = briefgen(*arguments, folder=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message), done.stderr
    assert done.stderr.count("\n") == 1
