"""The hub-stats archive: a Parquet file in the Hub's own columns, of any size."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import duckdb

from briefgen.snapshots.archives import HUB_STATS, sql
from briefgen.snapshots.archives.common import HUB_DATES, Archive, Origin, Rows, refuse
from briefgen.snapshots.archives.workbench import Workbench, in_short
from briefgen.snapshots.manifest import Population

ORIGIN = Origin(
    id="hub-stats",
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

# The Hub copies a card's license into the tags, where it is always a plain string.
_LICENCE = "list_filter(tags, lambda tag: starts_with(tag, 'license:'))[1]"

#: What becomes of each of the Hub's columns. Revisions of the data set differ in which of them they have.
_COLUMNS = {
    "id": sql.identity("id"),
    "createdAt": f"{sql.moment('createdAt')} AS created_at",
    "lastModified": f"{sql.moment('lastModified')} AS last_modified",
    "downloads": "CAST(downloads AS BIGINT) AS downloads_30d",
    "downloadsAllTime": "CAST(downloadsAllTime AS BIGINT) AS downloads_all_time",
    "likes": "CAST(likes AS BIGINT) AS likes",
    "childrenModelCount": "CAST(childrenModelCount AS BIGINT) AS children",
    "gated": "lower(CAST(gated AS VARCHAR)) AS gated",
    "pipeline_tag": "pipeline_tag",
    "library_name": "library_name AS library",
    "safetensors": sql.parameters("CAST(safetensors.total AS BIGINT)"),
    "tags": f"{sql.tags('tags')}, substr({_LICENCE}, len('license:') + 1) AS license",
    "baseModels": sql.base_models(
        "id",
        "coalesce(list_transform(baseModels.models, lambda model: model.id), [])",
        "baseModels.relation",
    ),
}
_NEEDED = ("id", "createdAt", "downloads", "likes", "tags")

#: The columns that count something, and the path of the count in each.
_COUNTS = {
    "downloads": "downloads",
    "downloadsAllTime": "downloadsAllTime",
    "likes": "likes",
    "childrenModelCount": "childrenModelCount",
    "safetensors": "safetensors.total",
}


def origin_of(dataset: str, path: str) -> Origin:
    """Return the origin of a file of a Hub data set: a series of its own, apart from the cut's.

    Only of the data set hub-stats itself is it known that it lists the whole Hub, and under which license.
    """
    whole = (dataset, path) == HUB_STATS
    return Origin(
        id=re.sub(r"[^a-z0-9]+", "-", dataset.lower()).strip("-"),
        licence="Apache-2.0" if whole else f"not recorded; see the card of {dataset} on the Hub",
        attribution=f"{dataset} on the Hugging Face Hub",
        population=Population(
            words=f"models that the Hub data set {dataset} lists in {path}",
            kind="whole" if whole else "sample",
            leaves_out=("private models", "models removed from the Hub before the date") if whole else (),
        ),
        date_known="estimated",
        notes=(HUB_DATES,),
    )


def read(archive: Archive, origin: Origin = ORIGIN) -> Rows:
    """Read hub-stats, or a subset of it; raises InputError if it is not Parquet, or lacks a needed column.

    Only the columns that are needed are read, and rows are sorted on disk.
    """
    workbench = Workbench(archive.scratch)
    try:
        there = workbench.open_parquet(archive.file, "models_of_the_hub")
        if lacking := [name for name in _NEEDED if name not in there]:
            refuse(archive.file, archive.format, f"no column {', '.join(lacking)}")
        for problem in _problems(workbench, there):
            refuse(archive.file, archive.format, problem)
        wanted = ", ".join(made for name, made in _COLUMNS.items() if name in there)
        workbench.run(f"CREATE TABLE models AS SELECT {wanted} FROM models_of_the_hub ORDER BY repo_id")
        if workbench.one("SELECT count(*) FROM models") == (0,):
            refuse(archive.file, archive.format, "it holds no models")
        return workbench.snapshot(archive, origin)
    except duckdb.Error as error:
        refuse(archive.file, archive.format, f"it does not read as Parquet of the Hub ({in_short(error)})")


def _problems(workbench: Workbench, there: Collection[str]) -> Iterator[str]:
    """Yield the first invalid value of each column, in words."""
    wrong = {"id": ("id", sql.no_repo_id("id"), "an id as owner/name")}
    for name, value in _COUNTS.items():
        if name in there:
            wrong[name] = (value, sql.no_count(value), "a whole number, 0 or more")
    for name, (value, condition, expected) in wrong.items():
        # Not ORDER BY … LIMIT 1, which fails in DuckDB 2.0 if the value is inside a struct.
        row, found = workbench.one(
            f"SELECT min(file_row_number) + 1, arg_min(coalesce({value}::VARCHAR, ''), file_row_number) "
            f"FROM models_of_the_hub WHERE {condition}"
        )
        if row:
            yield f"row {row}: {name}: expected {expected}, found {found[:60]!r}"
