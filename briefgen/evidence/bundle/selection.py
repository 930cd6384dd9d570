"""What of a project a bundle carries: the records, registries and snapshots that its claims rest on.

Snapshots go in whole, never cut down to the rows of one answer: every share has a population below its line,
and a reader must be able to count that too.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import yaml

from briefgen.evidence.container.bagit import Bag
from briefgen.library.captures import Captures, free
from briefgen.library.records import Library
from briefgen.library.statements import Claim
from briefgen.metrics import catalogue, own_metrics, registries
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store
from briefgen.yaml_files.fields import Record

#: The records, by their path in the payload.
RECORDS = "project/sources.yaml"
#: Whose work the registries are, by its name in a project's data.
ATTRIBUTION = "ATTRIBUTION.md"


def records(library: Library, claim_ids: Iterable[str]) -> Library:
    """Return what a library holds of some claims: they, what they retell, their tests and all their sources.

    The origins of snapshots that the tests ask are among these, where the library knows them. Raises
    InputError for a claim that the library does not hold.
    """
    claims = {claim.id: claim for claim_id in claim_ids for claim in _retold(library, claim_id)}
    tests = {claim.test for claim in claims.values()}
    named = {name for claim in claims.values() for name in _sources(claim)}
    named |= {
        origin
        for test in library.tests
        if test.id in tests
        for it in test.populations
        for origin in it.origins
    }
    while (
        derived := {one.derived_from for one in library.sources if one.id in named and one.derived_from}
        - named
    ):
        named |= derived
    return Library(
        sources=tuple(source for source in library.sources if source.id in named),
        claims=tuple(claim for claim in library.claims if claim.id in claims),
        tests=tuple(test for test in library.tests if test.id in tests),
    )


def snapshots(library: Library, holdings: Catalog) -> tuple[Manifest, ...]:
    """Return all snapshots of every origin that a test asks, because a missing one counts as well."""
    origins = {origin for test in library.tests for it in test.populations for origin in it.origins}
    return tuple(it for it in holdings.manifests if it.origin in origins)


def lay_out(project: Project, bag: Bag, library: Library, kept: Sequence[Manifest]) -> None:
    """Write the bag's project folder. Raises InputError where a registry is missing."""
    target, store = bag.project, Store.of(project)
    target.snapshots.mkdir(parents=True)
    registries.check(project.data)
    for name in registries.COLUMNS:
        shutil.copyfile(project.data / f"{name}.csv", target.data / f"{name}.csv")
    if (project.data / ATTRIBUTION).is_file():
        shutil.copyfile(project.data / ATTRIBUTION, target.data / ATTRIBUTION)
    for name in _own_metrics(library):
        metric = target.data / _metric_file(name)
        metric.parent.mkdir(exist_ok=True)
        shutil.copyfile(project.data / _metric_file(name), metric)
    for manifest in kept:
        for file in (store.rows(manifest.id), store.path(manifest.id).with_suffix(".json")):
            shutil.copyfile(file, target.snapshots / file.name)
    target.sources.write_bytes(as_yaml(library))


def lay_out_captures(captures: Captures, bag: Bag, library: Library) -> None:
    """Copy the captured texts whose licence allows it and that are the ones recorded."""
    at_hand = captures.hashes(library)
    for source in library.sources:
        if source.id in at_hand and free(source) and source.capture == at_hand[source.id]:
            target = captures_folder(bag) / f"{source.id}.txt"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(captures.file(source.id), target)


def quotations(captures: Captures, library: Library, claim_ids: Iterable[str]) -> dict[str, str]:
    """Return the words that may be quoted of the claims asked for, from the captures at hand."""
    claims = [library.claim(claim_id) for claim_id in claim_ids]
    quoted = {claim.id: captures.quotation(claim, library.source(claim.source)) for claim in claims}
    return {claim_id: words for claim_id, words in quoted.items() if words is not None}


def inputs(library: Library, kept: Sequence[Manifest]) -> set[str]:
    """Return the files that such a selection may have and that something vouches for, by their path."""
    data = {f"{name}.csv" for name in registries.COLUMNS}
    data |= {_metric_file(name) for name in _own_metrics(library)}
    data |= {f"snapshots/{manifest.id}.{ending}" for manifest in kept for ending in ("json", "parquet")}
    return {
        *(f"project/data/{name}" for name in data),
        *(f"captures/{source.id}.txt" for source in library.sources if source.capture is not None),
    }


def captures_folder(bag: Bag) -> Path:
    """Where the captured texts stand that a bag may carry; there is no such folder where it carries none."""
    return bag.payload / "captures"


def _own_metrics(library: Library) -> set[str]:
    """The metrics that tests ask and that do not ship with briefgen."""
    return {value.metric for test in library.tests for value in test.values.values()} - {*catalogue.names()}


def _metric_file(name: str) -> str:
    """The path of a project's own metric within its data."""
    return f"{own_metrics.FOLDER}/{name}.sql"


def _retold(library: Library, claim_id: str) -> Iterator[Claim]:
    claim = library.claim(claim_id)
    yield claim
    while claim.retells is not None:
        claim = library.claim(claim.retells)
        yield claim


def _sources(claim: Claim) -> Iterator[str]:
    yield claim.source
    yield from claim.read_in
    if claim.judged is not None:
        yield from (reference.source for reference in claim.judged.sources)
    if claim.reply is not None:
        yield claim.reply.source


def as_yaml(library: Library) -> bytes:
    """Return the one way in which a bundle writes records."""
    kinds: dict[str, Sequence[Record]] = {
        "sources": library.sources,
        "claims": library.claims,
        "tests": library.tests,
    }
    content = {
        kind: [record.model_dump(by_alias=True, exclude_defaults=True, mode="json") for record in held]
        for kind, held in kinds.items()
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110).encode()
