"""A small ledger in which nothing is wrong: sources, claims, tests and actions, each in a file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.errors import InputError
from briefgen.library.load import load_library

SOURCES = """\
include: [library/tests.yaml, library/claims.yaml, library/actions.yaml]
sources:
  - {id: one, kind: report, csl: {type: report, title: One}, licence: MIT, how_read: full-text,
     read_note: Read whole., reviewed: 2025-01-02, capture: HASH}
  - {id: two, kind: report, csl: {type: report, title: Two}, licence: MIT, how_read: full-text,
     read_note: Read whole., reviewed: 2025-01-02}
  - {id: garble, kind: report, csl: {type: report, title: Two}, licence: MIT, how_read: full-text,
     read_note: Read whole., reviewed: 2025-01-02, condition: garbled, derived_from: one}
  - {id: radar, kind: data, csl: {type: dataset, title: Radar}, licence: MIT, how_read: full-text,
     read_note: Read whole., reviewed: 2025-01-02}
""".replace("HASH", "a" * 64)

CLAIMS = """\
claims:
  - id: hub-claim
    statement: It has the most likes.
    theme: attention
    source: one
    locator: paragraph 2
    excerpt: {first: It has, last: likes., words: 12, sha256: HASH}
    kind: hub
    made_on: 2025-08-02
    made_on_basis: inferred
    subject: {kind: model, name: a/b}
    test: most-liked
  - id: document-claim
    statement: It says so.
    theme: policy
    source: one
    locator: paragraph 3
    kind: document
    made_on: 2025
    made_on_basis: stated
    subject: {kind: document, name: The plan}
    judged:
      then: supported
      now: partly-supported
      confidence: moderate
      reason: It stands there.
      sources: [{source: two, locator: p. 4}]
    reply: {by: The author, date: 2026-01-02, source: two, words: It was meant otherwise.}
  - id: garbled-claim
    statement: It says so too.
    theme: policy
    source: garble
    locator: paragraph 1
    kind: opinion
    made_on: 2025-08
    made_on_basis: own-words
    subject: {kind: document, name: The plan}
    retells: document-claim
    garbled: true
    note: The copy has another word.
""".replace("HASH", "b" * 64)

TESTS = """\
tests:
  - id: most-liked
    asks: Is it the most liked?
    about: hub
    needs: {model: a/b}
    values:
      place: {metric: model, parameters: {model: a/b}, row: {country: CN}, column: likes_rank, before: 90}
    holds: place == 1
    reads: The most liked is the first by likes.
    backwards: false
    populations:
      - {id: every, words: models of every kind, origins: [radar], parameters: {compare: rows}}
    would_settle: a list of likes
  - {id: sum, asks: Is it?, reads: As it stands., arithmetic: 1 ZB == 1e9 TB}
"""

ACTIONS = """\
actions:
  - id: act
    title: A market for compute
    source: one
    locator: p. 4
    lead: [NIST]
    status: no evidence found
    history:
      - {date: 2025-07-23, status: open, words: It was asked for., sources: [{source: one}]}
      - {date: 2026-11-22, status: no evidence found, words: None was found., sources: [{source: two}]}
    metric: releases
    metric_says: It counts models.
"""

FILES = {
    "sources.yaml": SOURCES,
    "library/claims.yaml": CLAIMS,
    "library/tests.yaml": TESTS,
    "library/actions.yaml": ACTIONS,
}


def mistakes(folder: Path, right: str = "", wrong: str = "") -> list[str]:
    """What is told of the library in which `right`, wherever it stands first, became `wrong`."""
    for name, text in FILES.items():
        if right and right in text:
            (folder / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")
            break
    with pytest.raises(InputError) as caught:
        load_library(folder / "sources.yaml")
    return str(caught.value).splitlines()
