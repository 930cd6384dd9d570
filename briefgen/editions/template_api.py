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
    `panel(knows=, kinds=, dates=, holds=, derivatives=)` the one that answers another; None where none can.
    `series(it)` and `newest(it)` are the ids of a panel's snapshots, and of its last one (none of None),
    `manifest(it)` the manifest of that; each takes the origin in place of a panel, and `newest` the needs of
    one. `ask(metric, ids, …)` is an answer, or None; `manifests` are those of all snapshots; `live` is the
    panel of the month's own crawls, None where there are none; `named(it)` and `archive(it)` what a panel or
    a manifest is called, without and with the word archive;
    `snapshot(id)` one manifest; `schema` the SQL of the tables that every metric reads;
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

    def found(it: Panel | str | None) -> Panel | None:
        return panels.of(it) if isinstance(it, str) else it

    def series(it: Panel | str | None) -> tuple[str, ...]:
        panel = found(it)
        return panel.ids if panel else ()

    def newest(it: Panel | str | None = None, **needs: Any) -> tuple[str, ...]:
        return series(panels.panel(**needs) if needs else it)[-1:]

    def manifest(it: Panel | str | None) -> Manifest | None:
        panel = found(it)
        return panel.newest if panel else None

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

    return {
        "answering": panels.answering,
        "archive": lambda it: sentences.the_archive(_manifest(it)),
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
        "schema": catalogue.schema(),
    }


def _manifest(it: Panel | Manifest) -> Manifest:
    return it.newest if isinstance(it, Panel) else it
