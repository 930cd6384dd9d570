"""Which columns of which metrics are compared, the plain way to them, and the parameters that are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.metrics.plain import downloads, likes, lineage, releases, shares, subjects
from tests.metrics.plain.frames import Told

#: The parameters of a metric, by name.
Choices = Mapping[str, str | int]


@dataclass(frozen=True)
class Question:
    """The columns of a metric that are compared, and the plain way, which takes the metric's parameters."""

    columns: str
    plainly: Callable[..., Told]
    # Whether the metric is put to the last snapshot alone.
    newest: bool = False


QUESTIONS: Mapping[str, Question] = {
    "attention_overlap": Question("date both names models", likes.attention_overlap),
    "concentration": Question(
        "date models top_1 top_10 top_25 top_100 half half_change change_models days known"
        " largest hhi downloads",
        shares.concentration,
    ),
    "coverage": Question(
        "date models publishers with_country downloads likes created licences tracked", downloads.coverage
    ),
    "dependence": Question(
        "half base models share all_models whole undated", lineage.dependence, newest=True
    ),
    "direct_derivatives": Question(
        "date base rank children share change rest rest_share added added_share parents organisations total",
        lineage.direct_derivatives,
    ),
    "download_share": Question(
        "date country rank downloads share low high change change_models change_part days models"
        " organisations known coverage total all_models all_organisations",
        shares.download_share,
    ),
    "family_tree": Question(
        "family base relation place base_place links base_links family_links family_share unresolved"
        " all_unresolved all_links derivatives",
        lineage.family_tree,
        newest=True,
    ),
    "first_seen": Question("date country seen", releases.first_seen),
    "largest_releases": Question(
        "month repo_id organisation country parameters second second_parameters led months resized dated",
        releases.largest_releases,
    ),
    "lead": Question(
        "date leader leader_share second second_share lead deciding largest largest_downloads", downloads.lead
    ),
    "licence_tiers": Question(
        "country tier place models share all_models organisations largest largest_share without_largest"
        " holder dated",
        releases.licence_tiers,
        newest=True,
    ),
    "liked_countries": Question("date country models share first place", likes.liked_countries),
    "likes_and_downloads": Question(
        "date repo_id organisation country likes downloads by_likes by_downloads known models",
        likes.likes_and_downloads,
    ),
    "model": Question(
        "date repo_id organisation country likes likes_rank absent likes_known downloads downloads_rank"
        " downloads_known children created license tier parameters derivatives_first",
        subjects.model,
    ),
    "most_liked": Question("date rank repo_id likes ahead absent known", likes.most_liked),
    "organisation": Question(
        "date handle organisation country models models_dated released copies releases_rank last_release"
        " quiet downloads downloads_rank overall_rank downloads_known licensed permissive",
        subjects.organisation,
    ),
    "publisher_base": Question("publisher base models share all_models", lineage.publisher_base, newest=True),
    "publisher_ranks": Question("date handle rank downloads share organisations", downloads.publisher_ranks),
    "publishers": Question(
        "date country rank organisations models first_time undated dated largest largest_models",
        releases.publishers,
    ),
    "releases": Question("month country rank releases copies organisations", releases.releases, newest=True),
    "spikes": Question("date repo_id downloads median ratio after", downloads.spikes),
    "time_to_likes": Question("rank repo_id likes least most soon models", likes.time_to_likes),
    "top_publishers": Question(
        "date rank downloads share models largest largest_share", downloads.top_publishers
    ),
    "tracked_coverage": Question("date tracked total share models rows", downloads.tracked_coverage),
    "transitive_derivatives": Question(
        "base derivatives share quantisations", lineage.transitive_derivatives, newest=True
    ),
    "turning_point": Question(
        "place reading models organisations first_date first_challenger first_incumbent first_deciding"
        " last_date last_challenger last_incumbent last_deciding dates_ahead dates",
        downloads.turning_point,
    ),
}

_EVERY: tuple[Choices, ...] = ({},)
_POPULATIONS: tuple[Choices, ...] = (
    {"population": "all"},
    {"population": "tracked"},
    {"population": "listed"},
)
_COMPARED: tuple[Choices, ...] = (
    {"population": "all", "compare": "organisations"},
    {"population": "listed", "compare": "models"},
    {"population": "tracked", "compare": "rows"},
    {"population": "tracked", "compare": "organisations"},
    {"population": "all", "compare": "models"},
    {"population": "all", "compare": "rows"},
)
_TOPS: tuple[Choices, ...] = (
    {"top": 3, "population": "all"},
    {"top": 1, "population": "tracked"},
    {"top": 2, "population": "listed"},
    {"top": 9, "population": "all"},
)
#: The parameters with which each metric is asked, all of them named; a Hub asks one set of each metric.
ASKED: Mapping[str, tuple[Choices, ...]] = {
    "attention_overlap": _TOPS,
    "concentration": _COMPARED,
    "coverage": _EVERY,
    "dependence": ({"publisher": "US"}, {"publisher": "CN"}),
    "direct_derivatives": ({"counted_by": "family"}, {"counted_by": "country"}),
    "download_share": _COMPARED,
    "family_tree": ({"families": 6, "bases": 4}, {"families": 2, "bases": 1}, {"families": 1, "bases": 2}),
    "first_seen": _EVERY,
    "largest_releases": ({"since": "2022-03-01"}, {"since": "year"}),
    "lead": _COMPARED,
    "licence_tiers": (
        {"since": "any", "least_parameters": 0, "copies": "with", "countries": 9},
        {"since": "any", "least_parameters": 0, "copies": "without", "countries": 1},
        {"since": "year", "least_parameters": 0, "copies": "with", "countries": 2},
        {"since": "2025-01-31", "least_parameters": 2, "copies": "without", "countries": 2},
    ),
    "liked_countries": _TOPS,
    "likes_and_downloads": _TOPS,
    "model": ({"model": "OldBeta/ONE"}, {"model": "alpha/one"}, {"model": "gpt"}, {"model": "Nobody/Ω"}),
    "most_liked": _TOPS,
    "organisation": tuple(
        {"organisation": handle, "since": since, "until": until, "population": population}
        for handle, since, until, population in (
            ("OldBeta", "any", "any", "all"),
            ("alpha", "2025-01-01", "2025-02-01", "listed"),
            ("Repack", "2025-01-01", "any", "all"),
            ("gamma", "any", "any", "tracked"),
            ("nobody", "any", "2025-01-31", "all"),
            ("late", "2024-12-31", "any", "all"),
        )
    ),
    "publisher_base": _EVERY,
    "publisher_ranks": _POPULATIONS,
    "publishers": tuple(
        {"least_parameters": least, "since": since, "until": until, "population": population}
        for least, since, until, population in (
            (0, "any", "any", "listed"),
            (2, "2025-01-01", "any", "all"),
            (0, "2025-01-01", "2025-02-01", "tracked"),
            (3, "any", "2025-01-31", "listed"),
        )
    ),
    "releases": ({"since": "2024-01-01"}, {"since": "year"}, {"since": "2021-12-01"}),
    "spikes": ({"factor": 2, "least": 3}, {"factor": 10, "least": 1}),
    "time_to_likes": ({"likes": 3, "origin": "made", "days": 30}, {"likes": 1, "origin": "made", "days": 9}),
    "top_publishers": _TOPS,
    "tracked_coverage": _EVERY,
    "transitive_derivatives": ({"counted_by": "family"}, {"counted_by": "country"}),
    "turning_point": (
        {"challenger": "CN", "incumbent": "US"},
        {"challenger": "US", "incumbent": "FR"},
        {"challenger": "US", "incumbent": "CN"},
    ),
}
