"""What templates may ask of a month: its snapshots, its metrics and its library."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from briefgen.charts import registry, sentences
from briefgen.claims import export
from briefgen.claims.judged_edition import JudgedEdition, distinct
from briefgen.edition import Edition, previous
from briefgen.editions.chart_inputs import denominators, second_hand
from briefgen.editions.comment.read import Comment
from briefgen.editions.diff.compare import Changes, since
from briefgen.library.captures import Captures
from briefgen.library.statements import Claim
from briefgen.metrics import catalogue
from briefgen.metrics.engine import Engine, Result
from briefgen.snapshots import hub
from briefgen.snapshots.manifest import Manifest
from briefgen.text import dates


def context(
    edition: Edition,
    engine: Engine,
    docket: JudgedEdition,
    captures: Captures | None = None,
    comment: Comment | None = None,
) -> Mapping[str, Any]:
    """Return the words of the templates.

    `series(origin)` and `newest(origin)` give snapshot ids (none where the month has none); `ask(metric,
    ids, …)` an answer, or None; `manifest(origin)` the newest manifest and `manifests` all of them; `live`
    the origin of the month's own crawls of the Hub, None where there are none; `named(origin)` and
    `archive(origin)` what an origin is called, without and with the word archive;
    `snapshot(id)` one manifest; `views` the SQL that every metric's stands on;
    `adjective(country)` what the country's models are called; `in_sentence(name)` a country's name within a
    sentence; `comment` the editor's, None where there is none;
    `date_in_words(made_on)` a date of the library; `docket` the claims as the month judges them,
    `distinct(verdicts)` one verdict a test and `claim_reviews(verdicts)` their schema.org objects;
    `changes(charts)` what is another than in the edition before, of the figures only `charts`, None where
    there was none before; `quotation(claim)` its source's words, None where they may not be printed or are
    not at hand; `denominators` the sources that answer one question with figures of their own, and
    `second_hand(source, figure)` whether one is known through others alone; `published(source)` whether a
    source was out by the month's last day.
    """
    holdings = engine.holdings
    library = docket.library

    def series(origin: str) -> tuple[str, ...]:
        return tuple(manifest.id for manifest in holdings.series(origin))

    def newest(origin: str) -> tuple[str, ...]:
        return series(origin)[-1:]

    def manifest(origin: str) -> Manifest | None:
        return holdings.latest(origin)

    def ask(metric: str, snapshots: Sequence[str], **choices: str | int) -> Result | None:
        if not snapshots:
            return None
        return engine.run(metric, snapshots, **choices) or None

    @functools.cache
    def changes(charts: tuple[str, ...]) -> Changes | None:
        earlier = previous(edition, holdings.manifests)
        compared = [chart for chart in charts if chart in registry.names()]
        return since(earlier, edition, engine, docket, compared) if earlier else None

    def published(source_id: str) -> bool:
        return library.source(source_id).published_by(edition.last_day)

    def quotation(claim: Claim) -> str | None:
        return captures.quotation(claim, library.source(claim.source)) if captures else None

    live = max(hub.ORIGINS, key=lambda origin: len(series(origin)))

    return {
        "archive": sentences.the_archive,
        "live": live if series(live) else None,
        "named": sentences.named,
        "adjective": lambda country: engine.adjectives.get(country, country),
        "ask": ask,
        "changes": changes,
        "comment": comment,
        "denominators": denominators(docket),
        "date_in_words": dates.partial_in_words,
        "claim_reviews": lambda verdicts: export.claim_reviews(docket, verdicts),
        "distinct": distinct,
        "docket": docket,
        "edition": edition,
        "in_sentence": sentences.in_sentence,
        "library": library,
        "manifest": manifest,
        "manifests": holdings.manifests,
        "newest": newest,
        "published": published,
        "quotation": quotation,
        "second_hand": second_hand,
        "series": series,
        "snapshot": {manifest.id: manifest for manifest in holdings.manifests}.__getitem__,
        "views": catalogue.views(),
    }
