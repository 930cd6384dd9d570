"""The tables that everybody makes, each a question to a metric: the same for briefgen and for its peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A table: the metric that answers it, what is chosen, and the columns that the peers give, too."""

    table: str
    metric: str
    columns: tuple[str, ...]
    choices: Mapping[str, str | int]
    #: Whether it is put to the newest snapshot alone.
    newest: bool = False


def _ask(metric: str, columns: str, newest: bool = False, **choices: str | int) -> Question:
    return Question(metric, metric, tuple(columns.split()), choices, newest)


#: Left out of the peers' tables are a metric's further columns (ranges without the largest models, changes of
#: what two months share, holders): briefgen works them out all the same.
QUESTIONS: tuple[Question, ...] = (
    _ask("coverage", "date models publishers with_country downloads likes"),
    _ask(
        "download_share",
        "date country rank downloads share models organisations known coverage total all_models "
        "all_organisations",
        population="all",
        compare="organisations",
    ),
    _ask(
        "concentration",
        "date models top_1 top_10 top_25 top_100 half known largest hhi downloads",
        population="all",
        compare="organisations",
    ),
    _ask(
        "most_liked",
        "date rank repo_id organisation country likes downloads ahead known models",
        population="all",
        top=10,
    ),
    _ask("attention_overlap", "date top both names models", population="all", top=25),
    _ask(
        "top_publishers",
        "date rank handle organisation country downloads share models largest largest_share",
        population="all",
        top=12,
    ),
    _ask("releases", "month country rank releases copies organisations", newest=True, since="year"),
    _ask(
        "licence_tiers",
        "country tier place models share all_models organisations largest largest_share",
        newest=True,
        since="any",
    ),
    _ask("direct_derivatives", "date base rank children share organisations total", counted_by="family"),
    _ask(
        "transitive_derivatives",
        "base rank derivatives share quantisations total unresolved",
        newest=True,
        counted_by="country",
    ),
)
