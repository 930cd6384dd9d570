"""The radar archive: new and watched models of the Hub, one JSON object per line."""

from __future__ import annotations

import datetime as dt

from briefgen.snapshots.archives.common import (
    HUB_DATES,
    Archive,
    ArchiveRow,
    Count,
    Origin,
    Record,
    RepoId,
    Rows,
    Tally,
    metric_tags,
    read_json_lines,
    snapshot,
)
from briefgen.snapshots.manifest import Population

ORIGIN = Origin(
    id="radar",
    licence="CC-BY-4.0",
    attribution="Radar HuggingFace Dataset, 686f6c61/radar-huggingface-dataset on GitHub",
    population=Population(
        words="models that the radar data set watches, most of them created in the month of the crawl",
        kind="sample",
        leaves_out=("most models created before the month of the crawl", "most derivatives"),
    ),
    date_known="estimated",
    notes=(
        "A sample of new models, not of leading ones: most rows were created in the month of the crawl.",
        "A cut of the derivatives: many of the base models named are not in the file.",
        "Models removed from the Hub before the date are kept, with downloads and likes null.",
        HUB_DATES,
    ),
)


class _Model(ArchiveRow):
    id: RepoId
    created_at: dt.datetime
    updated_at: dt.datetime | None
    license: str | None
    pipeline_tag: str | None
    library: str | None
    tags: list[str]
    likes: Count
    downloads_30d: Count
    parameters: Count | None
    base_model: str | None
    gated: bool
    removed: bool


def read(archive: Archive) -> Rows:
    """Read one day's models; raises InputError if a line is not a model."""
    tally = Tally()
    models = read_json_lines(archive.file, archive.format, _Model)
    return snapshot(archive, ORIGIN, [_record(model, tally) for model in models], tally)


def _record(model: _Model, tally: Tally) -> Record:
    tally.counts["removed_rows"] += model.removed
    return {
        "repo_id": model.id,
        "created_at": model.created_at.replace(microsecond=0),
        "last_modified": model.updated_at and model.updated_at.replace(microsecond=0),
        "downloads_30d": None if model.removed else model.downloads_30d,
        "likes": None if model.removed else model.likes,
        "license": model.license,
        "gated": str(model.gated).lower(),
        "pipeline_tag": model.pipeline_tag,
        "library": model.library,
        "parameters": tally.parameters(model.parameters),
        "tags": metric_tags(model.tags),
        "base_models": tally.base_models(model.id, _relations(model)),
    }


def _relations(model: _Model) -> dict[str, str | None]:
    """Return the base models of a row and their relations.

    The field holds what the card says, a comma between several. The tags `base_model:<relation>:<id>` hold
    what the Hub made of it, renamed ids updated, but often only one of several. Whichever names more is used;
    the tags if both name the same number.
    """
    tags = [
        tag.split(":", 2)[1:] for tag in model.tags if tag.startswith("base_model:") and tag.count(":") == 2
    ]
    tagged: dict[str, str | None] = {parent: relation for relation, parent in tags}
    named = [parent.strip() for parent in (model.base_model or "").split(",") if parent.strip()]
    if len(tagged) >= len(named):
        return tagged
    relations = {parent.lower(): relation for parent, relation in tagged.items()}
    return {parent: relations.get(parent.lower()) for parent in named}
