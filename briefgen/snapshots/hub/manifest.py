"""What the manifest of a snapshot records of its crawl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version

import briefgen
from briefgen.snapshots.archives.common import HUB_DATES
from briefgen.snapshots.hub.journal import Journal, ListingPage, Plan
from briefgen.snapshots.hub.listings import RANKED, Scope
from briefgen.snapshots.hub.merging import Facts
from briefgen.snapshots.manifest import Absent, Crawl, Draft, Population, PopulationKind, Retrieval
from briefgen.snapshots.schema import TABLE

_LISTED = (
    f"models of {{}} listed organisations, tracked models, the {RANKED:,} most liked and the {RANKED:,} most "
    "downloaded"
)
_POPULATIONS: dict[Scope, tuple[str, PopulationKind, tuple[str, ...]]] = {
    "tracked": (
        f"{_LISTED} models of the Hub",
        "selection",
        ("most models of individuals and of organisations that are not listed", "most derivatives"),
    ),
    "lineage": (
        f"{_LISTED} models of the Hub, and the direct derivatives of tracked models",
        "selection",
        ("most other models of individuals and of organisations that are not listed",),
    ),
    "all": ("every public model of the Hub", "whole", ()),
}


def draft(plan: Plan, journal: Journal, facts: Facts, unread: Sequence[str], in_full: Sequence[str]) -> Draft:
    """Return the draft manifest of a finished crawl; `in_full` are the organizations read to their end."""
    pages = journal.all_pages()
    words, kind, leaves_out = _POPULATIONS[plan.scope]
    crawl = _crawl(pages, journal, facts, unread)
    return Draft(
        date=plan.started.date(),
        date_known="exact",
        origin=f"hub-{plan.scope}",
        population=Population(
            words=("part of: " if unread else "") + words.format(len(plan.handles)),
            kind="sample" if unread else kind,
            leaves_out=(*leaves_out, *(f"what could not be read: {one}" for one in unread)),
        ),
        organisations_in_full=tuple(in_full),
        absent_columns=_absent(pages, journal),
        licence="not stated; figures as the Hub publishes them",
        attribution=f"Hugging Face Hub, read by briefgen on {plan.started.date()}",
        retrieval=Retrieval(
            method=f"briefgen snapshot take --scope {plan.scope}",
            version=f"briefgen {briefgen.__version__}, huggingface_hub {version('huggingface_hub')}",
            parameters={"endpoint": plan.endpoint, "expand": list(plan.fields)},
        ),
        counts=facts.counts,
        notes=(
            "The figures of a crawl are not of one instant: it took "
            f"{crawl.seconds:,} seconds, and figures may have moved meanwhile.",
            HUB_DATES,
        ),
        crawl=crawl,
    )


def _absent(pages: Sequence[ListingPage], journal: Journal) -> tuple[str, ...]:
    """The columns in which no row has a value."""
    known = {name for page in pages for name in page.known}
    if any(found.children is not None for found in journal.look_ups()):
        known.add("children")
    return tuple(name for name in TABLE.names if name not in known)


def _crawl(pages: Sequence[ListingPage], journal: Journal, facts: Facts, unread: Sequence[str]) -> Crawl:
    instants = [page.instant for page in pages]
    looked_up = (
        Absent.model_validate({"repo_id": found.repo_id, "state": found.state, "now": found.now})
        for found in journal.look_ups()
        if found.state != "here"
    )
    absent = {one.repo_id: one for one in (*facts.renamed, *facts.disabled, *looked_up)}
    return Crawl(
        first=min(instants),
        last=max(instants),
        seconds=round((max(instants) - min(instants)).total_seconds()),
        pages=len(pages),
        moved=facts.moved,
        absent=tuple(absent[repo_id] for repo_id in sorted(absent)),
        new_fields=tuple(sorted({name for page in pages for name in page.new})),
        unread=tuple(unread),
    )


def drift(pages: Sequence[ListingPage]) -> dict[str, float]:
    """Return what the Hub's responses lacked of what was asked, each with the share of rows."""
    models = sum(page.models for page in pages)
    missing: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for page in pages:
        missing.update(page.missing)
        changed.update(page.changed)
    lacks = {f"{name} is missing": many for name, many in sorted(missing.items())}
    lacks |= {f"{name} is of another type than before": many for name, many in sorted(changed.items())}
    return {f"{what} in {many:,} of {models:,} answers": many / models for what, many in lacks.items()}
