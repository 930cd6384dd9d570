"""The llmfit archive: the model list of a tool that fits language models to a computer, one JSON array."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

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
    problem_of,
    read_content,
    refuse,
    snapshot,
)
from briefgen.snapshots.manifest import Population

#: Downloads from which an unchanged row counts as not refreshed: below, it may be unchanged in truth.
LEAST_FOR_STALE = 100

ORIGIN = Origin(
    id="llmfit",
    licence="MIT",
    attribution="llmfit, AlexsJones/llmfit on GitHub",
    population=Population(
        words="models that llmfit lists, mainly language models chosen by its author and found by its crawl",
        kind="selection",
        leaves_out=("models not listed", "most image-generation models"),
    ),
    date_known="estimated",
    notes=("A zero for downloads or likes is not known in this archive, and is null here.", HUB_DATES),
)


class _Model(ArchiveRow):
    name: RepoId
    hf_downloads: Count
    hf_likes: Count
    release_date: dt.date | None
    parameters_raw: Count | None
    pipeline_tag: str | None
    license: str | None = None


def read(archive: Archive) -> Rows:
    """Read one release's `hf_models.json`; raises InputError if it is not such a file.

    Since May 2026 the archive repeats a row's old figures if it did not refresh them. A row with the
    downloads and likes that `archive.previous`, the file before it, has for it is stale: both become null.
    Comparing with the earlier file, not the earlier snapshot, finds a row that is stale for several dates.
    """
    tally = Tally()
    earlier = {model.name: model for model in _models(archive.previous)} if archive.previous else {}
    models = _models(archive.file)
    if archive.previous:
        tally.counts["rows_in_previous"] = sum(model.name in earlier for model in models)
        note = (
            f"Downloads and likes are null where both equal those of the file before and downloads are "
            f"{LEAST_FOR_STALE} or more: such a row was probably not refreshed."
        )
    else:
        note = "No earlier file was at hand, so rows that were not refreshed could not be told."
    return snapshot(
        archive,
        ORIGIN,
        [_record(model, earlier.get(model.name), tally) for model in models],
        tally,
        notes=[note],
    )


def _models(file: Path) -> list[_Model]:
    try:
        models = TypeAdapter(list[_Model]).validate_json(read_content(file))
    except ValidationError as error:
        refuse(file, "llmfit", problem_of(error))
    if not models:
        refuse(file, "llmfit", "it holds no models")
    return models


def _record(model: _Model, earlier: _Model | None, tally: Tally) -> Record:
    stale = (
        earlier is not None
        and model.hf_downloads >= LEAST_FOR_STALE
        and (model.hf_downloads, model.hf_likes) == (earlier.hf_downloads, earlier.hf_likes)
    )
    tally.counts["stale_rows"] += stale
    downloads = tally.null_if(model.hf_downloads == 0, model.hf_downloads, "false_zero_downloads")
    likes = tally.null_if(model.hf_likes == 0, model.hf_likes, "false_zero_likes")
    return {
        "repo_id": model.name,
        "created_at": model.release_date and dt.datetime.combine(model.release_date, dt.time(), dt.UTC),
        "downloads_30d": None if stale else downloads,
        "likes": None if stale else likes,
        "license": model.license,
        "pipeline_tag": None if model.pipeline_tag == "unknown" else model.pipeline_tag,
        "parameters": tally.parameters(model.parameters_raw),
    }
