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
from briefgen.metrics.panels import Panel
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

    `answering(question)` gives the panel that answers one of the questions of the charts that ship,
    `panel(knows=, kinds=, dates=, holds=, derivatives=)` the one that answers another and `newest(…)`, of
    the same needs, its newest manifest: each None where no panel can. `latest(panel)` is a panel's newest
    manifest. `ask(metric, panel, …)` is an answer, or None; in place of the panel it takes a manifest or ids
    of snapshots. `series(origin)` are the ids of an origin (none where the month has none),
    `manifest(origin)` its newest manifest, `manifests` those of all snapshots and `live` the panel of the
    month's own crawls, None where there are none; `named(panel)` and `archive(panel)` what a panel is called,
    without and with the word archive;
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
    holdings, panels = engine.holdings, engine.panels
    library = docket.library

    def series(origin: str) -> tuple[str, ...]:
        return tuple(manifest.id for manifest in holdings.series(origin))

    def newest(**needs: Any) -> Manifest | None:
        return latest(panels.panel(**needs))

    def manifest(origin: str) -> Manifest | None:
        return holdings.latest(origin)

    def ask(
        metric: str, asked: Panel | Manifest | Sequence[str] | None, **choices: str | int
    ) -> Result | None:
        if not asked:
            return None
        ids = asked.ids if isinstance(asked, Panel) else [asked.id] if isinstance(asked, Manifest) else asked
        return engine.run(metric, ids, **choices) or None

    @functools.cache
    def changes(charts: tuple[str, ...]) -> Changes | None:
        earlier = previous(edition, holdings.manifests)
        compared = [chart for chart in charts if chart in registry.names()]
        return since(earlier, edition, engine, docket, compared) if earlier else None

    def published(source_id: str) -> bool:
        return library.source(source_id).published_by(edition.last_day)

    def quotation(claim: Claim) -> str | None:
        return captures.quotation(claim, library.source(claim.source)) if captures else None

    return {
        "answering": panels.answering,
        "archive": lambda it: sentences.the_archive(_manifest(it)),
        "latest": latest,
        "live": panels.live,
        "named": lambda it: sentences.named(_manifest(it)),
        "panel": panels.panel,
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


def latest(panel: Panel | None) -> Manifest | None:
    """Return the newest manifest of a panel; None of none."""
    return panel.newest if panel else None


def _manifest(it: Panel | Manifest) -> Manifest:
    return it.newest if isinstance(it, Panel) else it
