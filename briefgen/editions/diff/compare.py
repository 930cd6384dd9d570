"""What changed between two editions: verdicts, figures, sources, claims, snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefgen.charts import registry
from briefgen.claims.judged_edition import JudgedEdition, Move
from briefgen.claims.load import load_validated
from briefgen.edition import Edition, choose
from briefgen.editions.diff.figures import FigureChanges, compare
from briefgen.errors import InputError
from briefgen.library.records import Source
from briefgen.library.statements import Claim
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store


@dataclass(frozen=True)
class Changes:
    """All that is another in the `later` of two editions than in the `earlier` one.

    `moves` are verdicts on claims that both judge, `claims` those that were made between the two; `sources`
    came out between them, and `snapshots` were added. `retrieved` are archives whose snapshots were taken in
    another way than before: each with the earlier and the later snapshot.
    """

    earlier: Edition
    later: Edition
    moves: tuple[Move, ...]
    figures: FigureChanges
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    snapshots: tuple[Manifest, ...]
    retrieved: tuple[tuple[Manifest, Manifest], ...]


def changes(project: Project, earlier_text: str, later_text: str) -> Changes:
    """Compare two editions of a project, both worked out from what it holds today.

    Raises InputError where one is no edition, the first is not the earlier one, or the project is wrong.
    """
    manifests = Store.of(project).manifests()
    earlier, later = choose(earlier_text, manifests), choose(later_text, manifests)
    if not earlier < later:
        raise InputError(f"{earlier} {later}: expected the earlier edition first, and two different ones.")
    library = load_validated(project)
    engine = Engine(project, Catalog.until(manifests, later.last_day))
    return since(earlier, later, engine, JudgedEdition(library, engine, later.last_day), registry.names())


def since(
    earlier: Edition, later: Edition, engine: Engine, docket: JudgedEdition, charts: Iterable[str]
) -> Changes:
    """Compare an edition, with its engine and docket, with an earlier one; of the figures only `charts`."""
    then = engine.until(earlier.last_day)
    before, after = then.holdings, engine.holdings
    # First what others do not work out meanwhile, as they do the verdicts.
    figures = compare(then, engine, charts)
    known = {claim.id for claim in JudgedEdition(docket.library, then, earlier.last_day).claims}
    return Changes(
        earlier=earlier,
        later=later,
        moves=docket.moves_since(earlier.last_day),
        figures=figures,
        claims=tuple(claim for claim in docket.claims if claim.id not in known),
        sources=tuple(it for it in docket.library.sources if _out_between(it, earlier, later)),
        snapshots=tuple(it for it in after.manifests if it.id not in before.ids),
        retrieved=tuple(_retrieved(before, after.manifests)),
    )


def _out_between(source: Source, earlier: Edition, later: Edition) -> bool:
    return source.published_by(later.last_day) and not source.published_by(earlier.last_day)


def _retrieved(before: Catalog, after: Sequence[Manifest]) -> list[tuple[Manifest, Manifest]]:
    """The newest snapshots of each archive in both editions, where they were not taken in the same way."""
    newest = {manifest.origin: manifest for manifest in after}
    pairs = [(was, now) for origin, now in newest.items() if (was := before.latest(origin))]
    return [(was, now) for was, now in pairs if _way(was) != _way(now)]


def _way(manifest: Manifest) -> tuple[str, str, tuple[str, ...]]:
    return manifest.retrieval.method, manifest.population.words, manifest.absent_columns
