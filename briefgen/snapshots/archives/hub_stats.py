"""The hub-stats archive: a Parquet file in the Hub's own columns."""

from __future__ import annotations

import datetime as dt
import io

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from briefgen.snapshots.archives.common import (
    HUB_DATES,
    Archive,
    Count,
    Origin,
    Record,
    RepoId,
    Row,
    Tally,
    kept_tags,
    problem_of,
    read_content,
    refuse,
    snapshot,
)
from briefgen.snapshots.manifest import Draft, Population

ORIGIN = Origin(
    licence="Apache-2.0",
    attribution="hub-stats as frozen in evaleval/eval-card-registry on GitHub, a cut of cfahlgren1/hub-stats",
    population=Population(
        words="models that evaleval/eval-card-registry kept of the Hub data set hub-stats: evaluated models "
        "and their relatives",
        kind="sample",
        leaves_out=("models without an evaluation in the registry", "most derivatives"),
    ),
    date_known="estimated",
    notes=("A cut of the derivatives: many of the base models named are not in the file.", HUB_DATES),
)


class _BaseModel(Row):
    id: str


class _BaseModels(Row):
    relation: str | None
    models: list[_BaseModel]


class _Safetensors(Row):
    total: Count | None


class _Model(Row):
    id: RepoId
    createdAt: dt.datetime  # noqa: N815 - the Hub's own column name
    lastModified: dt.datetime | None  # noqa: N815 - the Hub's own column name
    downloads: Count
    downloadsAllTime: Count  # noqa: N815 - the Hub's own column name
    likes: Count
    tags: list[str]
    safetensors: _Safetensors | None
    baseModels: _BaseModels | None  # noqa: N815 - the Hub's own column name
    pipeline_tag: str | None
    library_name: str | None


def read(archive: Archive) -> tuple[pa.Table, Draft]:
    """Read a cut of hub-stats; raises InputError where it is no Parquet file or lacks a column."""
    try:
        raw = pq.read_table(io.BytesIO(read_content(archive.file)))
    except pa.ArrowInvalid as error:
        refuse(archive.file, archive.origin, f"it does not read as Parquet ({str(error).splitlines()[0]})")
    lacking = [name for name in _Model.model_fields if name not in raw.column_names]
    if lacking:
        refuse(archive.file, archive.origin, f"no column {', '.join(lacking)}")
    if not raw.num_rows:
        refuse(archive.file, archive.origin, "it holds no models")
    tally = Tally()
    records = []
    for number, row in enumerate(raw.select(list(_Model.model_fields)).to_pylist(), start=1):
        try:
            records.append(_record(_Model.model_validate(row), tally))
        except ValidationError as error:
            refuse(archive.file, archive.origin, f"row {number}: {problem_of(error)}")
    return snapshot(archive, ORIGIN, records, tally)


def _record(model: _Model, tally: Tally) -> Record:
    # The Hub copies a card's licence into the tags, where it is always a plain string.
    licence = next((tag.removeprefix("license:") for tag in model.tags if tag.startswith("license:")), None)
    named = model.baseModels
    relations = {parent.id: named.relation for parent in named.models} if named else {}
    return {
        "repo_id": model.id,
        "created_at": _utc(model.createdAt),
        "last_modified": model.lastModified and _utc(model.lastModified),
        "downloads_30d": model.downloads,
        "downloads_all_time": model.downloadsAllTime,
        "likes": model.likes,
        "license": licence,
        "pipeline_tag": model.pipeline_tag,
        "library": model.library_name,
        "parameters": tally.parameters(model.safetensors.total if model.safetensors else None),
        "tags": kept_tags(model.tags),
        "base_models": tally.base_models(model.id, relations),
    }


def _utc(moment: dt.datetime) -> dt.datetime:
    # The archive's timestamps carry no zone; the Hub's are UTC.
    return moment.replace(tzinfo=dt.UTC, microsecond=0)
